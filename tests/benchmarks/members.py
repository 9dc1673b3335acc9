"""The lists of members and of Suivi and the sheets, as the server reads them, at one size of store."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from dse.following import accompaniment, activity, follow_up_list
from dse.members import directory, everyone
from dse.members.sheet import read_sheet
from dse.query import Query, Selection, open_version
from dse.store import Store
from tests.benchmarks.measure import Line, median

FAMILIES = ("ONG", "COLLECTIVITE", "COLLECTIF_OSC")
WORKS = ("ACC-2013-001", "ACC-2016-010", "ACC-2019-002", "ACC-2021-031")
VISITS = ("ACT-2013-01", "ACT-2013-02", "ACT-2019-05")
SHEETS = ("ORG-001", "ORG-043", "ORG-051", "ORG-073", "ORG-008")


def measure_members(store: Path, size: str) -> list[Line]:
    """The median over some families of the list never asked, and over some organisations of a sheet, in ms."""
    reader = Store(store)
    engine = open_version(reader, reader.current().number)
    query = Query(engine, Selection())
    follow_up_list.read_rows(query)
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
        _measure(f"{size}, Suivi", [lambda query=query: follow_up_list.read_rows(query) for query in lists]),
        _measure(
            f"{size}, sheet of an accompaniment",
            [lambda code=code: accompaniment.read_sheet(query, code) for code in WORKS],
        ),
        _measure(
            f"{size}, sheet of an activity",
            [lambda code=code: activity.read_sheet(query, code) for code in VISITS],
        ),
    ]


def _measure(subject: str, reads: list[Callable[[], object]]) -> Line:
    times = []
    for read in reads:
        begun = time.perf_counter()
        read()
        times.append(1000 * (time.perf_counter() - begun))
    return Line(subject, median(times), "ms")
