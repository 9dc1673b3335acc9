"""What an offer did since a decision that concerns it: it opened, it closed, and what is written of it that was not then."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

import schemas
from dse import french
from dse.errors import ReaderError
from dse.figures.offer.offers import families
from dse.query import Query
from schemas import codelists

_OFFERS = "select * from offers"
_EVENTS = {"opened_on": "ouverture", "closed_on": "fermeture"}

Offer = Mapping[str, Any]


def moved(query: Query, decisions: pd.DataFrame) -> list[str | None]:
    """What the offer of each decision did from its day on, in words; None where it concerns none.

    The offer is read as the version decided upon told it: nothing is said of what was written since where that version is gone.
    """
    now = _by_id(query(_OFFERS))
    then = cache(lambda number: _told_by(query, number))
    return [
        _words(now[row.offer_id], then(row.store_version), row)
        if not pd.isna(row.offer_id) and row.offer_id in now
        else None
        for row in decisions.itertuples()
    ]


def _by_id(rows: pd.DataFrame) -> dict[str, Offer]:
    return {row["offer_id"]: row for row in rows.to_dict("records")}


def _told_by(query: Query, number: int) -> dict[str, Offer]:
    """The offers of an earlier version; none where it cannot be read."""
    try:
        return _by_id(query.of_version(number, "offers")) if query.of_version else {}
    except ReaderError:
        return {}


def _words(now: Offer, then: Mapping[str, Offer], decision: Any) -> str:
    events = {
        name: f"{word} le {french.day(now[name])}"
        for name, word in _EVENTS.items()
        if not pd.isna(now[name]) and now[name] >= decision.decided_on
    }
    if now["offer_id"] not in then:
        return french.listed(list(events.values())) or "ni ouverture ni fermeture"
    before = then[now["offer_id"]]
    changes = [
        f"{schemas.column('offers', name).title.lower()} : {_describe_value(before[name], name)} → {_describe_value(value, name)}"
        for name, value in now.items()
        if name not in events and _describe_value(before[name], name) != _describe_value(value, name)
    ]
    return " ; ".join([*events.values(), *changes]) or "inchangée"


def _describe_value(value: Any, name: str) -> str:
    if name == "for_families":
        return families(value)
    if pd.isna(value):
        return "aucune"
    if name in _EVENTS:
        return french.day(value)
    if lists := schemas.column("offers", name).codelists:
        return next(labels[value] for name in lists if value in (labels := codelists.labels(name)))
    return french.number(value) if name == "places_per_year" else f"« {value} »"
