"""Lines that nothing identifies, numbered by year: a file of such a form replaces all that the form gave for its years.

Not one of lines to correct that comes back: its lines come after those known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import schemas
from dse.ingest.forms.definitions import LINE, Form
from dse.ingest.rows.identifier_columns import fill
from dse.ingest.rows.row_building import Current, Reading
from dse.ingest.spelling import canonical

_DIGITS = 4
_NO_YEAR = "SANS-DATE"


def number_lines(readings: Sequence[Reading], current: Current) -> list[Reading]:
    """The sheets, those of a form that numbers its lines with a number on each; files of one form are counted together."""
    forms = {reading.form.name: reading.form for reading in readings if reading.form.key == LINE}
    replaced = {reading.form.name for reading in readings if not reading.sheet.is_given_back}
    counts: Counter[str] = Counter()
    for form in (form for name, form in forms.items() if name not in replaced):
        counts |= _find_highest(form, current)
    return [_number(reading, counts) if reading.form.name in forms else reading for reading in readings]


def _find_highest(form: Form, current: Current) -> Counter[str]:
    """The highest number known of each year of a form."""
    table = form.rows[0].table
    highest: Counter[str] = Counter()
    for identifier in current(table)[schemas.key(table)[0]].to_pylist():
        stem, _, number = identifier.rpartition("-")
        if stem.startswith(f"{_get_prefix(form)}-") and number.isdecimal():
            highest[stem] = max(highest[stem], int(number))
    return highest


def _get_prefix(form: Form) -> str:
    return re.sub(r"[^A-Z0-9]+", "-", canonical(form.name).upper()).strip("-")


def _number(reading: Reading, counts: Counter[str]) -> Reading:
    form, prefix = reading.form, _get_prefix(reading.form)
    days = reading.values_under(form.period)[2] if form.period else ()
    ids_by_line = {}
    for line, day in enumerate(days):
        stem = f"{prefix}-{day.year if day else _NO_YEAR}"
        counts[stem] += 1
        ids_by_line[line] = f"{stem}-{counts[stem]:0{_DIGITS}}"
    return fill(reading, ids_by_line)


def get_stem(identifier: str) -> str:
    """The form and the year of a number made here."""
    return identifier.rpartition("-")[0]


def describe_year(stem: str) -> str:
    """The year of a form and a year, in French."""
    return "sans date" if stem.endswith(_NO_YEAR) else f"de {stem.rpartition('-')[2]}"
