"""The columns of a template: their explanations come from the schemas, and from the form where schemas have none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

import schemas
from dse.export.templates.layout_cells import Cell, drop_down_options
from dse.export.templates.wording import describe_content
from dse.ingest.forms.definitions import Form, Header, Rows
from dse.ingest.forms.example_lines import EXAMPLE_WORD, example_header
from dse.ingest.values import parsing
from schemas import codelists
from schemas.columns import Column

YES, NO = "oui", "non"
PROPOSED = "Vide, il est proposé à l’import."


@dataclass(frozen=True)
class TemplateColumn:
    """A column of a template. `requirement` is oui, non, or a condition; `kind` its format.

    `choices` fill its drop-down list; another value may stand there too unless it is `closed`.
    """

    name: str
    explanation: str
    requirement: str
    kind: str
    nature: str
    choices: tuple[str, ...]
    closed: bool
    example: Cell


def explain_columns(form: Form) -> tuple[TemplateColumn, ...]:
    """Every column of a form, in its order."""
    shows_all = not any(header.example for header in form.headers.values())
    return tuple(_explain_column(form, header, shows_all) for header in form.headers.values())


def find_fed_columns(form: Form, name: str) -> list[tuple[Rows, Column]]:
    """The table columns that a header fills, each with its block of the form."""
    return [
        (rows, schemas.column(rows.table, column))
        for rows in form.rows
        for column, source in rows.columns.items()
        if source.header == name
    ]


def choose_cell_kind(column: Column | None, header: Header) -> str:
    """How a cell is formatted: date, count, amount, number or text."""
    has_own_spelling = header.codelist or header.values or header.split or header.dates
    if column is None or has_own_spelling or column.codelists:
        return "text"
    for is_of_type, kind in _KINDS:
        if is_of_type(column.type):
            return kind
    return "text"


_KINDS = (
    (pa.types.is_date, "date"),
    (pa.types.is_integer, "count"),
    (pa.types.is_decimal, "amount"),
    (pa.types.is_floating, "number"),
)


# Examples of columns that have none, in a form that gives none.
_INVENTED_EXAMPLES: dict[str, Cell] = {"date": date(2018, 3, 15), "count": 12, "amount": 1500, "number": 12.5}


def _explain_column(form: Form, header: Header, shows_all: bool) -> TemplateColumn:
    fed_columns = find_fed_columns(form, header.name)
    column = fed_columns[0][1] if fed_columns else None
    choices, closed = drop_down_options(header, column)
    requirement = _describe_requirement(form, header)
    return TemplateColumn(
        name=header.name,
        explanation=_explain(form, header, column),
        requirement=requirement,
        kind=choose_cell_kind(column, header),
        nature=describe_content(header, column, choices, closed),
        choices=choices,
        closed=closed,
        example=_choose_example(
            form, header, column, choices, shows_all or requirement == YES or header.name in form.identity
        ),
    )


def _explain(form: Form, header: Header, column: Column | None) -> str:
    own = header.help or (column.description if column else "")
    proposal = PROPOSED if header.identified_by else ""
    return " ".join(filter(None, (_describe_code(form, header.name), own, proposal)))


def _describe_code(form: Form, name: str) -> str:
    """The description of a theme that has a column of its own: the title is the label of its code."""
    for rows in form.rows:
        if rows.when != name:
            continue
        for column, source in rows.columns.items():
            for listed in schemas.column(rows.table, column).codelists if source.constant else ():
                for code in codelists.load(listed):
                    if code.code == source.constant and code.label == name:
                        return code.description
    return ""


def _describe_requirement(form: Form, header: Header) -> str:
    if header.identified_by:
        return NO
    if header.required:
        return YES
    conditions = []
    for rows in form.rows:
        for name, source in rows.columns.items():
            if source.header != header.name or source.otherwise or form.is_split(source):
                continue
            if schemas.column(rows.table, name).nullable or rows.when == header.name:
                continue
            if rows.when is None:
                return YES
            conditions.append(f"si « {rows.when} » est rempli")
    return conditions[0] if conditions else NO


def _choose_example(
    form: Form, header: Header, column: Column | None, choices: tuple[str, ...], is_shown: bool
) -> Cell:
    if header.name == example_header(form):
        return header.example or EXAMPLE_WORD
    if header.example:
        return _parse_example(header, column)
    if not is_shown or column is None:
        return None
    return choices[0] if choices else _INVENTED_EXAMPLES.get(choose_cell_kind(column, header), "Exemple")


def _parse_example(header: Header, column: Column | None) -> Cell:
    """The example as a date or a number where its column holds such."""
    if choose_cell_kind(column, header) == "text" or column is None:
        return header.example
    return parsing.cell_parser(header, parsing.column_parser(column, header))(header.example)[0]
