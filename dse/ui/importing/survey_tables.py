"""The questions and the scales of a survey form, as tables to correct."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dse.ingest.surveys.draft import draft_editing
from dse.ingest.surveys.draft.form_draft import Draft
from schemas import codelists

_KINDS, _DIMENSIONS = (codelists.labels(name) for name in ("item_kinds", "dimensions"))
_REASONS = codelists.labels("missing_reasons")
EMPTY = "—"  # an empty cell would be shown in English


def questions(made: Draft, key: str) -> list[draft_editing.Row]:
    """The questions as a table to correct; labels on the screen, codes behind."""
    edited = st.data_editor(
        [_shown(row) for row in draft_editing.question_rows(made)],
        hide_index=True,
        key=f"questions_{key}",
        column_order=["keep", "wording", "kind", "scale", "dimension", "theme", "notes"],
        disabled=["notes"],
        column_config={
            "keep": st.column_config.CheckboxColumn("Garder", width=95),
            "wording": st.column_config.TextColumn("Question", width=260),
            "kind": _choice("Forme", _KINDS.values()),
            "scale": _choice("Échelle", (EMPTY, *made.survey.scales)),
            "dimension": _choice("Dimension", _DIMENSIONS.values()),
            "theme": _choice("Thème", (EMPTY, *codelists.labels("themes").values())),
            "notes": st.column_config.TextColumn("À vérifier", width=260),
        },
    )
    return [_read(row) for row in edited]


def options(made: Draft, key: str) -> list[draft_editing.Row]:
    """The scales as a table to correct."""
    shown = [
        row
        | {
            "missing": _REASONS.get(row["missing"], EMPTY),
            "rank": EMPTY if row["rank"] is None else str(row["rank"]),
        }
        for row in draft_editing.option_rows(made)
    ]
    with st.expander("Échelles et choix : libellés, ordre, absences de réponse"):
        edited = st.data_editor(
            shown,
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
                "missing": _choice("Absence de réponse", (EMPTY, *_REASONS.values())),
            },
        )
    return [
        row
        | {
            "missing": _code(_REASONS, row["missing"]),
            "rank": None if row["rank"] == EMPTY else int(row["rank"]),
        }
        for row in edited
    ]


def _choice(title: str, among: Iterable[str]) -> object:
    return st.column_config.SelectboxColumn(title, options=list(among), required=True)


def _shown(row: draft_editing.Row) -> draft_editing.Row:
    return row | {
        "kind": _KINDS[row["kind"]],
        "dimension": _DIMENSIONS[row["dimension"]],
        "theme": codelists.labels("themes").get(row["theme"], EMPTY),
        "scale": row["scale"] or EMPTY,
    }


def _read(row: draft_editing.Row) -> draft_editing.Row:
    return row | {
        "kind": _code(_KINDS, row["kind"]),
        "dimension": _code(_DIMENSIONS, row["dimension"]),
        "theme": _code(codelists.labels("themes"), row["theme"]),
        "scale": None if row["scale"] == EMPTY else row["scale"],
    }


def _code(labels: dict[str, str], label: str | None) -> str | None:
    return next((code for code, each in labels.items() if each == label), None)
