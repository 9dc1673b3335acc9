"""The example line of a template: known by its identity, and never read."""

from __future__ import annotations

import re
from dataclasses import replace

import schemas
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.spelling import canonical
from dse.ingest.values import parsing

EXAMPLE_WORD = "EXEMPLE"
GUIDE_SHEET = "Lisez-moi"  # the sheet of a template that explains the other
# « EXEMPLE-1 » and « EXEMPLE-IND-1 » are; « Exemples et preuves » and « EXEMPLE-SOLIDAIRE » are organisations.
_BEGINNING = re.compile(rf"'?{canonical(EXAMPLE_WORD)}(?:-[a-z]{{2,5}})*(?:-[0-9]+)?(?![a-z-])")

_LEFT_OUT = CellIssue("IMP-121", "C’est l’exemple du modèle, elle n’est pas reprise.", "Rien à faire.")
_NOTHING_ELSE = CellIssue(
    "IMP-112", "Aucune ligne en dehors de l’exemple.", "Remplissez le modèle sous sa ligne d’exemple."
)


def is_example(text: str) -> bool:
    """Whether the first cell of a line's identity marks it as the example of a template."""
    return _BEGINNING.match(canonical(text)) is not None


def example_header(form: Form) -> str | None:
    """The header under which an example is known; None for a form that has no example.

    The machine files of a table have none: what we export of it must come back whole.
    """
    return form.identity[0] if form.identity and not form.closed else None


def remove_examples(sheet: Sheet, place: int | None) -> tuple[Sheet, tuple[Issue, ...], tuple[Issue, ...]]:
    """The sheet without its examples, whose marker stands at a column, then problems and notices.

    The other lines keep their row numbers.
    """
    found = (
        set() if place is None else set(DictionaryColumn.encode(sheet.columns[place]).find_lines(is_example))
    )
    if not found:
        return sheet, (), ()
    kept = [line for line in range(len(sheet.numbers)) if line not in found]
    columns = tuple(DictionaryColumn.encode(column[line] for line in kept) for column in sheet.columns)
    numbers = tuple(sheet.numbers[line] for line in kept)
    problems = () if kept or sheet.problems else (sheet.problem(_NOTHING_ELSE),)
    notices = () if problems else tuple(sheet.problem(_LEFT_OUT, line) for line in sorted(found))
    return replace(sheet, columns=columns, numbers=numbers), problems, notices


def require_readable(form: Form) -> None:
    """Each example of a form is one that its import would read. ValueError naming the first that is not."""
    for header in form.headers.values():
        if not header.example:
            continue
        if header.name == example_header(form):
            if not is_example(header.example):
                raise ValueError(f"l’exemple de « {header.name} » doit commencer par {EXAMPLE_WORD}")
        elif not header.organisation:
            _require_read(form, header.name)


def _require_read(form: Form, name: str) -> None:
    header = form.headers[name]
    fed = [
        (rows, column)
        for rows in form.rows
        for column, source in rows.columns.items()
        if source.header == name and not source.values
    ]
    for rows, column in fed:
        parser = parsing.cell_parser(
            header, parsing.column_parser(schemas.column(rows.table, column), header)
        )
        value, fault = parser(header.example)
        if fault or value is None:
            raise ValueError(f"l’exemple « {shorten(header.example)} » de « {name} » ne se lit pas")
