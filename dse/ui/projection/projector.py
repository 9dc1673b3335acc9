"""The projector: which slide, the keys that move, the filters at hand, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dse import running_orders, slides
from dse.disclosure.audiences import TEAM
from dse.slides import Deck, FigureSlide, TitleSlide
from dse.ui.card import record_decision
from dse.ui.frame import actions, address, filters, projector_links, screen, shell
from dse.ui.frame.address import SlidePosition
from dse.ui.frame.prose import format_sentence
from dse.ui.projection import slide

_FILTERS, _LAST, _DECISION_REQUESTED = "_filters_over_slide", "_last_projected", "_consigning"
_WARNED_OF_OLDER = "_older_order_said"
UNKNOWN_PAGE = "Ce lien demande une page que le tableau de bord n’a pas."
LOST_ORDER = "Ce diaporama ne se lit plus."
OLDER_ORDER = "Ce diaporama peut dater d’avant son dernier enregistrement, qui ne se lit plus : la page Diaporamas dit que faire."
UNKNOWN_ORDER = "Ce diaporama n’existe pas, ou n’existe plus."
EMPTY_ORDER = "Ce diaporama n’a pas encore de diapositive."
NO_SLIDE = "Cette page n’a rien à projeter : ses figures sont des listes, ou réservées à l’équipe."
WAY_OUT = "Échap ramène au tableau de bord."


def show() -> None:
    """Draw the slide that the address asks for; the keys first, since a figure may take time."""
    screen.apply_slide_style()
    source, requested = shell.get_source(), _get_requested_position()
    window_shape = screen.get_window_shape()
    deck = _get_deck(requested)
    position = replace(_go_to(requested, requested.slide, len(deck.slides)), screen=requested.screen)
    with_filters = st.session_state.get(_FILTERS, False)
    selection = filters.apply_to_slides(source, position, has_filter_row=with_filters)
    actions.toast_outcome()
    slide_shown = deck.slides[position.slide - 1]
    parts = slide.build_frame()
    with parts.keys:
        records_decision = _draw_keys(deck, position, slide_shown)
    answer = slide.draw(
        parts, source, deck, position, slide_shown, selection, window_shape, with_filters=with_filters
    )
    if records_decision and answer is not None:
        record_decision.open_form(source, answer)


def _get_requested_position() -> SlidePosition:
    """The position in the address; the last one where it has none, as after the browser's back button."""
    position = address.read_position(filters.get_params())
    if not (position.page or position.order):
        position = st.session_state.get(_LAST, position)
    st.session_state[_LAST] = position
    return position


def _get_deck(position: SlidePosition) -> Deck:
    """Slides of the page or running order of the address; one slide that says why where there are none."""
    if position.order is not None:
        return _get_order_deck(position.order)
    if position.page not in slides.PAGES:
        return Deck("Projection", (TitleSlide(UNKNOWN_PAGE, WAY_OUT),))
    deck = slides.of_page(position.page, projector_links.get_slide_audience())
    return deck if deck.slides else Deck(deck.title, (TitleSlide(NO_SLIDE, WAY_OUT),))


def _get_order_deck(number: int) -> Deck:
    """Slides of a running order; from an older record, with a warning, where the newest cannot be read."""
    store = shell.get_source().store
    order, loss = running_orders.find(store, number), running_orders.loss_of(store, number)
    if order is None:
        no_slides = TitleSlide(LOST_ORDER, loss) if loss else TitleSlide(UNKNOWN_ORDER, WAY_OUT)
        return Deck("Diaporama", (no_slides,))
    if loss and st.session_state.get(_WARNED_OF_OLDER) != (number, loss):
        st.session_state[_WARNED_OF_OLDER] = number, loss
        st.toast(format_sentence(OLDER_ORDER), icon=":material/warning:", duration="long")
    return Deck(order.title, order.slides or (TitleSlide(order.title, EMPTY_ORDER),))


def _draw_keys(deck: Deck, position: SlidePosition, slide_shown: slides.Slide) -> bool:
    """Draw the buttons, and hidden ones for the keyboard; whether the form of a decision is to be opened.

    There are no shortcuts while that form is open: it has keys of its own.
    """
    last = len(deck.slides)
    previous, following = (_go_to(position, position.slide + step, last) for step in (-1, 1))
    records_decision = st.session_state.pop(_DECISION_REQUESTED, False)
    if isinstance(slide_shown, FigureSlide) and filters.get_audience() == TEAM:  # as under a card
        _draw_button("Consigner une piste", "push_pin", "consigner", "", _request_decision)
    _draw_button("Filtres", "filter_alt", "filtrer", " (F)", _toggle_filters)
    _draw_button(
        "Diapositive précédente", "chevron_left", "precedente", " (←)", projector_links.turn_to, previous
    )
    _draw_summary(deck, position)
    _draw_button(
        "Diapositive suivante", "chevron_right", "suivante", " (→)", projector_links.turn_to, following
    )
    is_leaving = _draw_button("Quitter", "close", "quitter", " (Échap)")
    if not records_decision:
        is_leaving = _draw_shortcuts(position, previous, following, last) or is_leaving
    if is_leaving:
        _leave_or_close_filters(position, slide_shown)
    return records_decision


def _draw_button(
    label: str, icon: str, key: str, shortcut: str, action: Callable[..., None] | None = None, *args: object
) -> bool:
    return st.button(
        label,
        key=f"icone_{key}",
        icon=f":material/{icon}:",
        type="tertiary",
        help=f"{label}{shortcut}",
        on_click=action,
        args=args,
    )


def _draw_shortcuts(
    position: SlidePosition, previous: SlidePosition, following: SlidePosition, last: int
) -> bool:
    """Keys of the keyboard, and the page keys that a remote control sends; whether to leave."""
    positions_by_key = {"Left": previous, "PageUp": previous, "Right": following, "PageDown": following}
    positions_by_key |= {
        "Down": replace(position, screen=position.screen + 1),
        "Up": replace(position, screen=max(1, position.screen - 1)),
    }
    positions_by_key |= {"Home": _go_to(position, 1, last), "End": _go_to(position, last, last)}
    with st.container(key="telecommande"):
        for key, target in positions_by_key.items():
            st.button(
                key, key=f"touche_{key}", shortcut=key, on_click=projector_links.turn_to, args=(target,)
            )
        st.button("F", key="touche_F", shortcut="F", on_click=_toggle_filters)
        return st.button("Esc", key="touche_Esc", shortcut="Esc")


def _go_to(position: SlidePosition, slide: int, last: int) -> SlidePosition:
    return SlidePosition(position.page, position.order, min(max(slide, 1), last))


def _request_decision() -> None:
    st.session_state[_DECISION_REQUESTED] = True


def _toggle_filters() -> None:
    st.session_state[_FILTERS] = not st.session_state.get(_FILTERS, False)


def _leave_or_close_filters(position: SlidePosition, slide_shown: slides.Slide) -> None:
    """Leave; where the filters are open, close them first: Escape also closes a list of theirs."""
    if st.session_state.get(_FILTERS, False):
        _toggle_filters()
        st.rerun()
    projector_links.leave_slides(
        shell.get_source(), position, slide_shown.figure_id if isinstance(slide_shown, FigureSlide) else None
    )


def _draw_summary(deck: Deck, position: SlidePosition) -> None:
    """The list of the slides, to jump to one."""
    with st.popover(
        f"{position.slide} / {len(deck.slides)}", type="tertiary", key=f"sommaire_{position.slide}"
    ):
        for rank, listed_slide in enumerate(deck.slides, 1):
            target = SlidePosition(position.page, position.order, rank)
            st.button(
                f"{rank}. {slide.format_title(listed_slide)}",
                key=f"aller_{rank}",
                type="primary" if rank == position.slide else "tertiary",
                on_click=projector_links.turn_to,
                args=(target,),
            )
