"""What helps to fill a template: notes, input messages, and drop-down lists kept on a hidden sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from dse import french
from dse.export.templates.columns import NO, YES, Explained

LISTS = "Listes"
LAST_ROW = 1_048_575  # of a spreadsheet, counted from 0
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # of an input message, in signs
_FIRST_DAY, _LAST_DAY = date(1901, 1, 1), date(2100, 12, 31)


def note(column: Explained) -> str:
    """The comment on a header."""
    obliged = {YES: "Obligatoire.", NO: "Facultatif."}.get(column.obliged, f"Obligatoire {column.obliged}.")
    return french.typeset(
        f"{column.explanation}\n{column.nature[:1].upper()}{column.nature[1:]}.\n{obliged}".strip()
    )


def offer(sheet: Worksheet, lists: Worksheet, columns: Sequence[Explained]) -> None:
    """Input messages, and drop-down lists by range: their labels may be longer than a formula of Excel."""
    ranges: dict[tuple[str, ...], str] = {}
    for number, column in enumerate(columns):
        if column.choices and column.choices not in ranges:
            ranges[column.choices] = _listed(lists, len(ranges), column)
        rule = _rule(column, ranges.get(column.choices))
        message = {
            "input_title": _cut(column.name, LONGEST_TITLE),
            "input_message": _cut(_brief(column), LONGEST_MESSAGE),
        }
        sheet.data_validation(1, number, LAST_ROW, number, {**rule, **message})


def _listed(lists: Worksheet, place: int, column: Explained) -> str:
    lists.write_string(0, place, column.name)
    for row, choice in enumerate(column.choices, 1):
        lists.write_string(row, place, choice)
    letter = xl_col_to_name(place)
    return f"={LISTS}!${letter}$2:${letter}${len(column.choices) + 1}"


def _rule(column: Explained, choices: str | None) -> dict[str, object]:
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


def _brief(column: Explained) -> str:
    return french.typeset(column.explanation or f"{column.nature[:1].upper()}{column.nature[1:]}.")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
