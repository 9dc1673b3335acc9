"""The index of a backup: what it holds, the release that wrote it, and the hash of each file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from dse import __version__
from dse.errors import Refused
from dse.store.backups import portable_names, store_contents
from dse.store.records import sealing

KIND, FORMAT = "backup", 1


@dataclass(frozen=True)
class Entry:
    """One file of a backup, by its name relative to the store."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Index:
    """What a backup holds; `version` is the newest of the store, None where it had none.

    `damaged` names the files of the store that were damaged or missing when it was made.
    """

    created: datetime
    version: int | None
    entries: tuple[Entry, ...]
    damaged: tuple[str, ...] = ()
    release: str = __version__

    @property
    def bytes(self) -> int:
        """Size of all files once they are put back."""
        return sum(entry.bytes for entry in self.entries)


def render(index: Index) -> bytes:
    """An index as sealed JSON."""
    return sealing.seal(
        {**asdict(index), "created": index.created.isoformat(), "kind": KIND, "format": FORMAT}
    )


def parse(content: bytes) -> Index | None:
    """An index from its bytes; None unless every byte is as written. Refused if a newer release wrote it."""
    fields = sealing.unseal(content)
    if fields is None or fields.get("kind") != KIND:
        return None
    _require_not_newer(fields)
    try:
        entries = tuple(_parse_entry(value) for value in fields["entries"])
        created = datetime.fromisoformat(fields["created"])
        if portable_names.find_clash(entry.name for entry in entries):
            return None
        damaged = tuple(str(value) for value in fields.get("damaged", ()))
        return Index(created, fields["version"], entries, damaged, fields["release"])
    except (KeyError, TypeError, ValueError):
        return None


def _parse_entry(fields: dict[str, Any]) -> Entry:
    entry = Entry(**fields)
    if (type(entry.name), type(entry.bytes), type(entry.sha256)) != (str, int, str) or entry.bytes < 0:
        raise TypeError(entry)
    if not store_contents.is_portable(entry.name):
        raise ValueError(entry.name)  # a name never leads out of the store
    return entry


def _require_not_newer(fields: dict[str, Any]) -> None:
    release = str(fields.get("release"))
    if fields.get("format") != FORMAT or _parse_release(release) > _parse_release(__version__):
        raise Refused(
            f"Cette sauvegarde vient de la version {release} du logiciel, plus récente que celle de ce poste "
            f"({__version__}). Mettez le logiciel à jour, puis recommencez."
        )


def _parse_release(release: str) -> list[int]:
    return [int(part) for part in release.split(".") if part.isdecimal()]
