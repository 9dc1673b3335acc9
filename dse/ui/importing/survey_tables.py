"""The questions and the scales of a survey form, as tables to correct."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dse.ingest.surveys.draft import draft_editing
from dse.ingest.surveys.draft.form_draft import Draft
from schemas import codelists

_KINDS, _DIMENSIONS = (codelists.labels(name) for name in ("item_kinds", "dimensions"))
_REASONS = codelists.labels("missing_reasons")
EMPTY = "—"  # an empty cell would be shown in English


def edit_questions(draft: Draft, key: str) -> list[draft_editing.Row]:
    """The questions as a table to correct; labels on the screen, codes behind."""
    edited = st.data_editor(
        [_to_labels(row) for row in draft_editing.question_rows(draft)],
        hide_index=True,
        key=f"questions_{key}",
        column_order=["keep", "wording", "kind", "scale", "dimension", "theme", "notes"],
        disabled=["notes"],
        column_config={
            "keep": st.column_config.CheckboxColumn("Garder", width=95),
            "wording": st.column_config.TextColumn("Question", width=260),
            "kind": _configure_choice("Forme", _KINDS.values()),
            "scale": _configure_choice("Échelle", (EMPTY, *draft.survey.scales)),
            "dimension": _configure_choice("Dimension", _DIMENSIONS.values()),
            "theme": _configure_choice("Thème", (EMPTY, *codelists.labels("themes").values())),
            "notes": st.column_config.TextColumn("À vérifier", width=260),
        },
    )
    return [_to_codes(row) for row in edited]


def edit_options(draft: Draft, key: str) -> list[draft_editing.Row]:
    """The scales as a table to correct."""
    rows = [
        row
        | {
            "missing": _REASONS.get(row["missing"], EMPTY),
            "rank": EMPTY if row["rank"] is None else str(row["rank"]),
        }
        for row in draft_editing.option_rows(draft)
    ]
    with st.expander("Échelles et choix : libellés, ordre, absences de réponse"):
        edited = st.data_editor(
            rows,
            hide_index=True,
            key=f"options_{key}",
            disabled=["scale", "code"],
            column_config={
                "scale": st.column_config.TextColumn("Échelle"),
                "code": st.column_config.TextColumn("Code"),
                "label": st.column_config.TextColumn("Réponse", width="large", required=True),
                "rank": st.column_config.TextColumn(
                    "Rang", required=True, validate=f"^([0-9]{{1,3}}|{EMPTY})$"
                ),
                "missing": _configure_choice("Absence de réponse", (EMPTY, *_REASONS.values())),
            },
        )
    return [
        row
        | {
            "missing": _find_code(_REASONS, row["missing"]),
            "rank": None if row["rank"] == EMPTY else int(row["rank"]),
        }
        for row in edited
    ]


def _configure_choice(title: str, options: Iterable[str]) -> ColumnConfig:
    return st.column_config.SelectboxColumn(title, options=list(options), required=True)


def _to_labels(row: draft_editing.Row) -> draft_editing.Row:
    return row | {
        "kind": _KINDS[row["kind"]],
        "dimension": _DIMENSIONS[row["dimension"]],
        "theme": codelists.labels("themes").get(row["theme"], EMPTY),
        "scale": row["scale"] or EMPTY,
    }


def _to_codes(row: draft_editing.Row) -> draft_editing.Row:
    return row | {
        "kind": _find_code(_KINDS, row["kind"]),
        "dimension": _find_code(_DIMENSIONS, row["dimension"]),
        "theme": _find_code(codelists.labels("themes"), row["theme"]),
        "scale": None if row["scale"] == EMPTY else row["scale"],
    }


def _find_code(labels: dict[str, str], label: str | None) -> str | None:
    return next((code for code, candidate in labels.items() if candidate == label), None)
