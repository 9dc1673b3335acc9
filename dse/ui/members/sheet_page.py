"""The sheet of one organisation on screen; opened by its identifier in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dse.contacts import next_steps
from dse.contacts.contacts import find_contacts
from dse.data_entry.entry import MEMBERS
from dse.demo.signature import is_fictional
from dse.ingest.spelling import words
from dse.members import directory, lines
from dse.members.directory import Organisation
from dse.members.reasons import Reason, list_reasons
from dse.members.reminders import find_late, find_phones
from dse.members.sheet import Sheet, read_sheet
from dse.query import Query, Selection, open_version
from dse.ui.data_entry import form_dialog, saving_box
from dse.ui.frame import actions, address, filters, member_links, menu, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.frame.shell import describe_version
from dse.ui.members import (
    answers,
    contacts,
    decisions,
    history,
    needs,
    notes,
    profile,
    reasons,
    taken_over,
    wishes,
)
from dse.ui.next_steps import box, facts, subjects

TITLE = "Fiche membre"
_COLUMN_WIDTH = 380
NAME_LENGTH = 60  # of a file
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show(source: DataSource) -> None:
    """Draw the sheet that the address asks for; where there is none such, say so and offer those with the nearest names."""
    query = Query(open_version(source.store, source.version.number), Selection())
    organisation_id = filters.get_params().get(address.SHEET, "")
    opened = directory.find(query, organisation_id) if organisation_id else None
    if opened is None:
        saving_box.show(source)
        st.title(TITLE)
        _offer_nearest(query, organisation_id)
        return
    show_sheet(source, read_sheet(query, opened.organisation), opened.merged)


def show_sheet(source: DataSource, sheet: Sheet, merged: tuple[Organisation, ...] = ()) -> None:
    """Draw all the parts of a sheet, what helps to call first."""
    listed = _list_reasons(source, sheet)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        _draw_way_back()
        with st.container(horizontal=True, width="content"):
            form_dialog.offer_correction(source, MEMBERS, {"Identifiant": sheet.organisation.organisation_id})
            _offer_word(source, sheet, listed)
    saving_box.show(source)
    st.title(format_sentence(sheet.organisation.name))
    _say_merged(sheet.organisation, merged)
    profile.show(sheet)
    st.caption(format_sentence(lines.describe_day(sheet)))
    reasons.show(listed)
    _show_what_is_typed(source, sheet.names)
    needs.show(sheet)
    wishes.show(sheet)
    history.show(sheet)
    answers.show(sheet)
    decisions.show(sheet)
    taken_over.show(sheet)
    profile.show_changes(sheet)


def _list_reasons(source: DataSource, sheet: Sheet) -> list[Reason]:
    """What to have in mind before calling: what is overdue first, the number to dial last; before a public, only what the data say."""
    if not sheet_links.are_shown():
        return list_reasons(sheet)
    about = {subject.key for subject in subjects.list_of_organisation(source, sheet.names)}
    steps = next_steps.find_steps(source.store, source.version, about)
    listed = find_contacts(source.store, source.version, *sheet.names)
    reminders = find_late(steps, facts.get_day(source)), find_phones(listed, sheet.names, actions.today())
    return list(filter(None, (reminders[0], *list_reasons(sheet), reminders[1])))


def _offer_word(source: DataSource, sheet: Sheet, listed: Sequence[Reason]) -> None:
    """Offer the sheet as one or two pages of Word, made when it is asked for."""

    def render() -> bytes:
        from dse.export import member_sheet  # slow to load

        fictional = is_fictional(source.store, source.version)
        version = describe_version(source)
        created = source.version.created
        return member_sheet.render_sheet(sheet, listed, version, created, is_fictional=fictional)

    st.download_button(
        "Emporter",
        render,
        file_name=f"fiche-{words(sheet.organisation.name).replace(' ', '-')[:NAME_LENGTH]}.docx",
        mime=WORD,
        key="emporter_fiche",
        on_click="ignore",
        icon=":material/download:",
        help="La fiche en une ou deux pages, pour Word, avec l’étape en retard et le téléphone, sans les notes ni les autres étapes.",
    )


def _show_what_is_typed(source: DataSource, names: Mapping[str, str]) -> None:
    """Whom to call, beside what was said the last times; what is to be done next."""
    with st.grid(2, min_column_width=_COLUMN_WIDTH, gap="medium"):
        with st.container():
            contacts.show(source, names)
        with st.container():
            notes.show(source, names)
    box.show(source, subjects.list_of_organisation(source, names))


def _draw_way_back() -> None:
    st.page_link(
        menu.get_script(menu.MEMBERS), label="Toutes les organisations", icon=":material/arrow_back:"
    )


def _say_merged(organisation: Organisation, merged: tuple[Organisation, ...]) -> None:
    for predecessor in merged:
        st.info(
            format_sentence(
                f"« {predecessor.name} » a été reprise par « {organisation.name} », dont voici la fiche."
            ),
            icon=":material/merge:",
        )


def _offer_nearest(query: Query, organisation_id: str) -> None:
    if not organisation_id:
        st.info("Choisissez une organisation dans la liste.", icon=":material/person_search:")
    else:
        st.warning(
            format_sentence(f"Aucune organisation ne porte l’identifiant « {organisation_id} »."),
            icon=":material/person_search:",
        )
        nearest = directory.find_nearest(query, organisation_id)
        if nearest:
            st.markdown("Les noms les plus proches :")
        for organisation in nearest:
            member_links.draw(*organisation)
    _draw_way_back()
