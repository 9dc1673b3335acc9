"""What helps to fill a template: notes, input messages, and drop-down lists kept on a hidden sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from dse import french
from dse.export.templates.columns import NO, YES, TemplateColumn

LISTS = "Listes"
LAST_ROW = 1_048_575  # of a spreadsheet, counted from 0
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # of an input message, in signs
_FIRST_DAY, _LAST_DAY = date(1901, 1, 1), date(2100, 12, 31)


def describe_header(column: TemplateColumn) -> str:
    """The comment on a header."""
    requirement = {YES: "Obligatoire.", NO: "Facultatif."}.get(
        column.requirement, f"Obligatoire {column.requirement}."
    )
    return french.typeset(
        f"{column.explanation}\n{column.nature[:1].upper()}{column.nature[1:]}.\n{requirement}".strip()
    )


def add_choices(sheet: Worksheet, lists: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """Input messages and drop-down lists. Lists are ranges of cells, since their labels exceed what a formula of Excel may hold."""
    ranges: dict[tuple[str, ...], str] = {}
    for number, column in enumerate(columns):
        if column.choices and column.choices not in ranges:
            ranges[column.choices] = _write_list(lists, len(ranges), column)
        rule = _validation_rule(column, ranges.get(column.choices))
        message = {
            "input_title": _shorten(column.name, LONGEST_TITLE),
            "input_message": _shorten(_short_explanation(column), LONGEST_MESSAGE),
        }
        sheet.data_validation(1, number, LAST_ROW, number, {**rule, **message})


def _write_list(lists: Worksheet, column_index: int, column: TemplateColumn) -> str:
    lists.write_string(0, column_index, column.name)
    for row, choice in enumerate(column.choices, 1):
        lists.write_string(row, column_index, choice)
    letter = xl_col_to_name(column_index)
    return f"={LISTS}!${letter}$2:${letter}${len(column.choices) + 1}"


def _validation_rule(column: TemplateColumn, choices: str | None) -> dict[str, object]:
    if choices is not None:
        refusal = {
            "error_title": "Pas dans la liste",
            "error_message": "Choisissez une valeur de la liste déroulante.",
        }
        return {"validate": "list", "source": choices, "show_error": column.closed, **refusal}
    if column.kind == "date":
        advice = {
            "error_title": "Date à vérifier",
            "error_message": "Écrivez la date jj/mm/aaaa, par exemple 03/04/2018.",
        }
        bounds = {"criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        return {"validate": "date", **bounds, "error_type": "warning", **advice}
    return {"validate": "any"}


def _short_explanation(column: TemplateColumn) -> str:
    return french.typeset(column.explanation or f"{column.nature[:1].upper()}{column.nature[1:]}.")


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
