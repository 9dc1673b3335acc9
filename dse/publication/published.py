"""What a public has been told so far, read from the records of a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dse.publication.names import of_today
from dse.publication.rows import Key, Row, tables
from dse.store import Store
from schemas import sources


@dataclass(frozen=True)
class Correction:
    """A published number that another took the place of, and the day on which it was said."""

    figure_id: str
    wave: str
    what: str
    before: str
    after: str
    day: date


@dataclass(frozen=True)
class NumberCorrection:
    """A number of a comment, by its code, that reads otherwise than it was published."""

    code: str
    before: str
    after: str
    day: date

    @property
    def figure_id(self) -> str:
        """The figure that it is taken from."""
        return self.code.partition(":")[0]


@dataclass(frozen=True)
class Export:
    """One file that was given: when, of which version, for which choice, and the hash of its bytes; `plan`: the number of the plan of its
    review, 0 for the one that is proposed. A record of an earlier release has neither `parts`, nor `plan`, nor `recorded`, nor the `numbers` of its
    comments, by code, as they were read."""

    number: int
    day: date
    version: int
    triennial: str
    against: str | None
    audience: str
    sha256: str
    size: int
    corrections: tuple[Correction, ...]
    repeated: tuple[str, ...]
    parts: tuple[str, ...] = ()
    plan: int | None = None
    recorded: datetime | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    number_corrections: tuple[NumberCorrection, ...] = ()


@dataclass(frozen=True)
class Published:
    """The files given, oldest first; of each figure and wave, the rows as they were last told, and every time they were
    told otherwise, oldest first: whoever keeps all the files compares a new one with each. `chosen`: what the last file about
    each choice of triennials told of, and of figures that it had not to tell of, the one before. `versions`: those from which each
    wave was told of. `of_options`: the figures and waves of which nothing is told but options, by another figure, and the rows that are compared."""

    exports: tuple[Export, ...] = ()
    rows: Mapping[tuple[str, str], list[Row]] = field(default_factory=dict)
    tellings: Mapping[tuple[str, str], list[list[Row]]] = field(default_factory=dict)
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chosen: Mapping[frozenset[str], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    versions: Mapping[str, frozenset[int]] = field(default_factory=dict)
    of_options: Mapping[tuple[str, str], set[Key]] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """Number of the latest file, 0 where none was given."""
        return self.exports[-1].number if self.exports else 0

    @property
    def waves(self) -> set[str]:
        """The waves of which something was told."""
        return {wave for _, wave in self.rows}

    def find_numbers(self, triennial: str, audience: str) -> dict[str, str]:
        """The numbers of comments by code, as an audience last read them in the review of a triennial."""
        return {
            code: text
            for export in self._list_about(triennial, audience)
            for code, text in export.numbers.items()
        }

    def list_number_corrections(self, triennial: str, audience: str) -> list[NumberCorrection]:
        """What was corrected of them, in the order in which it was."""
        about = self._list_about(triennial, audience)
        return [correction for export in about for correction in export.number_corrections]

    def _list_about(self, triennial: str, audience: str) -> list[Export]:
        return [
            export for export in self.exports if (export.triennial, export.audience) == (triennial, audience)
        ]

    def corrections(self, waves: set[str]) -> tuple[Correction, ...]:
        """What was corrected of some waves, in the order in which it was."""
        return tuple(each for export in self.exports for each in export.corrections if each.wave in waves)


def read(store: Store) -> Published:
    """What a store has given so far. Damaged if a record cannot be read, StoreError if one tells of what is unknown: nothing can
    be compared with it then."""
    return told(store.exports())


def told(records: Sequence[Mapping[str, Any]]) -> Published:
    """What records say of each figure and wave: the last time, and each time it was otherwise. StoreError names a figure or a
    column of theirs that is unknown."""
    rows: dict[tuple[str, str], list[Row]] = {}
    tellings: dict[tuple[str, str], list[list[Row]]] = {}
    merged: dict[str, tuple[str, ...]] = {}
    chosen: dict[frozenset[str], tuple[tuple[str, str], ...]] = {}
    versions: dict[str, frozenset[int]] = {}
    translated = list(map(of_today, records))
    for record in translated:
        found, choice = tables(record["figures"]), record["choice"]
        codes = frozenset(filter(None, (choice["triennial"], choice["against"])))
        chosen[codes] = (*_not_asked(chosen.get(codes, ()), record), *found)
        for about, own in found.items():
            rows[about] = own
            versions[about[1]] = versions.get(about[1], frozenset()) | {record["version"]}
            if own not in tellings.setdefault(about, []):
                tellings[about].append(own)
        merged |= {figure_id: tuple(names) for figure_id, names in record["merged"].items()}
    return Published(tuple(map(_export, translated)), rows, tellings, merged, chosen, versions)


def _not_asked(earlier: Iterable[tuple[str, str]], record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What earlier files told of figures that this one had not to tell of."""
    if "asked" in record:
        yield from (about for about in earlier if about[0] not in record["asked"])


def _export(record: Mapping[str, Any]) -> Export:
    return Export(
        number=record["number"],
        day=date.fromisoformat(record["day"]),
        version=record["version"],
        **record["choice"],
        sha256=record["file_sha256"],
        size=record["bytes"],
        corrections=tuple(
            Correction(**{**each, "day": date.fromisoformat(each["day"])}) for each in record["corrections"]
        ),
        repeated=tuple(record["repeated"]),
        parts=tuple(record.get("parts", ())),
        plan=record.get("plan"),
        numbers={str(sources.read(code)): text for code, text in record.get("numbers", {}).items()},
        number_corrections=tuple(
            NumberCorrection(
                str(sources.read(fields["code"])),
                fields["before"],
                fields["after"],
                date.fromisoformat(fields["day"]),
            )
            for fields in record.get("number_corrections", ())
        ),
        recorded=datetime.fromisoformat(record["recorded"]) if "recorded" in record else None,
    )
