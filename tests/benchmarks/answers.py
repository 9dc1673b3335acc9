"""Every figure beside the bare statements that it asks, at one size of store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa

from dse import figures
from dse.query import Engine, Selection
from dse.store import Store
from tests.benchmarks.measure import Line, median


@contextmanager
def time_statements() -> Iterator[list[float]]:
    """The seconds of each statement that the engine is asked while the block runs."""
    spent: list[float] = []
    run = Engine.run

    def run_and_time(*arguments: Any) -> pa.Table:
        begun = time.perf_counter()
        try:
            return run(*arguments)
        finally:
            spent.append(time.perf_counter() - begun)

    with patch.object(Engine, "run", run_and_time):
        yield spent


PERIODS = ((2013, 2015), (2016, 2018), (2019, 2021))


def measure_figures(store: Path, size: str) -> list[Line]:
    """The median over three periods of a figure never asked, in ms, beside the time that the engine took for its statements."""
    reader = Store(store)
    number = reader.current().number
    with time_statements() as spent:
        return [_measure_figure(reader, number, figure, size, spent) for figure in figures.REGISTRY.values()]


def _measure_figure(store: Store, number: int, figure: figures.Figure, size: str, spent: list[float]) -> Line:
    whole, bare = [], []
    for first, last in PERIODS:
        spent.clear()
        begun = time.perf_counter()
        figures.answer(store, number, figure, Selection(first, last))
        whole.append(1000 * (time.perf_counter() - begun))
        bare.append(1000 * sum(spent))
    rows = store.current().rows
    return Line(
        f"{size}, {figure.id}", median(whole), "ms", median(bare) or None, group=figure.page, rows=rows
    )
