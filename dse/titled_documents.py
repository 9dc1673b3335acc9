"""What running orders and plans of a review have in common: a title, and records of which the latest counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dse.errors import Refused
from dse.store.records.titled_records import LostRecord

MOST_LETTERS = 200


def find_last_records(records: Iterable[Mapping[str, Any]], key: str) -> dict[int, int]:
    """The number of the last record that reads, by document."""
    return {record[key] or record["number"]: record["number"] for record in records}


def list_losses(lost: Iterable[LostRecord], last_records: Mapping[int, int]) -> list[LostRecord]:
    """The records that cannot be read, but for those after which a later one of the same document reads."""
    return [record for record in lost if record.number > last_records.get(record.document or 0, 0)]


def find_loss(lost: Iterable[LostRecord], last_records: Mapping[int, int], number: int) -> LostRecord | None:
    """The record that a document lacks, or may lack where the record does not tell which it was of."""
    own = last_records.get(number, 0)
    for record in lost:
        is_later = record.number > own
        may_be_its = number == record.document or (
            record.document is None and (own or number == record.number)
        )
        if is_later and may_be_its:
            return record
    return None


def describe_loss(lost: LostRecord, noun: str, find_title: Callable[[int], str | None]) -> str:
    """What is said of a record that cannot be read, and what helps. `noun`: a masculine one, for the kind of document."""
    if lost.document is None:
        what = (
            f"Un enregistrement de {noun} ne se lit plus, sans qu’on sache duquel : l’un d’eux peut être montré tel qu’il était "
            "avant"
        )
    elif older := find_title(lost.document):
        what = f"Le {noun} « {older} » est montré tel qu’il était avant son dernier enregistrement, qui ne se lit plus"
    else:
        what = f"Le {noun} {f'« {lost.title} »' if lost.title else lost.document} ne se lit plus"
    return f"{what}. {lost.sentence}"


def require_free_title(title: str, noun: str, others: Iterable[str]) -> None:
    """Refused where a title is blank, or another document's."""
    if not title:
        raise Refused(f"Donnez un titre au {noun}.")
    if title in others:
        raise Refused(f"« {title} » est déjà le titre d’un {noun}. Choisissez un autre titre.")


def find_free_title(title: str, taken: set[str]) -> str:
    """The title itself, or that of a copy where it is taken."""
    return find_copy_title(title, taken) if title in taken else title


def find_copy_title(title: str, taken: Sequence[str] | set[str]) -> str:
    """The title of a copy, which is not taken; the end of one that would be too long gives way to the mark of a copy."""
    copied, rank = _mark_copy(title, "(copie)"), 2
    while copied in taken:
        copied, rank = _mark_copy(title, f"(copie {rank})"), rank + 1
    return copied


def _mark_copy(title: str, mark: str) -> str:
    return f"{title[: MOST_LETTERS - len(mark) - 1].rstrip()} {mark}"


def clean_line(text: str) -> str:
    """What was typed, on one line, of a sensible length."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:MOST_LETTERS]
