"""Dates as they are written in France, or as a form declares them; never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from dse.ingest.files.cells import DAY_ZERO
from dse.ingest.issues import CellIssue
from dse.ingest.spelling import canonical

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
_WAYS = (
    (_FRENCH, "jour/mois/année"),
    (_ISO, "année-mois-jour"),
    (_WORDS, "mois en lettres"),
    (_SERIAL, "numéro de jour d’un tableur"),
)
_FIRST_YEAR, _LAST_YEAR = 1901, 2100
_CENTURY_TURN = 50

_NOT_A_DATE = CellIssue("IMP-205", "Ce n’est pas une date.", "Écrivez-la jj/mm/aaaa, par exemple 03/04/2018.")
_HOUR = CellIssue("IMP-205", "Il y a aussi une heure.", "Gardez seulement le jour : jj/mm/aaaa.")
_IMPOSSIBLE = CellIssue(
    "IMP-206", "Cette date n’existe pas.", "Corrigez-la, le jour avant le mois : jj/mm/aaaa."
)
_MONTH_FIRST = CellIssue(
    "IMP-206",
    "Cette date n’existe pas : le mois est-il écrit avant le jour ?",
    "Écrivez jj/mm/aaaa, et vérifiez toutes les dates de la colonne.",
)
_NO_DAY = CellIssue("IMP-207", "Il manque le jour.", "Écrivez une date complète : jj/mm/aaaa.")
_OUT_OF_RANGE = CellIssue(
    "IMP-209", f"L’année doit être entre {_FIRST_YEAR} et {_LAST_YEAR}.", "Corrigez l’année."
)
_OTHER_FORMAT = CellIssue(
    "IMP-205",
    "Cette date n’a pas la forme que le formulaire déclare.",
    "Corrigez-la, ou ajoutez sa forme au formulaire.",
)


def parse_date(
    text: str, formats: tuple[str, ...] = (), day_zero: date = DAY_ZERO
) -> tuple[date | None, CellIssue | None]:
    """The day written, and what is wrong or doubtful about it.

    `formats`, in the notation of `strptime`, are the only ones read where a form declares some, with 2018-04-03, as
    days of a workbook come, unless it declares another order after the year. The number of a day counts from `day_zero`.
    """
    if formats:
        return _in_range(_declared(text, formats) or _plain(text, formats) or _OTHER_FORMAT)
    plain = canonical(text)
    if match := _FRENCH.fullmatch(plain):
        return _french(int(match[1]), int(match[3]), match[4])
    if match := _ISO.fullmatch(plain):
        return _in_range(_day(int(match[1]), int(match[3]), int(match[4])))
    if (match := _WORDS.fullmatch(plain)) and match[2] in _MONTH:
        return _french(int(match[1]), _MONTH[match[2]], match[3])
    if _SERIAL.fullmatch(plain):
        return _serial(int(plain), day_zero)
    if _MOMENT.fullmatch(plain):
        return None, _HOUR
    return None, _NO_DAY if _IMPRECISE.fullmatch(plain) else _NOT_A_DATE


def describe_date_format(text: str) -> str | None:
    """How a date is written, in French; None where it is none."""
    plain = canonical(text)
    return next((told for pattern, told in _WAYS if pattern.fullmatch(plain)), None)


def is_month(text: str) -> bool:
    """Whether a text is the name of a month, whole or shortened."""
    return canonical(text).rstrip(".") in _MONTH


def _french(day_number: int, month: int, year: str) -> tuple[date | None, CellIssue | None]:
    if month > 12 >= day_number:
        return None, _MONTH_FIRST
    if len(year) == 4:
        return _in_range(_day(int(year), month, day_number))
    century = 2000 if int(year) < _CENTURY_TURN else 1900
    read = _day(century + int(year), month, day_number)
    if isinstance(read, CellIssue):
        return None, read
    reason = f"Année à deux chiffres, lue {read:%d/%m/%Y}."
    return read, CellIssue("IMP-208", reason, "Confirmez, ou écrivez l’année en entier.", doubtful=True)


def _serial(days: int, day_zero: date) -> tuple[date, CellIssue]:
    read = day_zero + timedelta(days=days)
    reason = f"Numéro de jour d’un tableur, lu {read:%d/%m/%Y}."
    return read, CellIssue(
        "IMP-208", reason, "Confirmez, ou mettez la colonne au format Date.", doubtful=True
    )


def _declared(text: str, formats: tuple[str, ...]) -> date | None:
    for each in formats:
        try:
            return datetime.strptime(text, each).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _plain(text: str, formats: tuple[str, ...]) -> date | CellIssue | None:
    match = None if any(each.startswith("%Y") for each in formats) else _ISO.fullmatch(text)
    return _day(int(match[1]), int(match[3]), int(match[4])) if match else None


def _day(year: int, month: int, day_number: int) -> date | CellIssue:
    try:
        return date(year, month, day_number)
    except ValueError:
        return _IMPOSSIBLE


def _in_range(read: date | CellIssue) -> tuple[date | None, CellIssue | None]:
    if isinstance(read, CellIssue):
        return None, read
    return (read, None) if _FIRST_YEAR <= read.year <= _LAST_YEAR else (None, _OUT_OF_RANGE)
