"""The buttons that open the slides, and the way back to the page they were opened from."""

from __future__ import annotations

import streamlit as st

from dse import running_orders, slides
from dse.disclosure.audiences import PROJECTION, lowest
from dse.figures import Figure
from dse.slides import Deck, FigureSlide
from dse.ui.frame import address, filters, menu
from dse.ui.frame.address import SlidePosition
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown

_ORIGIN = "_before_projection"
HELP = "Les figures de cette page en grand, une par diapositive : ← et → pour avancer, Échap pour revenir."


def draw(source: DataSource, page: str) -> None:
    """Draw the button that projects a page, from the section that is shown, and the menu of running orders."""
    with st.container(horizontal=True, gap="xsmall", key="projeter"):
        if page in slides.PAGES and st.button("Projeter", icon=":material/slideshow:", help=HELP):
            deck = slides.of_page(page, get_slide_audience())
            open_slides(source, SlidePosition(page, slide=_find_first_of_section(deck, page)), page)
        orders = st.popover("Diaporamas", icon=":material/view_carousel:", key="deroules", on_change="rerun")
    if orders.open:
        with orders:
            _draw_orders(source, page)


def _draw_orders(source: DataSource, page: str) -> None:
    """A button for each running order, and a link to prepare one."""
    for number, order in running_orders.listed(source.store).items():
        if st.button(
            escape_markdown(order.title),
            key=f"deroule_{number}",
            icon=":material/slideshow:",
            width="stretch",
        ):
            open_slides(source, SlidePosition(order=number), page)
    st.page_link(menu.get_script(menu.ORDERS), label="Préparer un diaporama", icon=":material/edit:")


def draw_for_figure(source: DataSource, figure: Figure) -> None:
    """Draw the button that projects one figure, where it is a slide of its page."""
    if figure.page not in slides.PAGES:
        return
    page_slides = slides.of_page(figure.page, get_slide_audience()).slides
    figure_slide = FigureSlide(figure.id)
    if figure_slide in page_slides and st.button(
        "Projeter", key=f"projeter_{figure.id}", icon=":material/slideshow:", type="tertiary"
    ):
        open_slides(
            source, SlidePosition(figure.page, slide=page_slides.index(figure_slide) + 1), figure.page
        )


def get_slide_audience() -> str:
    """The audience of slides: that of the session, and a projection at most."""
    return lowest(filters.get_audience(), PROJECTION)


def open_slides(source: DataSource, position: SlidePosition, page: str) -> None:
    """Open a slide on the version that is read; page and address are remembered for the way back."""
    params = dict(filters.get_params())
    st.session_state[_ORIGIN] = page, params
    kept_params = {
        url_key: value
        for url_key, value in params.items()
        if url_key not in (address.SECTION, address.FIGURE)
    }
    st.switch_page(
        menu.get_script(menu.PROJECTION),
        query_params=kept_params | {address.VERSION: str(source.version.number)} | position.params,
    )


def turn_to(position: SlidePosition) -> None:
    """Show another slide or another screen of it; filters and version stay."""
    other_params = {
        url_key: value
        for url_key, value in filters.get_params().items()
        if url_key not in address.POSITION_KEYS
    }
    address.write_params(other_params | position.params)


def leave_slides(source: DataSource, position: SlidePosition, figure_id: str | None) -> None:
    """Go back to the page that the slides were opened from, at the section of the slide, with the current filters.

    The version leaves the address, unless it was there before or a link asked for an older one.
    """
    page, params_before = st.session_state.pop(_ORIGIN, (position.page, None))
    page = page if page in (*slides.PAGES, "deroules") else slides.HOME
    slide_keys = (address.VERSION, *address.POSITION_KEYS)
    params = {url_key: value for url_key, value in filters.get_params().items() if url_key not in slide_keys}
    if figure_id and (section := slides.part(figure_id)[0]) and page == position.page:
        params[address.SECTION] = section
    has_version = address.VERSION in params_before if params_before is not None else not _is_newest(source)
    if has_version:
        params[address.VERSION] = str(source.version.number)
    st.switch_page(menu.get_script(page), query_params=params)


def _is_newest(source: DataSource) -> bool:
    return source.version.number == source.store.current().number


def _find_first_of_section(deck: Deck, page: str) -> int:
    section = filters.get_params().get(address.SECTION)
    ranks = [
        rank
        for rank, slide in enumerate(deck.slides, 1)
        if isinstance(slide, FigureSlide) and slides.part(slide.figure_id)[0] == section
    ]
    return ranks[0] if section and ranks else 1
