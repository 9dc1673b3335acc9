"""What frames every page: navigation, the guard for direct links, the one place errors are shown."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import streamlit as st

from dse import figures, french, paths
from dse.disclosure import SettingsError, audience
from dse.disclosure.audiences import TEAM
from dse.errors import ReaderError
from dse.figures import TRENDS, Answer, highlights, tested
from dse.store import Store
from dse.ui.frame import (
    actions,
    chips,
    filters,
    projector_links,
    release_notes,
    screen,
    stale_version_banner,
    team_files,
)
from dse.ui.frame.data import Reading, demo_notice, reading
from dse.ui.frame.prose import sentence
from schemas.our_lists import UnusableList

ICON = str(Path(__file__).with_name("icon.svg"))
_FRAMED = "_framed"
_READING = "_reading"

# The file of a page bears the name of its address: until `st.navigation` has run once, Streamlit finds a page by
# its file. No icon: Streamlit would fetch it from the network for the browser's tab.
PAGES = (
    ("vue-ensemble", "Vue d’ensemble"),
    *figures.PAGES.items(),
    ("bilan", "Bilan triennal"),
    ("donnees", "Données"),
)
ROOT = "accueil"
# Reached from the others and by link. The projector's page has no frame: it says on its slides what others say around them.
PROJECTION, ORDERS = "projection", "deroules"
DATA = "donnees"
HIDDEN = ((PROJECTION, "Projection"), (ORDERS, "Déroulés"))
WORDS = [word for word, _ in (*PAGES, *HIDDEN)]
WITHOUT_FILTERS = ("bilan", "donnees", ORDERS)
# The first compares what was published with what is not, the second shows and gives the tables themselves.
FOR_THE_TEAM = ("bilan", "donnees")


def navigation() -> st.navigation:
    """Declare the pages and give the one asked for."""
    (first, first_title), *others = PAGES
    pages = [
        # Streamlit serves the first page at the root and keeps its word for nobody: an address by that word is another, hidden.
        st.Page(_script(first), title=first_title, url_path=ROOT, default=True),
        st.Page(_script(first), title=first_title, url_path=first, visibility="hidden"),
        *(st.Page(_script(word), title=title, url_path=word) for word, title in others),
    ]
    pages += [
        st.Page(_script(word), title=title, url_path=word, visibility="hidden") for word, title in HIDDEN
    ]
    return st.navigation(pages, expanded=True)


def _script(word: str) -> Path:
    return paths.ROOT / "pages" / f"{word}.py"


@contextmanager
def frame() -> Iterator[None]:
    """Mark the page being run as inside app.py."""
    st.session_state[_FRAMED] = True
    try:
        yield
    finally:
        del st.session_state[_FRAMED]


def require_frame() -> None:
    """Run again through app.py when Streamlit opened this page without it."""
    if _FRAMED not in st.session_state:
        navigation()
        st.rerun()


@contextmanager
def errors() -> Iterator[None]:
    """Show what goes wrong as one French sentence; the log says what without any value."""
    try:
        yield
    except (ReaderError, UnusableList) as error:
        st.error(sentence(str(error)), icon=":material/error:")
    except Exception as error:  # noqa: BLE001  the last resort: no traceback may reach the projector
        logging.getLogger("dse").error("unexpected %s at %s", type(error).__name__, _where(error))
        st.error(
            "Une erreur imprévue empêche d’afficher cette page. Rechargez-la ; si l’erreur revient, "
            "lancez « python -m dse check » et transmettez le journal à la personne qui suit l’outil."
        )


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"


def begin(page: st.Page, offer_restoration: Callable[[Store], None]) -> bool:
    """Read the version asked for, say what it is, draw the shared filters where the page has a use for them, and the title.

    False where the page is not to be run: nothing of the store can be read, and `offer_restoration` is drawn in its place.
    """
    pinned = filters.pinned()
    is_projected = page.url_path == PROJECTION
    team_files.take_over()
    if page.url_path == "donnees" and team_store().is_restoring():
        filters.hold()
        actions.tell()
        _keep_to_the_team(page)
        st.title(page.title)
        offer_restoration(team_store())
        return False
    source = _reading(pinned, st.toast if is_projected else st.warning)
    st.session_state[_READING] = source
    if is_projected:
        return True
    screen.bare_charts()
    with st.sidebar:
        projector_links.draw(source, page.url_path if page.url_path in WORDS else PAGES[0][0])
    if page.url_path in WITHOUT_FILTERS:
        filters.hold()
    else:
        filters.draw(source, pinned, page.url_path)
    with st.sidebar:
        if not _does_without_settings(page):
            filters.draw_public()
        st.caption(sentence(version_line(source)))
        _tell_public()
        release_notes.button()
        screen.in_french()
    actions.tell()
    _keep_to_the_team(page)
    if not source.is_demo and (lost := source.store.lost()) is not None:
        st.warning(
            f"La version {lost} ne se lit plus : voici la version {source.version.number}. La page Données dit que faire.",
            icon=":material/warning:",
        )
    stale_version_banner.tell(source)
    if source.is_demo:
        st.warning(
            "**Données de démonstration, fictives.** Importez vos fichiers sur la page Données : la démonstration "
            "disparaîtra.",
            icon=":material/science:",
        )
        if notice := demo_notice():
            st.info(sentence(notice), icon=":material/inventory_2:")
    _head(source, page)
    return True


def _head(source: Reading, page: st.Page) -> None:
    """Title and chips in one row: what a click filters moves nothing below."""
    with st.container(horizontal=True, vertical_alignment="center", key="tete"):
        st.title(page.title, width="content")
        if page.url_path not in WITHOUT_FILTERS:
            chips.draw(source)


def _tell_public() -> None:
    """Say for whom the page is shown when it is not the team."""
    if filters.chosen().audience != TEAM:
        looking = audience(filters.chosen().audience)
        st.caption(sentence(f"Public : {looking.label}. Retour à l’équipe : une nouvelle adresse."))


def _keep_to_the_team(page: st.Page) -> None:
    """Stop a page that is the team's only where another public looks."""
    if filters.chosen().audience != TEAM and page.url_path in FOR_THE_TEAM:
        st.info("Cette page est réservée à l’équipe.", icon=":material/lock:")
        st.stop()


def _does_without_settings(page: st.Page) -> bool:
    """Whether settings of the audiences that are wrong stop nothing: on page Données the team mends things, and makes backups."""
    if page.url_path != DATA or filters.chosen().audience != TEAM:
        return False
    try:
        audience(TEAM)
    except SettingsError:
        return True
    return False


def _reading(pinned: int | None, say: Callable[..., object]) -> Reading:
    try:
        return reading(pinned)
    except ReaderError as error:
        if pinned is None:
            raise
        say(sentence(f"{error} Voici la version actuelle."), icon=":material/history:")
        return reading()


def current() -> Reading:
    """The version read in this run."""
    return st.session_state[_READING]


def team_store() -> Store:
    """The team's own store, even while the demo is shown."""
    return Store(paths.store_path())


def version_line(source: Reading) -> str:
    """`Version 3 « Bilan 2016-2018 », du 4 mai 2019`."""
    name = source.store.names().get(source.version.number)
    made = french.day(source.version.created.astimezone().date())
    return f"Version {source.version.number}" + (f" « {name} »" if name else "") + f", du {made}"


def remember(answers: list[Answer], key: str = "a_retenir") -> None:
    """Show what to remember of a page: its strongest findings. Nothing where no figure has anything to say."""
    if all(each.table.empty for each in answers):
        return
    with st.container(border=True, key=key):
        st.markdown("**À retenir**")
        findings = highlights(answers)
        st.markdown("\n".join(f"- {sentence(each.sentence)}" for each in findings) or nothing_clear(answers))


def nothing_clear(answers: list[Answer]) -> str:
    """What is said where no finding is clear: nothing was seen, or nothing could be tested; before a public, of what it is shown."""
    if audience(filters.chosen().audience).lowered:
        return "Rien de net dans ce qui est montré à ce public."
    words = tested(answers)
    if TRENDS in words:
        return "Aucune tendance nette sur la période."
    too_few = "trop peu d’années ou de membres pour dire une tendance."
    return f"Aucun écart net ; {too_few}" if words else too_few.capitalize()


@cache
def settle_memory() -> None:
    """Leave what the first page imported out of every later garbage collection, which Streamlit runs at each rerun."""
    gc.collect()
    gc.freeze()
