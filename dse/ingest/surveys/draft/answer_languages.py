"""Answers given in several languages, each with labels of its own: nothing in the file says which label is which, so a person is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from dse import french
from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import CLOSED, Question
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import points
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.reading import missing_answers
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.surveys.tools.survey_tool import SurveyTool

LANGUAGES, APART, AS_TEXTS = "langues", "choix", "textes"
_FEWEST = 3  # answers of a question in a language, from which its labels tell something


def list_points(
    sheet: Sheet,
    tool: SurveyTool,
    questions: Sequence[Question],
    absences: Mapping[str, str],
    answers: Answers,
) -> tuple[Point, ...]:
    """What becomes of closed questions of which two languages have no label in common; nothing where there is none."""
    languages = _read_languages(sheet, tool)
    divided = tuple(
        question.question_id
        for question in questions
        if question.kind in CLOSED
        and question.columns
        and _are_labels_divided(sheet.columns[sheet.headers.index(question.columns[0])], languages, absences)
    )
    return (_make_point(Counter(filter(None, languages)), divided, answers),) if divided else ()


def _read_languages(sheet: Sheet, tool: SurveyTool) -> Sequence[str]:
    """The language of each line, empty where the tool does not write it."""
    for header, column in zip(sheet.headers, sheet.columns, strict=True):
        if header and tool.languages and tool_columns.is_one_of(header, tool.languages):
            return [text.strip() for text in column]
    return [""] * len(sheet.numbers)


def _are_labels_divided(texts: Sequence[str], languages: Sequence[str], absences: Mapping[str, str]) -> bool:
    labels: dict[str, Counter[str]] = {}
    for text, language in zip(texts, languages, strict=True):
        plain = canonical(text)
        if plain and language and plain not in absences and not missing_answers.find_reason(text):
            labels.setdefault(language, Counter())[plain] += 1
    enough = [set(counts) for counts in labels.values() if counts.total() >= _FEWEST]
    return any(one.isdisjoint(other) for one, other in combinations(enough, 2))


def _make_point(counts: Counter[str], divided: tuple[str, ...], answers: Answers) -> Point:
    labels = {
        APART: "Des choix différents : une même réponse est comptée à part dans chaque langue",
        AS_TEXTS: "Des textes, que rien ne compte",
    }
    where = french.count(len(divided), "question")
    sentence = (
        f"Dans {where}, on a répondu en {len(counts)} langues, chacune avec ses libellés. "
        "La structure de l’enquête, ajoutée à l’export, les réunit : sinon, qu’en faire ?"
    )
    point = points.make_point(LANGUAGES, sentence, labels, APART, answers)
    return replace(point, question_ids=divided, counts=points.list_counts(counts))


def settle(questions: Sequence[Question], language_points: Sequence[Point]) -> tuple[Question, ...]:
    """The questions, those whose labels are in several languages as texts where a person said so."""
    as_texts = {
        question_id
        for point in language_points
        for question_id in point.question_ids
        if point.chosen == AS_TEXTS
    }
    return tuple(
        replace(question, kind="text", scale=None, split=(), other=None)
        if question.question_id in as_texts
        else question
        for question in questions
    )
