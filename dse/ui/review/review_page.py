"""The review of a triennial on screen: what its dossier will hold, before it is prepared."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse import french
from dse.disclosure.audiences import PUBLICATION, TEAM
from dse.export import dossier
from dse.export.dossier import Choice, Contents
from dse.figures import Answer
from dse.indicator_status import MISSED, REACHED
from dse.ui.frame.data import Reading, answer, years
from dse.ui.frame.progress_bar import progress
from dse.ui.frame.prose import literal, sentence
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
    "Le dossier du bilan réunit, pour un triennal, chaque figure en tableaux et en images, un rapport, un classeur et la "
    "description des données. Ce qu’il publie des réponses aux enquêtes est gardé, pour que deux dossiers ne se contredisent pas."
)


def show(source: Reading) -> None:
    """Draw the choice, what the dossier will hold, and the way to have it."""
    if (known := years(source)) is None:
        st.info(
            "Rien de daté n’est encore importé : le bilan d’un triennal se prépare à partir des accompagnements, des activités ou "
            "des enquêtes de ses années.",
            icon=":material/info:",
        )
        st.page_link("pages/donnees.py", label="Importer des fichiers", icon=":material/upload_file:")
        return
    st.caption(ABOUT)
    choice = _choose(_within(known))
    preview = _preview(source, choice)
    for each in preview.notices:
        st.warning(sentence(each), icon=":material/warning:")
    _tiles(preview)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _remember(preview)
        _aims(preview)
    with right:
        above = st.container()
        dossier_contents.show(preview)
    with above:
        publish_dossier.show(source, choice)


def _within(known: tuple[int, int]) -> list[Triennial]:
    """The triennials of which the data say something; the first one where they say nothing of any."""
    first, last = known
    found = [
        each for each in codelists.triennials() if each.starts_on.year <= last and each.ends_on.year >= first
    ]
    return found or list(codelists.triennials()[:1])


def _choose(triennials: Sequence[Triennial]) -> Choice:
    """Draw the three choices. The latest triennial that is over comes first, against the one before it."""
    codes = [each.code for each in triennials]
    with st.container(horizontal=True, vertical_alignment="top", key="bilan_choix"):
        chosen = st.selectbox("Triennal", codes, index=_latest_over(triennials), key=TRIENNIAL, width=220)
        others = [each for each in codes if each != chosen]
        before = [each for each in others if each < chosen]
        against = st.selectbox(
            "Comparé à",
            [*others, NOBODY],
            index=others.index(before[-1]) if before else len(others),
            format_func=lambda each: "Aucun triennal" if each == NOBODY else each,
            key=f"{AGAINST}_{chosen}",
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
    return Choice(chosen, None if against == NOBODY else against, public)


def _latest_over(triennials: Sequence[Triennial]) -> int:
    """The place of the latest triennial that is over today; of the last where none is."""
    over = [at for at, each in enumerate(triennials) if each.ends_on < publish_dossier.today()]
    return over[-1] if over else len(triennials) - 1


def _preview(source: Reading, choice: Choice) -> Contents:
    """What the dossier will hold."""
    key = (source.place, source.version.number, source.version.created, choice)
    kept = st.session_state.get(_PREVIEW)
    if kept is None or kept[0] != key:
        with progress("Calcul des figures…") as told:
            contents = dossier.gather(
                source.store,
                source.version.number,
                choice,
                told,
                answering=lambda figure, selection: answer(source, figure.id, selection),
            )
        st.session_state[_PREVIEW] = kept = (key, contents)
    return kept[1]


def _tiles(contents: Contents) -> None:
    entries = list(contents.entries())
    hidden = [each for entry in entries for said in entry.answers() for each in said.hidden]
    masked = sum(int(each.what) for each in hidden if each.deed == "masked")
    absent = list(contents.left_out())
    with st.grid(4, min_column_width=TILE_WIDTH, gap="small"):
        st.metric("Figures", french.number(len(entries)), border=True)
        st.metric("Figures absentes", french.number(len(absent)), border=True)
        st.metric("Lignes masquées", french.number(masked), border=True)
        st.metric("Indicateurs atteints", _reached(contents), border=True)


def _reached(contents: Contents) -> str:
    found = _said(contents, PROGRESS)
    if found is None or found.table.empty:
        return "–"
    statuses = found.table["status"]
    return f"{french.number(int((statuses == REACHED).sum()))} sur {french.number(len(statuses))}"


def _said(contents: Contents, figure_id: str) -> Answer | None:
    return next((each.said for each in contents.entries() if each.figure.id == figure_id), None)


def _remember(contents: Contents) -> None:
    with st.container(border=True, key="a_retenir"):
        st.markdown("**À retenir du triennal**")
        for title, found in contents.highlights().items():
            points = "\n".join(f"- {sentence(each)}" for each in found)
            st.markdown(f"**{literal(title)}**\n\n{points}" if title else points)


def _aims(contents: Contents) -> None:
    """Indicators reached and missed, decisions and what became of them."""
    with st.container(border=True, key="bilan_cibles"):
        st.markdown("**Indicateurs et décisions**")
        st.markdown(
            "\n".join(f"- {sentence(each)}" for each in (*_indicators(contents), _decisions(contents)))
        )


def _indicators(contents: Contents) -> list[str]:
    found = _said(contents, PROGRESS)
    if found is None or found.table.empty:
        return ["Aucun indicateur n’a de période dans ce triennal."]
    titles = {each: _titles(found, each) for each in STATUSES}
    told = [f"{STATUSES[each]} : {french.listed(named)}." for each, named in titles.items() if named]
    return told or ["Aucun indicateur n’est encore atteint ni manqué."]


def _titles(found: Answer, status: str) -> list[str]:
    """The indicators of a status; those of which several parts have it once."""
    of = found.table.loc[found.table["status"] == status, "title"]
    return [f"« {each} »" for each in dict.fromkeys(of)]


def _decisions(contents: Contents) -> str:
    found = _said(contents, DECISIONS)
    if found is not None:
        return found.finding.sentence
    why = [each.why for each in contents.left_out() if each.figure.id == DECISIONS]
    return f"Décisions et suites : elles ne sont pas dans ce dossier. {''.join(why)}".strip()
