"""Lines that nothing identifies, numbered by year: a file of such a form replaces all that the form gave for its years."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from dse.ingest.forms.definitions import LINE
from dse.ingest.rows.identifier_columns import fill
from dse.ingest.rows.row_building import Reading
from dse.ingest.spelling import canonical

_DIGITS = 4
_NO_YEAR = "SANS-DATE"


def number_lines(readings: Sequence[Reading]) -> list[Reading]:
    """The sheets, those of a form that numbers its lines with a number on each; files of one form are counted together."""
    counts: dict[str, int] = defaultdict(int)
    return [_number(reading, counts) if reading.form.key == LINE else reading for reading in readings]


def _number(reading: Reading, counts: dict[str, int]) -> Reading:
    form = reading.form
    prefix = re.sub(r"[^A-Z0-9]+", "-", canonical(form.name).upper()).strip("-")
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
