"""Questions of a new export beside those of a survey that is known: the same, worded otherwise, on another scale, or new."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Question, Scale, Spellings, Survey
from dse.ingest.forms.survey_form_building import build_survey_form
from dse.ingest.issues import quoted_list
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.recognition.headers import Remarks
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.reading import answers
from dse.ingest.surveys.reading.survey_cells import SurveyCells

SAME, REWORDED, RESCALED, OTHER_FORM, NEW = "same", "worded", "scaled", "otherwise", "new"
MIN_RESEMBLANCE = 0.7  # between two wordings, from which they may be of one question
_MIN_ANSWERS = 10  # answers, from which an option that nobody chose says something
_PART = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]")
_CLOSED, _NUMBERS = ("likert", "single"), ("scale", "nps", "number")

Pairs = Mapping[str, str | None]  # a question of the export to the known one that it is, if any


@dataclass(frozen=True)
class Comparison:
    """How a question of the export stands beside the known one, and what a person has to look at."""

    state: str
    note: str = ""


def question_versions(question: Question) -> Iterator[Question]:
    """A question as it is by default, then as each wave that tells it otherwise has it."""
    yield question
    yield from (version for version in map(question.in_wave, question.waves) if version is not None)


def question_titles(question: Question) -> set[str]:
    """Every title of its columns, in whatever wave, in canonical spelling."""
    return {
        canonical(spelling)
        for version in question_versions(question)
        for spellings in (version.columns, *dict(version.option_columns).values())
        for spelling in spellings
    }


def match_questions(drafted_questions: Sequence[Question], known_survey: Survey) -> dict[str, str | None]:
    """The known question that each one seems to be: first by a title that both have, then by the nearest wording."""
    matches: dict[str, str | None] = {
        question_to_match.question_id: None for question_to_match in drafted_questions
    }
    free = {question.question_id: question for question in known_survey.questions}
    for question_to_match in drafted_questions:
        own = question_titles(question_to_match)
        same = next((name for name, question in free.items() if own & question_titles(question)), None)
        if same is not None:
            matches[question_to_match.question_id] = free.pop(same).question_id
    near = [
        (wording_resemblance(question_to_match, question), question_to_match.question_id, name)
        for question_to_match in drafted_questions
        if matches[question_to_match.question_id] is None
        for name, question in free.items()
        if _are_comparable(question_to_match, question)
    ]
    for resemblance, drafted, name in sorted(near, key=lambda match: -match[0]):
        if resemblance >= MIN_RESEMBLANCE and matches[drafted] is None and name in free:
            matches[drafted] = free.pop(name).question_id
    return matches


def wording_resemblance(drafted: Question, known_question: Question) -> float:
    """How near two wordings are, from 0 to 1; of lines of a grid, the less near of the question and of the line."""
    theirs = {text for version in question_versions(known_question) for text in _list_wordings(version)}
    return max((_text_resemblance(drafted.wording, text) for text in theirs), default=0.0)


def _list_wordings(question: Question) -> Iterator[str]:
    if question.wording:
        yield question.wording
    yield from question.columns
    for _, spellings in question.option_columns:
        yield from (_PART.sub(r"\1", text) for text in spellings)


def _text_resemblance(one: str, other: str) -> float:
    parts = [match.groups() if (match := _PART.fullmatch(text)) else (text, "") for text in (one, other)]
    return min(
        difflib.SequenceMatcher(None, words(mine), words(theirs)).ratio()
        for mine, theirs in zip(*parts, strict=True)
    )


def _are_comparable(drafted: Question, known_question: Question) -> bool:
    """Whether answers to both may be compared: both chosen, both in figures, both several, or both free."""
    return _answer_form(drafted) == _answer_form(known_question)


def _answer_form(question: Question) -> str:
    kind = question.kind
    if kind == "multiple":
        return "columns" if question.option_columns else "cell"
    return "closed" if kind in _CLOSED else "figures" if kind in _NUMBERS else kind


def compare_question(
    drafted: Question, known_question: Question | None, survey: Survey, sheet: Sheet, declared: Scale | None
) -> Comparison:
    """How a question of the export stands. `declared` is its scale where the
    questionnaire itself tells it.
    """
    if known_question is None:
        return Comparison(NEW)
    now = latest_version(known_question, survey)
    strange = _find_unknown_answers(drafted, now, survey, sheet)
    if strange and not _are_comparable(drafted, now):
        return Comparison(
            OTHER_FORM, "La forme de la réponse a changé : proposée comme une nouvelle question."
        )
    if strange:
        return Comparison(RESCALED, f"Hors de l’échelle connue : {quoted_list(strange[:3], 'et')}.")
    gone = _find_unused_options(drafted, now, survey, sheet, declared)
    if gone and declared is not None:
        return Comparison(RESCALED, f"L’échelle n’a plus {quoted_list(gone, 'et')}.")
    note = f"Personne n’a répondu {quoted_list(gone, 'ni')} : l’échelle est-elle la même ?" if gone else ""
    if question_titles(drafted) & question_titles(now) and not _is_reworded(drafted, now):
        return Comparison(SAME, note)
    return Comparison(REWORDED, f"Avant : « {next(_list_wordings(now), '')} ». {note}".strip())


def _is_reworded(drafted: Question, now: Question) -> bool:
    """Whether titles are codes, and the wordings behind them are not the same."""
    both = words(drafted.wording), words(now.wording)
    return all(both) and both[0] != both[1] and canonical(drafted.wording) not in question_titles(now)


def latest_version(question: Question, survey: Survey) -> Question:
    """The question as the last wave that asked it has it."""
    waves = sorted(survey.waves, key=lambda wave: wave.opened_on, reverse=True)
    versions = (question.in_wave(wave.wave_id) for wave in waves)
    return next((version for version in versions if version is not None), question)


def _find_unknown_answers(drafted: Question, now: Question, survey: Survey, sheet: Sheet) -> list[str]:
    """Answers of the file, or options in its columns, that the known question cannot read; no free text is quoted."""
    if drafted.option_columns:
        if not now.option_columns:
            return ["une colonne par choix"]
        scale = survey.scales[now.scale]
        return [
            option_part(spellings[0])
            for code, spellings in drafted.option_columns
            if match_option(code, spellings, now, scale) is None
        ]
    if drafted.columns and not now.columns:
        return ["plusieurs réponses dans une cellule"]
    _, cells = _read_column(drafted, now, survey, sheet)
    return list(dict.fromkeys(issue.value for issue in cells.problems if issue.value))


def match_option(code: str, spellings: Spellings, now: Question, scale: Scale) -> str | None:
    """The code of the known option that a column is about, by its title, else by what it says of the option."""
    mine = set(map(canonical, spellings))
    by_title = (
        option_code for option_code, theirs in now.option_columns if mine & set(map(canonical, theirs))
    )
    texts = {canonical(option_part(spellings[0])), canonical(code)}
    by_label = (option.code for option in scale.options if texts & set(map(canonical, option.spellings)))
    return next(chain(by_title, by_label), None)


def option_part(title: str) -> str:
    """What a title says of an option: in brackets, or after the last stroke."""
    match = _PART.fullmatch(title)
    return match[2] if match else title.rpartition("/")[2]


def _read_column(
    drafted: Question, now: Question, survey: Survey, sheet: Sheet
) -> tuple[answers.Item, SurveyCells]:
    """The answers of a column of the export, as the known question reads them."""
    title = drafted.columns[0]
    form = build_survey_form(survey, survey.series, survey.series)
    cells = SurveyCells(RecognisedSheet(sheet, form, {title: sheet.headers.index(title)}, Remarks()))
    question = replace(now, columns=(title,), asked_when=None)
    return answers.read_answers(cells, survey, question, [()] * cells.count), cells


def _find_unused_options(
    drafted: Question, now: Question, survey: Survey, sheet: Sheet, declared: Scale | None
) -> list[str]:
    """Steps of the known scale that the questionnaire no longer has, else those that no answer of the file takes."""
    if now.kind not in _CLOSED or not drafted.columns:
        return []
    steps = [option for option in survey.scales[now.scale].options if option.missing is None]
    if declared is not None:
        declared_texts = {words(text) for option in declared.options for text in option.spellings}
        return [
            option.label
            for option in steps
            if not declared_texts & {words(text) for text in option.spellings}
        ]
    item, _ = _read_column(drafted, now, survey, sheet)
    seen = [
        answer.option
        for answers_of_line in item.answers
        for answer in answers_of_line
        if answer.missing is None
    ]
    if now.kind != "likert" or len(seen) < _MIN_ANSWERS:
        return []
    return [option.label for option in steps if option.code not in seen]
