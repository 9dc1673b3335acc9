"""Running orders on screen: choose one, put its slides in order, save it, project it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dse import running_orders, selections, slides
from dse.disclosure.audiences import PROJECTION
from dse.figures import REGISTRY
from dse.query import Selection
from dse.running_orders import RunningOrder
from dse.slides import FigureSlide, Slide, TitleSlide
from dse.ui.frame import actions, filters, projector_links
from dse.ui.frame.address import Place
from dse.ui.frame.data import Reading
from dse.ui.frame.prose import literal, sentence
from dse.ui.projection import powerpoint, slide

NEW = 0
_DRAFT, _TAKEN_AWAY = "_order_draft", "_order_taken_away"
_CHOSEN, _TITLE, _FIGURES, _BIG, _SMALL = (
    "deroule_choisi",
    "deroule_titre",
    "deroule_figures",
    "diapo_titre",
    "diapo_sous_titre",
)
ABOUT = (
    "Un déroulé est une suite de diapositives préparée à l’avance : des figures de toutes les pages et des titres, dans l’ordre "
    "voulu. Il se projette d’ici, du menu « Déroulés » de chaque page, ou par son adresse."
)
GONE = f"{slides.NO_FIGURE} Retirez cette diapositive, ou mettez-en une autre à sa place."


def show(source: Reading) -> None:
    """Draw the choice of a running order, its slides, and what can be added."""
    st.caption(ABOUT)
    for each in running_orders.losses(source.store):
        st.warning(sentence(each), icon=":material/warning:")
    kept = running_orders.listed(source.store)
    _choose(source, kept)
    _offer_to_put_back(source)
    draft = _draft(kept)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _slides(source, kept, draft)
    with right:
        _add_figures(source)
        _add_title()


def _draft(kept: dict[int, RunningOrder]) -> RunningOrder:
    """The running order being written; what is kept of it until something is changed."""
    number = st.session_state[_CHOSEN]
    held = st.session_state.get(_DRAFT)
    if held is None or held.number != number:
        st.session_state[_DRAFT] = kept.get(number, RunningOrder(""))
        st.session_state[_TITLE] = st.session_state[_DRAFT].title
    return st.session_state[_DRAFT]


def _choose(source: Reading, kept: dict[int, RunningOrder]) -> None:
    if st.session_state.get(_CHOSEN) not in (NEW, *kept):
        st.session_state[_CHOSEN] = next(iter(kept), NEW)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            "Déroulé",
            [*kept, NEW],
            format_func=lambda each: kept[each].title if each else "Nouveau déroulé",
            key=_CHOSEN,
        )
        if not number:
            return
        if st.button("Projeter", icon=":material/slideshow:", type="primary", key="projeter_deroule"):
            projector_links.go(source, Place(order=number), "deroules")
        powerpoint.button(source, kept[number])
        st.button(
            "Dupliquer",
            key="dupliquer_deroule",
            icon=":material/content_copy:",
            on_click=_copy,
            args=(source, kept, number),
        )
        st.button(
            "Supprimer",
            key="supprimer_deroule",
            icon=":material/delete:",
            on_click=_take_away,
            args=(source, kept[number]),
        )


def _offer_to_put_back(source: Reading) -> None:
    gone = st.session_state.get(_TAKEN_AWAY)
    if gone:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="deroule_supprime"):
            st.markdown(sentence(f"Le déroulé « {gone.title} » est supprimé."), width="stretch")
            st.button(
                "Annuler la suppression",
                key="remettre_deroule",
                icon=":material/undo:",
                on_click=_put_back,
                args=(source, gone),
            )


def _slides(source: Reading, kept: dict[int, RunningOrder], draft: RunningOrder) -> None:
    st.text_input("Titre du déroulé", key=_TITLE, max_chars=running_orders.MOST_LETTERS)
    if not draft.slides:
        st.info("Pas encore de diapositive : ajoutez des figures ou un titre.", icon=":material/info:")
    for rank, each in enumerate(draft.slides):
        _line(rank, each, len(draft.slides))
    written = replace(draft, title=st.session_state[_TITLE])
    is_changed = written != kept.get(draft.number, RunningOrder(""))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Enregistrer",
            icon=":material/save:",
            type="primary" if is_changed else "secondary",
            key="enregistrer_deroule",
            on_click=_save,
            args=(source,),
        )
        if is_changed:
            st.caption("Modifications non enregistrées.")


def _line(rank: int, shown: Slide, count: int) -> None:
    words, deeds_of_it = st.columns([4, 1], vertical_alignment="center")
    words.markdown(f"{rank + 1}\\. {_told(shown)}")
    with deeds_of_it, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        _deed(f"monter_{rank}", "arrow_upward", "Monter", _move, rank, rank - 1, disabled=rank == 0)
        _deed(
            f"descendre_{rank}",
            "arrow_downward",
            "Descendre",
            _move,
            rank,
            rank + 1,
            disabled=rank + 1 == count,
        )
        _deed(f"retirer_{rank}", "close", "Retirer", _remove, rank)


def _deed(
    key: str, icon: str, told: str, deed: Callable[..., None], *ranks: int, disabled: bool = False
) -> None:
    st.button(
        f":material/{icon}:",
        key=key,
        type="tertiary",
        help=told,
        disabled=disabled,
        on_click=deed,
        args=ranks,
    )


def _told(shown: Slide) -> str:
    if isinstance(shown, TitleSlide):
        under = f"  \n{literal(shown.subtitle)}" if shown.subtitle else ""
        return f":material/title: **{slide.title(shown)}**{under}"
    choice = (
        f"  \n:small[{sentence(selections.told(selections.read(shown.selection)))}]"
        if shown.selection
        else ""
    )
    gone = "" if shown.figure_id in REGISTRY else f"  \n:small[{sentence(GONE)}]"
    return f"{slide.title(shown)}{choice}{gone}"


def _add_figures(source: Reading) -> None:
    with st.container(border=True):
        st.markdown("**Ajouter des figures**")
        page = st.selectbox("Page", list(slides.PAGES), format_func=slides.PAGES.get, key="deroule_page")
        offered = [each.id for each in slides.figures_of(page) if slides.can_be_shown(each, PROJECTION)]
        st.multiselect(
            "Figures",
            offered,
            format_func=lambda each: REGISTRY[each].question,
            key=_FIGURES,
            placeholder="Choisir dans l’ordre voulu",
        )
        own = _choice(source)
        keeps = own and st.checkbox(sentence(f"Avec les filtres en cours : {selections.told(own)}"))
        st.button(
            "Ajouter",
            icon=":material/add:",
            key="ajouter_figures",
            on_click=_append_figures,
            args=(selections.written(own) if keeps else "",),
        )


def _choice(source: Reading) -> Selection | None:
    """The filters that the pages are read with; None where there are none."""
    first, last = filters.all_years(source)
    chosen = replace(filters.chosen(), audience=Selection().audience)
    return None if chosen in (Selection(), Selection(first, last)) else chosen


def _add_title() -> None:
    with st.container(border=True):
        st.markdown("**Ajouter un titre**")
        st.text_input("Grand titre", key=_BIG, max_chars=running_orders.MOST_LETTERS)
        st.text_input("Sous-titre", key=_SMALL, max_chars=running_orders.MOST_LETTERS)
        st.button("Ajouter", icon=":material/add:", key="ajouter_titre", on_click=_append_title)


def _change(changed: tuple[Slide, ...]) -> None:
    st.session_state[_DRAFT] = replace(st.session_state[_DRAFT], slides=changed)


def _append_figures(selection: str) -> None:
    added = tuple(FigureSlide(each, selection) for each in st.session_state[_FIGURES])
    _change(st.session_state[_DRAFT].slides + added)
    st.session_state[_FIGURES] = []


def _append_title() -> None:
    if st.session_state[_BIG].strip():
        _change(
            (*st.session_state[_DRAFT].slides, TitleSlide(st.session_state[_BIG], st.session_state[_SMALL]))
        )
        st.session_state[_BIG] = st.session_state[_SMALL] = ""


def _move(rank: int, target: int) -> None:
    moved = list(st.session_state[_DRAFT].slides)
    moved.insert(target, moved.pop(rank))
    _change(tuple(moved))


def _remove(rank: int) -> None:
    held = st.session_state[_DRAFT].slides
    _change(held[:rank] + held[rank + 1 :])


def _save(source: Reading) -> None:
    written = replace(st.session_state[_DRAFT], title=st.session_state[_TITLE])

    def deed() -> None:
        _hold(running_orders.save(source.store, written))

    actions.do(deed, "Le déroulé est enregistré.")


def _copy(source: Reading, kept: dict[int, RunningOrder], number: int) -> None:
    twin = running_orders.copy(kept[number], {each.title for each in kept.values()})
    actions.do(
        lambda: _hold(running_orders.save(source.store, twin)), "Le déroulé est dupliqué : en voici la copie."
    )


def _take_away(source: Reading, order: RunningOrder) -> None:
    def deed() -> None:
        running_orders.take_away(source.store, order)
        st.session_state[_TAKEN_AWAY] = order
        st.session_state.pop(_CHOSEN)

    actions.do(deed, "Le déroulé est supprimé.")


def _put_back(source: Reading, order: RunningOrder) -> None:
    def deed() -> None:
        _hold(running_orders.save(source.store, order))
        st.session_state.pop(_TAKEN_AWAY)

    actions.do(deed, "Le déroulé est de nouveau là.")


def _hold(order: RunningOrder) -> None:
    """Show a running order as it was just kept."""
    st.session_state[_CHOSEN], st.session_state[_DRAFT], st.session_state[_TITLE] = (
        order.number,
        order,
        order.title,
    )
