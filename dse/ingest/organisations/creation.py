"""Organisations that a form makes from their names, and their other spellings kept as aliases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dse import formula
from dse.ingest.forms.definitions import Rows, Source
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.rows.batch import Batch
from dse.ingest.rows.row_building import Reading
from dse.ingest.spelling import clean


def build_creation_batches(organisations: Organisations, readings: Sequence[Reading]) -> Iterator[Batch]:
    """Rows of organisations and aliases, each at the first line that made it."""
    made: set[str] = set()
    spelled: set[str] = set()
    for reading in readings:
        for name in _creating(reading):
            texts = [clean(formula.unescape(text)) for text in reading.texts(name)]
            ids = _first_lines(texts, {v: k for k, v in organisations.created.items()}, made)
            yield _batch(reading, name, "organisations", ("organisation_id", "name"), ids)
            aliases = _first_lines(texts, organisations.spellings, spelled)
            swapped = [(line, alias, each) for line, each, alias in aliases]
            yield _batch(reading, name, "organisation_aliases", ("alias", "organisation_id"), swapped)


def _creating(reading: Reading) -> list[str]:
    headers = reading.form.headers.values()
    return [
        each.name
        for each in headers
        if each.organisation == "create" and each.name in reading.recognised.positions
    ]


def _first_lines(texts: Sequence[str], told: dict[str, str], done: set[str]) -> list[tuple[int, str, str]]:
    """Line, identifier and text of each text told, the first time it is met."""
    found = []
    for line, text in enumerate(texts):
        if text in told and text not in done:
            done.add(text)
            found.append((line, told[text], text))
    return found


def _batch(
    reading: Reading, header: str, table: str, names: tuple[str, str], told: Sequence[tuple[int, str, str]]
) -> Batch:
    place = reading.recognised.positions[header]
    return Batch(
        form=reading.form,
        rows=Rows(table, {name: Source(header=header) for name in names}),
        sheet=reading.sheet,
        lines=[line for line, _, _ in told],
        columns={name: [each[number] for each in told] for number, name in enumerate(names, 1)},
        positions=dict.fromkeys(names, place),
        faulty={},
    )
