"""Titles of a file against the headers of the forms: what each may stand for, and what is still to be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

import schemas
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import shorten
from dse.ingest.organisations import resemblance
from dse.ingest.recognition.headers import find_ignored_titles, find_unknown_titles, locate_headers
from dse.ingest.recognition.sheet_selection import SheetSelection
from dse.ingest.recognition.title_marks import without_unit
from dse.ingest.spelling import canonical, words
from dse.ingest.values import parsing
from dse.ingest.values.redaction import redact_identifiers
from schemas.columns import Column

SAMPLES = 3
# From this resemblance, what a title most likely stands for is proposed rather than only listed first.
PROPOSED = 0.55
_READS, _DOES_NOT = 0.6, 0.4  # what values that are, or are not, of a header’s kind add or take


@dataclass(frozen=True)
class UnmatchedSheet:
    """Titles of a sheet that its form does not know, or all of them where it has no form, each with some values.

    Addresses and telephones among these are left out: to know what a column is, one need not read them.
    """

    file: str
    sheet: str | None
    form: str | None
    headers: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    samples: Mapping[str, tuple[str, ...]]

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles to match, in the order of the file."""
        return tuple(self.samples)


def find_unmatched_sheets(sorts: Iterable[SheetSelection]) -> tuple[UnmatchedSheet, ...]:
    """What is to be matched in all files.

    Neither in a survey, whose waves tell their titles, nor in the file of a table, whose form is closed.
    """
    pairs = [
        pair
        for each in sorts
        for pair in (
            *((sheet, None) for sheet in each.unread),
            *(
                (one.sheet, one.form)
                for one in each.recognised
                if not one.form.survey and not one.form.closed
            ),
        )
    ]
    return tuple(found for sheet, form in pairs if (found := find_unmatched_titles(sheet, form)))


def find_unmatched_titles(sheet: Sheet, form: Form | None = None) -> UnmatchedSheet | None:
    """What is to be matched in a sheet; None where there is nothing."""
    titles = (
        find_unknown_titles(sheet.headers, form) if form else [header for header in sheet.headers if header]
    )
    found = {
        each: _samples(sheet.columns[sheet.headers.index(each)]) for each in dict.fromkeys(titles) if each
    }
    if not found:
        return None
    return UnmatchedSheet(sheet.file, sheet.name, form and form.name, sheet.headers, sheet.columns, found)


def _samples(cells: Sequence[str]) -> tuple[str, ...]:
    filled: dict[str, None] = {}
    for cell in DictionaryColumn.encode(cells).dictionary:
        if shown := shorten(redact_identifiers(cell)[0]):
            filled[shown] = None
        if len(filled) == SAMPLES:
            break
    return tuple(filled)


def rank_forms(sheet: UnmatchedSheet, forms: Sequence[Form]) -> list[Form]:
    """The forms, that which the titles suit most first."""
    return sorted(forms, key=lambda form: -_suits(sheet, form))


def _suits(sheet: UnmatchedSheet, form: Form) -> float:
    known = len(locate_headers(sheet.headers, form)) + len(find_ignored_titles(sheet.headers, form))
    return (known + 0.8 * len(propose_headers(sheet, form))) / (len(sheet.headers) + len(form.required))


def propose_headers(sheet: UnmatchedSheet, form: Form) -> dict[str, str]:
    """The header that each title most likely stands for, where one is likely enough; each header once.

    None for a title in another unit: its values would be taken for ours.
    """
    among = _known(form)
    free = _free(sheet, form)
    pairs = [
        (-score, title, name)
        for title in find_titles_to_match(sheet, form)
        if without_unit(title) is None
        for name, score in _scores(sheet, title, form, among).items()
        if name in free and score >= PROPOSED
    ]
    found: dict[str, str] = {}
    for _, title, name in sorted(pairs):
        if title not in found and name not in found.values():
            found[title] = name
    return found


def rank_headers(sheet: UnmatchedSheet, title: str, form: Form) -> list[str]:
    """The headers of the form that the file lacks, those that the title resembles most first."""
    scored = _scores(sheet, title, form, _known(form))
    free = _free(sheet, form)
    near = [name for name in resemblance.ranked(scored) if name in free]
    return [*near, *(name for name in free if name not in near)]


def find_titles_to_match(sheet: UnmatchedSheet, form: Form) -> list[str]:
    """The titles of a sheet that a form does not know."""
    return [each for each in find_unknown_titles(sheet.titles, form) if each]


def find_missing_headers(sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str]) -> list[str]:
    """Headers without which the file is not of the form, and that no title stands for."""
    found = locate_headers(sheet.headers, form)
    return [name for name in form.required if name not in found and name not in chosen.values()]


def find_needed_headers(sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str]) -> list[str]:
    """Headers that a new line cannot do without, beside those required, and that no title stands for."""
    told = {*locate_headers(sheet.headers, form), *chosen.values(), *form.required}
    return list(
        dict.fromkeys(
            source.header
            for rows in form.rows
            if rows.when is None and all(each in told for each in rows.required_headers())
            for column, source in rows.columns.items()
            if source.header and source.header not in told and not source.otherwise
            if not schemas.column(rows.table, column).nullable
        )
    )


def find_skipped_tables(
    sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The header without which lines make no row of a table, and that table in French, where no title stands for it."""
    told = {*locate_headers(sheet.headers, form), *chosen.values()}
    return [
        (rows.when, schemas.title(rows.table)) for rows in form.rows if rows.when and rows.when not in told
    ]


def find_repeated_headers(chosen: Mapping[str, str]) -> list[str]:
    """Headers that several titles would stand for."""
    names = list(chosen.values())
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _free(sheet: UnmatchedSheet, form: Form) -> list[str]:
    found = locate_headers(sheet.headers, form)
    return [name for name in form.headers if name not in found]


def _known(form: Form) -> resemblance.Known:
    pairs = [
        (spelling, header.name)
        for header in form.headers.values()
        for spelling in (header.name, *header.aliases)
    ]
    return resemblance.known(pairs, lambda text: words(text).split())


def _scores(sheet: UnmatchedSheet, title: str, form: Form, among: resemblance.Known) -> dict[str, float]:
    """How likely a title stands for each header: by its words, then by the values under it."""
    scored = resemblance.scores(title, among)
    for name in _free(sheet, form):
        reads = _reads(form, name, sheet.samples[title])
        if reads is True:
            scored[name] = scored.get(name, 0.0) + _READS
        elif reads is False and name in scored:
            scored[name] -= _DOES_NOT
    return scored


def _reads(form: Form, name: str, samples: Sequence[str]) -> bool | None:
    """Whether values are of the kind of a header; None where nothing tells."""
    header = form.headers[name]
    fed = [column for column in _fed(form, name) if _is_telling(column)]
    if not samples or not fed or header.organisation:
        return None
    parser = parsing.cell_parser(header, parsing.column_parser(fed[0], header))
    read = [parser(each) for each in samples]
    whole = all(fault is None and value is not None for value, fault in read)
    # Words of a list tell much; a number, a mark or a day is too common to propose anything by itself.
    named = bool(fed[0].codelists) and any(sign.isalpha() for each in samples for sign in each)
    return whole if named or not whole else None


def _fed(form: Form, name: str) -> Iterator[Column]:
    for rows in form.rows:
        for column, source in rows.columns.items():
            if source.header and canonical(source.header) == canonical(name):
                yield schemas.column(rows.table, column)


def _is_telling(column: Column) -> bool:
    kind = column.type
    return bool(column.codelists and not column.open) or not (pa.types.is_string(kind))
