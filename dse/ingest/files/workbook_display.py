"""Compare what a cell displays with the value it holds: zeros before a number, a date without its day or its year, a currency."""

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


def padded_width(value: str, display: str) -> int:
    """Digits that a whole number shows where zeros stand before it; 0 where none do."""
    is_padded = display.isdecimal() and display != "0" and display.startswith("0")
    return len(display) if is_padded and value.isdecimal() and int(value) == int(display) else 0


def is_partial(value: str, display: str) -> bool:
    """Whether a day, such as 2019-03-01, is displayed without its day or its year; an empty display hides nothing."""
    match = _DAY.match(value)
    if not match or not display.strip():
        return False
    numbers = _DIGITS.findall(display)
    for year in (match[1], match[1][2:]):
        if year in numbers:
            numbers.remove(year)
            return int(match[3]) not in map(int, numbers)
    return True
