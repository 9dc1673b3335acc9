"""What somebody tried in the demo: decisions, running orders. It outlives a demo that is built again, where it still reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

import schemas
from dse.demo.signed import AUTHOR
from dse.errors import ReaderError, Refused
from dse.store import Store, Version, changed, disk, durable, references
from dse.store.layout import Layout

TABLE = "decisions"
BY = f"{AUTHOR} (reprise)"  # not the demo's own signature: these rows are somebody's
MESSAGE = "Décisions essayées, reprises"


@dataclass(frozen=True)
class Tried:
    """Rows of decisions written or amended since the demo was built. `version` is the last that has them; `imports`: it holds
    other tables too that are not the demo's."""

    decisions: tuple[dict[str, Any], ...] = ()
    version: int = 0
    imports: bool = False


def find(store: Store) -> Tried:
    """What the newest version that is nobody's build has, and the build before it has not. Nothing where it does not read."""
    try:
        versions = store.versions()
        mine = next((each for each in versions if each.author != AUTHOR), None)
        rows = store.read(mine, TABLE).to_pylist() if mine else []
    except ReaderError:
        return Tried()
    if mine is None:
        return Tried()
    built = next((each for each in versions if each.author == AUTHOR and each.number < mine.number), None)
    known = _built_decisions(store, built)
    imports = versions[0] == mine and bool({*changed(built, mine)} - {TABLE})
    return Tried(tuple(row for row in rows if row not in known), mine.number, imports)


def _built_decisions(store: Store, built: Version | None) -> list[dict[str, Any]]:
    """The demo's own decisions; none where its build is no longer to be read: they all pass for somebody's then."""
    try:
        return store.read(built, TABLE).to_pylist() if built else []
    except ReaderError:
        return []


def write_again(store: Store, tried: Tried) -> bool:
    """Put the decisions back over those of the demo; false where some rest on what is no more, and are left out."""
    current = store.current()
    mine = [row for row in tried.decisions if _stands(store, current, row)]
    if mine:
        own = {row["decision_id"] for row in mine}
        others = [row for row in store.read(current, TABLE).to_pylist() if row["decision_id"] not in own]
        try:
            store.commit({TABLE: [_table(*others, *mine)]}, parent=current.number, author=BY, message=MESSAGE)
        except Refused:
            return False
    return len(mine) == len(tried.decisions)


def _stands(store: Store, version: Version, row: dict[str, Any]) -> bool:
    """Whether what a decision cites is in a version."""

    def read(table: str) -> pa.Table:
        return _table(row) if table == TABLE else store.read(version, table)

    return TABLE not in references.dangling({TABLE}, read)


def _table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schemas.arrow_schema(TABLE))


def copy_running_orders(before: Store, after: Store) -> bool:
    """Copy the running orders of one demo into another, as they are; whether any could be read."""
    try:
        numbers = [each["number"] for each in before.running_orders()]
    except ReaderError:
        return False
    there, here = Layout(before.path).running_orders, Layout(after.path)
    for number in numbers:
        name = f"{number:08d}.json"
        durable.put(disk.read(there / name), here.running_orders / name, here.scratch)
    disk.flush_directory(here.running_orders)
    return bool(numbers)
