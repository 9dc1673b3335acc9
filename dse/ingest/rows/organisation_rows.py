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
    ids_written: set[str] = set()
    aliases_written: set[str] = set()
    for reading in readings:
        for name in _creating(reading):
            texts = [clean(formula.unescape(text)) for text in reading.texts(name)]
            ids = _first_lines(texts, {v: k for k, v in organisations.created.items()}, ids_written)
            yield _batch(reading, name, "organisations", ("organisation_id", "name"), ids)
            aliases = _first_lines(texts, organisations.spellings, aliases_written)
            swapped = [(line, alias, identifier) for line, identifier, alias in aliases]
            yield _batch(reading, name, "organisation_aliases", ("alias", "organisation_id"), swapped)


def _creating(reading: Reading) -> list[str]:
    headers = reading.form.headers.values()
    return [
        header.name
        for header in headers
        if header.organisation == "create" and header.name in reading.recognised.positions
    ]


def _first_lines(
    texts: Sequence[str], ids_by_text: dict[str, str], texts_done: set[str]
) -> list[tuple[int, str, str]]:
    """Line, identifier and text of each text that has an identifier, at its first occurrence."""
    lines = []
    for line, text in enumerate(texts):
        if text in ids_by_text and text not in texts_done:
            texts_done.add(text)
            lines.append((line, ids_by_text[text], text))
    return lines


def _batch(
    reading: Reading, header: str, table: str, names: tuple[str, str], lines: Sequence[tuple[int, str, str]]
) -> Batch:
    position = reading.recognised.positions[header]
    return Batch(
        form=reading.form,
        rows=Rows(table, {name: Source(header=header) for name in names}),
        sheet=reading.sheet,
        lines=[line for line, _, _ in lines],
        columns={name: [line[number] for line in lines] for number, name in enumerate(names, 1)},
        positions=dict.fromkeys(names, position),
        faulty={},
    )
