"""Running orders of slides: records of their own beside the versions, which never change."""

from __future__ import annotations

from typing import Any

from dse.errors import Conflict, Damaged
from dse.store import records
from dse.store.layout import Layout, writing

KIND = "running_order"


def found(layout: Layout) -> list[dict[str, Any]]:
    """Every record that is whole, oldest first. A damaged one is named by `check`."""
    whole = []
    for number in records.numbers(layout.running_orders):
        try:
            whole.append(records.load(layout.running_orders, number, KIND))
        except Damaged:
            continue
    return whole


def keep(layout: Layout, fields: dict[str, Any]) -> int:
    """Write a record; its number. Conflict if someone wrote one at the same moment."""
    with writing(layout, "déroulé enregistré"):
        number = max(records.numbers(layout.running_orders), default=0) + 1
        try:
            records.append(layout.running_orders, number, KIND, fields, layout.scratch)
        except FileExistsError as error:
            raise Conflict(
                "Quelqu’un vient d’enregistrer un déroulé au même instant. Recommencez."
            ) from error
    return number
