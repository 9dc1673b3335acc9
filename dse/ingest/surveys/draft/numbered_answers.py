"""Answers that carry their code, as « 4 - Plutôt d’accord » or « Très satisfait (1) »: which end of the scale is the top."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dse.ingest.forms.survey_definitions import Option
from dse.ingest.surveys.draft import likert
from dse.ingest.surveys.draft.column_guess import LARGEST_RATING, Guess, guess_rating
from dse.ingest.surveys.reading import missing_answers

# « 1 - 3 ans » is a span, and not the label of a first step.
_BEFORE = re.compile(r"(?P<code>[0-9]{1,2})\s*(?:[-–—.:)=]\s*|(?=\())(?P<label>[^\s0-9].*)")
_AFTER = re.compile(r"(?P<label>[^\s0-9(].*?)\s*[(\[](?P<code>[0-9]{1,2})[)\]]")
_BARE = re.compile(r"([0-9]{1,2})")
UNORDERED = (
    "Ordre à vérifier : rien ne dit que le plus petit numéro est le plus bas ; sinon, changez les rangs."
)
REVERSED = "Numérotée du plus haut au plus bas : les rangs suivent le sens des réponses, les codes restent ceux du fichier."
REORDERED = "Les numéros ne suivent pas le sens des réponses : rangs proposés d’après l’échelle habituelle."


def guess_numbered_labels(counts: Counter[str], missing_options: tuple[Option, ...]) -> Guess | None:
    """A scale whose every answer has its code, before or after its label; what is no answer is no step."""
    matches = [_match_code_and_label(text) for text in counts]
    if not all(matches) or len({int(match["code"]) for match in matches}) < len(matches):
        return None
    steps, absent, aliases_by_code = {}, [], {}
    for match in sorted(matches, key=lambda match: int(match["code"])):
        code, label = int(match["code"]), match["label"].strip("() ")
        aliases = (match.string,) if match.re is _AFTER else ()
        if why := missing_answers.find_reason(label):
            absent.append(Option(str(code), label, None, why, aliases))
        else:
            steps[code], aliases_by_code[code] = label, aliases
    if len(steps) < 2:
        return None
    guess = _guess_scale(steps, aliases_by_code)
    return replace(guess, options=(*guess.options, *absent, *missing_options))


def _match_code_and_label(text: str) -> re.Match[str] | None:
    """A code and its label; a number after a label is that of a step only as far as a note goes."""
    after = _AFTER.fullmatch(text)
    return _BEFORE.fullmatch(text) or (after if after and int(after["code"]) <= LARGEST_RATING else None)


def _guess_scale(steps: Mapping[int, str], aliases_by_code: Mapping[int, tuple[str, ...]]) -> Guess:
    """The scale of these codes, ascending, and labels; its ranks follow the labels where their family is known."""
    codes = list(steps)
    family = likert.find_family(steps.values())
    order = _order_codes(steps, family)
    unseen = _find_missing_steps(codes) if order in (codes, codes[::-1]) else []
    if unseen:
        order = sorted((*codes, *unseen), reverse=order != codes)
    options = tuple(
        Option(str(code), steps.get(code, f"Réponse {code}"), rank, None, aliases_by_code.get(code, ()))
        for rank, code in enumerate(order, min(1, codes[0]))
    )
    return Guess(
        "likert", options, family, notes=(*_describe_order(order, family), *_describe_missing_steps(unseen))
    )


def _order_codes(steps: Mapping[int, str], family: str | None) -> list[int]:
    """Codes from the lowest step to the highest."""
    if family is None:
        return list(steps)
    labels = likert.sort_labels(family, steps.values())
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


def guess_labelled_ends(counts: Counter[str], missing_options: tuple[Option, ...]) -> Guess | None:
    """Notes of which only some, the ends, carry a label: « 1 (pas du tout) », « 2 », « 3 »."""
    matches = [_BEFORE.fullmatch(text) or _BARE.fullmatch(text) for text in counts]
    if not all(matches) or not 0 < sum(text.isdigit() for text in counts) < len(counts):
        return None
    codes = [int(match[1]) for match in matches]
    if not 1 < max(codes) <= LARGEST_RATING:
        return None
    ends = {int(match[1]): match["label"].strip("() ") for match in matches if match.re is _BEFORE}
    labels = dict(sorted(ends.items()))
    family = likert.find_family(labels.values())
    if _order_codes(labels, family) != list(labels):
        return _guess_reversed_scale(range(min(codes), max(codes) + 1), labels, family, missing_options)
    guess = guess_rating(min(codes), max(codes), missing_options)
    return guess if family else replace(guess, notes=(*guess.notes, UNORDERED))


def _guess_reversed_scale(
    codes: range, labels: Mapping[int, str], family: str | None, missing_options: tuple[Option, ...]
) -> Guess:
    """A scale whose smallest number is the top."""
    options = tuple(
        Option(str(code), labels.get(code, str(code)), rank) for rank, code in enumerate(reversed(codes), 1)
    )
    return Guess("likert", (*options, *missing_options), family, notes=(REVERSED,))
