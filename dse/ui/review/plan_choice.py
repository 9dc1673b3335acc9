"""Which plan of a triennial is shown: the proposal, or one that the team has saved; renamed, duplicated, removed, put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from dse import french, review_plans, titled_documents
from dse.errors import ReaderError
from dse.figures import name_figure
from dse.review import EMPTY, Plan
from dse.titled_documents import MOST_LETTERS
from dse.ui.frame import actions
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.review.plan_state import PART, PROPOSAL, get_plan_key, keep_begun, show_plan

_REMOVED, _SEEN, _TITLE = "_bilan_supprime", "_bilan_vus", "bilan_titre"


def choose(source: DataSource, triennial: str) -> Plan | None:
    """Draw the choice of a plan; None for the proposal, which gives way to a plan that somebody else begins."""
    plans = _list_plans(source, triennial)
    key = get_plan_key(triennial)
    keep_begun(triennial)
    seen: dict[str, set[int]] = st.session_state.setdefault(_SEEN, {})
    is_begun = not seen.get(triennial, set()) >= plans.keys()
    seen[triennial] = set(plans)
    if st.session_state.get(key) not in ((*plans,) if is_begun else (PROPOSAL, *plans)):
        st.session_state[key] = find_first(source, triennial)
    number = st.selectbox(
        "Plan",
        [*plans, PROPOSAL],
        format_func=lambda number: plans[number].title if number else "Proposition du logiciel",
        key=key,
        width=260,
        persist_state="session",
    )
    plan = plans.get(number)
    removed = _list_removed(source, triennial)
    if plan is not None or removed:
        _draw_menu(source, plan, removed)
    return plan


def find_first(source: DataSource, triennial: str) -> int:
    """The number of the plan that is shown at first: the one last saved, or the proposal."""
    return next(iter(_list_plans(source, triennial)), PROPOSAL)


def name_proposal(source: DataSource, triennial: str) -> Plan:
    """The plan that the first change of a proposal saves, still without chapters; its record is the last one that there is of plans."""
    records = [plan.record for plan in _list_plans(source, triennial).values()]
    return replace(EMPTY, title=f"Bilan {triennial}", triennial=triennial, record=max(records, default=0))


def show_notices(source: DataSource, plan: Plan | None) -> None:
    """What cannot be read of the plans, what exists no more, and the way back of what was removed."""
    actions.show_outcome(PART)
    try:
        losses = review_plans.describe_losses(source.store)
    except ReaderError as error:
        losses = [str(error)]
    for sentence in (*losses, *(_describe_lost(plan) if plan else ())):
        st.warning(format_sentence(sentence), icon=":material/warning:")
    for number, removed in st.session_state.get(_REMOVED, {}).items():
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"plan_supprime_{number}"
        ):
            st.markdown(
                format_sentence(
                    f"Le plan « {removed.title} » est supprimé. Le menu ⋮, à côté du choix du plan, permettra aussi de le remettre plus tard."
                ),
                width="stretch",
            )
            st.button(
                "Annuler la suppression",
                key=f"remettre_plan_{number}",
                icon=":material/undo:",
                on_click=_put_back,
                args=(source, removed),
            )


def _list_plans(source: DataSource, triennial: str) -> dict[int, Plan]:
    """Those that can be read: none where a newer release wrote one, which is said under the choice."""
    try:
        return review_plans.list_plans(source.store, triennial)
    except ReaderError:
        return {}


def _list_removed(source: DataSource, triennial: str) -> list[tuple[Plan, date | None]]:
    try:
        return review_plans.list_removed(source.store, triennial)
    except ReaderError:
        return []


def _describe_lost(plan: Plan) -> list[str]:
    sentences = []
    if figure_ids := plan.list_lost_figures():
        names = " ; ".join(map(name_figure, figure_ids))
        sentences.append(
            f"Ce plan cite des figures qui n’existent plus, et qui ne seront pas dans le Bilan : {names}."
        )
    sentences += [
        f"Ce commentaire reste dans le plan, mais ce qu’il commentait n’existe plus : « {comment.text} »"
        for comment in plan.list_lost_comments()
    ]
    return sentences


def _draw_menu(source: DataSource, plan: Plan | None, removed: Sequence[tuple[Plan, date | None]]) -> None:
    """Draw the menu of a plan, whose keys name it: it closes with the plan and when that is renamed, and a second click never falls on the next one.
    Those that were removed are put back there, also from the proposal."""
    with st.popover(
        "",
        icon=":material/more_vert:",
        key=f"plan_menu_{plan.number}_{plan.title}" if plan else "plan_menu",
        help="Renommer, dupliquer, supprimer, remettre" if plan else "Remettre un plan supprimé",
    ):
        if plan:
            _draw_changes(source, plan)
        for other, day in removed:
            st.button(
                format_sentence(
                    f"Remettre « {other.title} »" + (f", supprimé le {french.day(day)}" if day else "")
                ),
                key=f"reprendre_plan_{other.number}",
                icon=":material/restore_from_trash:",
                type="tertiary",
                on_click=_put_back,
                args=(source, other),
            )


def _draw_changes(source: DataSource, plan: Plan) -> None:
    key = f"{_TITLE}_{plan.number}_{plan.record}"
    st.text_input("Titre du plan", plan.title, key=key, max_chars=MOST_LETTERS)
    st.button(
        "Renommer",
        key="renommer_plan",
        icon=":material/edit:",
        on_click=_rename,
        args=(source, plan, key),
    )
    st.button(
        "Dupliquer",
        key="dupliquer_plan",
        icon=":material/content_copy:",
        on_click=_duplicate,
        args=(source, plan),
    )
    st.button(
        "Supprimer",
        key=f"supprimer_plan_{plan.number}",
        icon=":material/delete:",
        disabled=not _confirm_removal(plan),
        on_click=_remove,
        args=(source, plan),
    )


def _confirm_removal(plan: Plan) -> bool:
    """Whether a plan may be removed: one that has texts, only once that is said to be meant."""
    if not plan.comments:
        return True
    texts = french.count(len(plan.comments), "commentaire")
    return st.checkbox(
        format_sentence(f"Oui, supprimer aussi {texts}"), key=f"confirmer_plan_{plan.number}_{plan.record}"
    )


def _rename(source: DataSource, plan: Plan, key: str) -> None:
    def save() -> str:
        renamed = review_plans.save_plan(source.store, replace(plan, title=st.session_state[key]))
        show_plan(renamed)  # the browser has the title that was chosen: it is given the new one
        return f"Ce plan s’appelle désormais « {renamed.title} »."

    actions.run(save, "", PART)


def _duplicate(source: DataSource, plan: Plan) -> None:
    def save() -> None:
        titles = {other.title for other in review_plans.list_plans(source.store).values()}
        show_plan(review_plans.save_plan(source.store, review_plans.copy_plan(plan, titles)))

    actions.run(save, "Le plan est dupliqué : en voici la copie.", PART)


def _remove(source: DataSource, plan: Plan) -> None:
    removed = st.session_state.setdefault(_REMOVED, {})
    if plan.number in removed:
        return  # a second click on what is gone
    if actions.run_quietly(partial(review_plans.remove_plan, source.store, plan), PART):
        removed[plan.number] = plan
        del st.session_state[get_plan_key(plan.triennial)]


def _put_back(source: DataSource, plan: Plan) -> None:
    def save() -> None:
        others = review_plans.list_plans(source.store).items()
        titles = {other.title for number, other in others if number != plan.number}
        title = titled_documents.find_free_title(plan.title, titles)
        show_plan(review_plans.put_back(source.store, replace(plan, title=title)))
        st.session_state.get(_REMOVED, {}).pop(plan.number, None)

    actions.run_quietly(save, PART)
