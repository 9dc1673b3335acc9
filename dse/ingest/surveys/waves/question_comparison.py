"""How a question of a new export is asked beside the known one: as before, worded otherwise, on another scale, or in another form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Option, Question, Scale, Spellings, Survey
from dse.ingest.forms.survey_form_building import build_survey_form
from dse.ingest.issues import count_noun, quoted_list
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.recognition.headers import Remarks
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft.column_guess import guess_rating
from dse.ingest.surveys.reading import answers, scale_answers
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.surveys.waves import wording_comparison
from dse.ingest.surveys.waves.question_matching import are_comparable, question_titles
from dse.ingest.values import personal_data, redaction

SAME, REWORDED, RESCALED, OTHER_FORM, NEW = "same", "worded", "scaled", "otherwise", "new"
REACH, LABELS, UNUSED, WRITTEN, MEASURE, ODD = (
    "etendue",
    "libelles",
    "non-pris",
    "ecrits",
    "unite",
    "cellules",
)  # what may tell of another scale
_MIN_ANSWERS = 10  # answers, from which a step that nobody chose says something
_MIN_ANSWERS_BY_OPTION = 5  # where options have no order: some are rare
_MOST_ODD_SHARE = (
    0.1  # of the answers that a question cannot read, up to which it may be the cells that are wrong
)
_OFTEN = 3  # times, from which a text read as « Autre » may be a choice
_LIKELY_SHARE = 0.1  # of the answers, from which it probably is one
_CLOSED, _NUMBERS = ("likert", "single"), ("scale", "nps", "number")


@dataclass(frozen=True)
class ScaleDoubt:
    """What may be another scale: of which kind, from what to what, and whether it is supposed to be another.

    `relabelled` are the codes of known options with the labels that would now be theirs; `reach` the new ends; `unused` the labels
    that nobody takes. `other_state` is how the question stands if it is another.
    """

    kind: str
    before: str
    after: str
    is_likely: bool
    relabelled: tuple[tuple[str, str], ...] = ()
    reach: tuple[float, float] | None = None
    unused: tuple[str, ...] = ()
    other_state: str = RESCALED


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
    drafted_scales: Mapping[str, Scale]

    def fits(self, drafted: Question, known_question: Question) -> bool:
        """Whether the known question, as its last wave has it, can read every answer."""
        return not self.find_unknown(drafted, latest_version(known_question, self.survey))

    def find_unknown(self, drafted: Question, now: Question) -> list[str]:
        """Answers of the file, or options in its columns, that the known question cannot read; no free text is quoted."""
        if drafted.option_columns:
            if not now.option_columns:
                return ["une colonne par choix"]
            drafted_scale = self.drafted_scales[drafted.scale]
            matched = match_options(drafted, drafted_scale, now, self.survey.scales[now.scale])
            return [
                drafted_scale.option(code).label for code, known_code in matched.items() if known_code is None
            ]
        if not now.columns:
            return ["plusieurs réponses dans une cellule"]
        _, cells = self.read(drafted, now)
        return list(dict.fromkeys(issue.value or redaction.REMOVED for issue in cells.problems))

    def read(self, drafted: Question, now: Question) -> tuple[answers.Item, SurveyCells]:
        """The answers of a column of the export, as the known question reads them."""
        title = drafted.columns[0]
        form = build_survey_form(self.survey, self.survey.series, self.survey.series)
        cells = SurveyCells(
            RecognisedSheet(self.sheet, form, {title: self.sheet.headers.index(title)}, Remarks())
        )
        question = replace(now, columns=(title,), asked_when=None, unit=None)
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
    if unknown and (odd := _doubt_odd_cells(drafted, now, read)):
        return replace(_compare_wordings(drafted, now), doubt=odd)
    if unknown and not are_comparable(drafted, now):
        return Comparison(
            OTHER_FORM, "La forme de la réponse a changé : proposée comme une nouvelle question."
        )
    if unknown:
        note = f"Hors de l’échelle connue : {quoted_list(unknown[:3], 'et')}."
        return Comparison(RESCALED, note, _doubt_labels(drafted, now, read.survey, drafted_scale))
    if is_declared and (gone := _find_undeclared_options(now, read.survey, drafted_scale)):
        return Comparison(RESCALED, f"L’échelle n’a plus {quoted_list(gone, 'et')}.")
    if is_declared and (moved := _find_moved_codes(drafted, now, read, drafted_scale)):
        return Comparison(
            RESCALED, f"Un code a changé de libellé dans le questionnaire : {quoted_list(moved, 'et')}."
        )
    doubt = _doubt_measure(drafted, now) or (None if is_declared else _doubt_scale(drafted, now, read))
    return replace(_compare_wordings(drafted, now), doubt=doubt)


def _compare_wordings(drafted: Question, now: Question) -> Comparison:
    """Whether a question is asked in the words of before."""
    if question_titles(drafted) & question_titles(now) and not _is_reworded(drafted, now):
        return Comparison(SAME)
    before = next(wording_comparison.list_wordings(now), "")
    return Comparison(REWORDED, f"Avant : « {before} ».")


def latest_version(question: Question, survey: Survey) -> Question:
    """The question as the last wave that asked it has it."""
    waves = sorted(survey.waves, key=lambda wave: wave.opened_on, reverse=True)
    versions = (question.in_wave(wave.wave_id) for wave in waves)
    return next((version for version in versions if version is not None), question)


def _is_reworded(drafted: Question, now: Question) -> bool:
    """Whether titles are codes, and the wordings behind them are not the same."""
    both = words(drafted.wording), words(now.wording)
    return all(both) and both[0] != both[1] and canonical(drafted.wording) not in question_titles(now)


def match_options(
    drafted: Question, drafted_scale: Scale, now: Question, scale: Scale
) -> dict[str, str | None]:
    """The known option that each column is about, by the code of its own; none where no column or a second one is about it."""
    matched: dict[str, str | None] = {}
    for code, spellings in drafted.option_columns:
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
    if not _has_label(option):
        texts = {canonical(option_part(spellings[0])), canonical(option.code)}
        by_code = (other for other in scale.options if texts & set(map(canonical, other.spellings)))
        return next((other.code for other in chain((titled for titled, _ in by_title), by_code)), None)
    by_label = (other for other in scale.options if _says(other, option.label))
    by_whole_title = (
        titled
        for titled, titles in by_title
        if not _has_label(titled) or any(canonical(option.label) in title for title in titles)
    )
    by_code = (
        other
        for other in scale.options
        if not _has_label(other) and canonical(other.code) == canonical(option.code)
    )
    return next((other.code for other in chain(by_label, by_whole_title, by_code)), None)


def _has_label(option: Option) -> bool:
    return canonical(option.label) != canonical(option.code)


def _says(option: Option, label: str) -> bool:
    """Whether a label is one of those of an option."""
    return any(
        canonical(text) == canonical(label) or (words(text) and words(text) == words(label))
        for text in (option.label, *option.aliases)
    )


def option_part(title: str) -> str:
    """What a title says of an option: in brackets, or after the last stroke."""
    part = wording_comparison.read_part(title)
    return part or title.rpartition("/")[2]


def _steps(question: Question, survey: Survey) -> list[Option]:
    """Options of a closed question that are answers, in order; none of another."""
    if question.kind not in (*_CLOSED, "multiple"):
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


def _doubt_odd_cells(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    """Whether the few answers that a question cannot read, none of which comes often, are mistakes in the file."""
    if drafted.option_columns or not now.columns:
        return None
    item, cells = read.read(drafted, now)
    texts = cells.texts(drafted.columns[:1])
    rows = {issue.row for issue in cells.problems}
    odd_texts = Counter(text for row, text in zip(cells.sheet.numbers, texts, strict=True) if row in rows)
    count = odd_texts.total() + sum(item.has_answer(line) for line in range(cells.count))
    if max(odd_texts.values()) >= _OFTEN or odd_texts.total() > _MOST_ODD_SHARE * count:
        return None
    quoted = dict.fromkeys(issue.value or redaction.REMOVED for issue in cells.problems)
    return ScaleDoubt(
        ODD,
        f"{count_noun(odd_texts.total(), 'réponse')} sur {count}",
        quoted_list(list(quoted)[:3], "et"),
        is_likely=False,
        other_state=RESCALED if are_comparable(drafted, now) else OTHER_FORM,
    )


def _doubt_measure(drafted: Question, now: Question) -> ScaleDoubt | None:
    """Whether numbers are in another unit than they were."""
    before, after = now.unit or "", drafted.unit or ""
    if now.kind != "number" or before == after:
        return None
    return ScaleDoubt(
        MEASURE,
        scale_answers.name_unit(before),
        scale_answers.name_unit(after),
        is_likely=bool(before and after),
        other_state=OTHER_FORM,
    )


def _doubt_scale(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    return (
        _doubt_reach(drafted, now, read)
        or _doubt_written(drafted, now, read)
        or _doubt_unused(drafted, now, read)
    )


def _doubt_written(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    """Whether answers read as « Autre » that come again and again are choices that were added; none that names somebody."""
    if now.other is None or not (drafted.columns and drafted.scale and are_comparable(drafted, now)):
        return None
    answers_given = read.list_given(drafted, now)
    texts = Counter(
        answer.text
        for answer in answers_given
        if answer.option == now.other and answer.text and not _is_personal(answer.text)
    )
    frequent_texts = [text for text, count in texts.most_common() if count >= _OFTEN]
    if not frequent_texts:
        return None
    count_chosen = sum(answer.value != 0 for answer in answers_given)
    is_likely = texts[frequent_texts[0]] >= _LIKELY_SHARE * count_chosen
    return ScaleDoubt(WRITTEN, "", quoted_list(frequent_texts[:3], "et"), is_likely=is_likely)


def _is_personal(text: str) -> bool:
    """Whether a text may designate a person."""
    return bool(redaction.redact_identifiers(text, ())[1]) or personal_data.names_somebody(text, ())


def _doubt_unused(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    """Whether a scale has lost the options that nobody takes."""
    if now.kind not in (*_CLOSED, "multiple") or not drafted.columns:
        return None
    taken = [
        answer.option for answer in read.list_given(drafted, now) if now.kind != "multiple" or answer.value
    ]
    options = [option for option in _steps(now, read.survey) if option.code != now.other]
    gone = [option.label for option in options if option.code not in taken]
    fewest = _MIN_ANSWERS if now.kind == "likert" else _MIN_ANSWERS_BY_OPTION * len(options)
    if len(taken) < max(fewest, _MIN_ANSWERS) or not gone:
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


def has_other_label(option: Option, known_option: Option | None) -> bool:
    """Whether a code that a known scale has stands for something else there."""
    return (
        known_option is not None
        and _has_label(option)
        and _has_label(known_option)
        and not _says(known_option, option.label)
    )
