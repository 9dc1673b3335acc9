"""A value of a spreadsheet to the text that the parsers of cells read exactly."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = bool | int | float | str | date | datetime | time | timedelta

TEXT, NUMBER, FLAG, DAY, HOUR = "tnfdh"
_LETTERS = ((str, TEXT), (bool, FLAG), (int | float, NUMBER), (date, DAY), (time | timedelta, HOUR))

_SHOWN_DIGITS = 15  # a spreadsheet shows no more: what follows is noise of binary arithmetic
_CLEAN_DIGITS = 12  # if the shown ones end with zeros


def text(value: Value) -> str:
    """The text of a cell: ISO dates, plain decimal numbers, oui or non, text as typed.

    A date-time at midnight is a date; seconds are rounded.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, date):
        return value.isoformat()
    # An hour alone is what a day that no calendar has, 0 or -5, comes as: midnight is told too, or the cell would be empty.
    return (datetime.combine(date(2000, 1, 1), value) + timedelta(microseconds=500_000)).strftime("%H:%M:%S")


def padded(value: Value, width: int) -> Value:
    """A whole number as a format shows it, zeros before it: 0900; any other value as it is."""
    is_shorter = kind(value) == NUMBER and value >= 0 and value == int(value) and len(str(int(value))) < width
    return str(int(value)).zfill(width) if is_shorter else value


def kind(value: Value) -> str:
    """What a cell holds, by a letter: a text, a number, whose text is one beyond doubt, a flag, a day or an hour."""
    return next(letter for kinds, letter in _LETTERS if isinstance(value, kinds))


def _number(value: float) -> str:
    """Shortest decimal text of a number; 12.12 where a formula made 12.119999999999999."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(exact)
    shown = Decimal(f"{value:.{_SHOWN_DIGITS}g}").normalize()
    kept = shown if len(shown.as_tuple().digits) <= _CLEAN_DIGITS else exact.normalize()
    return f"{kept:f}" if kept else "0"


def _moment(value: datetime) -> str:
    if value.microsecond:
        value = value.replace(microsecond=0) + timedelta(seconds=value.microsecond >= 500_000)
    return value.isoformat() if value.time() != time(0) else value.date().isoformat()


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
