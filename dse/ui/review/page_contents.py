"""What figures of the review say for the public chosen: computed as the dossier computes them, and only those that are seen."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext

import streamlit as st

from dse.export import dossier
from dse.export.dossier import Choice, Contents
from dse.review import Plan
from dse.ui.frame.data import DataSource, get_answer
from dse.ui.frame.progress_bar import show_progress

_CONTENTS = "_bilan_figures"
_MOST = 24  # of a chapter each, and of the whole


def gather_figures(source: DataSource, choice: Choice, plan: Plan, figure_ids: Iterable[str]) -> Contents:
    """These figures, under a plan."""
    return _gather(source, choice, plan, tuple(figure_ids))


def gather_all(source: DataSource, choice: Choice, plan: Plan | None) -> Contents:
    """Every figure, with a progress bar, for which a place is kept; under a plan, or the one that is proposed."""
    with st.container():
        return _gather(source, choice, plan, None)


def identify_version(source: DataSource) -> tuple[object, ...]:
    """Which version is read, under the name that is printed with it."""
    version = source.version
    return version.number, version.created, source.store.names().get(version.number)


def _gather(
    source: DataSource, choice: Choice, plan: Plan | None, figure_ids: tuple[str, ...] | None
) -> Contents:
    cached = st.session_state.setdefault(_CONTENTS, {})
    read_plan = None if plan is None else (plan.number, plan.record)
    key = (source.store_path, identify_version(source), choice, figure_ids, read_plan)
    if key not in cached:
        with show_progress("Calcul des figures…") if figure_ids is None else nullcontext() as show_step:
            contents = dossier.gather(
                source.store,
                source.version.number,
                choice,
                show_step,
                answering=lambda figure, selection: get_answer(source, figure.id, selection),
                plan=plan,
                figure_ids=figure_ids,
            )
        while len(cached) >= _MOST:
            del cached[next(iter(cached))]
        cached[key] = contents
    return cached[key]
