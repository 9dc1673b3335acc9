"""Points of a survey form that only a person can settle: a question a group, its answers as buttons, undone by a second click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dse import french
from dse.ingest.issues import shorten
from dse.ingest.surveys.draft.points import CAME_ONCE, DATES, Answers, Point
from dse.ui.frame.prose import format_sentence

_MOST_NAMED, _LONGEST_WORDING = 3, 60
_ANSWERS = "_survey_answers"


def get_answers(key: str) -> Answers:
    """What was answered so far about the points of a form."""
    return st.session_state.get(_ANSWERS, {}).get(key, {})


def name_answers(key: str) -> str:
    """What tells the tables of one set of answers from those of another."""
    return "_".join(f"{name}={value}" for name, value in sorted(get_answers(key).items()))


def forget() -> None:
    """Forget every answer: the form is saved."""
    st.session_state.pop(_ANSWERS, None)


def show(points: Sequence[Point], wordings: Mapping[str, str], key: str) -> None:
    """Each point with its answers and the questions that it is about, by their `wordings`; days are asked beside the title of the wave."""
    asked_points = [point for point in points if point.key != DATES]
    if not asked_points:
        return
    left = sum(point.is_open for point in asked_points)
    state = f"dont {french.number(left)} sans réponse" if left else "qui ont tous leur réponse"
    if left == len(asked_points):
        state = "tous sans réponse"
    if len(asked_points) == 1:
        state = "sans réponse" if left else "qui a sa réponse"
    st.markdown(
        f"**{french.count(len(asked_points), 'point', 'points')} à vérifier**, {state}. Une réponse vaut pour toutes les questions du "
        "point ; un second clic l’enlève. Sans réponse, ce qui est proposé sera à confirmer à l’import."
    )
    for point in asked_points:
        _ask(point, wordings, key)


def _ask(point: Point, wordings: Mapping[str, str], key: str) -> None:
    labels = {
        value: f"{label} (proposé)" if value == point.proposed else label for value, label in point.choices
    }
    widget_key = f"point_{key}_{point.key}"
    st.pills(
        format_sentence(point.question),
        list(labels),
        default=point.chosen,
        format_func=labels.__getitem__,
        key=widget_key,
        on_change=_record,
        args=(point.key, key, widget_key),
    )
    if caption := _describe(point, wordings):
        st.caption(format_sentence(caption))


def _describe(point: Point, wordings: Mapping[str, str]) -> str:
    """The questions of a point that it does not quote, and how often each of their answers comes."""
    others = [
        wording
        for name in point.question_ids
        if (wording := wordings.get(name)) and wording not in point.question
    ]
    parts = [_name_questions(others)] if others else []
    if len(point.counts) > 1 or CAME_ONCE in dict(point.counts):
        counts = " · ".join(
            f"{text}{french.NO_BREAK}({french.number(count)})" for text, count in point.counts
        )
        parts.append(f"Réponses, avec leur nombre : {counts}")
    return ". ".join(parts)


def _name_questions(wordings: Sequence[str]) -> str:
    """The first questions of a point, and how many others there are."""
    shown = [f"« {shorten(wording, _LONGEST_WORDING)} »" for wording in wordings[:_MOST_NAMED]]
    others = len(wordings) - len(shown)
    return french.listed([*shown, french.count(others, "autre")] if others else shown)


def _record(point_key: str, key: str, widget_key: str) -> None:
    answers = dict(get_answers(key))
    answers.pop(point_key, None)
    if (chosen := st.session_state[widget_key]) is not None:
        answers[point_key] = chosen
    st.session_state.setdefault(_ANSWERS, {})[key] = answers
