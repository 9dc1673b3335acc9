"""What an accompaniment or an activity left: reports, guides, videos…"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dse.query import Query

_OUTPUTS = """
select outputs.title, outputs.kind, outputs.delivered_on, outputs.is_public, outputs.address
from outputs cross join reference
where (outputs.accompaniment_id = $accompaniment or outputs.activity_id = $activity)
and outputs.delivered_on <= reference.known_on
order by outputs.delivered_on, outputs.output_id
"""


class Output(NamedTuple):
    """Something delivered; `is_public` is None where nobody said."""

    title: str
    kind: str
    delivered_on: date
    is_public: bool | None
    address: str | None


def read_of_accompaniment(query: Query, accompaniment_id: str) -> list[Output]:
    """What an accompaniment left, the first delivered first."""
    return _read(query, accompaniment_id, "")


def read_of_activity(query: Query, activity_id: str) -> list[Output]:
    """What an activity left, the first delivered first."""
    return _read(query, "", activity_id)


def _read(query: Query, accompaniment: str, activity: str) -> list[Output]:
    rows = query.with_parameters(accompaniment=accompaniment, activity=activity).read(_OUTPUTS).to_pylist()
    return [Output(**row) for row in rows]
