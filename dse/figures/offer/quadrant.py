"""Importance against performance: what matters to members, beside how satisfied those are who were accompanied or came."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from dse import charts, french, sentences, stats
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.events import CONFIDENCE_PERCENT
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE, SOURCE
from dse.figures.offer.measures import describe_served
from dse.figures.offer.needs import (
    YEARS,
    Needs,
    choose_need_years,
    choose_subjects,
    find_needs,
    with_all_subjects,
)
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.rows import to_rows
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import NONRESPONSE, PEOPLE_FILTERS
from dse.query import Query
from dse.stats import intervals
from dse.stats.estimate import sums_of

_SAY = sentences.read(__file__)

FEWEST_POINTS = 4
POSITIONS = {"theme": ("ecarts", 30), "support": ("ecarts", 40)}


def quadrant(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a subject known on both axes: mean importance and mean satisfaction, on a scale from -1 to 1.

    Empty under FEWEST_POINTS rows: four quadrants say nothing of three points.
    """
    needs = find_needs(with_all_subjects(query), subject)
    if needs is None:
        return c.empty_frame(_columns(subject))
    chosen = choose_subjects(query, subject)
    rows = [_row(needs, column) for column, code in enumerate(needs.codes) if code in chosen]
    rows = [row for row in rows if row["importance"] is not None and row["performance"] is not None]
    if len(rows) < FEWEST_POINTS:
        return c.empty_frame(_columns(subject))
    frame = pd.DataFrame(rows).rename(columns={"subject": subject.column.name})
    return frame.assign(wave=needs.questions["wave"].iloc[0], members=needs.members)


def _row(needs: Needs, column: int) -> dict[str, Any]:
    """The importance and the satisfaction of the subject of a column."""
    places = needs.importance[:, column]
    places_served, places_accompanied = (
        needs.performance[is_served[:, column], column] for is_served in (needs.served, needs.is_accompanied)
    )
    importance = intervals.mean(places, needs.members)
    performance = intervals.mean(places_served, len(places_served))
    of_accompanied = intervals.mean(places_accompanied, len(places_accompanied))
    return {
        "subject": needs.codes[column],
        "importance": importance.value,
        "importance_low": importance.low,
        "importance_high": importance.high,
        "base": importance.n,
        "performance": performance.value,
        "performance_low": performance.low,
        "performance_high": performance.high,
        "satisfied_base": performance.n,
        "accompanied_performance": of_accompanied.value,
        "accompanied_satisfied_base": of_accompanied.n,
        "quadrant": _quadrant(places, places_served),
    }


def _quadrant(importance: np.ndarray, performance: np.ndarray) -> str:
    """The code of the quadrant; uncertain where chance may set a mean on its side of the middle of the scale."""
    is_needed, is_satisfying = (_side(places) for places in (importance, performance))
    if is_needed is None or is_satisfying is None:
        return "INCERTAIN"
    if is_needed:
        return "POURSUIVRE" if is_satisfying else "RENFORCER"
    return "ALLEGER" if is_satisfying else "SECONDAIRE"


def _side(places: np.ndarray) -> bool | None:
    """Whether a mean is above the middle of its scale; None where its interval at the level of every word does not tell.

    Without finite-population correction: that chance set the answers so is possible even where all have answered.
    """
    sums = sums_of(places)
    if sums.n < stats.FEWEST_MEMBERS:
        return None
    half = intervals.student(sums.n - 1, 1 - stats.LEVEL) * math.sqrt(sums.variance / sums.n)
    return None if abs(sums.mean) <= half else sums.mean > 0


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    labels = charts.labelled(frame, (subject.column,))[subject.column.name]
    badly = list(labels[frame["quadrant"] == "RENFORCER"])
    if badly:
        return Finding(_SAY("quadrant.badly", names=badly), 0.5)
    has_few = frame[["base", "satisfied_base"]].min(axis=1) < stats.FEWEST_MEMBERS
    if has_few.all():
        return Finding(_SAY(f"quadrant_by_{subject.column.name}.few"))
    doubts = {
        "quadrant.doubt_few": int(has_few.sum()),
        "quadrant.doubt_near": int((~has_few & (frame["quadrant"] == "INCERTAIN")).sum()),
    }
    doubt_texts = [_SAY(doubt, n=n) for doubt, n in doubts.items() if n]
    doubts_told = _SAY("quadrant.doubt", all=len(frame), doubts=doubt_texts) if doubt_texts else ""
    return Finding(_SAY("quadrant.none", doubts=doubts_told))


def _chart(frame: pd.DataFrame, subject: Subject) -> charts.Chart:
    labels = charts.labels_of(frame[subject.column.name], subject.column)
    rows = [
        {
            "name": label,
            "x": row["importance"],
            "x_low": row["importance_low"],
            "x_high": row["importance_high"],
            "y": row["performance"],
            "y_low": row["performance_low"] if row["satisfied_base"] >= french.FEWEST else None,
            "y_high": row["performance_high"] if row["satisfied_base"] >= french.FEWEST else None,
            "is_hollow": row["quadrant"] == "INCERTAIN",
        }
        for label, row in zip(labels, to_rows(frame), strict=True)
    ]
    return charts.quadrants(
        rows,
        corners=("À renforcer", "À poursuivre", "Secondaire", "À alléger peut-être"),
        axes=("Besoin", "Satisfaction des accompagnés ou venus"),
    )


def _columns(subject: Subject) -> tuple[c.Column, ...]:
    return (
        subject.column,
        c.WAVE,
        c.MEMBERS_ASKED,
        c.BASE_ANSWERS,
        c.IMPORTANCE,
        c.IMPORTANCE_LOW,
        c.IMPORTANCE_HIGH,
        c.SATISFIED_BASE,
        c.PERFORMANCE,
        c.PERFORMANCE_LOW,
        c.PERFORMANCE_HIGH,
        c.ACCOMPANIED_SATISFIED_BASE,
        c.ACCOMPANIED_PERFORMANCE,
        c.QUADRANT,
        c.MARK,
    )


def _describe_detail(subject: Subject) -> tuple[str, ...]:
    own = _SAY(
        "detail.quadrant",
        confidence=CONFIDENCE_PERCENT,
        members=stats.FEWEST_MEMBERS,
        points=FEWEST_POINTS,
    )
    return (own, *describe_served(subject, YEARS), *NONRESPONSE)


def _figure(subject: Subject) -> Figure:
    return Figure(
        id=f"quadrant_by_{subject.column.name}",
        requires=(CARRIERS, MEMBERSHIPS),
        reads=(VISITS,),
        choose_years=partial(choose_need_years, subject=subject),
        page=PAGE,
        position=POSITIONS[subject.column.name],
        compares=True,
        question=_SAY(f"quadrant_by_{subject.column.name}.question"),
        rows=partial(quadrant, subject=subject),
        columns=_columns(subject),
        finding=partial(_finding, subject=subject),
        chart=partial(_chart, subject=subject),
        method=_SAY(f"quadrant_by_{subject.column.name}.method"),
        detail=_describe_detail(subject),
        source=SOURCE,
        breakdowns=(*PEOPLE_FILTERS, subject.filter),
        size=lambda frame: (
            f"{french.count_between(frame['base'].min(), frame['base'].max(), 'membre')} sur le besoin, "
            f"{french.count_between(frame['satisfied_base'].min(), frame['satisfied_base'].max(), 'membre')} sur la satisfaction"
        ),
        when_empty=explain_silence(
            *(read_dimension(dimension, subject.question) for dimension in ("need", "satisfaction")),
            otherwise="few_points",
        ),
        rule=Rule("rows"),
    )


FIGURES = {subject.column.name: _figure(subject) for subject in (THEME, SUPPORT)}
