"""Points of a survey form that only a person can settle: a question a group, its answers as buttons, undone by a second click."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse import french
from dse.ingest.surveys.draft.points import DATES, Answers, Point
from dse.ui.frame.prose import escape_markdown

_ANSWERS = "_survey_answers"


def get_answers(key: str) -> Answers:
    """What was answered so far about the points of a form."""
    return st.session_state.get(_ANSWERS, {}).get(key, {})


def forget() -> None:
    """Forget every answer: the form is saved."""
    st.session_state.pop(_ANSWERS, None)


def show(points: Sequence[Point], key: str) -> None:
    """Each point with its answers; days are asked beside the title of the wave."""
    asked_points = [point for point in points if point.key != DATES]
    if not asked_points:
        return
    left = sum(point.is_open for point in asked_points)
    state = f"{french.count(left, 'reste', 'restent')} à répondre" if left else "tous ont leur réponse"
    st.markdown(
        f"**{french.count(len(asked_points), 'point', 'points')} à vérifier** : {state}. Une réponse vaut pour toutes les questions du "
        "point ; un second clic l’enlève. Sans réponse, ce qui est proposé sera à confirmer à l’import."
    )
    for point in asked_points:
        _ask(point, key)


def _ask(point: Point, key: str) -> None:
    labels = {
        value: f"{label} (proposé)" if value == point.proposed else label for value, label in point.choices
    }
    widget_key = f"point_{key}_{point.key}"
    st.pills(
        escape_markdown(point.question),
        list(labels),
        default=point.chosen,
        format_func=labels.__getitem__,
        key=widget_key,
        on_change=_record,
        args=(point.key, key, widget_key),
    )
    if len(point.counts) > 1:
        counts = " · ".join(f"{text} : {french.number(count)}" for text, count in point.counts)
        st.caption(escape_markdown(counts))


def _record(point_key: str, key: str, widget_key: str) -> None:
    answers = dict(get_answers(key))
    answers.pop(point_key, None)
    if (chosen := st.session_state[widget_key]) is not None:
        answers[point_key] = chosen
    st.session_state.setdefault(_ANSWERS, {})[key] = answers
