"""Everything that happened, drawn year by year and then told line by line."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dse import charts, french, theme
from dse.members import lines
from dse.members.events import ACTIVITY, LANES, OUTCOMES, REQUEST, STAY, Event
from dse.members.sheet import Sheet
from dse.ui.card import drawing, pages_of_lines, tables
from dse.ui.frame import menu, sheet_links
from dse.ui.frame.prose import escape_markdown
from dse.ui.members import missing

LINES_READ = 12
SHEETS_SHOWN = 8
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
    events = [event for event in sheet.events if event.lane in _SLUGS]
    _offer_sheets(events, sheet.organisation.organisation_id)


def _offer_sheets(events: list[Event], organisation_id: str) -> None:
    """Draw links to the sheets of what was done with it, the latest first."""
    if not events:
        return
    st.markdown("**Les fiches de ce qui s’est fait avec elle**")
    pages_of_lines.draw(len(events), partial(_draw_links, events), f"fiches_{organisation_id}", SHEETS_SHOWN)


def _draw_links(events: list[Event], part: slice) -> None:
    for event in events[part]:
        sheet_links.draw(_SLUGS[event.lane], event.subject_id, f"{french.day(event.day)} · {event.title}")
