"""Statements as the engine gets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from dse.filters import FILTERS
from dse.query import Query, Selection
from dse.query.engine.duckdb_engine import DuckDBEngine
from schemas import codelists


class RecordingEngine(DuckDBEngine):
    """Answers as another engine does, and remembers what it was asked."""

    def __init__(self, engine: DuckDBEngine) -> None:
        super().__init__(engine.connection)
        self.engine = engine
        self.statements: list[tuple[str, Mapping[str, Any]]] = []

    def run(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        self.statements.append((sql, dict(parameters or {})))
        return self.engine.run(sql, parameters)


def choose_every_code(without: tuple[str, ...] = ()) -> Selection:
    """Every filter set, and nothing left out by it."""
    codes = {
        filter_.field: tuple(code for name in filter_.codelists for code in codelists.codes(name))
        for filter_ in FILTERS
        if filter_.field not in without
    }
    return Selection(**codes)


def record(
    engine: DuckDBEngine, ask: Callable[[Query], object], selection: Selection
) -> list[tuple[str, Mapping[str, Any]]]:
    """The statements that `ask` puts, as `figure.rows` does."""
    recording = RecordingEngine(engine)
    ask(Query(recording, selection))
    return recording.statements


def find_filters(statements: list[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """The filters that some statement is put with."""
    names = {name for _, parameters in statements for name in parameters}
    return (filter_.field for filter_ in FILTERS if names & {filter_.field, f"all_{filter_.field}"})
