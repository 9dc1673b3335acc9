"""What a person said of a doubt, applied to the guess that it was about."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dse.ingest.forms.survey_definitions import Option
from dse.ingest.spelling import words
from dse.ingest.surveys.draft import answer_guessing, option_codes, points
from dse.ingest.surveys.draft.column_guess import BESIDE, BOUNDS, JOINED, ORDER, Guess
from dse.ingest.surveys.draft.points import DraftedPoints


def settle(guess: Guess, drafted: DraftedPoints, counts: Counter[str]) -> Guess:
    """A guess after the answers to its doubts; what was answered is no note any more."""
    for doubt in guess.doubts:
        chosen = drafted.answer_to(doubt)
        if chosen is not None:
            settled = _SETTLE[doubt.kind](guess, chosen, counts, doubt.about)
            guess = replace(settled, notes=tuple(note for note in settled.notes if note != doubt.note))
    return guess


def _settle_bounds(guess: Guess, chosen: str, counts: Counter[str], _about: str) -> Guess:
    if chosen == "nombre":
        return replace(guess, kind="number", lowest=None, highest=None)
    if chosen == "choix":
        single = answer_guessing.guess_single_choice(_answers_only(guess, counts))
        absent = tuple(option for option in guess.options if option.missing)
        return replace(guess, kind="single", options=(*single.options, *absent), lowest=None, highest=None)
    lowest, highest = map(float, chosen.split("-"))
    return replace(guess, lowest=lowest, highest=highest)


def _settle_order(guess: Guess, chosen: str, _counts: Counter[str], _about: str) -> Guess:
    if chosen == "croissant":
        return guess
    return replace(_as_list(guess), kind="likert", lowest=None, highest=None)


def _as_list(guess: Guess) -> Guess:
    """A scale whose smallest number is the top, with an option a step."""
    absent = tuple(option for option in guess.options if option.missing)
    steps = {int(option.code): option for option in guess.options if option.missing is None}
    codes = range(int(guess.lowest), int(guess.highest) + 1) if guess.highest is not None else sorted(steps)
    options = tuple(
        replace(steps.get(code, Option(str(code), str(code))), rank=rank)
        for rank, code in enumerate(sorted(codes, reverse=True), 1)
    )
    return replace(guess, options=(*options, *absent))


def _settle_joined(guess: Guess, chosen: str, counts: Counter[str], _about: str) -> Guess:
    if chosen == "plusieurs":
        return guess
    plain = replace(guess, split=(), options=(), family=None)
    if chosen == "texte":
        return replace(plain, kind="text")
    return replace(plain, kind="single", options=answer_guessing.guess_single_choice(counts).options)


def _settle_beside(guess: Guess, chosen: str, counts: Counter[str], about: str) -> Guess:
    """A text that may be no answer: counted apart for the reason chosen, or one more choice of a list."""
    plain = words(about)
    others = tuple(
        replace(option, aliases=tuple(text for text in option.aliases if words(text) != plain))
        for option in guess.options
        if words(option.label) != plain
    )
    if chosen != points.AN_ANSWER:
        apart = Option(f"{chosen}-{option_codes.make_code(about, 1)}", about, None, chosen)
        return replace(guess, options=(*others, apart))
    steps = tuple(option for option in others if option.missing is None)
    if guess.kind not in ("single", "likert"):
        other_counts = Counter({text: count for text, count in counts.items() if words(text) != plain})
        steps = answer_guessing.guess_single_choice(_answers_only(guess, other_counts)).options
    added = Option(
        option_codes.make_code(about, 1), about, max((option.rank or 0 for option in steps), default=0) + 1
    )
    absent = tuple(option for option in others if option.missing)
    options = option_codes.make_codes_unique((*steps, added, *absent))
    return replace(guess, kind="single", options=options, family=None, lowest=None, highest=None)


def _answers_only(guess: Guess, counts: Counter[str]) -> Counter[str]:
    absent = {spelling for option in guess.options if option.missing for spelling in option.spellings}
    return Counter({text: count for text, count in counts.items() if text not in absent})


_SETTLE = {BESIDE: _settle_beside, BOUNDS: _settle_bounds, ORDER: _settle_order, JOINED: _settle_joined}
