"""Answers and options of a new export, read as the known survey has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Option, Question, Scale, Spellings, Survey
from dse.ingest.forms.survey_form_building import build_survey_form
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.recognition.headers import Remarks
from dse.ingest.spelling import canonical, words_and_signs
from dse.ingest.surveys.reading import answers, scale_answers
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.surveys.waves import wording_comparison
from dse.ingest.values import redaction


@dataclass(frozen=True)
class WaveAnswers:
    """An export read as a known survey would."""

    survey: Survey
    sheet: Sheet
    drafted_scales: Mapping[str, Scale]

    def with_labels(self, scale_id: str, labels: Sequence[tuple[str, str]]) -> WaveAnswers:
        """The same, where the options of a scale have more labels, each beside its code."""
        scale = add_labels(self.survey.scales[scale_id], labels)
        return replace(self, survey=replace(self.survey, scales={**self.survey.scales, scale_id: scale}))

    def fits(self, drafted: Question, known_question: Question) -> bool:
        """Whether the known question, as its last wave has it, can read every answer."""
        return not self.find_unknown(drafted, latest_version(known_question, self.survey))

    def find_unknown(self, drafted: Question, now: Question) -> list[str]:
        """Answers of the file, or options in its columns, that the known question cannot read; no free text is quoted."""
        if drafted.rank_columns or now.rank_columns:
            return self._find_unranked(drafted, now)
        if drafted.option_columns or now.option_columns:
            if not drafted.kind == now.kind == "multiple":
                return ["une colonne par choix"]
            drafted_scale = self.drafted_scales[drafted.scale]
            matched = match_options(drafted, drafted_scale, now, self.survey.scales[now.scale])
            return [
                drafted_scale.option(code).label for code, known_code in matched.items() if known_code is None
            ]
        if drafted.other_columns and now.other is None:
            return [self.drafted_scales[drafted.scale].option(drafted.other).label]
        _, cells = self.read(drafted, now)
        unknown = list(dict.fromkeys(issue.value or redaction.REMOVED for issue in cells.problems))
        return (unknown and drafted.split and now.split and self._find_added(drafted, now)) or unknown

    def _find_unranked(self, drafted: Question, now: Question) -> list[str]:
        """Options of a ranking that the known one does not have."""
        return (
            self._find_added(drafted, now) if drafted.rank_columns and now.rank_columns else ["un classement"]
        )

    def _find_added(self, drafted: Question, now: Question) -> list[str]:
        """Options of the export that the known question does not have."""
        find = scale_answers.option_finder(self.survey.scales[now.scale])
        options = self.drafted_scales[drafted.scale].options
        return [option.label for option in options if find(option.label) is None]

    def read(self, drafted: Question, now: Question) -> tuple[answers.Item, SurveyCells]:
        """The answers of a column of the export, as the known question reads them."""
        title = drafted.columns[0]
        form = build_survey_form(self.survey, self.survey.series, self.survey.series)
        cells = SurveyCells(
            RecognisedSheet(self.sheet, form, {title: self.sheet.headers.index(title)}, Remarks())
        )
        question = replace(now, columns=(title,), asked_when=None, unit=None, other_columns=())
        return answers.read_answers(cells, self.survey, question, [()] * cells.count), cells

    def list_texts(self, drafted: Question) -> list[str]:
        """What stands in the column of a question, each text once."""
        column = self.sheet.columns[self.sheet.headers.index(drafted.columns[0])] if drafted.columns else ()
        return [text for text in dict.fromkeys(column) if text.strip()]

    def list_given(self, drafted: Question, now: Question) -> list[answers.Answer]:
        """Every answer that is one."""
        item, _ = self.read(drafted, now)
        return [answer for line in item.answers for answer in line if answer.missing is None]


def latest_version(question: Question, survey: Survey) -> Question:
    """The question as the last wave that asked it has it."""
    waves = sorted(survey.waves, key=lambda wave: wave.opened_on, reverse=True)
    versions = (question.in_wave(wave.wave_id) for wave in waves)
    return next((version for version in versions if version is not None), question)


def add_labels(scale: Scale, labels: Sequence[tuple[str, str]]) -> Scale:
    """A scale whose options have more labels, each beside its code."""
    options = [
        replace(
            option,
            aliases=tuple(
                dict.fromkeys((*option.aliases, *(label for code, label in labels if code == option.code)))
            ),
        )
        for option in scale.options
    ]
    return Scale(scale.scale_id, tuple(options))


def match_options(
    drafted: Question, drafted_scale: Scale, now: Question, scale: Scale
) -> dict[str, str | None]:
    """The known option that each option of the file is, by the code of its own; none where none or a second one is it."""
    in_cells = ((option.code, ()) for option in drafted_scale.options if option.missing is None)
    matched: dict[str, str | None] = {}
    for code, spellings in drafted.option_columns or in_cells:
        known_code = _match_option(drafted_scale.option(code), spellings, now, scale)
        matched[code] = None if known_code in matched.values() else known_code
    return matched


def _match_option(option: Option, spellings: Spellings, now: Question, scale: Scale) -> str | None:
    """The code of the known option that a column is about: by its label; by a title or a code only where these say no other label."""
    mine = set(map(canonical, spellings))
    by_title = [
        (scale.option(code), mine & set(map(canonical, theirs)))
        for code, theirs in now.option_columns
        if mine & set(map(canonical, theirs))
    ]
    if not has_label(option):
        texts = {canonical(option.code), *(canonical(option_part(title)) for title in spellings[:1])}
        by_code = (other for other in scale.options if texts & set(map(canonical, other.spellings)))
        return next((other.code for other in chain((titled for titled, _ in by_title), by_code)), None)
    by_label = (other for other in scale.options if is_label_of(other, option.label))
    by_whole_title = (
        titled
        for titled, titles in by_title
        if not has_label(titled) or any(canonical(option.label) in title for title in titles)
    )
    by_code = (
        other
        for other in scale.options
        if not has_label(other) and canonical(other.code) == canonical(option.code)
    )
    return next((other.code for other in chain(by_label, by_whole_title, by_code)), None)


def has_label(option: Option) -> bool:
    return canonical(option.label) != canonical(option.code)


def is_label_of(option: Option, label: str) -> bool:
    """Whether a label is one of those of an option."""
    return any(
        canonical(text) == canonical(label) or words_and_signs(text) == words_and_signs(label) != ""
        for text in (option.label, *option.aliases)
    )


def list_codes_of_file(drafted_scale: Scale, scale: Scale) -> tuple[tuple[str, str], ...]:
    """The codes of known options that no file had yet, each twice, where this file or its questionnaire has them beside their labels."""
    options_by_code = {
        option.code: option
        for option in drafted_scale.options
        if has_label(option) and not scale_answers.has_unproven_code(option)
    }
    return tuple(
        (option.code, option.code)
        for option in scale.options
        if scale_answers.has_unproven_code(option)
        and option.code in options_by_code
        and is_label_of(option, options_by_code[option.code].label)
    )


def option_part(title: str) -> str:
    """What a title says of an option: in brackets, or after the last stroke."""
    part = wording_comparison.read_part(title)
    return part or title.rpartition("/")[2]


def has_other_label(option: Option, known_option: Option | None) -> bool:
    """Whether a code that a known scale has stands for something else there."""
    return (
        known_option is not None
        and has_label(option)
        and has_label(known_option)
        and not is_label_of(known_option, option.label)
    )
