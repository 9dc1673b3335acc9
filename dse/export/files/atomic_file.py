"""Atomic writes: a file is complete or absent, whatever happens while it is written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def open_draft(target: Path) -> Iterator[Path]:
    """A temporary file beside `target`, renamed to it at the end, deleted if anything fails.

    A target that exists and is no file, such as a pipe, is written to directly.
    """
    path = target.resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        yield path
        return
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    draft.touch(exist_ok=False)
    try:
        yield draft
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def write_pieces(target: Path, pieces: Iterable[bytes]) -> int:
    """Write pieces one by one, so that the complete file is never in memory; returns the number of bytes."""
    with open_draft(target) as draft, draft.open("wb") as file:
        return sum(map(file.write, pieces))
