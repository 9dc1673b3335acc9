"""Titles that no form knows: the header that each may stand for, and the headers that are still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

import schemas
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.value_choices import fed_columns
from dse.ingest.issues import shorten
from dse.ingest.recognition.headers import find_ignored_titles, find_unknown_titles, locate_headers
from dse.ingest.recognition.sheet_selection import SheetSelection
from dse.ingest.recognition.title_evidence import TitleEvidence
from dse.ingest.recognition.title_marks import without_unit
from dse.ingest.spelling import words
from dse.ingest.values import parsing, resemblance
from dse.ingest.values.redaction import redact_identifiers
from dse.ingest.values.resemblance import SpellingIndex
from schemas.columns import Column

SAMPLES = 3
LIKELY = 1 / 3  # share of the titles of a sheet from which its form is chosen beforehand
_RIGHT_KIND, _WRONG_KIND = 0.6, 0.4  # added, or taken off, where values are of the kind of a header or not


@dataclass(frozen=True)
class UnmatchedSheet:
    """Titles of a sheet that its form does not know, or all of them where it has no form, each with some values.

    Addresses and telephone numbers are left out of the values: nobody needs them to know what a column is.
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


def find_unmatched_sheets(selections: Iterable[SheetSelection]) -> tuple[UnmatchedSheet, ...]:
    """The sheets of all files with titles to match.

    Not those of a survey, whose waves declare their titles, nor of the file of a table, whose form is closed.
    """
    pairs = [
        pair
        for selection in selections
        for pair in (
            *((sheet, None) for sheet in selection.unread),
            *(
                (recognised.sheet, recognised.form)
                for recognised in selection.recognised
                if not recognised.form.survey and not recognised.form.closed
            ),
        )
    ]
    unmatched = (find_unmatched_titles(sheet, form) for sheet, form in pairs)
    return tuple(filter(None, unmatched))


def find_unmatched_titles(sheet: Sheet, form: Form | None = None) -> UnmatchedSheet | None:
    """The titles to match of a sheet, with samples; None where there are none."""
    titles = (
        find_unknown_titles(sheet.headers, form) if form else [header for header in sheet.headers if header]
    )
    samples = {
        title: _samples(sheet.columns[sheet.headers.index(title)]) for title in dict.fromkeys(titles) if title
    }
    if not samples:
        return None
    return UnmatchedSheet(
        sheet.file, sheet.name, form.name if form else None, sheet.headers, sheet.columns, samples
    )


def _samples(cells: Sequence[str]) -> tuple[str, ...]:
    filled: dict[str, None] = {}
    for cell in DictionaryColumn.encode(cells).dictionary:
        if shown := shorten(redact_identifiers(cell)[0]):
            filled[shown] = None
        if len(filled) == SAMPLES:
            break
    return tuple(filled)


def rank_forms(sheet: UnmatchedSheet, forms: Sequence[Form]) -> list[Form]:
    """The forms, from the one that suits the titles most."""
    return sorted(forms, key=lambda form: -_suitability(sheet, form))


def is_likely(sheet: UnmatchedSheet, form: Form) -> bool:
    """Whether a form may be that of a sheet: a third of the titles are known to it, or borne out."""
    titles = [title for title in sheet.headers if title]
    return _count_known(sheet, form) + len(propose_headers(sheet, form)) >= LIKELY * len(titles)


def _suitability(sheet: UnmatchedSheet, form: Form) -> float:
    return (_count_known(sheet, form) + 0.8 * len(propose_headers(sheet, form))) / (
        len(sheet.headers) + len(form.required)
    )


def _count_known(sheet: UnmatchedSheet, form: Form) -> int:
    return len(locate_headers(sheet.headers, form)) + len(find_ignored_titles(sheet.headers, form))


def propose_headers(sheet: UnmatchedSheet, form: Form) -> dict[str, str]:
    """The header that each title stands for, where its words and the values under it bear it out; each header once.

    None for a title in another unit, whose values would be taken for ours, nor for one that may stand for two headers. None
    is better than a wrong one.
    """
    spellings, evidence = _index_spellings(form), TitleEvidence(form)
    free = _free_headers(sheet, form)
    pairs = []
    for title in find_titles_to_match(sheet, form):
        if without_unit(title) is None:
            cells = sheet.columns[sheet.headers.index(title)]
            scores = resemblance.score_spellings(title, spellings)
            names = [name for name in evidence.find_borne_out(title, cells, scores) if name in free]
            pairs += [(-scores.get(name, 0.0), title, name) for name in names if len(names) == 1]
    proposed: dict[str, str] = {}
    for _, title, name in sorted(pairs):
        if title not in proposed and name not in proposed.values():
            proposed[title] = name
    return proposed


def find_unlikely(sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str]) -> list[str]:
    """The titles none of whose values could stand under the header chosen for them."""
    evidence = TitleEvidence(form)
    return [
        title
        for title, name in chosen.items()
        if evidence.has_no_value(name, sheet.columns[sheet.headers.index(title)])
    ]


def rank_headers(sheet: UnmatchedSheet, title: str, form: Form) -> list[str]:
    """The headers of the form that the file lacks, from the one that the title resembles most."""
    scores = _scores(sheet, title, form, _index_spellings(form))
    free = _free_headers(sheet, form)
    near = [name for name in resemblance.rank_owners(scores) if name in free]
    return [*near, *(name for name in free if name not in near)]


def find_titles_to_match(sheet: UnmatchedSheet, form: Form) -> list[str]:
    """The titles of a sheet that a form does not know."""
    return [title for title in find_unknown_titles(sheet.titles, form) if title]


def find_unmatched_headers(sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str]) -> list[str]:
    """Headers without which the file is not of the form, and that no title stands for."""
    return form.find_missing_headers({*locate_headers(sheet.headers, form), *chosen.values()})


def find_needed_headers(titles: Sequence[str], form: Form, chosen: Mapping[str, str]) -> list[str]:
    """Headers that a new line cannot do without, beside those required, and that no title stands for."""
    matched = {*locate_headers(titles, form), *chosen.values(), *form.required}
    return list(
        dict.fromkeys(
            source.header
            for rows in form.rows
            if rows.when is None and all(header in matched for header in rows.required_headers())
            for column, source in rows.columns.items()
            if source.header and source.header not in matched and not source.otherwise
            if not schemas.column(rows.table, column).nullable
        )
    )


def find_skipped_tables(
    sheet: UnmatchedSheet, form: Form, chosen: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Tables that get no row because no title stands for a header: that header, and the table in French."""
    matched = {*locate_headers(sheet.headers, form), *chosen.values()}
    return [
        (rows.when, schemas.title(rows.table)) for rows in form.rows if rows.when and rows.when not in matched
    ]


def find_repeated_headers(chosen: Mapping[str, str]) -> list[str]:
    """Headers that several titles would stand for."""
    names = list(chosen.values())
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _free_headers(sheet: UnmatchedSheet, form: Form) -> list[str]:
    columns = locate_headers(sheet.headers, form)
    return [name for name in form.headers if name not in columns]


def _index_spellings(form: Form) -> SpellingIndex:
    pairs = [
        (spelling, header.name)
        for header in form.headers.values()
        for spelling in (header.name, *header.aliases)
    ]
    return resemblance.index_spellings(pairs, lambda text: words(text).split())


def _scores(sheet: UnmatchedSheet, title: str, form: Form, spellings: SpellingIndex) -> dict[str, float]:
    """How likely a title stands for each header: by its words, then by the values under it."""
    scores = resemblance.score_spellings(title, spellings)
    for name in _free_headers(sheet, form):
        is_right = _is_right_kind(form, name, sheet.samples[title])
        if is_right is True:
            scores[name] = scores.get(name, 0.0) + _RIGHT_KIND
        elif is_right is False and name in scores:
            scores[name] -= _WRONG_KIND
    return scores


def _is_right_kind(form: Form, name: str, samples: Sequence[str]) -> bool | None:
    """Whether values are of the kind of a header; None where that says nothing."""
    header = form.headers[name]
    columns = [column for column in fed_columns(form, name) if _is_distinctive(column)]
    if not samples or not columns or header.organisation:
        return None
    parser = parsing.cell_parser(header, parsing.column_parser(columns[0], header))
    results = [parser(sample) for sample in samples]
    all_parsed = all(fault is None and value is not None for value, fault in results)
    # Labels of a list prove the header; numbers, codes and days are too common to be a reason for it.
    are_labels = bool(columns[0].codelists) and any(sign.isalpha() for sample in samples for sign in sample)
    return all_parsed if are_labels or not all_parsed else None


def _is_distinctive(column: Column) -> bool:
    """Whether few texts are values of the column."""
    return bool(column.codelists and not column.open) or not pa.types.is_string(column.type)
