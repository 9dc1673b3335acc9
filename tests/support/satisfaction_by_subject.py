"""The demo whose last wave asks members of their satisfaction subject by subject."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from counted_store import commit_tables

from dse.store import Store

WAVE, GENERAL = "membres-2021", "satisfaction-reseau"
Tables = dict[str, list[dict[str, Any]]]


def ask_by_subject(
    folder: Path, tables: Tables, change: Callable[[float], float] = lambda value: value
) -> Store:
    """A store whose last wave asks, of each subject whose need it asks, what it asks in general; each answer is changed."""
    needs = [row for row in tables["survey_questions"] if row["dimension"] == "need"]
    new: Tables = {
        "survey_questions": [
            row | {"question_id": f"content-{row['question_id']}", "dimension": "satisfaction"}
            for row in needs
        ]
    }
    for name in ("survey_items", "survey_answers"):
        new[name] = [
            row | {"question_id": f"content-{need['question_id']}"}
            for row in tables[name]
            if (row["wave_id"], row["question_id"]) == (WAVE, GENERAL)
            for need in needs
        ]
    for row in new["survey_answers"]:
        row["value"] = None if row["value"] is None else change(row["value"])
    together = {name: [*tables[name], *rows] for name, rows in new.items()}
    return commit_tables(folder, date(2022, 1, 3), {**tables, **together})
