"""The review of a triennial on screen: its plan, chapter by chapter, then its documents."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dse import french
from dse.export.dossier import Choice
from dse.review import Chapter, Plan
from dse.ui.frame import address, chips, filters, menu, screen
from dse.ui.frame.data import DataSource, find_years
from dse.ui.frame.prose import format_sentence
from dse.ui.review import (
    chapter_editor,
    chapter_list,
    chapter_preview,
    comment_box,
    page_contents,
    plan_choice,
    plan_state,
    publish_dossier,
    review_address,
    review_choice,
)

ABOUT = (
    "Un chapitre après l’autre : choisissez les figures, puis écrivez ; les documents viennent en dernier. Tout s’enregistre au fur et à "
    "mesure{}"
)
WITH_DATA = ", à côté de vos données."
IN_DEMO = ". Ceci est une démonstration : pour écrire un vrai Bilan, importez d’abord vos fichiers."


def show(source: DataSource) -> None:
    """Draw the choices, the chapters of the plan, and the one that is chosen or the documents."""
    if (data_years := find_years(source)) is None:
        st.info(
            "Rien de daté n’est encore importé : le bilan d’un triennal se prépare à partir des accompagnements, des activités ou "
            "des enquêtes de ses années.",
            icon=":material/info:",
        )
        st.page_link(menu.get_script(menu.DATA), label="Importer des fichiers", icon=":material/upload_file:")
        return
    screen.follow_cursor()
    st.caption(format_sentence(ABOUT.format(IN_DEMO if source.is_demo else WITH_DATA)))
    _say_filters(source)
    comment_box.recall_author()  # signs what is confirmed on Documents too
    triennials = review_choice.list_triennials(data_years)
    codes = [triennial.code for triennial in triennials]
    first_triennial = review_choice.find_first_triennial(source, triennials)
    review_address.apply(codes, first_triennial)
    screen.follow_brought()
    choice, saved = review_choice.choose(source, triennials)
    plan_choice.show_notices(source, saved)
    plan = saved or _propose(source, choice)
    with st.container(key=chapter_list.PLACE):
        left, right = st.columns([5, 13], gap="medium")
        with left, st.container(key="bilan_sommaire", gap="small"):
            chapter = chapter_list.choose(plan)
            review_address.keep(source, choice, saved, codes, first_triennial)
            _draw_undo(source, plan)
            comment_box.draw_unsaved(plan)
        with right:
            if chapter is None:
                st.empty()  # takes the place of a chapter, which else stands under the documents while these are written
                _show_documents(source, choice, saved)
            else:
                with st.container():
                    _show_chapter(source, choice, plan, chapter)
    plan_state.mark_drawn()


def _say_filters(source: DataSource) -> None:
    """That the filters which other pages keep do nothing here; the years are those of the triennial."""
    labels = chips.describe_filters(filters.get_selection(), filters.get_all_years(source))
    if names := french.listed([label for key, label in labels.items() if key != address.YEARS]):
        st.caption(
            format_sentence(f"Vos filtres ({names}) ne jouent pas ici : le Bilan porte sur tout le réseau.")
        )


def _propose(source: DataSource, choice: Choice) -> Plan:
    """The plan that the documents follow where the team has none."""
    proposal = page_contents.gather_all(source, choice, None).plan
    return replace(plan_choice.name_proposal(source, choice.triennial), chapters=proposal.chapters)


def _draw_undo(source: DataSource, plan: Plan) -> None:
    if undo := plan_state.find_undo(plan):
        st.button(
            format_sentence(f"Annuler : {undo.description}"),
            key="bilan_annuler",
            icon=":material/undo:",
            type="tertiary",
            on_click=plan_state.take_back,
            args=(source, plan, undo),
        )


def _show_chapter(source: DataSource, choice: Choice, plan: Plan, chapter: Chapter) -> None:
    st.session_state.setdefault(chapter_list.VIEW, chapter_list.COMPOSE)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        view = st.segmented_control(
            "Vue",
            [chapter_list.COMPOSE, chapter_list.PREVIEW],
            required=True,
            key=chapter_list.VIEW,
            label_visibility="collapsed",
            persist_state="session",
        )
        comment_box.draw_author(source, plan)
    (chapter_preview if view == chapter_list.PREVIEW else chapter_editor).show(source, choice, plan, chapter)
    chapter_list.draw_next(chapter)


def _show_documents(source: DataSource, choice: Choice, plan: Plan | None) -> None:
    """What the dossier will hold, and the steps to its files."""
    contents = page_contents.gather_all(source, choice, plan)
    for notice in contents.notices:
        st.warning(format_sentence(notice), icon=":material/warning:")
    publish_dossier.show(source, choice, plan, contents)
