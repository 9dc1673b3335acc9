"""The table of the indicators of a review: the period of each, and the day or the years that its values are of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from docx.document import Document as Report

from dse import french
from dse.export.dossier import shared_sentences
from dse.export.dossier.contents import Entry
from dse.export.dossier.report import table_xml
from dse.export.dossier.report.printed_grid import ABSENT
from dse.export.dossier.report.row_decimals import count_decimals
from dse.export.dossier.report.styles import WIDTH
from dse.export.dossier.report.table_xml import Row
from dse.figures.columns import DIRECTION, INDICATOR, NOTE, STATUS
from dse.figures.framework.wording import PARTS, WHOLES
from dse.indicator_status import FALL
from schemas import codelists, sources

# Centimetres of each column; the title has the rest.
WIDTHS = {
    "Indicateur": 0.0,
    "Période": 1.76,
    "Unité": 2.6,
    "Départ": 1.82,
    "Cible": 1.3,
    "Réalisé": 1.82,
    STATUS.label: 2.28,
}
NUMBERS = ("Départ", "Cible", "Réalisé")
_WORD = re.compile(r"\w+")
_LAST_YEAR = re.compile("(?:la )?dernière année")


def write_indicators(document: Report, entry: Entry) -> None:
    """Every indicator of the triennial, a row each."""
    widths = WIDTHS | {"Indicateur": WIDTH.cm - sum(WIDTHS.values())}
    table_xml.append_table(
        document,
        shared_sentences.print_text(entry.figure.question),
        shared_sentences.print_text(shared_sentences.finding(entry.answer)),
        list(widths.values()),
        [name in NUMBERS for name in widths],
        list_rows(entry),
    )


def list_rows(entry: Entry) -> list[Row]:
    """The rows of the table, its head first."""
    rows = entry.answer.table.to_dict("records")
    # As the sentence above says it: an indicator is « atteint », a value of one of its parts « atteinte ».
    states = PARTS | (WHOLES if entry.answer.table["indicator_id"].is_unique else {})
    lines = [Row(_describe(row, states), has_notes=True) for row in rows]
    return table_xml.keep_together([Row(list(WIDTHS), is_head=True), *lines])


def _describe(row: dict[str, Any], states: Mapping[str, tuple[str, str]]) -> Sequence[str]:
    """The cells of an indicator. Under its title what is computed and what is to be known of it, under a value its day: a measure of
    the last year is not that of the whole period."""
    filled = {name: value for name, value in row.items() if not pd.isna(value)}
    note, decimals = filled.get(NOTE.name, ""), count_decimals(filled, row["unit"])
    cells = (
        _join_lines(row[INDICATOR.name], _describe_measure(filled), note[:1].upper() + note[1:]),
        _describe_period(filled),
        row["unit"],
        _describe_value(filled, "value", "observed_on", decimals),
        _describe_target(filled, decimals),
        _describe_value(filled, "actual", "actual_on", decimals),
        states[row[STATUS.name]][0].capitalize(),
    )
    return [shared_sentences.print_text(cell) or ABSENT for cell in cells]


def _describe_measure(filled: dict[str, Any]) -> str:
    """`Mesure : délai médian, année 2021 seule`: what is computed, of the year or the years that it is of; nothing where the title
    has all of its words."""
    origin = filled["origin"]
    is_told = set(_WORD.findall(origin.lower())) <= set(_WORD.findall(filled[INDICATOR.name].lower()))
    if is_told or origin == codelists.labels("indicator_sources")[sources.TYPED]:
        return ""
    if "actual_on" in filled:
        origin = _LAST_YEAR.sub(_describe_year(filled), origin)
    if period := _describe_period(filled):
        origin = origin.replace("sur la période", period)
    return f"Mesure : {shared_sentences.lower_first(origin)}"


def _describe_year(filled: dict[str, Any]) -> str:
    """`année 2021 seule`, of a period of several years."""
    year = str(filled["actual_on"].year)
    return f"année {year}" if _describe_period(filled) == year else f"année {year} seule"


def _describe_period(filled: dict[str, Any]) -> str:
    if "period_end" not in filled:
        return ""
    return french.years(filled["period_start"].year, filled["period_end"].year)


def _describe_value(filled: dict[str, Any], value: str, day: str, decimals: int) -> str:
    """`62`, and under it `31/12/2021`."""
    if value not in filled:
        return ""
    number = _format_number(filled[value], decimals)
    return _join_lines(number, f"{filled[day]:%d/%m/%Y}" if day in filled else "")


def _describe_target(filled: dict[str, Any], decimals: int) -> str:
    """`50`; under one that is not to be exceeded, that it is not."""
    is_highest = "target" in filled and filled[DIRECTION.name] == FALL
    return _join_lines(_describe_value(filled, "target", "", decimals), "au plus" if is_highest else "")


def _format_number(number: float, decimals: int) -> str:
    """A number with a decimal, unless that is zero."""
    return french.number(number, decimals).removesuffix(",0")


def _join_lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))
