"""What undo and restore would do, shown before they are confirmed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import schemas
from dse import french
from dse.errors import ReaderError
from dse.store import Store, Version, describe_day
from dse.store.difference import TableDiff
from dse.ui.versions import version_differences


@dataclass(frozen=True)
class Preview:
    """What going back would do, in sentences; where not `is_possible`, why not."""

    text: str
    is_possible: bool


def preview_undo(store: Store, version: Version) -> Preview:
    """What undoing a version would do, or why it cannot be undone."""
    try:
        current, after = store.require_current(), store.preview_undo(version.number)
        diffs = version_differences.count_changes(store, current, after)
    except ReaderError as error:
        return Preview(str(error), is_possible=False)
    day = _describe_other_day(current, after)
    if not diffs and day:
        return Preview(
            f"Annuler la version {version.number} ne changera aucune ligne.{day}", is_possible=True
        )
    if not diffs:
        text = f"La version {version.number} n’a changé aucune ligne : il n’y a rien à annuler.{_describe_kept_day(store, version, after)}"
        return Preview(text, is_possible=False)
    itself = f", qui annulait la version {version.target_version}," if version.action == "undo" else ""
    like = f"comme en version {version.parent}" if version.parent else "comme avant tout import"
    back = _describe_differences(diffs, like)
    day = day or _describe_kept_day(store, version, after)
    return Preview(
        f"Annuler la version {version.number}{itself} remettra {back} {_describe_typed(diffs)}{day}",
        is_possible=True,
    )


def preview_restore(store: Store, version: Version, also: Collection[str]) -> Preview:
    """What going back to a version would do, or why there is nothing to do."""
    try:
        current, after = store.require_current(), store.preview_restore(version.number, also)
        diffs = version_differences.count_changes(store, current, after)
        left_behind = "".join(f" Ensuite, {sentence}" for sentence in store.describe_left_behind(after))
    except ReaderError as error:
        return Preview(str(error), is_possible=False)
    day = _describe_other_day(current, after)
    if not diffs and not day:
        return _preview_no_difference(store, version, current)
    back = _describe_differences(diffs, f"comme en version {version.number}")
    return Preview(
        f"Revenir à la version {version.number} remettra {back} {_describe_typed(diffs)}{day}{left_behind}"
        if diffs
        else f"Revenir à la version {version.number} ne changera aucune ligne.{day}",
        is_possible=True,
    )


def _describe_other_day(current: Version, after: Version) -> str:
    """The day until which the data will go, where it is another."""
    if after.as_of == current.as_of or not after.tables:
        return ""
    day = describe_day(after)
    return (
        f" {day.capitalize()}."
        if day
        else " Les données n’auront plus de jour dit : elles iront jusqu’à leur dernier événement."
    )


def _describe_kept_day(store: Store, undone: Version, after: Version) -> str:
    """The day of the version undone, where it stays because of what came in since."""
    before = store.version(undone.parent) if undone.parent else None
    if before is None or before.as_of is None or after.as_of is None:
        return ""
    if before.as_of == undone.as_of or after.as_of != undone.as_of:
        return ""
    return f" Les données restent arrêtées au {french.day(after.as_of)} : d’autres ont été importées depuis sous ce jour."


def _preview_no_difference(store: Store, version: Version, current: Version) -> Preview:
    if (lost := store.lost()) is not None:
        text = f"Les données repartiront de la version {version.number}, sans la version {lost}, qui ne se lit plus."
        return Preview(text, is_possible=True)
    if version.number == current.number:
        return Preview(f"La version {version.number} est la version actuelle.", is_possible=False)
    text = f"Les données sont déjà celles de la version {version.number} : il n’y a rien à remettre."
    return Preview(text, is_possible=False)


def _describe_differences(diffs: dict[str, TableDiff], like: str) -> str:
    """`« Offre » comme en version 3 : 1 ligne retirée.`: which tables go back, to what, what that does to them."""
    titles = {
        schemas.title(table): version_differences.describe_change(diff) for table, diff in diffs.items()
    }
    if len(titles) == 1:
        ((title, text),) = titles.items()
        return f"« {title} » {like} : {text}."
    if len(titles) <= version_differences.MAX_TABLES:
        tables_text = french.listed([f"{title} ({text})" for title, text in titles.items()])
        return f"{len(titles)} tables {like} : {tables_text}."
    return f"{french.listed([f'« {title} »' for title in titles])} {like} : {version_differences.describe_changes(diffs)}."


def _describe_typed(diffs: dict[str, TableDiff]) -> str:
    """`Les décisions changent aussi ; les contacts et les notes ne changent pas.`"""
    names = {table: f"les {schemas.title(table).lower()}" for table in schemas.list_typed_tables()}
    changed = [name for table, name in names.items() if table in diffs]
    same = [name for table, name in names.items() if table not in diffs]
    parts = [(changed, "changent aussi"), (same, "ne changent pas")]
    text = " ; ".join(f"{french.listed(listed)} {verb}" for listed, verb in parts if listed)
    return f"{text[0].upper()}{text[1:]}."
