"""The example line of a template: recognised by its first identifier, and never read."""

from __future__ import annotations

import re
from dataclasses import replace

import schemas
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.files.file_checks import refuse_no_lines
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.registry import NOTICE, check, content
from dse.ingest.spelling import canonical
from dse.ingest.values import parsing

EXAMPLE_WORD = "EXEMPLE"
GUIDE_SHEET = "Lisez-moi"  # the sheet of a template that explains the other
# « EXEMPLE-1 » and « EXEMPLE-IND-1 » are; « Exemples et preuves » and « EXEMPLE-SOLIDAIRE » are organisations.
_BEGINNING = re.compile(rf"'?{canonical(EXAMPLE_WORD)}(?:-[a-z]{{2,5}})*(?:-[0-9]+)?(?![a-z-])")

_NOTHING_ELSE = refuse_no_lines(
    "Aucune ligne en dehors de l’exemple.", "Remplissez le modèle sous sa ligne d’exemple."
)


@check(
    "IMP-121",
    level=NOTICE,
    title="Exemple du modèle laissé de côté",
    explanation=(
        "Un modèle a une ligne d’exemple, dont l’identifiant commence par EXEMPLE. Elle montre comment remplir les colonnes et "
        "n’est jamais reprise."
    ),
    advice="Rien à faire.",
    trips=content(
        "presences.csv",
        "Activité;Organisation;Rôle;Participants\nEXEMPLE-ACT;Association Exemple;Participant;3\nACT-1;M002;PARTICIPANT;1\n",
    ),
    passes=content("presences.csv", "Activité;Organisation;Rôle;Participants\nACT-1;M002;PARTICIPANT;1\n"),
)
def describe_left_out_example() -> CellIssue:
    """The example of a template, beside other lines."""
    return CellIssue("C’est l’exemple du modèle, elle n’est pas reprise.", "Rien à faire.")


def is_example(text: str) -> bool:
    """Whether the first identifier of a line marks it as the example of a template."""
    return _BEGINNING.match(canonical(text)) is not None


def example_header(form: Form) -> str | None:
    """The header of the identifier that marks an example; None for a form that has no example.

    The files of a table have none: an export of it must come back complete.
    """
    return form.identity[0] if form.identity and not form.closed else None


def remove_examples(sheet: Sheet, column: int | None) -> tuple[Sheet, tuple[Issue, ...], tuple[Issue, ...]]:
    """The sheet without its examples, marked in a column (None: it has no such column), then problems and notices.

    The other lines keep their row numbers.
    """
    if column is None:
        return sheet, (), ()
    examples = set(DictionaryColumn.encode(sheet.columns[column]).find_lines(is_example))
    if not examples:
        return sheet, (), ()
    lines = [line for line in range(len(sheet.numbers)) if line not in examples]
    columns = tuple(DictionaryColumn.encode(cells[line] for line in lines) for cells in sheet.columns)
    numbers = tuple(sheet.numbers[line] for line in lines)
    problems = () if lines or sheet.problems else (sheet.problem(_NOTHING_ELSE),)
    notices = (
        ()
        if problems
        else tuple(sheet.problem(describe_left_out_example(), line) for line in sorted(examples))
    )
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
            _require_parsed(form, header.name)


def _require_parsed(form: Form, name: str) -> None:
    header = form.headers[name]
    targets = [
        (rows, column)
        for rows in form.rows
        for column, source in rows.columns.items()
        if source.header == name and not source.values
    ]
    for rows, column in targets:
        parser = parsing.cell_parser(
            header, parsing.column_parser(schemas.column(rows.table, column), header)
        )
        value, fault = parser(header.example)
        if fault or value is None:
            raise ValueError(f"l’exemple « {shorten(header.example)} » de « {name} » ne se lit pas")
