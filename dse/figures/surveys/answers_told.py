"""What was answered to the questions of a dimension: the finding, the chart, the figure of each dimension."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french
from dse.disclosure import Rule, marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging, largest
from dse.figures.surveys.answers import PLACES, TOP_TWO, answers, shares
from dse.figures.surveys.asked import (
    EVERY_FILTER,
    FAVOURABLE_METHOD,
    PAGE,
    QUESTION_FILTERS,
    SOURCE,
    describe_share,
    main,
    named,
    quoted,
    short,
    size,
)

QUESTIONS = {
    "need": "Quels appuis les membres demandent-ils le plus ?",
    "satisfaction": "De quoi les membres sont-ils le plus satisfaits ?",
    "effect": "Quels effets les membres voient-ils à notre appui ?",
    "expertise": "Quelle expertise les membres se reconnaissent-ils ?",
    "expectation": "Qu’attendent les membres du réseau ?",
}
PAGE_PLACES = {
    "need": ("besoins", 10),
    "satisfaction": ("satisfaction", 30),
    "effect": ("effets", 10),
    "expertise": ("effets", 30),
    "expectation": ("attentes", 10),
}
# What the favourable answers say, as the end of a French sentence.
SAID = {
    "need": "le besoin le plus partagé",
    "satisfaction": "ce qui satisfait le plus",
    "effect": "l’effet le plus reconnu",
    "expertise": "l’expertise la plus reconnue",
    "expectation": "l’attente la plus partagée",
}


SHORT = {"NSP": "ne sait pas", "NC": "non concernée", "SR": "sans réponse", "NP": "question non posée"}


def _finding(frame: pd.DataFrame, dimension: str) -> Finding:
    rows = main(frame).drop_duplicates("question_id")
    rows = rows[rows["top_two_pct"].notna()].sort_values("top_two_pct", ascending=False, kind="stable")
    if rows.empty:
        return Finding("Aucune réponse exploitable à ces questions.")
    first, last = rows.iloc[0], rows.iloc[-1]
    least = "" if len(rows) == 1 else f" ; à l’autre bout, {_said(last)}"
    # Before a public the counts of what is missing are withheld, and so may be a question above or below these.
    among = " parmi les questions montrées," if rows["not_asked"].isna().all() else ""
    most = _said(first, " de réponses favorables")
    return Finding(f"{named(first['wave'])},{among} {SAID[dimension]} : {most}{least}.")


def _said(row: pd.Series, of: str = "") -> str:
    return f"{quoted(row['wording'])}, {describe_share(row, TOP_TWO)}{of}, n = {french.number(row['base'])}"


def _chart(frame: pd.DataFrame, whole: pd.DataFrame | None = None) -> charts.Chart:
    rows = main(frame).sort_values("top_two_pct", ascending=False, kind="stable")
    told = [_line(each) for _, each in rows.groupby("question_id", sort=False)]
    lines = pd.DataFrame(told, columns=["key", "text", "said", "note"])
    scaled = None if whole is None else _parts(main(whole))
    return charts.diverging(lines, _parts(rows), foot=_key(lines), whole=scaled)


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """The answers shown, in order."""
    shown = rows[rows["share_pct"].notna()].sort_values("place", kind="stable")
    return pd.DataFrame(
        {
            "key": shown["question_id"],
            "answer": shown["answer"],
            "place": [
                PLACES.get(answer, place)
                for answer, place in zip(shown["answer"], shown["place"], strict=True)
            ],
            "pct": shown["share_pct"],
            "is_together": shown["answer"].isin(PLACES),
        }
    )


def _key(lines: pd.DataFrame) -> str:
    """What the short words beside the bars stand for, those that are there."""
    written = " ".join(lines["note"])
    told = [f"{short} {meaning}" for short, meaning in SHORT.items() if short in written]
    return f"À côté des n réponses : {', '.join(told)}." if told else ""


def _line(rows: pd.DataFrame) -> dict[str, str]:
    first = rows.iloc[0]
    line = {"key": first["question_id"], "text": short(first["wording"])}
    masks = [row for row in rows.itertuples() if marks.hides(row.mark)]
    if masks:
        told = next((row for row in masks if "≥" in row.mark), masks[0])
        return line | {"said": told.mark, "note": told.answer if "≥" in told.mark else ""}
    if pd.isna(first["top_two_pct"]):
        return line | {"said": "aucune réponse", "note": _unsaid(first)}
    base = f"n = {french.number(first['base'])}"
    unsaid = _unsaid(first)
    return line | {
        "said": describe_share(first, TOP_TWO),
        "note": f"{base} ; {unsaid}" if unsaid else base,
    }


def _unsaid(row: pd.Series) -> str:
    """`3 NSP, 2 NC`: what is not in the base, where the team looks."""
    words = zip(SHORT, (each.name for each in c.MISSING), strict=True)
    known = [(name, row[column]) for name, column in words if not pd.isna(row[column]) and row[column]]
    return ", ".join(f"{french.number(count)} {name}" for name, count in known)


RULE = Rule(
    "distribution",
    base="base",
    counts=("voices",),
    category=("answer", "side", "favourable"),
    strata=("wave_id", "population", "question_id"),
    wave="wave_id",
    derived=("share_pct", *TOP_TWO),
    percentages=("share_pct", *TOP_TWO),
    derive=shares,
    withheld=tuple(each.name for each in c.MISSING),
    filters=QUESTION_FILTERS,
)


def _figure(dimension: str) -> Figure:
    return Figure(
        id=f"answers_{dimension}",
        page=PAGE,
        place=PAGE_PLACES[dimension],
        question=QUESTIONS[dimension],
        rows=partial(answers, dimension=dimension),
        columns=(
            *c.QUESTION_OF_WAVE,
            c.ANSWER,
            c.PLACE,
            c.VOICES,
            c.BASE_ANSWERS,
            c.MEMBERS_ASKED,
            c.SHARE,
            c.TOP,
            c.TOP_LOW,
            c.TOP_HIGH,
            *c.MISSING,
            c.MARK,
        ),
        essential=("share_pct", "base", "voices"),
        finding=partial(_finding, dimension=dimension),
        chart=_chart,
        paging=Paging(("question_id",), largest("top_two_pct"), among=main, is_scaled=True),
        method="Dernière vague des années choisies qui pose ces questions ; à droite de chaque barre, la part favorable et son "
        "intervalle, puis le nombre d’organisations qui ont répondu et celles qui n’y sont pas : NSP ne sait pas, NC non "
        "concernée, SR sans réponse, NP question non posée. " + FAVOURABLE_METHOD,
        source=SOURCE,
        breakdowns=EVERY_FILTER,
        size=size,
        when_empty="Aucune question de ce genre dans les vagues de ces années, ou aucune enquête importée : déposez l’export "
        "d’une vague sur la page Données.",
        rule=RULE,
    )


FIGURES = {dimension: _figure(dimension) for dimension in QUESTIONS}
