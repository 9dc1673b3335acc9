"""Accompaniments that a member carries on days when it is none: one of the dates is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa

from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current

TABLE, STAYS = "accompaniment_organisations", "memberships"
CARRIED_BY = ("PORTEUR", "CO_PORTEUR")
Days = tuple[date, date]
Row = Mapping[str, str]
Stays = Mapping[str, list[Days]]


def outside_membership(
    gathered: Mapping[str, Gathered],
    new: Mapping[str, Gathered],
    merged: Mapping[str, Merged],
    current: Current,
) -> Iterator[Issue]:
    """Who carries an accompaniment and was at no time a member from its request to its end, as files would have it.

    One that has never been a member is a partner: nothing is said of it. Nor of what already stood so.
    """
    if not {TABLE, STAYS} & gathered.keys():
        return
    stays = _stays(_after(STAYS, merged, current))
    lasts = _lasts(_after("accompaniments", merged, current))
    carried = gathered[TABLE].rows.to_pylist() if TABLE in gathered else []
    accepted = _accepted(new, current) if carried else set()
    for row, each in enumerate(carried):
        if _is_outside(each, stays, lasts) and tuple(each.values()) not in accepted:
            fault = _fault(
                each["organisation_id"], stays[each["organisation_id"]], lasts[each["accompaniment_id"]]
            )
            yield gathered[TABLE].problem(fault, row, "organisation_id")
    if STAYS in gathered:
        told = {each["accompaniment_id"] for each in carried}
        others = [each for each in current(TABLE).to_pylist() if each["accompaniment_id"] not in told]
        before = _stays(current(STAYS))
        lost = [
            each
            for each in others
            if _is_outside(each, stays, lasts) and not _is_outside(each, before, lasts)
        ]
        yield from _left_outside(gathered[STAYS], lost, lasts)


def _accepted(new: Mapping[str, Gathered], current: Current) -> set[tuple[str, ...]]:
    """Rows that no file changes and that already were outside every stay."""
    changed = {tuple(each.values()) for each in new[TABLE].rows.to_pylist()}
    stays, lasts = _stays(current(STAYS)), _lasts(current("accompaniments"))
    there = [each for each in current(TABLE).to_pylist() if _is_outside(each, stays, lasts)]
    return {tuple(each.values()) for each in there} - changed


def _left_outside(rows: Gathered, lost: Sequence[Row], lasts: Mapping[str, Days]) -> Iterator[Issue]:
    """At the stays of the files, the accompaniments already there that would no longer be within one."""
    last = {each: row for row, each in enumerate(rows.rows["organisation_id"].to_pylist())}
    for each in lost:
        if each["organisation_id"] in last:
            told = _told(lasts[each["accompaniment_id"]])
            reason = f"« {shorten(each['accompaniment_id'])} » ({told}) ne serait plus porté par un membre."
            fault = CellIssue("IMP-411", reason, "Corrigez la date, ou corrigez aussi l’accompagnement.")
            yield rows.problem(fault, last[each["organisation_id"]], "left_on")


def _is_outside(row: Row, stays: Stays, lasts: Mapping[str, Days]) -> bool:
    days, own = lasts.get(row["accompaniment_id"]), stays.get(row["organisation_id"])
    return bool(row["role"] in CARRIED_BY and days and own and not any(_meet(days, stay) for stay in own))


def _after(table: str, merged: Mapping[str, Merged], current: Current) -> pa.Table:
    return merged[table].content if table in merged else current(table)


def _stays(memberships: pa.Table) -> dict[str, list[Days]]:
    found: dict[str, list[Days]] = defaultdict(list)
    for each in memberships.to_pylist():
        if each["organisation_id"] and each["joined_on"]:
            found[each["organisation_id"]].append((each["joined_on"], each["left_on"] or date.max))
    return found


def _lasts(accompaniments: pa.Table) -> dict[str, Days]:
    """From the request to the end, each open where it is not told or not read; none where the days are the wrong way round."""
    days = {
        each["accompaniment_id"]: (each["requested_on"] or date.min, each["ended_on"] or date.max)
        for each in accompaniments.to_pylist()
    }
    return {each: (first, last) for each, (first, last) in days.items() if first <= last}


def _meet(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _fault(organisation: str, stays: list[Days], days: Days) -> CellIssue:
    first, last = min(start for start, _ in stays), max(end for _, end in stays)
    member = f"depuis le {first:%d/%m/%Y}" if last == date.max else f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
    reason = f"« {shorten(organisation)} » n’était pas membre pendant cet accompagnement ({_told(days)}) mais {member}."
    return CellIssue("IMP-411", reason, "Corrigez la date, ou les dates d’adhésion du membre.")


def _told(days: Days) -> str:
    """The days of an accompaniment that are known."""
    asked = [f"demandé le {days[0]:%d/%m/%Y}"] if days[0] != date.min else []
    ended = [f"fini le {days[1]:%d/%m/%Y}"] if days[1] != date.max else []
    return ", ".join([*asked, *ended])
