"""A survey with one wave more: what that wave asks as before, otherwise, no more, or newly, with what nobody has answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dse.errors import Refused
from dse.ingest.forms.survey_definitions import (
    CLOSED,
    Condition,
    Field,
    Option,
    Question,
    Scale,
    Spellings,
    Survey,
    Wave,
)
from dse.ingest.issues import quoted_list
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft import answer_days, asked_bounds, asked_years
from dse.ingest.surveys.draft.draft_editing import READINGS
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.draft.points import describe_open_points
from dse.ingest.surveys.draft.subjects import PROFILE
from dse.ingest.surveys.waves import question_matching, wave_days, wave_organisations
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.ingest.surveys.waves.question_comparison import NEW, OTHER_FORM, RESCALED, REWORDED, SAME
from dse.ingest.surveys.waves.question_matching import Pairs, is_in_another_layout, question_versions
from dse.ingest.surveys.waves.wave_answers import latest_version, list_codes_of_file
from dse.ingest.surveys.waves.wave_scales import OptionColumns, WaveScales, option_columns


def _find_doubles(new: NewWave, fields: Mapping[str, str | None]) -> str | None:
    """Which of two answers of one person counts, where the column that tells persons apart has some twice."""
    drafted = new.draft.survey
    return drafted.doubles if fields.get("key") in drafted.respondent_columns("key") else None


def add_wave(
    new: NewWave, pairs: Pairs, reviewed: Draft, wave: Wave, fields: Mapping[str, str | None]
) -> Survey:
    """The survey with one wave more. `reviewed` is what the form does not know, as a person left it.

    Nothing that it says of older waves changes, but that new questions were not asked in them. Refused where two questions of
    the export would be one, or where nothing says whom codes of organisations stand for.
    """
    _require_distinct(new, pairs)
    wave_days.require_same_order(new.known_survey, new.draft.survey, fields.get("submitted_on"))
    wave_organisations.require_known_codes(new.count_old_codes(fields.get("organisation")), new.answers)
    verdicts = new.verdicts(pairs)
    columns_by_title = _index_columns(new.known_survey)
    fresh = {
        question.question_id: _with_known_columns(question, columns_by_title)
        for question in reviewed.survey.questions
    }
    scales = WaveScales(new.known_survey, reviewed.survey, wave.wave_id)
    relabelled_scales = _relabel_scales(new, pairs, scales)
    moved: dict[str, Spellings] = {}
    questions = []
    absent = {question.question_id for question in new.not_asked(pairs)}
    by_known = {known_name: name for name, known_name in pairs.items() if known_name}
    drafted = {
        question.question_id: _with_known_columns(question, columns_by_title)
        for question in new.draft.survey.questions
    }
    for question in new.known_survey.questions:
        name = by_known.get(question.question_id)
        state = verdicts[name].state if name else SAME
        if question.question_id in absent or state == OTHER_FORM or (state == RESCALED and name not in fresh):
            override = None
        elif name is None:
            override = {}
        else:
            override = _find_overrides(question, fresh.get(name, drafted[name]), state, new, scales)
            moved |= _find_moved_titles(question, override)
        questions.append(_set_in_wave(question, wave.wave_id, override))
    questions = [_update_condition(question, wave.wave_id, moved) for question in questions]
    for name, question in fresh.items():
        if verdicts[name].state in (NEW, OTHER_FORM):
            questions.append(_add_question(question, new.known_survey, wave, scales))
    extended = replace(
        new.known_survey,
        refused=new.known_survey.refused or new.draft.survey.refused,
        doubles=new.known_survey.doubles or _find_doubles(new, fields),
        waves=(*new.known_survey.waves, wave),
        questions=tuple(questions),
        scales={**relabelled_scales, **scales.added_scales},
        to_check=tuple(dict.fromkeys((*new.known_survey.to_check, *_describe_points_to_check(new, pairs)))),
        respondents=_add_respondent_titles(new, fields),
        missing=new.missing_texts,
    )
    return replace(extended, dropped=_list_dropped_columns(new, extended))


def _describe_points_to_check(new: NewWave, pairs: Pairs) -> tuple[str, ...]:
    """What nobody has answered, and no import asks by itself."""
    open_points = new.open_points(pairs)
    return describe_open_points(
        [point for point in open_points if not answer_days.is_asked_at_import(point, new.draft.survey)]
    )


def _require_distinct(new: NewWave, pairs: Pairs) -> None:
    """Refused where two questions of the export are paired with one of the form."""
    paired = [known_id for known_id in pairs.values() if known_id]
    twice = next((known_id for known_id in paired if paired.count(known_id) > 1), None)
    if twice is not None:
        both = [question.wording for question in new.questions if pairs[question.question_id] == twice]
        raise Refused(
            f"{quoted_list(both[:2], 'et')} sont la même question du formulaire, d’après vos réponses. Une seule peut l’être : corrigez l’autre."
        )


def _index_columns(survey: Survey) -> dict[str, Spellings]:
    """The spellings of each column that a survey knows, by any of them."""
    return {canonical(spelling): spellings for spellings in survey.list_columns() for spelling in spellings}


def _with_known_columns(question: Question, columns_by_title: Mapping[str, Spellings]) -> Question:
    """A question of the export whose columns are those that the survey knows by their titles; no spelling leads to two."""

    def known_spellings(spellings: Spellings) -> Spellings:
        title, *others = spellings
        if canonical(title) in columns_by_title:
            return columns_by_title[canonical(title)]
        return (title, *(other for other in others if canonical(other) not in columns_by_title))

    return replace(
        question,
        columns=known_spellings(question.columns) if question.columns else (),
        other_columns=known_spellings(question.other_columns) if question.other_columns else (),
        option_columns=tuple(
            (code, known_spellings(spellings)) for code, spellings in question.option_columns
        ),
        rank_columns=tuple(map(known_spellings, question.rank_columns)),
    )


def _relabel_scales(new: NewWave, pairs: Pairs, scales: WaveScales) -> dict[str, Scale]:
    """The known scales, with the labels and the codes that their answers have in this wave, where it proves or a person said that they are the same."""
    known_questions = {question.question_id: question for question in new.known_survey.questions}
    drafted_scales = {
        question.question_id: new.draft.survey.scales[question.scale]
        for question in new.questions
        if question.scale and question.kind in CLOSED
    }
    for name, verdict in new.verdicts(pairs).items():
        if verdict.state not in (SAME, REWORDED):
            continue
        now = latest_version(known_questions[pairs[name]], new.known_survey)
        if verdict.doubt is not None and verdict.doubt.relabelled:
            scales.relabel(now.scale, verdict.doubt.relabelled)
        if now.kind in CLOSED and name in drafted_scales:
            scale = new.known_survey.scales[now.scale]
            scales.relabel(now.scale, list_codes_of_file(drafted_scales[name], scale))
    return {**new.known_survey.scales, **scales.relabelled_scales}


def _set_in_wave(question: Question, wave_id: str, override: Mapping[str, Any] | None) -> Question:
    """A question as a wave has it; nothing is written where that is its default."""
    return question if override == {} else replace(question, waves={**question.waves, wave_id: override})


def _find_overrides(
    known_question: Question, drafted: Question, state: str, new: NewWave, scales: WaveScales
) -> dict[str, Any]:
    """What the new wave tells otherwise than the question's default."""
    overrides: dict[str, Any] = {}
    if _has_other_titles(drafted.columns, known_question.columns):
        overrides["columns"] = _spellings_of_column(known_question, drafted.columns)
    if _has_other_titles(drafted.other_columns, known_question.other_columns):
        overrides["other_columns"] = drafted.other_columns
    if drafted.rank_columns and drafted.rank_columns != known_question.rank_columns:
        overrides["rank_columns"] = drafted.rank_columns
    if state == RESCALED:
        overrides |= _scale_overrides(known_question, drafted, scales)
    else:
        now = latest_version(known_question, new.known_survey)
        overrides |= {
            name: getattr(now, name)
            for name in ("scale", "kind", "lowest", "highest", "split", "other", *READINGS)
            if getattr(now, name) != getattr(known_question, name)
        }
        if is_in_another_layout(drafted, now) and drafted.columns:
            overrides["split"] = drafted.split
        if now.kind == "number" and (unit := drafted.unit or now.unit) != known_question.unit:
            overrides["unit"] = unit
        if drafted.option_columns:
            drafted_scale = new.draft.survey.scales[drafted.scale]
            options = option_columns(drafted, drafted_scale, now, scales.known_scale(now.scale))
            if not _are_same_columns(options, known_question.option_columns):
                overrides["option_columns"] = options
    overrides |= _read_new_wording(known_question, drafted, new)
    if is_in_another_layout(drafted, known_question):
        overrides["columns" if drafted.option_columns else "option_columns"] = ()
    if (
        known_question.wording
        and words(known_question.wording) != words(drafted.wording)
        and "columns" in overrides
    ):
        overrides["wording"] = drafted.wording
    return overrides


def _read_new_wording(known_question: Question, drafted: Question, new: NewWave) -> dict[str, Any]:
    """The years and the number of choices that the words of the new wave say, where they are others."""
    now = latest_version(known_question, new.known_survey)
    readings = {"horizon_years": asked_years.find_years(drafted.wording)}
    if drafted.kind == "multiple":
        readings["most_choices"] = asked_bounds.find_most_choices(drafted.wording)
    return {
        name: value
        for name, value in readings.items()
        if value not in (None, getattr(now, name)) and now.dimension != PROFILE
    }


def _has_other_titles(spellings: Spellings, known_spellings: Spellings) -> bool:
    """Whether a column stands under a title that is not known."""
    return bool(spellings) and canonical(spellings[0]) not in map(canonical, known_spellings)


def _are_same_columns(columns: OptionColumns, known_columns: OptionColumns) -> bool:
    """Whether the default already leads to every one of these columns, and to no other."""
    theirs = {code: set(map(canonical, spellings)) for code, spellings in known_columns}
    same = all(theirs.get(code, set()) & set(map(canonical, spellings)) for code, spellings in columns)
    return same and len(columns) == len(known_columns)


def _spellings_of_column(known_question: Question, columns: Spellings) -> Spellings:
    """The spellings of a column, those of an older wave where it has that title."""
    spellings_by_version = (version.columns for version in question_versions(known_question))
    return next(
        (
            spellings
            for spellings in spellings_by_version
            if canonical(columns[0]) in map(canonical, spellings)
        ),
        columns,
    )


def _scale_overrides(known_question: Question, drafted: Question, scales: WaveScales) -> dict[str, Any]:
    """The form, the bounds and the scale of the new wave; a form that only the default has cannot be taken back."""
    overrides = {
        name: getattr(drafted, name)
        for name in ("kind", "lowest", "highest", "split", "favourable_from")
        if getattr(drafted, name) not in (None, (), getattr(known_question, name))
    }
    if drafted.option_columns:
        overrides["scale"], overrides["option_columns"] = scales.with_columns(known_question, drafted)
    elif drafted.scale:
        other = drafted.other or known_question.other
        if other != known_question.other:
            overrides["other"] = other
        overrides["scale"] = scales.match_scale(drafted.scale, _find_option(known_question, other, scales))
    return overrides


def _find_option(question: Question, code: str | None, scales: WaveScales) -> Option | None:
    """An option of the scale of a known question, which a wave cannot be without."""
    scale = scales.known_survey.scales.get(question.scale or "")
    return next((option for option in scale.options if option.code == code), None) if scale else None


def _find_moved_titles(known_question: Question, overrides: Mapping[str, Any]) -> dict[str, Spellings]:
    """Titles of a question that is filtered upon, to those that it has in the new wave."""
    return (
        {canonical(spelling): overrides["columns"] for spelling in known_question.columns}
        if "columns" in overrides
        else {}
    )


def _update_condition(question: Question, wave_id: str, moved: Mapping[str, Spellings]) -> Question:
    """A question whose filter stands under another title in a wave follows it."""
    overrides, condition = question.waves.get(wave_id, {}), question.asked_when
    if condition is None or overrides is None or canonical(condition.columns[0]) not in moved:
        return question
    there = Condition(moved[canonical(condition.columns[0])], condition.values)
    return replace(question, waves={**question.waves, wave_id: {**overrides, "asked_when": there}})


def _add_question(question: Question, known_survey: Survey, wave: Wave, scales: WaveScales) -> Question:
    """A question that older waves did not ask, under an identifier that they have not."""
    question_ids = {question.question_id for question in known_survey.questions}
    name = question.question_id
    return replace(
        scales.with_scale_of_survey(question),
        question_id=f"{name}-{wave.wave_id}" if name in question_ids else name,
        waves={older_wave.wave_id: None for older_wave in known_survey.waves},
    )


def _add_respondent_titles(new: NewWave, fields: Mapping[str, str | None]) -> dict[str, Field]:
    """The respondent fields of the survey, with the titles and the codes that the new wave gives them added."""
    fields_extended = dict(new.known_survey.respondents)
    for name, title in fields.items():
        before = new.known_survey.respondents.get(name, Field())
        drafted = new.draft.survey.respondents.get(name, Field())
        if title and canonical(title) not in map(canonical, before.columns):
            fields_extended[name] = replace(before, columns=(*before.columns, title))
        if name == "submitted_on" and title in drafted.columns:
            formats = wave_days.merge_formats(before, drafted)
            fields_extended[name] = replace(fields_extended[name], dates=formats)
        if title in drafted.columns and drafted.values and before.columns:
            values = _merge_names(before, drafted)
            fields_extended[name] = replace(fields_extended[name], values=values)
    return fields_extended


def _merge_names(before: Field, drafted: Field) -> tuple[tuple[str, str], ...]:
    """What codes stand for in all waves. Refused where one stands for another than it did, or where names stood in full."""
    names = dict(before.values)
    changed = [code for code, name in drafted.values if names.get(code, "" if not names else name) != name]
    if changed:
        raise Refused(
            f"La liste des organisations n’a plus les codes d’avant ({quoted_list(changed[:1])}). Exportez les réponses en toutes lettres, "
            "et non par codes, puis recommencez."
        )
    return tuple((names | dict(drafted.values)).items())


def _list_dropped_columns(new: NewWave, extended: Survey) -> tuple[Spellings, ...]:
    """Columns known and never kept: those of before, and of the export all that nothing reads."""
    read = {canonical(spelling) for spellings in extended.list_columns() for spelling in spellings}
    unread = [
        (header,) for header in dict.fromkeys(new.sheet.headers) if header and canonical(header) not in read
    ]
    titles_read = set().union(*map(question_matching.question_titles, extended.questions))
    still_dropped = [
        spellings for spellings in extended.dropped if titles_read.isdisjoint(map(canonical, spellings))
    ]
    return (*still_dropped, *unread)
