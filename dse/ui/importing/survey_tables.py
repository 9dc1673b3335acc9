"""The questions and the scales of a survey form, as tables to correct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dse.ingest.forms.survey_definitions import Scale
from dse.ingest.issues import shorten
from dse.ingest.surveys.draft import draft_editing
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ui.importing import proposed_table
from schemas import codelists

_KINDS, _DIMENSIONS = (codelists.labels(name) for name in ("item_kinds", "dimensions"))
_REASONS = codelists.labels("missing_reasons")
_LONGEST_LABEL = 28
EMPTY = "—"  # an empty cell would be shown in English


def edit_questions(draft: Draft, key: str, draft_name: str) -> list[draft_editing.Row]:
    """The questions as a table to correct; labels on the screen, codes behind."""
    names = name_scales(draft.survey.scales.values())
    edited = proposed_table.edit(
        [_to_labels(row, names) for row in draft_editing.question_rows(draft)],
        f"questions_{key}",
        draft_name,
        ("question_id",),
        column_order=["keep", "wording", "kind", "scale", "dimension", "theme", "notes"],
        disabled=["notes"],
        column_config={
            "keep": st.column_config.CheckboxColumn("Garder", width=95),
            "wording": st.column_config.TextColumn("Question", width=260),
            "kind": _configure_choice("Forme", _KINDS.values()),
            "scale": _configure_choice("Échelle", (EMPTY, *names.values())),
            "dimension": _configure_choice("Dimension", _DIMENSIONS.values()),
            "theme": _configure_choice("Thème", (EMPTY, *codelists.labels("themes").values())),
            "notes": st.column_config.TextColumn("Remarques", width=260),
        },
    )
    return [_to_codes(row, names) for row in edited]


def name_scales(scales: Iterable[Scale]) -> dict[str, str]:
    """What a person reads of each scale: its first and its last answer; with a number where two have the same."""
    names: dict[str, str] = {}
    for scale in scales:
        labels = [option.label for option in scale.options if option.missing is None] or [
            option.label for option in scale.options
        ]
        name = " → ".join(dict.fromkeys(shorten(label, _LONGEST_LABEL) for label in (labels[0], labels[-1])))
        alike = sum(other == name or other.startswith(f"{name} (") for other in names.values())
        names[scale.scale_id] = f"{name} ({alike + 1})" if alike else name
    return names


def edit_options(draft: Draft, key: str, draft_name: str) -> list[draft_editing.Row]:
    """The scales as a table to correct."""
    names = name_scales(draft.survey.scales.values())
    rows = [
        row
        | {
            "scale": names[row["scale"]],
            "missing": _REASONS.get(row["missing"], EMPTY),
            "rank": EMPTY if row["rank"] is None else str(row["rank"]),
        }
        for row in draft_editing.option_rows(draft)
    ]
    with st.expander("Échelles et choix : libellés, ordre, absences de réponse"):
        edited = proposed_table.edit(
            rows,
            f"options_{key}",
            draft_name,
            ("scale", "code"),
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
            "scale": _find_code(names, row["scale"]),
            "missing": _find_code(_REASONS, row["missing"]),
            "rank": None if row["rank"] == EMPTY else int(row["rank"]),
        }
        for row in edited
    ]


def _configure_choice(title: str, options: Iterable[str]) -> ColumnConfig:
    return st.column_config.SelectboxColumn(title, options=list(options), required=True)


def _to_labels(row: draft_editing.Row, names: Mapping[str, str]) -> draft_editing.Row:
    return row | {
        "kind": _KINDS[row["kind"]],
        "dimension": _DIMENSIONS[row["dimension"]],
        "theme": codelists.labels("themes").get(row["theme"], EMPTY),
        "scale": names.get(row["scale"], EMPTY),
    }


def _to_codes(row: draft_editing.Row, names: Mapping[str, str]) -> draft_editing.Row:
    return row | {
        "kind": _find_code(_KINDS, row["kind"]),
        "dimension": _find_code(_DIMENSIONS, row["dimension"]),
        "theme": _find_code(codelists.labels("themes"), row["theme"]),
        "scale": _find_code(dict(names), row["scale"]),
    }


def _find_code(labels: dict[str, str], label: str | None) -> str | None:
    return next((code for code, candidate in labels.items() if candidate == label), None)
