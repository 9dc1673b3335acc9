"""Facts: what all figures start from, computed once a version by a process of its own, and kept as Parquet by the store."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dse import process
from dse.query import network_relations, offer_relations, relations, survey_relations
from dse.query.engine import name_engine
from dse.store import Store, Version

# Raised by hand where facts of the same SQL are to be made anew.
LAYOUT = 1
CHILD = "dse.query.fact_builder"
VIEWS = (*relations.VIEWS, *network_relations.VIEWS, *survey_relations.VIEWS, *offer_relations.VIEWS)
# Too long to be worth keeping: read once, by figures that list texts.
NOT_KEPT = frozenset({"survey_given", "survey_all_answers"})

# Which tables are read from which files: what a process needs to make the facts of a version.
Codelists = dict[str, list[tuple[str, str, str | None, int | None]]]
Progress = Callable[[str, float], None]


def build_key(days: relations.Days, files: dict[str, list[str]], codelists: Codelists) -> str:
    """What stands for all that facts come from: the files by their content, the days, the codes, the SQL, and the engine."""
    parts = [
        LAYOUT,
        name_engine(),
        days,
        files,
        codelists,
        relations.REFERENCE,
        relations.YEARS,
        *VIEWS,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()[:32]


def make(
    store: Store, version: Version, key: str, task: dict[str, Any], progress: Progress | None = None
) -> Path | None:
    """Make the facts of a version; None where no disk takes them or the process fails.

    Another process computes them, so that what they need of memory is given back.
    """
    return store.make_facts(key, version, lambda folder: _run_child(task | {"folder": str(folder)}, progress))


def _run_child(task: dict[str, Any], progress: Progress | None) -> None:
    """OSError where the process fails, most often for want of room: another disk may take them."""
    with process.start_child(CHILD) as child:
        assert child.stdin and child.stdout  # noqa: S101 - both are pipes
        with suppress(BrokenPipeError):  # it may have ended before it was asked: its code is told below
            child.stdin.write(json.dumps(task).encode("ascii"))
            child.stdin.close()
        for line in child.stdout:
            if progress:
                progress("Préparation des données", float(line))
    if child.returncode:
        logging.getLogger("dse").warning("facts: process ended with %s", child.returncode)
        raise ChildProcessError(errno.ECHILD, f"the process ended with {child.returncode}")
