"""Need, request, service, satisfaction: where the offer is the furthest from what members say they need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from dse import charts, disclosure, french
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.events import LEVEL_PERCENT, describe_difference, describe_each
from dse.figures.figure import Figure, Finding
from dse.figures.offer.needs import (
    YEARS,
    Needs,
    choose_subjects,
    count_needs_by_year,
    find_needs,
    with_all_subjects,
)
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.paging import Paging
from dse.figures.surveys.favourable import favourable_rule
from dse.figures.surveys.wording import (
    PEOPLE_FILTERS,
    SHARE_METHOD,
    TOP_METHOD,
    VOICE_METHOD,
    numbers,
    with_shares,
)
from dse.figures.tracked_metric import TrackedMetric
from dse.query import Query
from dse.stats import contrast
from dse.stats.intervals import share_of
from schemas import codelists

PAGE = "reinterroger"
SOURCE = "Enquête auprès des membres, adhésions, accompagnements, activités"
WHEN_EMPTY = (
    "Aucune vague de ces années ne demande aux membres leurs besoins : élargissez les années, retirez un filtre, ou importez "
    "l’enquête sur la page Données."
)
_NEED = ("need_pct", "need_low_pct", "need_high_pct")
_SATISFIED = ("satisfied_pct", "satisfied_low_pct", "satisfied_high_pct")
QUESTIONS = {
    "theme": "Sur quels thèmes l’offre répond-elle le moins aux besoins ?",
    "support": "Quelles formes d’appui manquent le plus ?",
}
POSITIONS = {"theme": ("ecarts", 10), "support": ("ecarts", 20)}


def gaps(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a subject of the latest wave, the widest gap first: need, request, service, satisfaction."""
    needs = find_needs(with_all_subjects(query), subject)
    if needs is None:
        return c.empty_frame(_columns(subject))
    counts = _count(needs, subject) | _contrast(needs, subject) | _count_satisfied(needs)
    frame = shares(pd.DataFrame(dict(needs.questions.items()) | counts))
    frame["gap_rank"] = _rank(frame["gap_points"].to_numpy(float), needs, subject)
    shown = frame[frame["subject"].isin(choose_subjects(query, subject))]
    ordered = _order(shown, query, subject).reset_index(drop=True)
    return ordered.rename(columns={"subject": subject.column.name})


def _count(needs: Needs, subject: Subject) -> dict[str, Any]:
    """How many members answered, said the need, asked and were served; empty where a subject is not asked for."""
    base, favourable = np.count_nonzero(~np.isnan(needs.need), axis=0), np.nansum(needs.need, axis=0)
    met = needs.is_met.sum(axis=0)
    requests = [
        int(count) if subject.is_asked_for(code) else None
        for code, count in zip(needs.codes, needs.is_asked.sum(axis=0), strict=True)
    ]
    asked_by = pd.Series(requests, dtype="int64[pyarrow]")
    return {
        "favourable": favourable,
        "base": pd.array(base, dtype="int64[pyarrow]"),
        "others": (base - favourable).round(6),
        "members": pd.array([needs.members] * len(base), dtype="int64[pyarrow]"),
        "asked_by": asked_by,
        "asked_pct": 100.0 * asked_by / needs.members,
        "met": pd.array(met, dtype="int64[pyarrow]"),
        "met_pct": 100.0 * met / needs.members,
    }


def _list_columns(needs: Needs, subject: Subject) -> list[list[int]]:
    """The columns of the subjects of each codelist: studies are not compared with meetings."""
    lists = [set(codelists.codes(name)) for name in subject.column.codelists]
    columns = [[place for place, code in enumerate(needs.codes) if code in codes] for codes in lists]
    return [places for places in columns if places]


def _rank(gap: np.ndarray, needs: Needs, subject: Subject) -> pd.Series:
    """The place of each gap among all those of its codelist, 1 for the widest."""
    ranks = pd.Series(0, range(len(gap)), "int64[pyarrow]")
    for places in _list_columns(needs, subject):
        ranks.iloc[places] = 1 + (gap[places][None, :] > gap[places][:, None]).sum(axis=1)
    return ranks


def _order(frame: pd.DataFrame, query: Query, subject: Subject) -> pd.DataFrame:
    """The widest gap first. Before a public the order of the codelist: another would rank the rows that are hidden."""
    if not disclosure.audience(query.selection.audience).is_public:
        return frame.sort_values("gap_points", ascending=False, kind="stable")
    places = codelists.ranks(*subject.column.codelists)
    return frame.sort_values("subject", key=lambda codes: codes.map(places), kind="stable")


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The need with its interval, in percent, and its gap with what is served, in points."""
    frame = with_shares(frame, "favourable", _NEED)
    return frame.assign(gap_points=frame["need_pct"] - frame["met_pct"])


def _contrast(needs: Needs, subject: Subject) -> dict[str, pd.Series]:
    """The interval of each gap, and the word for it among those of its codelist."""
    among = [
        contrast.gaps(
            pd.DataFrame(needs.need[:, places], columns=places),
            pd.DataFrame(needs.is_met[:, places].astype(float), columns=places),
        )
        for places in _list_columns(needs, subject)
    ]
    gap = pd.concat(among).reindex(range(len(needs.codes)))
    p_values = [None if pd.isna(p_value) else float(p_value) for p_value in gap["p_value"]]
    return {
        "gap_low_points": 100.0 * gap["low"],
        "gap_high_points": 100.0 * gap["high"],
        "away": pd.Series(describe_each(p_values, list(gap["away"]), describe_difference), index=gap.index),
    }


def _count_satisfied(needs: Needs) -> dict[str, pd.Series]:
    """The satisfaction of the members served, subject by subject; nothing is said of those served who did not answer."""
    answers = np.where(needs.is_met, needs.satisfaction, np.nan)
    bases, favourable = np.count_nonzero(~np.isnan(answers), axis=0), np.nansum(answers, axis=0)
    shares_of_met = [
        share_of(float(yes), int(n), int(met)).in_unit(100)
        for yes, n, met in zip(favourable, bases, needs.is_met.sum(axis=0), strict=True)
    ]
    base = pd.Series(bases, dtype="int64[pyarrow]")
    return {"satisfied_base": base} | numbers(shares_of_met, _SATISFIED, base.index)


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    labels = charts.labelled(frame, (subject.column,))[subject.column.name]
    clear = frame[(frame["away"] == "PLUS").fillna(False).astype(bool)]
    rows = clear if len(clear) else frame
    row = rows.loc[(rows["need_pct"] - rows["met_pct"]).astype(float).idxmax()]
    beginning = (
        f"Parmi les {subject.nouns}, {labels[row.name]} : {french.percent(row['need_pct'])} des membres disent ce besoin "
        f"(n = {french.number(row['base'])}), {french.percent(row['met_pct'])} ont été servis"
    )
    if frame["away"].isna().all():
        return Finding(f"{beginning} : l’écart le plus grand de ceux qui sont montrés.")
    if clear.empty:
        none = "aucun des écarts montrés ne se détache" if len(frame) > 1 else "cet écart ne se détache pas"
        return Finding(f"{beginning} ; {none} nettement des autres.")
    widest = (
        "l’écart le plus grand, nettement au-delà des autres"
        if row["gap_rank"] == 1
        else "un écart nettement au-delà des autres"
    )
    return Finding(f"{beginning} : {widest}.", float(row["gap_points"]) / 100)


def _chart(frame: pd.DataFrame, subject: Subject, full_table: pd.DataFrame | None = None) -> charts.Chart:
    return charts.needs_met(
        _needs(frame, subject), None if full_table is None else _needs(full_table, subject)
    )


def _needs(frame: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": charts.labelled(frame, (subject.column,))[subject.column.name],
            "need": frame["need_pct"],
            "low": frame["need_low_pct"],
            "high": frame["need_high_pct"],
            "asked": frame["asked_pct"],
            "met": frame["met_pct"],
            "is_clear": (frame["away"] == "PLUS").fillna(False),
            "said": [_label(row) for row in frame.to_dict("records")],
        }
    )


def _label(row: Mapping[str, Any]) -> str:
    if marks.hides(row["mark"]):
        return row["mark"]
    gap = french.points_between(row["met_pct"], row["need_pct"])
    if pd.isna(row["satisfied_pct"]):
        return gap
    return f"{gap} ; satisfaits : {french.percent(row['satisfied_pct'])} (n = {french.number(row['satisfied_base'])})"


def _size(frame: pd.DataFrame) -> str:
    least, most = int(frame["base"].min()), int(frame["base"].max())
    answers = french.number(least) if least == most else f"{french.number(least)} à {french.number(most)}"
    return f"{answers} membres ayant répondu, sur {french.number(frame['members'].max())}"


def _columns(subject: Subject) -> tuple[c.Column, ...]:
    return (
        subject.column,
        c.WAVE_ID,
        c.WAVE,
        c.QUESTION_ID,
        c.FAVOURABLE,
        c.BASE_ANSWERS,
        c.MEMBERS_ASKED,
        c.NEED,
        c.NEED_LOW,
        c.NEED_HIGH,
        c.ASKED_BY,
        c.ASKED,
        c.MET,
        c.MET_SHARE,
        c.SATISFIED_BASE,
        c.SATISFIED,
        c.SATISFIED_LOW,
        c.SATISFIED_HIGH,
        c.GAP,
        c.GAP_LOW,
        c.GAP_HIGH,
        c.GAP_RANK,
        c.AWAY,
        c.MARK,
    )


def _figure(subject: Subject) -> Figure:
    return Figure(
        id=f"gaps_by_{subject.column.name}",
        page=PAGE,
        position=POSITIONS[subject.column.name],
        compares=True,
        question=QUESTIONS[subject.column.name],
        rows=partial(gaps, subject=subject),
        names_largest=True,
        columns=_columns(subject),
        report_columns=("need_pct", "base", "met_pct", "asked_pct", "gap_points"),
        finding=partial(_finding, subject=subject),
        chart=partial(_chart, subject=subject),
        paging=Paging((subject.column.name,), is_scaled=True),
        method=f"Besoin : part favorable de la question sur ce {subject.noun} dans la dernière vague des années choisies. Demandé et "
        f"servi : membres du jour de la vague qui l’ont demandé, ou pour qui un accompagnement a démarré ou une activité a eu "
        f"lieu, dans les {french.number(YEARS)} années jusqu’à celle de la vague ; ces comptes sont complets. Satisfaction : parmi les "
        f"membres servis, part favorable de leurs réponses aux questions de satisfaction sur ce {subject.noun}, ou, si la vague n’en pose pas, "
        "à toutes celles qui ne portent sur aucun : elle dit alors ce qu’ils pensent du réseau en général. L’écart est le besoin moins la part servie ; il est "
        "dit plus grand que les autres s’il dépasse la moyenne des écarts plus que le hasard d’un membre à l’autre ne le "
        f"ferait (variance linéarisée, un score par membre, Särndal, Swensson et Wretman 1992 ; Holm 1979), au seuil de {LEVEL_PERCENT} ; l’intervalle de l’écart est calculé de même, "
        "sans correction de population finie, et rien n’est dit sous trois écarts. "
        + TOP_METHOD
        + VOICE_METHOD
        + SHARE_METHOD.strip(),
        source=SOURCE,
        breakdowns=(*PEOPLE_FILTERS, subject.filter),
        size=_size,
        when_empty=WHEN_EMPTY,
        tracked_metric=TrackedMetric(
            "Part des membres qui disent ce besoin",
            "%",
            partial(count_needs_by_year, subject=subject),
            of_one=subject.filter,
            whole_years=False,
        ),
        rule=favourable_rule(
            derived=(*_NEED, "gap_points"),
            percentages=_NEED,
            derive=shares,
            withheld=("satisfied_base", *_SATISFIED, "gap_low_points", "gap_high_points", "gap_rank", "away"),
            filters=(subject.filter,),
        ),
    )


FIGURES = {subject.column.name: _figure(subject) for subject in (THEME, SUPPORT)}
