"""How a question of a new export is asked beside the known one: as before, worded otherwise, on another scale, or in another form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dse.ingest.forms.survey_definitions import Question, Scale, Survey
from dse.ingest.issues import quoted_list
from dse.ingest.spelling import canonical, words, words_and_signs
from dse.ingest.surveys.waves import scale_doubts, wording_comparison
from dse.ingest.surveys.waves.question_matching import (
    are_comparable,
    is_in_another_layout,
    question_titles,
)
from dse.ingest.surveys.waves.scale_doubts import ScaleDoubt
from dse.ingest.surveys.waves.wave_answers import WaveAnswers, has_other_label, latest_version

SAME, REWORDED, RESCALED, OTHER_FORM, NEW = "same", "worded", "scaled", "otherwise", "new"


@dataclass(frozen=True)
class Comparison:
    """How a question of the export stands beside the known one, what a person has to look at, and what only a person can tell."""

    state: str
    note: str = ""
    doubt: ScaleDoubt | None = None


def compare_question(
    drafted: Question,
    known_question: Question | None,
    read: WaveAnswers,
    drafted_scale: Scale | None,
    *,
    is_declared: bool,
) -> Comparison:
    """How a question of the export stands. `is_declared`: the questionnaire itself tells its scale."""
    if known_question is None:
        return Comparison(NEW)
    now = latest_version(known_question, read.survey)
    unknown = read.find_unknown(drafted, now)
    if drafted.rank_columns or now.rank_columns:
        return _compare_rankings(drafted, now, unknown)
    if exchanged := scale_doubts.doubt_exchanged_titles(drafted, now):
        return replace(_compare_wordings(drafted, now), doubt=exchanged)
    if unknown and (ends := scale_doubts.doubt_exchanged_ends(drafted, now, read, drafted_scale)):
        return Comparison(RESCALED, doubt=ends)
    reworded_ends = scale_doubts.doubt_end_labels(drafted, now, read, drafted_scale)
    if unknown and reworded_ends:
        return Comparison(
            RESCALED, f"Hors de l’échelle connue : {quoted_list(unknown[:3], 'et')}.", reworded_ends
        )
    if unknown and (odd := scale_doubts.doubt_odd_cells(drafted, now, read)):
        return replace(_compare_wordings(drafted, now), doubt=odd)
    if not unknown and is_in_another_layout(drafted, now):
        return replace(_compare_wordings(drafted, now), doubt=scale_doubts.doubt_layout(drafted))
    if unknown and not (are_comparable(drafted, now) or is_in_another_layout(drafted, now)):
        return Comparison(
            OTHER_FORM, "La forme de la réponse a changé : proposée comme une nouvelle question."
        )
    if unknown:
        note = f"Hors de l’échelle connue : {quoted_list(unknown[:3], 'et')}."
        doubt = scale_doubts.doubt_labels(drafted, now, read.survey, drafted_scale)
        return Comparison(
            RESCALED,
            note,
            doubt
            or scale_doubts.doubt_turned_labels(drafted, now, read, drafted_scale)
            or scale_doubts.doubt_pictures(drafted, now, read.survey, drafted_scale)
            or scale_doubts.doubt_renamed_choices(drafted, now, read, drafted_scale)
            or scale_doubts.doubt_fewer_options(drafted, now, read, drafted_scale),
        )
    if is_declared and (gone := _find_undeclared_options(now, read.survey, drafted_scale)):
        return Comparison(RESCALED, f"L’échelle n’a plus {quoted_list(gone, 'et')}.")
    if is_declared and (moved := _find_moved_codes(drafted, now, read, drafted_scale)):
        return Comparison(
            RESCALED, f"Un code a changé de libellé dans le questionnaire : {quoted_list(moved, 'et')}."
        )
    doubt = scale_doubts.doubt_measure(drafted, now)
    if doubt is None and not is_declared:
        doubt = (
            scale_doubts.doubt_codes(drafted, now, read)
            or scale_doubts.doubt_direction(drafted, now, read, drafted_scale)
            or reworded_ends
            or scale_doubts.doubt_scale(drafted, now, read)
        )
    return replace(_compare_wordings(drafted, now), doubt=doubt)


def _compare_rankings(drafted: Question, now: Question, unknown: Sequence[str]) -> Comparison:
    """A ranking beside what was asked before, which may have been none."""
    if not (drafted.rank_columns and now.rank_columns):
        return Comparison(
            OTHER_FORM, "Un classement, lu par ses premiers rangs : proposé comme une nouvelle question."
        )
    if unknown:
        return Comparison(RESCALED, f"Hors de l’échelle connue : {quoted_list(unknown[:3], 'et')}.")
    return _compare_wordings(drafted, now)


def _compare_wordings(drafted: Question, now: Question) -> Comparison:
    """Whether a question is asked in the words of before."""
    has_title = is_in_another_layout(drafted, now) or question_titles(drafted) & question_titles(now)
    if has_title and not _is_reworded(drafted, now):
        return Comparison(SAME)
    before = next(wording_comparison.list_wordings(now), "")
    return Comparison(REWORDED, f"Avant : « {before} ».")


def _is_reworded(drafted: Question, now: Question) -> bool:
    """Whether titles are codes, and the wordings behind them are not the same."""
    both = words(drafted.wording), words(now.wording)
    return all(both) and both[0] != both[1] and canonical(drafted.wording) not in question_titles(now)


def _find_undeclared_options(now: Question, survey: Survey, declared: Scale | None) -> list[str]:
    """Steps of the known scale that the questionnaire no longer has."""
    texts = (
        {words_and_signs(text) for option in declared.options for text in option.spellings}
        if declared
        else set()
    )
    return [
        option.label
        for option in (scale_doubts.list_steps(now, survey) if declared else ())
        if not texts & {words_and_signs(text) for text in option.spellings}
    ]


def _find_moved_codes(
    drafted: Question, now: Question, read: WaveAnswers, declared: Scale | None
) -> list[str]:
    """Codes among the answers that the questionnaire gives to another label than the known scale does."""
    if declared is None or now.scale is None or not drafted.columns:
        return []
    cells = set(map(canonical, read.sheet.columns[read.sheet.headers.index(drafted.columns[0])]))
    known_options = {canonical(option.code): option for option in read.survey.scales[now.scale].options}
    return [
        option.code
        for option in declared.options
        if canonical(option.code) in cells
        and has_other_label(option, known_options.get(canonical(option.code)))
    ]
