"""Taking over what an earlier release left in the application's folder: copied, read again, then written down. Nothing is moved.

A crash anywhere loses nothing: what is not written down yet is found again at the next start, copied or already there.
"""

from __future__ import annotations

import csv
import hashlib
import stat
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from dse import paths
from dse.errors import StoreError
from dse.store.durability import atomic_files, disk
from dse.store.durability.disk_errors import explain_read_errors
from dse.store.records.layout import Layout, flush_folder_names, lock_for_writing, make_folder_below
from dse.team_files import leftovers, list_merging, takeover_records
from dse.team_files.leftovers import Leftover
from schemas import codelists, own_lines


class NotTakenOver(StoreError):
    """What was left could not be taken over, and is still read where it is; the message says why."""


def take_over() -> list[str]:
    """What became of what was left, in French sentences; none where nothing was, or another process has just done it.

    Raises NotTakenOver.
    """
    layout = Layout(paths.team_folder())
    try:
        with explain_read_errors(paths.DATA):
            is_due = bool(leftovers.find_leftovers(layout.root))
        return takeover_records.describe_outcomes(_take_all(layout), layout.root) if is_due else []
    except StoreError as error:
        raise NotTakenOver(
            f"Ce que l’équipe a mis dans le dossier du logiciel ({paths.DATA}) n’est pas repris dans {layout.root} : il reste lu où "
            f"il est. {error}"
        ) from error


def _take_all(layout: Layout) -> list[takeover_records.File]:
    with lock_for_writing(layout, "reprise du dossier du logiciel"):
        files = [_take_file(leftover, layout) for leftover in leftovers.find_leftovers(layout.root)]
        if settled := [file for file in files if file["outcome"] != takeover_records.WAITING]:
            flush_folder_names(layout)
            takeover_records.append_record(layout, settled)
    return files


def _take_file(leftover: Leftover, layout: Layout) -> takeover_records.File:
    outcome: dict[str, Any] = (
        {"outcome": takeover_records.SECRET} if leftover.is_secret else _copy(leftover, layout)
    )
    return {"file": leftover.file, "sha256": leftover.sha256, **outcome}


def _copy(leftover: Leftover, layout: Layout) -> dict[str, str]:
    target = layout.root / leftover.file
    make_folder_below(target.parent, layout.root)
    rights = leftover.rights | stat.S_IWUSR  # the team goes on with it
    try:
        atomic_files.publish_file(leftover.content, target, layout.scratch, rights=rights)
    except FileExistsError:
        if disk.read(target) == leftover.content:
            return {"outcome": takeover_records.TAKEN}
        return _merge(leftover, target, layout) if leftover.is_of_list else {"outcome": takeover_records.BOTH}
    return {"outcome": takeover_records.TAKEN}


def _merge(leftover: Leftover, target: Path, layout: Layout) -> dict[str, str]:
    """Add to a list of the team what it lacks, unless it is wrong or would be."""
    if _is_wrong(target, target.stem):
        return {"outcome": takeover_records.WAITING}
    try:
        merged = list_merging.merge_lists(disk.read(target), leftover.content)
    except (ValueError, csv.Error):
        return {"outcome": takeover_records.WAITING}
    added, different = ",".join(merged.added), ",".join(merged.different)
    if merged.added and not _replace(target, merged.content, layout):
        added, different = "", ",".join((*merged.added, *merged.different))
    return {"outcome": takeover_records.MERGED, "added": added, "different": different}


def _replace(target: Path, content: bytes, layout: Layout) -> bool:
    """Put a list in the place of what it was, with the same rights. False, and nothing is done, if it would be wrong."""
    draft = layout.scratch / f"{uuid.uuid4().hex}.csv"
    atomic_files.write_new_file(draft, content, disk.rights(target))
    try:
        if _is_wrong(draft, target.stem):
            return False
        disk.replace(draft, target)
    finally:
        with suppress(OSError):
            disk.remove(draft)
    disk.flush_directory(target.parent)
    atomic_files.require_as_written(target, hashlib.sha256(content).hexdigest())
    return True


def _is_wrong(path: Path, name: str) -> bool:
    return bool(codelists.faults_of(name, own_lines.stamp_of(str(path))))
