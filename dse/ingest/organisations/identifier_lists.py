"""A list of organisations without their identifiers: the same lines, with those that their names tell, to be checked and completed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dse import formula
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.recognition.title_matching import UnmatchedSheet


@dataclass(frozen=True)
class FilledList:
    """Titles and lines of a list, the identifier first, empty where the name is not that of one organisation.

    `resolved_names` of the `names` that differ have one.
    """

    titles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    resolved_names: int
    names: int


def find_names_column(
    sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str], lacks: Sequence[str]
) -> int | None:
    """The column of the names, where all that the file lacks is the identifier of the organisations that it lists."""
    first = form.rows[0]
    if first.table != "organisations" or tuple(lacks) != form.identity:
        return None
    name = first.columns["name"].header
    title = next((header for header, stands_for in chosen.items() if stands_for == name), None)
    return sheet.headers.index(title) if title else locate_headers(sheet.headers, form).get(name)


def fill_identifiers(
    sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str], column: int, organisations: Organisations
) -> FilledList:
    """The lines with the identifiers that the names in a column lead to, under the titles chosen for theirs."""
    find = organisations.finder(())
    names = DictionaryColumn.encode(sheet.columns[column])
    ids = {name: find(name)[0] or "" for name in names.dictionary if name.strip()}
    return FilledList(
        titles=(*form.identity, *(chosen.get(title, title) for title in sheet.headers)),
        lines=tuple(
            (ids.get(name, ""), *map(formula.unescape, cells))
            for name, *cells in zip(names, *sheet.columns, strict=True)
        ),
        resolved_names=sum(map(bool, ids.values())),
        names=len(ids),
    )
