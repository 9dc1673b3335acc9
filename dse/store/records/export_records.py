"""Files that were given to a public: records of their own beside the versions, which never change.

A later file is compared with them. So one that cannot be read stops that: a difference that nobody saw could name somebody.
"""

from __future__ import annotations

from typing import Any

from dse.errors import Conflict
from dse.store.records import numbered_records
from dse.store.records.layout import Layout, lock_for_writing

KIND = "export"


def load_exports(layout: Layout) -> list[dict[str, Any]]:
    """Every record, oldest first. Damaged names the first that is not whole, or is gone."""
    numbers = numbered_records.list_numbers(layout.exports)
    for number in numbered_records.find_gaps(layout.exports, max(numbers, default=0)):
        raise numbered_records.missing_error(layout.exports, number)
    return [numbered_records.load_record(layout.exports, number, KIND) for number in numbers]


def record_export(layout: Layout, fields: dict[str, Any], after: int) -> int:
    """Write the record that follows `after`, the last that its file was compared with; its number. Conflict if another does."""
    with lock_for_writing(layout, "export enregistré"):
        if max(numbered_records.list_numbers(layout.exports), default=0) != after:
            raise _overtaken_error()
        number = numbered_records.next_number(layout.exports)
        try:
            numbered_records.append_record(layout.exports, number, KIND, fields, layout.scratch)
        except FileExistsError as error:
            raise _overtaken_error() from error
    return number


def _overtaken_error() -> Conflict:
    return Conflict(
        "Un autre dossier vient d’être enregistré : celui-ci ne lui a pas été comparé. Recommencez."
    )
