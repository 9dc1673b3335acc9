"""Write a value of a spreadsheet as the text that the parsers of cells read exactly."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = bool | int | float | str | date | datetime | time | timedelta

TEXT, NUMBER, FLAG, DAY, HOUR = "tnfdh"
_LETTERS = ((str, TEXT), (bool, FLAG), (int | float, NUMBER), (date, DAY), (time | timedelta, HOUR))

_DISPLAYED_DIGITS = 15  # a spreadsheet shows no more: what follows is noise of binary arithmetic
_CLEAN_DIGITS = 12  # if the shown ones end with zeros


def format_value(value: Value) -> str:
    """The text of a cell: ISO dates, plain decimal numbers, oui or non, text as typed.

    A date-time at midnight is a date; seconds are rounded.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return _format_number(value)
    if isinstance(value, datetime):
        return _format_moment(value)
    if isinstance(value, timedelta):
        return _format_duration(value)
    if isinstance(value, date):
        return value.isoformat()
    # An hour alone is what a day that no calendar has, 0 or -5, comes as: midnight is written too, or the cell would be empty.
    return (datetime.combine(date(2000, 1, 1), value) + timedelta(microseconds=500_000)).strftime("%H:%M:%S")


def pad_zeros(value: Value, width: int) -> Value:
    """A whole number as a format shows it, zeros before it: 0900; any other value as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value != int(value):
        return value
    digits = str(int(value))
    return digits.zfill(width) if len(digits) < width else value


def find_kind(value: Value) -> str:
    """What a cell holds, by a letter: a text, a number, whose text is one beyond doubt, a flag, a day or an hour."""
    return next(letter for kinds, letter in _LETTERS if isinstance(value, kinds))


def _format_number(value: float) -> str:
    """Shortest decimal text of a number; 12.12 where a formula made 12.119999999999999."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(exact)
    displayed = Decimal(f"{value:.{_DISPLAYED_DIGITS}g}").normalize()
    number = displayed if len(displayed.as_tuple().digits) <= _CLEAN_DIGITS else exact.normalize()
    return f"{number:f}" if number else "0"


def _format_moment(value: datetime) -> str:
    if value.microsecond:
        value = value.replace(microsecond=0) + timedelta(seconds=value.microsecond >= 500_000)
    return value.isoformat() if value.time() != time(0) else value.date().isoformat()


def _format_duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
