"""Documents of the team that have a title and are saved beside the versions: running orders of slides, plans of a review.

One record a save, changed only where a person is forgotten: the latest of each document counts. A document bears the number of its first record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dse.errors import Conflict, Damaged
from dse.store.durability import disk
from dse.store.records import numbered_records, plan_fields
from dse.store.records.layout import Layout, lock_for_writing

Record = dict[str, Any]


@dataclass(frozen=True)
class Series:
    """The records of one kind of document. `key`: the field that has the number of the document, 0 in its first record;
    `is_valid`: whether its other fields are what is read from them."""

    folder: str
    kind: str
    key: str
    document: str
    is_valid: Callable[[Record], bool] = lambda _: True

    def find_folder(self, layout: Layout) -> Path:
        """Where its records lie."""
        return layout.root / self.folder

    def load(self, layout: Layout, number: int) -> Record:
        """A record. Damaged unless it is as it was written, and what is read from it is there."""
        folder = self.find_folder(layout)
        record = numbered_records.load_record(folder, number, self.kind)
        if not self.is_valid(record):
            raise numbered_records.damaged_error(folder, number)
        return record


RUNNING_ORDERS = Series("running_orders", "running_order", "order", "un diaporama")
REVIEW_PLANS = Series("review_plans", "review_plan", "plan", "un plan de bilan", plan_fields.are_valid)
ALL = (RUNNING_ORDERS, REVIEW_PLANS)


@dataclass(frozen=True)
class LostRecord:
    """A record that cannot be read, and what helps. `document` is the number of the one that it seems to be of, None where nothing
    tells."""

    number: int
    sentence: str
    document: int | None = None
    title: str = ""


def load_all(layout: Layout, series: Series) -> list[Record]:
    """Every record that is whole, oldest first. A damaged one is named by `check`."""
    documents = load_documents(layout, series)
    return [series.load(layout, number) for number, document in documents.items() if document is not None]


def load_latest(layout: Layout, series: Series) -> list[Record]:
    """The latest record of each document, in the order in which they were saved."""
    numbers = {document: number for number, document in load_documents(layout, series).items()}
    numbers.pop(None, None)
    return [series.load(layout, number) for number in sorted(numbers.values())]


def load_before(layout: Layout, series: Series, number: int) -> Record | None:
    """The record that the document of a record had before that one; None where none reads."""
    documents = load_documents(layout, series)
    earlier = [other for other in documents if other < number and documents[other] == documents[number]]
    return series.load(layout, earlier[-1]) if earlier else None


def load_documents(layout: Layout, series: Series) -> dict[int, int | None]:
    """The number of the document of each record, oldest first; None of one that cannot be read."""
    folder = series.find_folder(layout)
    numbers = numbered_records.list_numbers(folder)
    return {number: _load_document(layout, series, number, _find_stamp(folder, number)) for number in numbers}


def find_lost(layout: Layout, series: Series) -> list[LostRecord]:
    """The records that cannot be read and were not put aside, oldest first, with what is left to see of each."""
    folder = series.find_folder(layout)
    documents = load_documents(layout, series)
    damaged = [
        _describe_damaged(series, folder, number)
        for number, document in documents.items()
        if document is None
    ]
    gaps = numbered_records.find_gaps(folder, max(documents, default=0))
    missing = [LostRecord(number, str(numbered_records.missing_error(folder, number))) for number in gaps]
    return sorted([*damaged, *missing], key=lambda lost_record: lost_record.number)


def record(layout: Layout, series: Series, write_fields: Callable[[], Mapping[str, Any]]) -> int:
    """Write a record with the fields that `write_fields` gives once nobody else writes; its number. Conflict if someone wrote one at
    the same moment."""
    folder = series.find_folder(layout)
    with lock_for_writing(layout, f"{series.document.partition(' ')[2]} enregistré"):
        fields = dict(write_fields())
        number = numbered_records.next_number(folder)
        try:
            numbered_records.append_record(folder, number, series.kind, fields, layout.scratch)
        except FileExistsError as error:
            raise Conflict(
                f"Quelqu’un vient d’enregistrer {series.document} au même instant. Recommencez."
            ) from error
    return number


def rewrite(layout: Layout, series: Series, change: Callable[[Record], Record]) -> None:
    """Write anew each record that reads and that `change` changes, under its number: for what must be in none of them."""
    folder = series.find_folder(layout)
    with lock_for_writing(layout, f"{series.document.partition(' ')[2]} enregistré"):
        for fields in load_all(layout, series):
            if (changed := change(fields)) != fields:
                numbered_records.replace_record(folder, changed, layout.scratch)
        if folder.is_dir():
            disk.flush_directory(folder)


def _find_stamp(folder: Path, number: int) -> tuple[int, int] | None:
    return disk.stamp(numbered_records.record_path(folder, number))


@lru_cache(maxsize=4096)
def _load_document(layout: Layout, series: Series, number: int, _stamp: tuple[int, int] | None) -> int | None:
    """The number of the document of a record: each record is read once a process, however many saves there were."""
    try:
        return series.load(layout, number)[series.key] or number
    except Damaged:
        return None


def _describe_damaged(series: Series, folder: Path, number: int) -> LostRecord:
    sentence = str(numbered_records.damaged_error(folder, number))
    return LostRecord(number, sentence, *_salvage_document_and_title(series, folder, number))


def _salvage_document_and_title(series: Series, folder: Path, number: int) -> tuple[int | None, str]:
    """The document and the title that a damaged record still tells, if it does: neither is certain."""
    text = disk.read(numbered_records.record_path(folder, number)).decode("utf-8", "replace")
    # Where they stand in a record: what a document holds, which has titles too, is further in.
    document = re.search(rf'^ "{series.key}": (\d{{1,9}}),?$', text, re.M)
    title = re.search(r'^ "title": (".*"),?$', text, re.M)
    try:
        return (int(document[1]) or number) if document else None, json.loads(title[1]) if title else ""
    except ValueError:
        return None, ""
