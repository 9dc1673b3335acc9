"""What an organisation wishes to take part in, and whether it came."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dse.figures.network.wishes import is_refusal, kinds_of
from dse.members.answers import HALF, Row
from dse.query import Query
from schemas import codelists

_OPTIONS = "select scale_id, option, label from survey_options where missing is null"
_CAME = """
select kind, max(last_on) as last_on from yearly_presences_by_kind where organisation_id = $organisation_id group by kind
"""


class Wish(NamedTuple):
    """An option that an organisation chose in the last wave that it answered, on `said_on`; `kinds` are the activities that it names,
    `last_on` the day on which it last came to one of these: None where it never did."""

    label: str
    year: int
    said_on: date
    kinds: tuple[str, ...]
    last_on: date | None

    @property
    def is_unmet(self) -> bool:
        """Whether it never came to what it wishes."""
        return bool(self.kinds) and self.last_on is None


def read_wishes(query: Query, organisation_id: str, given: list[Row]) -> list[Wish]:
    """Its wishes of the last wave in which it was offered any, in the order of the options."""
    offered = [row for row in given if row["form"] == "CHOIX_MULTIPLE" and row["dimension"] == "expectation"]
    if not offered:
        return []
    labels = {(row["scale_id"], row["option"]): row["label"] for row in query.read(_OPTIONS).to_pylist()}
    of_one = query.with_parameters(organisation_id=organisation_id)
    came = {row["kind"]: row["last_on"] for row in of_one.read(_CAME).to_pylist()}
    wishes = []
    for row in offered:
        label: str = labels.get((row["scale_id"], row["option"])) or row["option"]
        if row["wave_id"] == offered[-1]["wave_id"] and row["total"] >= HALF and not is_refusal(label):
            kinds = tuple(kinds_of(label, tuple(codelists.codes("activity_kinds"))))
            last_on = max((came[kind] for kind in kinds if kind in came), default=None)
            wishes.append(Wish(label, row["year"], row["closed_on"], kinds, last_on))
    return wishes
