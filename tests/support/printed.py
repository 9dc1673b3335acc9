"""A table of the report as a reader reads it: each number by the titles of its line and of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.table import Table, _Row

from dse.export.dossier import shared_sentences
from dse.export.dossier.report.figure_table import WARNED
from dse.export.dossier.report.printed_grid import ABSENT
from dse.figures import Figure

_APART = re.compile(r"\d{4}-\d{4}|Vague \d{4}")  # what is set side by side
_PIVOT = re.compile(r"(?P<value>.*?)(?: ; entre parenthèses : (?P<base>.*))?$")


ANY = ""  # the title of a column that a line over the others does not name
Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """What a page must have in one row: titles of columns and cells. `code`: of which triennial or wave; None of any. `is_absent`: in none."""

    code: str | None
    cells: Cells
    is_absent: bool = False


def lines(table: Table, figure: Figure, codes: list[str]) -> Iterator[Line]:
    """Every statement of a table."""
    rows = [_texts(row) for row in table.rows]
    heads = [texts for texts, row in zip(rows, table.rows, strict=True) if _is_head(row)]
    over, labels = ([""] * len(heads[-1]), heads[-1]) if len(heads) == 1 else heads
    code, titles = (codes[0] if len(codes) == 1 else None), ()
    for texts, row in zip(rows[len(heads) :], table.rows[len(heads) :], strict=True):
        if _is_band(row):
            code, titles = _band(texts[0], codes, code)
            continue
        if "rien à montrer" not in texts[0]:
            yield from _statements(over, labels, texts, figure, code, titles)


def _statements(
    over: list[str], labels: list[str], texts: list[str], figure: Figure, code: str | None, titles: Cells
) -> Iterator[Line]:
    keys = [
        (label, text)
        for name, label, text in zip(over, labels, texts, strict=True)
        if not name and label != shared_sentences.TRIENNIAL
    ]
    own = dict(zip(labels, texts, strict=True)).get(shared_sentences.TRIENNIAL, code)
    if not any(over):
        yield Line(own, (*titles, *((label, text.removesuffix(WARNED)) for label, text in keys)))
        return
    if any(_APART.match(name) for name in over):
        for name in dict.fromkeys(filter(None, over)):
            cells = [
                (label, text) for each, label, text in zip(over, labels, texts, strict=True) if each == name
            ]
            if any(text == ABSENT for _, text in cells):
                yield Line(_APART.match(name)[0], (*titles, *keys), is_absent=True)
            else:
                yield Line(_APART.match(name)[0], (*titles, *keys, *cells))
        return
    for name, year, text in zip(over, labels, texts, strict=True):
        if name:
            yield _of_year(_PIVOT.match(name), (*titles, *keys, ("Année", year)), text, figure)


def _of_year(pivot: re.Match[str], keys: Cells, text: str, figure: Figure) -> Line:
    if text == ABSENT:
        return Line(None, keys, is_absent=True)
    bare = text.removesuffix(WARNED)
    cells = [(pivot["value"], bare)]
    if pivot["base"] and bare.endswith(")"):
        value, base = bare[:-1].rsplit(" (", 1)
        label = next(
            shared_sentences.print_text(each.label)
            for each in figure.columns
            if shared_sentences.print_text(each.label).lower() == pivot["base"]
        )
        cells = [(pivot["value"], value), (label, base)]
    return Line(None, (*keys, *cells))


def _band(text: str, codes: list[str], code: str | None) -> tuple[str | None, Cells]:
    """The triennial of the lines under it, with what holds for all of them, or the first titles of each."""
    first, *rest = text.split(" · ")
    if first in codes:
        return first, tuple(tuple(re.split(r"\s: ", each, maxsplit=1)) for each in rest)
    return code, tuple((ANY, each) for each in (first, *rest))


def _texts(row: _Row) -> list[str]:
    return [cell.text for cell in row.cells]


def _is_head(row: _Row) -> bool:
    return row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def _is_band(row: _Row) -> bool:
    return len(row._tr.tc_lst) == 1 and len(row.cells) > 1
