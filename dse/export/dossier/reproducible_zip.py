"""A ZIP whose bytes depend only on its contents: fixed dates, sorted names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LEVEL = 6
_FILE = 0o644 << 16  # read by all, written by its owner
_UNIX = 3


def pack(target: BinaryIO, files: Iterable[tuple[str, bytes]], day: datetime) -> None:
    """Write files into a ZIP in the given order, all with the same date."""
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, content in files:
            entry = ZipInfo(name, date_time=(max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, _UNIX, _FILE
            archive.writestr(entry, content)


def repack(document: bytes, day: datetime) -> bytes:
    """The same Office document without the time of its creation in its ZIP entries."""
    out = BytesIO()
    with ZipFile(BytesIO(document)) as archive:
        pack(out, ((name, archive.read(name)) for name in archive.namelist()), day)
    return out.getvalue()
