"""The projector: which slide, the keys that move, the filters at hand, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dse import running_orders, slides
from dse.slides import Deck, FigureSlide, TitleSlide
from dse.ui.card import record_decision
from dse.ui.frame import actions, address, filters, projector_links, screen, shell
from dse.ui.frame.address import Place
from dse.ui.frame.prose import sentence
from dse.ui.projection import slide

_FILTERS, _LAST, _CONSIGNING = "_filters_over_slide", "_last_projected", "_consigning"
_SAID_OLDER = "_older_order_said"
UNKNOWN_PAGE = "Ce lien demande une page que le tableau de bord n’a pas."
LOST_ORDER = "Ce déroulé ne se lit plus."
OLDER_ORDER = "Ce déroulé peut dater d’avant son dernier enregistrement, qui ne se lit plus : la page Déroulés dit que faire."
UNKNOWN_ORDER = "Ce déroulé n’existe pas, ou n’existe plus."
EMPTY_ORDER = "Ce déroulé n’a pas encore de diapositive."
NO_SLIDE = "Cette page n’a rien à projeter : ses figures sont des listes, ou réservées à l’équipe."
WAY_OUT = "Échap ramène au tableau de bord."


def show() -> None:
    """Draw the slide that the address asks for: what moves first, then what takes time."""
    screen.style()
    source, asked = shell.current(), _asked()
    seen = screen.shape()
    deck = _deck(asked)
    place = replace(_at(asked, asked.slide, len(deck.slides)), screen=asked.screen)
    with_filters = st.session_state.get(_FILTERS, False)
    selection = filters.project(source, place, drawn=with_filters)
    actions.tell_briefly()
    shown = deck.slides[place.slide - 1]
    parts = slide.frame()
    with parts.keys:
        is_consigning = _keys(deck, place, shown)
    said = slide.draw(parts, source, deck, place, shown, selection, seen, with_filters=with_filters)
    if is_consigning and said is not None:
        record_decision.open_form(source, said)


def _asked() -> Place:
    """Where the address says; where it says nothing, as a browser that goes back may, where one last was."""
    asked = address.place(filters.words())
    if not (asked.page or asked.order):
        asked = st.session_state.get(_LAST, asked)
    st.session_state[_LAST] = asked
    return asked


def _deck(place: Place) -> Deck:
    """The slides of what the address asks for; one that says why where there are none."""
    if place.order is not None:
        return _chosen(place.order)
    if place.page not in slides.PAGES:
        return Deck("Projection", (TitleSlide(UNKNOWN_PAGE, WAY_OUT),))
    deck = slides.of_page(place.page, projector_links.before_a_room())
    return deck if deck.slides else Deck(deck.title, (TitleSlide(NO_SLIDE, WAY_OUT),))


def _chosen(number: int) -> Deck:
    """The slides of a running order; as an older record tells them, which is said, where the last cannot be read."""
    store = shell.current().store
    order, lost = running_orders.find(store, number), running_orders.loss_of(store, number)
    if order is None:
        unread = TitleSlide(LOST_ORDER, lost) if lost else TitleSlide(UNKNOWN_ORDER, WAY_OUT)
        return Deck("Déroulé", (unread,))
    if lost and st.session_state.get(_SAID_OLDER) != (number, lost):
        st.session_state[_SAID_OLDER] = number, lost
        st.toast(sentence(OLDER_ORDER), icon=":material/warning:", duration="long")
    return Deck(order.title, order.slides or (TitleSlide(order.title, EMPTY_ORDER),))


def _keys(deck: Deck, place: Place, shown: slides.Slide) -> bool:
    """Draw the buttons, and out of sight those that keys press; whether a lead is to be written down.

    Keys rest while its form is open, which has its own.
    """
    last = len(deck.slides)
    before, after = (_at(place, place.slide + step, last) for step in (-1, 1))
    is_figure = isinstance(shown, FigureSlide)
    wanted = st.session_state.pop(_CONSIGNING, False)
    if is_figure:
        _button(":material/push_pin:", "consigner", "Consigner une piste", _ask_to_consign)
    _button(":material/filter_alt:", "filtrer", "Filtres (F)", _toggle)
    _button(":material/chevron_left:", "precedente", "Diapositive précédente (←)", _turn_to, before)
    _summary(deck, place)
    _button(":material/chevron_right:", "suivante", "Diapositive suivante (→)", _turn_to, after)
    left = st.button(":material/close:", key="quitter", type="tertiary", help="Quitter (Échap)")
    if not wanted:
        left = _shortcuts(place, before, after, last) or left
    if left:
        _leave_or_close(place, shown)
    return wanted


def _button(label: str, key: str, told: str, deed: Callable[..., None], *given: object) -> None:
    st.button(label, key=key, type="tertiary", help=told, on_click=deed, args=given)


def _shortcuts(place: Place, before: Place, after: Place, last: int) -> bool:
    """Keys of the keyboard, and the page keys that a remote control sends; whether to leave."""
    turns = {"Left": before, "PageUp": before, "Right": after, "PageDown": after}
    turns |= {
        "Down": replace(place, screen=place.screen + 1),
        "Up": replace(place, screen=max(1, place.screen - 1)),
    }
    turns |= {"Home": _at(place, 1, last), "End": _at(place, last, last)}
    with st.container(key="telecommande"):
        for key, there in turns.items():
            st.button(key, key=f"touche_{key}", shortcut=key, on_click=_turn_to, args=(there,))
        st.button("F", key="touche_F", shortcut="F", on_click=_toggle)
        return st.button("Esc", key="touche_Esc", shortcut="Esc")


def _at(place: Place, slide: int, last: int) -> Place:
    return Place(place.page, place.order, min(max(slide, 1), last))


def _turn_to(place: Place) -> None:
    others = {word: value for word, value in filters.words().items() if word not in address.PROJECTED}
    address.publish(others | place.words)


def _ask_to_consign() -> None:
    st.session_state[_CONSIGNING] = True


def _toggle() -> None:
    st.session_state[_FILTERS] = not st.session_state.get(_FILTERS, False)


def _leave_or_close(place: Place, shown: slides.Slide) -> None:
    """Leave; where the filters are open, close them first: Escape also closes a list of theirs."""
    if st.session_state.get(_FILTERS, False):
        _toggle()
        st.rerun()
    projector_links.leave(shell.current(), place, shown.figure_id if isinstance(shown, FigureSlide) else None)


def _summary(deck: Deck, place: Place) -> None:
    """The list of the slides, to jump to one."""
    with st.popover(f"{place.slide} / {len(deck.slides)}", type="tertiary", key=f"sommaire_{place.slide}"):
        for rank, each in enumerate(deck.slides, 1):
            there = Place(place.page, place.order, rank)
            st.button(
                f"{rank}. {slide.title(each)}",
                key=f"aller_{rank}",
                type="primary" if rank == place.slide else "tertiary",
                on_click=_turn_to,
                args=(there,),
            )
