"""One change, and the rows that it needs beside it."""

from __future__ import annotations

from datetime import date

TODAY = date(2018, 1, 1)
ONE = {
    "organisations": [{"organisation_id": "A", "name": "Aube"}],
    "organisation_profiles": [{"organisation_id": "A", "valid_from": date(2010, 1, 1), "actor_family": "ONG", "field": "ESS"}],
    "memberships": [{"organisation_id": "A", "joined_on": date(2015, 1, 1)}],
    "accompaniments": [
        {"accompaniment_id": "X", "kind": "AOC", "title": "T", "status": "TERMINE", "requested_on": date(2016, 1, 5), "started_on": date(2016, 3, 5), "ended_on": date(2016, 9, 5)}
    ],
    "accompaniment_organisations": [{"accompaniment_id": "X", "organisation_id": "A", "role": "PORTEUR"}],
}  # fmt: skip
CHANGED = {"change_id": "C", "observed_on": date(2017, 2, 1), "organisation_id": "A", "social_actor": "Une mairie", "description": "Publie.", "change_kind": "ACTION", "level": "INSTITUTION", "expected": "IMPREVU", "direction": "NEGATIF", "verification": "VERIFIE"}  # fmt: skip
