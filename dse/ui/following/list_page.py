"""Suivi on screen: what needs somebody, then all that is done with members in one list, each title a link to its sheet.

Before a public, how many there are of each and nothing else: no title, no name, no sheet.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dse import french
from dse.data_entry.entry import ACCOMPANIMENTS, ACTIVITIES
from dse.following import descriptions, follow_up_list
from dse.following.follow_up_list import COLUMNS, Choice
from dse.following.stages import STAGE_LABELS
from dse.query import Query, open_version
from dse.ui.card import list_files, pages_of_lines
from dse.ui.data_entry import form_dialog, saving_box
from dse.ui.following import links, list_choice, reminders
from dse.ui.frame import chips, filters, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.frame.shell import describe_version
from dse.ui.members import missing
from dse.ui.next_steps import due_steps

PAGE = 30
_COLUMN_WIDTH = 440
TITLE = "Ce qui se fait avec les membres"
EMPTY = "Ni accompagnement, ni activité, ni partenariat : leurs fichiers rempliraient cette page."
NONE_CHOSEN = "Rien pour ce choix : cherchez autrement, élargissez les années, ou retirez un filtre."
QUESTION = "Où en est ce qui se fait avec les membres ?"
LEGEND = "« Sans suite » : demande refusée, ou accompagnement abandonné."
EXPLANATION = (
    "Les années choisies gardent ce qui a duré dans l’une d’elles, les familles et les régions ce qui les a touchées, les thèmes ce qui les "
    "vise. Une activité à venir, ou sans présence notée, reste quelles que soient les familles et les régions. Un partenariat est un "
    "partenaire, un service et un type. La date dite est la dernière connue ; la liste est triée par elle."
)
_OFFERS = "select offer_id, title from offers order by title, offer_id"


def show(source: DataSource) -> None:
    """Draw the counts before a public; to the team what needs somebody, the choice, the files, and one page of the list."""
    query = Query(open_version(source.store, source.version.number), filters.get_selection())
    frame = follow_up_list.read_rows(query)
    if not sheet_links.are_shown():
        _show_counts(follow_up_list.choose_rows(query, frame, Choice()))
        return
    _show_what_needs_somebody(source, query, frame)
    if frame.empty and not follow_up_list.has_any(query):
        missing.say(EMPTY)
        return
    offers = dict(query.read(_OFFERS).to_pandas().itertuples(index=False, name=None))
    with st.container(horizontal=True, key="ajouter_suivi"):
        form_dialog.offer_add(source, ACCOMPANIMENTS)
        form_dialog.offer_add(source, ACTIVITIES)
    saving_box.show(source)
    choice = list_choice.draw(offers, set(frame["kind"].dropna().unique()))
    _show_list(source, follow_up_list.choose_rows(query, frame, choice), choice, offers)


def _show_what_needs_somebody(source: DataSource, query: Query, frame: pd.DataFrame) -> None:
    """Draw what to follow up, and beside it the next steps that are late or for this week, which no filter concerns."""
    with st.grid(2, min_column_width=_COLUMN_WIDTH, gap="medium"):
        unfiltered = follow_up_list.read_unfiltered_rows(query)
        if not unfiltered.empty:
            reminders.show(frame, unfiltered)
        due_steps.show(source, days_ahead=due_steps.WEEK)


def _show_counts(rows: pd.DataFrame) -> None:
    counts = follow_up_list.count_stages(rows)
    named = counts.rename(index=list_choice.SUBJECTS, columns=STAGE_LABELS).rename_axis("")
    st.subheader(format_sentence(QUESTION))
    day = rows["as_of"].dropna().head(1).tolist()
    date_known = f"Au {french.day(day[0])}, dernier jour connu des données. " if day else ""
    st.caption(format_sentence(date_known + LEGEND))
    st.table(named, border="horizontal")


def _show_list(source: DataSource, rows: pd.DataFrame, choice: Choice, offers: dict[str, str]) -> None:
    if rows.empty:
        st.info(french.typeset(NONE_CHOSEN), icon=":material/filter_alt_off:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="fichiers_suivi"):
        st.markdown(f"**{french.count(len(rows), 'ligne')}**", width="content", help=EXPLANATION)
        foot = _describe_choice(source, choice, len(rows), offers)
        list_files.offer(source, lambda: follow_up_list.label_rows(rows), COLUMNS, TITLE, foot, "suivi")
    pages_of_lines.draw(len(rows), partial(_draw_lines, rows), "suivi", PAGE)


def _draw_lines(rows: pd.DataFrame, page_slice: slice) -> None:
    for row in rows.iloc[page_slice].itertuples():
        _draw_line(row)


def _draw_line(row: Any) -> None:
    title, description = st.columns([4, 6], vertical_alignment="center", gap="small")
    with title:
        links.draw(row)
    badge = f":{links.COLOURS[row.stage]}-badge[{STAGE_LABELS[row.stage]}]"
    description.markdown(f"{badge} :small[{format_sentence(' · '.join(descriptions.list_facts(row)))}]")
    if not pd.isna(row.reason):
        description.caption(format_sentence(descriptions.describe_reason(row)))


def _describe_choice(source: DataSource, choice: Choice, count: int, offers: dict[str, str]) -> str:
    """Which data a file is of, and what of them."""
    labels = chips.describe_filters(filters.get_selection(), filters.get_all_years(source))
    parts = [describe_version(source), french.count(count, "ligne"), *labels.values()]
    return " · ".join([*parts, *list_choice.describe(choice, offers)])
