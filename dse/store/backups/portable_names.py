"""Names of files that every system takes, since a backup of one is put back on another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

# What a file name may not hold on one of the three systems, and names that Windows keeps for its devices.
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\ud800-\udfff]|[. ]$')
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\..*)?", re.IGNORECASE)
# Windows takes 260 signs with the folder before them, Linux 255 bytes for each part.
LONGEST_NAME, LONGEST_PART_BYTES = 150, 240


def is_portable(name: str) -> bool:
    """Whether a name relative to a folder, with « / », can be written in it on every system."""
    return len(name) <= LONGEST_NAME and all(_is_plain(part) for part in name.split("/"))


def find_clash(names: Iterable[str]) -> tuple[str, str] | None:
    """Two names, of files or of their folders, that a system which takes no account of case or accents' form confuses."""
    seen: dict[str, str] = {}
    for name in names:
        for path in (PurePosixPath(name), *PurePosixPath(name).parents):
            other = seen.setdefault(fold_name(str(path)), str(path))
            if other != str(path):
                return other, str(path)
    return None


def fold_name(name: str) -> str:
    """The same for all names that some system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_plain(part: str) -> bool:
    if not part or _FORBIDDEN.search(part) or _DEVICE.fullmatch(part):
        return False
    return len(part.encode("utf-8")) <= LONGEST_PART_BYTES
