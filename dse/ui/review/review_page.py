"""The review of a triennial on screen: what its dossier will hold, before it is prepared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dse import french
from dse.disclosure.audiences import PUBLICATION, TEAM
from dse.export import dossier
from dse.export.dossier import Choice, Contents
from dse.figures import Answer
from dse.indicator_status import MISSED, REACHED
from dse.query import find_last_whole_day
from dse.ui.frame import menu
from dse.ui.frame.data import DataSource, find_years, get_answer
from dse.ui.frame.progress_bar import show_progress
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.review import dossier_contents, publish_dossier
from schemas import codelists
from schemas.codelists import Triennial

TRIENNIAL, AGAINST, PUBLIC = "bilan_triennal", "bilan_compare", "bilan_public"
PUBLICS = {PUBLICATION: "Diffusion", TEAM: "Équipe"}
NOBODY = "aucun"
TILE_WIDTH = 190
PROGRESS, DECISIONS = "indicators_progress", "decisions_followed"
_PREVIEW = "_bilan_apercu"
STATUSES = {REACHED: "Indicateurs atteints", MISSED: "Indicateurs non atteints"}
ABOUT = (
    "Le dossier réunit, pour un triennal, un Bilan à envoyer, une annexe statistique avec toutes les figures, un classeur, des images et "
    "les données. Ce qu’il publie des réponses aux enquêtes est gardé, pour que deux dossiers ne se contredisent pas."
)


def show(source: DataSource) -> None:
    """Draw the choices, the contents of the dossier, and the steps to publish it."""
    if (data_years := find_years(source)) is None:
        st.info(
            "Rien de daté n’est encore importé : le bilan d’un triennal se prépare à partir des accompagnements, des activités ou "
            "des enquêtes de ses années.",
            icon=":material/info:",
        )
        st.page_link(menu.get_script(menu.DATA), label="Importer des fichiers", icon=":material/upload_file:")
        return
    st.caption(ABOUT)
    choice = _choose_dossier(source, _list_triennials(data_years))
    preview = _get_preview(source, choice)
    for notice in preview.notices:
        st.warning(format_sentence(notice), icon=":material/warning:")
    _draw_tiles(preview)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _draw_highlights(preview)
        _draw_indicators_and_decisions(preview)
    with right:
        above = st.container()
        dossier_contents.show(preview)
    with above:
        publish_dossier.show(source, choice)


def _list_triennials(data_years: tuple[int, int]) -> list[Triennial]:
    """Triennials with data; the first one where none has any."""
    first, last = data_years
    triennials = [
        triennial
        for triennial in codelists.triennials()
        if triennial.starts_on.year <= last and triennial.ends_on.year >= first
    ]
    return triennials or list(codelists.triennials()[:1])


def _choose_dossier(source: DataSource, triennials: Sequence[Triennial]) -> Choice:
    """Draw the three choices. The latest triennial that is over comes first, against the one before it."""
    codes = [triennial.code for triennial in triennials]
    last_day = find_last_whole_day(source.store, source.version)
    running = {triennial.code for triennial in triennials if triennial.ends_on > last_day}
    with st.container(horizontal=True, vertical_alignment="top", key="bilan_choix"):
        triennial = st.selectbox(
            "Triennal",
            codes,
            index=_find_latest_ended(triennials, last_day),
            format_func=lambda code: f"{code} (en cours)" if code in running else code,
            key=TRIENNIAL,
            width=220,
        )
        others = [code for code in codes if code != triennial]
        earlier = [code for code in others if code < triennial]
        against = st.selectbox(
            "Comparé à",
            [*others, NOBODY],
            index=others.index(earlier[-1]) if earlier else len(others),
            format_func=lambda code: "Aucun triennal" if code == NOBODY else code,
            key=f"{AGAINST}_{triennial}",
            width=220,
        )
        public = st.segmented_control(
            "Public du dossier",
            list(PUBLICS),
            format_func=PUBLICS.get,
            default=PUBLICATION,
            required=True,
            key=PUBLIC,
        )
    return Choice(triennial, None if against == NOBODY else against, public)


def _find_latest_ended(triennials: Sequence[Triennial], last_day: date) -> int:
    """Index of the latest triennial that was over on the last day of the data; of the last one where none was."""
    ended = [index for index, triennial in enumerate(triennials) if triennial.ends_on <= last_day]
    return ended[-1] if ended else len(triennials) - 1


def _get_preview(source: DataSource, choice: Choice) -> Contents:
    """What the dossier will hold."""
    key = (source.store_path, source.version.number, source.version.created, choice)
    cached = st.session_state.get(_PREVIEW)
    if cached is None or cached[0] != key:
        with show_progress("Calcul des figures…") as show_step:
            contents = dossier.gather(
                source.store,
                source.version.number,
                choice,
                show_step,
                answering=lambda figure, selection: get_answer(source, figure.id, selection),
            )
        st.session_state[_PREVIEW] = cached = (key, contents)
    return cached[1]


def _draw_tiles(contents: Contents) -> None:
    entries = list(contents.entries())
    hidden = [item for entry in entries for answer in entry.answers() for item in answer.hidden]
    masked = sum(int(item.what) for item in hidden if item.kind == "masked")
    absent = list(contents.left_out())
    with st.grid(4, min_column_width=TILE_WIDTH, gap="small"):
        st.metric("Figures", french.number(len(entries)), border=True)
        st.metric("Figures absentes", french.number(len(absent)), border=True)
        st.metric("Lignes masquées", french.number(masked), border=True)
        st.metric("Indicateurs atteints", _describe_reached(contents), border=True)


def _describe_reached(contents: Contents) -> str:
    answer = _find_answer(contents, PROGRESS)
    if answer is None or answer.table.empty:
        return "–"
    statuses = answer.table["status"]
    return f"{french.number(int((statuses == REACHED).sum()))} sur {french.number(len(statuses))}"


def _find_answer(contents: Contents, figure_id: str) -> Answer | None:
    return next((entry.answer for entry in contents.entries() if entry.figure.id == figure_id), None)


def _draw_highlights(contents: Contents) -> None:
    with st.container(border=True, key="a_retenir"):
        st.markdown("**À retenir du triennal**")
        for title, highlights in contents.highlights().items():
            points = "\n".join(f"- {format_sentence(highlight)}" for highlight in highlights)
            st.markdown(f"**{escape_markdown(title)}**\n\n{points}" if title else points)


def _draw_indicators_and_decisions(contents: Contents) -> None:
    """Indicators reached and missed, decisions and what became of them."""
    with st.container(border=True, key="bilan_cibles"):
        st.markdown("**Indicateurs et décisions**")
        st.markdown(
            "\n".join(
                f"- {format_sentence(text)}"
                for text in (*_describe_indicators(contents), _describe_decisions(contents))
            )
        )


def _describe_indicators(contents: Contents) -> list[str]:
    answer = _find_answer(contents, PROGRESS)
    if answer is None or answer.table.empty:
        return ["Aucun indicateur n’a de période dans ce triennal."]
    titles_by_status = {status: _list_titles(answer, status) for status in STATUSES}
    texts = [
        f"{STATUSES[status]} : {french.listed(titles)}."
        for status, titles in titles_by_status.items()
        if titles
    ]
    return texts or ["Aucun indicateur n’est encore atteint ni manqué."]


def _list_titles(answer: Answer, status: str) -> list[str]:
    """The indicators of a status; those of which several parts have it once."""
    titles = answer.table.loc[answer.table["status"] == status, "title"]
    return [f"« {title} »" for title in dict.fromkeys(titles)]


def _describe_decisions(contents: Contents) -> str:
    answer = _find_answer(contents, DECISIONS)
    if answer is not None:
        return answer.finding.sentence
    reasons = [absent.why for absent in contents.left_out() if absent.figure.id == DECISIONS]
    return f"Décisions et suites : elles ne sont pas dans ce dossier. {''.join(reasons)}".strip()
