"""Dates as they are written in France, or in the formats that a form declares; never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from dse.ingest.files.cells import DAY_ZERO
from dse.ingest.issues import CellIssue, Mend
from dse.ingest.spelling import canonical
from dse.ingest.values.date_checks import (
    describe_assumed_date,
    describe_impossible_date,
    describe_missing_day,
    describe_unlikely_year,
    describe_unreadable_date,
)

_MONTHS = (
    ("janvier", "janv", "jan"),
    ("fevrier", "fevr", "fev"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}

_MIDNIGHT = r"(?:[ t]0?0:00(?::00(?:\.0+)?)?(?:z|\+00:00)?)?"
_FRENCH = re.compile(rf"([0-9]{{1,2}})( ?[/.-] ?)([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){_MIDNIGHT}")
_ISO = re.compile(rf"([0-9]{{4}})([/-])([0-9]{{1,2}})\2([0-9]{{1,2}}){_MIDNIGHT}")
_WEEKDAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di,? |dimanche,? )?"
_WORDS = re.compile(rf"{_WEEKDAY}([0-9]{{1,2}})(?: ?er)?[ -]?([a-z]+)\.?[ -]?([0-9]{{4}}|[0-9]{{2}})")
_ZONE = r"(?:z|[+-][0-9]{2}(?::?[0-9]{2})?)"
_MOMENT = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ t][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]+)?)?{_ZONE}?"
)
_SERIAL = re.compile(r"[2-6][0-9]{4}")
_IMPRECISE = re.compile(r"[0-9]{4}|[0-9]{1,2}[/-][0-9]{4}|[0-9]{4}-[0-9]{1,2}|[a-z0-9]+\.? [0-9]{4}")
SERIAL_NUMBER = "numéro de jour d’un tableur"
_DATE_TOKENS, _YEAR = re.compile(r"\.? |[/-]"), re.compile("[0-9]{4}")
_FORMATS = (
    (_FRENCH, "jour/mois/année"),
    (_ISO, "année-mois-jour"),
    (_WORDS, "mois en lettres"),
    (_SERIAL, SERIAL_NUMBER),
)
_FIRST_YEAR, _LAST_YEAR = 1901, 2100
_CENTURY_TURN = 50
_MONTHS_A_YEAR = 12

_NOT_A_DATE = describe_unreadable_date(
    "Ce n’est pas une date.", "Écrivez-la jj/mm/aaaa, par exemple 03/04/2018."
)
_WITH_HOUR = describe_unreadable_date("Il y a aussi une heure.", "Gardez seulement le jour : jj/mm/aaaa.")
_IMPOSSIBLE = describe_impossible_date(
    "Cette date n’existe pas.", "Corrigez-la, le jour avant le mois : jj/mm/aaaa."
)
_MONTH_FIRST = describe_impossible_date(
    "Cette date n’existe pas : le mois est-il écrit avant le jour ?",
    "Écrivez jj/mm/aaaa, et vérifiez toutes les dates de la colonne.",
)
_OUT_OF_RANGE = describe_unlikely_year(
    f"L’année doit être entre {_FIRST_YEAR} et {_LAST_YEAR}.", "Corrigez l’année."
)
_OTHER_FORMAT = describe_unreadable_date(
    "Cette date n’a pas la forme que le formulaire déclare.",
    "Corrigez-la, ou ajoutez sa forme au formulaire.",
)


def parse_date(
    text: str, formats: tuple[str, ...] = (), day_zero: date = DAY_ZERO
) -> tuple[date | None, CellIssue | None]:
    """The date that a text says, and its issue, if any.

    Where a form declares `formats`, in the notation of `strptime`, only these are read; and 2018-04-03, which days of a
    workbook come as, unless a format begins with the year. The number of a day counts from `day_zero`.
    """
    if formats:
        return _check_range(_parse_declared(text, formats) or _parse_iso(text, formats) or _OTHER_FORMAT)
    plain = canonical(text)
    if match := _FRENCH.fullmatch(plain):
        return _parse_french(int(match[1]), int(match[3]), match[4])
    if match := _ISO.fullmatch(plain):
        return _check_range(_make_date(int(match[1]), int(match[3]), int(match[4])))
    if (match := _WORDS.fullmatch(plain)) and match[2] in _MONTH:
        return _parse_french(int(match[1]), _MONTH[match[2]], match[3])
    if _SERIAL.fullmatch(plain):
        return _from_serial(int(plain), day_zero)
    if _MOMENT.fullmatch(plain):
        return None, _WITH_HOUR
    if _IMPRECISE.fullmatch(plain):
        return None, describe_missing_day(
            _complete_date(plain), is_year=len(plain) == 4 and plain.isdecimal()
        )
    return None, _NOT_A_DATE


def _complete_date(imprecise: str) -> tuple[Mend, ...]:
    """The first and the last day of a year or of a month, one of which a person may mean; none of what is no month."""
    tokens = _DATE_TOKENS.split(imprecise)
    year = next(int(token) for token in tokens if _YEAR.fullmatch(token))
    months = [_read_month(token) for token in tokens if not _YEAR.fullmatch(token)]
    first, last = (months[0], months[0]) if months else (1, _MONTHS_A_YEAR)
    if not (first and last and _FIRST_YEAR <= year <= _LAST_YEAR):
        return ()
    days = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    return tuple(
        Mend(label, f"{day:%d/%m/%Y}")
        for label, day in zip(("Premier jour", "Dernier jour"), days, strict=True)
    )


def _read_month(token: str) -> int | None:
    number = int(token) if token.isdecimal() else _MONTH.get(token, 0)
    return number if 1 <= number <= _MONTHS_A_YEAR else None


def describe_date_format(text: str) -> str | None:
    """The name, in French, of the way in which a date is written; None for a text that is no date."""
    plain = canonical(text)
    return next((name for pattern, name in _FORMATS if pattern.fullmatch(plain)), None)


def is_month_first(text: str) -> bool:
    """Whether a text is a date only if the month comes before the day."""
    match = _FRENCH.fullmatch(canonical(text))
    return match is not None and int(match[1]) <= _MONTHS_A_YEAR < int(match[3])


def may_be_month_first(text: str, day: date) -> bool:
    """Whether a text, read as a day, may be that of another month: not where the month has letters."""
    is_either = day.day <= _MONTHS_A_YEAR and day.day != day.month
    return is_either and _WORDS.fullmatch(canonical(text)) is None


def is_month(text: str) -> bool:
    """Whether a text is the name of a month, whole or shortened."""
    return canonical(text).rstrip(".") in _MONTH


def _parse_french(day_number: int, month: int, year: str) -> tuple[date | None, CellIssue | None]:
    if month > _MONTHS_A_YEAR >= day_number:
        return None, _MONTH_FIRST
    if len(year) == 4:
        return _check_range(_make_date(int(year), month, day_number))
    century = 2000 if int(year) < _CENTURY_TURN else 1900
    day = _make_date(century + int(year), month, day_number)
    if isinstance(day, CellIssue):
        return None, day
    reason = f"Année à deux chiffres, lue {day:%d/%m/%Y}."
    return day, describe_assumed_date(reason, "Confirmez, ou écrivez l’année en entier.")


def _from_serial(days: int, day_zero: date) -> tuple[date, CellIssue]:
    day = day_zero + timedelta(days=days)
    reason = f"Numéro de jour d’un tableur, lu {day:%d/%m/%Y}."
    return day, describe_assumed_date(reason, "Confirmez, ou mettez la colonne au format Date.")


def _parse_declared(text: str, formats: tuple[str, ...]) -> date | None:
    for date_format in formats:
        try:
            return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _parse_iso(text: str, formats: tuple[str, ...]) -> date | CellIssue | None:
    match = None if any(date_format.startswith("%Y") for date_format in formats) else _ISO.fullmatch(text)
    return _make_date(int(match[1]), int(match[3]), int(match[4])) if match else None


def _make_date(year: int, month: int, day_number: int) -> date | CellIssue:
    try:
        return date(year, month, day_number)
    except ValueError:
        return _IMPOSSIBLE


def _check_range(day: date | CellIssue) -> tuple[date | None, CellIssue | None]:
    if isinstance(day, CellIssue):
        return None, day
    return (day, None) if _FIRST_YEAR <= day.year <= _LAST_YEAR else (None, _OUT_OF_RANGE)
