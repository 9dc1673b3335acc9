"""A survey with one wave more: what that wave asks as before, otherwise, no more, or newly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dse.ingest.forms.survey_definitions import Condition, Field, Question, Spellings, Survey, Wave
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.waves import question_matching
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.ingest.surveys.waves.question_matching import NEW, OTHER_FORM, RESCALED, SAME, Pairs
from dse.ingest.surveys.waves.scale_matching import OptionColumns, WaveScales, option_columns


def add_wave(
    new: NewWave, pairs: Pairs, reviewed: Draft, wave: Wave, fields: Mapping[str, str | None]
) -> Survey:
    """The survey with one wave more. `reviewed` is what the form does not know, as a person left it.

    Nothing that it says of older waves changes, but that new questions were not asked in them.
    """
    verdicts = new.verdicts(pairs)
    fresh = {each.question_id: each for each in reviewed.survey.questions}
    scales = WaveScales(new.known_survey, reviewed.survey, wave.wave_id)
    moved: dict[str, Spellings] = {}
    questions = []
    absent = {each.question_id for each in new.not_asked(pairs)}
    by_known = {known: name for name, known in pairs.items() if known}
    drafted = {each.question_id: each for each in new.draft.survey.questions}
    for each in new.known_survey.questions:
        name = by_known.get(each.question_id)
        state = verdicts[name].state if name else SAME
        if each.question_id in absent or state == OTHER_FORM or (state == RESCALED and name not in fresh):
            told = None
        elif name is None:
            told = {}
        else:
            told = _find_overrides(each, fresh.get(name, drafted[name]), state, new.known_survey, scales)
            moved |= _find_moved_titles(each, told)
        questions.append(_set_in_wave(each, wave.wave_id, told))
    questions = [_update_condition(each, wave.wave_id, moved) for each in questions]
    for name, each in fresh.items():
        if verdicts[name].state in (NEW, OTHER_FORM):
            questions.append(_add_question(each, new.known_survey, wave, scales))
    whole = replace(
        new.known_survey,
        waves=(*new.known_survey.waves, wave),
        questions=tuple(questions),
        scales={**new.known_survey.scales, **scales.added_scales},
        respondents=_add_respondent_titles(new.known_survey, fields),
        missing=_merge_missing_texts(new),
    )
    return replace(whole, dropped=_list_dropped_columns(new, whole))


def _set_in_wave(question: Question, wave_id: str, told: Mapping[str, Any] | None) -> Question:
    """A question as a wave has it; nothing is written where that is its default."""
    return question if told == {} else replace(question, waves={**question.waves, wave_id: told})


def _find_overrides(
    known: Question, found: Question, state: str, survey: Survey, scales: WaveScales
) -> dict[str, Any]:
    """What the new wave tells otherwise than the question's default."""
    told: dict[str, Any] = {}
    if found.columns and canonical(found.columns[0]) not in map(canonical, known.columns):
        told["columns"] = _spellings_of_column(known, found.columns)
    if state == RESCALED:
        told |= _scale_overrides(known, found, scales)
    else:
        now = question_matching.latest_version(known, survey)
        told |= {
            name: getattr(now, name)
            for name in ("scale", "kind", "lowest", "highest", "split", "other")
            if getattr(now, name) != getattr(known, name)
        }
        if found.option_columns:
            options = option_columns(found, now, survey.scales[now.scale])
            if not _are_same_columns(options, known.option_columns):
                told["option_columns"] = options
    if known.wording and words(known.wording) != words(found.wording) and "columns" in told:
        told["wording"] = found.wording
    return told


def _are_same_columns(columns: OptionColumns, known: OptionColumns) -> bool:
    """Whether the default already leads to every one of these columns, and to no other."""
    theirs = {code: set(map(canonical, spellings)) for code, spellings in known}
    same = all(theirs.get(code, set()) & set(map(canonical, spellings)) for code, spellings in columns)
    return same and len(columns) == len(known)


def _spellings_of_column(known: Question, columns: Spellings) -> Spellings:
    """The spellings of a column, those of an older wave where it has that title."""
    older = (each.columns for each in question_matching.question_versions(known))
    return next((each for each in older if canonical(columns[0]) in map(canonical, each)), columns)


def _scale_overrides(known: Question, found: Question, scales: WaveScales) -> dict[str, Any]:
    """The form, the bounds and the scale of the new wave; a form that only the default has cannot be taken back."""
    told = {
        name: getattr(found, name)
        for name in ("kind", "lowest", "highest", "split")
        if getattr(found, name) not in (None, (), getattr(known, name))
    }
    if found.option_columns:
        told["scale"], told["option_columns"] = scales.with_columns(known, found)
    elif found.scale:
        told["scale"] = scales.named(found.scale)
    return told


def _find_moved_titles(known: Question, told: Mapping[str, Any]) -> dict[str, Spellings]:
    """Titles of a question that is filtered upon, to those that it has in the new wave."""
    return {canonical(each): told["columns"] for each in known.columns} if "columns" in told else {}


def _update_condition(question: Question, wave_id: str, moved: Mapping[str, Spellings]) -> Question:
    """A question whose filter stands under another title in a wave follows it."""
    told, condition = question.waves.get(wave_id, {}), question.asked_when
    if condition is None or told is None or canonical(condition.columns[0]) not in moved:
        return question
    there = Condition(moved[canonical(condition.columns[0])], condition.values)
    return replace(question, waves={**question.waves, wave_id: {**told, "asked_when": there}})


def _add_question(question: Question, known: Survey, wave: Wave, scales: WaveScales) -> Question:
    """A question that older waves did not ask, under an identifier that they have not."""
    taken = {each.question_id for each in known.questions}
    name = question.question_id
    return replace(
        question,
        question_id=f"{name}-{wave.wave_id}" if name in taken else name,
        scale=scales.named(question.scale) if question.scale else None,
        waves={each.wave_id: None for each in known.waves},
    )


def _add_respondent_titles(known: Survey, fields: Mapping[str, str | None]) -> dict[str, Field]:
    """What is told of respondents, each column under the title that the new wave has too."""
    found = dict(known.respondents)
    for name, title in fields.items():
        before = known.respondents.get(name, Field())
        if title and canonical(title) not in map(canonical, before.columns):
            found[name] = replace(before, columns=(*before.columns, title))
    return found


def _merge_missing_texts(new: NewWave) -> tuple[tuple[str, str], ...]:
    told = {canonical(text) for text, _ in new.known_survey.missing}
    return (
        *new.known_survey.missing,
        *(each for each in new.draft.survey.missing if canonical(each[0]) not in told),
    )


def _list_dropped_columns(new: NewWave, whole: Survey) -> tuple[Spellings, ...]:
    """Columns known and never kept: those of before, and of the export all that nothing reads."""
    read = {canonical(spelling) for spellings in whole.list_columns() for spelling in spellings}
    unread = [(each,) for each in dict.fromkeys(new.sheet.headers) if each and canonical(each) not in read]
    return (*whole.dropped, *unread)
