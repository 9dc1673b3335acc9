"""Everything that happened, drawn year by year and then told line by line."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import charts, theme
from dse.members import lines
from dse.members.events import LANES, OUTCOMES, STAY
from dse.members.sheet import Sheet
from dse.ui.card import drawing, tables
from dse.ui.frame.prose import escape_markdown
from dse.ui.members import missing

LINES_READ = 12
TITLE = "Son histoire avec le réseau"
EMPTY = "Rien n’est daté : les fichiers des membres, des accompagnements, des activités et des présences rempliraient cette partie."


def show(sheet: Sheet) -> None:
    """Draw the chart and the list, the latest first."""
    st.subheader(TITLE, anchor="histoire")
    if not sheet.events or sheet.standing.as_of is None:
        missing.say(EMPTY)
        return
    frame = pd.DataFrame(sheet.events)
    first_day = min((event.day for event in sheet.events if event.lane != STAY), default=sheet.events[-1].day)
    chart = charts.lanes(frame, LANES, OUTCOMES, first_day, sheet.standing.as_of)
    drawing.draw(theme.french(chart).to_dict(), key="graphique_histoire", alt=TITLE)
    tables.show_text(
        pd.DataFrame(lines.list_history(sheet)).map(escape_markdown),
        key="histoire_dite",
        lines_read=LINES_READ,
    )
