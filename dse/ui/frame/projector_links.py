"""To the projector and back: the buttons that open the slides, and where leaving them leads."""

from __future__ import annotations

import streamlit as st

from dse import running_orders, slides
from dse.disclosure.audiences import PROJECTION, lowest
from dse.figures import Figure
from dse.slides import Deck, FigureSlide
from dse.ui.frame import address, filters
from dse.ui.frame.address import Place
from dse.ui.frame.data import Reading
from dse.ui.frame.prose import literal

_BEFORE = "_before_projection"
HELP = "Les figures de cette page en grand, une par diapositive : ← et → pour avancer, Échap pour revenir."


def draw(source: Reading, page: str) -> None:
    """Draw the button that projects a page, from the part that is shown."""
    with st.container(horizontal=True, key="projeter"):
        if page in slides.PAGES and st.button("Projeter", icon=":material/slideshow:", help=HELP):
            deck = slides.of_page(page, before_a_room())
            go(source, Place(page, slide=_first_of_part(deck, page)), page)
        chosen = st.popover("Déroulés", icon=":material/view_carousel:", key="deroules", on_change="rerun")
    if chosen.open:
        with chosen:
            _draw_orders(source, page)


def _draw_orders(source: Reading, page: str) -> None:
    """A button a running order, and the way to prepare one."""
    for number, order in running_orders.listed(source.store).items():
        if st.button(
            literal(order.title), key=f"deroule_{number}", icon=":material/slideshow:", width="stretch"
        ):
            go(source, Place(order=number), page)
    st.page_link("pages/deroules.py", label="Préparer un déroulé", icon=":material/edit:")


def this_figure(source: Reading, figure: Figure) -> None:
    """Draw the button that projects one figure, where it is a slide of its page."""
    shown = slides.of_page(figure.page, before_a_room()).slides
    wanted = FigureSlide(figure.id)
    if wanted in shown and st.button("Projeter", key=f"projeter_{figure.id}", icon=":material/slideshow:"):
        go(source, Place(figure.page, slide=shown.index(wanted) + 1), figure.page)


def before_a_room() -> str:
    """The audience of a slide: who this session is shown to, and never more than a room."""
    return lowest(filters.public(), PROJECTION)


def go(source: Reading, place: Place, page: str) -> None:
    """Open a slide on the version that is read; what was there before is kept for the way back."""
    words = dict(filters.words())
    st.session_state[_BEFORE] = page, words
    kept = {word: value for word, value in words.items() if word != address.SECTION}
    st.switch_page(
        "pages/projection.py",
        query_params=kept | {address.VERSION: str(source.version.number)} | place.words,
    )


def leave(source: Reading, place: Place, figure_id: str | None) -> None:
    """Go back to the page the slides came from, at the part of the slide shown, with the filters of now.

    The version that was pinned is let go, unless it was pinned before or an older one was asked for by link.
    """
    page, before = st.session_state.pop(_BEFORE, (place.page, None))
    page = page if page in (*slides.PAGES, "deroules") else slides.HOME
    own = (address.VERSION, *address.PROJECTED)
    words = {word: value for word, value in filters.words().items() if word not in own}
    if figure_id and (part := slides.part(figure_id)[0]) and page == place.page:
        words[address.SECTION] = part
    was_pinned = address.VERSION in before if before is not None else not _is_newest(source)
    if was_pinned:
        words[address.VERSION] = str(source.version.number)
    st.switch_page(f"pages/{page}.py", query_params=words)


def _is_newest(source: Reading) -> bool:
    return source.version.number == source.store.current().number


def _first_of_part(deck: Deck, page: str) -> int:
    part = filters.words().get(address.SECTION)
    places = [rank for rank, each in enumerate(deck.slides, 1) if slides.part(each.figure_id)[0] == part]
    return places[0] if part and places else 1
