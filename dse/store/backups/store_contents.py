"""What lies in the folder of a store: the files that count, and those that a backup leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from dse.errors import Refused
from dse.store.backups import portable_names
from dse.store.durability import disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.health import check
from dse.store.health.findings import FOREIGN, Finding
from dse.store.records import restore_marker
from dse.store.records.layout import DESKTOP, Layout

# Files being written, and what can be computed again.
PASSING = ("tmp", "derived", "facts")
OF_TEAM = {"forms", "codelists"}


def list_files(layout: Layout) -> list[str]:
    """Every file of the folder, by its name relative to it, but for what is being written or was computed, and desktop files."""
    with explain_read_errors(layout.root):
        names = disk.files(layout.root)
    return [name for name in names if _is_own(name)]


def list_files_to_back_up(layout: Layout) -> list[str]:
    """The files that a backup keeps: those of the readable versions, the records, and what else the team has in its own folders and beside them.

    Without other folders, copies made by a sync tool among the records, data of no version, and those that hold a forgotten person.
    """
    data = check.list_owned_files(layout)
    numbered = [folder.name for folder in _record_folders(layout)]
    names = [name for name in list_files(layout) if _is_of_store(layout, name)]
    return [name for name in names if _counts(name, data, numbered)]


def list_records(layout: Layout) -> list[str]:
    """The records of the store, by name: whatever is saved adds one."""
    numbered = {folder.name for folder in _record_folders(layout)}
    return [name for name in list_files(layout) if name.split("/")[0] in numbered]


def require_portable(names: list[str]) -> None:
    """Refused if one of these files could not be put back on another system, or would take the place of another there."""
    if wrong := [name for name in names if not is_portable(name)]:
        raise Refused(
            f"Le fichier {wrong[0]} a un nom qui ne s’écrit pas partout : trop long, réservé par Windows, ou avec un signe interdit. "
            "Donnez-lui un nom court et simple, puis recommencez."
        )
    if same := portable_names.find_clash(names):
        raise Refused(
            f"{same[0]} et {same[1]} ne diffèrent que par les majuscules ou par l’écriture des accents : Windows et macOS n’en feraient "
            "qu’un. Renommez l’un des deux, puis recommencez."
        )


def is_portable(name: str) -> bool:
    """Whether a relative name can be written on every system, inside the folder and where it counts."""
    head = portable_names.fold_name(name.split("/")[0])
    return (
        portable_names.is_portable(name)
        and head not in (*PASSING, restore_marker.MARKER_NAME)
        and _is_own(name)
    )


def find_folders_left_out(layout: Layout) -> list[Finding]:
    """The folders at the top that are none of the store's: a sync tool's copy of one must not be put back as if it counted."""
    others = {name.split("/")[0] for name in list_files(layout) if not _is_of_store(layout, name)}
    return [
        Finding(
            FOREIGN,
            folder,
            f"Le dossier {folder} n’est pas de ceux des données, peut-être une copie faite par la synchronisation : une sauvegarde "
            "ne le contient pas. Si ce qu’il contient compte, gardez-le ailleurs.",
        )
        for folder in sorted(others)
    ]


def list_links(layout: Layout) -> list[str]:
    """Every link of the folder, by its name relative to it."""
    with explain_read_errors(layout.root):
        return [name for name in disk.symbolic_links(layout.root) if _is_own(name)]


def find_links_left_out(layout: Layout) -> list[Finding]:
    """The links, that no backup follows. Refused if what counts of a store lies behind one."""
    names = list_links(layout)
    own = {folder.name for folder in (layout.data, *_record_folders(layout))}
    if behind := [name for name in names if name.split("/")[0] in own]:
        raise Refused(
            f"{behind[0]} est un lien, et une sauvegarde n’en suit aucun. Mettez à sa place ce qu’il désigne, puis recommencez."
        )
    return [
        Finding(
            FOREIGN,
            name,
            f"{name} est un lien, et une sauvegarde n’en suit aucun. Si ce qu’il désigne compte, mettez-le à la place du lien.",
        )
        for name in names
    ]


def _record_folders(layout: Layout) -> tuple[Path, ...]:
    titled = (layout.running_orders, layout.review_plans)
    return layout.manifests, layout.names, *titled, layout.exports, layout.forgotten


def _is_of_store(layout: Layout, name: str) -> bool:
    """Whether a file lies at the top or in a folder of the store, however a system that takes no account of case writes it."""
    folder, _, rest = name.partition("/")
    folders = {
        own_folder.name for own_folder in (layout.data, layout.taken_over, *_record_folders(layout))
    } | OF_TEAM
    return not rest or portable_names.fold_name(folder) in folders


def _is_own(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_passing = parts[0] in PASSING or name == restore_marker.MARKER_NAME
    return not is_passing and not any(DESKTOP.fullmatch(part) or part.endswith(".lock") for part in parts)


def _counts(name: str, data: Iterable[str], numbered: Iterable[str]) -> bool:
    folder, _, rest = name.partition("/")
    if folder == "data":
        return rest in data
    return folder not in numbered or check.BESIDE.fullmatch(rest) is not None
