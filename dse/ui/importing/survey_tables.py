"""The questions and the scales of a survey form, as tables to correct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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
_GRID_LINE = re.compile(r"(.*\S) \[([^\[\]]+)\]")
GRID_LINE = "grid_line"
ROW_HEIGHT = 88  # pixels: three lines of text
EMPTY = "—"  # an empty cell would be shown in English


def edit_questions(
    draft: Draft, key: str, draft_name: str, *, is_saved: bool = False
) -> list[draft_editing.Row]:
    """The questions as a table to correct; labels on the screen, codes behind. Of a form that is saved, only what they speak of."""
    names = name_scales(draft.survey.scales.values())
    rows = [_to_labels(row, names) for row in draft_editing.question_rows(draft)]
    edited = proposed_table.edit(
        add_grid_lines(rows),
        f"questions_{key}",
        draft_name,
        ("question_id",),
        column_order=[
            *([] if is_saved else ["keep"]),
            *list_grid_columns(rows),
            "wording",
            *([] if is_saved else ["notes"]),
            "dimension",
            "theme",
            "kind_asked_about",
            "kind",
            "horizon_years",
            "scale",
            "favourable_from",
            "most_choices",
        ],
        disabled=[GRID_LINE, "notes", *(["wording", "kind", "scale"] if is_saved else [])],
        column_config={
            "keep": st.column_config.CheckboxColumn("Garder", width=85),
            GRID_LINE: configure_grid_line(),
            "wording": st.column_config.TextColumn("Question", width=180),
            "kind": _configure_choice("Façon de répondre", _KINDS.values()),
            "scale": _configure_choice("Liste de réponses", (EMPTY, *names.values()), width=190),
            "dimension": _configure_choice("Porte sur", _DIMENSIONS.values(), 110),
            **_configure_subjects(),
            "horizon_years": _configure_number(
                "Années visées",
                "-?[0-9]{1,2}",
                "3 : les trois à venir ; 0 : maintenant ; -3 : les trois d’avant",
            ),
            "favourable_from": _configure_number(
                "Favorable dès", "[0-9]{1,3}", "La note à partir de laquelle la réponse est favorable"
            ),
            "most_choices": _configure_number(
                "Choix permis", "[0-9]{1,2}", "Le plus grand nombre de réponses, ou de rangs comptés"
            ),
            "notes": st.column_config.TextColumn("Remarques", width=250),
        },
        row_height=ROW_HEIGHT,
    )
    return [_to_codes(row, names) for row in edited]


def add_grid_lines(rows: Sequence[draft_editing.Row]) -> list[draft_editing.Row]:
    """Rows of questions, each with the line that it is of a grid: the lines of one begin with the same words."""
    matches = [_GRID_LINE.fullmatch(row["wording"]) for row in rows]
    counts = Counter(match[1] for match in matches if match)
    return [
        row | {GRID_LINE: match[2] if match and counts[match[1]] > 1 else EMPTY}
        for row, match in zip(rows, matches, strict=True)
    ]


def list_grid_columns(rows: Sequence[draft_editing.Row]) -> list[str]:
    """The column of lines of grids, where a question is one."""
    return [GRID_LINE] if any(row[GRID_LINE] != EMPTY for row in add_grid_lines(rows)) else []


def configure_grid_line() -> ColumnConfig:
    """How the column of lines of grids is shown."""
    return st.column_config.TextColumn("Ligne de la grille", width=130)


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


def edit_options(
    draft: Draft, key: str, draft_name: str, *, is_saved: bool = False
) -> list[draft_editing.Row]:
    """The scales as a table to correct. Of a form that is saved, only what the options speak of."""
    names = name_scales(draft.survey.scales.values())
    rows = [
        row
        | {
            "scale": names[row["scale"]],
            "missing": _REASONS.get(row["missing"], EMPTY),
            **_show_subjects(row),
            **_show_numbers(row, ("rank",)),
        }
        for row in draft_editing.option_rows(draft)
    ]
    speak = any(row["theme"] != EMPTY or row["kind_asked_about"] != EMPTY for row in rows)
    with st.expander(
        "Liste des choix : de quoi parle chaque réponse, ordre, absences de réponse", expanded=speak
    ):
        edited = proposed_table.edit(
            rows,
            f"options_{key}",
            draft_name,
            ("scale", "code"),
            column_order=["scale", "label", "theme", "kind_asked_about", "rank", "missing"],
            disabled=["scale", *(["label", "rank", "missing"] if is_saved else [])],
            column_config={
                "scale": st.column_config.TextColumn("Liste de réponses", width=150),
                "label": st.column_config.TextColumn("Réponse", width=220, required=True),
                **_configure_subjects(),
                "rank": _configure_number("Ordre", "[0-9]{1,3}"),
                "missing": _configure_choice("Absence de réponse", (EMPTY, *_REASONS.values()), 160),
            },
        )
    return [
        row
        | {
            "scale": _find_code(names, row["scale"]),
            "missing": _find_code(_REASONS, row["missing"]),
            **_read_subjects(row),
            **_read_numbers(row, ("rank",)),
        }
        for row in edited
    ]


def _list_subjects() -> dict[str, dict[str, str]]:
    """Labels of what a question or an option may speak of, by column."""
    supports = codelists.labels_in(("accompaniment_kinds", "activity_kinds"))
    return {"theme": codelists.labels("themes"), "kind_asked_about": supports}


def _configure_subjects() -> dict[str, ColumnConfig]:
    titles = {"theme": "Thème", "kind_asked_about": "Forme d’appui"}
    return {
        name: _configure_choice(titles[name], (EMPTY, *labels.values()), 125)
        for name, labels in _list_subjects().items()
    }


def _show_subjects(row: draft_editing.Row) -> draft_editing.Row:
    return {name: labels.get(row[name], EMPTY) for name, labels in _list_subjects().items()}


def _read_subjects(row: draft_editing.Row) -> draft_editing.Row:
    return {name: _find_code(labels, row[name]) for name, labels in _list_subjects().items()}


def _configure_number(title: str, pattern: str, help_: str | None = None) -> ColumnConfig:
    return st.column_config.TextColumn(title, required=True, validate=f"^({pattern}|{EMPTY})$", help=help_)


def _show_numbers(row: draft_editing.Row, names: Iterable[str]) -> draft_editing.Row:
    return {name: EMPTY if row[name] is None else f"{row[name]:g}" for name in names}


def _read_numbers(row: draft_editing.Row, names: Iterable[str]) -> draft_editing.Row:
    return {name: None if row[name] == EMPTY else int(row[name]) for name in names}


def _configure_choice(title: str, options: Iterable[str], width: int | None = None) -> ColumnConfig:
    return st.column_config.SelectboxColumn(title, options=list(options), required=True, width=width)


def _to_labels(row: draft_editing.Row, names: Mapping[str, str]) -> draft_editing.Row:
    return row | {
        "kind": _KINDS[row["kind"]],
        "dimension": _DIMENSIONS[row["dimension"]],
        **_show_subjects(row),
        **_show_numbers(row, draft_editing.READINGS),
        "scale": names.get(row["scale"], EMPTY),
    }


def _to_codes(row: draft_editing.Row, names: Mapping[str, str]) -> draft_editing.Row:
    return row | {
        "kind": _find_code(_KINDS, row["kind"]),
        "dimension": _find_code(_DIMENSIONS, row["dimension"]),
        **_read_subjects(row),
        **_read_numbers(row, draft_editing.READINGS),
        "scale": _find_code(dict(names), row["scale"]),
    }


def _find_code(labels: dict[str, str], label: str | None) -> str | None:
    return next((code for code, candidate in labels.items() if candidate == label), None)
