"""Which form a sheet is of, by its titles. The export of a table is a file of that table's own form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pyarrow as pa

import schemas
from dse.errors import Refused
from dse.ingest.files.cells import Sheet, number_repeated_titles
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.definitions import OF_TEAM, Form, Header, Rows, Source
from dse.ingest.forms.example_lines import example_header, remove_examples
from dse.ingest.issues import Issue, quoted_list
from dse.ingest.recognition import unrecognised_sheets
from dse.ingest.recognition.headers import (
    Remarks,
    check_columns,
    find_missing_headers,
    find_unknown_titles,
    likeness,
    locate_headers,
)
from dse.ingest.recognition.identical_lines import remove_identical_lines
from dse.ingest.recognition.ignored_lines import remove_ignored_lines
from dse.ingest.recognition.left_out_lines import count_left_out
from dse.ingest.recognition.stray_rows import remove_stray_rows
from dse.ingest.spelling import canonical, nearest

# Share of the titles that a form must know, where the file does not name the form.
LEAST_KNOWN_SHARE = 0.5
# And how many titles at least: « Code », alone beside another, is of any list.
FEWEST_KNOWN_TITLES = 2
# Where the identifier is one to be proposed, nothing but the other titles says what the file is.
FEWEST_WITHOUT_IDENTIFIER = 3
# A form that was asked for must know this share of what the best form knows.
LEAST_OF_BEST = 0.5


@dataclass(frozen=True)
class RecognisedSheet:
    """A sheet with its form: which column stands under each header of the form. `left_out` counts lines that are no data, by kind."""

    sheet: Sheet
    form: Form
    positions: dict[str, int]
    remarks: Remarks
    left_out: Counter[str] = field(default_factory=Counter)


@cache
def build_table_form(table: str) -> Form:
    """The form of a table as we export it: its column names, or their French titles."""
    columns = schemas.columns(table)
    key = schemas.key(table)
    headers = {
        column.title: Header(column.title, aliases=(column.name, column.label), required=column.name in key)
        for column in columns
    }
    rows = Rows(table=table, columns={column.name: Source(header=column.title) for column in columns})
    return Form(name=table, title=schemas.title(table), headers=headers, rows=(rows,), closed=True)


def load_known_forms(directory: Path | None = None) -> tuple[Form, ...]:
    """Forms of the directory (ours and the team's by default) with their matched titles; then surveys; then the tables'."""
    return (
        *(matched_titles.apply_matches(form, directory) for form in form_files.load_line_forms(directory)),
        *form_files.load_survey_forms(directory),
        *map(build_table_form, schemas.TABLES),
    )


def choose_form(name: str | Path, forms: Sequence[Form]) -> Form:
    """The form asked for: a name, a table, or a TOML file. Refused if there is none."""
    if isinstance(name, Path) or name.endswith(".toml"):
        return form_files.load_form(Path(name), OF_TEAM)
    by_name = {form.name: form for form in forms}
    if name in by_name:
        return by_name[name]
    near = nearest(name, by_name)
    advice = f"Essayez {quoted_list(near)}." if near else f"Choisissez parmi {', '.join(by_name)}."
    raise Refused(f"Il n’y a pas de formulaire « {name} ». {advice}")


def best_likeness(headers: Sequence[str], forms: Sequence[Form]) -> float:
    """Likeness of headers to the form that they suit best, from 0 to 1."""
    return max(likeness(headers, form) for form in forms)


def recognise_sheet(
    sheet: Sheet, forms: Sequence[Form], all_forms: Sequence[Form]
) -> RecognisedSheet | Issue:
    """The form of a sheet among `forms`, or why there is none; it may be another of `all_forms` instead.

    In a survey, two questions may have one title: they are numbered.
    """
    numbered = number_repeated_titles(sheet.headers)
    if numbered != sheet.headers:
        recognised = _recognise_titles(replace(sheet, headers=numbered), forms, all_forms)
        if isinstance(recognised, RecognisedSheet) and recognised.form.survey:
            return recognised
    return _recognise_titles(sheet, forms, all_forms)


def _recognise_titles(
    sheet: Sheet, forms: Sequence[Form], all_forms: Sequence[Form]
) -> RecognisedSheet | Issue:
    fits = likely = [form for form in _best_forms(sheet, all_forms) if _knows_enough(sheet, form)]
    if len(forms) == 1:
        fits = _best_forms(sheet, forms)
        if likely and not _is_good_enough(sheet, fits, likely[0]):
            return unrecognised_sheets.explain_other_form(sheet, forms[0], likely[0])
    elif likely and _is_another_nearer(sheet, forms, likely[0]):
        fits = []
    if not fits:
        return unrecognised_sheets.explain_unrecognised(sheet, forms)
    if len(fits) > 1:
        return unrecognised_sheets.explain_ambiguous(sheet, fits)
    return _remove_other_rows(sheet, fits[0])


def _remove_other_rows(sheet: Sheet, form: Form) -> RecognisedSheet:
    """The sheet with its rows of data only, and the issues of its columns and of the other rows."""
    remarks, positions = check_columns(sheet, form), locate_headers(sheet.headers, form)
    sheet, problems, notices = remove_examples(sheet, positions.get(example_header(form) or ""))
    remarks = replace(remarks, problems=(*remarks.problems, *problems), notices=(*remarks.notices, *notices))
    line_count = _count_lines(sheet)
    sheet, ignored = remove_ignored_lines(sheet, form)
    ignored_count = line_count - _count_lines(sheet)
    remarks = replace(remarks, notices=(*remarks.notices, *ignored))
    sheet, problems, doubts = remove_stray_rows(sheet, form)
    remarks = replace(remarks, problems=(*remarks.problems, *problems), doubts=(*remarks.doubts, *doubts))
    if form.drops_identical:
        sheet, notices = remove_identical_lines(sheet)
        remarks = replace(remarks, notices=(*remarks.notices, *notices))
    left_out = count_left_out(
        (*remarks.problems, *remarks.doubts, *remarks.notices),
        ignored=ignored_count,
        cut=len(sheet.misaligned_lines),
    )
    return RecognisedSheet(sheet, form, positions, remarks, left_out)


def count_data_lines(sheet: Sheet, form: Form, removed: Mapping[str, pa.Table]) -> int:
    """Lines that may be data, the broken ones too. Totals, notes and titles are none, unless they name a row that goes.

    `removed` are those rows, by table.
    """
    data = remove_stray_rows(remove_ignored_lines(sheet, form)[0], form)[0]
    lines_named = {
        number
        for title, column in locate_headers(sheet.headers, form).items()
        if title in form.identity
        for texts_removed in [_list_texts_removed(form, title, removed)]
        for number, text in zip(sheet.numbers, sheet.columns[column], strict=True)
        if canonical(text) in texts_removed
    }
    return _count_lines(data) + len(lines_named - {*data.numbers})


def _list_texts_removed(form: Form, title: str, removed: Mapping[str, pa.Table]) -> set[str]:
    """What the rows that go say under a title."""
    return {
        canonical(str(value))
        for rows in form.rows
        if rows.table in removed
        for name, source in rows.columns.items()
        if source.header == title
        for value in removed[rows.table][name].to_pylist()
        if value is not None
    }


def _count_lines(sheet: Sheet) -> int:
    return len(sheet.numbers) + len(sheet.misaligned_lines)


def _best_forms(sheet: Sheet, forms: Sequence[Form]) -> list[Form]:
    """The forms that suit best, all with their required headers; more than one where they suit as well.

    First the form that drops the fewest columns, then the one that waits for the fewest others.
    """
    able = [
        form
        for form in forms
        if not find_missing_headers(sheet.headers, form, sheet.columns) and not _is_closed_to(sheet, form)
    ]
    ranks = [_rank(sheet.headers, form) for form in able]
    return [form for form, rank in zip(able, ranks, strict=True) if rank == max(ranks)]


def _is_closed_to(sheet: Sheet, form: Form) -> bool:
    return form.closed and bool(find_unknown_titles(sheet.headers, form))


def _knows_enough(sheet: Sheet, form: Form) -> bool:
    titles = [title for title in sheet.headers if title and canonical(title) not in form.ignored]
    columns = locate_headers(sheet.headers, form)
    is_complete = all(name in columns for name in form.required)
    fewest = min(FEWEST_KNOWN_TITLES, len(titles)) if is_complete else FEWEST_WITHOUT_IDENTIFIER
    return len(columns) >= max(LEAST_KNOWN_SHARE * len(titles), fewest)


def _is_another_nearer(sheet: Sheet, forms: Sequence[Form], likely: Form) -> bool:
    """Whether another form knows more of the columns, and would be the one but for a required header."""
    count = len(locate_headers(sheet.headers, likely))
    return any(
        find_missing_headers(sheet.headers, form, sheet.columns)
        and len(locate_headers(sheet.headers, form)) > count
        for form in forms
    )


def _is_good_enough(sheet: Sheet, fits: Sequence[Form], best: Form) -> bool:
    """Whether the form asked for knows enough of the headers, beside the one that knows most."""
    counts = [len(locate_headers(sheet.headers, form)) for form in (*fits[:1], best)]
    return bool(fits) and counts[0] >= LEAST_OF_BEST * counts[1]


def _rank(headers: Sequence[str], form: Form) -> tuple[int, int, int]:
    exact = {canonical(header) for header in headers} & {canonical(name) for name in form.headers}
    return len(locate_headers(headers, form)), -len(form.headers), len(exact)
