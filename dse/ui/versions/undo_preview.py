"""What undo and restore would do, said before they are done."""

from __future__ import annotations

from dataclasses import dataclass

import schemas
from dse import french
from dse.errors import ReaderError
from dse.store import Store, Version
from dse.store.difference import TableDiff
from dse.ui.versions import version_differences

DECISIONS = "decisions"


@dataclass(frozen=True)
class Foretold:
    """What going back would do, in sentences; where it is not `possible`, they say why."""

    text: str
    possible: bool


def undo(store: Store, version: Version) -> Foretold:
    """What undoing a version would do, or why it cannot be undone."""
    try:
        diffs = version_differences.counts(store, store.current(), store.preview_undo(version.number))
    except ReaderError as error:
        return Foretold(str(error), possible=False)
    if not diffs:
        text = f"La version {version.number} n’a changé aucune ligne : il n’y a rien à annuler."
        return Foretold(text, possible=False)
    itself = f", qui annulait la version {version.of}," if version.action == "undo" else ""
    like = f"comme en version {version.parent}" if version.parent else "comme avant tout import"
    back = _brought_back(diffs, like)
    return Foretold(
        f"Annuler la version {version.number}{itself} remettra {back} {_about_decisions(diffs)}",
        possible=True,
    )


def restore(store: Store, version: Version, with_decisions: bool) -> Foretold:
    """What going back to a version would do, or why there is nothing to do."""
    current = store.current()
    try:
        diffs = version_differences.counts(
            store, current, store.preview_restore(version.number, with_decisions)
        )
    except ReaderError as error:
        return Foretold(str(error), possible=False)
    if not diffs:
        return _nothing_to_bring_back(store, version, current)
    back = _brought_back(diffs, f"comme en version {version.number}")
    return Foretold(
        f"Revenir à la version {version.number} remettra {back} {_about_decisions(diffs)}", possible=True
    )


def _nothing_to_bring_back(store: Store, version: Version, current: Version) -> Foretold:
    if (lost := store.lost()) is not None:
        text = f"Les données repartiront de la version {version.number}, sans la version {lost}, qui ne se lit plus."
        return Foretold(text, possible=True)
    if version.number == current.number:
        return Foretold(f"La version {version.number} est la version actuelle.", possible=False)
    text = f"Les données sont déjà celles de la version {version.number} : il n’y a rien à remettre."
    return Foretold(text, possible=False)


def _brought_back(diffs: dict[str, TableDiff], like: str) -> str:
    """`« Offre » comme en version 3 : 1 ligne retirée.`: which tables go back, to what, what that does to them."""
    titles = {schemas.title(table): version_differences.told(diff) for table, diff in diffs.items()}
    if len(titles) == 1:
        ((title, told),) = titles.items()
        return f"« {title} » {like} : {told}."
    if len(titles) <= version_differences.TABLES_NAMED:
        each = french.listed([f"{title} ({told})" for title, told in titles.items()])
        return f"{len(titles)} tables {like} : {each}."
    return (
        f"{french.listed([f'« {title} »' for title in titles])} {like} : {version_differences.summed(diffs)}."
    )


def _about_decisions(diffs: dict[str, TableDiff]) -> str:
    return "Les décisions changent aussi." if DECISIONS in diffs else "Les décisions ne changent pas."
