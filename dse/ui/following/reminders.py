"""What needs somebody, at the top of Suivi: by reason, what waits longest first, each with why and a link to its sheet."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dse import french
from dse.following import descriptions, follow_up_list, stages
from dse.ui.card import pages_of_lines
from dse.ui.following import links
from dse.ui.frame.prose import format_sentence

SHOWN = 3  # of each reason
_COLUMN_WIDTH = 420
NOTHING_CHOSEN = "Rien à relancer de ce que les filtres gardent."
NOTHING = "Rien à relancer : aucune demande ni aucun démarrage n’attend plus que d’habitude, tout a son statut et ses présences."


def show(frame: pd.DataFrame, unfiltered: pd.DataFrame) -> None:
    """Draw a part a reason; where there is none, that nothing waits; and how many the filters hide. There is a row without them."""
    rows = follow_up_list.list_reminders(frame)
    hidden = follow_up_list.count_reminders(unfiltered) - len(rows)
    with st.container(border=True, key="a_relancer"):
        day = french.day(unfiltered["as_of"].iloc[0])
        st.markdown(f"**{format_sentence(f'À relancer au {day} ({len(rows)})')}**")
        if hidden:
            st.caption(format_sentence(descriptions.describe_hidden(hidden)))
        if rows.empty:
            st.markdown(format_sentence(NOTHING_CHOSEN if hidden else NOTHING))
            return
        with st.grid(2, min_column_width=_COLUMN_WIDTH, gap="medium"):
            for reason, waiting in rows.groupby("reason", sort=False):
                with st.container(gap=None, key=f"lignes_relance_{reason}"):
                    _show_reason(str(reason), waiting)


def _show_reason(reason: str, rows: pd.DataFrame) -> None:
    st.markdown(f"{format_sentence(stages.REASON_LABELS[reason])} ({french.number(len(rows))})")
    pages_of_lines.draw_first(len(rows), partial(_draw_lines, rows), f"relance_{reason}", SHOWN)


def _draw_lines(rows: pd.DataFrame, page_slice: slice) -> None:
    for row in rows.iloc[page_slice].itertuples():
        links.draw(row)
        st.caption(format_sentence(descriptions.describe_reason(row)))
