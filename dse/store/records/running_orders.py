"""Running orders of slides: records of their own beside the versions, which never change."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dse.errors import Conflict, Damaged
from dse.store.durability import disk
from dse.store.records import numbered_records
from dse.store.records.layout import Layout, lock_for_writing

KIND = "running_order"
# Where they stand in a record: the slides, which have titles too, are further in.
_ORDER, _TITLE = re.compile(r'^ "order": (\d{1,9}),?$', re.M), re.compile(r'^ "title": (".*"),?$', re.M)


@dataclass(frozen=True)
class LostRecord:
    """A record that cannot be read, and what helps. `order` is the running order that it seems to be of, None where nothing tells."""

    number: int
    sentence: str
    order: int | None = None
    title: str = ""


def load_running_orders(layout: Layout) -> list[dict[str, Any]]:
    """Every record that is whole, oldest first. A damaged one is named by `check`."""
    records = []
    for number in numbered_records.list_numbers(layout.running_orders):
        try:
            records.append(numbered_records.load_record(layout.running_orders, number, KIND))
        except Damaged:
            continue
    return records


def find_lost_records(layout: Layout) -> list[LostRecord]:
    """The records that cannot be read and were not put aside, oldest first, with what is left to see of each."""
    directory = layout.running_orders
    numbers = numbered_records.list_numbers(directory)
    readable = {record["number"] for record in load_running_orders(layout)}
    damaged = [_describe_damaged(directory, number) for number in numbers if number not in readable]
    gaps = numbered_records.find_gaps(directory, max(numbers, default=0))
    missing = [LostRecord(number, str(numbered_records.missing_error(directory, number))) for number in gaps]
    return sorted([*damaged, *missing], key=lambda lost_record: lost_record.number)


def _describe_damaged(directory: Path, number: int) -> LostRecord:
    sentence = str(numbered_records.damaged_error(directory, number))
    return LostRecord(number, sentence, *_salvage_order_and_title(directory, number))


def _salvage_order_and_title(directory: Path, number: int) -> tuple[int | None, str]:
    """The running order and the title that a damaged record still tells, if it does: neither is certain."""
    text = disk.read(numbered_records.record_path(directory, number)).decode("utf-8", "replace")
    matches = (pattern.search(text) for pattern in (_ORDER, _TITLE))
    order, title = (match[1] if match else None for match in matches)
    try:
        return (int(order) or number) if order else None, json.loads(title) if title else ""
    except ValueError:
        return None, ""


def record_running_order(layout: Layout, fields: dict[str, Any]) -> int:
    """Write a record; its number. Conflict if someone wrote one at the same moment."""
    with lock_for_writing(layout, "diaporama enregistré"):
        number = numbered_records.next_number(layout.running_orders)
        try:
            numbered_records.append_record(layout.running_orders, number, KIND, fields, layout.scratch)
        except FileExistsError as error:
            raise Conflict(
                "Quelqu’un vient d’enregistrer un diaporama au même instant. Recommencez."
            ) from error
    return number
