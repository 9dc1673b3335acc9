"""Who on this computer may read what we write: its own account alone, unless the store is open to others already.

Windows keeps no such rights here: a folder of a person's documents is theirs by itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def is_open_to_others(folder: Path) -> bool:
    """Whether other accounts of this computer may enter or read a folder."""
    return os.name != "nt" and folder.is_dir() and bool(folder.stat().st_mode & _OTHERS)


@contextmanager
def keep_private(store: Path) -> Iterator[None]:
    """What is written meanwhile is for this account alone; not where a store is open to others, who go on with it."""
    if is_open_to_others(store):
        yield
        return
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)
