"""What a cell shows beside what it holds: zeros before a number, a date without its day or its year, a currency."""

from __future__ import annotations

import re

_DIGITS = re.compile("[0-9]+")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

_FOREIGN = re.compile(
    r"chf|usd|gbp|cad|jpy|xof|xaf|mga|mad|f ?cfa|fcfp|francs?|dollars?|[a-z]{0,2}[$£¥₣₦₵]|fr\.?|frs?\.?"
)


def is_foreign(sign: str) -> bool:
    """Whether the sign, or the code, of a currency is not that of the euro."""
    return _FOREIGN.fullmatch(sign.strip().lower()) is not None


def width(held: str, shown: str) -> int:
    """Digits that a whole number shows where zeros stand before it; 0 where none do."""
    is_padded = shown.isdecimal() and shown != "0" and shown.startswith("0")
    return len(shown) if is_padded and held.isdecimal() and int(held) == int(shown) else 0


def is_partial(held: str, shown: str) -> bool:
    """Whether a day, as 2019-03-01, is shown without its day or its year; a text that shows nothing hides nothing."""
    match = _DAY.match(held)
    if not match or not shown.strip():
        return False
    numbers = _DIGITS.findall(shown)
    for year in (match[1], match[1][2:]):
        if year in numbers:
            numbers.remove(year)
            return int(match[3]) not in map(int, numbers)
    return True
