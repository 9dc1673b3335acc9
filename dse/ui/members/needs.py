"""The needs that an organisation said, and what was done about each."""

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
EMPTY = (
    "Aucune réponse sur ses besoins : le fichier d’une enquête auprès des membres remplirait cette partie."
)


def show(sheet: Sheet) -> None:
    """Draw a row a need, those that were not met first."""
    st.subheader(TITLE, anchor="besoins")
    if sheet.said is None:
        missing.say(EMPTY)
        return
    if not sheet.said.needs:
        st.markdown(f"À l’enquête de {sheet.said.year}, elle ne dit aucun besoin.")
        return
    st.caption(
        format_sentence(
            f"Dits à l’enquête de {sheet.said.year}, la dernière où elle a répondu sur ses besoins ; suivis dans les trois années "
            "jusqu’à cette enquête, comme sur la page Réinterroger l’offre."
        )
    )
    tables.show_text(
        pd.DataFrame(lines.list_needs(sheet.said.needs)).map(escape_markdown),
        key="besoins_dits",
        lines_read=LINES_READ,
    )
