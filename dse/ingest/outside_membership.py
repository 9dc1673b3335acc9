"""Accompaniments that a member carries on days when it is none: one of the dates is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import pyarrow as pa

from dse.ingest.gather import Gathered
from dse.ingest.merge import Merged
from dse.ingest.problems import Fault, Problem, shorten
from dse.ingest.rows import Current

TABLE = "accompaniment_organisations"
CARRIED_BY = ("PORTEUR", "CO_PORTEUR")
Days = tuple[date, date]


def outside_membership(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Problem]:
    """Who carries an accompaniment of the files and was at no time a member from its request to its end.

    One that has never been a member is a partner: nothing is said of it.
    """
    if TABLE not in gathered:
        return
    rows = gathered[TABLE]
    stays = _stays(_after("memberships", merged, current))
    lasts = _lasts(_after("accompaniments", merged, current))
    for row, each in enumerate(rows.rows.to_pylist()):
        days, own = lasts.get(each["accompaniment_id"]), stays.get(each["organisation_id"])
        if each["role"] in CARRIED_BY and days and own and not any(_meet(days, stay) for stay in own):
            yield rows.problem(_fault(each["organisation_id"], own, days), row, "organisation_id")


def _after(table: str, merged: Mapping[str, Merged], current: Current) -> pa.Table:
    return merged[table].content if table in merged else current(table)


def _stays(memberships: pa.Table) -> dict[str, list[Days]]:
    found: dict[str, list[Days]] = defaultdict(list)
    for each in memberships.to_pylist():
        if each["organisation_id"] and each["joined_on"]:
            found[each["organisation_id"]].append((each["joined_on"], each["left_on"] or date.max))
    return found


def _lasts(accompaniments: pa.Table) -> dict[str, Days]:
    """From the request to the end, open where it is not told; none where the days are the wrong way round."""
    return {
        each["accompaniment_id"]: (each["requested_on"], each["ended_on"] or date.max)
        for each in accompaniments.to_pylist()
        if each["requested_on"] and each["requested_on"] <= (each["ended_on"] or date.max)
    }


def _meet(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _fault(organisation: str, stays: list[Days], days: Days) -> Fault:
    first, last = min(start for start, _ in stays), max(end for _, end in stays)
    member = f"depuis le {first:%d/%m/%Y}" if last == date.max else f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
    asked = f"demandé le {days[0]:%d/%m/%Y}"
    ended = "" if days[1] == date.max else f", fini le {days[1]:%d/%m/%Y}"
    reason = f"« {shorten(organisation)} » n’était pas membre pendant cet accompagnement ({asked}{ended}) mais {member}."
    return Fault("IMP-411", reason, "Corrigez la date, ou les dates d’adhésion du membre.")
