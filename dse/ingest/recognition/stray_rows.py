"""Lines that stand apart from the table: a heading between two parts, a note or a signature under it, a sum in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce

import schemas
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.spelling import canonical, words

SUM = CellIssue("IMP-407", "Cette ligne résume les autres.", "Retirez-la du fichier.")
_ALONE = CellIssue(
    "IMP-148",
    "Cette ligne n’a qu’une cellule : est-ce un intertitre, une note ou une signature ?",
    "Retirez-la du fichier, ou complétez-la.",
)
_BEGINS_A_SUM = re.compile(
    r"(?:sous |grand |s )?t(?:otal|otaux|ot)\b.*|(?:cumul|sommes?|moyennes?|ensemble|effectif total|(?:a )?report(?:er)?)\b.*"
    r"|n(?:b|bre?|ombre) (?:de|d)\b.*"
)
_FEWEST = 3  # columns of a table, from which one cell alone is no line of it


def find_stray_rows(sheet: Sheet, form: Form) -> Iterator[tuple[int, int, CellIssue]]:
    """Lines that lack what none may lack, with the column of the cell that tells what they are, and how that is said."""
    needed = _needed(sheet, form)
    if len(needed) < 2 or len(sheet.columns) < _FEWEST:
        return
    blank = [{*DictionaryColumn.encode(sheet.columns[place]).find_lines(_is_blank)} for place in needed]
    for line in sorted(reduce(set.union, blank)):
        filled = [place for place, cells in enumerate(sheet.columns) if cells[line].strip()]
        lacking = sum(line in each for each in blank)
        told = next((place for place in filled if _is_sum(sheet.columns[place][line])), None)
        if told is not None and 2 * lacking >= len(needed):
            yield line, told, SUM
        elif len(filled) == 1:
            yield line, filled[0], _ALONE


def _needed(sheet: Sheet, form: Form) -> Sequence[int]:
    """Columns of the file that no line of the form may leave empty."""
    first, found = form.rows[0], locate_headers(sheet.headers, form)
    told = [
        source.header
        for name, source in first.columns.items()
        if source.header and not source.otherwise and not schemas.column(first.table, name).nullable
    ]
    return [found[name] for name in dict.fromkeys((*told, *form.required)) if name in found]


def _is_blank(text: str) -> bool:
    return not text.strip()


def _is_sum(text: str) -> bool:
    return text.strip()[:1] in {"Σ", "∑"} or _BEGINS_A_SUM.fullmatch(words(text)) is not None


def find_repeated_titles(sheet: Sheet, form: Form) -> Iterator[tuple[int, bool]]:
    """Lines all of whose cells are titles, and whether each stands under its own; else half of the columns at least."""
    titles = [canonical(title) for title in sheet.headers]
    spelled = {title: title for title in titles} | _spellings(form)
    own = [spelled[title] for title in titles]
    for line in DictionaryColumn.encode(sheet.columns[0]).find_lines(lambda text: canonical(text) in spelled):
        cells = [canonical(column[line]) for column in sheet.columns]
        named = [spelled.get(cell) for cell in cells if cell]
        if None not in named and len(named) >= min(2, len(titles)):
            is_same = all(not cell or spelled[cell] == name for cell, name in zip(cells, own, strict=True))
            if is_same or (2 * len(named) >= len(titles) and not form.survey):
                yield line, is_same


def _spellings(form: Form) -> dict[str, str]:
    """Canonical titles, and names of columns of the tables, to the headers of the form."""
    fed = {
        spelling: source.header
        for rows in form.rows
        for name, source in rows.columns.items()
        if source.header in form.headers
        for spelling in (name, canonical(schemas.column(rows.table, name).title))
        if not form.survey
    }
    return fed | form.spellings
