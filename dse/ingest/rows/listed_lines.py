"""The lines that the sheets of one import list, all together, by what identifies them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import schemas
from dse.ingest.files.cells import Sheet
from dse.ingest.organisations.resolution import PastValues
from dse.ingest.rows.highest_numbers import HighestNumbers
from dse.ingest.rows.identifier_columns import ADDED, Answers, select_answers
from dse.ingest.rows.row_building import Reading
from dse.ingest.spelling import words_and_signs

Identity = tuple[Any, ...]
Place = tuple[Sheet, int]  # a sheet, and a line of it


class ListedLines:
    """Lines that have an identifier or got one, and the numbers in use: sheets of one form are numbered together."""

    def __init__(self, readings: Sequence[Reading], list_past: PastValues) -> None:
        self._readings = readings
        self._list_past = list_past
        self._numbers: dict[str, HighestNumbers] = {}
        self._places: dict[str, dict[Identity, Place]] = {}

    def get_numbers(self, table: str) -> HighestNumbers:
        """The highest numbers of a table, in all versions and in the sheets: what an undo takes away is not given again."""
        if table not in self._numbers:
            ids = {identifier for (identifier,) in self._list_past(table, schemas.key(table)[:1])}
            self._numbers[table] = HighestNumbers(ids | self.list_typed_ids(table))
        return self._numbers[table]

    def list_typed_ids(self, table: str) -> set[str]:
        """Identifiers of a table that the sheets give."""
        return {
            identifier
            for reading in self._readings
            if reading.form.rows[0].table == table
            for identifier in list_typed(reading).values()
        }

    def find(self, reading: Reading, identity: Identity) -> Place | None:
        """Where another line of this identity stands, in this sheet or in another of its form."""
        return self._get_places(reading).get(identity)

    def add(self, reading: Reading, line: int, identity: Identity) -> None:
        """Keep a line that got a new identifier."""
        self._get_places(reading).setdefault(identity, (reading.sheet, line))

    def _get_places(self, reading: Reading) -> dict[Identity, Place]:
        if (name := reading.form.name) not in self._places:
            places = self._places[name] = {}
            for other in self._readings:
                if other.form.name == name and (typed := list_typed(other)):
                    identities = list_identities(other)
                    for line in typed:
                        places.setdefault(identities[line], (other.sheet, line))
        return self._places[name]


def list_typed(reading: Reading) -> dict[int, str]:
    """Identifiers that a sheet gives, by line."""
    header, *others = reading.form.identity
    if others or header not in reading.recognised.positions:
        return {}
    _, _, values = reading.values_under(header)
    return {line: value for line, value in enumerate(values) if value is not None}


def list_added(reading: Reading, answers: Answers) -> dict[int, str]:
    """Identifiers of the lines that are typed as new things, with their own."""
    typed = list_typed(reading) if ADDED in answers.values() else {}
    answers_by_line = select_answers(reading, [*typed], answers)
    return {line: identifier for line, identifier in typed.items() if answers_by_line.get(line) == ADDED}


def list_identities(reading: Reading) -> list[Identity]:
    """What identifies each line of a sheet beside its identifier."""
    headers = reading.form.headers[reading.form.identity[0]].identified_by
    columns = [reading.values_under(name)[2] for name in headers]
    return [tuple(map(spell, values)) for values in zip(*columns, strict=True)]


def spell(value: Any) -> Any:
    """A value as it is compared: names by their words and signs, several in any order."""
    if isinstance(value, tuple | list):
        return frozenset(map(spell, value))
    return words_and_signs(value) if isinstance(value, str) else value
