"""What an organisation answered, wave by wave, beside its family."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import french
from dse.members.answers import Answer
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
        pd.DataFrame(list_rows(sheet.answers)).fillna("").map(escape_markdown),
        key="reponses_dites",
        lines_read=LINES_READ,
    )


def list_rows(answers: tuple[Answer, ...]) -> list[dict[str, str]]:
    """A row a question, in the order of the last wave that asked it, and a cell a wave."""
    rows: dict[str, dict[str, str]] = {}
    waves = sorted({answer.year for answer in answers})
    for answer in answers:
        row = rows.setdefault(
            answer.question_id, {"Question": answer.question} | {str(year): "" for year in waves}
        )
        row["Question"], row[str(answer.year)] = answer.question, _tell(answer)
    return list(rows.values())


def _tell(answer: Answer) -> str:
    if answer.family_mean is None:
        return answer.told
    return f"{answer.told} (famille : {answer.family_told}, {french.count(answer.family_members, 'réponse')})"
