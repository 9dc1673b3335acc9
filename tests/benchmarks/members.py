"""The list of members and the sheets, as the server reads them, at one size of store."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from dse.members import directory, everyone
from dse.members.sheet import read_sheet
from dse.query import Query, Selection, open_version
from dse.store import Store
from tests.benchmarks.measure import Line, median

FAMILIES = ("ONG", "COLLECTIVITE", "COLLECTIF_OSC")
SHEETS = ("ORG-001", "ORG-043", "ORG-051", "ORG-073", "ORG-008")


def measure_members(store: Path, size: str) -> list[Line]:
    """The median over some families of the list never asked, and over some organisations of a sheet, in ms."""
    reader = Store(store)
    engine = open_version(reader, reader.current().number)
    query = Query(engine, Selection())
    everyone.read_everyone(query)  # the words of the field are made once for a version
    lists = [Query(engine, Selection(families=(family,))) for family in FAMILIES]
    opened = [sheet for code in SHEETS if (sheet := directory.find(query, code))]
    return [
        _measure(
            f"{size}, list of members", [lambda query=query: everyone.read_everyone(query) for query in lists]
        ),
        _measure(
            f"{size}, sheet", [lambda sheet=sheet: read_sheet(query, sheet.organisation) for sheet in opened]
        ),
    ]


def _measure(subject: str, reads: list[Callable[[], object]]) -> Line:
    times = []
    for read in reads:
        begun = time.perf_counter()
        read()
        times.append(1000 * (time.perf_counter() - begun))
    return Line(subject, median(times), "ms")
