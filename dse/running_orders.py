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

from dse.errors import Refused
from dse.slides import FigureSlide, Slide, TitleSlide
from dse.store import Store
from dse.store.records.running_orders import LostRecord
from schemas import renamed

MOST_LETTERS = 200


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
    last = _last_records(store)
    lost = [each for each in store.lost_running_orders() if each.number > last.get(each.order or 0, 0)]
    return [_described(store, each) for each in lost]


def loss_of(store: Store, number: int) -> str | None:
    """The same of the record that a running order lacks, or may lack where the record does not tell which it was of."""
    own = _last_records(store).get(number, 0)
    for each in store.lost_running_orders():
        is_later = each.number > own
        may_be_its = number == each.order or (each.order is None and (own or number == each.number))
        if is_later and may_be_its:
            return _described(store, each)
    return None


def _last_records(store: Store) -> dict[int, int]:
    """The number of the last record that reads, by running order."""
    return {each["order"] or each["number"]: each["number"] for each in store.running_orders()}


def _described(store: Store, lost: LostRecord) -> str:
    if lost.order is None:
        what = (
            "Un enregistrement de diaporama ne se lit plus, sans qu’on sache duquel : l’un d’eux peut être montré tel qu’il était "
            "avant"
        )
    elif older := find(store, lost.order):
        what = f"Le diaporama « {older.title} » est montré tel qu’il était avant son dernier enregistrement, qui ne se lit plus"
    else:
        what = f"Le diaporama {f'« {lost.title} »' if lost.title else lost.order} ne se lit plus"
    return f"{what}. {lost.sentence}"


def save(store: Store, order: RunningOrder) -> RunningOrder:
    """Keep a running order, a new one where it has no number. Refused says what to write; StoreError why it cannot be kept."""
    title = _written(order.title)
    if not title:
        raise Refused("Donnez un titre au diaporama.")
    if not order.slides:
        raise Refused("Ce diaporama est vide. Ajoutez une figure ou un titre, puis enregistrez-le.")
    latest = _latest(store)
    if any(each and each.title == title for number, each in latest.items() if number != order.number):
        raise Refused(f"« {title} » est déjà le titre d’un diaporama. Choisissez un autre titre.")
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
    title, rank = f"{order.title} (copie)", 2
    while title in taken:
        title, rank = f"{order.title} (copie {rank})", rank + 1
    return RunningOrder(title, order.slides)


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
    return TitleSlide(_written(slide.title), _written(slide.subtitle))


def _written(text: str) -> str:
    """What was typed, on one line, of a sensible length."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:MOST_LETTERS]
