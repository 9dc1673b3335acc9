"""A question to the answer of each line: read by its kind, then what an empty cell means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dse.ingest.forms.survey_definitions import Option, Question, Scale, Spellings, Survey
from dse.ingest.spelling import canonical
from dse.ingest.surveys.reading import answer_checks, choices, missing_answers, scale_answers
from dse.ingest.surveys.reading.answer_checks import confirm_blank_boxes
from dse.ingest.surveys.reading.scale_answers import Answer, AnswerReader, number_reader, option_reader
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.values import personal_data, redaction

SINGLE_OPTION = "-"
_NUMERIC = frozenset({"number", "scale", "nps"})
NPS = (0.0, 10.0)
_NEED = "need"


@dataclass(frozen=True)
class Item:
    """A question of this wave with its answers: for each line, its answers, none where there is none.

    `place` is its first column in the file, None where the file has none. `lines_not_asked` are those from which its condition
    kept it; `offered_options` the options of a multiple choice that the file has, `lines_without_option` those whose version lacks one.
    """

    question: Question
    scale: Scale | None
    answers: list[tuple[Answer, ...]]
    place: int | None
    lines_not_asked: frozenset[int]
    offered_options: tuple[str, ...] = ()
    lines_without_option: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def is_absent(self) -> bool:
        """Whether the file has no column of it."""
        return self.place is None

    def has_answer(self, line: int) -> bool:
        """Whether a line gives it an answer, be it « ne sait pas »."""
        return any(answer.missing != missing_answers.NOT_ASKED for answer in self.answers[line])


def read_answers(
    cells: SurveyCells, survey: Survey, question: Question, own_names: Sequence[Sequence[str]]
) -> Item:
    """Answers to a question. `own_names` are, line by line, the names that a free text must not hold."""
    scale = survey.scales.get(question.scale or "")
    absences = missing_answers.declared_reasons(survey.missing)
    columns = replace(question, other_columns=()).own_columns
    if question.rank_columns:
        answers_by_line = _read_ranks(cells, question, scale, absences)
    elif question.option_columns:
        answers_by_line = _redact_answers(
            _read_ticks(cells, question, scale, absences), cells, question, own_names
        )
    elif question.kind == "multiple":
        reader = choices.choices_reader(scale, question.split, absences, question.other)
        ticked = cells.read(
            question.columns, reader, personal=bool(question.other) or redaction.may_designate
        )
        answers_by_line = _redact_answers(
            [_expand_choices(choices_of_line, scale) for choices_of_line in ticked],
            cells,
            question,
            own_names,
        )
    elif question.kind == "text":
        answers_by_line = _read_texts(cells, question, absences, own_names)
    else:
        reader = _choose_reader(question, scale, absences, cells.texts(question.columns))
        may_tell = _is_free if question.kind in _NUMERIC else redaction.may_designate
        one = cells.read(question.columns, reader, personal=bool(question.other) or may_tell)
        with_written = _add_written(one, cells, question, scale, absences)
        answers_by_line = _redact_answers(
            [(answer,) if answer else () for answer in with_written], cells, question, own_names
        )
    places = [place for spellings in columns if (place := cells.column_index(spellings)) is not None]
    return Item(
        question,
        scale,
        answers_by_line,
        min(places, default=None),
        _find_lines_not_asked(cells, question),
        _list_offered_options(cells, question, scale),
        _find_lines_without_options(cells, question, answers_by_line),
    )


def _add_written(
    one: Sequence[Answer | None],
    cells: SurveyCells,
    question: Question,
    scale: Scale | None,
    absences: Mapping[str, str],
) -> Sequence[Answer | None]:
    """Answers to a choice, with what is written beside it: it chooses « Autre » where nothing else is chosen."""
    if not question.other_columns:
        return one
    option = scale.option(question.other)
    written = cells.read(question.other_columns, choices.other_reader(option, absences), personal=True)
    blank = [not text.strip() for text in cells.texts(question.columns)]
    return [
        _choose_other(answer, beside, option, is_blank=is_blank)
        for answer, beside, is_blank in zip(one, written, blank, strict=True)
    ]


def _choose_other(
    answer: Answer | None, beside: Answer | None, option: Option, *, is_blank: bool
) -> Answer | None:
    if beside is None or not beside.value:
        return answer
    if is_blank:
        return Answer(option.code, option.rank, beside.text)
    return replace(answer, text=beside.text) if answer and not answer.missing else answer


def _list_offered_options(cells: SurveyCells, question: Question, scale: Scale | None) -> tuple[str, ...]:
    if question.kind != "multiple":
        return ()
    if not question.option_columns:
        return tuple(option.code for option in scale.options if option.missing is None)
    there = [code for code, spellings in question.option_columns if cells.column_index(spellings) is not None]
    return tuple(there or dict(question.option_columns))


def _choose_reader(
    question: Question, scale: Scale | None, absences: dict[str, str], texts: Sequence[str]
) -> AnswerReader:
    if question.kind in ("likert", "single"):
        return option_reader(scale, absences, question.other)
    bounds = NPS if question.kind == "nps" else (question.lowest, question.highest)
    if question.kind == "scale" and scale and bounds == (None, None):
        return option_reader(scale, absences)
    unit = question.unit or scale_answers.find_unit(texts) if question.kind == "number" else ""
    return number_reader(*bounds, absences, scale, is_whole=question.kind == "nps", unit=unit)


def _expand_choices(choice: Answer | choices.Choices | None, scale: Scale) -> tuple[Answer, ...]:
    """One answer an option; the same reason for all where there is no choice to tell."""
    if choice is None:
        return ()
    if isinstance(choice, Answer):
        return tuple(
            Answer(option.code, missing=choice.missing) for option in scale.options if option.missing is None
        )
    return tuple(choices.answers_by_option(choice, scale))


def _read_ticks(
    cells: SurveyCells, question: Question, scale: Scale, absences: dict[str, str]
) -> list[tuple[Answer, ...]]:
    """Options in columns. An empty box beside one with an answer, yes or no, counts as not ticked, or as not asked in a file that writes both.

    Nothing written beside « Autre » is « Autre » not chosen. Of needs, a line of boxes none of which is ticked is no answer: who
    needs nothing ticks « aucun », where it is offered.
    """
    read = {
        code: _read_option(cells, question, scale.option(code), spellings, absences)
        for code, spellings in question.option_columns
        if cells.column_index(spellings) is not None
    }
    blank = _read_blank_boxes(cells, question, read)
    answers_by_line: list[tuple[Answer, ...]] = []
    for line in range(cells.count):
        boxes = {code: column[line] for code, column in read.items()}
        if not any(boxes.values()) or (question.dimension == _NEED and _ticks_nothing(boxes.values())):
            answers_by_line.append(())
        else:
            is_answered = _has_choice(boxes.values())
            answers_by_line.append(
                tuple(
                    _fill_box(
                        code, box or (blank if is_answered and code != question.other else None), is_answered
                    )
                    for code, box in boxes.items()
                )
            )
    return answers_by_line


def _read_ranks(
    cells: SurveyCells, question: Question, scale: Scale, absences: dict[str, str]
) -> list[tuple[Answer, ...]]:
    """A ranking: what is among the first places is chosen, the rest is not."""
    reader = choices.choices_reader(scale, question.split, absences, None)
    places = [
        cells.read(spellings, reader, personal=redaction.may_designate)
        for spellings in question.rank_columns
        if cells.column_index(spellings) is not None
    ]
    return [
        _expand_choices(_join_places(line, question.most_choices), scale)
        for line in (zip(*places, strict=True) if places else [()] * cells.count)
    ]


def _join_places(
    places: Sequence[Answer | choices.Choices | None], most: int | None
) -> Answer | choices.Choices | None:
    """The choices of the first places; the reason where there is nothing else."""
    ranked = tuple(choice for several in places if isinstance(several, tuple) for choice in several)
    return ranked[:most] or next((why for why in places if isinstance(why, Answer)), None)


def _read_option(
    cells: SurveyCells,
    question: Question,
    option: Option,
    spellings: Spellings,
    absences: Mapping[str, str],
) -> list[Answer | None]:
    """The column of one option; that of « Autre » may hold what was written."""
    is_other = option.code == question.other
    reader = (
        choices.other_reader(option, absences)
        if is_other
        else choices.tick_reader(option, absences, question.most_choices)
    )
    return cells.read(spellings, reader, personal=is_other)


def _read_blank_boxes(
    cells: SurveyCells, question: Question, read: Mapping[str, Sequence[Answer | None]]
) -> Answer | None:
    """What a blank box beside an answer says, none where it is not ticked; asked about options of which no box says no."""
    if not cells.tool.blank_box_is_not_asked:
        return None
    answered = [_has_choice(boxes) for boxes in zip(*read.values(), strict=True)]
    boxes_by_option = {code: column for code, column in read.items() if code != question.other}
    without_no = {
        code
        for code, column in boxes_by_option.items()
        if not any(box and box.value == 0.0 for box in column)
    }
    unclear = [
        code
        for code in read
        if code in without_no
        and any(box is None and is_answered for box, is_answered in zip(read[code], answered, strict=True))
    ]
    if unclear:
        shown = unclear if len(without_no) < len(boxes_by_option) else []
        first = dict(question.option_columns)[unclear[0]]
        cells.add_column_issue(confirm_blank_boxes(question.question_id, shown), cells.column_index(first))
    return None if len(without_no) == len(boxes_by_option) else Answer(missing=missing_answers.NOT_ASKED)


def _has_choice(boxes: Iterable[Answer | None]) -> bool:
    """Whether a box says yes or no."""
    return any(box and box.missing is None for box in boxes)


def _ticks_nothing(boxes: Iterable[Answer | None]) -> bool:
    """Whether boxes say no and none says yes."""
    answered = [box for box in boxes if box and box.missing is None]
    return bool(answered) and not any(box.value for box in answered)


def _fill_box(code: str, box: Answer | None, is_answered: bool) -> Answer:
    if box is None:
        return Answer(code, 0.0) if is_answered else Answer(code, missing=missing_answers.NO_ANSWER)
    return Answer(code, box.value, box.text, box.missing)


def _is_free(text: str) -> bool:
    """Whether a cell among numbers may be what somebody wants to say: it has no digit."""
    return not any(sign.isdigit() for sign in text) or redaction.may_designate(text)


def _read_texts(
    cells: SurveyCells, question: Question, absences: dict[str, str], own_names: Sequence[Sequence[str]]
) -> list[tuple[Answer, ...]]:
    texts = cells.read(question.columns, lambda text: (text, None), personal=True, may_be_days=True)
    reasons = [
        text and (absences.get(canonical(text)) or missing_answers.find_reason_in_text(text))
        for text in texts
    ]
    answers_by_line = [
        (Answer(missing=why) if why else Answer(text=text)) if text else None
        for text, why in zip(texts, reasons, strict=True)
    ]
    return _redact_answers(
        [(answer,) if answer else () for answer in answers_by_line], cells, question, own_names
    )


def _redact_answers(
    answers_by_line: list[tuple[Answer, ...]],
    cells: SurveyCells,
    question: Question,
    own_names: Sequence[Sequence[str]],
) -> list[tuple[Answer, ...]]:
    return [
        tuple(_redact_answer(answer, cells, question, line, own_names) for answer in one)
        for line, one in enumerate(answers_by_line)
    ]


def _redact_answer(
    answer: Answer, cells: SurveyCells, question: Question, line: int, own_names: Sequence[Sequence[str]]
) -> Answer:
    """An answer whose free text no longer holds what designates a person, which is doubted without being quoted."""
    if answer.text is None:
        return answer
    text, kinds = redaction.redact_identifiers(answer.text, own_names[line])
    if personal_data.names_somebody(text, cells.organisations):
        kinds = [*kinds, personal_data.NAME]
    if kinds:
        cells.add_issue(
            answer_checks.confirm_personal_data(kinds),
            line,
            cells.column_index(question.columns),
            personal=True,
        )
    return Answer(answer.option, answer.value, text, answer.missing)


def find_lines_of_versions_without(cells: SurveyCells, question: Question) -> frozenset[int]:
    """Lines of a version of the questionnaire in which nobody answers a question that those of another version answer."""
    return _find_blank_versions(cells, list(question.list_columns()))


def _find_blank_versions(cells: SurveyCells, columns_spellings: Sequence[Spellings]) -> frozenset[int]:
    """Lines of a version in which some columns are blank, which are filled in another."""
    version_column = cells.version_column
    indexes = [cells.column_index(spellings) for spellings in columns_spellings]
    columns = [cells.sheet.columns[index] for index in indexes if index is not None]
    if version_column is None or not columns:
        return frozenset()
    lines_by_version: dict[str, list[int]] = {}
    for line, version in enumerate(version_column):
        lines_by_version.setdefault(version, []).append(line)
    if len(lines_by_version) < 2:
        return frozenset()
    without = {
        version
        for version, lines in lines_by_version.items()
        if not any(column[line].strip() for column in columns for line in lines)
    }
    if len(without) == len(lines_by_version):
        return frozenset()
    return frozenset(line for version in without for line in lines_by_version[version])


def _find_lines_without_options(
    cells: SurveyCells, question: Question, answers_by_line: Sequence[Sequence[Answer]]
) -> dict[str, frozenset[int]]:
    """Lines of a version without the box of an option, by option: one at least was filled there, and not this one."""
    if not (cells.tool.blank_box_is_not_asked and question.option_columns):
        return {}
    not_asked = {
        answer.option
        for answers_of_line in answers_by_line
        for answer in answers_of_line
        if answer.missing == missing_answers.NOT_ASKED
    }
    return {
        code: _find_blank_versions(cells, [spellings])
        for code, spellings in question.option_columns
        if code in not_asked
    }


def _find_lines_not_asked(cells: SurveyCells, question: Question) -> frozenset[int]:
    """Lines whose version lacks the question, or whose filter says that it was not for them; all may be, where the file has no
    filter column."""
    of_versions = find_lines_of_versions_without(cells, question)
    condition = question.asked_when
    if condition is None or cells.column_index(condition.columns) is None:
        return of_versions
    values = {canonical(value) for value in condition.values}
    return of_versions | frozenset(
        line for line, text in enumerate(cells.texts(condition.columns)) if canonical(text) not in values
    )


def complete_answers(
    items: Sequence[Item], lines: Sequence[int], partial: frozenset[int]
) -> list[list[tuple[Answer, ...]]]:
    """Answers to each question by line; empty cells become « no answer » or « not asked ».

    Not asked: a column that the file lacks, a filter, or in a partial answer all that follows the last one given in the file.
    """
    reached = {
        line: max(
            (item.place for item in items if item.answers[line] and item.has_answer(line)),
            default=-1,
        )
        for line in lines
    }
    columns = []
    for item in items:
        column = []
        for line in lines:
            answers_of_line = item.answers[line]
            if not answers_of_line:
                unreached = line in partial and not item.is_absent and item.place > reached[line]
                unasked = item.is_absent or line in item.lines_not_asked or unreached
                answers_of_line = _missing_answers(
                    item, line, missing_answers.NOT_ASKED if unasked else missing_answers.NO_ANSWER
                )
            column.append(answers_of_line)
        columns.append(column)
    return columns


def _missing_answers(item: Item, line: int, reason: str) -> tuple[Answer, ...]:
    """Why a line answers nothing, option by option where there are several: one that its version lacks was not asked."""
    if item.question.kind != "multiple":
        return (Answer(missing=reason),)
    return tuple(
        Answer(
            code,
            missing=missing_answers.NOT_ASKED
            if line in item.lines_without_option.get(code, frozenset())
            else reason,
        )
        for code in item.offered_options
    )
