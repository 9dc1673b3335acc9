"""Need, request, service, satisfaction: where the offer is the furthest from what members say they need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, stats
from dse.disclosure import marks
from dse.figures.events import LEVEL_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gap_rows import NEED, SATISFIED, columns, gaps, shares
from dse.figures.offer.gaps_shown import describe_gap, find_measure, order_for_public, read_gap
from dse.figures.offer.measures import ACCOMPANIED, MEASURES, SERVED, Measure, describe_served
from dse.figures.offer.need_differences import EVERYBODY, compare_needs
from dse.figures.offer.needs import YEARS, count_needs_by_year
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.paging import Paging
from dse.figures.rows import to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.favourable import favourable_rule
from dse.figures.surveys.wording import (
    PEOPLE_FILTERS,
    SHARE_DETAIL,
    TOP_DETAIL,
    VOICE_DETAIL,
    describe_bound,
    describe_hidden,
)
from dse.figures.tracked_metric import TrackedMetric
from dse.figures.uptake.served import NO_VISITS
from dse.stats import contrast

_SAY = sentences.read(__file__)

PAGE = "reinterroger"
SOURCE = "Enquête auprès des membres, adhésions, accompagnements, activités"
WHEN_EMPTY = (
    "Aucune vague de ces années ne demande aux membres leurs besoins : élargissez les années, retirez un filtre, ou importez "
    "l’enquête sur la page Données."
)
QUESTIONS = {
    "theme": "Sur quels thèmes l’offre répond-elle le moins aux besoins ?",
    "support": "Quelles formes d’appui manquent le plus ?",
}
POSITIONS = {"theme": ("ecarts", 10), "support": ("ecarts", 20)}


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    measure = find_measure(frame)
    rows_shown = [row for row in to_rows(frame) if read_gap(row, measure)]
    if not rows_shown:
        return Finding(f"Rien ne dit ce qui est servi de ces {subject.nouns} : {NO_VISITS}.")
    if any(marks.bound(row["mark"]) for row in rows_shown):
        return _describe_bounded(rows_shown, subject, measure)
    rows_with_gap = frame[frame[measure.gap.name].notna()]
    ranked = rows_with_gap[rows_with_gap["base"] >= french.FEWEST]
    if len(rows_with_gap) > 1 and ranked.empty:
        return Finding(_describe_few(rows_with_gap, subject))
    return _describe_widest(ranked if len(ranked) else rows_with_gap, frame, subject, measure)


def _describe_few(rows: pd.DataFrame, subject: Subject) -> str:
    """Of a handful of answers none is named the largest: several gaps are the same two counts."""
    n = " à ".join(french.number(base) for base in sorted({rows["base"].min(), rows["base"].max()}))
    return f"Parmi les {subject.nouns}, trop peu de réponses (n = {n}) pour classer les écarts."


def _describe_widest(
    rows_with_gap: pd.DataFrame, frame: pd.DataFrame, subject: Subject, measure: Measure
) -> Finding:
    """What is said of the widest of the gaps that are ranked."""
    clear = rows_with_gap[_is_clear(rows_with_gap, measure)]
    rows = clear if len(clear) else rows_with_gap
    row = rows.loc[rows[measure.gap.name].astype(float).idxmax()]
    verdict, weight = _judge(row, rows_with_gap, len(clear) > 0, measure)
    named = verdict.format(name=_name_counted(row, subject, measure))
    is_part = len(rows_with_gap) < frame[measure.gap.name].notna().sum()
    among = f" qui ont au moins {french.number(french.FEWEST)} réponses" if is_part else ""
    return Finding(
        f"Parmi les {subject.nouns}{among}, {_label_of(row, subject)} : {named} ; {_describe(row, subject, measure)}.",
        weight,
    )


def _describe_bounded(rows: list[dict[str, Any]], subject: Subject, measure: Measure) -> Finding:
    """What a public can be told where some needs are only bounded: the widest gap, or those of which one is."""
    firsts = bounded.find_firsts(rows, partial(read_gap, measure=measure))
    if len(firsts) > 1:
        candidates = [_describe_candidate(pd.Series(row), subject, measure) for row in firsts]
        return Finding(
            f"Parmi les {subject.nouns}, le plus grand écart est {french.either(candidates)}.",
            _weigh_bounded(firsts, measure),
        )
    first = pd.Series(firsts[0])
    gap = read_gap(firsts[0], measure)
    verdict = (_COVERED if gap and gap.high <= 0 else _NOT_TESTED)[len(rows) > 1]
    return Finding(
        f"Parmi les {subject.nouns}, {_label_of(first, subject)} : {verdict.format(name=_name_counted(first, subject, measure))} "
        f"({describe_gap(first, measure)}) ; {_describe(first, subject, measure)}.",
        _weigh_bounded(firsts, measure),
    )


def _weigh_bounded(firsts: list[dict[str, Any]], measure: Measure) -> float:
    """What nearly all say they need is to be remembered, untested as it is, where no gap that is shown is wider for sure."""
    if not all(bounded.is_least(row) for row in firsts):
        return 0.0
    lows = [gap.low for row in firsts if (gap := read_gap(row, measure))]
    return max(0.0, *lows) / 100


def _describe_candidate(row: pd.Series, subject: Subject, measure: Measure) -> str:
    """A gap that may be the widest, and whom it leaves out, which is not the same of every form of support."""
    return f"{_label_of(row, subject)} ({describe_gap(row, measure)} avec les {_name_counted(row, subject, measure)})"


def _judge(row: pd.Series, rows: pd.DataFrame, is_clear: bool, measure: Measure) -> tuple[str, float]:
    """What is said of the gap of a row among all rows, `{name}` standing for whom it leaves out, and how much that weighs."""
    if row[measure.gap.name] <= 0:
        return _COVERED[len(rows) > 1], 0.0
    if rows["away"].isna().all():
        return _NOT_TESTED[len(rows) > 1], 0.0
    if not is_clear:
        return _NOT_CLEAR[len(rows) > 1], 0.0
    weight = float(row[measure.gap.name]) / 100
    if row["gap_rank"] > 1:
        return "écart avec les {name} nettement au-delà de la moyenne des autres", weight
    return "plus grand écart avec les {name}, nettement au-delà des autres", weight


# Of one row, and of several.
_COVERED = (
    "ce besoin ne dépasse pas la part des {name}",
    "aucun besoin montré ne dépasse la part des {name}, celui-ci en est le plus près",
)
_NOT_TESTED = (
    "seul écart montré avec les {name}",
    "plus grand écart avec les {name}",
)
_NOT_CLEAR = (
    "écart avec les {name} qui ne se détache pas nettement des autres",
    "plus grand écart avec les {name}, qui ne se détache pas nettement des autres",
)


def _is_clear(frame: pd.DataFrame, measure: Measure) -> pd.Series:
    """Which needs exceed what is served for sure, their interval being above 0, and by clearly more than the others."""
    is_wider = (frame["away"] == "PLUS").fillna(False).astype(bool)
    gap, low, _ = (column.name for column in measure.interval)
    return is_wider & (frame[low].fillna(frame[gap]) > 0).fillna(False).astype(bool)


def _name_counted(row: pd.Series, subject: Subject, measure: Measure) -> str:
    """Whom the gap of a row leaves out: a study is served by accompaniments alone, a kind of activity by visits alone."""
    if subject.has_both or measure is ACCOMPANIED:
        return measure.name
    return "venus" if pd.isna(row[ACCOMPANIED.share.name]) else ACCOMPANIED.name


def _label_of(row: pd.Series, subject: Subject) -> str:
    label: str = charts.labelled(row.to_frame().T, (subject.column,))[subject.column.name].iloc[0]
    return label


def _describe(row: pd.Series, subject: Subject, measure: Measure) -> str:
    """The need of a row, and both measures of what is served."""
    need = f"besoin dit par {_members(row)}"
    accompanied, served = (
        None if pd.isna(row[column.name]) else french.share(row[column.name], row["members"])
        for column in (ACCOMPANIED.share, SERVED.share)
    )
    if measure is ACCOMPANIED:
        return f"{need}, {accompanied} accompagnés ({NO_VISITS})"
    if accompanied is None:
        return f"{need}, {served} venus à une activité de ce type"
    if not subject.has_both:
        return f"{need}, {accompanied} accompagnés"
    return f"{need}, {served} accompagnés ou venus à une activité sur ce thème, {accompanied} accompagnés"


def _members(row: pd.Series) -> str:
    """`94 % des membres (n = 48)`, `au moins 90 % des membres (n = 48)`, or `1 membre sur 3`."""
    value, base = row["need_pct"], row["base"]
    if (bound := marks.bound(row["mark"])) is not None:
        return f"{describe_bound(bound)} des membres (n = {french.number(base)})"
    if base >= french.FEWEST:
        return f"{french.percent(value)} des membres (n = {french.number(base)})"
    return f"{french.count(round(value * base / 100), 'membre')} sur {french.number(base)}"


def _chart(frame: pd.DataFrame, subject: Subject, full_table: pd.DataFrame | None = None) -> charts.Chart:
    return charts.needs_met(
        _needs(frame, subject), None if full_table is None else _needs(full_table, subject)
    )


def _needs(frame: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    measure = find_measure(frame)
    return pd.DataFrame(
        {
            "row": charts.labelled(frame, (subject.column,))[subject.column.name],
            "need": frame["need_pct"],
            "low": frame["need_low_pct"],
            "high": frame["need_high_pct"],
            "asked": frame["asked_pct"],
            "accompanied": frame[ACCOMPANIED.share.name],
            "met": frame[SERVED.share.name],
            "is_clear": _is_clear(frame, measure),
            "satisfied": [_describe_satisfied(row) for row in frame.to_dict("records")],
            "said": [_label(row, measure) for row in frame.to_dict("records")],
        }
    ).join(bounded.find_arrows(frame))


def _label(row: Mapping[str, Any], measure: Measure) -> str:
    if marks.is_silent(row["mark"]):
        return row["mark"]
    if marks.bound(row["mark"]) and pd.isna(row[measure.share.name]):
        return describe_hidden(row["mark"])
    if read_gap(row, measure) is None:
        return ""
    return describe_gap(row, measure)


def _describe_satisfied(row: Mapping[str, Any]) -> str:
    """`76 % (n = 34)`, `2 sur 3`; a dash where it is not known."""
    if pd.isna(row["satisfied_pct"]):
        return "–"
    base = row["satisfied_base"]
    count = "" if base < french.FEWEST else f" (n = {french.number(base)})"
    return f"{french.share(row['satisfied_pct'], base)}{count}"


def _size(frame: pd.DataFrame) -> str:
    answers = french.count_between(int(frame["base"].min()), int(frame["base"].max()), "membre")
    return f"{answers} ayant répondu, sur {french.number(frame['members'].max())}"


def _describe_detail(subject: Subject) -> tuple[str, ...]:
    return (
        _SAY("detail.gaps", noun=subject.noun, years=YEARS),
        *describe_served(subject, YEARS),
        _SAY(
            "detail.gaps_test",
            level=LEVEL_PERCENT,
            gaps=contrast.FEWEST_ITEMS,
            members=stats.FEWEST_MEMBERS,
            answers=french.FEWEST,
        ),
        _SAY("detail.gaps_satisfaction", noun=subject.noun),
        *TOP_DETAIL,
        *VOICE_DETAIL,
        *SHARE_DETAIL,
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
        columns=columns(subject),
        report_columns=(
            "need_pct",
            "base",
            "accompanied_pct",
            "met_pct",
            "asked_pct",
            "accompanied_gap_points",
            "gap_points",
        ),
        finding=partial(_finding, subject=subject),
        chart=partial(_chart, subject=subject),
        paging=Paging((subject.column.name,), is_scaled=True),
        method=_SAY(f"gaps_by_{subject.column.name}.method", years=YEARS),
        detail=_describe_detail(subject),
        source=SOURCE,
        breakdowns=(*PEOPLE_FILTERS, subject.filter),
        size=_size,
        when_empty=WHEN_EMPTY,
        tracked_metric=TrackedMetric(
            "Part des membres qui disent ce besoin",
            "%",
            partial(count_needs_by_year, subject=subject),
            difference=partial(compare_needs, subject=subject),
            of_one=subject.filter,
            whole_years=False,
            people=EVERYBODY,
        ),
        rule=favourable_rule(
            derived=(*NEED, *(column.name for measure in MEASURES for column in measure.interval)),
            percentages=NEED,
            derive=shares,
            withheld=("satisfied_base", *SATISFIED, "gap_rank", "away"),
            filters=(subject.filter,),
            bounds={
                "need_pct": "",
                **{measure.gap.name: measure.share.name for measure in MEASURES},
            },
        ),
        order_for_public=order_for_public,
    )


FIGURES = {subject.column.name: _figure(subject) for subject in (THEME, SUPPORT)}
