"""The decisions that the team lets a public read: their texts where nothing of them has to be read again, and a number that no rule protects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
from pandas.arrays import ArrowExtensionArray

from dse import charts, french, selections, sentences
from dse.disclosure.audiences import PUBLICATION
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding, find_refusal
from dse.figures.offer.decided import CLOSED, compare, find_metric
from dse.figures.offer.gaps import PAGE
from dse.figures.paging import Paging
from dse.figures.period_differences import PAIR_DETAIL
from dse.figures.registry import REGISTRY
from dse.filters import FILTERS
from dse.query import Query
from dse.seals import is_sealed
from schemas import codelists, renamed

_SAY = sentences.read(__file__)

LEFT_OUT = _SAY("public_decisions.left_out")
# Neither the finding, the value and the choice of that day, nor who is in charge: no exit has what is not read.
_DECISIONS = """
select decision_id, decided_on, decision, decision_seal, status, figure_id, selection, value_unit, outcome, outcome_seal, offers.title
from decisions left join offers on offers.offer_id = decisions.offer_id
where decision_seal is not null
order by decided_on desc, decision_id desc
"""
_COLUMNS = (
    c.DECIDED_ON,
    c.DECISION,
    c.DECISION_STATUS,
    c.OFFER,
    c.OUTCOME_TEXT,
    c.QUESTION,
    c.TRACKED_NAME,
    c.BEFORE_YEARS,
    c.VALUE_AGAIN,
    c.SINCE_YEARS,
    c.VALUE_SINCE,
    c.VALUE_UNIT,
    c.DIFFERENCE_WORD,
)


def list_public(query: Query, figures: Mapping[str, Figure]) -> pd.DataFrame:
    """One row a decision whose text is marked, the latest first; the same for every audience."""
    rows = [_describe(query, row, figures) for row in query(_DECISIONS).itertuples() if _is_marked(row)]
    return pd.DataFrame(
        {
            column.name: ArrowExtensionArray(pa.array([row.get(column.name) for row in rows], column.type))
            for column in _COLUMNS
        }
    )


def _is_marked(row: Any) -> bool:
    return is_sealed(row.decision, row.decision_seal)


def _describe(query: Query, row: Any, figures: Mapping[str, Figure]) -> dict[str, object]:
    figure_id = renamed.figure(row.figure_id)
    figure = figures.get(figure_id)
    is_open = figure is not None and find_refusal(figure, PUBLICATION) is None
    has_outcome = is_sealed(row.outcome, row.outcome_seal)
    return {
        "decided_on": row.decided_on,
        "decision": _quote(query, row.decision, figure_id),
        "status": row.status,
        "title": None if pd.isna(row.title) else row.title,
        "outcome": _quote(query, row.outcome, figure_id) if has_outcome else None,
        "question": figure.question if is_open else None,
        **(_follow(query, row._replace(figure_id=figure_id), figures) if _tells_number(row, figure) else {}),
    }


def _quote(query: Query, text: str, figure_id: str) -> str:
    """A text as a public has it: as it is, or the sentence that stands in its place."""
    must_read = query.must_read is None or query.must_read(text, figure_id)
    return LEFT_OUT if must_read else text


def _tells_number(row: Any, figure: Figure | None) -> bool:
    """Whether what a decision follows is for everybody: no rule protects its figure, and no filter has to be told but the one that says of what."""
    if figure is None or figure.rule is not None or figure.tracked_metric is None:
        return False
    choice, subject = selections.read(row.selection), figure.tracked_metric.of_one
    return not any(
        getattr(choice, code_filter.field) for code_filter in FILTERS if code_filter.field != subject
    )


def _follow(query: Query, row: Any, figures: Mapping[str, Figure]) -> dict[str, object]:
    """The number over the years that were looked at and over those since, both counted today; nothing where it is not compared."""
    metric = find_metric(row.figure_id, row.value_unit, figures)
    pair, difference, _ = compare(query, row, figures)
    if metric is None or pair is None or difference is None:
        return {}
    return {
        "tracked_name": " ".join([metric.what, *_name_subject(row.selection, metric.of_one)]),
        "before_years": pair.before.name,
        "value_again": difference.before.value,
        "since_years": pair.after.name,
        "value_since": difference.after.value,
        "value_unit": metric.unit,
        "tendency": difference.tendency,
    }


def _name_subject(selection: str, field: str) -> list[str]:
    """The theme or the support that a number is of, where it is of one."""
    choice = selections.read(selection)
    return [
        f"({name})"
        for code_filter in FILTERS
        if code_filter.field == field
        for name in selections.names(code_filter.url_key, getattr(choice, field))
    ]


def _finding(frame: pd.DataFrame) -> Finding:
    closed = int(frame["status"].isin(CLOSED).sum())
    return Finding(_SAY("public_decisions.told", n=len(frame), closed=closed))


def _chart(frame: pd.DataFrame) -> charts.Chart:
    rows = (
        {"head": _write_head(row), "text": row.decision, "notes": _list_notes(row)}
        for row in frame.itertuples()
    )
    return charts.texts(list(rows))


def _write_head(row: Any) -> str:
    """`7 septembre 2018 · Faite · offre : Fonds d’études genre`."""
    status = codelists.labels("decision_statuses").get(row.status, row.status)
    offer = [] if pd.isna(row.title) else [f"offre : {row.title}"]
    return " · ".join([french.day(row.decided_on), status, *offer])


def _list_notes(row: Any) -> list[str]:
    """What it gave, which figure it was taken in front of, and the number since."""
    notes = [] if pd.isna(row.outcome) else [f"Résultat : {row.outcome}"]
    notes += [] if pd.isna(row.question) else [f"Devant la figure « {row.question} »"]
    return notes + ([] if pd.isna(row.value_since) else [_describe_number(row)])


def _describe_number(row: Any) -> str:
    """`Taux de recours annuel moyen : 24 % en 2016-2018, 26 % en 2019-2021 (le hasard pourrait l’expliquer).`"""
    word = codelists.labels_in(c.DIFFERENCE_WORD.codelists)[row.tendency]
    then, since = (_write_value(value, row.value_unit) for value in (row.value_again, row.value_since))
    return f"{row.tracked_name} : {then} en {row.before_years}, {since} en {row.since_years} ({word[:1].lower()}{word[1:]})."


def _write_value(value: float, unit: str) -> str:
    return french.percent(value) if unit == "%" else f"{french.number(value)}{french.NO_BREAK}{unit}"


FIGURE = Figure(
    id="public_decisions",
    page=PAGE,
    position=("decisions", 5),
    question=_SAY("public_decisions.question"),
    rows=partial(list_public, figures=REGISTRY),
    columns=_COLUMNS,
    report_columns=("decision", "decided_on", "status", "title", "outcome"),
    finding=_finding,
    chart=_chart,
    paging=Paging(("decided_on", "decision")),
    method=_SAY("public_decisions.method"),
    detail=(_SAY("public_decisions.detail"), *PAIR_DETAIL),
    source="Décisions, et les données de chaque figure",
    breakdowns=(),
    size=lambda frame: french.count(len(frame), "décision"),
    when_empty=_SAY("public_decisions.when_empty"),
)
