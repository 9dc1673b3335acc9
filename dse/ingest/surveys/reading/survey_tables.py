"""Columns of the tables that tell a wave: its questions as asked, their scales, the answers given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from dse.ingest.forms.survey_definitions import Survey, Wave
from dse.ingest.spelling import canonical
from dse.ingest.surveys.reading import answers
from dse.ingest.surveys.reading.answers import SINGLE_OPTION, Item
from dse.ingest.surveys.reading.scale_answers import Answer
from dse.ingest.surveys.reading.survey_cells import SurveyCells

_OPTION_OF = re.compile(r"\s*\[[^\[\]]*\]$")

Columns = dict[str, list[Any]]


def wave_columns(wave: Wave, survey: Survey) -> Columns:
    """The wave itself."""
    names = ("wave_id", "title", "opened_on", "closed_on", "unit", "is_anonymous")
    return {"series": [survey.series], **{name: [getattr(wave, name)] for name in names}}


def question_columns(items: Sequence[Item]) -> Columns:
    """What does not change from wave to wave."""
    names = ("question_id", "dimension", "theme", "kind_asked_about")
    return {name: [getattr(item.question, name) for item in items] for name in names}


def item_columns(wave: Wave, survey: Survey, items: Sequence[Item], cells: SurveyCells) -> Columns:
    """Questions as they are asked in the wave."""
    questions = [item.question for item in items]
    order = {question.question_id: position for position, question in enumerate(survey.questions, 1)}
    return {
        "wave_id": [wave.wave_id for _ in questions],
        "question_id": [question.question_id for question in questions],
        "wording": [question.wording or _wording_from_title(question, cells) for question in questions],
        "kind": [question.kind for question in questions],
        "scale_id": [question.scale for question in questions],
        "position": [order[question.question_id] for question in questions],
    }


def _wording_from_title(question: Any, cells: SurveyCells) -> str:
    """The title of a question's column, spelt as the form spells it; that of an option without its option."""
    columns = (question.columns, *dict(question.option_columns).values())
    first = next(spellings for spellings in columns if cells.column_index(spellings) is not None)
    title = cells.sheet.headers[cells.column_index(first)]
    title = next((spelling for spelling in first if canonical(spelling) == canonical(title)), title)
    return title if question.columns else _OPTION_OF.sub("", title)


def option_columns(items: Sequence[Item]) -> Columns:
    """Scales that the wave uses."""
    used = {item.scale.scale_id: item.scale for item in items if item.scale}
    offered = [(scale.scale_id, option) for scale in used.values() for option in scale.options]
    return {
        "scale_id": [scale for scale, _ in offered],
        "option": [option.code for _, option in offered],
        **{
            name: [getattr(offered_option, name) for _, offered_option in offered]
            for name in ("label", "rank", "missing")
        },
    }


def answer_columns(
    wave: Wave,
    items: Sequence[Item],
    lines: Sequence[int],
    partial: frozenset[int],
    ids: Sequence[str | None],
) -> tuple[list[int], Columns]:
    """What each line answers to each question, with the line of each row."""
    rows = list(_list_answers(items, lines, partial))
    columns = {
        "wave_id": [wave.wave_id] * len(rows),
        "respondent_id": [ids[line] for line, _, _ in rows],
        "question_id": [item.question.question_id for _, item, _ in rows],
        "option": [
            answer.option if item.question.kind == "multiple" else SINGLE_OPTION for _, item, answer in rows
        ],
        **{name: [getattr(answer, name) for _, _, answer in rows] for name in ("value", "text", "missing")},
    }
    return [line for line, _, _ in rows], columns


def _list_answers(
    items: Sequence[Item], lines: Sequence[int], partial: frozenset[int]
) -> Iterator[tuple[int, Item, Answer]]:
    completed = answers.complete_answers(items, lines, partial)
    for item, column in zip(items, completed, strict=True):
        for line, answers_of_line in zip(lines, column, strict=True):
            for answer in answers_of_line:
                yield line, item, answer
