"""A question to the answer of each line: read by its kind, then what an empty cell means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dse.ingest.forms.survey_definitions import Question, Scale, Survey
from dse.ingest.spelling import canonical
from dse.ingest.surveys.reading import choices, masking, missing_answers
from dse.ingest.surveys.reading.scale_answers import Answer, AnswerReader, number_reader, option_reader
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.values import personal_data, redaction

SINGLE_OPTION = "-"
NPS = (0.0, 10.0)


@dataclass(frozen=True)
class Item:
    """A question of this wave with its answers: for each line, what is said, or nothing at all.

    `is_absent`: the file has no column of it. `not_asked` are the lines from which its condition kept it; `offered` the
    options of a multiple choice that the file has.
    """

    question: Question
    scale: Scale | None
    said: list[tuple[Answer, ...]]
    is_absent: bool
    not_asked: frozenset[int]
    offered: tuple[str, ...] = ()

    def answered(self, line: int) -> bool:
        """Whether a line gives it an answer, be it « ne sait pas »."""
        return any(each.missing != missing_answers.NOT_ASKED for each in self.said[line])


def read_answers(
    cells: SurveyCells, survey: Survey, question: Question, own_names: Sequence[Sequence[str]]
) -> Item:
    """Answers to a question. `own_names` are, line by line, the names that a free text must not hold."""
    scale = survey.scales.get(question.scale or "")
    absences = missing_answers.declared_reasons(survey.missing)
    columns = [question.columns] if question.columns else [each for _, each in question.option_columns]
    if question.option_columns:
        said = _read_ticks(cells, question, scale, absences)
    elif question.kind == "multiple":
        reader = choices.choices_reader(scale, question.split, absences, question.other)
        ticked = cells.read(question.columns, reader, personal=bool(question.other))
        said = _redact_answers([_expand_choices(each, scale) for each in ticked], cells, question, own_names)
    elif question.kind == "text":
        said = _read_texts(cells, question, absences, own_names)
    else:
        reader = _choose_reader(question, scale, absences)
        one = cells.read(question.columns, reader, personal=bool(question.other))
        said = _redact_answers([(each,) if each else () for each in one], cells, question, own_names)
    absent = all(cells.place(each) is None for each in columns)
    return Item(
        question,
        scale,
        said,
        absent,
        _find_lines_not_asked(cells, question),
        _list_offered_options(cells, question, scale),
    )


def _list_offered_options(cells: SurveyCells, question: Question, scale: Scale | None) -> tuple[str, ...]:
    if question.kind != "multiple":
        return ()
    if question.columns:
        return tuple(option.code for option in scale.options if option.missing is None)
    there = [code for code, spellings in question.option_columns if cells.place(spellings) is not None]
    return tuple(there or dict(question.option_columns))


def _choose_reader(question: Question, scale: Scale | None, absences: dict[str, str]) -> AnswerReader:
    if question.kind in ("likert", "single"):
        return option_reader(scale, absences, question.other)
    bounds = NPS if question.kind == "nps" else (question.lowest, question.highest)
    if question.kind == "scale" and scale and bounds == (None, None):
        return option_reader(scale, absences)
    return number_reader(*bounds, absences, scale, is_whole=question.kind == "nps")


def _expand_choices(each: Answer | choices.Choices | None, scale: Scale) -> tuple[Answer, ...]:
    """One answer an option; the same reason for all where there is no choice to tell."""
    if each is None:
        return ()
    if isinstance(each, Answer):
        return tuple(
            Answer(option.code, missing=each.missing) for option in scale.options if option.missing is None
        )
    return tuple(choices.answers_by_option(each, scale))


def _read_ticks(
    cells: SurveyCells, question: Question, scale: Scale, absences: dict[str, str]
) -> list[tuple[Answer, ...]]:
    """Options in columns. An empty box beside one that is ticked, or said not to be, is not ticked either."""
    read = {
        code: cells.read(spellings, choices.tick_reader(scale.option(code), absences))
        for code, spellings in question.option_columns
        if cells.place(spellings) is not None
    }
    found = []
    for line in range(cells.count):
        boxes = {code: column[line] for code, column in read.items()}
        if not any(boxes.values()):
            found.append(())
        else:
            is_answered = any(each and each.missing is None for each in boxes.values())
            found.append(tuple(_fill_box(code, each, is_answered) for code, each in boxes.items()))
    return found


def _fill_box(code: str, said: Answer | None, is_answered: bool) -> Answer:
    if said is None:
        return Answer(code, 0.0) if is_answered else Answer(code, missing=missing_answers.NO_ANSWER)
    return Answer(code, said.value, missing=said.missing)


def _read_texts(
    cells: SurveyCells, question: Question, absences: dict[str, str], own_names: Sequence[Sequence[str]]
) -> list[tuple[Answer, ...]]:
    texts = cells.read(question.columns, lambda text: (text, None), personal=True)
    reasons = [
        text and (absences.get(canonical(text)) or missing_answers.find_reason_in_text(text))
        for text in texts
    ]
    said = [
        (Answer(missing=why) if why else Answer(text=text)) if text else None
        for text, why in zip(texts, reasons, strict=True)
    ]
    return _redact_answers([(each,) if each else () for each in said], cells, question, own_names)


def _redact_answers(
    said: list[tuple[Answer, ...]], cells: SurveyCells, question: Question, own_names: Sequence[Sequence[str]]
) -> list[tuple[Answer, ...]]:
    return [
        tuple(_redact_answer(each, cells, question, line, own_names) for each in one)
        for line, one in enumerate(said)
    ]


def _redact_answer(
    said: Answer, cells: SurveyCells, question: Question, line: int, own_names: Sequence[Sequence[str]]
) -> Answer:
    """An answer whose free text no longer holds what designates a person, which is doubted without being quoted."""
    if said.text is None:
        return said
    text, found = redaction.redact_identifiers(said.text, own_names[line])
    if personal_data.names_somebody(text, cells.organisations):
        found = [*found, personal_data.NAME]
    if found:
        cells.say(masking.confirm_personal_data(found), line, cells.place(question.columns), personal=True)
    return Answer(said.option, said.value, text, said.missing)


def _find_lines_not_asked(cells: SurveyCells, question: Question) -> frozenset[int]:
    """Lines whose filter says that the question was not for them; all may be, where the file has no filter column."""
    condition = question.asked_when
    if condition is None or cells.place(condition.columns) is None:
        return frozenset()
    wanted = {canonical(each) for each in condition.values}
    return frozenset(
        line for line, text in enumerate(cells.texts(condition.columns)) if canonical(text) not in wanted
    )


def complete_answers(
    every: Sequence[Item], lines: Sequence[int], partial: frozenset[int]
) -> list[list[tuple[Answer, ...]]]:
    """What each question gets from each line, empty cells told apart: left blank, or never asked.

    Not asked: a column that the file lacks, a filter, or in a partial answer all that follows the last one given.
    """
    reached = {
        line: max(
            (place for place, asked in enumerate(every) if asked.said[line] and asked.answered(line)),
            default=-1,
        )
        for line in lines
    }
    found = []
    for place, asked in enumerate(every):
        column = []
        for line in lines:
            said = asked.said[line]
            if not said:
                unreached = line in partial and place > reached[line]
                unasked = asked.is_absent or line in asked.not_asked or unreached
                said = _missing_answers(
                    asked, missing_answers.NOT_ASKED if unasked else missing_answers.NO_ANSWER
                )
            column.append(said)
        found.append(column)
    return found


def _missing_answers(asked: Item, why: str) -> tuple[Answer, ...]:
    if asked.question.kind != "multiple":
        return (Answer(missing=why),)
    return tuple(Answer(code, missing=why) for code in asked.offered)
