"""Rows of a sheet that are no data: titles repeated, totals of the other rows, headings, notes and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import schemas
from dse.ingest.files.cells import Sheet, number_repeated_titles
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue, set_line_aside
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.recognition.sheet_checks import describe_inner_titles, describe_lone_cell, describe_total_row
from dse.ingest.registry import QUESTION
from dse.ingest.spelling import canonical, spelling_words, words

_REPEATED_TITLES = replace(
    describe_inner_titles(
        "Cette ligne répète les titres : elle n’est pas gardée.", "Retirez-la, ou confirmez.", QUESTION
    ),
    mends=set_line_aside("Mettez-la de côté, ou confirmez."),
)
_OTHER_TITLES = describe_inner_titles(
    "Cette ligne porte des titres qui ne sont pas ceux de ses colonnes : un autre tableau commence.",
    "Donnez-le dans un fichier à part.",
)
_TOTAL = re.compile(
    r"(?:sous |grand |nombre )?tota(?:l|ux)(?: general| [0-9]+)?|sommes?|moyennes?(?: generale)?|medianes?|ecart type"
    r"|(?:valeur )?(?:minimum|maximum|minimale|maximale)"
)
_HAS_TOTAL = re.compile("tota|somme|moyenne|mediane|ecart|minim|maxim")
# In a row that lacks required cells, a text that only begins like a total is one.
_BEGINS_LIKE_A_TOTAL = re.compile(
    r"(?:sous |grand |s )?t(?:otal|otaux|ot)\b.*|(?:cumul|sommes?|moyennes?|ensemble|effectif total|(?:a )?report(?:er)?)\b.*"
    r"|n(?:b|bre?|ombre) (?:de|d)\b.*"
)
_FEWEST_COLUMNS = 3  # of a sheet in which a row with one cell is no data


def remove_stray_rows(sheet: Sheet, form: Form) -> tuple[Sheet, tuple[Issue, ...], tuple[Issue, ...]]:
    """The sheet without such rows, then problems and doubts about them. Machine files of a table have none."""
    if form.closed or not sheet.columns:
        return sheet, (), ()
    title_lines = dict(_find_title_lines(sheet, form))
    stray: dict[int, tuple[int | None, CellIssue]] = {
        line: (column, describe_total_row()) for line, column in _find_totals(sheet, form)
    }
    if not form.survey:
        stray |= {
            line: (column, issue)
            for line, column, issue in _find_incomplete_rows(sheet, form)
            if line not in stray
        }
    stray |= {line: (None, _OTHER_TITLES) for line, is_same in title_lines.items() if not is_same}
    repeated = [line for line, is_same in title_lines.items() if is_same]
    if not repeated and not stray:
        return sheet, (), ()
    lines = [line for line in range(len(sheet.numbers)) if line not in title_lines and line not in stray]
    columns = tuple([column[line] for line in lines] for column in sheet.columns)
    return (
        replace(sheet, columns=columns, numbers=tuple(sheet.numbers[line] for line in lines)),
        tuple(sheet.problem(issue, line, column) for line, (column, issue) in stray.items()),
        tuple(sheet.problem(_REPEATED_TITLES, line) for line in sorted(repeated)),
    )


def find_foot_issues(sheet: Sheet) -> Iterator[CellIssue]:
    """Totals and notes at the foot of a sheet whose form is not known, from the last line up."""
    for line in reversed(range(len(sheet.numbers))):
        filled = [column[line] for column in sheet.columns if column[line].strip()]
        if filled and (_is_total(canonical(filled[0])) or begins_like_a_total(filled[0])):
            yield describe_total_row()
        elif len(filled) == 1 and len(sheet.columns) >= _FEWEST_COLUMNS:
            yield describe_lone_cell()
        else:
            return


def _find_totals(sheet: Sheet, form: Form) -> Iterator[tuple[int, int]]:
    """Lines whose first text, or organisation, is a word for a total, with the column of that word."""
    for column in _organisation_columns(sheet, form):
        lines = DictionaryColumn.encode(sheet.columns[column]).find_spelled(_is_total)
        yield from ((line, column) for line in lines)
    first = DictionaryColumn.encode(sheet.columns[0])
    for line in sorted({*first.find_spelled(_is_total), *first.find_lines(_is_blank)}):
        filled = (index for index, cells in enumerate(sheet.columns) if cells[line].strip())
        column = next(filled, 0)
        if _is_total(canonical(sheet.columns[column][line])):
            yield line, column


def _organisation_columns(sheet: Sheet, form: Form) -> list[int]:
    own = form.survey.respondent_columns("organisation") if form.survey else ()
    headers = {name for name, header in form.headers.items() if header.organisation or name in own}
    return [column for name, column in locate_headers(sheet.headers, form).items() if name in headers]


def _is_total(spelling: str) -> bool:
    return _HAS_TOTAL.search(spelling) is not None and _TOTAL.fullmatch(spelling_words(spelling)) is not None


def _find_incomplete_rows(sheet: Sheet, form: Form) -> Iterator[tuple[int, int, CellIssue]]:
    """Lines without cells that every row must have: the column that tells what each is, and the issue."""
    required = _required_columns(sheet, form)
    if form.removes or len(required) < 2 or len(sheet.columns) < _FEWEST_COLUMNS:
        return
    blank = [{*DictionaryColumn.encode(sheet.columns[column]).find_lines(_is_blank)} for column in required]
    for line in sorted(set().union(*blank)):
        filled = [column for column, cells in enumerate(sheet.columns) if cells[line].strip()]
        blank_count = sum(line in lines for lines in blank)
        total = next((column for column in filled if begins_like_a_total(sheet.columns[column][line])), None)
        if total is not None and 2 * blank_count >= len(required):
            yield line, total, describe_total_row()
        elif len(filled) == 1:
            yield line, filled[0], describe_lone_cell()


def _required_columns(sheet: Sheet, form: Form) -> Sequence[int]:
    """Columns of the file that no row of the form may leave empty."""
    columns = locate_headers(sheet.headers, form)
    has_identifier = all(name in columns for name in form.identity)
    blocks = form.rows[:1] if has_identifier else [rows for rows in form.rows if rows.when is None]
    headers = [
        source.header
        for rows in blocks
        for name, source in rows.columns.items()
        if source.header and not source.otherwise and not form.is_split(source)
        if not schemas.column(rows.table, name).nullable
    ]
    return [columns[name] for name in dict.fromkeys((*headers, *form.required)) if name in columns]


def _is_blank(text: str) -> bool:
    return not text.strip()


def begins_like_a_total(text: str) -> bool:
    """Whether a text begins with a word for a total, as « Total 2018 » or « Ensemble des régions » do."""
    return text.strip()[:1] in {"Σ", "∑"} or _BEGINS_LIKE_A_TOTAL.fullmatch(words(text)) is not None


def _find_title_lines(sheet: Sheet, form: Form) -> Iterator[tuple[int, bool]]:
    """Lines made of titles only, and whether each title stands in its own column; else in half of the columns or more."""
    titles = [canonical(title) for title in sheet.headers]
    spellings = {title: title for title in titles} | _title_spellings(form)
    names = [spellings[title] for title in titles]
    for line in DictionaryColumn.encode(sheet.columns[0]).find_spelled(spellings.__contains__):
        cells = [
            canonical(title) for title in number_repeated_titles([column[line] for column in sheet.columns])
        ]
        matches = [spellings.get(cell) for cell in cells if cell]
        if None not in matches and len(matches) >= min(2, len(titles)):
            is_same = all(
                not cell or spellings[cell] == name for cell, name in zip(cells, names, strict=True)
            )
            if is_same or (2 * len(matches) >= len(titles) and not form.survey):
                yield line, is_same


def _title_spellings(form: Form) -> dict[str, str]:
    """Canonical titles, and names of columns of the tables, to the headers of the form."""
    column_spellings = {
        spelling: source.header
        for rows in form.rows
        for name, source in rows.columns.items()
        if source.header and source.header in form.headers
        for spelling in (name, canonical(schemas.column(rows.table, name).title))
        if not form.survey
    }
    return column_spellings | form.spellings
