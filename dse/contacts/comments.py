"""Comments of reviews that name a contact, in any record of a plan: how many there are, and taking the name out of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dse.contacts.contacts import Contact
from dse.contacts.mentions import names_person, redact
from dse.store import Store

Record = dict[str, Any]


def count_naming(store: Store, persons: Sequence[Contact]) -> int:
    """The comments that name a person today or named her in an earlier record: each once, whatever it became."""
    return len(
        {
            (record["plan"] or record["number"], anchor)
            for record in store.all_review_plans()
            for anchor, comment in record["comments"].items()
            if any(names_person(text, (), person) for text in _list_texts(comment) for person in persons)
        }
    )


def forget_in_comments(store: Store, persons: Sequence[Contact]) -> None:
    """Take persons out of the comments of every record that reads; all else that they say stays. It cannot be undone."""

    def change(record: Record) -> Record:
        comments = {anchor: _forget(comment, persons) for anchor, comment in record["comments"].items()}
        return {**record, "comments": comments}

    store.rewrite_review_plans(change)


def _list_texts(comment: Record) -> tuple[str, str]:
    return comment["text"], comment["author"]


def _forget(comment: Record, persons: Sequence[Contact]) -> Record:
    return {
        **comment,
        "text": redact(comment["text"], persons),
        "author": redact(comment["author"], persons),
    }
