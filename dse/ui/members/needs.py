"""The needs that an organisation said, and what has become of each."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse.members import lines
from dse.members.sheet import Sheet
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.members import missing

LINES_READ = 30
TITLE = "Ses besoins, et ce qui en est advenu"


def show(sheet: Sheet) -> None:
    """Draw a row a need, those that were not met first."""
    st.subheader(TITLE, anchor="besoins")
    if sheet.stated_needs is None:
        missing.say_why(sheet, lines.NEEDS)
    else:
        draw(sheet)


def draw(sheet: Sheet) -> None:
    """Draw the needs of who answered of them."""
    st.caption(format_sentence(lines.describe_needs(sheet)))
    if sheet.stated_needs and sheet.stated_needs.needs:
        tables.show_text(
            pd.DataFrame(lines.list_needs(sheet.stated_needs.needs, sheet.recorded)).map(escape_markdown),
            key=f"besoins_dits_{sheet.organisation.organisation_id}",
            lines_read=LINES_READ,
        )
