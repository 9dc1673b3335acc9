"""An answer on a scale or a number as exports write it: code, label, both, with a unit, or words that say there is none."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from dse import french
from dse.ingest.forms.survey_definitions import Option, Scale
from dse.ingest.issues import CellIssue, quoted_list
from dse.ingest.spelling import canonical, words, words_and_signs
from dse.ingest.surveys.reading import missing_answers
from dse.ingest.surveys.reading.answer_checks import confirm_label_of_rating, describe_answer_off_scale
from dse.ingest.values import dates, numbers
from dse.ingest.values.suggestions import suggest_codes

_MOST_LISTED = 7
# A code, then a label, which is no number: « 8/5 » is not option 5.
_NUMBERED = re.compile(r"\(?([0-9]{1,3})\)?\s*(?:[-–—.:)=/]|\s)\s*((?![0-9]+$)\S.*)")
# A number, then what it means; another number there may be a second answer, or the top of another scale.
_LABELLED = re.compile(
    r"\(?([0-9]{1,3})\)?\s*(?:[-–—.:)=(]\s*((?=\D*[^\W\d_])\D+?)\)?|[ée]toiles?|points?)", re.IGNORECASE
)
_NOT_ONE_NUMBER = describe_answer_off_scale(
    "Ce n’est pas une note seule.",
    "Écrivez un seul nombre, sur l’échelle de la question : ni « 3 ou 4 », ni « 8/20 ».",
)
_NOT_WHOLE = describe_answer_off_scale("Cette note va de point en point.", "Écrivez un nombre sans virgule.")
_WHOLE = re.compile(r"([0-9]{1,3})[.,]0+")
_DIGITS = re.compile(r"[0-9]+$")
# Units by their singular, without accents, as they are written in the plural.
_UNITS = {
    "an": "ans",
    "mois": "mois",
    "semaine": "semaines",
    "jour": "jours",
    "heure": "heures",
    "h": "heures",
    "minute": "minutes",
    "min": "minutes",
    "km": "km",
    "m": "m",
    "m2": "m²",
    "kg": "kg",
    "euro": "euros",
    "eur": "euros",
    "€": "euros",
    "k": "milliers",
    "k€": "milliers d’euros",
    "m€": "millions d’euros",
    "million": "millions",
    "fcfa": "francs CFA",
    "%": "%",
    "personne": "personnes",
    "pers.": "personnes",
    "salarie": "salariés",
    "benevole": "bénévoles",
    "fois": "fois",
    "etp": "ETP",
    "enfant": "enfants",
}
_PARTS = re.compile(r"([-+]?[0-9](?:[0-9\s.,]*[0-9])?)\s*([Ff] ?[Cc][Ff][Aa]|[^0-9\s]\S*)?")
_SAME = {"h": "heure", "min": "minute", "€": "euro", "eur": "euro", "pers.": "personne", "f cfa": "fcfa"}
_EXACT = {("an", "mois"): 12, ("semaine", "jour"): 7, ("heure", "minute"): 60}  # how many of the second
_MILLION = "M"  # « 1,5 M » is no length

_OTHER_UNIT = describe_answer_off_scale(
    "Cette réponse a une unité que les autres de la colonne n’ont pas.",
    "Convertissez-la, ou écrivez le nombre seul dans l’unité des autres.",
)


@dataclass(frozen=True)
class Answer:
    """An answer: an option, a number, a text, or the reason why there is none."""

    option: str | None = None
    value: float | None = None
    text: str | None = None
    missing: str | None = None


AnswerReader = Callable[[str], tuple[Answer | None, CellIssue | None]]


def option_reader(scale: Scale, absences: Mapping[str, str], other: str | None = None) -> AnswerReader:
    """Reader of one option of a scale. A text that is none is a fault, or the option `other` with its text."""
    find = option_finder(scale)

    def read(text: str) -> tuple[Answer | None, CellIssue | None]:
        if named := _read_words(text, find, absences):
            return named
        if other is not None:
            return Answer(other, scale.option(other).rank, text), None
        return None, _describe_unknown_answer(text, scale)

    return read


def answer_of_option(option: Option) -> Answer:
    """What the choice of an option says."""
    return Answer(option.code, None if option.missing else option.rank, None, option.missing)


def option_finder(scale: Scale) -> Callable[[str], Option | None]:
    """The option that a text names. A number before a label must be the code of that label, or its rank."""
    exact = {
        canonical(spelling): option for option in reversed(scale.options) for spelling in option.spellings
    }
    loose = options_by_words(scale)

    def find(text: str) -> Option | None:
        plain = canonical(text)
        option = exact.get(plain) or loose.get(words_and_signs(plain))
        if option is None and (whole_number := _WHOLE.fullmatch(plain)):
            option = exact.get(whole_number[1])
        if option is None and (numbered := _NUMBERED.fullmatch(plain)):
            code = exact.get(numbered[1])
            label = exact.get(numbered[2]) or loose.get(words_and_signs(numbered[2]))
            if label is not None and code is None and is_number_of(numbered[1], label, scale):
                return label
            return label if label is code else None
        return option

    return find


def _read_words(
    text: str, find: Callable[[str], Option | None], absences: Mapping[str, str]
) -> tuple[Answer | None, CellIssue | None] | None:
    """What a text says by its words: an option, a reason for no answer, or a number beside the label of another option."""
    option = find(text)
    if option is not None:
        return answer_of_option(option), None
    if why := absences.get(canonical(text)) or missing_answers.find_reason(text):
        return Answer(missing=why), None
    fault = _find_contradiction(text, find)
    return (None, fault) if fault else None


def _find_contradiction(text: str, find: Callable[[str], Option | None]) -> CellIssue | None:
    """A fault where a text that names no option is a number before the label of one."""
    numbered = _NUMBERED.fullmatch(canonical(text))
    option = find(numbered[2]) if numbered else None
    return describe_contradiction(numbered[1], option) if option else None


def options_by_words(scale: Scale) -> dict[str, Option]:
    """Options by their words and signs, where these tell them apart."""
    options_by_words: dict[str, set[Option]] = defaultdict(set)
    for option in scale.options:
        for spelling in option.spellings:
            options_by_words[words_and_signs(spelling)].add(option)
    return {
        plain: next(iter(options))
        for plain, options in options_by_words.items()
        if plain and len(options) == 1
    }


def number_reader(
    lowest: float | None,
    highest: float | None,
    absences: Mapping[str, str],
    scale: Scale | None = None,
    *,
    is_whole: bool = False,
    unit: str = "",
) -> AnswerReader:
    """Reader of a number between two bounds, both included. Options of the scale, if any, name its ends.

    A number without an upper bound may have the unit of its column.
    """
    find = option_finder(scale) if scale else lambda text: None
    labels = LabelsSeen()
    is_note = lowest is not None and highest is not None

    def read(text: str) -> tuple[Answer | None, CellIssue | None]:
        if named := _read_words(text, find, absences):
            return named
        # A spreadsheet makes « 02-janv » of 2-1.
        is_labelled = is_note and not dates.is_month(text.lstrip("0123456789-/ "))
        labelled = _LABELLED.fullmatch(text) if is_labelled else None
        number = labelled[1] if labelled else text
        value = numbers.parse_real(number) if is_note else parse_measure(number, unit)
        if isinstance(value, CellIssue):
            return None, _NOT_ONE_NUMBER if is_note and text[:1].isdigit() else value
        inside = (lowest is None or value >= lowest) and (highest is None or value <= highest)
        if not inside:
            return None, _describe_bounds(lowest, highest)
        if is_whole and value != int(value):
            return None, _NOT_WHOLE
        doubt = labels.find_mismatch(value, labelled[2] or "") if labelled else None
        return Answer(value=value), doubt if is_note else numbers.check_thousands(text)

    return read


def _describe_unknown_answer(text: str, scale: Scale) -> CellIssue:
    labels = [option.label for option in scale.options]
    shown = (
        labels if len(labels) <= _MOST_LISTED else suggest_codes(text, (), {label: label for label in labels})
    )
    advice = f"Écrivez {quoted_list(shown)}" if shown else "Prenez une réponse proposée"
    return describe_answer_off_scale(
        "Cette réponse n’est pas sur l’échelle.", f"{advice}, ou ajoutez-la au formulaire."
    )


def _describe_bounds(lowest: float | None, highest: float | None) -> CellIssue:
    if highest is None:
        reason = f"Il faut au moins {_format_bound(lowest)}."
    elif lowest is None:
        reason = f"Il faut au plus {_format_bound(highest)}."
    else:
        reason = f"Il faut un nombre de {_format_bound(lowest)} à {_format_bound(highest)}."
    return describe_answer_off_scale(reason, "Corrigez la valeur, ou videz la cellule.")


def _format_bound(bound: float) -> str:
    return french.number(bound, 0 if bound == round(bound) else 2)


def numbers_of_option(option: Option) -> set[int]:
    """What numbers an option may have before its label: its rank, and the digits that end its code, A4 being the fourth."""
    digits = _DIGITS.search(option.code)
    return {*([int(digits[0])] if digits else []), *([] if option.rank is None else [option.rank])}


def is_number_of(number: str, option: Option, scale: Scale) -> bool:
    """Whether a number before the label of an option is one of its own; what says no answer has any that is no other’s."""
    if option.missing is None:
        return int(number) in numbers_of_option(option)
    return all(int(number) not in numbers_of_option(other) for other in scale.options if other is not option)


def has_unproven_code(option: Option) -> bool:
    """Whether the code of an option is a number that no file gave it: another file may number the same answers otherwise."""
    code = canonical(option.code)
    return code.isdigit() and code not in map(canonical, (option.label, *option.aliases))


def list_unproven_codes(scale: Scale, texts: Iterable[str]) -> list[Option]:
    """The options that some cells name by such a number alone."""
    cells = {_WHOLE.sub(r"\1", canonical(text)) for text in set(texts)}
    return [
        option for option in scale.options if has_unproven_code(option) and canonical(option.code) in cells
    ]


def describe_contradiction(number: str, option: Option) -> CellIssue:
    """A number before the label of another answer."""
    reason = f"Le nombre {number} n’est pas celui de {quoted_list([option.label])}."
    return describe_answer_off_scale(
        reason, "Corrigez le nombre ou le libellé : ils doivent dire la même réponse."
    )


@dataclass
class LabelsSeen:
    """Labels beside the ratings of a column whose form declares none, as they are met from cell to cell."""

    _labels_by_rating: dict[float, str] = field(default_factory=dict)
    _ratings_by_label: dict[str, float] = field(default_factory=dict)

    def find_mismatch(self, rating: float, label: str) -> CellIssue | None:
        """An issue where a rating has another label than before, or a label another rating."""
        plain = words(label)
        if not plain:
            return None
        first = self._labels_by_rating.setdefault(rating, plain)
        before = self._ratings_by_label.setdefault(plain, rating)
        if first == plain and before == rating:
            return None
        reason = f"Ailleurs dans la colonne, {rating:g} a un autre libellé."
        if before != rating:
            reason = f"Ailleurs dans la colonne, ce libellé va avec {before:g}."
        return confirm_label_of_rating(reason)


def find_unit(texts: Sequence[str]) -> str:
    """The unit of most of the numbers of a column; empty where most have none."""
    measured = filter(None, map(split_unit, texts))
    return max(Counter(unit for _, unit in measured).items(), key=itemgetter(1), default=("", 0))[0]


def parse_measure(text: str, unit: str) -> float | CellIssue:
    """The number of a text, with or without the unit of its column; a fault where it has another that does not make it exactly."""
    measure = split_unit(text)
    if measure is None or not measure[1]:
        return numbers.parse_real(text)
    (number, own_unit), unit = measure, _singular_unit(unit)
    if own_unit == unit:
        return number
    if (own_unit, unit) in _EXACT:
        return number * _EXACT[own_unit, unit]
    return number / _EXACT[unit, own_unit] if (unit, own_unit) in _EXACT else _OTHER_UNIT


def find_common_unit(units: Collection[str]) -> str | None:
    """The only one of some units, in the singular, or the smaller of two of which one makes the other exactly; None for others."""
    if len(units) == 1:
        return next(iter(units))
    return next((small for large, small in _EXACT if {large, small} == set(units)), None)


@lru_cache(maxsize=65536)  # a column is looked at in several ways
def split_unit(text: str) -> tuple[float, str] | None:
    """A number and its unit, in the singular; None where it is neither a number nor a number with a usual unit."""
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        return None
    unit = _singular_unit(match[2] or "")
    if unit and (unit not in _UNITS or numbers.check_thousands(match[1])):
        return None
    value = numbers.parse_real(match[1])
    return None if isinstance(value, CellIssue) else (value, unit)


def _singular_unit(text: str) -> str:
    plain = "million" if text == _MILLION else canonical(text)
    singular = plain.removesuffix("s") if plain.removesuffix("s") in _UNITS else plain
    return _SAME.get(singular, singular)


def name_unit(unit: str) -> str:
    """A unit as it is written in a sentence, in the plural."""
    return _UNITS.get(_singular_unit(unit), unit)
