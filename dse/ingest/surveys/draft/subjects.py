"""What the questions of a survey speak of: which themes and forms of support, over which years, from which note on. Proposed, and asked where it is not sure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dse import french
from dse.ingest.forms.survey_definitions import Option, Question, Scale, Survey
from dse.ingest.issues import quoted_list, shorten
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import label_counts, points, subject_matching
from dse.ingest.surveys.draft.label_counts import LabelCounts
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.draft.subject_matching import SUPPORTS, THEMES, Subject
from schemas import codelists

NEAR, MEASURED = "sujets", "dimension"
NEED, PROFILE = "need", "profile"
YES, NO = "oui", "non"
_CHOSEN = ("single", "multiple")  # kinds whose options may each speak of something
_FEWEST_NAMED = 2  # options that name a theme, by which a list of them is known
LONGEST_LABEL = 60
_LINE = re.compile(r".*\S \[([^\[\]]+)\]")
Speaking = TypeVar("Speaking", Question, Option)


@dataclass(frozen=True)
class Subjects:
    """Subjects by label, those of which a person agreed or nobody said otherwise."""

    by_label: Mapping[str, Subject]

    def of_option(self, option: Option) -> Option:
        """An option with what it speaks of, unless it says so already."""
        subject = None if option.missing or speaks(option) else self.by_label.get(option.label)
        return option if subject is None else _speak_of(option, subject)

    def of_question(self, question: Question, options: Collection[Option]) -> Question:
        """A question with what it speaks of: its line of a grid, else what its words name where its options name none."""
        line = find_line(question)
        if speaks(question) or (not line and any(option.theme for option in options)):
            return question
        if line in self.by_label or _is_of_needs(question):
            subject = self.by_label.get(line or question.wording)
            return question if subject is None else _speak_of(question, subject)
        if any(option.theme for option in options):
            return question
        themes = subject_matching.list_in_wording(question.wording, THEMES)
        is_of_support = question.dimension != PROFILE and not any(map(speaks, options))
        kinds = subject_matching.list_in_wording(question.wording, SUPPORTS) if is_of_support else []
        theme = themes[0] if len(themes) == 1 else None
        return replace(question, theme=theme, kind_asked_about=next(iter(kinds), None))


def _is_of_needs(question: Question) -> bool:
    """Whether a question is on needs whose answers are counted: what it speaks of is sure, or a person is asked."""
    return question.dimension == NEED and question.kind != "text"


def speaks(speaking: Question | Option) -> bool:
    """Whether a question or an option says what it speaks of."""
    return bool(speaking.theme or speaking.kind_asked_about)


def find_line(question: Question) -> str:
    """The line of a grid that a question is, by its wording; empty where it is none."""
    match = _LINE.fullmatch(question.wording)
    return match[1] if match and question.kind != "text" else ""


def settle_subjects(
    survey: Survey, answers: Answers, counts: LabelCounts, known_survey: Survey | None
) -> tuple[Survey, list[Point], set[str]]:
    """A survey whose questions say what they speak of, as it seems and as it was answered; what a person is asked, about which labels.

    `known_survey` is the survey as its form has it, which is not asked again.
    """
    survey = _recall_dimensions(survey, known_survey) if known_survey else survey
    matched, recalled = subject_matching.load_matched(), recall_subjects(known_survey) if known_survey else {}
    sure = _find_subjects(survey, matched, survey.questions, recalled, is_sure=True)
    possible = _find_subjects(survey, matched, survey.questions, recalled, is_sure=False)
    stated = _match_statements(survey, matched)
    measured_point = _ask_what_is_measured(survey, {**sure, **possible, **stated}, answers)
    survey = _set_measured(survey, measured_point)
    sure = _find_subjects(survey, matched, survey.questions, recalled, is_sure=True)
    telling = [question for question in survey.questions if question.dimension != PROFILE]
    near = _find_subjects(survey, matched, telling, recalled, is_sure=False)
    near_point = _ask_about_near(near, answers, _list_ids(survey, telling, near), counts) if near else None
    agreed = {} if near_point and near_point.chosen == NO else near
    survey = _set_subjects(survey, Subjects({**sure, **agreed}))
    return (
        survey,
        [point for point in (measured_point, near_point) if point],
        {*recalled, *map(canonical, near)},
    )


def _recall_dimensions(survey: Survey, known_survey: Survey) -> Survey:
    """A survey whose questions, and lines of grids, measure what a form says of those in the same words."""
    dimensions = {_spell_wording(question): question.dimension for question in known_survey.questions}
    questions = (
        replace(question, dimension=dimensions.get(_spell_wording(question), question.dimension))
        for question in survey.questions
    )
    return replace(survey, questions=tuple(questions))


def _spell_wording(question: Question) -> str:
    return canonical(find_grid(question) or question.wording)


def recall_subjects(known_survey: Survey) -> dict[str, Subject]:
    """What a form says of each label, of those of its needs be it that they speak of nothing of the lists."""
    return {
        canonical(label): Subject(speaking.theme, speaking.kind_asked_about)
        for question in known_survey.questions
        for version in list_versions(known_survey, question)
        for speaking, label in list_speakers(known_survey, version)
        if question.dimension == NEED or speaks(speaking)
    }


def list_versions(survey: Survey, question: Question) -> list[Question]:
    """A question as its form has it, and as each of its waves does."""
    return [question, *filter(None, (question.in_wave(wave.wave_id) for wave in survey.waves))]


def list_speakers(survey: Survey, question: Question) -> list[tuple[Question | Option, str]]:
    """What may speak of something in a question: itself and its options, each with its label."""
    options = [option for option in list_options(survey, question) if not option.missing]
    return [
        (question, find_line(question) or question.wording),
        *((option, option.label) for option in options),
    ]


def _find_subjects(
    survey: Survey,
    matched: subject_matching.Matched,
    questions: Iterable[Question],
    recalled: Mapping[str, Subject],
    *,
    is_sure: bool,
) -> dict[str, Subject]:
    """What options, lines of grids and wordings of some questions speak of, by label: those that are sure, or those that are not."""
    subjects: dict[str, Subject] = {}
    for question in questions:
        meant = {
            label: _recall(label, subject_matching.match_label(label, matched), question, recalled)
            for label in _list_labels(survey, question)
        }
        if _is_of_needs(question) and not find_line(question):
            by_words = _match_words(question, [subject for subject in meant.values() if subject])
            meant[question.wording] = _recall(question.wording, by_words, question, recalled)
        subjects |= {
            label: subject for label, subject in meant.items() if subject and subject.is_sure == is_sure
        }
    return subjects


def _match_words(question: Question, of_options: Sequence[Subject]) -> Subject | None:
    """What the words of a question say beside its options: no theme where these name themes, no form of support where they name any."""
    subject = subject_matching.match_wording(question.wording)
    if subject is None or any(option.theme for option in of_options):
        return None
    subject = replace(subject, kind_asked_about=None) if of_options else subject
    return subject if subject.label else None


def _recall(
    label: str, matched: Subject | None, question: Question, recalled: Mapping[str, Subject]
) -> Subject | None:
    """What a label speaks of. What a person said before is sure; so is that it speaks of nothing, unless it has come into the lists."""
    before = recalled.get(canonical(label))
    if before and (before.label or (matched and not matched.is_sure)):
        return before if before.label else None
    if matched and not matched.is_sure and question.dimension != NEED:
        return replace(matched, kind_asked_about=None) if matched.theme else None
    return matched


def _list_ids(survey: Survey, questions: Iterable[Question], labels: Collection[str]) -> tuple[str, ...]:
    """Questions that have one of some labels."""
    return tuple(
        question.question_id
        for question in questions
        if not set(labels).isdisjoint([question.wording, *_list_labels(survey, question)])
    )


def _list_labels(survey: Survey, question: Question) -> list[str]:
    options = [label for _, label in list_speakers(survey, question)[1:]]
    return [*filter(None, [find_line(question)]), *options]


def list_options(survey: Survey, question: Question) -> tuple[Option, ...]:
    """The options of a question that may each speak of something."""
    return survey.scales[question.scale].options if question.scale and question.kind in _CHOSEN else ()


def _set_subjects(survey: Survey, subjects: Subjects) -> Survey:
    chosen = {question.scale for question in survey.questions if question.kind in _CHOSEN}
    scales = {
        name: Scale(name, tuple(map(subjects.of_option, scale.options))) if name in chosen else scale
        for name, scale in survey.scales.items()
    }
    survey = replace(survey, scales=scales)
    questions = tuple(
        subjects.of_question(question, list_options(survey, question)) for question in survey.questions
    )
    return replace(survey, questions=questions)


def _speak_of(speaking: Speaking, subject: Subject) -> Speaking:
    return replace(speaking, theme=subject.theme, kind_asked_about=subject.kind_asked_about)


def _ask_about_near(
    near: Mapping[str, Subject], answers: Answers, question_ids: Collection[str], counts: LabelCounts
) -> Point:
    """Whether labels that are none of the lists speak of what they seem to: one question for all."""
    lines = label_counts.add_up(counts, question_ids)
    pairs = french.listed(
        [
            f"« {shorten(label, LONGEST_LABEL)} » ({subject.label}{_describe_lines(lines[label])})"
            for label, subject in near.items()
        ]
    )
    each_apart = " Chacun se corrige aussi dans la liste des choix ou des questions." if len(near) > 1 else ""
    question = f"{pairs} : est-ce bien de cela que l’on parle ?{each_apart}"
    labels = {
        YES: "Oui",
        NO: "Non : d’aucun thème ni forme d’appui de vos listes",
    }
    return points.make_point(NEAR, question, labels, YES, answers, question_ids)


def _describe_lines(lines: int) -> str:
    """How many lines have a label; nothing of a line of a grid, whose answers are others."""
    return f", {french.count(lines, 'réponse')}" if lines else ""


def _ask_what_is_measured(survey: Survey, subjects: Mapping[str, Subject], answers: Answers) -> Point | None:
    """What questions ask whose answers, or whose lines of a grid, name themes, and whose words do not say it."""
    silent = [
        question
        for question in survey.questions
        if question.dimension == PROFILE
        and sum(_names_theme(subjects, label) for label in _list_labels_of_grid(survey, question))
        >= _FEWEST_NAMED
    ]
    if not silent:
        return None
    ask = "Que demande-t-elle" if len(silent) == 1 else "Que demandent-elles"
    wordings = quoted_list([shorten(question.wording, LONGEST_LABEL) for question in silent[:3]], "et")
    text = f"{wordings} : les réponses nomment des thèmes. {ask} ?"
    ids = [question.question_id for question in silent]
    words = [text for question in silent for text in (question.wording, *_list_steps(survey, question))]
    proposed = NEED if any("besoin" in canonical(text) for text in words) else PROFILE
    return points.make_point(MEASURED, text, codelists.labels("dimensions"), proposed, answers, ids)


def _list_steps(survey: Survey, question: Question) -> list[str]:
    return [option.label for option in survey.scales[question.scale].options] if question.scale else []


def _list_labels_of_grid(survey: Survey, question: Question) -> list[str]:
    """The labels of a question and, of a line of a grid, those of the other lines; of a statement, those on the same scale."""
    grid = find_grid(question)
    lines = [find_line(other) for other in survey.questions if grid and find_grid(other) == grid]
    statements = [
        other.wording
        for other in survey.questions
        if _is_statement(question) and _is_statement(other) and other.scale == question.scale
    ]
    return [*lines, *statements, *(label for _, label in list_speakers(survey, question)[1:])]


def _is_statement(question: Question) -> bool:
    """Whether a question may be a line of a grid whose question is left out of the export."""
    return question.kind == "likert" and bool(question.scale) and not find_line(question)


def _match_statements(survey: Survey, matched: subject_matching.Matched) -> dict[str, Subject]:
    statements = [question.wording for question in survey.questions if _is_statement(question)]
    subjects = {wording: subject_matching.match_label(wording, matched) for wording in statements}
    return {wording: subject for wording, subject in subjects.items() if subject}


def find_grid(question: Question) -> str:
    """The question of a grid that a line is of; empty where it is none."""
    return question.wording.removesuffix(f" [{line}]") if (line := find_line(question)) else ""


def _names_theme(subjects: Mapping[str, Subject], label: str) -> bool:
    return label in subjects and subjects[label].theme is not None


def _set_measured(survey: Survey, point: Point | None) -> Survey:
    if point is None or point.chosen is None:
        return survey
    return replace_questions(survey, point.question_ids, dimension=point.chosen)


def replace_questions(survey: Survey, question_ids: Collection[str], **values: Any) -> Survey:
    """A survey whose questions of some names have other values."""
    questions = (
        replace(question, **values) if question.question_id in question_ids else question
        for question in survey.questions
    )
    return replace(survey, questions=tuple(questions))
