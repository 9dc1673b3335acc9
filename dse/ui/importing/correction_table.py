"""The table of the lines of a sheet in which a person types: what it shows, and what was typed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dse import french
from dse.export.templates.columns import explain_columns
from dse.ingest.files.corrections import Cell, Corrections
from dse.ingest.issues import letters
from dse.ingest.recognition import form_matching
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.rows.rejected_lines import RejectedLine, RejectedLines
from dse.ui.frame.prose import escape_markdown
from dse.ui.importing.correction_steps import (
    NOTHING_TYPED,
    Change,
    Step,
    describe_location,
    locate_sheet,
)

MARK = "⚠ "  # before the text of a cell at fault: the table colours no cell that can be typed in
LINES_SHOWN = 50
ROW, PROBLEM = "row", "problem"
_ASIDE, _CELL = "aside", "cell_"
_numbers = count(1)


@dataclass(frozen=True)
class Table:
    """Lines of a sheet as they stand in a table on the page; its key is that of what is typed in it."""

    sheet: RejectedLines
    page: int
    key: str
    frame: pd.DataFrame
    config: Mapping[str, ColumnConfig]
    kept_rows: dict[int, Mapping[str, Any]] = field(
        default_factory=dict
    )  # what was typed when it was last drawn


def _lines_of_page(sheet: RejectedLines, page: int) -> Sequence[RejectedLine]:
    return sheet.lines[page * LINES_SHOWN : (page + 1) * LINES_SHOWN]


def build_table(sheet: RejectedLines, page: int, typed: Corrections) -> Table:
    """The table as it is first shown, with what was typed in it before and not applied."""
    lines = _lines_of_page(sheet, page)
    shown = [_list_shown(sheet, line, typed) for line in lines]
    at_fault = {issue.column for _, _, issues in lines for issue in issues}
    choices = _list_choices(sheet)
    columns = sorted(choices, key=lambda column: (letters(column) not in at_fault, column))
    frame = pd.DataFrame(
        {
            ROW: [row for row, *_ in lines],
            PROBLEM: [_describe_problems(sheet, line, choices) for line in lines],
            _ASIDE: [(sheet.file_hash, sheet.sheet, row) in typed.set_aside for row, *_ in lines],
            **{f"{_CELL}{column}": [cells[column] for cells in shown] for column in columns},
        }
    )
    config: dict[str, ColumnConfig] = {
        ROW: st.column_config.NumberColumn("Ligne", format="%d", width=60, pinned=True),
        PROBLEM: st.column_config.TextColumn("À corriger", width=300),
        _ASIDE: st.column_config.CheckboxColumn(
            "De côté",
            width=95,
            help="La ligne ne sera pas importée ; elle vous sera rendue dans un fichier.",
        ),
    }
    for column in columns:
        config[f"{_CELL}{column}"] = _configure(
            sheet.headers[column], choices[column], [cells[column] for cells in shown]
        )
    return Table(sheet, page, f"corriger_{next(_numbers)}", frame, config)


def _configure(title: str, choices: Sequence[str], texts: Sequence[str]) -> ColumnConfig:
    label = escape_markdown(title)
    if not choices:
        return st.column_config.TextColumn(label, width=170)
    others = [text for text in texts if text and text not in choices]
    return st.column_config.SelectboxColumn(
        label, options=list(dict.fromkeys([*choices, *others])), width=200
    )


def _list_choices(sheet: RejectedLines) -> dict[int, tuple[str, ...]]:
    """For each column that the form keeps, the texts among which to choose where it takes nothing else."""
    form = next(form for form in form_matching.load_known_forms() if form.name == sheet.form)
    by_name = {column.name: column.choices for column in explain_columns(form) if column.closed}
    places = locate_headers(sheet.headers, form)
    return {column: by_name.get(name, ()) for name, column in places.items()}


def _list_shown(sheet: RejectedLines, line: RejectedLine, typed: Corrections) -> list[str]:
    """Cells of a line as they are shown: as typed, or as in the file with a mark at those at fault."""
    row, cells, issues = line
    if row in sheet.cut_rows:
        return [""] * len(cells)
    marked = {issue.column for issue in issues}
    shown = (f"{MARK}{text}" if letters(column) in marked else text for column, text in enumerate(cells))
    return [
        typed.cells.get((sheet.file_hash, sheet.sheet, row, column), text)
        for column, text in enumerate(shown)
    ]


def _describe_problems(
    sheet: RejectedLines,
    line: RejectedLine,
    choices: Mapping[int, Sequence[str]],
) -> str:
    """What is wrong with a line, in a few words: the list of a column says itself what to choose."""
    row, _, issues = line
    if row in sheet.cut_rows:
        reasons = [issue.reason for issue in issues]
        return french.typeset(" ".join([*reasons, "Corrigez-la dans le fichier, ou mettez-la de côté."]))
    titles_by_reason: dict[str, list[str]] = {}
    for issue in issues:
        titles_by_reason.setdefault(issue.reason, []).extend([issue.header] if issue.header else [])
    parts = [
        f"{', '.join(dict.fromkeys(titles))} : {reason}" if titles else reason
        for reason, titles in titles_by_reason.items()
    ]
    listed = {letters(column) for column, texts in choices.items() if texts}
    if len(issues) == 1 and issues[0].column not in listed:
        parts.append(issues[0].page_advice)
    return french.typeset(" ".join(dict.fromkeys(parts)))


def add_typed(step: Step, table: Table) -> Step:
    """What was typed before, and now in a table."""
    return read_edits(table, _get_edited_rows(table.key) or table.kept_rows, step)


def keep_edits(table: Table) -> None:
    """Keep what is typed in a table, which Streamlit forgets once the page does not draw it."""
    table.kept_rows.clear()
    table.kept_rows.update(_get_edited_rows(table.key))


def _get_edited_rows(key: str) -> Mapping[int, Mapping[str, Any]]:
    state: Any = st.session_state.get(key) or {}
    return state.get("edited_rows", {})


def read_edits(
    table: Table, edited_rows: Mapping[int, Mapping[str, Any]], before: Step = NOTHING_TYPED
) -> Step:
    """Edits of a table as corrections. A cell typed as it was shown is none; one that only lost its mark is retyped."""
    sheet, lines = table.sheet, _lines_of_page(table.sheet, table.page)
    cells: dict[Cell, str] = {}
    changes: dict[Cell, Change] = {}
    set_aside, taken_back = [], set()
    for position, edits in sorted(edited_rows.items()):
        row, texts, issues = lines[position]
        if edits.get(_ASIDE):
            set_aside.append((row, texts, issues))
        elif _ASIDE in edits:
            taken_back.add((*locate_sheet(sheet), row))
        for name, value in edits.items():
            if not name.startswith(_CELL) or row not in sheet.whole_rows:
                continue
            column, typed = int(name.removeprefix(_CELL)), value or ""
            if typed == table.frame[name].iat[position]:
                continue
            text = typed.removeprefix(MARK.strip()).strip() if _is_marked(table, name, position) else typed
            cell = (*locate_sheet(sheet), row, column)
            cells[cell] = text
            title = sheet.headers[column]
            changes[cell] = Change(describe_location(sheet), row, title, texts[column], text)
    rows = frozenset((*locate_sheet(sheet), row) for row, *_ in set_aside)
    aside = (replace(sheet, lines=tuple(set_aside)),) if set_aside else ()
    return before.take_back(taken_back).add(Step(Corrections(cells, rows), changes, aside))


def _is_marked(table: Table, name: str, position: int) -> bool:
    return table.frame[name].iat[position].startswith(MARK)
