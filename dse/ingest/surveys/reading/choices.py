"""Multiple choices: several answers in one cell, or one column an option."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from dse.ingest.forms.survey_definitions import Option, Scale
from dse.ingest.issues import CellIssue, quoted_list
from dse.ingest.spelling import canonical, words, words_and_signs
from dse.ingest.surveys.reading import missing_answers
from dse.ingest.surveys.reading.answer_checks import confirm_no_choice, describe_answer_off_scale
from dse.ingest.surveys.reading.scale_answers import Answer, options_by_words
from dse.ingest.values import redaction
from dse.ingest.values.list_checks import describe_unclear_flag

SEPARATORS = (";", "|", ",", "\n", " ")
YES = frozenset(
    {"oui", "o", "y", "yes", "1", "1.0", "true", "vrai", "x", "✓", "✔", "☑", "coche", "ja", "selectionne"}
)
NO = frozenset({"non", "n", "no", "0", "0.0", "false", "faux", "nein", "non coche", "non selectionne"})
_TICK = describe_unclear_flag("Cette case n’est ni cochée ni vide.")

_PLACE = re.compile(r"(?:rang|rank|place|choix)? ?([1-9][0-9]?)(?:er|ere|e|eme)?")
_NO_CHOICE = frozenset(
    words(text)
    for text in (
        "Aucun",
        "Aucune",
        "Aucun d’eux",
        "Aucun d’entre eux",
        "Aucune d’entre elles",
        "Aucun de ces choix",
        "Aucune de ces réponses",
        "Aucun besoin",
        "Rien",
        "Rien de tout cela",
        "Néant",
        "Nul",
        "RAS",
        "Pas de besoin",
        "Non",
        "None",
    )
)
Choices = tuple[tuple[str, str | None], ...]  # codes of the options chosen, each with its free text


def says_no_choice(text: str) -> bool:
    """Whether what was written chooses none of what is offered."""
    return words(text) in _NO_CHOICE


def choices_reader(
    scale: Scale, split: Sequence[str], absences: Mapping[str, str], other: str | None
) -> Callable[[str], tuple[Answer | Choices | None, CellIssue | None]]:
    """Reader of a cell that holds every option chosen. Labels may hold the separators themselves."""
    spellings, by_words = _list_spellings(scale), options_by_words(scale)
    cuts = tuple(split) or SEPARATORS

    def read(text: str) -> tuple[Answer | Choices | None, CellIssue | None]:
        if why := absences.get(canonical(text)) or missing_answers.find_reason(text):
            return Answer(missing=why), None
        codes, unknown = _split_choices(text, spellings, by_words, cuts)
        unknown_choices = [
            text_part for text_part in unknown if other is None or not says_no_choice(text_part)
        ]
        if unknown_choices and other is None:
            shown = [redaction.REMOVED if redaction.may_designate(part) else part for part in unknown_choices]
            reason = f"{quoted_list(shown, 'et')} : ce choix n’est pas proposé."
            return None, describe_answer_off_scale(reason, "Corrigez-le, ou ajoutez-le au formulaire.")
        free = ((other, "; ".join(unknown_choices)),) if unknown_choices else ()
        ticked = (*((code, None) for code in codes if not free or code != other), *free)
        return ticked, None if unknown_choices == unknown else confirm_no_choice()

    return read


def _list_spellings(scale: Scale) -> list[tuple[str, Option]]:
    spellings = [(canonical(spelling), option) for option in scale.options for spelling in option.spellings]
    return sorted(((text, option) for text, option in spellings if text), key=lambda pair: -len(pair[0]))


def _split_choices(
    text: str,
    spellings: Sequence[tuple[str, Option]],
    by_words: Mapping[str, Option],
    cuts: Sequence[str],
) -> tuple[list[str], list[str]]:
    """Codes of the options that a text names, in order, and what names none; between two separators punctuation does not count."""
    codes: list[str] = []
    unknown: list[str] = []
    signs = (cut if cut.strip().isalpha() else cut.strip() or cut for cut in cuts)
    separator = "|".join(map(re.escape, signs))
    around = re.compile(rf"(?:{separator}|\s)+")
    rest = _strip(text, around)
    while rest:
        option, length = _find_first_option(rest, spellings, separator)
        if option is None:
            length = _find_next_separator(rest, cuts)
            option = by_words.get(words_and_signs(rest[:length]))
        if option is not None:
            codes.append(option.code)
        else:
            unknown.append(rest[:length].strip())
        rest = _strip(rest[length:], around)
    return list(dict.fromkeys(codes)), unknown


def _strip(text: str, around: re.Pattern[str]) -> str:
    """A text without what separates at its beginning and at its end."""
    start = around.match(text)
    rest = text[start.end() :] if start else text
    end = next((match for match in around.finditer(rest) if match.end() == len(rest)), None)
    return rest[: end.start()] if end else rest


def _find_first_option(
    rest: str, spellings: Sequence[tuple[str, Option]], separator: str
) -> tuple[Option | None, int]:
    """The option that a text begins with, the longest, and how many signs name it."""
    ends = [*(match.start() for match in re.finditer(separator, rest) if match.start()), len(rest)]
    plain = {canonical(rest[:end]): end for end in reversed(ends)}
    return next(((option, plain[text]) for text, option in spellings if text in plain), (None, 0))


def _find_next_separator(rest: str, cuts: Sequence[str]) -> int:
    """Where an unknown piece ends: at a separator other than a space, which may be inside it, where there is one."""
    hard = [cut for cut in cuts if cut != " "] or list(cuts)
    match = re.search("|".join(map(re.escape, hard)), rest)
    return match.start() if match else len(rest)


def read_place(text: str) -> int | None:
    """The place that a cell of a ranking gives; None where it gives none."""
    match = _PLACE.fullmatch(canonical(text))
    return int(match[1]) if match else None


def tick_reader(
    option: Option, absences: Mapping[str, str], most_choices: int | None = None
) -> Callable[[str], tuple[Answer | None, CellIssue | None]]:
    """Reader of the column of one option: ticked or not, in words, in figures, or by the option's own label.

    Where at most some may be chosen it may hold its place among them all, as a ranking has it.
    """
    own = {canonical(spelling) for spelling in option.spellings}

    def read(text: str) -> tuple[Answer | None, CellIssue | None]:
        plain = canonical(text)
        if plain in absences:
            return Answer(missing=absences[plain]), None
        typed = words_and_signs(text) or plain
        if typed in YES or plain in YES or (plain in own and plain not in NO):
            return Answer(option.code, 1.0), None
        if typed in NO or plain in NO:
            return Answer(option.code, 0.0), None
        if most_choices and (place := read_place(text)):
            return Answer(option.code, float(place <= most_choices)), None
        why = missing_answers.find_reason(text)
        return (Answer(missing=why), None) if why else (None, _TICK)

    return read


def other_reader(
    option: Option, absences: Mapping[str, str]
) -> Callable[[str], tuple[Answer | None, CellIssue | None]]:
    """Reader of the column where « Autre » holds what was written beside it, which chooses it; or a box, as the others."""
    read_tick = tick_reader(option, absences)

    def read(text: str) -> tuple[Answer | None, CellIssue | None]:
        answer, _ = read_tick(text)
        if answer is not None:
            return (None if answer.missing == missing_answers.NO_ANSWER else answer), None
        if says_no_choice(text):
            return Answer(option.code, 0.0), confirm_no_choice()
        return Answer(option.code, 1.0, text), None

    return read


def are_ticks(texts: Iterable[str]) -> bool:
    """Whether cells are only ticked, not ticked or empty, and some are filled."""
    filled = {canonical(text) for text in set(texts)} - {""}
    return bool(filled) and filled <= YES | NO


def are_only_ticked(texts: Iterable[str]) -> bool:
    """Whether cells are only ticked or empty."""
    return {canonical(text) for text in texts} - {""} <= YES


def answers_by_option(ticked: Choices, scale: Scale) -> list[Answer]:
    """One answer for each option offered: 1 where chosen, 0 elsewhere; the reason, where what is chosen says no answer."""
    chosen = dict(ticked)
    offered = [option for option in scale.options if option.missing is None]
    if why := next(
        (option.missing for option in scale.options if option.missing and option.code in chosen), None
    ):
        return [Answer(option.code, missing=why) for option in offered]
    return [Answer(option.code, float(option.code in chosen), chosen.get(option.code)) for option in offered]
