"""The form of a question and its scale, guessed from the cells of a column. Nothing is certain: a person reviews it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dse import french
from dse.ingest.forms.survey_definitions import Option
from dse.ingest.issues import CellIssue
from dse.ingest.spelling import canonical, clean, words
from dse.ingest.surveys.draft import (
    answer_spellings,
    choice_guessing,
    label_order,
    naming,
    numbered_answers,
    odd_answers,
)
from dse.ingest.surveys.draft.asked_bounds import asks_how_many, find_asked_bounds, find_likely_bounds
from dse.ingest.surveys.draft.column_guess import (
    BESIDE,
    BOUNDS,
    DAYS,
    HOW_MANY,
    LARGEST_RATING,
    ZERO_ONE,
    Doubt,
    Guess,
    guess_rating,
)
from dse.ingest.surveys.reading import missing_answers, scale_answers
from dse.ingest.surveys.tools.survey_tool import SurveyTool
from dse.ingest.surveys.tools.tool_columns import PLAIN_TABLE
from dse.ingest.values import numbers

_WITH_ABSENCES = ("single", "likert", "scale", "nps", "number")
_NO_NOTES = numbered_answers.KnownNotes()
_FEWEST_NOTES, _MOST_BESIDE, _LONGEST_BESIDE = 3, 2, 40
# Digits that name something: nobody adds up postcodes.
_CODE_OF_DIGITS = re.compile(r"0[0-9]+")
_YES_AND_NO = tuple(map(naming.with_code_of_file, (Option("1", "Oui", 1), Option("0", "Non", 0))))
_CODED = re.compile(r"\b(?:code postal|departement|code insee|codes? postaux|siren|siret|cp)\b")
# As statistics programs write that there is no answer, beyond any note.
_CODES_OF_ABSENCE = frozenset(
    {"77", "88", "98", "99", "888", "998", "999", "-1", "-9", "-88", "-98", "-99", "-999"}
)
_SIGNS_BETWEEN = re.compile(r"[\s(),;:?]+")
_HOW_MANY = re.compile(r"(?:nombre|nb|effectifs?|combien) (?:de|d|des|du)\b")
_RECOMMEND = re.compile(r"recomm[ae]nd|nps|conseiller")


def count_answers(texts: Sequence[str]) -> Counter[str]:
    """Distinct answers of a column, each under its most frequent spelling, how often each comes; hard spaces are spaces."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text, count in Counter(texts).items():
        if answer := clean(text.replace("\u00a0", " ").replace("\u202f", " ")):
            counts[first.setdefault(canonical(answer), answer)] += count
    return answer_spellings.merge_spellings(counts)


def merge_counts(several: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Answers of several columns counted together, each under its most frequent spelling."""
    first: dict[str, str] = {}
    merged: Counter[str] = Counter()
    for counts in several:
        for answer, count in counts.items():
            merged[first.setdefault(canonical(answer), answer)] += count
    return answer_spellings.merge_spellings(merged)


def guess_answers(
    texts: Sequence[str],
    wording: str,
    absences: Mapping[str, str],
    tool: SurveyTool = PLAIN_TABLE,
) -> Guess:
    """The likeliest form of the answers in a column, as their tool writes them."""
    return guess_counted(count_answers(texts), wording, absences, tool)


def guess_counted(
    all_counts: Mapping[str, int],
    wording: str,
    absences: Mapping[str, str],
    tool: SurveyTool = PLAIN_TABLE,
    other_notes: numbered_answers.KnownNotes = _NO_NOTES,
) -> Guess:
    """The likeliest form of answers, each with how often it comes. `other_notes` are those of other columns of the file."""
    counts = {text: count for text, count in all_counts.items() if canonical(text) not in absences}
    reasons_by_text = {
        text: reason
        for text in counts
        if (reason := missing_answers.find_reason(text) or missing_answers.find_possible_reason(text))
    }
    perhaps = tuple(text for text in reasons_by_text if missing_answers.find_reason(text) is None)
    counts_of_answers = Counter(
        {text: count for text, count in counts.items() if text not in reasons_by_text}
    )
    if not counts_of_answers:
        return Guess("text", notes=("Aucune réponse dans ce fichier : la forme est à vérifier.",))
    missing_options = _missing_options(reasons_by_text)

    def guess_form(counts: Counter[str]) -> Guess:
        guess = _guess_form(counts, wording, missing_options, tool, other_notes)
        beside = dict.fromkeys((*guess.absent, *perhaps)) if guess.kind in _WITH_ABSENCES else {}
        doubts = tuple(Doubt(BESIDE, text) for text in beside)
        return replace(guess, absent=tuple(beside), doubts=(*guess.doubts, *doubts))

    guess = guess_form(counts_of_answers)
    return odd_answers.set_apart(counts_of_answers, guess, wording, guess_form)


def _guess_form(
    counts: Counter[str],
    wording: str,
    missing_options: tuple[Option, ...],
    tool: SurveyTool,
    other_notes: numbered_answers.KnownNotes,
) -> Guess:
    """The likeliest form of answers, none of which may say that there is none."""
    return (
        _guess_coded_absences(counts, wording, missing_options)
        or _guess_numbers(counts, wording, missing_options)
        or _guess_notes_out_of(counts, wording, missing_options)
        or _guess_labelled_note(counts, wording, missing_options, other_notes)
        or numbered_answers.guess_numbered_labels(counts, missing_options)
        or _guess_ordered_family(counts, missing_options)
        or _guess_measures(counts, wording, missing_options)
        or choice_guessing.guess_choices(counts, wording, missing_options, tool)
        or Guess("text", notes=(DAYS,) if choice_guessing.are_days(counts) else ())
    )


def _guess_coded_absences(
    counts: Counter[str], wording: str, missing_options: tuple[Option, ...]
) -> Guess | None:
    """A note beside 99 or the like, which comes again: no answer, it seems."""
    codes = [text for text in counts if text in _CODES_OF_ABSENCE]
    notes = Counter({text: count for text, count in counts.items() if text not in codes})
    if not codes or len(notes) < _FEWEST_NOTES or any(counts[text] < 2 for text in codes):
        return None
    guess = _guess_numbers(notes, wording, missing_options)
    if guess is None or guess.kind not in ("scale", "nps"):
        return None
    absent = tuple(
        Option(f"{missing_answers.UNKNOWN}-{text}", text, None, missing_answers.UNKNOWN) for text in codes
    )
    return replace(guess, options=(*guess.options, *absent), absent=tuple(codes))


def _guess_labelled_note(
    counts: Counter[str],
    wording: str,
    missing_options: tuple[Option, ...],
    other_notes: numbered_answers.KnownNotes,
) -> Guess | None:
    """A note whose ends carry a label, beside one or two texts that are on no scale, as « Ne connais pas ». Times, as « moins d’un an », are no notes."""
    if any(map(label_order.is_duration, counts)):
        return None
    guess = other_notes.find(counts, missing_options) or numbered_answers.guess_labelled_ends(
        counts, wording, missing_options
    )
    if guess is None:
        notes = [text for text in counts if text[:1].isdigit() or text[-1:].isdigit()]
        beside = [text for text in counts if text not in notes]
        if len(notes) < _FEWEST_NOTES or not 0 < len(beside) <= _MOST_BESIDE:
            return None
        if not all(_may_stand_beside(text, counts[text]) for text in beside):
            return None
        absent = _missing_options({text: missing_answers.UNKNOWN for text in beside})
        options = tuple(option for option in missing_options if option.missing != missing_answers.UNKNOWN)
        unknown = [option for option in missing_options if option.missing == missing_answers.UNKNOWN]
        if unknown:
            absent = (replace(unknown[0], aliases=(*unknown[0].aliases, *beside)),)
        steps = Counter({text: counts[text] for text in notes})
        guess = numbered_answers.guess_labelled_ends(steps, wording, (*options, *absent)) or _guess_numbers(
            steps, wording, (*options, *absent)
        )
        if guess is None or guess.kind not in ("scale", "nps"):
            return None
        guess = replace(guess, absent=tuple(beside))
    return _recognise_recommendation(guess, wording)


def _guess_notes_out_of(
    counts: Counter[str], wording: str, missing_options: tuple[Option, ...]
) -> Guess | None:
    """Notes written as « 7/10 »."""
    guess = numbered_answers.guess_notes_out_of(counts, missing_options)
    return guess and _recognise_recommendation(guess, wording)


def _recognise_recommendation(guess: Guess, wording: str) -> Guess:
    """A note out of ten that says whether one would recommend something."""
    if (guess.kind, guess.highest) != ("scale", 10) or not _RECOMMEND.search(words(wording)):
        return guess
    doubts = tuple(doubt for doubt in guess.doubts if doubt.kind != BOUNDS)
    return replace(guess, kind="nps", lowest=None, highest=None, doubts=doubts, notes=())


def _may_stand_beside(text: str, count: int) -> bool:
    """Whether a text among notes was offered: it comes again, is short, and names nobody."""
    return count > 1 and len(text) <= _LONGEST_BESIDE and choice_guessing.names_nobody(text)


def _guess_measures(counts: Counter[str], wording: str, missing_options: tuple[Option, ...]) -> Guess | None:
    """Numbers with one unit, « 52 ans », which a person is asked about where some have none and their title does not say it."""
    measures = {text: scale_answers.split_unit(text) for text in counts}
    units = {unit for _, unit in filter(None, measures.values()) if unit}
    unit = scale_answers.find_common_unit(units)
    if None in measures.values() or unit is None:
        return None
    with_unit = sum(counts[text] for text, (_, own_unit) in measures.items() if own_unit)
    in_title = {unit, scale_answers.name_unit(unit)} & set(_SIGNS_BETWEEN.split(canonical(wording)))
    is_sure = with_unit == counts.total() or (bool(in_title) and 2 * with_unit >= counts.total())
    lowest = min(number for number, _ in measures.values())
    return Guess(
        "number",
        missing_options,
        lowest=0 if lowest >= 0 else None,
        unit=unit,
        notes=() if len(units) == 1 else (_describe_units(units, unit),),
        doubts=() if is_sure else (odd_answers.doubt_unit(wording, unit, with_unit, counts.total()),),
    )


def _describe_units(units: Iterable[str], unit: str) -> str:
    names = french.listed(sorted(map(scale_answers.name_unit, units)))
    return f"Des réponses en {names} : toutes sont lues en {scale_answers.name_unit(unit)}."


def _missing_options(reasons_by_text: Mapping[str, str]) -> tuple[Option, ...]:
    """Options that stand for no answer, one a reason."""
    by_reason: dict[str, list[str]] = {}
    for text, why in reasons_by_text.items():
        by_reason.setdefault(why, []).append(text)
    return tuple(Option(why, texts[0], None, why, tuple(texts[1:])) for why, texts in by_reason.items())


def _guess_numbers(counts: Counter[str], wording: str, missing_options: tuple[Option, ...]) -> Guess | None:
    parsed = [numbers.parse_real(text) for text in counts]
    values = [value for value in parsed if not isinstance(value, CellIssue)]
    if (
        len(values) < len(parsed)
        or any(map(_CODE_OF_DIGITS.fullmatch, counts))
        or _CODED.search(words(wording))
    ):
        return None
    lowest, highest = min(values), max(values)
    if set(counts) == {"0", "1"} and not asks_how_many(wording):
        return Guess("single", (*_YES_AND_NO, *missing_options), doubts=(Doubt(ZERO_ONE, ""),))
    bounds = find_asked_bounds(wording)
    if bounds and bounds[0] <= lowest and highest <= bounds[1] and not _RECOMMEND.search(words(wording)):
        return Guess("scale", missing_options, lowest=bounds[0], highest=bounds[1])
    are_whole = all(value == int(value) for value in values)
    if (
        are_whole
        and lowest >= 0
        and highest <= LARGEST_RATING
        and (len(counts) > 1 or sum(counts.values()) > 1)
    ):
        if _RECOMMEND.search(words(wording)):
            return Guess("nps", missing_options)
        likely = find_likely_bounds(wording)
        bounds = likely if likely and likely[0] <= lowest and highest <= likely[1] else None
        if bounds or highest > 1:
            rating = guess_rating(lowest, highest, missing_options, bounds)
            return rating if bounds or not _HOW_MANY.match(words(wording)) else _as_number(rating)
    return Guess("number", missing_options, lowest=0 if lowest >= 0 else None)


def _as_number(rating: Guess) -> Guess:
    """What may be a note, of a question that asks how many: a number, unless a person says otherwise."""
    doubts = tuple(replace(doubt, kind=HOW_MANY, note="") for doubt in rating.doubts)
    return replace(rating, kind="number", lowest=0, highest=None, notes=(), doubts=doubts)


def _guess_ordered_family(counts: Counter[str], missing_options: tuple[Option, ...]) -> Guess | None:
    name = label_order.find_family(counts)
    if name is None:
        return None
    missing_labels = label_order.find_missing_labels(name, counts)
    spellings = {
        label: tuple(others)
        for label, *others in answer_spellings.group_spellings(counts, label_order.normalise_label)
    }
    labels = label_order.sort_labels(name, [*spellings, *missing_labels])
    options = tuple(
        replace(option, aliases=spellings.get(option.label, ())) for option in naming.rank_options(labels)
    )
    shown = ", ".join(f"« {missing_label} »" for missing_label in missing_labels)
    notes = (
        (f"Personne n’a répondu {shown} : proposé d’après l’échelle habituelle.",) if missing_labels else ()
    )
    return Guess("likert", (*options, *missing_options), name, notes=notes)
