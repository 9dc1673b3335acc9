"""The review of a triennial on screen: its plan, chapter by chapter, then its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from dse.disclosure.audiences import PUBLICATION, TEAM
from dse.export.dossier import Choice
from dse.export.dossier.review_contents import keep_review
from dse.query import find_last_whole_day
from dse.review import Chapter, Plan
from dse.ui.frame import menu
from dse.ui.frame.data import DataSource, find_years
from dse.ui.frame.prose import format_sentence
from dse.ui.review import (
    chapter_editor,
    chapter_list,
    chapter_preview,
    comment_box,
    dossier_contents,
    page_contents,
    plan_choice,
    plan_state,
    publish_dossier,
)
from schemas import codelists
from schemas.codelists import Triennial

TRIENNIAL, AGAINST, PUBLIC, VIEW = "bilan_triennal", "bilan_compare", "bilan_public", "bilan_vue"
PUBLICS = {PUBLICATION: "Diffusion", TEAM: "Équipe"}
NOBODY = "aucun"
COMPOSE, PREVIEW = "Composer", "Aperçu"
ABOUT = (
    "Choisissez les figures de chaque chapitre, écrivez vos commentaires, puis préparez les documents. Tout s’enregistre au fur et à "
    "mesure, à côté de vos données."
)


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
    st.caption(ABOUT)
    choice, saved = _choose_review(source, _list_triennials(data_years))
    plan_choice.show_notices(source, saved)
    plan = saved or _propose(source, choice)
    with st.container(key="bilan_plan"):
        left, right = st.columns([5, 13], gap="medium")
        with left, st.container(key="bilan_sommaire", gap="small"):
            chapter = chapter_list.choose(plan)
            _draw_undo(source, plan)
            comment_box.draw_author(source, plan)
            comment_box.draw_unsaved(plan)
        with right:
            if chapter is None:
                _show_documents(source, choice, saved)
            else:
                _show_chapter(source, choice, plan, chapter)


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
    view = st.segmented_control(
        "Vue",
        [COMPOSE, PREVIEW],
        default=COMPOSE,
        required=True,
        key=VIEW,
        label_visibility="collapsed",
        persist_state="session",
    )
    (chapter_preview if view == PREVIEW else chapter_editor).show(source, choice, plan, chapter)


def _show_documents(source: DataSource, choice: Choice, plan: Plan | None) -> None:
    """What the dossier will hold, and the steps to its files."""
    contents = page_contents.gather_all(source, choice, plan)
    for notice in contents.notices:
        st.warning(format_sentence(notice), icon=":material/warning:")
    chosen = publish_dossier.show(source, choice, plan)
    dossier_contents.show(keep_review(contents) if chosen and chosen.is_review_only else contents)


def _list_triennials(data_years: tuple[int, int]) -> list[Triennial]:
    """Triennials with data; the first one where none has any."""
    first, last = data_years
    triennials = [
        triennial
        for triennial in codelists.triennials()
        if triennial.starts_on.year <= last and triennial.ends_on.year >= first
    ]
    return triennials or list(codelists.triennials()[:1])


def _choose_review(source: DataSource, triennials: Sequence[Triennial]) -> tuple[Choice, Plan | None]:
    """Draw the choices, the plan among them, None for the proposal. The latest triennial that is over comes first, against the one
    before it."""
    codes = [triennial.code for triennial in triennials]
    last_day = find_last_whole_day(source.store, source.version)
    running = {triennial.code for triennial in triennials if triennial.ends_on > last_day}
    with st.container(horizontal=True, vertical_alignment="bottom", key="bilan_choix"):
        triennial = st.selectbox(
            "Triennal",
            codes,
            index=_find_latest_ended(triennials, last_day),
            format_func=lambda code: f"{code} (en cours)" if code in running else code,
            key=TRIENNIAL,
            width=170,
            persist_state="session",
        )
        others = [code for code in codes if code != triennial]
        earlier = [code for code in others if code < triennial]
        against = st.selectbox(
            "Comparé à",
            [*others, NOBODY],
            index=others.index(earlier[-1]) if earlier else len(others),
            format_func=lambda code: "Aucun triennal" if code == NOBODY else code,
            key=f"{AGAINST}_{triennial}",
            width=150,
            persist_state="session",
        )
        public = st.segmented_control(
            "Public du Bilan",
            list(PUBLICS),
            format_func=PUBLICS.get,
            default=PUBLICATION,
            required=True,
            key=PUBLIC,
            persist_state="session",
        )
        plan = plan_choice.choose(source, triennial)
    return Choice(triennial, None if against == NOBODY else against, public), plan


def _find_latest_ended(triennials: Sequence[Triennial], last_day: date) -> int:
    """Index of the latest triennial that was over on the last day of the data; of the last one where none was."""
    ended = [index for index, triennial in enumerate(triennials) if triennial.ends_on <= last_day]
    return ended[-1] if ended else len(triennials) - 1
