"""What the wording of a question says of its numbers: « combien », « de 1 à 5 », « (1 = jamais, 5 = toujours) », « trois réponses au plus »."""

from __future__ import annotations

import re

from dse.ingest.spelling import canonical, words
from dse.ingest.surveys.draft.asked_years import COUNT, read_count

_COUNT = re.compile(
    r"\b(?:combien|nombre|nb|effectifs?|quantite|age|annees?|budget|montant|couts?|depenses?|recettes?|duree)\b"
)
USUAL_BOUNDS = {
    (0, 10),
    (1, 10),
    (0, 5),
    (1, 5),
    (1, 7),
    (0, 7),
    (1, 4),
    (0, 4),
    (1, 6),
    (0, 6),
    (1, 3),
    (0, 3),
    (1, 9),
    (0, 9),
}
_UNITS = (
    r"(?:ans?|annees?|mois|semaines?|jours?|heures?|fois|personnes?|salarie\w*|etp|membres?|projets?|km|%|€|euros?|"
    r"years?|months?|weeks?|days?|hours?|times?|people|persons?|employees?|members?|projects?)"
)
_NUMBER = r"([0-9]{1,2})"
_SPAN = rf"{_NUMBER} ?(?:\([^()0-9]*\) ?)?(?:a|et|to|and|-|–) ?{_NUMBER}\b(?! ?{_UNITS}\b)"
_NOTE = r"\b(?:echelle|scale|rate|rating|score|not(?:e|es|ez|er|ation)|evalu(?:e|ez|er|ation)|situ(?:ez|er)|class(?:ez|er))\b"
_FROM_TO = re.compile(rf"{_NOTE}[^.?!0-9]*?(?:\b(?:de|entre|from|of|between) |[(\[](?:de |from )?){_SPAN}")
_AT_HEAD = re.compile(
    rf"(?:[a-z]\w*\. )?(?:de|from|entre|between) {_SPAN} ?(?:[,:;.–-]|(?:quel|comment|dans|a quel|not|votre|vous|how|to what|please|rate|your)\w*\b)"
)
_FROM_TO_IN_ENGLISH = re.compile(rf"^(?!.*\bhow many\b).*?\bfrom {_SPAN}")
_IN_BRACKETS = re.compile(rf"[(\[](?:(?:de|entre) )?{_SPAN}")
_LABEL = r" ?[=:] ?[^0-9]+"
_FIRST, _STEP, _LAST = rf"\b{_NUMBER}{_LABEL}", rf"\b[0-9]{{1,2}}{_LABEL}", rf"\b{_NUMBER} ?[=:]"
_LABELLED_STEPS = re.compile(rf"{_FIRST}(?:{_STEP})+{_LAST}")
_LABELLED_ENDS = re.compile(rf"^(?!.*(?:{_STEP}){{2}}\b[0-9]{{1,2}} ?[=:]).*?{_FIRST}{_LAST}")
_END = re.compile(r"(?<!\d)([0-9]{1,2}) ?[=:] ?([^0-9()\[\]:?]+)")
_END_IN_BRACKETS = re.compile(r"(?<!\d)([0-9]{1,2}) ?[(\[]([^0-9()\[\]]+)[)\]]")
_AT_MOST = r"(?:maximum|maxi|max|au maximum|au plus|possibles)"
_UP_TO = r"(?:maximum|maxi|max|au plus|au maximum|jusqu a|pas plus de|entre \w+ et)"
_CHOOSE = r"(?:choisi\w+|coche[rz]|selectionne[rz]|indique[rz]|cite[rz]|retene[rz]|priorise[rz]|classe[rz])"
_MOST_CHOICES = tuple(
    re.compile(rf"\b{pattern}")
    for pattern in (
        rf"({COUNT}) (?:\w+ ){{0,2}}{_AT_MOST}\b",
        rf"{_UP_TO} (?:de |a )?({COUNT})",
        rf"{_CHOOSE} (?!.*au moins)(?:\w+ ){{0,2}}({COUNT})(?! ?(?:prochain|dernier|{_UNITS}))",
    )
)


def asks_how_many(wording: str) -> bool:
    """Whether a question asks for a number of something."""
    return _COUNT.search(words(wording)) is not None


def find_asked_bounds(wording: str) -> tuple[int, int] | None:
    """The lowest and the highest note that a question asks for; None where its wording says nothing sure of them."""
    is_head = _AT_HEAD.match(canonical(wording)) and not asks_how_many(wording)
    heads = (_AT_HEAD,) if is_head else ()
    return _find_bounds(wording, (*heads, _FROM_TO, _FROM_TO_IN_ENGLISH, _LABELLED_ENDS))


def find_most_choices(wording: str) -> int | None:
    """How many answers a question allows at most, two or more; None where it does not say."""
    plain = words(wording)
    numbers = (read_count(match[1]) for pattern in _MOST_CHOICES if (match := pattern.search(plain)))
    return next((number for number in numbers if number > 1), None)


def find_likely_bounds(wording: str) -> tuple[int, int] | None:
    """Bounds that may also be those of a count, as in brackets alone, or the codes of a list that has them all."""
    return _find_bounds(wording, (_IN_BRACKETS, _LABELLED_STEPS))


def find_asked_ends(wording: str) -> tuple[tuple[str, str], ...]:
    """The two ends of a note that a question names, each with its label, as « 1 = jamais, 5 = toujours »; nothing where it names no two."""
    ends = tuple((match[1], match[2].strip(" ,;.:()[]")) for match in _END.finditer(wording))
    ends = ends or tuple((match[1], match[2].strip()) for match in _END_IN_BRACKETS.finditer(wording))
    return (
        ends
        if len(ends) == 2 and int(ends[0][0]) != int(ends[1][0]) and all(label for _, label in ends)
        else ()
    )


def strip_asked_ends(wording: str) -> str:
    """A wording without the labels of the two ends of its note; as it is where it names no two."""
    if not find_asked_ends(wording):
        return wording
    pattern = _END if _END.search(wording) else _END_IN_BRACKETS
    return pattern.sub(" ", wording)


def _find_bounds(wording: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[int, int] | None:
    plain = canonical(wording)
    matches = (pattern.search(plain) for pattern in patterns)
    bounds = next(((int(match[1]), int(match[2])) for match in matches if match), None)
    return bounds if bounds in USUAL_BOUNDS else None
