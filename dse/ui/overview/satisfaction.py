"""Satisfaction beside the headline measures: the latest wave chosen and the one before, under the figure's own audience rule."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import french, theme
from dse.charts import transport
from dse.disclosure import marks
from dse.figures import Answer
from dse.figures import headlines_words as words
from dse.figures.surveys import satisfaction
from dse.ui.card import drawing
from dse.ui.frame import filters
from dse.ui.frame.arrows import Arrow
from dse.ui.frame.data import DataSource, get_answer, make_once
from dse.ui.frame.prose import escape_markdown, format_sentence

NAME = "Satisfaction"
CHANGED = "Questions modifiées"


def find_latest(source: DataSource) -> Answer | None:
    """What the figure says of the chosen years; None where no wave asks about satisfaction."""
    answer = get_answer(source, satisfaction.FIGURE.id, filters.get_selection())
    return None if answer.table.empty else answer


def show(source: DataSource, answer: Answer) -> None:
    """Draw the measure: its value, how far from the wave before, a bar a wave."""
    row = answer.table.iloc[-1]
    delta, arrow, description = _describe_delta(answer.table)
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.metric(
            f"{NAME} {row['year']}",
            words.describe_value(row["share_pct"], words.PERCENT, row["base"]),
            escape_markdown(delta) if delta else None,
            delta_color="off",  # the difference is not tested: the page of surveys says what is clear
            delta_arrow=arrow,
            delta_description=description,
            help=format_sentence(answer.finding.sentence),
        )
        spec = make_once(source, answer, "spark", lambda: _draw_spark(answer))
        if spec:
            drawing.draw(spec, key="vagues_satisfaction", alt=f"{NAME}, enquête par enquête")


def _describe_delta(table: pd.DataFrame) -> tuple[str | None, Arrow, str | None]:
    row = table.iloc[-1]
    if marks.hides(row["mark"]):
        return marks.to_words(row["mark"]), "off", None
    if len(table) < 2 or pd.isna(table["share_pct"].iloc[-2]):
        return None, "off", None
    before = table.iloc[-2]
    if before["segment"] != row["segment"]:
        return CHANGED, "off", None
    previous = (
        f"{words.describe_value(before['share_pct'], words.PERCENT, before['base'])} en {before['year']}"
    )
    if min(before["base"], row["base"]) < french.FEWEST:
        return None, "off", previous
    text = words.change(before["share_pct"], row["share_pct"], words.PERCENT)
    return text, "off", previous


def _draw_spark(answer: Answer) -> dict[str, object] | None:
    chart = satisfaction.spark(answer.table)
    return transport.for_page(theme.french(chart).to_dict()) if chart else None
