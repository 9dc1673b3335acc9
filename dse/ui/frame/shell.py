"""What every page shows above and beside it, and the one place errors are shown."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from math import ceil
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dse import figures, french, paths
from dse.disclosure import SettingsError, audience
from dse.disclosure.audiences import TEAM
from dse.errors import ReaderError
from dse.figures import TRENDS, Answer, Finding, highlights, tested
from dse.query import open_versions_once
from dse.store import Store, describe_day
from dse.ui.frame import (
    actions,
    chips,
    empty_state,
    filters,
    long_work,
    menu,
    projector_links,
    release_notes,
    screen,
    stale_version_banner,
    team_files,
    uploaded_files,
    wordmark,
)
from dse.ui.frame.data import DataSource, get_demo_notice, open_source
from dse.ui.frame.menu import DATA, FOR_THE_TEAM, ORDERS, PAGES, PROJECTION, REVIEW, SHEETS, SLUGS
from dse.ui.frame.prose import format_sentence
from schemas.our_lists import UnusableList

_SOURCE = "_reading"
_BESIDE_AUDIENCE = "_beside_audience"
_HIGHLIGHTED_PAGE = "_highlighted_page"
HIGHLIGHTS_TITLE = "**À retenir**"
WAY_OUT_OF_DEMO = "Importez vos fichiers sur la page Données : la démonstration disparaîtra."
HIGHLIGHT_LETTERS = 110  # of a line on a laptop

WITHOUT_FILTERS = (REVIEW, "donnees", ORDERS, *SHEETS)


@contextmanager
def show_errors() -> Iterator[None]:
    """Show what goes wrong as one French sentence; the log says what without any value. The run opens a version once."""
    try:
        with open_versions_once():
            yield
    except (ReaderError, UnusableList) as error:
        st.error(format_sentence(str(error)), icon=":material/error:")
    except Exception as error:  # noqa: BLE001  the last resort: no traceback may reach the projector
        logging.getLogger("dse").error("unexpected %s at %s", type(error).__name__, _find_location(error))
        st.error(
            "Une erreur imprévue empêche d’afficher cette page. Rechargez-la ; si l’erreur revient, "
            "lancez « python -m dse check » et transmettez le journal à la personne qui suit l’outil."
        )


def _find_location(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"


def begin_page(
    page: st.Page, offer_restoration: Callable[[Store], None], draw_search: Callable[[DataSource, str], None]
) -> bool:
    """Open the version asked for, then draw sidebar, filters, banners and title.

    False where the page is not to be run: nothing of the store can be read, and `offer_restoration` is drawn in its place. `draw_search` is called at the
    top of the sidebar.
    """
    requested_version = filters.get_requested_version()
    is_projected = page.url_path == PROJECTION
    if page.url_path != DATA:
        uploaded_files.give_back_all()
    team_files.take_over()
    _sweep_forgotten(paths.store_path())
    if page.url_path == DATA and _is_restoring():
        filters.keep_selection(page.url_path)
        menu.end_loading()
        actions.show_outcome()
        _stop_if_team_only(page)
        st.title(page.title)
        offer_restoration(get_team_store())
        return False
    source = _open_requested(requested_version, st.toast if is_projected else st.warning)
    st.session_state[_SOURCE] = source
    if is_projected:
        menu.end_loading()
        return True
    screen.apply_page_style()
    screen.hold_clicks()
    wordmark.draw()
    slug = page.url_path if page.url_path in SLUGS else PAGES[0][0]
    filters.open_figure(slug)
    with st.sidebar:
        draw_search(source, slug)
        projector_links.draw(source, slug)
    if page.url_path in WITHOUT_FILTERS:
        filters.keep_selection(page.url_path)
    else:
        filters.draw(source, requested_version, page.url_path)
    with st.sidebar:
        if page.url_path != REVIEW and not _has_unusable_settings(page):
            filters.draw_audience()
        st.session_state[_BESIDE_AUDIENCE] = st.empty()
        st.caption(format_sentence(describe_version(source)))
        _show_audience()
        release_notes.draw_button()
    menu.end_loading()
    actions.show_outcome()
    _stop_if_team_only(page)
    if not source.is_demo and (lost := source.store.lost()) is not None:
        st.warning(
            f"La version {lost} ne se lit plus : voici la version {source.version.number}. La page Données dit que faire.",
            icon=":material/warning:",
        )
    stale_version_banner.show(source)
    if source.is_demo:
        with st.container(key="demonstration"):
            way_out = "" if empty_state.is_public() else f" {WAY_OUT_OF_DEMO}"
            st.warning(f"**Données de démonstration, fictives.**{way_out}", icon=":material/science:")
        if notice := get_demo_notice():
            st.info(format_sentence(notice), icon=":material/inventory_2:")
    _draw_head(source, page)
    return True


def _is_restoring() -> bool:
    """Whether a backup is being put back, or was not to its end."""
    store = get_team_store()
    key = long_work.RESTORATION, store.path
    return store.is_restoring() or long_work.find(key) is not None or long_work.is_elsewhere(key)


def _draw_head(source: DataSource, page: st.Page) -> None:
    """Title and chips in one row: what a click filters moves nothing below. A sheet has the name of what it is of for a title."""
    if page.url_path in SHEETS:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="tete"):
        st.title(page.title, width="content")
        if page.url_path not in WITHOUT_FILTERS:
            chips.draw(source)


_WAY_BACK = "Pour revenir à l’équipe, ouvrez le tableau de bord dans un nouvel onglet, sans « public » dans l’adresse."


def _show_audience() -> None:
    """Show the audience when it is not the team."""
    if filters.get_selection().audience != TEAM:
        shown_audience = audience(filters.get_selection().audience)
        way_back = "" if filters.is_lowered_here() else f" {_WAY_BACK}"
        st.caption(format_sentence(f"Public : {shown_audience.label}.{way_back}"))
        filters.offer_team()


def _stop_if_team_only(page: st.Page) -> None:
    """Stop a page for the team only, where another audience looks."""
    if filters.get_selection().audience != TEAM and page.url_path in FOR_THE_TEAM:
        st.info("Cette page est réservée à l’équipe.", icon=":material/lock:")
        st.stop()


def _has_unusable_settings(page: st.Page) -> bool:
    """Whether the audience settings have errors on page Données, which works without them: the team repairs and backs up there."""
    if page.url_path != DATA or filters.get_selection().audience != TEAM:
        return False
    try:
        audience(TEAM)
    except SettingsError:
        return True
    return False


def _open_requested(requested_version: int | None, warn: Callable[..., object]) -> DataSource:
    try:
        return open_source(requested_version)
    except ReaderError as error:
        if requested_version is None:
            raise
        warn(format_sentence(f"{error} Voici la version actuelle."), icon=":material/history:")
        return open_source()


def get_source() -> DataSource:
    """The version read in this run."""
    return st.session_state[_SOURCE]


def write_beside_audience(text: str) -> None:
    """Write a sentence under the choice of the audience."""
    st.session_state[_BESIDE_AUDIENCE].caption(format_sentence(text))


@st.cache_resource(show_spinner=False)
def _sweep_forgotten(store_path: Path) -> None:
    """Take away what still holds somebody forgotten, at every start."""
    Store(store_path).sweep_forgotten()


def get_team_store() -> Store:
    """The team's own store, even while the demo is shown."""
    return Store(paths.store_path())


def describe_version(source: DataSource) -> str:
    """`Version 3 « Bilan 2016-2018 », du 4 mai 2019, données arrêtées au 31 décembre 2018`."""
    name = source.store.names().get(source.version.number)
    created_on = french.day(source.version.created.astimezone().date())
    heading = f"Version {source.version.number}" + (f" « {name} »" if name else "")
    return ", ".join(filter(None, [heading, f"du {created_on}", describe_day(source.version)]))


def reserve_highlights(page: str) -> DeltaGenerator:
    """A place for the highlights above the charts, which are drawn first.

    On the first run it is about as high as they will be, so that nothing moves when they come; later the last ones stay until then.
    """
    container = st.container()
    if st.session_state.get(_HIGHLIGHTED_PAGE) == page:
        return container
    st.session_state[_HIGHLIGHTED_PAGE] = page
    slot = container.empty()
    with slot.container(border=True, horizontal=True, key="a_retenir_attendu"):
        _write_highlights("\n".join("- …" for _ in range(figures.HIGHLIGHTS)))
    return slot


def show_highlights(
    container: DeltaGenerator,
    answers: list[Answer],
    first_card: Answer | None,
    draw_link: Callable[[str, Finding], None],
) -> None:
    """Show the highlights of a part: its strongest findings, without what its first card says unless that is the strongest of several, so
    that the first one is the first everywhere. Nothing where no figure has rows.

    `draw_link` is called with the figure of each and the finding.
    """
    if all(answer.table.empty for answer in answers):
        container.empty()
        return
    findings = highlights(answers)
    first_sentence = first_card.finding.sentence if first_card else ""
    others = [finding for finding in findings if finding.sentence != first_sentence]
    if findings and not others:
        container.empty()
        return
    if findings and findings[0].sentence != first_sentence:
        findings = others
    with container.container(border=True, horizontal=True, key="a_retenir"):
        if not findings:
            _write_highlights(describe_no_finding(answers))
            return
        st.markdown(HIGHLIGHTS_TITLE, width="content")
        figure_ids = {answer.finding.sentence: answer.figure_id for answer in answers}
        with st.container(gap=None, width="stretch", key="a_retenir_constats"):
            for finding in _fit_lines(findings):
                draw_link(figure_ids[finding.sentence], finding)


def _write_highlights(text: str) -> None:
    st.markdown(HIGHLIGHTS_TITLE, width="content")
    st.markdown(text, width="stretch")


def _fit_lines(findings: list[Finding]) -> list[Finding]:
    """The strongest findings that fit in a line each, on a laptop: the first chart stays in sight. A long one takes the lines of others."""
    fitting: list[Finding] = []
    lines_left = figures.HIGHLIGHTS
    for finding in findings:
        lines = ceil(len(finding.sentence) / HIGHLIGHT_LETTERS)
        if lines <= lines_left or not fitting:
            fitting.append(finding)
            lines_left -= lines
    return fitting


def describe_no_finding(answers: list[Answer]) -> str:
    """What to say where no finding is significant: no difference seen, or too few data to test; to a public, neither."""
    if audience(filters.get_selection().audience).is_public:
        return "Rien de net dans ce qui est montré à ce public."
    tests_done = tested(answers)
    if TRENDS in tests_done:
        return "Aucune tendance nette sur la période."
    too_few = "trop peu d’années ou de membres pour dire une tendance."
    return f"Aucun écart net ici ; {too_few}" if tests_done else too_few.capitalize()


@cache
def freeze_imports() -> None:
    """Keep the modules imported by the first page out of later garbage collections, which Streamlit runs at each rerun."""
    gc.collect()
    gc.freeze()
