"""A file that is whole or not there, whatever happens while it is written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A file beside `target` to write to: it takes its place at the end, and is gone if anything fails.

    What is there and is no file, such as a pipe, is written to as it is.
    """
    place = target.resolve()
    if place.exists() and not place.is_file() and not place.is_dir():
        yield place
        return
    draft = place.with_name(f".{place.name}.{uuid.uuid4().hex}")
    draft.touch(exist_ok=False)
    try:
        yield draft
        draft.replace(place)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def write(target: Path, pieces: Iterable[bytes]) -> int:
    """Write pieces as they come, so that the whole is never in memory; how many bytes."""
    with whole(target) as draft, draft.open("wb") as opened:
        return sum(map(opened.write, pieces))
