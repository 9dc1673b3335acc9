"""Lines of an import corrected on the page: typed over in a table or set aside, judged again by the same rules, undone.

What is typed stays here until « Appliquer », also when the table shows other lines or is no longer drawn; what is applied goes
with the files to every preview. The files stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pandas as pd
import streamlit as st

from dse import french
from dse.export.import_files import rejected_lines as line_files
from dse.ingest.files.corrections import Corrections, Line
from dse.ingest.issues import Issue, shorten
from dse.ingest.rows.rejected_lines import RejectedLine, RejectedLines
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing.correction_steps import (
    NOTHING_TYPED,
    Change,
    Step,
    describe,
    describe_location,
    join,
    locate_sheet,
)
from dse.ui.importing.correction_table import (
    LINES_SHOWN,
    MARK,
    PROBLEM,
    ROW,
    Table,
    add_typed,
    build_table,
    keep_edits,
)

_LINE_HEIGHT, _PADDING, _HEADING_HEIGHT = 20, 14, 42  # of a row of the table, in pixels
_LETTERS_A_LINE, _MOST_LINES = 42, 5  # of what is wrong with a line
_HIGHEST = 440
_CHANGE_TITLES = ["Fichier", "Ligne", "Colonne", "Dans le fichier", "Corrigé en"]
_LINE_TITLES = ["Fichier", "Ligne", "Mise de côté", "Pourquoi"]
_LONGEST_LISTED = 80


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
    keep_files(round_number, file_hashes)
    return join(_state(round_number).steps).corrections


def keep_files(round_number: int, file_hashes: Collection[str]) -> None:
    """Drop what was applied to other files than these, and typed over them."""
    state = _state(round_number)
    steps = [step.keep_files(file_hashes) for step in state.steps]
    state.steps = [step for step in steps if step.corrections or step.given_back]
    state.typed = state.typed.keep_files(file_hashes)
    state.tables = {slot: table for slot, table in state.tables.items() if slot[1] in file_hashes}


def list_lines_set_aside(round_number: int) -> tuple[RejectedLines, ...]:
    """The lines that are not imported, as files of their own."""
    return join(_state(round_number).steps).lines


def show_applied(round_number: int) -> None:
    """What was corrected and set aside, with the ways back."""
    state = _state(round_number)
    if not state.steps:
        return
    applied = join(state.steps)
    with st.expander(format_sentence(describe(applied.corrections)), icon=":material/edit:"):
        if applied.changes:
            rows = [_list_texts(change) for change in applied.changes.values()]
            tables.show_text(pd.DataFrame(rows, columns=_CHANGE_TITLES), key="cellules_corrigees")
        if applied.lines:
            _show_lines_set_aside(state, applied.lines)
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


def _show_lines_set_aside(state: State, sheets: Sequence[RejectedLines]) -> None:
    """Which lines are set aside, and one of them to give back."""
    lines = {(*locate_sheet(sheet), line[0]): (sheet, line) for sheet in sheets for line in sheet.lines}
    rows = [_list_line_texts(sheet, line) for sheet, line in lines.values()]
    tables.show_text(pd.DataFrame(rows, columns=_LINE_TITLES), key="lignes_mises_de_cote")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        line = st.selectbox(
            "Ligne à reprendre",
            [*lines],
            index=None,
            format_func=lambda line: format_sentence(f"{describe_location(lines[line][0])}, ligne {line[2]}"),
            placeholder="Choisissez une ligne",
            key="ligne_a_reprendre",
            width=360,
        )
        st.button(
            "Reprendre cette ligne",
            key="ligne_reprendre",
            icon=":material/undo:",
            disabled=line is None,
            on_click=_give_back,
            args=(state, line),
        )


def _list_line_texts(sheet: RejectedLines, line: RejectedLine) -> tuple[str, ...]:
    row, cells, problems = line
    texts = (
        describe_location(sheet),
        str(row),
        " · ".join(filter(None, cells)),
        problems[0].reason if problems else "",
    )
    return tuple(escape_markdown(shorten(text, _LONGEST_LISTED)) for text in texts)


def _give_back(state: State, line: Line) -> None:
    state.steps.append(Step(given_back=frozenset([line])))


def apply_step(round_number: int, step: Step) -> None:
    """Apply corrections that were made elsewhere on the page."""
    _state(round_number).steps.append(step)


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


def offer_lines_set_aside(sheets: Sequence[RejectedLines], key: str) -> None:
    """Download the lines that are not imported, one file a sheet."""
    for number, sheet in enumerate(sheets):
        lines = french.count(len(sheet.lines), "ligne mise de côté", "lignes mises de côté")
        offer_lines(sheet, f"{describe_location(sheet)} : {lines} (CSV)", f"{key}_{number}")


def offer_lines(sheet: RejectedLines, label: str, key: str) -> None:
    """Download lines of a sheet with their cells, what is wrong and what to do."""
    st.download_button(
        format_sentence(label),
        partial(line_files.render_csv, sheet),
        file_name=line_files.file_name(sheet),
        mime="text/csv",
        key=key,
        on_click="ignore",
        icon=":material/edit_document:",
    )


def show(sheets: Sequence[RejectedLines], round_number: int, part: str) -> None:
    """A table of the lines of each sheet to type in."""
    state = _state(round_number)
    correctable = [sheet for sheet in map(_keep_correctable, sheets) if sheet.lines]
    put_away(round_number, {_locate_table(part, sheet) for sheet in correctable})
    if correctable:
        st.caption(
            format_sentence(
                f"Corrigez dans le tableau les cellules marquées {MARK.strip()}, ou cochez les lignes à mettre de côté, puis « Appliquer » : "
                "elles sont relues par les mêmes règles."
            )
        )
    for sheet in correctable:
        _show_table(state, sheet, part, len(correctable) > 1)


def offer_to_apply(round_number: int, part: str) -> None:
    """The button that applies what was typed in all tables, and how much that is; nothing where none is shown and all is applied."""
    if not _state(round_number).tables and not count_typed(round_number):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Appliquer",
            key=f"appliquer_{part}",
            type="primary",
            icon=":material/done:",
            on_click=_apply,
            args=(round_number,),
        )
        if typed := count_typed(round_number):
            st.caption(format_sentence(typed))


def put_away(round_number: int, slots: Collection[tuple[str, str, str | None]] = ()) -> None:
    """Keep what was typed in tables that the page no longer shows, which are all but some."""
    state = _state(round_number)
    for slot in state.tables.keys() - slots:
        state.typed = add_typed(state.typed, state.tables.pop(slot))


def can_correct(sheets: Sequence[RejectedLines]) -> bool:
    """Whether any of the lines can be typed over or set aside."""
    return any(sheet.whole_rows or sheet.cut_rows for sheet in sheets)


def have_all(sheets: Sequence[RejectedLines], issues: Sequence[Issue]) -> bool:
    """Whether each issue is of a line that can be typed over or set aside."""
    return {_locate(issue) for issue in issues} <= _locate_correctable(sheets)


def advise_on_page(issues: Sequence[Issue], sheets: Sequence[RejectedLines]) -> list[Issue]:
    """The issues with the advice that can be followed here, where their lines can be corrected."""
    here = _locate_correctable(sheets)
    return [replace(issue, advice=issue.page_advice) if _locate(issue) in here else issue for issue in issues]


def _locate(issue: Issue) -> tuple[str, str | None, int | None]:
    return issue.file, issue.sheet, issue.row


def _locate_correctable(sheets: Sequence[RejectedLines]) -> set[tuple[str, str | None, int | None]]:
    return {(sheet.file, sheet.sheet, row) for sheet in sheets for row in sheet.whole_rows | sheet.cut_rows}


def _keep_correctable(sheet: RejectedLines) -> RejectedLines:
    rows = sheet.whole_rows | sheet.cut_rows
    return replace(sheet, lines=tuple(line for line in sheet.lines if line[0] in rows))


def _locate_table(part: str, sheet: RejectedLines) -> tuple[str, str, str | None]:
    return part, sheet.file_hash, sheet.sheet


def _show_table(state: State, sheet: RejectedLines, part: str, is_named: bool) -> None:
    slot = _locate_table(part, sheet)
    page = _choose_page(sheet, "_".join(map(str, slot)), is_named)
    table = state.tables.get(slot)
    if table is None or (table.sheet, table.page) != (sheet, page) or table.key not in st.session_state:
        if table is not None:
            state.typed = add_typed(state.typed, table)
        table = state.tables[slot] = build_table(sheet, page, state.typed.corrections)
    row_height = _choose_row_height(table.frame[PROBLEM])
    st.data_editor(
        table.frame,
        hide_index=True,
        key=table.key,
        column_config=dict(table.config),
        disabled=[ROW, PROBLEM],
        on_change=keep_edits,
        args=(table,),
        row_height=row_height,
        height=min(row_height * len(table.frame) + _HEADING_HEIGHT, _HIGHEST),
        placeholder="",
    )


def _choose_row_height(texts: Iterable[str]) -> int:
    """All rows are as high as the longest text needs."""
    lines = max(len(text) // _LETTERS_A_LINE + 1 for text in texts)
    return _LINE_HEIGHT * min(max(lines, 2), _MOST_LINES) + _PADDING


def _choose_page(sheet: RejectedLines, key: str, is_named: bool) -> int:
    """Which lines are shown, of many."""
    if is_named:
        lines = french.number(len(sheet.lines))
        st.markdown(f"**{escape_markdown(describe_location(sheet))}** ({lines})")
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


def _read_all(state: State) -> Step:
    step = state.typed
    for table in state.tables.values():
        step = add_typed(step, table)
    return step


def count_typed(round_number: int) -> str:
    """What was typed and ticked and is not applied; nothing where all is."""
    corrections = _read_all(_state(round_number)).corrections
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
