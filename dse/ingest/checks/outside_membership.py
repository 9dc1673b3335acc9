"""Accompaniments that a member carries on days when it is none: one of the dates is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.registry import ERROR, check, lines
from dse.ingest.rows.gathering import Gathered
from dse.store.difference import combine_chunks

TABLE, STAYS = "accompaniment_organisations", "memberships"
CARRIED_BY = ("PORTEUR", "CO_PORTEUR")
Days = tuple[date, date]
Row = Mapping[str, str]


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
    stays, accompaniments = context.content(STAYS), context.content("accompaniments")
    if TABLE in context.gathered:
        carried = context.gathered[TABLE]
        outside = _find_outside(carried.rows, stays, accompaniments)
        accepted = _accepted_before(context) if outside else set()
        for index, (row, own, days) in outside.items():
            if tuple(row.values()) not in accepted:
                issue = _describe_carrier(row["organisation_id"], own, days)
                yield carried.problem(issue, index, "organisation_id")
    if STAYS in context.gathered:
        yield from _left_outside(context.gathered[STAYS], _find_lost(context, stays, accompaniments))


def _accepted_before(context: RowContext) -> set[tuple[str, ...]]:
    """Rows that no file changes and that already were outside every stay."""
    changed = {tuple(row.values()) for row in context.changed[TABLE].rows.to_pylist()}
    current = map(context.current, (TABLE, STAYS, "accompaniments"))
    return {tuple(row.values()) for row, _, _ in _find_outside(*current).values()} - changed


def _find_lost(context: RowContext, stays: pa.Table, accompaniments: pa.Table) -> list[tuple[Row, Days]]:
    """Rows that no file tells of and that were within a stay so far, with the days of the accompaniment."""
    carried = context.gathered.get(TABLE)
    in_files = {*carried.rows["accompaniment_id"].to_pylist()} if carried else set()
    current = context.current(TABLE)
    before = _find_outside(current, context.current(STAYS), accompaniments)
    return [
        (row, days)
        for index, (row, _, days) in _find_outside(current, stays, accompaniments).items()
        if index not in before and row["accompaniment_id"] not in in_files
    ]


def _left_outside(rows: Gathered, lost: Sequence[tuple[Row, Days]]) -> Iterator[Issue]:
    """At the stays of the files, the accompaniments already there that would no longer be within one."""
    last_stay = {key: row for row, key in enumerate(rows.rows["organisation_id"].to_pylist())}
    for row, days in lost:
        if row["organisation_id"] in last_stay:
            reason = f"« {shorten(row['accompaniment_id'])} » ({_describe_days(days)}) ne serait plus porté par un membre."
            issue = CellIssue(reason, "Corrigez la date, ou corrigez aussi l’accompagnement.")
            yield rows.problem(issue, last_stay[row["organisation_id"]], "left_on")


def _find_outside(
    rows: pa.Table, stays: pa.Table, accompaniments: pa.Table
) -> dict[int, tuple[Row, list[Days], Days]]:
    """Rows of carriers outside each of their stays, by index: with these, and the days of the accompaniment."""
    indices = _find_likely_outside(rows, stays, accompaniments)
    likely = rows.take(indices)
    stays_by_member = _stays(_select(stays, likely, "organisation_id"))
    periods = _periods(_select(accompaniments, likely, "accompaniment_id"))
    outside = {}
    for index, row in zip(indices.to_pylist(), likely.to_pylist(), strict=True):
        days, own = periods.get(row["accompaniment_id"]), stays_by_member.get(row["organisation_id"])
        if days and own and not any(_overlap(days, stay) for stay in own):
            outside[index] = row, own, days
    return outside


def _find_likely_outside(rows: pa.Table, stays: pa.Table, accompaniments: pa.Table) -> pa.Array:
    """Indices of rows of carriers outside the first of their stays: few, so that each can be looked at."""
    stays = stays.filter(pc.is_valid(stays["joined_on"]))
    stay = _positions(rows["organisation_id"], stays["organisation_id"])
    accompaniment = _positions(rows["accompaniment_id"], accompaniments["accompaniment_id"])
    starts_late = pc.less(
        _days(stays, "left_on", stay, date.max),
        _days(accompaniments, "requested_on", accompaniment, date.min),
    )
    ends_early = pc.less(
        _days(accompaniments, "ended_on", accompaniment, date.max), _days(stays, "joined_on", stay, date.min)
    )
    carries = pc.is_in(combine_chunks(rows["role"]), value_set=pa.array(CARRIED_BY))
    is_known = pc.and_(pc.is_valid(stay), pc.is_valid(accompaniment))
    return pc.indices_nonzero(pc.and_(pc.and_(carries, is_known), pc.or_(starts_late, ends_early)))


def _positions(cited: pa.ChunkedArray, ids: pa.ChunkedArray) -> pa.Array:
    return pc.index_in(combine_chunks(cited), value_set=combine_chunks(ids), skip_nulls=True)


def _days(rows: pa.Table, column: str, positions: pa.Array, open_end: date) -> pa.Array:
    return pc.coalesce(combine_chunks(rows[column]).take(positions), pa.scalar(open_end, pa.date32()))


def _select(rows: pa.Table, cited: pa.Table, column: str) -> pa.Table:
    return rows.filter(pc.is_in(rows[column], value_set=combine_chunks(cited[column])))


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
