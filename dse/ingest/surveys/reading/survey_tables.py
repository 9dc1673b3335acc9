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


def question_columns(every: Sequence[Item]) -> Columns:
    """What does not change from wave to wave."""
    names = ("question_id", "dimension", "theme", "kind_asked_about")
    return {name: [getattr(asked.question, name) for asked in every] for name in names}


def item_columns(wave: Wave, survey: Survey, every: Sequence[Item], cells: SurveyCells) -> Columns:
    """Questions as they are asked in the wave."""
    questions = [asked.question for asked in every]
    order = {each.question_id: place for place, each in enumerate(survey.questions, 1)}
    return {
        "wave_id": [wave.wave_id for _ in questions],
        "question_id": [each.question_id for each in questions],
        "wording": [each.wording or _wording_from_title(each, cells) for each in questions],
        "kind": [each.kind for each in questions],
        "scale_id": [each.scale for each in questions],
        "position": [order[each.question_id] for each in questions],
    }


def _wording_from_title(question: Any, cells: SurveyCells) -> str:
    """The title of a question's column, spelt as the form spells it; that of an option without its option."""
    columns = (question.columns, *dict(question.option_columns).values())
    first = next(each for each in columns if cells.place(each) is not None)
    title = cells.sheet.headers[cells.place(first)]
    title = next((each for each in first if canonical(each) == canonical(title)), title)
    return title if question.columns else _OPTION_OF.sub("", title)


def option_columns(every: Sequence[Item]) -> Columns:
    """Scales that the wave uses."""
    used = {asked.scale.scale_id: asked.scale for asked in every if asked.scale}
    offered = [(scale.scale_id, option) for scale in used.values() for option in scale.options]
    return {
        "scale_id": [scale for scale, _ in offered],
        "option": [option.code for _, option in offered],
        **{name: [getattr(each, name) for _, each in offered] for name in ("label", "rank", "missing")},
    }


def answer_columns(
    wave: Wave,
    every: Sequence[Item],
    lines: Sequence[int],
    partial: frozenset[int],
    ids: Sequence[str | None],
) -> tuple[list[int], Columns]:
    """What each line answers to each question, with the line of each row."""
    rows = list(_list_answers(every, lines, partial))
    columns = {
        "wave_id": [wave.wave_id] * len(rows),
        "respondent_id": [ids[line] for line, _, _ in rows],
        "question_id": [asked.question.question_id for _, asked, _ in rows],
        "option": [
            each.option if asked.question.kind == "multiple" else SINGLE_OPTION for _, asked, each in rows
        ],
        **{name: [getattr(each, name) for _, _, each in rows] for name in ("value", "text", "missing")},
    }
    return [line for line, _, _ in rows], columns


def _list_answers(
    every: Sequence[Item], lines: Sequence[int], partial: frozenset[int]
) -> Iterator[tuple[int, Item, Answer]]:
    completed = answers.complete_answers(every, lines, partial)
    for asked, column in zip(every, completed, strict=True):
        for line, said in zip(lines, column, strict=True):
            for each in said:
                yield line, asked, each
