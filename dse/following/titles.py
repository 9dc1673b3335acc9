"""Accompaniments and activities by their title."""

from __future__ import annotations

from dse.following.related_rows import ACCOMPANIMENT, ACTIVITY
from dse.query import Query

_TITLED = {
    ACCOMPANIMENT: "select accompaniment_id from accompaniments where title = $title order by accompaniment_id",
    ACTIVITY: "select activity_id from activities where title = $title order by activity_id",
}


def list_titled(query: Query, subject: str, title: str) -> list[str]:
    """The identifiers of the accompaniments, or of the activities, of exactly that title."""
    (identifiers,) = query.with_parameters(title=title).read(_TITLED[subject]).to_pydict().values()
    return identifiers
