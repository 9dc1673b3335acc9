"""The favourable share of each question by family of actors, in the latest wave."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import pandas as pd

from dse import charts, french, stats
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.surveys.asked import (
    EVERY_FILTER,
    FAVOURABLE_METHOD,
    MEMBER,
    PAGE,
    QUESTION_FILTERS,
    SHARE_NAMES,
    SOURCE,
    WHEN_EMPTY,
    group_named,
    main,
    named,
    quoted,
    share_and_base,
    short,
    size,
    with_shares,
)
from dse.figures.surveys.favourable import counts, favourable_rule
from dse.query import Query
from dse.stats import comparison
from dse.stats.intervals import share_of
from schemas import codelists

QUESTIONS = {
    "need": "Les besoins diffèrent-ils d’une famille d’acteurs à l’autre ?",
    "satisfaction": "Toutes les familles d’acteurs sont-elles aussi satisfaites ?",
}
PAGE_PLACES = {"need": ("besoins", 30), "satisfaction": ("ecarts-satisfaction", 20)}
MOST = 3
_MEMBERS = """
select wave_id, actor_family, count(*) as size from survey_registers where is_eligible group by wave_id, actor_family
"""


def by_family(query: Query, dimension: str) -> pd.DataFrame:
    """One row a question and family of the latest wave; in the order of the questionnaire and of the codelist."""
    rows = main(counts(query, f"dimension = '{dimension}'", by="actor_family"))
    rows = rows[rows["wave_id"] == rows["wave_id"].iloc[-1]] if len(rows) else rows
    rows = rows.drop(columns="members").merge(query(_MEMBERS), on=["wave_id", "actor_family"], how="left")
    rows["members"] = rows["size"].where(rows["population"] == MEMBER)
    order = codelists.ranks("actor_families")
    ranked = rows.assign(_rank=rows["actor_family"].map(order).fillna(len(order)))
    return shares(ranked.sort_values(["position", "question_id", "_rank"], kind="stable"))


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The share with its interval, in percent."""
    return with_shares(frame.assign(members=frame["members"].replace(0, None)), "favourable")


def _finding(frame: pd.DataFrame) -> Finding:
    """The widest clear gap between two families of enough answers."""
    labels = charts.labelled(frame, (c.FAMILY,))["actor_family"]
    known = frame.assign(label=labels)[frame["share_pct"].notna() & (frame["mark"].fillna("") != marks.WEAK)]
    pairs = [
        (least, most) if least["share_pct"] < most["share_pct"] else (most, least)
        for _, rows in known.groupby("question_id", sort=False)
        for (_, least), (_, most) in combinations(rows.iterrows(), 2)
    ]
    adjusted = stats.holm([_p_value(*pair) for pair in pairs])
    clear = [
        pair
        for pair, p_value in zip(pairs, adjusted, strict=True)
        if p_value is not None and p_value < stats.LEVEL
    ]
    wave = named(frame["wave"].iloc[0])
    if not pairs:
        return Finding(f"{wave} : trop peu de réponses par famille pour les comparer.")
    if not clear:
        return Finding(f"{wave} : aucun écart net entre les familles comparées.")
    least, most = max(clear, key=lambda pair: pair[1]["share_pct"] - pair[0]["share_pct"])
    return Finding(
        f"{wave}, {quoted(least['wording'])} : {french.percent(least['share_pct'])} de réponses favorables "
        f"{_who(least)} contre {french.percent(most['share_pct'])} {_who(most)}.",
        float(most["share_pct"] - least["share_pct"]) / 100,
    )


def _p_value(least: pd.Series, most: pd.Series) -> float | None:
    if pd.isna(least["members"]) or pd.isna(most["members"]):
        return None
    first, second = (
        share_of(float(row["favourable"]), int(row["base"]), int(row["members"])) for row in (least, most)
    )
    return comparison.unpaired_shares(first, second).p_value


def _who(row: pd.Series) -> str:
    return f"({group_named(row['label'])}, n = {french.number(row['base'])})"


def _chart(frame: pd.DataFrame, whole: pd.DataFrame | None = None) -> charts.Chart:
    gaps = frame.groupby("question_id")["share_pct"].agg(lambda each: each.max() - each.min())
    widest = gaps.astype("float64").fillna(0).sort_values(ascending=False, kind="stable").index[:MOST]
    asked, frame = len(gaps), frame[frame["question_id"].isin(widest)]
    rows = _points(frame)
    title = f"Les {MOST} questions où les familles s’écartent le plus, sur {asked}." if asked > MOST else ""
    hollow = "En creux : moins de 10 réponses." if rows["is_hollow"].any() else ""
    scaled = None if whole is None else _points(whole)
    return charts.intervals(rows, title=f"{title} {hollow}".strip(), whole=scaled)


def _points(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "header": frame["wording"].map(short),
            "row": charts.labelled(frame, (c.FAMILY,))["actor_family"],
            "value": frame["share_pct"],
            "low": frame["low_pct"],
            "high": frame["high_pct"],
            "said": [_said(row) for _, row in frame.iterrows()],
            "broken": "",
            "is_hollow": [not pd.isna(each) and each == marks.WEAK for each in frame["mark"]],
        }
    )


def _said(row: pd.Series) -> str:
    if marks.hides(row["mark"]):
        return row["mark"]
    return share_and_base(row)


def _size(frame: pd.DataFrame) -> str:
    sums = frame.groupby("question_id", as_index=False).agg(
        base=("base", "sum"),
        members=("members", lambda each: each.sum(min_count=1)),
        population=("population", "first"),
        wave_id=("wave_id", "first"),
    )
    return size(sums)


def _spread(frame: pd.DataFrame) -> pd.Series:
    """How far apart the families are on the question of each row."""
    shares = frame["share_pct"].astype("float64").groupby(frame["question_id"])
    return shares.transform("max") - shares.transform("min")


def _figure(dimension: str) -> Figure:
    return Figure(
        id=f"{dimension}_by_family",
        page=PAGE,
        place=PAGE_PLACES[dimension],
        compares=True,
        question=QUESTIONS[dimension],
        rows=partial(by_family, dimension=dimension),
        columns=(
            *c.QUESTION_OF_WAVE,
            c.FAMILY,
            c.FAVOURABLE,
            c.OTHERS,
            c.BASE_ANSWERS,
            c.MEMBERS_ASKED,
            c.SHARE,
            c.SHARE_LOW,
            c.SHARE_HIGH,
            c.MARK,
        ),
        essential=("share_pct", "base", "low_pct", "high_pct"),
        finding=_finding,
        chart=_chart,
        paging=Paging(("question_id",), _spread, most=MOST, is_scaled=True),
        method="Dernière vague des années choisies. La famille est celle du registre le jour où la vague s’est close, à défaut "
        "celle qui est déclarée. Deux familles d’au moins dix réponses chacune sont comparées question par question (test du score, "
        "population finie), valeurs p ajustées entre toutes les paires (Holm 1979). En creux : moins de dix réponses. "
        + FAVOURABLE_METHOD,
        source=SOURCE,
        breakdowns=EVERY_FILTER,
        size=_size,
        when_empty=WHEN_EMPTY,
        rule=favourable_rule(
            group="actor_family",
            breakdown="families",
            additive=("members",),
            derived=SHARE_NAMES,
            percentages=SHARE_NAMES,
            derive=shares,
            filters=QUESTION_FILTERS,
        ),
    )


FIGURES = {dimension: _figure(dimension) for dimension in QUESTIONS}
