"""What lies in the folder of a store: the files that count, and those that a backup leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from dse.store import check, disk
from dse.store.layout import DESKTOP, RESTORING, Layout
from dse.store.messages import reading

# Files being written, and what can be computed again.
PASSING = ("tmp", "derived")
# What a file name may not hold on one of the three systems.
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\ud800-\udfff]|[. ]$')


def present(layout: Layout) -> list[str]:
    """Every file of the folder, by its name relative to it, but for what is being written or was computed, and desktop files."""
    with reading(layout.root):
        names = disk.files(layout.root)
    return [name for name in names if _is_own(name)]


def that_count(layout: Layout) -> list[str]:
    """The files that a backup keeps: those of the readable versions, the records, and whatever else the team has there.

    Without copies made by a sync tool among the records, data of no version, and those that hold a forgotten person.
    """
    data = check.owned_files(layout)
    numbered = (layout.manifests, layout.names, layout.running_orders, layout.exports, layout.forgotten)
    return [name for name in present(layout) if _counts(name, data, [each.name for each in numbered])]


def is_portable(name: str) -> bool:
    """Whether a relative name can be written on every system, inside the folder and where it counts."""
    parts = name.split("/")
    is_plain = all(part and not _FORBIDDEN.search(part) for part in parts)
    return is_plain and _is_own(name)


def _is_own(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_passing = parts[0] in PASSING or name == RESTORING
    return not is_passing and not any(DESKTOP.fullmatch(part) or part.endswith(".lock") for part in parts)


def _counts(name: str, data: Iterable[str], numbered: Iterable[str]) -> bool:
    folder, _, rest = name.partition("/")
    if folder == "data":
        return rest in data
    return folder not in numbered or check.BESIDE.fullmatch(rest) is not None
