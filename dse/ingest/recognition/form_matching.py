"""Which form a file is of, by its headers; a machine file of a table is that table's own form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import schemas
from dse.errors import Refused
from dse.ingest.files.cells import Sheet
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.definitions import Form, Header, Rows, Source
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
from dse.ingest.recognition.total_rows import remove_stray_rows
from dse.ingest.rows.identical_lines import remove_identical_lines
from dse.ingest.spelling import canonical, nearest

# A form that the file does not name must know this share of its columns.
LEAST_KNOWN_SHARE = 0.5
# So many titles at least: « Code », alone beside another, is of any list.
FEWEST_KNOWN_TITLES = 2
# A form that was asked for must know this share of what the form that knows most does.
LEAST_OF_BEST = 0.5


@dataclass(frozen=True)
class RecognisedSheet:
    """A sheet with its form: which column stands under each header of the form."""

    sheet: Sheet
    form: Form
    positions: dict[str, int]
    remarks: Remarks


@cache
def build_table_form(table: str) -> Form:
    """The form of a table as we export it: its column names, or their French titles."""
    columns = schemas.columns(table)
    key = schemas.key(table)
    headers = {
        each.title: Header(each.title, aliases=(each.name, each.label), required=each.name in key)
        for each in columns
    }
    rows = Rows(table=table, columns={each.name: Source(header=each.title) for each in columns})
    return Form(name=table, title=schemas.title(table), headers=headers, rows=(rows,), closed=True)


def load_known_forms(directory: Path | None = None) -> tuple[Form, ...]:
    """Forms of the directory, ours and the team's where none is named, with the titles matched with them, surveys last, then those of the tables."""
    return (
        *(matched_titles.apply_matches(form, directory) for form in form_files.load_line_forms(directory)),
        *form_files.load_survey_forms(directory),
        *map(build_table_form, schemas.TABLES),
    )


def choose_form(name: str | Path, known: Sequence[Form]) -> Form:
    """The form asked for: a name, a table, or a TOML file. Refused if there is none."""
    if isinstance(name, Path) or name.endswith(".toml"):
        return form_files.load_form(Path(name))
    forms = {form.name: form for form in known}
    if name in forms:
        return forms[name]
    shown = nearest(name, forms)
    advice = f"Essayez {quoted_list(shown)}." if shown else f"Choisissez parmi {', '.join(forms)}."
    raise Refused(f"Il n’y a pas de formulaire « {name} ». {advice}")


def best_likeness(headers: Sequence[str], forms: Sequence[Form]) -> float:
    """How well headers suit the form they suit best, from 0 to 1."""
    return max(likeness(headers, form) for form in forms)


def recognise_sheet(sheet: Sheet, forms: Sequence[Form], known: Sequence[Form]) -> RecognisedSheet | Issue:
    """The form of a sheet among `forms`, or why there is none; `known` are those it may be instead."""
    fits = likely = [form for form in _fitting(sheet, known) if _knows_enough(sheet, form)]
    if len(forms) == 1:
        fits = _fitting(sheet, forms)
        if likely and not _holds_against(sheet, fits, likely[0]):
            return unrecognised_sheets.explain_other_form(sheet, forms[0], likely[0])
    elif likely and _lacks_little(sheet, forms, likely[0]):
        fits = []
    if not fits:
        return unrecognised_sheets.explain_unrecognised(sheet, forms)
    if len(fits) > 1:
        return unrecognised_sheets.explain_ambiguous(sheet, fits)
    return _recognised(sheet, fits[0])


def _recognised(sheet: Sheet, form: Form) -> RecognisedSheet:
    said, known = check_columns(sheet, form), locate_headers(sheet.headers, form)
    sheet, wrong, left_out = remove_examples(sheet, known.get(example_header(form) or ""))
    said = replace(said, problems=(*said.problems, *wrong), notices=(*said.notices, *left_out))
    sheet, sums, repeating = remove_stray_rows(sheet, form)
    said = replace(said, problems=(*said.problems, *sums), doubts=(*said.doubts, *repeating))
    if form.drops_identical:
        sheet, repeated = remove_identical_lines(sheet)
        said = replace(said, notices=(*said.notices, *repeated))
    return RecognisedSheet(sheet, form, known, said)


def _fitting(sheet: Sheet, forms: Sequence[Form]) -> list[Form]:
    """The forms that suit best, all with their required headers; one, unless nothing tells them apart.

    First the form that drops the fewest columns, then the one that waits for the fewest others.
    """
    able = [
        form
        for form in forms
        if not find_missing_headers(sheet.headers, form) and not _is_closed_to(sheet, form)
    ]
    ranks = [_rank(sheet.headers, form) for form in able]
    return [form for form, rank in zip(able, ranks, strict=True) if rank == max(ranks)]


def _is_closed_to(sheet: Sheet, form: Form) -> bool:
    return form.closed and bool(find_unknown_titles(sheet.headers, form))


def _knows_enough(sheet: Sheet, form: Form) -> bool:
    titled = [each for each in sheet.headers if each and canonical(each) not in form.ignored]
    return len(locate_headers(sheet.headers, form)) >= max(
        LEAST_KNOWN_SHARE * len(titled), min(FEWEST_KNOWN_TITLES, len(titled))
    )


def _lacks_little(sheet: Sheet, forms: Sequence[Form], likely: Form) -> bool:
    """Whether another form knows more of the columns, and would be the one but for a required header."""
    count = len(locate_headers(sheet.headers, likely))
    return any(
        find_missing_headers(sheet.headers, form) and len(locate_headers(sheet.headers, form)) > count
        for form in forms
    )


def _holds_against(sheet: Sheet, fits: Sequence[Form], other: Form) -> bool:
    """Whether the form asked for knows enough of the headers, beside the one that knows most."""
    known = [len(locate_headers(sheet.headers, form)) for form in (*fits[:1], other)]
    return bool(fits) and known[0] >= LEAST_OF_BEST * known[1]


def _rank(headers: Sequence[str], form: Form) -> tuple[int, int, int]:
    spelled_so = {canonical(header) for header in headers} & {canonical(name) for name in form.headers}
    return len(locate_headers(headers, form)), -len(form.headers), len(spelled_so)
