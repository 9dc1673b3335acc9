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
EXPLANATION = (
    "Plusieurs répondants d’une organisation font une seule voix, leur moyenne. Après « famille », la moyenne des membres de sa "
    "famille qui ont répondu à cette question, s’il y en a au moins deux autres."
)


def show(sheet: Sheet) -> None:
    """Draw a row a question and a column a wave."""
    st.subheader(TITLE, anchor="reponses")
    if not sheet.answers and not lines.list_texts(sheet):
        missing.say_why(sheet, lines.ANSWERS)
    else:
        draw(sheet)


def draw(sheet: Sheet) -> None:
    """Draw the table, then what else it said in its own words."""
    if sheet.answers:
        st.caption(format_sentence(EXPLANATION))
        tables.show_text(
            pd.DataFrame(lines.list_answers(sheet.answers)).fillna("").map(escape_markdown),
            key=f"reponses_dites_{sheet.organisation.organisation_id}",
            lines_read=LINES_READ,
        )
    st.markdown("\n".join(f"- {format_sentence(text)}" for text in lines.list_texts(sheet)))
