"""Program of the process that makes the facts of a version: the task as JSON on standard input, how far it is on standard output."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from dse.query import facts, relations
from dse.query.engine import open_builder
from dse.query.tables import create_codelists, create_tables


def main() -> None:
    """Make the facts that the task describes."""
    build(json.load(sys.stdin))


def build(task: dict[str, Any]) -> None:
    """Write every fact into the folder of the task, each from those before it."""
    folder = Path(task["folder"])
    spill = folder / "spill"
    engine = open_builder(spill)
    create_codelists(engine, task["codelists"])
    create_tables(engine, {table: [Path(name) for name in names] for table, names in task["files"].items()})
    engine.create(relations.REFERENCE, relations.Days(*task["days"]).build_parameters())
    engine.create(relations.YEARS)
    views = [relations.REFERENCE, relations.YEARS, *facts.VIEWS]
    for number, view in enumerate(views, start=1):
        name = relations.name_relation(view)
        if number > 2:
            engine.create(view)
        if name not in facts.NOT_KEPT:
            engine.keep(name, folder)
        print(number / len(views), flush=True)
    engine.close()
    shutil.rmtree(spill, ignore_errors=True)


if __name__ == "__main__":
    main()
