"""Lines of an import corrected on the page: typed over in a table or set aside, judged again by the same rules, undone.

What is typed stays here until « Appliquer », also when the table shows other lines; what is applied goes with the files
to every preview. The files stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dse import french
from dse.export.import_files import rejected_lines as line_files
from dse.export.templates.columns import explain_columns
from dse.ingest.files.corrections import NO_CORRECTIONS, Cell, Column, Corrections, Line
from dse.ingest.issues import Issue, letters, shorten
from dse.ingest.recognition import form_matching
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.rows.rejected_lines import RejectedLines
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence

MARK = "⚠ "  # before the text of a cell at fault: the table colours no cell that can be typed in
LINES_SHOWN = 50
_ROW, _PROBLEM, _ASIDE, _CELL = "row", "problem", "aside", "cell_"
_ROW_HEIGHT, _ROWS_HIGH = 66, 6
_CHANGE_TITLES = ["Fichier", "Ligne", "Colonne", "Dans le fichier", "Corrigé en"]
_LONGEST_LISTED = 80
_numbers = count(1)


@dataclass(frozen=True)
class Change:
    """A cell typed over, as it is listed."""

    location: str
    row: int
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """What was applied together, and is undone together; `lines` are those set aside."""

    corrections: Corrections = NO_CORRECTIONS
    changes: Mapping[Cell, Change] = field(default_factory=dict)
    lines: tuple[RejectedLines, ...] = ()

    def add(self, later: Step) -> Step:
        """Both as one."""
        changes = {
            cell: replace(change, before=self.changes.get(cell, change).before)
            for cell, change in later.changes.items()
        }
        return Step(
            self.corrections.add(later.corrections),
            {**self.changes, **changes},
            _merge_lines([*self.lines, *later.lines]),
        )

    def take_back(self, lines: Collection[Line]) -> Step:
        """The same, without setting some lines aside."""
        others = [
            replace(
                sheet,
                lines=tuple(line for line in sheet.lines if (*_locate_sheet(sheet), line[0]) not in lines),
            )
            for sheet in self.lines
        ]
        corrections = replace(self.corrections, set_aside=self.corrections.set_aside - {*lines})
        return Step(corrections, self.changes, tuple(sheet for sheet in others if sheet.lines))

    def keep_files(self, hashes: Collection[str]) -> Step:
        """What concerns some files."""
        return Step(
            self.corrections.keep_files(hashes),
            {cell: change for cell, change in self.changes.items() if cell[0] in hashes},
            tuple(sheet for sheet in self.lines if sheet.file_hash in hashes),
        )


def _locate_sheet(sheet: RejectedLines) -> tuple[str, str | None]:
    return sheet.file_hash, sheet.sheet


def _merge_lines(sheets: Sequence[RejectedLines]) -> tuple[RejectedLines, ...]:
    merged: dict[tuple[str, str | None], RejectedLines] = {}
    for sheet in sheets:
        before = merged.get(_locate_sheet(sheet))
        lines = (*before.lines, *sheet.lines) if before else sheet.lines
        merged[_locate_sheet(sheet)] = replace(sheet, lines=tuple(sorted(lines, key=lambda line: line[0])))
    return tuple(merged.values())


NOTHING_TYPED = Step()


@dataclass(frozen=True)
class Table:
    """Lines of a sheet as they stand in a table on the page; its key is that of what is typed in it."""

    sheet: RejectedLines
    page: int
    key: str
    frame: pd.DataFrame
    config: Mapping[str, ColumnConfig]


@dataclass
class State:
    """Of one round of import: what was applied, what was typed and is not, the tables on the page."""

    steps: list[Step] = field(default_factory=list)
    typed: Step = NOTHING_TYPED
    tables: dict[tuple[str, str, str | None], Table] = field(default_factory=dict)


def _state(round_number: int) -> State:
    return st.session_state.setdefault(f"_corrections_{round_number}", State())


def forget(round_number: int) -> None:
    """Go back to the files of this round of import as they are."""
    st.session_state.pop(f"_corrections_{round_number}", None)


def get_corrections(round_number: int, file_hashes: Collection[str]) -> Corrections:
    """What was applied to files; what was typed over others, which are no longer there, is dropped."""
    state = _state(round_number)
    steps = [step.keep_files(file_hashes) for step in state.steps]
    state.steps = [step for step in steps if step.corrections]
    state.typed = state.typed.keep_files(file_hashes)
    return _join(state.steps).corrections


def list_lines_set_aside(round_number: int) -> tuple[RejectedLines, ...]:
    """The lines that are not imported, as files of their own."""
    return _join(_state(round_number).steps).lines


def _join(steps: Sequence[Step]) -> Step:
    joined = NOTHING_TYPED
    for step in steps:
        joined = joined.add(step)
    return joined


def show_applied(round_number: int) -> None:
    """What was corrected and set aside, with the ways back."""
    state = _state(round_number)
    if not state.steps:
        return
    applied = _join(state.steps)
    with st.expander(format_sentence(describe(applied.corrections)), icon=":material/edit:"):
        if applied.changes:
            rows = [_list_texts(change) for change in applied.changes.values()]
            tables.show_text(pd.DataFrame(rows, columns=_CHANGE_TITLES), key="cellules_corrigees")
        with st.container(horizontal=True):
            offer_lines_set_aside(applied.lines, "mises_de_cote")
            if len(state.steps) > 1:
                st.button(
                    "Annuler la dernière correction",
                    key="correction_annuler",
                    icon=":material/undo:",
                    on_click=_undo_last,
                    args=(state,),
                )
            st.button(
                "Revenir au fichier",
                key="corrections_oublier",
                icon=":material/restart_alt:",
                on_click=forget,
                args=(round_number,),
                help="Oublie toutes les corrections, et reprend les lignes mises de côté.",
            )


def add_columns(round_number: int, columns: Mapping[Column, str]) -> None:
    """Give all lines of a sheet one text, under a title that it lacks."""
    _state(round_number).steps.append(Step(Corrections(columns=columns)))


def _undo_last(state: State) -> None:
    state.steps.pop()


def _list_texts(change: Change) -> tuple[str, ...]:
    texts = (
        change.location,
        str(change.row),
        change.title,
        change.before or "(vide)",
        change.after or "(vide)",
    )
    return tuple(escape_markdown(shorten(text, _LONGEST_LISTED)) for text in texts)


def describe(corrections: Corrections) -> str:
    """`Colonne « Champ » ajoutée, 3 cellules corrigées, 2 lignes mises de côté`."""
    cells, lines = len(corrections.cells), len(corrections.set_aside)
    titles = dict.fromkeys(title for *_, title in corrections.columns)
    parts = [
        *(f"colonne « {title} » ajoutée" for title in titles),
        french.count(cells, "cellule corrigée", "cellules corrigées") if cells else "",
        french.count(lines, "ligne mise de côté", "lignes mises de côté") if lines else "",
    ]
    text = f"{', '.join(filter(None, parts))} : les fichiers restent comme ils sont"
    return text[:1].upper() + text[1:]


def offer_lines_set_aside(sheets: Sequence[RejectedLines], key: str) -> None:
    """Download the lines that are not imported, one file a sheet."""
    for number, sheet in enumerate(sheets):
        lines = french.count(len(sheet.lines), "ligne mise de côté", "lignes mises de côté")
        st.download_button(
            format_sentence(f"{_describe_location(sheet)} : {lines} (CSV)"),
            partial(line_files.render_csv, sheet),
            file_name=line_files.file_name(sheet),
            mime="text/csv",
            key=f"{key}_{number}",
            on_click="ignore",
            icon=":material/edit_document:",
        )


def show(sheets: Sequence[RejectedLines], round_number: int, part: str) -> None:
    """A table of the lines of each sheet to type in, and the button that applies what was typed in all of them."""
    state = _state(round_number)
    correctable = [sheet for sheet in map(_keep_correctable, sheets) if sheet.lines]
    if not correctable:
        return
    st.caption(
        format_sentence(
            f"Corrigez dans le tableau les cellules marquées {MARK.strip()}, ou cochez les lignes à mettre de côté, puis « Appliquer » : "
            "elles sont relues par les mêmes règles."
        )
    )
    for sheet in correctable:
        _show_table(state, sheet, part, len(correctable) > 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Appliquer",
            key=f"appliquer_{part}",
            type="primary",
            icon=":material/done:",
            on_click=_apply,
            args=(round_number,),
        )
        if typed := _count_typed(state):
            st.caption(format_sentence(typed))


def put_away(round_number: int, part: str) -> None:
    """Keep what was typed in the tables of a part that the page no longer shows."""
    state = _state(round_number)
    for slot in [slot for slot in state.tables if slot[0] == part]:
        state.typed = _add_typed(state.typed, state.tables.pop(slot))


def can_correct(sheets: Sequence[RejectedLines]) -> bool:
    """Whether any of the lines can be typed over or set aside."""
    return any(sheet.whole_rows or sheet.cut_rows for sheet in sheets)


def _keep_correctable(sheet: RejectedLines) -> RejectedLines:
    rows = sheet.whole_rows | sheet.cut_rows
    return replace(sheet, lines=tuple(line for line in sheet.lines if line[0] in rows))


def _show_table(state: State, sheet: RejectedLines, part: str, is_named: bool) -> None:
    slot = (part, sheet.file_hash, sheet.sheet)
    page = _choose_page(sheet, "_".join(map(str, slot)), is_named)
    table = state.tables.get(slot)
    if table is None or (table.sheet, table.page) != (sheet, page):
        if table is not None:
            state.typed = _add_typed(state.typed, table)
        table = state.tables[slot] = _build_table(sheet, page, state.typed.corrections)
    st.data_editor(
        table.frame,
        hide_index=True,
        key=table.key,
        column_config=dict(table.config),
        disabled=[_ROW, _PROBLEM],
        row_height=_ROW_HEIGHT,
        height=_ROW_HEIGHT * min(len(table.frame), _ROWS_HIGH) + 42,
        placeholder="",
    )


def _choose_page(sheet: RejectedLines, key: str, is_named: bool) -> int:
    """Which lines are shown, of many."""
    if is_named:
        lines = french.number(len(sheet.lines))
        st.markdown(f"**{escape_markdown(_describe_location(sheet))}** ({lines})")
    if len(sheet.lines) <= LINES_SHOWN:
        return 0
    pages = range((len(sheet.lines) - 1) // LINES_SHOWN + 1)
    chosen_key = f"lignes_a_corriger_{key}"
    if st.session_state.get(chosen_key, 0) not in pages:
        del st.session_state[chosen_key]
    return st.selectbox(
        "Lignes à corriger",
        pages,
        format_func=lambda page: _describe_page(page, len(sheet.lines)),
        key=chosen_key,
        width=260,
    )


def _describe_page(page: int, line_count: int) -> str:
    last = min((page + 1) * LINES_SHOWN, line_count)
    return f"{french.number(page * LINES_SHOWN + 1)} à {french.number(last)} sur {french.number(line_count)}"


def _lines_of_page(
    sheet: RejectedLines, page: int
) -> Sequence[tuple[int, tuple[str, ...], tuple[Issue, ...]]]:
    return sheet.lines[page * LINES_SHOWN : (page + 1) * LINES_SHOWN]


def _build_table(sheet: RejectedLines, page: int, typed: Corrections) -> Table:
    """The table as it is first shown, with what was typed in it before and not applied."""
    lines = _lines_of_page(sheet, page)
    shown = [_list_shown(sheet, line, typed) for line in lines]
    at_fault = {issue.column for _, _, issues in lines for issue in issues}
    choices = _list_choices(sheet)
    columns = sorted(choices, key=lambda column: (letters(column) not in at_fault, column))
    frame = pd.DataFrame(
        {
            _ROW: [row for row, *_ in lines],
            _PROBLEM: [_describe_problems(sheet, line, choices) for line in lines],
            _ASIDE: [(sheet.file_hash, sheet.sheet, row) in typed.set_aside for row, *_ in lines],
            **{f"{_CELL}{column}": [cells[column] for cells in shown] for column in columns},
        }
    )
    config: dict[str, ColumnConfig] = {
        _ROW: st.column_config.NumberColumn("Ligne", format="%d", width=60, pinned=True),
        _PROBLEM: st.column_config.TextColumn("À corriger", width=250),
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


def _list_shown(
    sheet: RejectedLines, line: tuple[int, tuple[str, ...], tuple[Issue, ...]], typed: Corrections
) -> list[str]:
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
    line: tuple[int, tuple[str, ...], tuple[Issue, ...]],
    choices: Mapping[int, Sequence[str]],
) -> str:
    """What is wrong with a line, in a few words: the list of a column says itself what to choose."""
    row, _, issues = line
    if row in sheet.cut_rows:
        reasons = [issue.reason for issue in issues]
        return french.typeset(" ".join([*reasons, "Corrigez-la dans le fichier, ou mettez-la de côté."]))
    parts = [f"{issue.header} : {issue.reason}" if issue.header else issue.reason for issue in issues]
    listed = {letters(column) for column, texts in choices.items() if texts}
    if len(issues) == 1 and issues[0].column not in listed:
        parts.append(issues[0].advice)
    return french.typeset(" ".join(dict.fromkeys(parts)))


def _add_typed(step: Step, table: Table) -> Step:
    """What was typed before, and now in a table."""
    return read_edits(table, _get_edited_rows(table.key), step)


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
            taken_back.add((*_locate_sheet(sheet), row))
        for name, value in edits.items():
            if not name.startswith(_CELL) or row not in sheet.whole_rows:
                continue
            column, typed = int(name.removeprefix(_CELL)), value or ""
            if typed == table.frame[name].iat[position]:
                continue
            text = typed.removeprefix(MARK.strip()).strip() if _is_marked(table, name, position) else typed
            cell = (*_locate_sheet(sheet), row, column)
            cells[cell] = text
            title = sheet.headers[column]
            changes[cell] = Change(_describe_location(sheet), row, title, texts[column], text)
    rows = frozenset((*_locate_sheet(sheet), row) for row, *_ in set_aside)
    aside = (replace(sheet, lines=tuple(set_aside)),) if set_aside else ()
    return before.take_back(taken_back).add(Step(Corrections(cells, rows), changes, aside))


def _is_marked(table: Table, name: str, position: int) -> bool:
    return table.frame[name].iat[position].startswith(MARK)


def _read_all(state: State) -> Step:
    step = state.typed
    for table in state.tables.values():
        step = _add_typed(step, table)
    return step


def _count_typed(state: State) -> str:
    corrections = _read_all(state).corrections
    cells, lines = len(corrections.cells), len(corrections.set_aside)
    parts = [
        french.count(cells, "cellule tapée", "cellules tapées") if cells else "",
        french.count(lines, "ligne cochée", "lignes cochées") if lines else "",
    ]
    return f"{', '.join(filter(None, parts))}, pas encore appliqué" if cells or lines else ""


def _apply(round_number: int) -> None:
    state = _state(round_number)
    step = _read_all(state)
    if not step.corrections:
        return  # a cell that is typed as the button is clicked comes a moment later, in the same table
    state.steps.append(step)
    state.typed = NOTHING_TYPED
    state.tables.clear()


def _describe_location(sheet: RejectedLines) -> str:
    return f"{sheet.file}, {sheet.sheet}" if sheet.sheet else sheet.file
