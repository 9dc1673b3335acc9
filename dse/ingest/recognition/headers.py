"""Columns of a sheet against the headers of a form: which column is which header, and issues about the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.files.file_checks import describe_repeated_title
from dse.ingest.files.spreadsheet_errors import FORMULA_ERROR, is_error
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import NOTICE, QUESTION, Issue, letters, quoted_list
from dse.ingest.recognition.title_checks import describe_dependent_column, describe_unknown_column
from dse.ingest.recognition.title_marks import without_footnote, without_unit
from dse.ingest.spelling import canonical, nearest
from dse.ingest.values.encoding_damage import check_encoding

_UNEXPECTED = "Cette colonne n’est pas attendue : elle n’est pas gardée."
_UNTITLED = "Cette colonne n’a pas de titre : elle n’est pas gardée."
_CODE = re.compile(r"(?=.*[0-9])[A-Za-z0-9]{1,12}(?:[-_][A-Za-z0-9]{1,12}){0,3}")
_FEWEST_NUMBERS = 3  # lines, from which numbers that are all different may be identifiers
RESEMBLANCE = 0.6  # between two spellings, from which a column may be a misspelt header


@dataclass(frozen=True)
class Remarks:
    """Issues about the titles and columns of a sheet."""

    problems: tuple[Issue, ...] = ()
    doubts: tuple[Issue, ...] = ()
    notices: tuple[Issue, ...] = ()


def locate_headers(headers: Sequence[str], form: Form) -> dict[str, int]:
    """The column under each header of the form that the file has."""
    columns: dict[str, int] = {}
    for column, name in enumerate(_match_titles(headers, form)):
        if name is not None:
            columns.setdefault(name, column)
    return columns


def _match_titles(headers: Sequence[str], form: Form) -> list[str | None]:
    """The header of the form for each title, with or without the mark of a footnote."""
    spellings = form.spellings
    if form.survey:
        return [spellings.get(complete) for complete, _ in _spell_titles(tuple(headers))]
    return [
        spellings.get(complete) or spellings.get(without)
        for complete, without in _spell_titles(tuple(headers))
    ]


def find_missing_headers(
    headers: Sequence[str], form: Form, columns: Sequence[Sequence[str]] = ()
) -> list[str]:
    """Headers without which a file is not of the form, and that it lacks.

    An identifier that would be proposed is missing all the same where one of its columns, whose cells are `columns`, may be it.
    """
    located = locate_headers(headers, form)
    missing = form.find_missing_headers(located)
    not_to_be_made = [
        name
        for name in form.required
        if name not in located
        if name not in missing
        if _is_misspelt(headers, form, name) or _has_codes(headers, form, columns)
    ]
    return [*not_to_be_made, *missing]


def _is_misspelt(headers: Sequence[str], form: Form, name: str) -> bool:
    """Whether an unknown title may be a header."""
    header, unknown = form.headers[name], find_unknown_titles(headers, form)
    return any(nearest(spelling, unknown, 1, RESEMBLANCE) for spelling in (name, *header.aliases))


def _has_codes(headers: Sequence[str], form: Form, columns: Sequence[Sequence[str]]) -> bool:
    """Whether a column that the form does not know holds what looks like identifiers, on every line."""
    matches = zip(headers, _match_titles(headers, form), columns, strict=False)
    return any(
        _are_codes(cells)
        for title, name, cells in matches
        if name is None and canonical(title) not in form.ignored
    )


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether cells are letters and digits such as ACC-12, or as many numbers as there are lines."""
    encoded = DictionaryColumn.encode(cells)
    texts = [text.strip() for text in encoded.dictionary]
    if not texts or not all(map(_CODE.fullmatch, texts)):
        return False
    is_lettered = all(any(map(str.isalpha, text)) for text in texts)
    return is_lettered or len(texts) == len(encoded) >= _FEWEST_NUMBERS


def find_unknown_titles(headers: Sequence[str], form: Form) -> list[str]:
    """Titles of columns that the form does not know."""
    pairs = zip(headers, _match_titles(headers, form), strict=True)
    return [title for title, name in pairs if title and name is None and canonical(title) not in form.ignored]


def find_ignored_titles(headers: Sequence[str], form: Form) -> list[str]:
    """Titles of columns that the form knows and does not keep."""
    return [title for title in headers if title and canonical(title) in form.ignored]


def find_duplicate_columns(headers: Sequence[str], form: Form) -> Iterator[tuple[int, int, str]]:
    """Two columns, and the header of the form that both stand for; equal titles have an issue of their own."""
    first = locate_headers(headers, form)
    for column, name in enumerate(_match_titles(headers, form)):
        if name is None or first[name] == column:
            continue
        if canonical(headers[first[name]]) != canonical(headers[column]):
            yield first[name], column, name


def likeness(headers: Sequence[str], form: Form) -> float:
    """Headers in common over headers in all."""
    if form.spellings.keys().isdisjoint(_title_spellings(tuple(headers))):
        return 0.0
    common = len(locate_headers(headers, form))
    return common / (len([header for header in headers if header]) + len(form.headers) - common or 1)


@lru_cache(maxsize=64)
def _title_spellings(headers: tuple[str, ...]) -> frozenset[str]:
    """All spellings by which titles may be known."""
    return frozenset(spelling for pair in _spell_titles(headers) for spelling in pair)


@lru_cache(maxsize=64)
def _spell_titles(headers: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each title as it is compared, with and without the mark of a footnote. Cached: each row is compared with some thirty forms."""
    return tuple((canonical(title), canonical(without_footnote(title))) for title in headers)


def check_columns(sheet: Sheet, form: Form) -> Remarks:
    """Issues about columns that are damaged, duplicate, useless alone, or not kept."""
    columns = locate_headers(sheet.headers, form)
    dropped = list(_check_unknown_columns(sheet, form, columns))
    return Remarks(
        problems=(
            *_check_damaged_titles(sheet),
            *_check_duplicate_columns(sheet, form),
            *_check_dependent_columns(sheet, form, columns),
        ),
        doubts=tuple(problem for problem, is_doubtful in dropped if is_doubtful),
        notices=tuple(problem for problem, is_doubtful in dropped if not is_doubtful),
    )


def _check_damaged_titles(sheet: Sheet) -> Iterator[Issue]:
    """Titles with lost characters or accents: which column it is cannot be known."""
    for column, header in enumerate(sheet.headers):
        if issue := check_encoding(header) or (FORMULA_ERROR if is_error(header) else None):
            yield sheet.problem_at(issue, sheet.header_row, column)


def _check_duplicate_columns(sheet: Sheet, form: Form) -> Iterator[Issue]:
    for first, column, name in find_duplicate_columns(sheet.headers, form):
        one, other = sheet.headers[first], sheet.headers[column]
        reason = f"« {one} » (colonne {letters(first)}) et « {other} » disent tous deux « {name} »."
        yield sheet.problem(
            describe_repeated_title(reason, "Renommez ou retirez l’une des deux colonnes."), None, column
        )


def _check_dependent_columns(sheet: Sheet, form: Form, columns: dict[str, int]) -> Iterator[Issue]:
    """Columns of which nothing is made, for want of another."""
    for name, column in columns.items():
        blocks = [rows for rows in form.rows if name in rows.source_headers()]
        missing = [
            [
                header
                for header in rows.required_headers()
                if header not in columns and not form.is_proposed(header, columns)
            ]
            for rows in blocks
        ]
        if missing and all(missing):
            reason = f"« {name} » demande aussi {quoted_list(missing[0], 'et')}."
            issue = describe_dependent_column(reason, "Ajoutez-la ou retirez celle-ci.")
            yield sheet.problem(issue, None, column)


def _check_unknown_columns(sheet: Sheet, form: Form, columns: dict[str, int]) -> Iterator[tuple[Issue, bool]]:
    """Columns that the form does not know, and whether each may be one that it waits for."""
    awaited = [
        spelling
        for header in form.headers.values()
        if header.name not in columns
        for spelling in (header.name, *header.aliases)
    ]
    names = _match_titles(sheet.headers, form)
    for column, (header, name) in enumerate(zip(sheet.headers, names, strict=True)):
        if name is None and (
            header or any(map(str.strip, DictionaryColumn.encode(sheet.columns[column]).dictionary))
        ):
            advice, is_doubtful = _advise(header, form, awaited)
            level = QUESTION if is_doubtful else NOTICE
            issue = describe_unknown_column(_UNEXPECTED if header else _UNTITLED, advice, level)
            yield sheet.problem(issue, None, column), is_doubtful


def _advise(header: str, form: Form, awaited: Sequence[str]) -> tuple[str, bool]:
    if canonical(header) in form.ignored:
        return "Rien à faire : elle ne sert pas ici.", False
    if not header:
        return "Donnez-lui un titre, ou confirmez qu’elle ne sert pas.", True
    if (bare := without_unit(header)) is not None and (near := nearest(bare, awaited, 1, RESEMBLANCE)):
        return (
            f"Si c’est {quoted_list(near)} dans une autre unité, convertissez-la et renommez-la ; sinon confirmez.",
            True,
        )
    if near := nearest(header, awaited, 1, RESEMBLANCE):
        return f"Si c’est {quoted_list(near)}, renommez-la ; sinon confirmez.", True
    return "Rien à faire si c’est voulu.", False
