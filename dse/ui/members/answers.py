"""What an organisation answered, wave by wave, beside its family."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse.members import lines
from dse.members.sheet import Sheet
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.members import missing

LINES_READ = 30
TITLE = "Ses réponses, à côté de celles de sa famille"
EMPTY = "Aucune réponse de sa part : le fichier d’une enquête auprès des membres remplirait cette partie."
EXPLANATION = (
    "Plusieurs répondants d’une organisation font une seule voix, leur moyenne. Entre parenthèses, la moyenne des membres de sa "
    "famille qui ont répondu à cette enquête."
)


def show(sheet: Sheet) -> None:
    """Draw a row a question and a column a wave."""
    st.subheader(TITLE, anchor="reponses")
    if not sheet.answers:
        missing.say(EMPTY)
        return
    st.caption(format_sentence(EXPLANATION))
    tables.show_text(
        pd.DataFrame(lines.list_answers(sheet.answers)).fillna("").map(escape_markdown),
        key="reponses_dites",
        lines_read=LINES_READ,
    )
