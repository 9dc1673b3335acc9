"""The plan that is shown, and what changes it: each change is saved at once, and may be undone until another page is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

import streamlit as st

from dse import french, review_plans, titled_documents
from dse.errors import Refused
from dse.figures import name_figure
from dse.review import CHAPTERS, Chapter, Comment, Plan
from dse.review.anchors import find_figure
from dse.review.plan_changes import get_text, restore_comment, restore_figures
from dse.ui.frame import actions
from dse.ui.frame.data import DataSource

PROPOSAL = 0
PART = "plan de bilan"  # where the outcome of a change is shown
_BEFORE = "_bilan_avant"
_BEGUN = "_bilan_commence"  # the plan begun of each triennial whose choice the browser may still send as the proposal
_DRAWN = "_bilan_dessine"  # when the page was first drawn to its end since that
LATENCY_S = 2.0  # how long what a browser sent before it had the page may be on its way
_PUT_BACK = "« {} » avait été supprimé dans une autre fenêtre : il est remis, avec votre texte."
_OVERTAKEN = "Les figures de « {} » ont été changées entre-temps dans une autre fenêtre. Les voici : refaites votre changement."
Change = Callable[[Plan], Plan]


@dataclass(frozen=True)
class Undo:
    """What takes a change back, and what the change was."""

    description: str
    step: Change


def get_plan_key(triennial: str) -> str:
    """Session key of the widget that chooses a plan of a triennial: its number, or PROPOSAL."""
    return f"bilan_plan_{triennial}"


def show_plan(plan: Plan) -> None:
    """Have the page show a plan."""
    st.session_state[get_plan_key(plan.triennial)] = plan.number


def get_shown(plan: Plan) -> int:
    """The number of the plan that the page shows of a triennial, once this one was to be changed."""
    number: int = st.session_state.get(get_plan_key(plan.triennial), plan.number)
    return number


def keep_begun(triennial: str) -> None:
    """Have the page show the plan that was just begun, although the browser still sends the proposal."""
    key, begun = get_plan_key(triennial), st.session_state.get(_BEGUN, {})
    if st.session_state.get(key) == PROPOSAL and triennial in begun and may_be_old():
        st.session_state[key] = begun[triennial]


def mark_changed() -> None:
    """What the page shows was changed otherwise than by the browser, which does not know it yet."""
    st.session_state.pop(_DRAWN, None)


def mark_drawn() -> None:
    """The page is drawn to its end."""
    st.session_state.setdefault(_DRAWN, monotonic())


def may_be_old() -> bool:
    """Whether the browser may still send what stood on the page before that change: it was not drawn since, or just now."""
    drawn: float | None = st.session_state.get(_DRAWN)
    return drawn is None or monotonic() - drawn < LATENCY_S


def find_begun(source: DataSource, plan: Plan) -> Plan | None:
    """The plan that a proposal has become, as it is stored; None of a plan that was one already."""
    begun: dict[str, int] = st.session_state.get(_BEGUN, {}) if may_be_old() and not plan.number else {}
    number = begun.get(plan.triennial)
    return None if number is None else review_plans.find_plan(source.store, number)


def change_figures(source: DataSource, plan: Plan, change: Change) -> None:
    """Change the figures of a plan, whatever was written in it since it was drawn, and remember how they stood. Refused where its figures
    were changed; a second click changes nothing more."""

    def save() -> None:
        before = _require_saved(source, plan)
        wanted = change(plan).chapters

        def lay_over(latest: Plan) -> Plan:
            nonlocal before
            before = latest
            if latest.chapters not in (plan.chapters, wanted):
                raise Refused(_OVERTAKEN.format(latest.title))
            return replace(latest, chapters=wanted)

        after = review_plans.change_plan(source.store, before, lay_over)
        if _list_changed(before, after):
            step = partial(restore_figures, before=before, after=after)
            _remember(Undo(_describe_figures(before, after), step), after)

    actions.run_quietly(save, PART)


def change_comment(source: DataSource, plan: Plan, anchor: str, comment: Comment | None) -> bool:
    """Write a comment over the one that stands in this plan, and remember that one where its text is another; whether it was written. A
    plan that somebody else has removed meanwhile comes back with it, which is said."""
    before = plan.comments.get(anchor)

    def save() -> str:
        is_removed = plan.number and review_plans.find_plan(source.store, plan.number) is None
        if is_removed:
            review_plans.put_back(source.store, plan)
        saved = replace(_require_saved(source, plan), comments=plan.comments)
        later = review_plans.save_comment(source.store, saved, anchor, comment)
        after = later.comments.get(anchor)
        if get_text(before) != get_text(after):
            step = partial(restore_comment, anchor=anchor, before=before, after=after)
            _remember(Undo(f"texte sous « {describe_anchor(anchor)} »", step), later)
        return _PUT_BACK.format(later.title) if is_removed else ""

    return actions.run(save, "", PART)


def find_undo(plan: Plan) -> Undo | None:
    """What takes back the last change of a plan since it was opened; None where nothing was changed."""
    undos: list[Undo] = st.session_state.get(_BEFORE, {}).get(plan.number, [])
    return undos[-1] if plan.number and undos else None


def take_back(source: DataSource, plan: Plan, undo: Undo) -> None:
    """Put back what the last change changed, and nothing else: what somebody else did there since stays, and is said. A second click
    takes back nothing more."""
    if find_undo(plan) is undo:
        st.session_state[_BEFORE][plan.number].pop()
        actions.run_quietly(partial(review_plans.change_plan, source.store, plan, undo.step), PART)


def describe_anchor(anchor: str) -> str:
    """The question of its figure, or the title of its chapter."""
    if (figure_id := find_figure(anchor)) is not None:
        return name_figure(figure_id)
    return next(chapter.title for chapter in CHAPTERS if chapter.anchor == anchor)


def _describe_figures(before: Plan, after: Plan) -> str:
    """The figure that was removed or added, where that is all; else of which chapters the figures differ."""
    removed, added = (
        set(one.list_figures()) - set(other.list_figures())
        for one, other in ((before, after), (after, before))
    )
    if len(removed) + len(added) == 1:
        (figure_id,) = removed or added
        return f"{'retrait' if removed else 'ajout'} de « {name_figure(figure_id)} »"
    titles = [f"« {chapter.title} »" for chapter in _list_changed(before, after)]
    return f"figures de {french.listed(titles)}"


def _list_changed(before: Plan, after: Plan) -> list[Chapter]:
    """The chapters that have other figures, or in another order: one without any is as one that is not there."""
    return [
        chapter for chapter in CHAPTERS if before.find_chapter(chapter.key) != after.find_chapter(chapter.key)
    ]


def _require_saved(source: DataSource, plan: Plan) -> Plan:
    """The plan itself, or the proposal as the first plan of its triennial: the one that somebody else has begun since it was
    proposed, if there is one."""
    if plan.number:
        return plan
    plans = review_plans.list_plans(source.store)
    begun = [
        other for other in plans.values() if other.triennial == plan.triennial and other.number > plan.record
    ]
    saved = begun[0] if begun else _save_proposal(source, plan, {other.title for other in plans.values()})
    show_plan(saved)
    st.session_state.setdefault(_BEGUN, {})[saved.triennial] = saved.number
    mark_changed()
    return saved


def _save_proposal(source: DataSource, plan: Plan, titles: set[str]) -> Plan:
    title = titled_documents.find_free_title(plan.title, titles)
    return review_plans.save_plan(source.store, replace(plan, title=title))


def _remember(undo: Undo, plan: Plan) -> None:
    st.session_state.setdefault(_BEFORE, {}).setdefault(plan.number, []).append(undo)
