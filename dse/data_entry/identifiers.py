"""Identifiers proposed for what is typed anew, as an import makes them: a readable code, or the next number of a year."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from dse.data_entry.block_rows import Line
from dse.data_entry.records import Records
from dse.ingest.forms.definitions import Form
from dse.ingest.rows.highest_numbers import HighestNumbers

_YEAR = re.compile(r"[0-9]{4}")


def propose_identifier(form: Form, line: Line, taken: Collection[str], records: Records, today: date) -> str:
    """One that nothing has: of an organisation made of its name, else the number after the highest one of its year."""
    table = form.rows[0].table
    if table == "organisations":
        return records.organisations.add(line.get("Nom", ""), None)
    year = _YEAR.search(line.get(form.period or "", ""))
    return HighestNumbers(taken).take_next(table, int(year[0]) if year else today.year)
