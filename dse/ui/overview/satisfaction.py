"""Satisfaction beside the headline measures: the latest wave chosen and the one before, under the figure's own audience rule."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from dse import theme
from dse.disclosure import marks
from dse.figures import Answer
from dse.figures import headlines_words as words
from dse.figures.surveys import satisfaction
from dse.query import Selection
from dse.ui.card import drawing
from dse.ui.frame import filters
from dse.ui.frame.data import Reading, answer
from dse.ui.frame.prose import literal, sentence

NAME = "Satisfaction"
CHOICES_KEPT = 64
CHANGED = "Questions modifiées"


def latest(source: Reading) -> Answer | None:
    """What the figure says of the chosen years; None where no wave asks about satisfaction."""
    said = answer(source, satisfaction.FIGURE.id, filters.chosen())
    return None if said.table.empty else said


def show(source: Reading, said: Answer) -> None:
    """Draw the measure: its value, how far from the wave before, a bar a wave."""
    row = said.table.iloc[-1]
    delta, arrow, description = _delta(said.table)
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.metric(
            f"{NAME} {row['year']}",
            words.shown(row["share_pct"], words.PERCENT),
            literal(delta) if delta else None,
            delta_color="primary",
            delta_arrow=arrow,
            delta_description=description,
            help=sentence(said.finding.sentence),
        )
        spec = _spark(source.place, source.version.number, source.version.created, said.selection, said)
        if spec:
            drawing.draw(spec, key="vagues_satisfaction", alt=f"{NAME}, vague par vague")


def _delta(table: pd.DataFrame) -> tuple[str | None, str, str | None]:
    row = table.iloc[-1]
    if marks.hides(row["mark"]):
        return row["mark"], "off", None
    if len(table) < 2 or pd.isna(table["share_pct"].iloc[-2]):
        return None, "off", None
    before = table.iloc[-2]
    if before["segment"] != row["segment"]:
        return CHANGED, "off", None
    was = f"{words.shown(before['share_pct'], words.PERCENT)} en {before['year']}"
    text = words.change(row["share_pct"] - before["share_pct"], words.PERCENT)
    return text, "up" if text.startswith("+") else "down" if text.startswith("−") else "off", was


@st.cache_resource(max_entries=CHOICES_KEPT, show_spinner=False)
def _spark(
    place: Path, number: int, created: datetime, choice: Selection, _said: Answer
) -> dict[str, object] | None:
    drawn = satisfaction.spark(_said.table)
    return theme.french(drawn).to_dict() if drawn else None
