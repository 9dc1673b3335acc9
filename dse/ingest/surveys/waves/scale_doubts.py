"""What may be another scale in a new wave, though nothing proves it: asked, and never supposed in silence."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dse.ingest.forms.survey_definitions import Option, Question, Scale, Survey
from dse.ingest.issues import count_noun, quoted_list
from dse.ingest.spelling import canonical, words, words_and_signs
from dse.ingest.surveys.draft import naming, odd_answers
from dse.ingest.surveys.draft.asked_bounds import find_asked_bounds, find_asked_ends
from dse.ingest.surveys.draft.column_guess import guess_rating
from dse.ingest.surveys.draft.numbered_answers import find_direction_of_ends
from dse.ingest.surveys.reading import answers, scale_answers
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.surveys.waves import wording_comparison
from dse.ingest.surveys.waves.question_matching import are_comparable
from dse.ingest.surveys.waves.wave_answers import WaveAnswers, has_label, match_options
from dse.ingest.values import personal_data, redaction

REACH, LABELS, UNUSED, WRITTEN, MEASURE, ODD, TURNED, ENDS, CODES, RENAMED, LAYOUT = (
    "etendue",
    "libelles",
    "non-pris",
    "ecrits",
    "unite",
    "cellules",
    "sens",
    "bouts",
    "codes",
    "choix",
    "presentation",
)  # what may tell of another scale
_MIN_ANSWERS = 10  # answers, from which a step that nobody chose says something
_MIN_ANSWERS_BY_OPTION = 5  # where options have no order: some are rare
_OFTEN = 3  # times, from which a text read as « Autre » may be a choice
_LIKELY_SHARE = 0.1  # of the answers, from which it probably is one
_LEAST_RESEMBLANCE = 0.6  # between two choices, from which they may be one
_SHORTEST_WORD = 4  # letters, from which a word that two choices share says that they may be one
_CLOSED, _FIGURES = ("likert", "single"), ("number", "scale", "nps")


@dataclass(frozen=True)
class ScaleDoubt:
    """What may be another scale: of which kind, from what to what, and whether it is supposed to be another.

    `relabelled` are the codes of known options with the labels that would now be theirs; `reach` the new ends; `unused` the labels
    that nobody takes; `meanings` the known codes with the labels that they had; `odd_texts` cells that are told by their lines alone; `ends` the numbers that the
    wording names, with their new labels.
    `is_of_new_question`: if it is another, the question is a new one.
    """

    kind: str
    before: str
    after: str
    is_likely: bool
    relabelled: tuple[tuple[str, str], ...] = ()
    reach: tuple[float, float] | None = None
    unused: tuple[str, ...] = ()
    is_of_new_question: bool = False
    meanings: tuple[tuple[str, str], ...] = ()
    odd_texts: tuple[str, ...] = ()
    ends: tuple[tuple[str, str], ...] = ()


def list_steps(question: Question, survey: Survey) -> list[Option]:
    """Options of a closed question that are answers, in order; none of another."""
    if question.kind not in (*_CLOSED, "multiple"):
        return []
    options = [option for option in survey.scales[question.scale].options if option.missing is None]
    return sorted(options, key=lambda option: option.rank or 0)


def doubt_labels(
    drafted: Question, now: Question, survey: Survey, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether an ordered scale of as many steps is the same, its labels written otherwise."""
    before = list_steps(now, survey)
    after = [option for option in drafted_scale.options if option.missing is None] if drafted_scale else []
    if (drafted.kind, now.kind) != ("likert", "likert") or len(before) != len(after):
        return None
    pairs = list(zip(before, sorted(after, key=lambda option: option.rank or 0), strict=True))
    relabelled = tuple(
        (old.code, new.label)
        for old, new in pairs
        if words_and_signs(new.label) not in map(words_and_signs, old.spellings)
    )
    labels = {words_and_signs(spelling): option.code for option in before for spelling in option.spellings}
    if not relabelled or any(labels.get(words_and_signs(label), code) != code for code, label in relabelled):
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


def doubt_pictures(
    drafted: Question, now: Question, survey: Survey, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether choices that have a picture beside their words, or no longer, are those of before."""
    if drafted.kind != now.kind or not (drafted.columns and now.columns and drafted_scale and now.scale):
        return None
    before = {
        words_and_signs(text): option for option in list_steps(now, survey) for text in option.spellings
    }
    how_often = Counter(map(_without_pictures, before))
    by_words = {
        plain: option for text, option in before.items() if how_often[plain := _without_pictures(text)] == 1
    }
    steps = [option.label for option in drafted_scale.options if option.missing is None]
    changed = [label for label in steps if words_and_signs(label) not in before]
    if not changed or any(_without_pictures(words_and_signs(label)) not in by_words for label in changed):
        return None
    options = [by_words[_without_pictures(words_and_signs(label))] for label in changed]
    pairs = list(zip(options, changed, strict=True))
    if any(_have_pictures(option.label) and _have_pictures(label) for option, label in pairs):
        return None
    return ScaleDoubt(
        LABELS,
        quoted_list([option.label for option in options][:3], "et"),
        quoted_list(changed[:3], "et"),
        is_likely=False,
        relabelled=tuple((option.code, label) for option, label in pairs),
    )


def _without_pictures(spelling: str) -> str:
    return " ".join(token for token in spelling.split() if not _is_picture(token))


def _have_pictures(label: str) -> bool:
    return any(map(_is_picture, words_and_signs(label).split()))


def _is_picture(token: str) -> bool:
    return unicodedata.category(token[0]) == "So"


def doubt_renamed_choices(
    drafted: Question, now: Question, read: WaveAnswers, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether the answers that are not known are those that nobody gives any more, worded otherwise; those left are told beside."""
    are_alike = drafted.kind == now.kind or {drafted.kind, now.kind} <= {*_CLOSED}
    if not are_alike or now.kind not in (*_CLOSED, "multiple") or drafted_scale is None:
        return None
    gone = _list_gone(drafted, now, read, drafted_scale)
    matched = match_options(drafted, drafted_scale, now, read.survey.scales[now.scale])
    renamed: list[tuple[Option, str]] = []
    for code in (code for code, known_code in matched.items() if known_code is None):
        option = drafted_scale.option(code)
        if not (alike := _list_alike(option, gone, drafted_scale, now, read, matched)):
            return None
        nearest = max(
            alike, key=lambda other: wording_comparison.measure_resemblance(other.label, option.label)
        )
        gone.remove(nearest)
        renamed.append((nearest, option.label))
    relabelled = tuple((option.code, label) for option, label in renamed)
    if not relabelled or read.with_labels(now.scale, relabelled).find_unknown(drafted, now):
        return None
    return ScaleDoubt(
        RENAMED,
        quoted_list([option.label for option, _ in renamed][:3], "et"),
        quoted_list([label for _, label in renamed][:3], "et"),
        is_likely=True,
        relabelled=relabelled,
        unused=tuple(option.label for option in gone),
    )


def doubt_fewer_options(
    drafted: Question, now: Question, read: WaveAnswers, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether a scale that has answers of its own, and fewer than the known one or none of those, is really another."""
    if drafted_scale is None or drafted.kind not in (*_CLOSED, "multiple"):
        return None
    steps = [option for option in drafted_scale.options if option.missing is None]
    known_steps = list_steps(now, read.survey)
    gone = [option.label for option in _list_gone(drafted, now, read, drafted_scale)]
    if not gone or (len(steps) >= len(known_steps) and len(gone) < len(known_steps)):
        return None
    return ScaleDoubt(UNUSED, quoted_list(gone, "ni"), "", is_likely=True, unused=tuple(gone))


def _list_gone(drafted: Question, now: Question, read: WaveAnswers, drafted_scale: Scale) -> list[Option]:
    """Known options that no option of the export is."""
    if now.scale is None:
        return []
    matched = match_options(drafted, drafted_scale, now, read.survey.scales[now.scale])
    return [
        option
        for option in list_steps(now, read.survey)
        if option.code not in matched.values() and option.code != now.other
    ]


def _list_alike(
    option: Option,
    candidates: Sequence[Option],
    drafted_scale: Scale,
    now: Question,
    read: WaveAnswers,
    matched: Mapping[str, str | None],
) -> list[Option]:
    """Options that nobody gives any more and that one of the export may be: by its words, or by the one place left between its neighbours."""
    alike = [other for other in candidates if _may_be_one(other.label, option.label)]
    if now.kind != "likert":
        return alike
    known_scale = read.survey.scales[now.scale]
    pairs = [
        (drafted_scale.option(mine), known_scale.option(theirs)) for mine, theirs in matched.items() if theirs
    ]
    in_place = [
        other
        for other in candidates
        if all(
            ((option.rank or 0) - (mine.rank or 0)) * ((other.rank or 0) - (theirs.rank or 0)) > 0
            for mine, theirs in pairs
        )
    ]
    return [other for other in alike if other in in_place] or (in_place if len(in_place) == 1 else alike)


def _may_be_one(label: str, other: str) -> bool:
    """Whether two choices share a word, or are near; not where a sign or a number is all that tells them apart."""
    both = [{word for word in words(text).split() if not word.isdigit()} for text in (label, other)]
    shared = any(len(word) >= _SHORTEST_WORD for word in both[0] & both[1])
    resemblance = wording_comparison.measure_resemblance(label, other)
    return both[0] != both[1] and (shared or resemblance >= _LEAST_RESEMBLANCE)


def doubt_layout(drafted: Question) -> ScaleDoubt:
    """Whether the same choices are still those of one question, now in a cell or in columns of their own."""
    before, after = "plusieurs choix par cellule", "une colonne par choix"
    if not drafted.option_columns:
        before, after = after, before
    return ScaleDoubt(LAYOUT, before, after, is_likely=False, is_of_new_question=True)


def doubt_turned_labels(
    drafted: Question, now: Question, read: WaveAnswers, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether the labels of before, whose numbers now fall where they rose, are yet the same answers."""
    before = list_steps(now, read.survey)
    after = [option for option in drafted_scale.options if option.missing is None] if drafted_scale else []
    if (drafted.kind, now.kind) != ("likert", "likert") or _find_direction(before) * _find_direction(
        after
    ) >= 0:
        return None
    known_codes = {words_and_signs(option.label): option.code for option in before}
    find = scale_answers.option_finder(drafted_scale)
    named = [(text, find(text)) for text in read.list_texts(drafted) if not canonical(text).isdigit()]
    relabelled = tuple(
        (known_codes[words_and_signs(option.label)], text)
        for text, option in named
        if option in after and words_and_signs(option.label) in known_codes
    )
    if len(relabelled) < len(read.list_texts(drafted)):
        return None
    return ScaleDoubt(TURNED, _name_first(before), _name_first(after), is_likely=True, relabelled=relabelled)


def doubt_direction(
    drafted: Question, now: Question, read: WaveAnswers, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether bare numbers and numbers with labels, of which the smallest is the top, go the same way."""
    before, after = list_steps(now, read.survey), list(drafted_scale.options) if drafted_scale else []
    falls = drafted.kind == "likert" and _find_direction(after) < 0
    if now.kind in ("scale", "nps") and falls:
        return ScaleDoubt(TURNED, "", _name_first(after), is_likely=True)
    bare = all(canonical(text).isdigit() for text in read.list_texts(drafted))
    if now.kind == "likert" and bare and _find_direction(before) < 0 and not falls:
        return ScaleDoubt(TURNED, _name_first(before), "", is_likely=False)
    return None


def doubt_exchanged_ends(
    drafted: Question, now: Question, read: WaveAnswers, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether a note whose ends have exchanged their labels still goes the same way, by its numbers."""
    if now.kind not in ("scale", "nps") or now.scale is None or drafted_scale is None:
        return None
    before = [option for option in read.survey.scales[now.scale].options if option.missing is None]
    codes_by_label = {words_and_signs(option.label): option.code for option in before if has_label(option)}
    find = scale_answers.option_finder(drafted_scale)
    options_by_text = {text: find(text) for text in read.list_texts(drafted) if not canonical(text).isdigit()}
    moved = {
        text: option
        for text, option in options_by_text.items()
        if option
        and option.code.isdigit()
        and option.code in codes_by_label.values()
        and codes_by_label.get(words_and_signs(option.label), option.code) != option.code
    }
    if not moved or not moved.keys() >= set(read.find_unknown(drafted, now)):
        return None
    first = min(moved.values(), key=lambda option: int(option.code))
    label = next(option.label for option in before if option.code == first.code)
    return ScaleDoubt(
        ENDS,
        f"« {first.code} - {label} »",
        f"« {first.code} - {first.label} »",
        is_likely=True,
        relabelled=tuple((option.code, text) for text, option in moved.items()),
    )


def doubt_exchanged_titles(drafted: Question, now: Question) -> ScaleDoubt | None:
    """Whether a note whose wording now gives its ends the labels of each other still goes the same way."""
    if drafted.kind not in (*_CLOSED, *_FIGURES) or now.kind not in (*_CLOSED, *_FIGURES):
        return None
    after = find_asked_ends(drafted.wording)
    wordings = map(find_asked_ends, wording_comparison.list_wordings(now))
    before = next(filter(None, wordings), ())
    if not after or not before or not _are_exchanged(dict(before), dict(after)):
        return None
    code = min(dict(after), key=int)
    return ScaleDoubt(
        ENDS,
        f"« {code} - {dict(before)[code]} »",
        f"« {code} - {dict(after)[code]} »",
        is_likely=True,
        ends=after,
    )


def _are_exchanged(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether the same two numbers have the labels of each other, or labels that go the other way."""
    if before.keys() != after.keys():
        return False
    direction = find_direction_of_ends([*before.items()]) * find_direction_of_ends([*after.items()])
    if direction:
        return direction < 0
    one, other = before
    straight = min(wording_comparison.measure_resemblance(before[code], after[code]) for code in before)
    crossed = min(
        wording_comparison.measure_resemblance(before[one], after[other]),
        wording_comparison.measure_resemblance(before[other], after[one]),
    )
    return crossed >= _LEAST_RESEMBLANCE and crossed > straight


def doubt_end_labels(
    drafted: Question, now: Question, read: WaveAnswers, drafted_scale: Scale | None
) -> ScaleDoubt | None:
    """Whether a note is the same whose ends have other labels, at the same numbers."""
    is_note = drafted.kind == now.kind in ("scale", "nps")
    if not is_note or (drafted.lowest, drafted.highest) != (now.lowest, now.highest):
        return None
    if now.scale is None or drafted_scale is None:
        return None
    before = {
        option.code: option
        for option in read.survey.scales[now.scale].options
        if option.missing is None and has_label(option)
    }
    find = scale_answers.option_finder(drafted_scale)
    absences = {canonical(text) for text, _ in read.survey.missing}
    texts = [text for text in read.list_texts(drafted) if canonical(text) not in absences]
    named = {text: find(text) for text in texts if not canonical(text).isdigit()}
    reworded = {
        text: option
        for text, option in named.items()
        if option and option.code in before and not _names_same(option, before[option.code])
    }
    if not reworded or None in named.values():
        return None
    ends = {option.code: option.label for option in reworded.values()}
    return ScaleDoubt(
        LABELS,
        quoted_list([f"{code} - {before[code].label}" for code in ends], "et"),
        quoted_list([f"{code} - {label}" for code, label in ends.items()], "et"),
        is_likely=False,
        relabelled=tuple((option.code, text) for text, option in reworded.items()),
    )


def _names_same(option: Option, known_option: Option) -> bool:
    known_spellings = set(map(words_and_signs, known_option.spellings))
    return not known_spellings.isdisjoint(map(words_and_signs, (option.label, *option.aliases)))


def doubt_codes(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    """Whether codes of answers that this wave does not declare stand for what they stood for."""
    if now.kind not in _CLOSED or not drafted.columns:
        return None
    has_questionnaire = tool_columns.identify_tool(read.sheet.headers).read_structure is not None
    coded = [
        option
        for option in read.survey.scales[now.scale].options
        if has_label(option) and _may_stand_for_another(option, has_questionnaire=has_questionnaire)
    ]
    texts = set(map(canonical, read.list_texts(drafted)))
    if not any(canonical(option.code) in texts for option in coded):
        return None
    first = coded[0]
    return ScaleDoubt(
        CODES,
        first.label,
        first.code if first.code.isdigit() else "",
        is_likely=True,
        relabelled=tuple(
            (option.code, option.code) for option in coded if scale_answers.has_unproven_code(option)
        ),
        meanings=tuple((option.code, option.label) for option in coded),
    )


def _may_stand_for_another(option: Option, *, has_questionnaire: bool) -> bool:
    """Whether the code of an option may be that of another one now: it says nothing, or it is a number, which no file gave or which a questionnaire may change."""
    is_number = option.code.isdigit() and (has_questionnaire or scale_answers.has_unproven_code(option))
    return is_number or naming.is_answer_code(option.code)


def _find_direction(options: Sequence[Option]) -> int:
    """1 where the numbers of steps rise with their ranks, -1 where they fall, 0 where they are no numbers or do neither."""
    steps = sorted(
        (option for option in options if option.missing is None), key=lambda option: option.rank or 0
    )
    if len(steps) < 2 or not all(option.code.isdigit() for option in steps):
        return 0
    numbers = [int(option.code) for option in steps]
    return (numbers == sorted(numbers)) - (numbers == sorted(numbers, reverse=True))


def _name_first(options: Sequence[Option]) -> str:
    """The smallest number of steps with its label."""
    first = min((option for option in options if option.missing is None), key=lambda option: int(option.code))
    return f"« {first.code} - {first.label} »"


def _doubt_reach(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    """Whether a note goes elsewhere than it did: its title says so, or all its answers stand on a usual shorter one."""
    lowest, highest = answers.NPS if now.kind == "nps" else (now.lowest, now.highest)
    if now.kind not in ("scale", "nps") or None in (lowest, highest) or not drafted.columns:
        return None
    values = [answer.value for answer in read.list_given(drafted, now) if answer.value is not None]
    if len(values) < _MIN_ANSWERS:
        return None
    seen = guess_rating(min(values), max(values), ())
    bounds = find_asked_bounds(drafted.wording)
    reach = bounds or (seen.lowest, seen.highest)
    if reach == (lowest, highest) or (bounds is None and seen.highest >= highest):
        return None
    before, after = (f"{low:g} à {high:g}" for low, high in ((lowest, highest), reach))
    return ScaleDoubt(
        REACH, before, after, is_likely=bounds is not None or seen.highest <= highest - 2, reach=reach
    )


def doubt_odd_cells(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
    """Whether the few answers that a question cannot read, or texts among its numbers, are mistakes in the file."""
    if drafted.option_columns or not now.columns:
        return None
    item, cells = read.read(drafted, now)
    texts = cells.texts(drafted.columns[:1])
    rows = {issue.row for issue in cells.problems}
    odd_texts = Counter(text for row, text in zip(cells.sheet.numbers, texts, strict=True) if row in rows)
    count = odd_texts.total() + sum(item.has_answer(line) for line in range(cells.count))
    are_texts = drafted.kind == now.kind in _FIGURES and not any(map(odd_answers.is_number, odd_texts))
    if not (odd_answers.are_few(odd_texts, count) or (odd_texts and are_texts)):
        return None
    return ScaleDoubt(
        ODD,
        f"{count_noun(odd_texts.total(), 'réponse')} sur {count}",
        odd_answers.describe_lines(sorted(rows)),
        is_likely=False,
        is_of_new_question=now.kind == "number" or not are_comparable(drafted, now),
        odd_texts=tuple(odd_texts),
    )


def doubt_measure(drafted: Question, now: Question) -> ScaleDoubt | None:
    """Whether numbers are in another unit than they were."""
    before, after = now.unit or "", drafted.unit or ""
    if now.kind != "number" or before == after:
        return None
    return ScaleDoubt(
        MEASURE,
        scale_answers.name_unit(before),
        scale_answers.name_unit(after),
        is_likely=bool(before and after),
        is_of_new_question=True,
    )


def doubt_scale(drafted: Question, now: Question, read: WaveAnswers) -> ScaleDoubt | None:
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
    options = [option for option in list_steps(now, read.survey) if option.code != now.other]
    gone = [option.label for option in options if option.code not in taken]
    fewest = _MIN_ANSWERS if now.kind == "likert" else _MIN_ANSWERS_BY_OPTION * len(options)
    if len(taken) < max(fewest, _MIN_ANSWERS) or not gone:
        return None
    return ScaleDoubt(UNUSED, quoted_list(gone, "ni"), "", is_likely=False, unused=tuple(gone))
