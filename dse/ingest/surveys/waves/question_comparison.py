"""How a question of a new export is asked beside the known one: as before, worded otherwise, on another scale, or in another form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Option, Question, Scale, Spellings, Survey
from dse.ingest.forms.survey_form_building import build_survey_form
from dse.ingest.issues import quoted_list
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.recognition.headers import Remarks
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft.column_guess import guess_rating
from dse.ingest.surveys.reading import answers
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.surveys.waves import wording_comparison
from dse.ingest.surveys.waves.question_matching import are_comparable, question_titles

SAME, REWORDED, RESCALED, OTHER_FORM, NEW = "same", "worded", "scaled", "otherwise", "new"
REACH, LABELS, UNUSED = "etendue", "libelles", "non-pris"  # what may tell of another scale
_MIN_ANSWERS = 10  # answers, from which an option that nobody chose says something
_CLOSED, _NUMBERS = ("likert", "single"), ("scale", "nps", "number")


@dataclass(frozen=True)
class ScaleDoubt:
    """What may be another scale: of which kind, from what to what, and whether it is supposed to be another.

    `relabelled` are the codes of known options with the labels that would now be theirs; `reach` the new ends; `unused` the labels
    that nobody takes.
    """

    kind: str
    before: str
    after: str
    is_likely: bool
    relabelled: tuple[tuple[str, str], ...] = ()
    reach: tuple[float, float] | None = None
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """How a question of the export stands beside the known one, what a person has to look at, and what only a person can tell."""

    state: str
    note: str = ""
    doubt: ScaleDoubt | None = None


@dataclass(frozen=True)
class WaveAnswers:
    """An export read as a known survey would."""

    survey: Survey
    sheet: Sheet

    def fits(self, drafted: Question, known_question: Question) -> bool:
        """Whether the known question, as its last wave has it, can read every answer."""
        return not self.find_unknown(drafted, latest_version(known_question, self.survey))

    def find_unknown(self, drafted: Question, now: Question) -> list[str]:
        """Answers of the file, or options in its columns, that the known question cannot read; no free text is quoted."""
        if drafted.option_columns:
            if not now.option_columns:
                return ["une colonne par choix"]
            scale = self.survey.scales[now.scale]
            return [
                option_part(spellings[0])
                for code, spellings in drafted.option_columns
                if match_option(code, spellings, now, scale) is None
            ]
        if not now.columns:
            return ["plusieurs réponses dans une cellule"]
        _, cells = self.read(drafted, now)
        return list(dict.fromkeys(issue.value for issue in cells.problems if issue.value))

    def read(self, drafted: Question, now: Question) -> tuple[answers.Item, SurveyCells]:
        """The answers of a column of the export, as the known question reads them."""
        title = drafted.columns[0]
        form = build_survey_form(self.survey, self.survey.series, self.survey.series)
        cells = SurveyCells(
            RecognisedSheet(self.sheet, form, {title: self.sheet.headers.index(title)}, Remarks())
        )
        question = replace(now, columns=(title,), asked_when=None)
        return answers.read_answers(cells, self.survey, question, [()] * cells.count), cells

    def list_given(self, drafted: Question, now: Question) -> list[answers.Answer]:
        """Every answer that is one."""
        item, _ = self.read(drafted, now)
        return [answer for line in item.answers for answer in line if answer.missing is None]


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
    if unknown and not are_comparable(drafted, now):
        return Comparison(
            OTHER_FORM, "La forme de la réponse a changé : proposée comme une nouvelle question."
        )
    if unknown:
        note = f"Hors de l’échelle connue : {quoted_list(unknown[:3], 'et')}."
        return Comparison(RESCALED, note, _doubt_labels(drafted, now, read.survey, drafted_scale))
    if is_declared and (gone := _find_undeclared_options(now, read.survey, drafted_scale)):
        return Comparison(RESCALED, f"L’échelle n’a plus {quoted_list(gone, 'et')}.")
    doubt = None if is_declared else _doubt_reach(drafted, now, read) or _doubt_unused(drafted, now, read)
    if question_titles(drafted) & question_titles(now) and not _is_reworded(drafted, now):
        return Comparison(SAME, doubt=doubt)
    before = next(wording_comparison.list_wordings(now), "")
    return Comparison(REWORDED, f"Avant : « {before} ».", doubt)


def latest_version(question: Question, survey: Survey) -> Question:
    """The question as the last wave that asked it has it."""
    waves = sorted(survey.waves, key=lambda wave: wave.opened_on, reverse=True)
    versions = (question.in_wave(wave.wave_id) for wave in waves)
    return next((version for version in versions if version is not None), question)


def _is_reworded(drafted: Question, now: Question) -> bool:
    """Whether titles are codes, and the wordings behind them are not the same."""
    both = words(drafted.wording), words(now.wording)
    return all(both) and both[0] != both[1] and canonical(drafted.wording) not in question_titles(now)


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
    part = wording_comparison.read_part(title)
    return part or title.rpartition("/")[2]


def _steps(question: Question, survey: Survey) -> list[Option]:
    """Options of a closed question that are answers, in order; none of another."""
    if question.kind not in _CLOSED:
        return []
    options = [option for option in survey.scales[question.scale].options if option.missing is None]
    return sorted(options, key=lambda option: option.rank or 0)


def _doubt_labels(
    drafted: Question, now: Question, survey: Survey, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether an ordered scale of as many steps is the same, its labels written otherwise."""
    before = _steps(now, survey)
    after = [option for option in drafted_scale.options if option.missing is None] if drafted_scale else []
    if (drafted.kind, now.kind) != ("likert", "likert") or len(before) != len(after):
        return None
    pairs = list(zip(before, sorted(after, key=lambda option: option.rank or 0), strict=True))
    relabelled = tuple(
        (old.code, new.label) for old, new in pairs if words(new.label) not in map(words, old.spellings)
    )
    labels = {words(spelling): option.code for option in before for spelling in option.spellings}
    if any(labels.get(words(label), code) != code for code, label in relabelled):
        return None
    old_labels = [old.label for old, new in pairs if (old.code, new.label) in relabelled]
    new_labels = [label for _, label in relabelled]
    return ScaleDoubt(
        LABELS,
        quoted_list(old_labels, "et"),
        quoted_list(new_labels, "et"),
        is_likely=True,
        relabelled=relabelled,
    )


def _doubt_reach(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    """Whether a note goes less far than it did: all its answers stand on a usual shorter one."""
    lowest, highest = answers.NPS if now.kind == "nps" else (now.lowest, now.highest)
    if now.kind not in ("scale", "nps") or None in (lowest, highest) or not drafted.columns:
        return None
    values = [answer.value for answer in read.list_given(drafted, now) if answer.value is not None]
    if len(values) < _MIN_ANSWERS:
        return None
    shorter = guess_rating(min(values), max(values), ())
    if shorter.highest >= highest:
        return None
    before, after = (
        f"{low:g} à {high:g}" for low, high in ((lowest, highest), (shorter.lowest, shorter.highest))
    )
    return ScaleDoubt(
        REACH,
        before,
        after,
        is_likely=shorter.highest <= highest - 2,
        reach=(shorter.lowest, shorter.highest),
    )


def _doubt_unused(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    """Whether an ordered scale has lost the steps that nobody takes."""
    if now.kind != "likert" or not drafted.columns:
        return None
    taken = [answer.option for answer in read.list_given(drafted, now)]
    gone = [option.label for option in _steps(now, read.survey) if option.code not in taken]
    if len(taken) < _MIN_ANSWERS or not gone:
        return None
    return ScaleDoubt(UNUSED, quoted_list(gone, "ni"), "", is_likely=False, unused=tuple(gone))


def _find_undeclared_options(now: Question, survey: Survey, declared: Scale | None) -> list[str]:
    """Steps of the known scale that the questionnaire no longer has."""
    texts = {words(text) for option in declared.options for text in option.spellings} if declared else set()
    return [
        option.label
        for option in (_steps(now, survey) if declared else ())
        if not texts & {words(text) for text in option.spellings}
    ]
