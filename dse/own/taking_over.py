"""Taking over what an earlier release left in the application's folder: copied, read again, then written down. Nothing is moved.

A crash anywhere loses nothing: what is not written down yet is found again at the next start, copied or already there.
"""

from __future__ import annotations

import stat

from dse import paths
from dse.errors import StoreError
from dse.own import leftovers, taken
from dse.own.leftovers import Leftover
from dse.store import disk, durable
from dse.store.layout import Layout, make_below, settle, writing
from dse.store.messages import reading


class NotTakenOver(StoreError):
    """What was left could not be taken over, and is still read where it is; the message says why."""


def take_over() -> list[str]:
    """What became of what was left, in French sentences; none where nothing was, or another process has just done it.

    Raises NotTakenOver.
    """
    layout = Layout(paths.own_folder())
    try:
        with reading(paths.DATA):
            is_due = bool(leftovers.find(layout.root))
        return taken.sentences(_take_all(layout), layout.root) if is_due else []
    except StoreError as error:
        raise NotTakenOver(
            f"Ce que l’équipe a mis dans le dossier du logiciel ({paths.DATA}) n’est pas repris dans {layout.root} : il reste lu où "
            f"il est. {error}"
        ) from error


def _take_all(layout: Layout) -> list[taken.File]:
    with writing(layout, "reprise du dossier du logiciel"):
        files = [_take(each, layout) for each in leftovers.find(layout.root)]
        if files:
            settle(layout)
            taken.append(layout, files)
    return files


def _take(leftover: Leftover, layout: Layout) -> taken.File:
    outcome = taken.SECRET if leftover.is_secret else _copy(leftover, layout)
    return {"file": leftover.file, "sha256": leftover.sha256, "outcome": outcome}


def _copy(leftover: Leftover, layout: Layout) -> str:
    target = layout.root / leftover.file
    make_below(target.parent, layout.root)
    rights = leftover.rights | stat.S_IWUSR  # the team goes on with it
    try:
        durable.publish(leftover.content, target, layout.scratch, rights=rights)
        is_there = True
    except FileExistsError:
        is_there = disk.read(target) == leftover.content
    return taken.TAKEN if is_there else taken.BOTH
