"""What was decided, whether the offer changed, and what the same figure says since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from dse import french, selections, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures import records
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE
from dse.figures.offer.moved import moved
from dse.figures.period_differences import PAIR_DETAIL, Difference, Pair, Span
from dse.figures.registry import REGISTRY, describe_retired
from dse.figures.tracked_metric import TrackedMetric
from dse.query import Query
from schemas import renamed

_SAY = sentences.read(__file__)

CLOSED = ("FAITE", "ABANDONNEE")
_DECISIONS = """
select decisions.*, offers.title,
    case when decisions.closed_on is null and decisions.status in ('A_FAIRE', 'EN_COURS')
        and decisions.due_on < reference.as_of
        then date_diff('day', decisions.due_on, reference.as_of) end as days_late
from decisions cross join reference
left join offers on offers.offer_id = decisions.offer_id
order by decisions.status in ('FAITE', 'ABANDONNEE'), decisions.decided_on desc, decisions.decision_id desc
"""
_COLUMNS = (
    c.DECISION_ID,
    c.DECIDED_ON,
    c.OCCASION,
    c.DECISION,
    c.QUESTION,
    c.CHOICE,
    c.FINDING,
    c.TRACKED_NAME,
    c.VALUE_THEN,
    c.VALUE_AGAIN,
    c.VALUE_SINCE,
    c.VALUE_UNIT,
    c.BEFORE_YEARS,
    c.SINCE_YEARS,
    c.SINCE_MEMBERS,
    c.DIFFERENCE_WORD,
    c.WHY_NOT_SINCE,
    c.OFFER,
    c.OFFER_CHANGE,
    c.OFFER_MOVED,
    c.DECISION_STATUS,
    c.DECISION_DUE,
    c.DAYS_LATE,
    c.OWNER,
    c.OUTCOME_TEXT,
    c.CLOSED_DECISION,
    c.MARK,
)


def decided(query: Query, figures: Mapping[str, Figure]) -> pd.DataFrame:
    """One row a decision, those still open first and the latest first among them."""
    rows = query(_DECISIONS)
    ids = [renamed.figure(name) for name in rows["figure_id"].tolist()]
    rows = rows.assign(figure_id=ids)
    metrics = [find_metric(*row, figures) for row in zip(ids, rows["value_unit"], strict=True)]
    compared = [compare(query, row, figures) for row in rows.itertuples()]
    pairs = [pair for pair, _, _ in compared]
    differences = [difference for _, difference, _ in compared]
    return rows.assign(
        question=[
            figures[name].question if name in figures else describe_retired(name) or None for name in ids
        ],
        choice=[_describe_choice(*row) for row in zip(rows["selection"], metrics, strict=True)],
        value_again=pd.array(
            [value and value.before.value for value in differences], dtype="double[pyarrow]"
        ),
        value_since=pd.array([value and value.after.value for value in differences], dtype="double[pyarrow]"),
        tracked_name=[metric and metric.what for metric in metrics],
        value_unit=[metric and metric.unit for metric in metrics],
        before_years=[pair and pair.before.name for pair in pairs],
        since_years=[pair and pair.after.name for pair in pairs],
        since_members=pd.array([value and value.members for value in differences], dtype="int64[pyarrow]"),
        tendency=[value and value.tendency for value in differences],
        why_not=[why for _, _, why in compared],
        offer_moved=moved(query, rows),
    )


def find_metric(figure_id: str, unit: str | None, figures: Mapping[str, Figure]) -> TrackedMetric | None:
    """What a decision follows of its figure, by the unit that was recorded."""
    metric = figures[figure_id].tracked_metric if figure_id in figures else None
    return metric and metric.of_decision(None if pd.isna(unit) else unit)


def _describe_choice(selection: str, metric: TrackedMetric | None) -> str:
    """The filters of a decision, and among whom its figure compares periods."""
    people = metric.people if metric else ""
    return " ; ".join(filter(None, [selections.told(selections.read(selection)), people]))


def compare(
    query: Query, row: Any, figures: Mapping[str, Figure]
) -> tuple[Pair | None, Difference | None, str | None]:
    """The years that were looked at and those since, what the figure says of both, or why it cannot be told."""
    figure = figures.get(row.figure_id)
    if figure is None:
        why = describe_retired(row.figure_id) or f"La figure « {row.figure_id} » n’existe plus"
        return None, None, f"{why} : son chiffre ne se suit plus."
    if (metric := find_metric(row.figure_id, row.value_unit, figures)) is None:
        return None, None, "Cette figure ne se suit pas par un chiffre."
    if lost := selections.unknown(row.selection):
        return None, None, f"Le choix d’alors nomme ce qui n’existe plus : {french.listed(lost)}."
    again = replace(query, selection=selections.read(row.selection).keeping(figure.breakdowns))
    if not metric.fits(again):
        return None, None, "Le choix d’alors ne désigne pas un seul chiffre à suivre."
    pair = metric.find_pair(again)
    if pair is None:
        return None, None, "Aucune année entière ne s’est écoulée depuis."
    lacking = [why for span in (pair.before, pair.after) if (why := _describe_lacking(again, span, figure))]
    if lacking:
        return None, None, records.write_sentence(lacking[0])
    return pair, metric.compare(again, pair), None


def _describe_lacking(query: Query, span: Span, figure: Figure) -> str | None:
    """Why what the figure requires is not recorded over a period."""
    return records.describe_lacking(query.with_years(span.first, span.last), figure.requires)


def _finding(frame: pd.DataFrame) -> Finding:
    late = int(frame["days_late"].notna().sum())
    moved = int(frame["tendency"].isin(["HAUSSE", "BAISSE"]).sum())
    sentence = _SAY(
        "decisions_followed.told",
        n=len(frame),
        open=int((~frame["status"].isin(CLOSED)).sum()),
        late=_SAY("decisions_followed.late", n=late) if late else "",
        moved=_SAY("decisions_followed.moved", n=moved) if moved else "",
    )
    return Finding(sentence)


FIGURE = Figure(
    id="decisions_followed",
    page=PAGE,
    position=("decisions", 10),
    question=_SAY("decisions_followed.question"),
    rows=partial(decided, figures=REGISTRY),
    columns=_COLUMNS,
    report_columns=(
        "decision",
        "decided_on",
        "occasion",
        "status",
        "due_on",
        "closed_on",
        "outcome",
        "finding",
        "choice",
        "tracked_name",
        "value_then",
        "value_since",
        "value_unit",
        "since_years",
        "tendency",
        "why_not",
        "title",
        "offer_change",
        "offer_moved",
    ),
    finding=_finding,
    method=_SAY("decisions_followed.method"),
    detail=(_SAY("decisions_followed.detail"), *PAIR_DETAIL),
    source="Décisions, et les données de chaque figure",
    breakdowns=(),
    size=lambda frame: french.count(len(frame), "décision"),
    when_empty=_SAY("decisions_followed.when_empty"),
    rule=Rule("rows"),
)
