"""Scales of a new wave beside those that its survey has: the same one is not declared twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dse.ingest.forms.survey_definitions import Option, Question, Scale, Spellings, Survey
from dse.ingest.spelling import canonical
from dse.ingest.surveys.reading.scale_answers import option_finder
from dse.ingest.surveys.waves import question_matching

OptionColumns = tuple[tuple[str, Spellings], ...]


@dataclass
class WaveScales:
    """Scales that a wave adds to a survey, as its export is read."""

    known_survey: Survey
    drafted_survey: Survey
    wave_id: str
    added_scales: dict[str, Scale] = field(default_factory=dict)

    def match_scale(self, scale_id: str) -> str:
        """The scale of the survey that a drafted one is; one more where none is."""
        drafted = self.drafted_survey.scales[scale_id]
        for scale in self.known_survey.scales.values():
            if _has_same_options(scale, drafted):
                return scale.scale_id
        return self._added(scale_id, drafted.options)

    def with_columns(self, known_question: Question, drafted_question: Question) -> tuple[str, OptionColumns]:
        """A scale of the options in columns, known ones under their codes, and the columns under these codes."""
        now = question_matching.latest_version(known_question, self.known_survey)
        before, drafted = (
            self.known_survey.scales[now.scale],
            self.drafted_survey.scales[drafted_question.scale],
        )
        older, columns = _column_spellings(now), []
        options: list[Option] = []
        for code, spellings in drafted_question.option_columns:
            same = question_matching.match_option(code, spellings, now, before)
            option = (
                before.option(same) if same else _with_free_code(drafted.option(code), before, self.wave_id)
            )
            columns.append((option.code, older.get(canonical(spellings[0]), spellings)))
            options.append(replace(option, rank=len(options) + 1))
        return self._added(now.scale, tuple(options)), tuple(columns)

    def _added(self, name: str, options: tuple[Option, ...]) -> str:
        scale_id = f"{name}-{self.wave_id}" if name in self.known_survey.scales else name
        self.added_scales[scale_id] = Scale(scale_id, options)
        return scale_id


def _with_free_code(option: Option, scale: Scale, wave_id: str) -> Option:
    """An option whose code is that of no known one."""
    taken = {other.code for other in scale.options}
    return replace(option, code=f"{option.code}-{wave_id}") if option.code in taken else option


def _has_same_options(known_scale: Scale, drafted: Scale) -> bool:
    """Whether a known scale has every option of a drafted one, in the same order, for the same reasons, and no other step."""
    find = option_finder(known_scale)
    there = [find(option.label) for option in drafted.options]
    if any(match is None for match in there):
        return False
    same = all(step.missing == option.missing for step, option in zip(there, drafted.options, strict=True))
    ranks = [match.rank for match in there if match.missing is None]
    steps = [step for step in known_scale.options if step.missing is None]
    return same and len(ranks) == len(steps) and ranks == sorted(ranks)


def option_columns(drafted: Question, now: Question, scale: Scale) -> OptionColumns:
    """The columns of options under the codes of the known scale; those of an older wave where it has their title."""
    older = _column_spellings(now)
    return tuple(
        (
            question_matching.match_option(code, spellings, now, scale),
            older.get(canonical(spellings[0]), spellings),
        )
        for code, spellings in drafted.option_columns
    )


def _column_spellings(now: Question) -> dict[str, Spellings]:
    """The spellings of each column of an option that some wave has, by any of them."""
    return {
        canonical(spelling): spellings
        for version in question_matching.question_versions(now)
        for _, spellings in version.option_columns
        for spelling in spellings
    }
