"""Which years a question speaks of, by its words: « dans les trois prochaines années », « actuellement », « ces deux dernières années »."""

from __future__ import annotations

import re

from dse.ingest.spelling import words

NOW, USUAL = 0, 3  # years: a triennial, where the words give a direction and no number
NUMBERS = {
    name: number
    for number, name in enumerate(
        ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"], 1
    )
} | {"une": 1}
COUNT = rf"(?:{'|'.join(NUMBERS)}|[0-9]{{1,2}})\b"
_TO_COME = r"(?:prochaine?s?|a venir|suivante?s?|qui vien(?:t|nent))\b"
_BEFORE = r"(?:derni(?:er|ere)s?|passee?s?|ecoulee?s?|precedente?s?)\b"
_WAY = rf"(?:{_TO_COME}|{_BEFORE})"
_LEAD = r"(?:d ici(?: a)?|dans|depuis|il y a)"
_UNIT = r"(?:ans?|annees?|mois|triennal|triennaux)\b"
_SPANS = (
    re.compile(rf"\b(?:(?P<count>{COUNT}) )?(?P<way>{_WAY}) (?:(?P<count_after>{COUNT}) )?(?P<unit>{_UNIT})"),
    re.compile(rf"\b(?:(?P<count>{COUNT}) )?(?P<unit>{_UNIT}) (?P<way>{_WAY})"),
    re.compile(rf"\b(?P<way>{_LEAD}) (?P<count>{COUNT}) (?P<unit>{_UNIT})"),
)
_IS_BEFORE = re.compile(rf"{_BEFORE}|depuis|il y a")
_WORDS = (
    (USUAL, r"a l avenir|prochainement|dans le futur|futurs?|future|a venir"),
    (-USUAL, r"par le passe|jusqu ici|jusqu a present|deja recus?|deja eu"),
    (NOW, r"actuel\w*|aujourd hui|en ce moment|a ce jour|maintenant|presentement"),
)


def find_years(wording: str) -> int | None:
    """The years that a question speaks of: 3 for the three to come, -3 for the three before, 0 for now; None where it does not say."""
    plain = words(wording)
    span = next((match for pattern in _SPANS if (match := pattern.search(plain))), None)
    if span:
        return -_count_years(span) if _IS_BEFORE.search(span["way"]) else _count_years(span)
    return next((years for years, pattern in _WORDS if re.search(rf"\b(?:{pattern})\b", plain)), None)


def read_count(text: str) -> int:
    """A number in letters or in digits."""
    return NUMBERS.get(text) or int(text)


def _count_years(span: re.Match[str]) -> int:
    """How many years a span has: those of a month are counted whole, and several of which none says how many are the usual ones."""
    groups, unit = span.groupdict(), span["unit"]
    text = groups.get("count") or groups.get("count_after")
    if unit.startswith("triennal") or unit == "triennaux":
        return USUAL * (read_count(text) if text else 1)
    if text is None:
        return 1 if unit in ("an", "annee", "mois") and not span["way"].endswith("s") else USUAL
    return -(-read_count(text) // 12) if unit == "mois" else read_count(text)
