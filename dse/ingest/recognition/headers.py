"""Columns of a sheet against the headers of a form: which are known, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.files.spreadsheet_errors import FORMULA_ERROR, is_error
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue, letters, quoted_list
from dse.ingest.recognition.title_marks import without_footnote, without_unit
from dse.ingest.spelling import canonical, nearest
from dse.ingest.values.encoding_damage import check_encoding

_UNEXPECTED = "Cette colonne n’est pas attendue : elle n’est pas gardée."
_UNTITLED = "Cette colonne n’a pas de titre : elle n’est pas gardée."
RESEMBLANCE = 0.6  # between two spellings, from which a column may be a misspelt header


@dataclass(frozen=True)
class Remarks:
    """What is said of the columns of a sheet."""

    problems: tuple[Issue, ...] = ()
    doubts: tuple[Issue, ...] = ()
    notices: tuple[Issue, ...] = ()


def locate_headers(headers: Sequence[str], form: Form) -> dict[str, int]:
    """The column under each header of the form that the file has."""
    found: dict[str, int] = {}
    for column, name in enumerate(_named(headers, form)):
        if name is not None:
            found.setdefault(name, column)
    return found


def _named(headers: Sequence[str], form: Form) -> list[str | None]:
    """The header of the form that each title stands for, the mark of a footnote left out where it is not of the title."""
    spellings = form.spellings
    return [
        spellings.get(canonical(each))
        or (None if form.survey else spellings.get(canonical(without_footnote(each))))
        for each in headers
    ]


def find_missing_headers(headers: Sequence[str], form: Form) -> list[str]:
    """Headers without which a file is not of the form, and that it lacks."""
    found = locate_headers(headers, form)
    return [name for name in form.required if name not in found]


def find_unknown_titles(headers: Sequence[str], form: Form) -> list[str]:
    """Titles of columns that the form does not know."""
    named = zip(headers, _named(headers, form), strict=True)
    return [each for each, name in named if each and name is None and canonical(each) not in form.ignored]


def find_ignored_titles(headers: Sequence[str], form: Form) -> list[str]:
    """Titles of columns that the form knows and does not keep."""
    return [each for each in headers if each and canonical(each) in form.ignored]


def find_duplicate_columns(headers: Sequence[str], form: Form) -> Iterator[tuple[int, int, str]]:
    """Two columns, and the header of the form that both stand for; not those of one title, which are told as such."""
    first = locate_headers(headers, form)
    for column, name in enumerate(_named(headers, form)):
        if name is None or first[name] == column:
            continue
        if canonical(headers[first[name]]) != canonical(headers[column]):
            yield first[name], column, name


def likeness(headers: Sequence[str], form: Form) -> float:
    """Headers in common over headers in all."""
    if form.spellings.keys().isdisjoint(_spelt(tuple(headers))):
        return 0.0
    common = len(locate_headers(headers, form))
    return common / (len([header for header in headers if header]) + len(form.headers) - common or 1)


@lru_cache(maxsize=64)
def _spelt(headers: tuple[str, ...]) -> frozenset[str]:
    """All that titles may be known by: each row of a sheet is held against some thirty forms, most of which know none."""
    return frozenset(canonical(way) for each in headers for way in (each, without_footnote(each)))


def check_columns(sheet: Sheet, form: Form) -> Remarks:
    """What a person must know of columns that are not kept, or that say one thing twice."""
    known = locate_headers(sheet.headers, form)
    dropped = list(_dropped(sheet, form, known))
    return Remarks(
        problems=(*_damaged(sheet), *_twice(sheet, form), *_idle(sheet, form, known)),
        doubts=tuple(problem for problem, is_doubtful in dropped if is_doubtful),
        notices=tuple(problem for problem, is_doubtful in dropped if not is_doubtful),
    )


def _damaged(sheet: Sheet) -> Iterator[Issue]:
    """Titles that lost signs or accents: whose column it is can no longer be told."""
    for column, header in enumerate(sheet.headers):
        if fault := check_encoding(header) or (FORMULA_ERROR if is_error(header) else None):
            yield sheet.problem_at(fault, sheet.header_row, column)


def _twice(sheet: Sheet, form: Form) -> Iterator[Issue]:
    for first, column, name in find_duplicate_columns(sheet.headers, form):
        one, other = sheet.headers[first], sheet.headers[column]
        reason = f"« {one} » (colonne {letters(first)}) et « {other} » disent tous deux « {name} »."
        yield sheet.problem(
            CellIssue("IMP-108", reason, "Renommez ou retirez l’une des deux colonnes."), None, column
        )


def _idle(sheet: Sheet, form: Form, known: dict[str, int]) -> Iterator[Issue]:
    """Columns of which nothing is made, for want of another."""
    for name, column in known.items():
        fed = [rows for rows in form.rows if name in rows.source_headers()]
        lacking = [[each for each in rows.required_headers() if each not in known] for rows in fed]
        if lacking and all(lacking):
            needed = quoted_list(lacking[0], "et")
            fault = CellIssue(
                "IMP-119", f"« {name} » demande aussi {needed}.", "Ajoutez-la ou retirez celle-ci."
            )
            yield sheet.problem(fault, None, column)


def _dropped(sheet: Sheet, form: Form, known: dict[str, int]) -> Iterator[tuple[Issue, bool]]:
    """Columns that the form does not know, and whether each may be one that it waits for."""
    awaited = [
        spelling
        for header in form.headers.values()
        if header.name not in known
        for spelling in (header.name, *header.aliases)
    ]
    for column, (header, name) in enumerate(zip(sheet.headers, _named(sheet.headers, form), strict=True)):
        if name is None and (
            header or any(map(str.strip, DictionaryColumn.encode(sheet.columns[column]).dictionary))
        ):
            advice, is_doubtful = _advice(header, form, awaited)
            fault = CellIssue("IMP-116", _UNEXPECTED if header else _UNTITLED, advice)
            yield sheet.problem(fault, None, column), is_doubtful


def _advice(header: str, form: Form, awaited: Sequence[str]) -> tuple[str, bool]:
    if canonical(header) in form.ignored:
        return "Rien à faire : elle ne sert pas ici.", False
    if leaves := form.groupings.get(canonical(header)):
        return f"Remplacez-la par {quoted_list(leaves[:4], 'et')}, ou confirmez qu’elle ne sert pas.", True
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
