"""Accompaniments that a member carries on days when it is none: one of the dates is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.registry import ERROR, check, lines
from dse.ingest.rows.gathering import Gathered

TABLE, STAYS = "accompaniment_organisations", "memberships"
CARRIED_BY = ("PORTEUR", "CO_PORTEUR")
Days = tuple[date, date]
Row = Mapping[str, str]
Stays = Mapping[str, list[Days]]


@check(
    "IMP-411",
    level=ERROR,
    title="Accompagnement porté hors de l’adhésion",
    explanation=(
        "L’organisation qui porte l’accompagnement a été membre, mais à aucun jour de sa demande à sa fin. Le recours des "
        "membres compterait une organisation qui n’en était pas : une des dates est fausse."
    ),
    advice="Corrigez la date de l’accompagnement, ou les dates d’adhésion du membre.",
    trips=lines(
        "accompagnements",
        {
            "Référence": "ACC-9",
            "Porteur": "M003",
            "Co-porteurs": "",
            "Partenaires": "",
            "Demande": "04/01/2016",
            "Décision": "",
            "Début": "",
            "Fin": "30/06/2016",
        },
    ),
    passes=lines(
        "accompagnements",
        {
            "Référence": "ACC-9",
            "Porteur": "M003",
            "Co-porteurs": "",
            "Partenaires": "",
            "Demande": "05/03/2018",
            "Décision": "",
            "Début": "",
            "Fin": "30/06/2018",
        },
    ),
    on_rows=True,
)
def find_outside_membership(context: RowContext) -> Iterator[Issue]:
    """Who carries an accompaniment and was at no time a member from its request to its end, as files would have it.

    No issue for an organisation that was never a member (it is a partner), nor for what the store already holds.
    """
    if not {TABLE, STAYS} & context.gathered.keys():
        return
    stays = _stays(context.content(STAYS))
    periods = _periods(context.content("accompaniments"))
    carried = context.gathered[TABLE].rows.to_pylist() if TABLE in context.gathered else []
    accepted = _accepted_before(context) if carried else set()
    for index, row in enumerate(carried):
        if _is_outside(row, stays, periods) and tuple(row.values()) not in accepted:
            own = stays[row["organisation_id"]]
            issue = _describe_carrier(row["organisation_id"], own, periods[row["accompaniment_id"]])
            yield context.gathered[TABLE].problem(issue, index, "organisation_id")
    if STAYS in context.gathered:
        in_files = {row["accompaniment_id"] for row in carried}
        before = _stays(context.current(STAYS))
        lost = [
            row
            for row in context.current(TABLE).to_pylist()
            if row["accompaniment_id"] not in in_files
            and _is_outside(row, stays, periods)
            and not _is_outside(row, before, periods)
        ]
        yield from _left_outside(context.gathered[STAYS], lost, periods)


def _accepted_before(context: RowContext) -> set[tuple[str, ...]]:
    """Rows that no file changes and that already were outside every stay."""
    changed = {tuple(row.values()) for row in context.changed[TABLE].rows.to_pylist()}
    stays, periods = _stays(context.current(STAYS)), _periods(context.current("accompaniments"))
    outside = [row for row in context.current(TABLE).to_pylist() if _is_outside(row, stays, periods)]
    return {tuple(row.values()) for row in outside} - changed


def _left_outside(rows: Gathered, lost: Sequence[Row], periods: Mapping[str, Days]) -> Iterator[Issue]:
    """At the stays of the files, the accompaniments already there that would no longer be within one."""
    last_stay = {key: row for row, key in enumerate(rows.rows["organisation_id"].to_pylist())}
    for row in lost:
        if row["organisation_id"] in last_stay:
            days = _describe_days(periods[row["accompaniment_id"]])
            reason = f"« {shorten(row['accompaniment_id'])} » ({days}) ne serait plus porté par un membre."
            issue = CellIssue(reason, "Corrigez la date, ou corrigez aussi l’accompagnement.")
            yield rows.problem(issue, last_stay[row["organisation_id"]], "left_on")


def _is_outside(row: Row, stays: Stays, periods: Mapping[str, Days]) -> bool:
    days, own = periods.get(row["accompaniment_id"]), stays.get(row["organisation_id"])
    return bool(row["role"] in CARRIED_BY and days and own and not any(_overlap(days, stay) for stay in own))


def _stays(memberships: pa.Table) -> dict[str, list[Days]]:
    stays: dict[str, list[Days]] = defaultdict(list)
    for row in memberships.to_pylist():
        if row["organisation_id"] and row["joined_on"]:
            stays[row["organisation_id"]].append((row["joined_on"], row["left_on"] or date.max))
    return stays


def _periods(accompaniments: pa.Table) -> dict[str, Days]:
    """From the request to the end, each open where its day is empty or unreadable; none where the days are the wrong way round."""
    days = {
        row["accompaniment_id"]: (row["requested_on"] or date.min, row["ended_on"] or date.max)
        for row in accompaniments.to_pylist()
    }
    return {key: (first, last) for key, (first, last) in days.items() if first <= last}


def _overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _describe_carrier(organisation: str, stays: list[Days], days: Days) -> CellIssue:
    first, last = min(start for start, _ in stays), max(end for _, end in stays)
    member = f"depuis le {first:%d/%m/%Y}" if last == date.max else f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
    reason = (
        f"« {shorten(organisation)} » n’était pas membre pendant cet accompagnement ({_describe_days(days)}) "
        f"mais {member}."
    )
    return CellIssue(reason, "Corrigez la date, ou les dates d’adhésion du membre.")


def _describe_days(days: Days) -> str:
    """The days of an accompaniment that are known."""
    start = [f"demandé le {days[0]:%d/%m/%Y}"] if days[0] != date.min else []
    end = [f"fini le {days[1]:%d/%m/%Y}"] if days[1] != date.max else []
    return ", ".join([*start, *end])
