"""All organisations on screen, each name a link to its sheet.

A line an organisation, of a link and of a text, not a table drawn on a canvas: a name is found by the browser's own search, is reached by the
keyboard, and opens in the same tab.
"""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dse import french
from dse.data_entry.entry import MEMBERS
from dse.members import directory, everyone
from dse.members.everyone import Choice
from dse.members.recorded import Recorded, read_recorded
from dse.query import Query, open_version
from dse.ui.card import list_files, pages_of_lines
from dse.ui.data_entry import form_dialog, saving_box
from dse.ui.frame import address, chips, filters, member_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.frame.shell import describe_version
from dse.ui.members import list_choice, missing
from schemas import codelists

PAGE = 30
EMPTY = "Aucune organisation : le fichier des membres remplirait cette page."
NONE_CHOSEN = "Aucune organisation pour ce choix : cherchez autrement, ou retirez une famille, une région ou une situation."
LEFT_OUT, MOST_LEFT_OUT = "Ce choix laisse de côté :", 5
TITLE = "Les organisations du réseau et autour de lui"
EXPLANATION = "Les familles et les régions choisies s’appliquent à ce que chacune est au dernier jour connu ; les thèmes et les types, à ses besoins."


def show(source: DataSource) -> None:
    """Draw the choice, how many there are, the files, and the lines of one page of the list."""
    query = Query(open_version(source.store, source.version.number), filters.get_selection())
    everybody = everyone.read_everyone(query)
    recorded = read_recorded(query)
    choice = list_choice.draw(recorded)
    list_choice.note(choice)
    rows = everyone.choose(query, everybody, choice)
    if rows.empty:
        _say_nothing_chosen(query, choice.text)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="fichiers_membres"):
        st.markdown(f"**{french.count(len(rows), 'organisation')}**", width="content", help=EXPLANATION)
        _offer_files(source, rows, choice, recorded)
        form_dialog.offer_add(source, MEMBERS)
    saving_box.show(source)
    if text := _describe_day(source, everybody):
        st.caption(format_sentence(text))
    pages_of_lines.draw(len(rows), partial(_draw_lines, rows, recorded), "membres", PAGE)


def _say_nothing_chosen(query: Query, text: str) -> None:
    """No organisation at all, or none of the choice; then those of the name that is looked for which the choice leaves out."""
    if not query.read("select organisation_id from organisations limit 1").num_rows:
        missing.say(EMPTY)
        return
    st.info(french.typeset(NONE_CHOSEN), icon=":material/filter_alt_off:")
    left_out = everyone.find_ids(query, text)[:MOST_LEFT_OUT] if text.strip() else []
    if left_out:
        st.markdown(french.typeset(LEFT_OUT))
    for organisation_id in left_out:
        if opened := directory.find(query, organisation_id):
            member_links.draw(*opened.organisation)


def _describe_day(source: DataSource, everybody: pd.DataFrame) -> str:
    """The day that the list is of; where years are chosen, that they change nothing of it."""
    as_of = everybody["as_of"].dropna()
    if as_of.empty:
        return ""
    text = f"Chaque organisation est montrée telle qu’au {french.day(as_of.iloc[0])}, dernier jour connu"
    years = chips.describe_filters(filters.get_selection(), filters.get_all_years(source)).get(address.YEARS)
    return f"{text} : les années choisies ({years}) n’y changent rien." if years else f"{text}."


def _draw_lines(rows: pd.DataFrame, recorded: Recorded, part: slice) -> None:
    for row in rows.iloc[part].itertuples():
        _draw_line(row, recorded)


def _draw_line(row: pd.Series, recorded: Recorded) -> None:
    name, facts = st.columns([3, 7], vertical_alignment="center", gap="small")
    with name:
        member_links.draw(row.organisation_id, row.name)
    facts.markdown(_describe(row, recorded))


def _describe(row: pd.Series, recorded: Recorded) -> str:
    """Where an organisation stands and what it is, then what is to be noticed."""
    marks = []
    if pd.isna(row.is_never_reached):
        marks.append(f":orange-badge[{recorded.describe_unreached(row.joined_on.year)}]")
    elif row.is_never_reached:
        marks.append(":orange-badge[jamais touchée]")
    if row.needs:
        marks.append(f":blue-badge[{french.typeset(_count_needs(row.needs, recorded))}]")
    if not pd.isna(row.displeased_in):
        marks.append(f":red-badge[insatisfaite en {int(row.displeased_in)}]")
    return " ".join([f":small[{format_sentence(' · '.join(_list_facts(row, recorded)))}]", *marks])


def _count_needs(needs: int, recorded: Recorded) -> str:
    if recorded.is_complete:
        return french.count(needs, "besoin jamais servi", "besoins jamais servis")
    return f"{french.count(needs, 'besoin')} sans service enregistré"


def _list_facts(row: pd.Series, recorded: Recorded) -> list[str]:
    facts = [_describe_standing(row, recorded)]
    facts += [
        codelists.labels(codelist).get(code, code)
        for codelist, code in (("actor_families", row.actor_family), ("regions", row.region))
        if not pd.isna(code)
    ]
    return (
        [*facts, f"dernier service en {french.month(row.last_service)}"]
        if not pd.isna(row.last_service)
        else facts
    )


def _describe_standing(row: pd.Series, recorded: Recorded) -> str:
    """Since when, or until when: of who came back, the years that it was away are not counted as its own."""
    if row.standing == everyone.NEVER_MEMBER:
        return recorded.name_outsider().lower()
    has_returned = not pd.isna(row.returned_on)
    if row.standing == everyone.MEMBER:
        since = f"membre depuis {row.joined_on.year}"
        return f"{since}, de retour en {row.returned_on.year}" if has_returned else since
    until = f"ancien membre, jusqu’en {row.left_on.year}"
    return until if has_returned else f"ancien membre, {row.joined_on.year}-{row.left_on.year}"


def _offer_files(source: DataSource, rows: pd.DataFrame, choice: Choice, recorded: Recorded) -> None:
    foot = _describe_choice(source, list_choice.describe(choice, recorded), len(rows))
    columns = everyone.list_columns(recorded)
    list_files.offer(source, lambda: everyone.name_standings(rows, recorded), columns, TITLE, foot, "membres")


def _describe_choice(source: DataSource, choice_labels: list[str], count: int) -> str:
    """Which data a file is of, and what of them: the filters but the years, and what is chosen on the page."""
    labels = chips.describe_filters(filters.get_selection(), filters.get_all_years(source))
    labels.pop(address.YEARS, None)
    parts = [describe_version(source), french.count(count, "organisation"), *labels.values()]
    return " · ".join([*parts, *choice_labels])
