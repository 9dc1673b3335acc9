"""Everything that happened, drawn year by year and then told line by line."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import charts, french, theme
from dse.members.events import LANES, OUTCOMES, STAY, Event
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
        pd.DataFrame(list_rows(sheet)).map(escape_markdown), key="histoire_dite", lines_read=LINES_READ
    )


def list_rows(sheet: Sheet) -> list[dict[str, str]]:
    """The events as rows of a table; those of an organisation that was taken over have its name."""
    return [
        {
            "Quand": french.typeset(_tell_day(event)),
            "Quoi": f"{event.title}{_name_other(sheet, event)}",
            "Ce qu’il en est": event.detail,
        }
        for event in sheet.events
    ]


def _tell_day(event: Event) -> str:
    return french.day(event.day)


def _name_other(sheet: Sheet, event: Event) -> str:
    names = {row["organisation_id"]: row["name"] for row in sheet.profile.predecessors}
    return f" ({names[event.organisation_id]})" if event.organisation_id in names else ""
