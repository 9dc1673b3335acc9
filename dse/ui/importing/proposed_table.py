"""A table of what a draft proposes, to correct: corrections stay when a point is answered and the draft is made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dse.ingest.surveys.draft.draft_editing import Row

_TYPED, _APPLIED = "_survey_typed", "_survey_applied"

# A row by what identifies it, a column, and what was proposed there: a correction holds for that proposal only.
Cell = tuple[tuple[Any, ...], str, Any]


def edit(
    rows: Sequence[Row], name: str, draft_name: str, identity: Sequence[str], **display: Any
) -> list[Row]:
    """The rows as a person corrects them. `name` is the table's, `draft_name` that of the draft that proposes them.

    `identity` are the columns that tell a row from the others in every draft.
    """
    key = f"{name}_{draft_name}"
    if key not in st.session_state:
        st.session_state.setdefault(_APPLIED, {})[name] = dict(_get_typed(name))
    applied = st.session_state[_APPLIED][name]
    return st.data_editor(
        [_correct(row, identity, applied) for row in rows],
        hide_index=True,
        key=key,
        on_change=_record,
        args=(key, name, rows, identity),
        **display,
    )


def forget() -> None:
    """Forget every correction: the form is saved."""
    for state in (_TYPED, _APPLIED):
        st.session_state.pop(state, None)


def _get_typed(name: str) -> dict[Cell, Any]:
    return st.session_state.setdefault(_TYPED, {}).setdefault(name, {})


def _correct(row: Row, identity: Sequence[str], corrections: Mapping[Cell, Any]) -> Row:
    return {
        column: corrections.get(_locate(row, identity, column), proposed) for column, proposed in row.items()
    }


def _locate(row: Row, identity: Sequence[str], column: str) -> Cell:
    return tuple(row[name] for name in identity), column, row[column]


def _record(key: str, name: str, rows: Sequence[Row], identity: Sequence[str]) -> None:
    """Keep what was typed in the table as it is shown, before another draft takes its place."""
    for position, cells in st.session_state[key]["edited_rows"].items():
        for column, value in cells.items():
            _get_typed(name)[_locate(rows[position], identity, column)] = value
