"""Needs of a form of an earlier release, which had no words for what they speak of: completed by one question."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from dse import french
from dse.ingest.forms.survey_definitions import Question, Survey
from dse.ingest.issues import shorten
from dse.ingest.surveys.draft import needs, points, subjects, unread_needs
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.draft.subject_matching import Subject
from dse.ingest.surveys.draft.subjects import LONGEST_LABEL, NO, YES

OLDER = "besoins"


def complete_needs(survey: Survey, answers: Answers) -> tuple[Survey, Point | None]:
    """A survey whose form had no words for what its needs speak of, with what they seem to, and the one question about it."""
    versions = [] if survey.names_subjects else list(_list_silent_needs(survey))
    if not versions:
        return survey, None
    scales = {name: survey.scales[name] for question in versions if (name := question.scale)}
    part, _ = needs.settle_needs(replace(survey, questions=tuple(versions), scales=scales), {}, {})
    ids = {question.question_id for question in needs.list_needs(part)}
    if not ids:
        return survey, None
    point = _ask_about_older(part, ids, answers)
    if point.chosen == NO:
        return replace(survey, names_subjects=True), point
    versions_read = {question.question_id: question for question in reversed(part.questions)}
    completed = tuple(
        replace(question, **_read_subjects(versions_read[question.question_id]))
        if question.question_id in ids
        else question
        for question in survey.questions
    )
    return replace(
        survey, questions=completed, scales={**survey.scales, **part.scales}, names_subjects=True
    ), point


def _list_silent_needs(survey: Survey) -> Iterator[Question]:
    """Questions on needs that speak of nothing, nor their options, each as the form and as its waves have it."""
    for question in survey.questions:
        versions = subjects.list_versions(survey, question)
        if (
            question.dimension == subjects.NEED
            and question.kind != "text"
            and not any(
                subjects.speaks(version) or any(map(subjects.speaks, subjects.list_options(survey, version)))
                for version in versions
            )
        ):
            yield from versions


def _read_subjects(question: Question) -> dict[str, Any]:
    """What a question says of its subject and of how its answers are read."""
    names = ("theme", "kind_asked_about", "favourable_from", "most_choices", "horizon_years")
    return {name: getattr(question, name) for name in names}


def _ask_about_older(survey: Survey, ids: Collection[str], answers: Answers) -> Point:
    """Whether needs of a form of before speak of what they seem to."""
    labels = dict.fromkeys(
        label
        for question in survey.questions
        if question.question_id in ids
        for label in _describe_subjects(survey, question)
    )
    unnamed = {
        f"« {shorten(label, LONGEST_LABEL)} »"
        for question in survey.questions
        if question.question_id in ids
        for label in unread_needs.list_unnamed(survey, question)
    }
    rest = f" ; de rien de vos listes : {french.listed(sorted(unnamed))}" if unnamed else ""
    text = f"Ce formulaire ne disait pas de quoi parlent ses besoins : {french.listed(list(labels))}{rest}. Est-ce juste ?"
    return points.make_point(OLDER, text, {YES: "Oui", NO: "Non : de rien de vos listes"}, YES, answers, ids)


def _describe_subjects(survey: Survey, question: Question) -> Iterator[str]:
    """What a question, or each of its options, speaks of, with the note from which it is a need."""
    for speaking, label in subjects.list_speakers(survey, question):
        if subjects.speaks(speaking):
            named = Subject(speaking.theme, speaking.kind_asked_about).label
            note = question.favourable_from
            suffix = f", à partir de {note:g}" if note is not None else ""
            yield f"« {shorten(label, LONGEST_LABEL)} » ({named}{suffix})"
