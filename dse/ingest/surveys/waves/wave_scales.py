"""Scales of a new wave beside those that its survey has: the same one is not declared twice, and one that changed is another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dse.ingest.forms.survey_definitions import Option, Question, Scale, Spellings, Survey
from dse.ingest.spelling import canonical, words_and_signs
from dse.ingest.surveys.draft import naming
from dse.ingest.surveys.reading.scale_answers import option_finder
from dse.ingest.surveys.waves.question_matching import question_versions
from dse.ingest.surveys.waves.scale_doubts import ScaleDoubt
from dse.ingest.surveys.waves.wave_answers import (
    add_labels,
    has_label,
    has_other_label,
    latest_version,
    match_options,
)

OptionColumns = tuple[tuple[str, Spellings], ...]


def separate_scale(
    question: Question, scale: Scale | None, doubt: ScaleDoubt | None, series: str
) -> tuple[Question, Scale | None]:
    """A question whose scale has changed, with a scale that tells it from the one before: its ends, or the steps that are left."""
    if doubt and doubt.reach and question.kind != "scale":
        lowest, highest = doubt.reach
        question = replace(question, kind="scale", lowest=lowest, highest=highest)
    if doubt and doubt.unused and scale:
        gone = set(map(words_and_signs, doubt.unused))
        left = tuple(
            option for option in scale.options if not gone & set(map(words_and_signs, option.spellings))
        )
        scale = Scale(f"{scale.scale_id}-{sum(option.missing is None for option in left)}", left)
    if question.kind == "scale" and None not in (question.lowest, question.highest):
        scale = _add_ends(question, scale, series)
    if doubt and doubt.ends and scale:
        labels = dict(doubt.ends)
        options = tuple(
            replace(option, label=labels.get(option.code, option.label)) for option in scale.options
        )
        scale = Scale(f"{scale.scale_id}-inverse", options)
    return replace(question, scale=scale.scale_id if scale else None), scale


def _add_ends(question: Question, scale: Scale | None, series: str) -> Scale:
    """The scale of a note with an option at each of its ends, which it may have already."""
    options = scale.options if scale else ()
    codes = {option.code for option in options}
    ends = [f"{end:g}" for end in (question.lowest, question.highest)]
    added = tuple(Option(end, end, int(end)) for end in ends if end not in codes)
    name = scale.scale_id if scale else f"{series}-note"
    return Scale(f"{name}-{'-'.join(ends)}", (*added, *options)) if added else scale


@dataclass
class WaveScales:
    """Scales that a wave adds to a survey, as its export is read."""

    known_survey: Survey
    drafted_survey: Survey
    wave_id: str
    added_scales: dict[str, Scale] = field(default_factory=dict)
    relabelled_scales: dict[str, Scale] = field(default_factory=dict)

    def match_scale(self, scale_id: str, kept_option: Option | None = None) -> str:
        """The scale of the survey that a drafted one is, with an option that it keeps; one more where none is."""
        drafted = _with_option(self.drafted_survey.scales[scale_id], kept_option)
        for scale in (*self.known_survey.scales.values(), *self.added_scales.values()):
            if _has_same_options(scale, drafted):
                return scale.scale_id
        return self._added(scale_id, drafted.options)

    def with_scale_of_survey(self, question: Question) -> Question:
        """A new question on the scale of the survey that its drafted one is, its options under the codes that they have there."""
        if question.scale is None:
            return question
        drafted, scale_id = self.drafted_survey.scales[question.scale], self.match_scale(question.scale)
        find = option_finder(self.added_scales.get(scale_id) or self.known_survey.scales[scale_id])
        codes = {option.code: same.code for option in drafted.options if (same := find(option.label))}
        return replace(
            question,
            scale=scale_id,
            option_columns=tuple((codes[code], spellings) for code, spellings in question.option_columns),
            other=codes.get(question.other or ""),
        )

    def with_columns(self, known_question: Question, drafted_question: Question) -> tuple[str, OptionColumns]:
        """A scale of the options in columns, known ones under their codes, and the columns under these codes."""
        now = latest_version(known_question, self.known_survey)
        before, drafted = (
            self.known_survey.scales[now.scale],
            self.drafted_survey.scales[drafted_question.scale],
        )
        older, columns = _column_spellings(now), []
        options: list[Option] = []
        matched = match_options(drafted_question, drafted, now, before)
        for code, spellings in drafted_question.option_columns:
            same = matched[code]
            option = (
                before.option(same) if same else _with_free_code(drafted.option(code), before, self.wave_id)
            )
            columns.append((option.code, older.get(canonical(spellings[0]), spellings)))
            options.append(replace(option, rank=len(options) + 1))
        return self._added(now.scale, tuple(options)), tuple(columns)

    def relabel(self, scale_id: str, labels: Sequence[tuple[str, str]]) -> None:
        """A known scale whose options have more labels, those of this wave; none is no change."""
        if not labels:
            return
        self.relabelled_scales[scale_id] = add_labels(self.known_scale(scale_id), labels)

    def known_scale(self, scale_id: str) -> Scale:
        """A known scale, with the labels that its options have in this wave."""
        return self.relabelled_scales.get(scale_id, self.known_survey.scales[scale_id])

    def _added(self, name: str, options: tuple[Option, ...]) -> str:
        """The identifier of a scale of this wave: one that was added, or one more under a name that none has."""
        same = [scale.scale_id for scale in self.added_scales.values() if scale.options == options]
        if same:
            return same[0]
        taken = {*self.known_survey.scales, *self.added_scales}
        names = (
            name,
            f"{name}-{self.wave_id}",
            *(f"{name}-{self.wave_id}-{number}" for number in range(2, len(taken) + 3)),
        )
        scale_id = next(free for free in names if free not in taken)
        self.added_scales[scale_id] = Scale(scale_id, options)
        return scale_id


def _with_option(scale: Scale, kept_option: Option | None) -> Scale:
    if kept_option is None or kept_option.code in {option.code for option in scale.options}:
        return scale
    last = max((option.rank or 0 for option in scale.options), default=0)
    return Scale(scale.scale_id, (*scale.options, replace(kept_option, rank=last + 1)))


def _with_free_code(option: Option, scale: Scale, wave_id: str) -> Option:
    """An option whose code is that of no known one."""
    taken = {other.code for other in scale.options}
    return replace(option, code=f"{option.code}-{wave_id}") if option.code in taken else option


def _has_same_options(known_scale: Scale, drafted: Scale) -> bool:
    """Whether a known scale has every option of a drafted one, in the same order, for the same reasons, and no other step."""
    find = option_finder(known_scale)
    by_code = {canonical(option.code): option for option in known_scale.options}
    coded = [by_code.get(canonical(option.code)) for option in drafted.options]
    if any(map(has_other_label, drafted.options, coded)) or any(map(_lost_its_label, drafted.options, coded)):
        return False
    there = [find(option.label) for option in drafted.options]
    if any(match is None for match in there):
        return False
    same = all(step.missing == option.missing for step, option in zip(there, drafted.options, strict=True))
    ranks = [match.rank for match in there if match.missing is None]
    steps = [step for step in known_scale.options if step.missing is None]
    return same and len(ranks) == len(steps) and ranks == sorted(ranks)


def _lost_its_label(option: Option, known_option: Option | None) -> bool:
    """Whether a code such as A1 or 1 stands alone, which has a label in a known scale."""
    is_code = naming.is_answer_code(option.code) or option.code.isdigit()
    is_code = is_code and not has_label(option)
    return is_code and known_option is not None and has_label(known_option)


def option_columns(drafted: Question, drafted_scale: Scale, now: Question, scale: Scale) -> OptionColumns:
    """The columns of options under the codes of the known scale; those of an older wave where it has their title."""
    older = _column_spellings(now)
    matched = match_options(drafted, drafted_scale, now, scale)
    return tuple(
        (matched[code], older.get(canonical(spellings[0]), spellings))
        for code, spellings in drafted.option_columns
    )


def _column_spellings(now: Question) -> dict[str, Spellings]:
    """The spellings of each column of an option that some wave has, by any of them."""
    return {
        canonical(spelling): spellings
        for version in question_versions(now)
        for _, spellings in version.option_columns
        for spelling in spellings
    }
