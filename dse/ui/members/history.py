"""Everything that happened, drawn year by year and then told line by line."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import charts, french, theme
from dse.members import lines
from dse.members.events import ACTIVITY, LANES, OUTCOMES, REQUEST, STAY, Event
from dse.members.sheet import Sheet
from dse.ui.card import drawing, tables
from dse.ui.frame import menu, sheet_links
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.members import missing

LINES_READ = 12
SHEETS_SHOWN = 6
_SLUGS = {REQUEST: menu.ACCOMPANIMENT, ACTIVITY: menu.ACTIVITY}
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
    _offer_sheets([event for event in sheet.events if event.lane in _SLUGS])


def _offer_sheets(events: list[Event]) -> None:
    """Draw links to the sheets of what was done with it, the latest first; the others are folded."""
    if not events:
        return
    st.markdown("**Les fiches de ce qui s’est fait avec elle**")
    _draw_links(events[:SHEETS_SHOWN], "lignes_fiches")
    if others := events[SHEETS_SHOWN:]:
        with st.expander(format_sentence(f"Les {french.number(len(others))} autres")):
            _draw_links(others, "lignes_autres_fiches")


def _draw_links(events: list[Event], key: str) -> None:
    with st.container(gap=None, key=key):
        for event in events:
            title = f"{french.day(event.day)} · {event.title}"
            sheet_links.draw(_SLUGS[event.lane], event.subject_id, title)
