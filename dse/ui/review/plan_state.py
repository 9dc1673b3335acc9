"""The plan that is shown, and what changes it: each change is saved at once, and may be undone until another page is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dse import review_plans, titled_documents
from dse.review import Comment, Plan
from dse.review.plan_changes import write_comment
from dse.ui.frame import actions
from dse.ui.frame.data import DataSource

PROPOSAL = 0
PART = "plan de bilan"  # where the outcome of a change is shown
_BEFORE = "_bilan_avant"
Change = Callable[[Plan], Plan]


def get_plan_key(triennial: str) -> str:
    """Session key of the widget that chooses a plan of a triennial: its number, or PROPOSAL."""
    return f"bilan_plan_{triennial}"


def show_plan(plan: Plan) -> None:
    """Have the page show a plan."""
    st.session_state[get_plan_key(plan.triennial)] = plan.number


def change_figures(source: DataSource, plan: Plan, change: Change) -> None:
    """Change the figures of a plan, and remember how they stood."""

    def save() -> None:
        saved = _require_saved(source, plan)
        later = review_plans.save_plan(source.store, change(saved))
        _remember(lambda latest: replace(latest, chapters=plan.chapters), later)

    actions.run_quietly(save, PART)


def change_comment(source: DataSource, plan: Plan, anchor: str, comment: Comment | None) -> bool:
    """Write a comment, and remember what stood there; whether it was written."""
    before = plan.comments.get(anchor)

    def save() -> None:
        saved = _require_saved(source, plan)
        later = review_plans.save_comment(source.store, saved, anchor, comment)
        _remember(lambda latest: write_comment(latest, anchor, before), later)

    return actions.run_quietly(save, PART)


def can_undo(plan: Plan) -> bool:
    """Whether something was changed in a plan since it was opened."""
    return bool(plan.number and st.session_state.get(_BEFORE, {}).get(plan.number))


def undo(source: DataSource, plan: Plan) -> None:
    """Put back what the last change changed, and nothing else."""
    steps: list[Change] = st.session_state[_BEFORE][plan.number]

    def save() -> None:
        review_plans.save_plan(source.store, steps[-1](plan))
        steps.pop()

    actions.run_quietly(save, PART)


def _require_saved(source: DataSource, plan: Plan) -> Plan:
    """The plan itself, or the proposal as the first plan of its triennial."""
    if plan.number:
        return plan
    titles = {other.title for other in review_plans.list_plans(source.store).values()}
    title = titled_documents.find_copy_title(plan.title, titles) if plan.title in titles else plan.title
    saved = review_plans.save_plan(source.store, replace(plan, title=title))
    show_plan(saved)
    return saved


def _remember(step: Change, plan: Plan) -> None:
    st.session_state.setdefault(_BEFORE, {}).setdefault(plan.number, []).append(step)
