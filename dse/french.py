"""Numbers, dates and plurals as French readers write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from babel.dates import format_date
from babel.numbers import format_decimal

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LOCALE = "fr_FR"
NARROW = "\u202f"
NO_BREAK = "\u00a0"
HYPHEN = "\u2011"  # at which no line ends
MOST_TIED = 3
KILO = 1000
FEWEST = 5  # a percentage of fewer would say more than there is
NOISE = 1e-9  # of the last digit shown: 100 * 0.575 is 57.49999999999999 for a machine, 57,5 for everybody
Numbers = TypeVar("Numbers", float, "np.ndarray", "pd.Series")
_BETWEEN_YEARS = re.compile(r"(?<=\b\d{4})-(?=\d{4}\b)")
_AFTER_NUMBER = re.compile(
    r"(?:(?<=\d)(?<!\d{4})|(?<=\b1er)) (?=[a-zà-ÿ])"  # not after a year
    r"|(?<=\d[ \u00a0]sur) (?=\d)|(?<=\b[àÀ]) (?=[+−]?\d)| (?=\(\d+\))"
)
_SIZE = re.compile(r"\bn (=|jusqu’à) (?=\d)")


def number(value: float | Decimal, decimals: int = 0) -> str:
    """`1 234,5`: narrow no-break spaces between thousands, decimal comma; what rounds to zero has no sign."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(round_as_shown(float(value), decimals), format=pattern, locale=LOCALE)


def percent(value: float) -> str:
    """A percentage given in points, without decimals: `45 %`."""
    return f"{number(value)}{NARROW}%"


def share(value: float, base: float) -> str:
    """A percentage of a base: `45 %`, or `1 sur 3` where the base is under FEWEST."""
    if base >= FEWEST:
        return percent(value)
    return f"{number(value * base / 100)} sur {number(base)}"


def share_of(part: float, base: float) -> str:
    """A share with its counts: `45 % (9 sur 20)`, or only `1 sur 3` where the base is under FEWEST."""
    counts = f"{number(part)} sur {number(base)}"
    return f"{percent(100 * part / base)} ({counts})" if base >= FEWEST else counts


def of_whole(value: float, base: float) -> str:
    """What follows a count: ` sur 20 (45 %)`, or only ` sur 3`."""
    return f" sur {number(base)}" + (f" ({percent(value)})" if base >= FEWEST else "")


def round_as_shown(values: Numbers, decimals: int = 0) -> Numbers:
    """A number, or each of a column, as a reader sees it: a half goes away from zero, as at school and in a spreadsheet."""
    sizes = (abs(values) * 10**decimals + (0.5 + NOISE)) // 1 / 10**decimals
    return sizes * (values > 0) - sizes * (values < 0)


def subtract_as_shown(after: float, before: float, decimals: int = 0) -> float:
    """The difference of two numbers as a reader sees them: it is what he finds who subtracts one from the other."""
    return round(round_as_shown(after, decimals) - round_as_shown(before, decimals), decimals)


def points_between(before: float, after: float) -> str:
    """The difference of two percentages that stand beside it: `+23 points` after 31 % and 54 %."""
    return points(subtract_as_shown(after, before))


def points(value: float) -> str:
    """A difference between two percentages, signed: `+12 points`."""
    return f"{signed(value)}{NO_BREAK}point{'s' if abs(round_as_shown(value)) > 1 else ''}"


def signed(value: float) -> str:
    """A difference to the unit, with its sign: `+12`, `−3`, `0`."""
    whole = round_as_shown(value)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{number(abs(whole))}"


def between_points(low: float, high: float) -> str:
    """The interval of a difference of percentages: `(marge d’erreur : +5 à +27)`; a bound beside zero has a decimal: `(marge d’erreur : +0,1 à +39)`."""
    return f"(marge d’erreur : {_signed(low)} à {_signed(high)})"


def _signed(value: float) -> str:
    text = number(abs(value), 0 if abs(value) > 0.5 else 1).removesuffix(",0")
    return text if text == "0" else f"{'+' if value > 0 else '−'}{text}"


def day(value: date) -> str:
    """`3 avril 2018`, `1er mai 2018`."""
    text = format_date(value, format="d MMMM y", locale=LOCALE)
    return text.replace("1 ", "1er ", 1) if value.day == 1 else text


def month(value: date) -> str:
    """`mars 2019`."""
    return format_date(value, format="MMMM y", locale=LOCALE)


UNNAMED = ("", "root", "inconnu")  # names of a session that name nobody


def author(session_name: str) -> str:
    """Who made a version: the name of the session, or « l’équipe » where that names nobody."""
    return "l’équipe" if session_name.strip() in UNNAMED else session_name


def is_singular(how_many: float) -> bool:
    """Whether a number, as it is shown, takes the singular: under 2, on either side of zero."""
    return abs(round_as_shown(how_many)) < 2


def count(how_many: float, noun: str, plural: str | None = None) -> str:
    """`3 membres`, `1 membre`, `0 membre`, `−2 jours`: French starts the plural at 2, on either side of zero."""
    word = noun if is_singular(how_many) else plural or _plural(noun)
    return f"{number(how_many).replace('-', '−')}{NO_BREAK}{word}"


def count_between(least: int, most: int, noun: str) -> str:
    """`48 à 56 membres`, `1 membre` where both are the same."""
    return count(most, noun) if least == most else f"{number(least)} à {count(most, noun)}"


def some(how_many: int, noun: str) -> str:
    """`3 vérifiés`, `1 vérifié`, `aucun vérifié`."""
    return count(how_many, noun) if how_many else f"aucun {noun}"


def file_size(byte_count: int) -> str:
    """A number of bytes: `340 octets`, `12 Ko`, `2,4 Mo`."""
    if byte_count < KILO:
        return count(byte_count, "octet")
    if byte_count < KILO**2:
        return f"{number(byte_count / KILO)}{NO_BREAK}Ko"
    return f"{number(byte_count / KILO**2, 1)}{NO_BREAK}Mo"


def years(first: int, last: int) -> str:
    """`2016-2018`, or `2018` for one year."""
    return str(first) if first == last else f"{first}-{last}"


def listed(words: list[str]) -> str:
    """`a, b et c`."""
    return " et ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def either(phrases: list[str]) -> str:
    """`soit a, soit b`: one of them, and it cannot be told which."""
    return ", ".join(f"soit {phrase}" for phrase in phrases)


def first_of(names: Sequence[str], counts: Sequence[float]) -> str:
    """The name with the highest count; `a et b à égalité`, or `a, b, c et 2 autres à égalité`, where several share it."""
    first = [name for name, each in zip(names, counts, strict=True) if each == max(counts)]
    if len(first) < 2:
        return "".join(first)
    return f"{_list_tied(first, MOST_TIED)} à égalité"


def tied_with(names: Sequence[str]) -> str:
    """`, à égalité avec b et c`, or `, à égalité avec b, c et 2 autres`, after the name that comes first; nothing where it is alone."""
    return f", à égalité avec {_list_tied(names, MOST_TIED - 1)}" if names else ""


def _list_tied(names: Sequence[str], most: int) -> str:
    left = len(names) - most
    return listed([*names[:most], *([count(left, "autre")] if left > 0 else [])])


def out_of(part: int, whole: int, verb: str, plural: str) -> str:
    """`3 sur 4 le souhaitent`, `1 sur 4 le souhaite`, `aucun des 4 ne le souhaite`."""
    if part:
        return f"{number(part)} sur {number(whole)} {verb if part < 2 else plural}"
    return f"aucun des {number(whole)} ne {verb}" if whole > 1 else f"aucun ne {verb}"


def typeset(text: str) -> str:
    """Text whose double punctuation, whose `73 %` and whose `n = 5` cannot be cut between two lines."""
    text = _SIZE.sub(rf"n{NO_BREAK}\1{NO_BREAK}", text)
    for sign in ";?!%":
        text = text.replace(f" {sign}", f"{NARROW}{sign}")
    return text.replace(" :", f"{NO_BREAK}:").replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»")


def tie_numbers(text: str) -> str:
    """Text whose numbers are not cut from their word: `25 décembre`, `31 sur 65`, `Plaidoyer (2)`."""
    return _AFTER_NUMBER.sub(NO_BREAK, text)


def tied(text: str) -> str:
    """A short text that is never cut between two lines."""
    return unbroken(text).replace(" ", NO_BREAK)


def unbroken(text: str) -> str:
    """Text whose years `2016-2018` are not cut between two lines."""
    return _BETWEEN_YEARS.sub(HYPHEN, text)


def _plural(noun: str) -> str:
    return " ".join(word if word.endswith(("s", "x")) else word + "s" for word in noun.split(" "))
