"""Texts that a list does not have, each once: what it can mean, for a person to match it with a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.value_choices import Choices, fed_columns, find_choices
from dse.ingest.issues import Issue
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.spelling import canonical
from dse.ingest.values import parsing
from dse.ingest.values.list_checks import MATCHABLE
from dse.ingest.values.redaction import redact_identifiers
from dse.ingest.values.suggestions import suggest_codes

LONGEST = 60  # signs: a longer text is no value

Column: TypeAlias = tuple[str, str | None, str | None]  # file, sheet, title


@dataclass(frozen=True)
class UnlistedValue:
    """A text as first spelled, under some headers of a form that take the same values.

    `cells` says how many there are, `first_row` the spreadsheet row of one, `meant` which of the choices it can mean, the likeliest first.
    `issues` are those that are settled once it is matched.
    """

    form: str
    headers: tuple[str, ...]
    text: str
    cells: int
    first_row: int
    choices: Choices
    meant: tuple[str, ...]
    issues: frozenset[Issue]


@dataclass(frozen=True)
class _Refused:
    """Cells of one column of a sheet that hold a text which its list does not have."""

    form: Form
    header: str
    text: str
    rows: tuple[int, ...]
    issues: tuple[Issue, ...]

    @property
    def question(self) -> tuple[str, str, str]:
        """The same where one answer goes for all: headers of one list that the form itself declares are alike."""
        codelist = self.form.headers[self.header].codelist
        return self.form.name, canonical(self.text), codelist or self.header


def find_unlisted_values(
    recognised: Iterable[RecognisedSheet], problems: Sequence[Issue]
) -> tuple[UnlistedValue, ...]:
    """Each text once for a form and a header, in the order of the files.

    Not those of a survey, nor of the file of a table, whose form is closed.
    """
    issues_by_column: dict[Column, list[Issue]] = defaultdict(list)
    for issue in problems:
        if issue.code in MATCHABLE:
            issues_by_column[issue.file, issue.sheet, issue.header].append(issue)
    alike: dict[tuple[str, str, str], list[_Refused]] = defaultdict(list)
    for one in recognised:
        if not (one.form.survey or one.form.closed):
            for refused in _find_refused(one, issues_by_column):
                alike[refused.question].append(refused)
    return tuple(map(_join, alike.values()))


def _find_refused(
    recognised: RecognisedSheet, issues_by_column: Mapping[Column, Sequence[Issue]]
) -> Iterator[_Refused]:
    sheet, form = recognised.sheet, recognised.form
    for name, position in recognised.positions.items():
        issues = issues_by_column.get((sheet.file, sheet.name, sheet.headers[position]))
        if issues and find_choices(form, name).labels:
            for text, rows in _find_rows(sheet, position, form, name).items():
                if _may_be_shown(text):
                    row_numbers = set(rows)
                    settled = tuple(issue for issue in issues if issue.row in row_numbers)
                    yield _Refused(form, name, text, tuple(rows), settled)


def _find_rows(sheet: Sheet, position: int, form: Form, name: str) -> dict[str, list[int]]:
    """Spreadsheet rows of each text of a column that may be matched."""
    cells, header = DictionaryColumn.encode(sheet.columns[position]), form.headers[name]
    parsers = [
        parsing.cell_parser(header, parsing.column_parser(column, header))
        for column in fed_columns(form, name)
    ]
    rows: dict[str, list[int]] = {}
    first: dict[str, str] = {}
    unlisted = [_find_unlisted(cell, parsers) for cell in cells.dictionary]
    for line, index in enumerate(cells.indices):
        for text in unlisted[index]:
            rows.setdefault(first.setdefault(canonical(text), text), []).append(sheet.numbers[line])
    return rows


def _find_unlisted(cell: str, parsers: Sequence[parsing.Parser]) -> tuple[str, ...]:
    faults = [fault for parser in parsers if (fault := parser(cell)[1])]
    return tuple(dict.fromkeys(text for fault in faults for text in fault.unlisted))


def _may_be_shown(text: str) -> bool:
    """Whether a text may be kept beside the form: no sentence, and nothing that leads to a person."""
    return len(text) <= LONGEST and redact_identifiers(text) == (text, [])


def _join(alike: Sequence[_Refused]) -> UnlistedValue:
    first = alike[0]
    choices = find_choices(first.form, first.header)
    rows = [row for one in alike for row in one.rows]
    return UnlistedValue(
        form=first.form.name,
        headers=tuple(dict.fromkeys(one.header for one in alike)),
        text=first.text,
        cells=len(rows),
        first_row=min(rows),
        choices=choices,
        meant=suggest_codes(first.text, choices.lists, choices.labels),
        issues=frozenset(issue for one in alike for issue in one.issues),
    )
