"""Answers that carry their number, as « 4 - Plutôt d’accord », « Très satisfait (1) » or « 10 Tout à fait » above bare numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dse.ingest.forms.survey_definitions import Option
from dse.ingest.spelling import words
from dse.ingest.surveys.draft import choice_guessing, label_order, naming
from dse.ingest.surveys.draft.asked_bounds import (
    USUAL_BOUNDS,
    find_asked_bounds,
    find_asked_ends,
    find_likely_bounds,
)
from dse.ingest.surveys.draft.column_guess import (
    BOUNDS,
    ENDS,
    LARGEST_RATING,
    ORDER,
    Doubt,
    Guess,
    guess_rating,
)
from dse.ingest.surveys.reading import missing_answers

# « 1 - 3 ans » is a span, and not the label of a first step.
_BEFORE = re.compile(r"(?P<code>[0-9]{1,2})\s*(?:[-–—.:)=/]\s*|\n\s*|(?=\())(?P<label>[^\s0-9].*)", re.DOTALL)
_AFTER = re.compile(r"(?P<label>[^\s0-9(].*?)\s*[(\[](?P<code>[0-9]{1,2})[)\]]")
# Beside bare numbers, a space is enough; elsewhere « 1 an » and « Salle 3 » are no steps.
_BEFORE_SPACE = re.compile(r"(?P<code>[0-9]{1,2})\s+(?P<label>[^\s0-9].*)", re.DOTALL)
_AFTER_SPACE = re.compile(r"(?P<label>[^\s0-9(].*?)\s*[-–—:,=(\[]?\s*(?P<code>[0-9]{1,2})[)\]]?", re.DOTALL)
_BARE = re.compile(r"([0-9]{1,2})(?:[.,]0)?")
_OUT_OF = re.compile(r"([0-9]{1,2}) ?/ ?(5|10|20)")
_LOW = re.compile(
    r"\b(?:pas|aucun\w*|jamais|rien|nul\w*|mauvais\w*|pire|inutile\w*|insatisf\w*|insuffisant\w*|desaccord|"
    r"impossible|improbable\w*|difficile\w*|faible\w*|peu|moins|non|minimum|negati\w*|deconseill\w*)\b"
)
UNORDERED = (
    "Ordre à vérifier : rien ne dit que le plus petit numéro est le plus bas ; sinon, changez les rangs."
)
REVERSED = "Numérotée du plus haut au plus bas : les rangs suivent le sens des réponses, les codes restent ceux du fichier."
REORDERED = "Les numéros ne suivent pas le sens des réponses : rangs proposés d’après l’échelle habituelle."


def guess_notes_out_of(counts: Counter[str], missing_options: tuple[Option, ...]) -> Guess | None:
    """A note whose every answer says out of how much it is, « 7/10 »; of five, the lowest may be 0 or 1."""
    matches = [match for match in map(_OUT_OF.fullmatch, counts) if match]
    if len(matches) < len(counts) or len({match[2] for match in matches}) != 1:
        return None
    highest, codes = int(matches[0][2]), {int(match[1]) for match in matches}
    if max(codes) > highest:
        return None
    lowest = 1 if highest == 5 and 0 not in codes else 0
    guess = (
        guess_rating(lowest, highest, ()) if lowest else Guess("scale", lowest=lowest, highest=float(highest))
    )
    options = tuple(
        Option(str(code), str(code), code, None, (f"{code}/{highest}", f"{code} / {highest}"))
        for code in range(lowest, highest + 1)
    )
    return replace(guess, options=(*options, *missing_options))


def guess_numbered_labels(counts: Counter[str], missing_options: tuple[Option, ...]) -> Guess | None:
    """A scale whose every answer has its code, before or after its label; what is no answer is no step."""
    matches = [_match_code_and_label(text) for text in counts]
    if not all(matches) or len({int(match["code"]) for match in matches}) < len(matches):
        return None
    steps, absent, aliases_by_code = {}, [], {}
    for match in sorted(matches, key=lambda match: int(match["code"])):
        code, label = int(match["code"]), _clean_label(match["label"])
        aliases = () if match.re is _BEFORE and "\n" not in match.string else (match.string,)
        if why := missing_answers.find_reason(label):
            absent.append(naming.with_code_of_file(Option(str(code), label, None, why, aliases)))
        else:
            steps[code], aliases_by_code[code] = label, aliases
    if len(steps) < 2:
        return None
    guess = _guess_scale(steps, aliases_by_code)
    return replace(guess, options=(*guess.options, *absent, *missing_options))


def find_direction_of_ends(ends: Sequence[tuple[str, str]]) -> int:
    """1 where the smaller of two numbers is the low end, by its label, -1 where it is the high one, 0 where labels do not say."""
    smaller, larger = (
        _LOW.search(words(label)) is not None for _, label in sorted(ends, key=lambda end: int(end[0]))
    )
    return smaller - larger


def has_code_and_label(text: str) -> bool:
    """Whether an answer carries its code, before or after its label."""
    return _match_code_and_label(text) is not None


def is_note(text: str) -> bool:
    """Whether an answer is a bare number that may be a note."""
    match = _BARE.fullmatch(text)
    return match is not None and int(match[1]) <= LARGEST_RATING


def is_note_or_end(text: str) -> bool:
    """Whether an answer is a note, with or without a label."""
    match = None if label_order.is_span(text) else _match_end(text)
    return is_note(text) or (match is not None and int(match["code"]) <= LARGEST_RATING)


def is_note_out_of(text: str) -> bool:
    """Whether an answer is a note that says out of how much it is."""
    return _OUT_OF.fullmatch(text) is not None


def _clean_label(label: str) -> str:
    return " ".join(label.split()).strip("() ")


def _match_code_and_label(text: str) -> re.Match[str] | None:
    """A code and its label; a number after a label is that of a step only as far as a note goes."""
    after = _AFTER.fullmatch(text)
    return _BEFORE.fullmatch(text) or (after if after and int(after["code"]) <= LARGEST_RATING else None)


def _guess_scale(steps: Mapping[int, str], aliases_by_code: Mapping[int, tuple[str, ...]]) -> Guess:
    """The scale of these codes, ascending, and labels; its ranks follow the labels where their family is known."""
    codes = list(steps)
    family = label_order.find_family(steps.values())
    order = _order_codes(steps, family)
    unseen = _find_missing_steps(codes) if order in (codes, codes[::-1]) else []
    if unseen:
        order = sorted((*codes, *unseen), reverse=order != codes)
    options = tuple(
        naming.with_code_of_file(
            Option(str(code), steps.get(code, f"Réponse {code}"), rank, None, aliases_by_code.get(code, ()))
        )
        for rank, code in enumerate(order, min(1, codes[0]))
    )
    notes = (*_describe_order(order, family), *_describe_missing_steps(unseen))
    doubts = (_order_doubt(steps),) if family is None else ()
    return Guess("likert", options, family, notes=notes, doubts=doubts)


def _order_codes(steps: Mapping[int, str], family: str | None) -> list[int]:
    """Codes from the lowest step to the highest."""
    if family is None:
        return list(steps)
    labels = label_order.sort_labels(family, steps.values())
    return sorted(steps, key=lambda code: labels.index(steps[code]))


def _find_missing_steps(codes: Sequence[int]) -> list[int]:
    """Steps below the last that nobody gave; beyond a usual note, codes are no steps."""
    below = range(min(1, codes[0]), codes[-1])
    return sorted(set(below) - set(codes)) if codes[-1] <= LARGEST_RATING else []


def _describe_order(order: Sequence[int], family: str | None) -> tuple[str, ...]:
    if family is None:
        return (UNORDERED,)
    if list(order) == sorted(order):
        return ()
    return (REVERSED if list(order) == sorted(order, reverse=True) else REORDERED,)


def _describe_missing_steps(unseen: Sequence[int]) -> tuple[str, ...]:
    shown = ", ".join(map(str, unseen))
    note = f"Réponses que personne n’a données, ajoutées à l’échelle : {shown}. Écrivez leurs libellés."
    return (note,) if unseen else ()


@dataclass(frozen=True)
class KnownNotes:
    """Notes of a file of which both ends were seen: elsewhere nobody may have given one of them."""

    guesses: tuple[Guess, ...] = ()

    def find(self, counts: Counter[str], missing_options: tuple[Option, ...]) -> Guess | None:
        """The note whose ends and numbers are all that a column holds; a label at least is one of its own."""
        for guess in self.guesses:
            ends = [option for option in guess.options if option.missing is None]
            texts = {words(text) for option in ends for text in option.aliases}
            others = [text for text in counts if not _BARE.fullmatch(text)]
            bare = [int(match[1]) for text in counts if (match := _BARE.fullmatch(text))]
            inside = all(guess.lowest <= code <= guess.highest for code in bare)
            if others and inside and texts.issuperset(map(words, others)):
                return replace(guess, options=(*ends, *missing_options), absent=(), doubts=guess.doubts)
        return None


def collect_notes(guesses: Iterable[Guess]) -> KnownNotes:
    """The notes whose two ends have a label, each once."""
    complete: dict[tuple[object, ...], Guess] = {}
    for guess in guesses:
        ends = tuple(option for option in guess.options if option.missing is None)
        codes = {option.code for option in ends}
        if guess.kind == "scale" and {f"{guess.lowest:g}", f"{guess.highest:g}"} <= codes:
            note = replace(guess, odd=(), halves=(), with_odd=None)
            complete.setdefault((ends, guess.lowest, guess.highest), note)
    return KnownNotes(tuple(complete.values()))


def may_have_labelled_ends(texts: Iterable[str]) -> bool:
    """Whether some of the answers are bare numbers and some are not."""
    return len({_BARE.fullmatch(text) is None for text in texts}) > 1


def guess_labelled_ends(
    counts: Counter[str], wording: str, missing_options: tuple[Option, ...]
) -> Guess | None:
    """Bare numbers, of which only some, the ends, carry a label or are written as a label alone."""
    bare = {int(match[1]) for text in counts if (match := _BARE.fullmatch(text))}
    others = [text for text in counts if not _BARE.fullmatch(text)]
    if len(bare) < 2 - bool(len(others) == 2) or not others or max(bare) > LARGEST_RATING:
        return None
    if any(map(label_order.is_span, others)):
        return None
    matches = {text: _match_end(text) for text in others}
    numbered = {text: match for text, match in matches.items() if match}
    alone = [text for text in others if text not in numbered]
    ends: dict[int, list[str]] = {}
    labels: dict[int, str] = {}
    for text, match in numbered.items():
        code = int(match["code"])
        ends.setdefault(code, []).append(text)
        labels.setdefault(code, _clean_label(match["label"]))
    codes = {*bare, *ends}
    if max(codes) > LARGEST_RATING or (ends and not {min(codes), max(codes)} & set(ends)):
        return None
    if any(len({words(matches[text]["label"]) for text in texts}) > 1 for texts in ends.values()):
        return None
    if alone and (ends or len(alone) != 2):
        return None
    if alone:
        return _guess_unnumbered_ends(alone, bare, wording, missing_options)
    ordered = dict(sorted(labels.items()))
    family = label_order.find_family(ordered.values())
    if _order_codes(ordered, family) != list(ordered) or _is_low_last(ordered, family):
        return _guess_reversed_scale(
            range(min(codes), max(codes) + 1), ordered, ends, family, missing_options
        )
    return _guess_note(codes, ordered, ends, missing_options, is_ordered=_is_ordered(ordered, family))


def _guess_unnumbered_ends(
    alone: Sequence[str], bare: set[int], wording: str, missing_options: tuple[Option, ...]
) -> Guess | None:
    """A note whose ends are written as two labels without a number. Unless they are of a usual scale they may be no part of it: a person is asked."""
    low, high = min(bare) - 1, max(bare) + 1
    if bare != set(range(low + 1, high)) or not _may_be_ends(low, high, alone, wording):
        return None
    first, last = _order_ends(alone)
    options = (Option(str(low), first, low, None, (first,)), Option(str(high), last, high, None, (last,)))
    doubt = Doubt(ENDS, "\n".join(f"{option.code} {' '.join(option.label.split())}" for option in options))
    is_sure = label_order.find_family(alone) is not None and (low > 0 or high == LARGEST_RATING)
    return Guess(
        "scale",
        (*options, *missing_options),
        lowest=low,
        highest=high,
        doubts=() if is_sure else (doubt,),
    )


def _may_be_ends(low: int, high: int, alone: Sequence[str], wording: str) -> bool:
    """Whether two labels are likely to be the ends of these bounds: numbers from 1 on are a whole note, unless something says that 0 is one too."""
    if (low, high) not in USUAL_BOUNDS or not all(map(choice_guessing.names_nobody, alone)):
        return False
    if low > 0 or high == LARGEST_RATING:
        return True
    is_asked = (low, high) in (find_asked_bounds(wording), find_likely_bounds(wording))
    return is_asked or (high <= 5 and label_order.find_family(alone) is not None)


def _match_end(text: str) -> re.Match[str] | None:
    return (
        _BEFORE.fullmatch(text)
        or _AFTER.fullmatch(text)
        or _BEFORE_SPACE.fullmatch(text)
        or _AFTER_SPACE.fullmatch(text)
    )


def _order_ends(alone: Sequence[str]) -> Sequence[str]:
    """Two labels, the lowest first where their words tell it."""
    if family := label_order.find_family(alone):
        return label_order.sort_labels(family, alone)
    return sorted(alone, key=lambda text: (not _LOW.search(words(text)), text))


def _is_low_last(labels: Mapping[int, str], family: str | None) -> bool:
    """Whether only the label of the highest number says little or nothing."""
    if family is not None or len(labels) < 2:
        return False
    first, *_, last = labels.values()
    return bool(_LOW.search(words(last))) and not _LOW.search(words(first))


def _is_ordered(labels: Mapping[int, str], family: str | None) -> bool:
    if family is not None:
        return True
    first, *rest = labels.values()
    if not rest:
        return bool(_LOW.search(words(first))) == (min(labels) <= 1)
    return bool(_LOW.search(words(first))) and not _LOW.search(words(rest[-1]))


def _guess_note(
    codes: set[int],
    labels: Mapping[int, str],
    ends: Mapping[int, Sequence[str]],
    missing_options: tuple[Option, ...],
    *,
    is_ordered: bool,
) -> Guess:
    """A note whose ends have a label. Both ends labelled leave no doubt of how far it goes."""
    options = tuple(Option(str(code), labels[code], code, None, tuple(ends[code])) for code in sorted(labels))
    lowest, highest = min(codes), max(codes)
    if {lowest, highest} <= set(labels) and (lowest, highest) in USUAL_BOUNDS:
        guess = Guess("scale", (*options, *missing_options), lowest=lowest, highest=highest)
    else:
        guess = replace(guess_rating(lowest, highest, missing_options), options=(*options, *missing_options))
    if is_ordered:
        return guess
    return replace(guess, notes=(*guess.notes, UNORDERED), doubts=(*guess.doubts, _order_doubt(labels)))


def _order_doubt(labels: Mapping[int, str]) -> Doubt:
    ends = list(labels.items())
    shown = [f"{code} {label}" for code, label in (ends[0], ends[-1])]
    return Doubt(ORDER, " ".join(dict.fromkeys(shown)), UNORDERED)


def turn_downwards(guess: Guess, wording: str) -> Guess:
    """A note of which the wording says that the smallest number is the top, « de 1 (besoin fort) à 5 (aucun besoin) », as a scale that
    begins with the largest; any other form as it is."""
    named = find_asked_ends(wording)
    if guess.kind != "scale" or not named or find_direction_of_ends(named) >= 0:
        return guess
    labels = {int(code): label for code, label in sorted(named, key=lambda end: int(end[0]))}
    low, high = labels
    doubts = tuple(doubt for doubt in guess.doubts if doubt.kind != BOUNDS)
    are_bounds = (guess.lowest, guess.highest) == (low, high) or len(doubts) < len(guess.doubts)
    if (low, high) not in USUAL_BOUNDS or not are_bounds:
        return guess
    ends = {code: (str(code),) for code in labels}
    absent = tuple(option for option in guess.options if option.missing)
    family = label_order.find_family(labels.values())
    scale = _guess_reversed_scale(range(low, high + 1), labels, ends, family, absent)
    return replace(
        guess,
        kind="likert",
        options=scale.options,
        family=family,
        lowest=None,
        highest=None,
        notes=scale.notes,
        doubts=doubts,
    )


def _guess_reversed_scale(
    codes: range,
    labels: Mapping[int, str],
    ends: Mapping[int, Sequence[str]],
    family: str | None,
    missing_options: tuple[Option, ...],
) -> Guess:
    """A scale whose smallest number is the top."""
    options = tuple(
        naming.with_code_of_file(
            Option(str(code), labels.get(code, str(code)), rank, None, tuple(ends.get(code, ())))
        )
        for rank, code in enumerate(reversed(codes), 1)
    )
    return Guess("likert", (*options, *missing_options), family, notes=(REVERSED,))
