"""Needs that no figure can read: of nothing in the lists, or without an answer that says one. A person is asked, and they are kept as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dse import french
from dse.ingest.forms.survey_definitions import Question, Survey
from dse.ingest.issues import shorten
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft import label_counts, points, subject_matching, subjects
from dse.ingest.surveys.draft.label_counts import LabelCounts
from dse.ingest.surveys.draft.points import Answers, Point

UNNAMED, UNREAD = "sans-sujet", "sans-besoin"
_READ = ("likert", "scale", "nps", "single", "multiple")  # kinds of which the answers may say a need
FEWEST_STEPS = 3  # of an ordered scale, of which the last ones are favourable
_MOST_NAMED = 12


def list_points(
    survey: Survey, asked_labels: Collection[str], answers: Answers, counts: LabelCounts
) -> list[Point]:
    """What is asked about needs that no figure reads; nothing about labels of which a person was asked before."""
    unnamed: dict[str, list[str]] = {}
    unread: dict[str, list[str]] = {}
    for question in survey.questions:
        if question.dimension == subjects.NEED and question.kind in _READ:
            for label in list_unnamed(survey, question):
                if canonical(label) not in asked_labels:
                    unnamed.setdefault(label, []).append(question.question_id)
            if _says_no_need(survey, question):
                unread[subjects.find_line(question) or question.wording] = [question.question_id]
    return [
        *([_ask_about_unnamed(unnamed, answers, counts)] if unnamed else []),
        *([_ask_about_unread(unread, answers)] if unread else []),
    ]


def list_unnamed(survey: Survey, question: Question) -> Iterator[str]:
    """The options that speak of nothing beside others that speak of something; the question itself where nothing does."""
    itself, *options = subjects.list_speakers(survey, question)
    if any(subjects.speaks(option) for option, _ in options):
        for option, label in options:
            if not (subjects.speaks(option) or subject_matching.is_no_subject(label)):
                yield label
    elif not subjects.speaks(question):
        yield itself[1]


def _says_no_need(survey: Survey, question: Question) -> bool:
    """Whether a question is about something of the lists, and none of its answers says a need of it."""
    if not subjects.speaks(question):
        return False
    options = survey.scales[question.scale].options if question.scale else ()
    if question.kind in ("single", "multiple"):
        return not any(subjects.speaks(option) or words(option.label) == subjects.YES for option in options)
    steps = [option for option in options if option.rank is not None and not option.missing]
    return question.kind == "likert" and len(steps) < FEWEST_STEPS


def _ask_about_unnamed(question_ids: Mapping[str, list[str]], answers: Answers, counts: LabelCounts) -> Point:
    text = (
        f"{_name(_count_lines(question_ids, counts))} : aucun thème ni forme d’appui de vos listes n’y est reconnu, ou plusieurs à la fois. Ces "
        "besoins seront gardés sans compter pour aucun. Est-ce bien cela ? Sinon, dites de quoi ils parlent dans la liste des choix ou des questions."
    )
    choices = {subjects.YES: "Oui : ils ne comptent pour aucun thème ni forme d’appui"}
    return _make_point(UNNAMED, text, choices, question_ids, answers)


def _ask_about_unread(question_ids: Mapping[str, list[str]], answers: Answers) -> Point:
    text = (
        f"{_name(dict.fromkeys(question_ids, 0))} : aucune réponse n’y est reconnue comme un besoin. Ces réponses seront gardées sans être "
        "comptées comme des besoins. Est-ce bien cela ? Sinon, dites de quoi parlent ses choix, ou changez sa forme ou les rangs de ses choix."
    )
    choices = {subjects.YES: "Oui : aucune de ces réponses n’est un besoin"}
    return _make_point(UNREAD, text, choices, question_ids, answers)


def _make_point(
    key: str, text: str, choices: Mapping[str, str], question_ids: Mapping[str, list[str]], answers: Answers
) -> Point:
    ids = dict.fromkeys(name for names in question_ids.values() for name in names)
    return points.make_point(key, text, choices, subjects.YES, answers, tuple(ids))


def _count_lines(question_ids: Mapping[str, list[str]], counts: LabelCounts) -> dict[str, int]:
    """How many lines have each label."""
    return {label: label_counts.add_up(counts, ids)[label] for label, ids in question_ids.items()}


def _name(lines: Mapping[str, int]) -> str:
    """The first labels, each with the lines that have it where there are any, and how many other labels there are."""
    quoted = [
        f"« {shorten(label, subjects.LONGEST_LABEL)} »" + _describe(label, number)
        for label, number in list(lines.items())[:_MOST_NAMED]
    ]
    others = len(lines) - len(quoted)
    return french.listed([*quoted, french.count(others, "autre")] if others else quoted)


def _describe(label: str, lines: int) -> str:
    """How many lines have a label, and the themes that it can mean where they are several."""
    meanings = subject_matching.list_meanings(label)
    several = [f"{french.either(meanings)} ?"] if len(meanings) > 1 else []
    parts = [*([french.count(lines, "réponse")] if lines else []), *several]
    return f" ({', '.join(parts)})" if parts else ""
