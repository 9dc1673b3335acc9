"""Running orders on screen: choose one, put its slides in order, save it, project it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from dse import french, running_orders, selections, slides
from dse.disclosure.audiences import PROJECTION
from dse.export.slides.deck_comments import describe_other_years, get_years, open_comments
from dse.figures import REGISTRY, Answer
from dse.query import Selection
from dse.review import Plan
from dse.running_orders import RunningOrder
from dse.slides import FigureSlide, Slide, TitleSlide
from dse.ui.frame import actions, filters, projector_links
from dse.ui.frame.address import SlidePosition
from dse.ui.frame.data import DataSource, count_screens, find_answer, get_answer
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.projection import powerpoint, slide

NEW = 0
_DRAFT, _DELETED = "_order_draft", "_order_taken_away"
_CHOSEN, _TITLE, _FIGURES, _HEADING, _SUBHEADING = (
    "deroule_choisi",
    "deroule_titre",
    "deroule_figures",
    "diapo_titre",
    "diapo_sous_titre",
)
ABOUT = (
    "Un diaporama est une suite de diapositives préparée à l’avance : des figures de toutes les pages et des titres, dans l’ordre "
    "voulu. Il se projette d’ici, du menu « Diaporamas » de chaque page, ou par son adresse."
)
MISSING_FIGURE = f"{slides.NO_FIGURE} Retirez cette diapositive, ou mettez-en une autre à sa place."


def show(source: DataSource) -> None:
    """Draw the choice of a running order, its slides, and what can be added."""
    st.caption(format_sentence(ABOUT))
    for loss in running_orders.losses(source.store):
        st.warning(format_sentence(loss), icon=":material/warning:")
    saved_orders = running_orders.listed(source.store)
    _choose_order(source, saved_orders)
    _offer_undelete(source)
    draft = _get_draft(saved_orders)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _draw_slides(source, saved_orders, draft)
    with right:
        _draw_add_figures(source)
        _draw_add_title()


def _get_draft(saved_orders: dict[int, RunningOrder]) -> RunningOrder:
    """The running order being edited: as saved, until something is changed."""
    number = st.session_state[_CHOSEN]
    draft = st.session_state.get(_DRAFT)
    if draft is None or draft.number != number:
        st.session_state[_DRAFT] = saved_orders.get(number, RunningOrder(""))
        st.session_state[_TITLE] = st.session_state[_DRAFT].title
    return st.session_state[_DRAFT]


def _choose_order(source: DataSource, saved_orders: dict[int, RunningOrder]) -> None:
    if st.session_state.get(_CHOSEN) not in (NEW, *saved_orders):
        st.session_state[_CHOSEN] = next(iter(saved_orders), NEW)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            "Diaporama",
            [*saved_orders, NEW],
            format_func=lambda order_number: (
                saved_orders[order_number].title if order_number else "Nouveau diaporama"
            ),
            key=_CHOSEN,
        )
        if not number:
            return
        if st.button("Projeter", icon=":material/slideshow:", type="primary", key="projeter_deroule"):
            projector_links.open_slides(source, SlidePosition(order=number), "deroules")
        order = saved_orders[number]
        plan = powerpoint.draw_button(source, order, _find_last_day(source, order))
        st.button(
            "Dupliquer",
            key="dupliquer_deroule",
            icon=":material/content_copy:",
            on_click=_duplicate,
            args=(source, saved_orders, number),
        )
        st.button(
            "Supprimer",
            key=f"supprimer_deroule_{number}",
            icon=":material/delete:",
            on_click=_delete,
            args=(source, saved_orders[number]),
        )
    if plan is not None:
        _warn_of_other_years(source, order, plan)
        _warn_of_comments(source, order, plan)


def _warn_of_comments(source: DataSource, order: RunningOrder, plan: Plan) -> None:
    """Say which comments the notes will not have, and what of the others is not as it was meant."""
    audience = projector_links.get_slide_audience()
    comments = open_comments(source.store, source.version, plan, audience, partial(get_answer, source))
    for sentence in comments.describe_doubts(order.slides):
        st.warning(format_sentence(sentence), icon=":material/comments_disabled:")
    if sentence := comments.describe_without_slide(order.slides):
        st.caption(format_sentence(sentence))


def _warn_of_other_years(source: DataSource, order: RunningOrder, plan: Plan) -> None:
    """Say which figures are not of the triennial of the comments, and offer to put them there."""
    live, all_years = filters.get_selection(), filters.get_all_years(source)
    if not (sentence := describe_other_years(plan, order.slides, live, all_years)):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="deroule_autres_annees"):
        st.markdown(f":material/warning: {format_sentence(sentence)}", width="stretch")
        st.button(
            f"Mettre les figures sur {plan.triennial}",
            key="deroule_sur_triennal",
            icon=":material/date_range:",
            on_click=_put_on_years,
            args=(source, order, get_years(plan)),
        )


def _put_on_years(source: DataSource, order: RunningOrder, years: tuple[int, int]) -> None:
    """Save a running order whose figures are all of some years."""

    def set_years(order_slide: Slide) -> Slide:
        if not isinstance(order_slide, FigureSlide):
            return order_slide
        own = replace(selections.read(order_slide.selection), first_year=years[0], last_year=years[1])
        return replace(order_slide, selection=selections.written(own))

    changed = replace(order, slides=tuple(map(set_years, order.slides)))
    actions.run_quietly(lambda: _show_saved(running_orders.save(source.store, changed)))


def _offer_undelete(source: DataSource) -> None:
    for number, deleted in st.session_state.get(_DELETED, {}).items():
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"deroule_supprime_{number}"
        ):
            st.markdown(format_sentence(f"Le diaporama « {deleted.title} » est supprimé."), width="stretch")
            st.button(
                "Annuler la suppression",
                key=f"remettre_deroule_{number}",
                icon=":material/undo:",
                on_click=_undelete,
                args=(source, deleted),
            )


def _draw_slides(source: DataSource, saved_orders: dict[int, RunningOrder], draft: RunningOrder) -> None:
    st.text_input("Titre du diaporama", key=_TITLE, max_chars=running_orders.MOST_LETTERS)
    if not draft.slides:
        st.info("Pas encore de diapositive : ajoutez des figures ou un titre.", icon=":material/info:")
    screens = [_count_screens(source, slide_drawn) for slide_drawn in draft.slides]
    for rank, slide_drawn in enumerate(draft.slides):
        _draw_line(rank, slide_drawn, screens[rank], len(draft.slides))
    if draft.slides:
        st.caption(format_sentence(_describe_length(draft.slides, screens)))
    edited = replace(draft, title=st.session_state[_TITLE])
    is_changed = edited != saved_orders.get(draft.number, RunningOrder(""))
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


def _count_screens(source: DataSource, slide_drawn: Slide) -> int:
    """On how many screens a slide is shown if nothing limits it; 1 where it cannot be read or is no slide."""
    answer = _find_slide_answer(source, slide_drawn)
    return 1 if answer is None or answer.table.empty else count_screens(source, answer)


def _find_last_day(source: DataSource, order: RunningOrder) -> date | None:
    """How far the data of its figures reach; None where none has any."""
    answers = [_find_slide_answer(source, order_slide) for order_slide in order.slides]
    return max((answer.as_of for answer in answers if answer and answer.as_of), default=None)


def _find_slide_answer(source: DataSource, slide_drawn: Slide) -> Answer | None:
    audience = projector_links.get_slide_audience()
    if not isinstance(slide_drawn, FigureSlide) or slides.in_words(slide_drawn, audience):
        return None
    all_years = filters.get_all_years(source)
    live = Selection(*all_years, audience=audience)
    return find_answer(source, slide_drawn.figure_id, slides.chosen(slide_drawn, live, all_years))


def _describe_length(order_slides: tuple[Slide, ...], screens: list[int]) -> str:
    """`4 diapositives, soit 7 écrans`, and how many pages PowerPoint has: a title page more where the first slide is none."""
    shown = sum(
        1 if isinstance(order_slide, FigureSlide) and order_slide.is_first_only else count
        for order_slide, count in zip(order_slides, screens, strict=True)
    )
    slide_count = french.count(len(order_slides), "diapositive", "diapositives")
    cover = "" if isinstance(order_slides[0], TitleSlide) else ", plus une page de titre"
    return f"{slide_count}, soit {french.count(shown, 'écran', 'écrans')}, et autant de pages dans PowerPoint{cover}."


def _draw_line(rank: int, slide_drawn: Slide, screens: int, count: int) -> None:
    text_column, action_column = st.columns([4, 1], vertical_alignment="center")
    with text_column:
        st.markdown(f"{rank + 1}\\. {_describe_slide(slide_drawn)}")
        if isinstance(slide_drawn, FigureSlide) and screens > 1:
            key = f"premier_{rank}"
            st.session_state[key] = slide_drawn.is_first_only
            st.checkbox(
                f"Seulement le premier de ses {screens} écrans",
                key=key,
                on_change=_limit_slide,
                args=(rank, key),
            )
    with action_column, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        _draw_action(
            f"monter_{rank}", "arrow_upward", "Monter", _move_slide, rank, rank - 1, disabled=rank == 0
        )
        _draw_action(
            f"descendre_{rank}",
            "arrow_downward",
            "Descendre",
            _move_slide,
            rank,
            rank + 1,
            disabled=rank + 1 == count,
        )
        _draw_action(f"retirer_{rank}", "close", "Retirer", _remove_slide, rank)


def _draw_action(
    key: str, icon: str, label: str, action: Callable[..., None], *ranks: int, disabled: bool = False
) -> None:
    st.button(
        label,
        key=f"icone_{key}",
        icon=f":material/{icon}:",
        type="tertiary",
        help=label,
        disabled=disabled,
        on_click=action,
        args=ranks,
    )


def _describe_slide(slide_drawn: Slide) -> str:
    if isinstance(slide_drawn, TitleSlide):
        subtitle = f"  \n{escape_markdown(slide_drawn.subtitle)}" if slide_drawn.subtitle else ""
        return f":material/title: **{slide.format_title(slide_drawn)}**{subtitle}"
    choice = (
        f"  \n:small[{format_sentence(selections.told(selections.read(slide_drawn.selection)))}]"
        if slide_drawn.selection
        else ""
    )
    warning = "" if slide_drawn.figure_id in REGISTRY else f"  \n:small[{format_sentence(MISSING_FIGURE)}]"
    return f"{slide.format_title(slide_drawn)}{choice}{warning}"


def _draw_add_figures(source: DataSource) -> None:
    with st.container(border=True):
        # The button stands above the list, which is one line lower once it is closed: a click on the button closes it.
        head = st.container(horizontal=True, vertical_alignment="center")
        head.markdown("**Ajouter des figures**", width="stretch")
        page = st.selectbox("Page", list(slides.PAGES), format_func=slides.PAGES.get, key="deroule_page")
        figure_ids = [
            figure.id for figure in slides.figures_of(page) if slides.can_be_shown(figure, PROJECTION)
        ]
        st.multiselect(
            "Figures",
            figure_ids,
            format_func=lambda figure_id: REGISTRY[figure_id].question,
            key=_FIGURES,
            placeholder="Choisir dans l’ordre voulu",
            select_all=False,
        )
        selection = _find_selection(source)
        has_selection = selection and st.checkbox(
            format_sentence(f"Avec les filtres en cours : {selections.told(selection)}")
        )
        head.button(
            "Ajouter",
            icon=":material/add:",
            key="ajouter_figures",
            on_click=_append_figures,
            args=(selections.written(selection) if has_selection else "",),
        )


def _find_selection(source: DataSource) -> Selection | None:
    """The selection of the other pages; None where nothing is filtered."""
    first, last = filters.get_all_years(source)
    chosen = replace(filters.get_selection(), audience=Selection().audience)
    return None if chosen in (Selection(), Selection(first, last)) else chosen


def _draw_add_title() -> None:
    with st.container(border=True):
        st.markdown("**Ajouter un titre**")
        st.text_input("Grand titre", key=_HEADING, max_chars=running_orders.MOST_LETTERS)
        st.text_input("Sous-titre", key=_SUBHEADING, max_chars=running_orders.MOST_LETTERS)
        st.button("Ajouter", icon=":material/add:", key="ajouter_titre", on_click=_append_title)


def _replace_slides(new_slides: tuple[Slide, ...]) -> None:
    st.session_state[_DRAFT] = replace(st.session_state[_DRAFT], slides=new_slides)


def _append_figures(selection: str) -> None:
    added = tuple(FigureSlide(figure_id, selection) for figure_id in st.session_state[_FIGURES])
    _replace_slides(st.session_state[_DRAFT].slides + added)
    st.session_state[_FIGURES] = []


def _append_title() -> None:
    if st.session_state[_HEADING].strip():
        _replace_slides(
            (
                *st.session_state[_DRAFT].slides,
                TitleSlide(st.session_state[_HEADING], st.session_state[_SUBHEADING]),
            )
        )
        st.session_state[_HEADING] = st.session_state[_SUBHEADING] = ""


def _move_slide(rank: int, target: int) -> None:
    moved = list(st.session_state[_DRAFT].slides)
    moved.insert(target, moved.pop(rank))
    _replace_slides(tuple(moved))


def _limit_slide(rank: int, key: str) -> None:
    """Show only the first screen of a slide, or all of them."""
    limited = list(st.session_state[_DRAFT].slides)
    limited[rank] = replace(limited[rank], is_first_only=st.session_state[key])
    _replace_slides(tuple(limited))


def _remove_slide(rank: int) -> None:
    draft_slides = st.session_state[_DRAFT].slides
    _replace_slides(draft_slides[:rank] + draft_slides[rank + 1 :])


def _save(source: DataSource) -> None:
    edited = replace(st.session_state[_DRAFT], title=st.session_state[_TITLE])

    def save() -> None:
        _show_saved(running_orders.save(source.store, edited))

    actions.run(save, "Le diaporama est enregistré.")


def _duplicate(source: DataSource, saved_orders: dict[int, RunningOrder], number: int) -> None:
    twin = running_orders.copy(saved_orders[number], {order.title for order in saved_orders.values()})
    actions.run(
        lambda: _show_saved(running_orders.save(source.store, twin)),
        "Le diaporama est dupliqué : en voici la copie.",
    )


def _delete(source: DataSource, order: RunningOrder) -> None:
    removed = st.session_state.setdefault(_DELETED, {})
    if order.number in removed:
        return  # a second click on what is gone

    def delete() -> None:
        running_orders.take_away(source.store, order)
        removed[order.number] = order
        st.session_state.pop(_CHOSEN)

    actions.run(delete, "Le diaporama est supprimé.")


def _undelete(source: DataSource, order: RunningOrder) -> None:
    if order.number not in st.session_state[_DELETED]:
        return  # a second click on what is back

    def save() -> None:
        _show_saved(running_orders.save(source.store, order))
        del st.session_state[_DELETED][order.number]

    actions.run(save, "Le diaporama est de nouveau là.")


def _show_saved(order: RunningOrder) -> None:
    """Show a running order as it was just saved."""
    st.session_state[_CHOSEN], st.session_state[_DRAFT], st.session_state[_TITLE] = (
        order.number,
        order,
        order.title,
    )
