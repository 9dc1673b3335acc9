"""Running orders: slides chosen beforehand and put in an order, kept beside the versions of a store.

A store keeps records of them, each with its own hash: one a save, the latest of each running order counts. A record without slides
takes one away, and may itself be taken back. Where the latest cannot be read, the one before counts, and is said to be older.
Nothing in them is personal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from dse import titled_documents
from dse.errors import Refused
from dse.slides import FigureSlide, Slide, TitleSlide
from dse.store import Store
from dse.store.records.titled_records import LostRecord
from dse.titled_documents import MOST_LETTERS, clean_line
from schemas import renamed

__all__ = ["MOST_LETTERS", "RunningOrder", "copy", "find", "listed", "loss_of", "losses", "save", "take_away"]
NOUN, KEY = "diaporama", "order"


@dataclass(frozen=True)
class RunningOrder:
    """A title and its slides. `number` is that of its first record, which stands in links; 0 before it is saved. `record` is
    the one it was read from."""

    title: str
    slides: tuple[Slide, ...] = ()
    number: int = 0
    record: int = field(default=0, compare=False)


def listed(store: Store) -> dict[int, RunningOrder]:
    """The running orders of a store by number, those last saved first."""
    return {number: order for number, order in reversed(_latest(store).items()) if order is not None}


def find(store: Store, number: int) -> RunningOrder | None:
    """A running order; None where there is none of that number, or it was taken away."""
    return _latest(store).get(number)


def losses(store: Store) -> list[str]:
    """What is said of each record that cannot be read, and what helps; not where a later one of the same running order reads."""
    lost = titled_documents.list_losses(store.lost_running_orders(), _find_last_records(store))
    return [_describe_loss(store, record) for record in lost]


def loss_of(store: Store, number: int) -> str | None:
    """The same of the record that a running order lacks, or may lack where the record does not tell which it was of."""
    lost = titled_documents.find_loss(store.lost_running_orders(), _find_last_records(store), number)
    return _describe_loss(store, lost) if lost else None


def _find_last_records(store: Store) -> dict[int, int]:
    return titled_documents.find_last_records(store.running_orders(), KEY)


def _describe_loss(store: Store, lost: LostRecord) -> str:
    def find_title(number: int) -> str | None:
        order = find(store, number)
        return order.title if order else None

    return titled_documents.describe_loss(lost, NOUN, find_title)


def save(store: Store, order: RunningOrder) -> RunningOrder:
    """Keep a running order, a new one where it has no number. Refused says what to write; StoreError why it cannot be kept."""
    title = clean_line(order.title)
    latest = _latest(store)
    others = [other.title for number, other in latest.items() if other and number != order.number]
    titled_documents.require_free_title(title, NOUN, others)
    if not order.slides:
        raise Refused("Ce diaporama est vide. Ajoutez une figure ou un titre, puis enregistrez-le.")
    _require_latest(latest, order)
    kept = replace(order, title=title, slides=tuple(_cleaned(each) for each in order.slides))
    written = _publish(store, order.number, kept)
    return replace(kept, number=order.number or written, record=written)


def take_away(store: Store, order: RunningOrder) -> None:
    """Take a running order off the list, as it was read. Its records stay, so that it can be put back by saving it again."""
    _require_latest(_latest(store), order)
    _publish(store, order.number, None)


def _require_latest(latest: Mapping[int, RunningOrder | None], order: RunningOrder) -> None:
    if (found := latest.get(order.number)) and found.record != order.record:
        raise Refused(
            f"« {found.title} » a été enregistré entre-temps dans une autre fenêtre. Notez vos changements, rechargez la page, "
            "puis refaites-les."
        )


def copy(order: RunningOrder, taken: set[str]) -> RunningOrder:
    """The same slides under a title that is not taken, to be saved as another running order."""
    return RunningOrder(titled_documents.find_copy_title(order.title, taken), order.slides)


def _latest(store: Store) -> dict[int, RunningOrder | None]:
    """The last record of each, in the order of the records; None where it was taken away."""
    found: dict[int, RunningOrder | None] = {}
    for record in store.running_orders():
        number = record["order"] or record["number"]
        found.pop(number, None)
        found[number] = _read(number, record)
    return found


def _read(number: int, record: Mapping[str, Any]) -> RunningOrder | None:
    if record["slides"] is None:
        return None
    slides = tuple(_slide(each) for each in record["slides"])
    return RunningOrder(record["title"], slides, number, record["number"])


def _slide(fields: Mapping[str, Any]) -> Slide:
    if "figure_id" not in fields:
        return TitleSlide(**fields)
    return FigureSlide(**{**fields, "figure_id": renamed.figure(fields["figure_id"])})


def _publish(store: Store, number: int, order: RunningOrder | None) -> int:
    fields: dict[str, Any] = {
        "order": number,
        "title": order.title if order else "",
        "slides": [_fields(each) for each in order.slides] if order else None,
        "saved": datetime.now(UTC).isoformat(),
    }
    return store.record_running_order(fields)


def _fields(slide: Slide) -> dict[str, Any]:
    """What a record keeps of a slide: a mark that releases before it would not read stands only where it is set."""
    return {name: value for name, value in vars(slide).items() if value is not False}


def _cleaned(slide: Slide) -> Slide:
    if isinstance(slide, FigureSlide):
        return slide
    return TitleSlide(clean_line(slide.title), clean_line(slide.subtitle))
