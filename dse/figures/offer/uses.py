"""Who uses each offer: SQL shared by the figures on offers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

import pandas as pd

from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS, read_records
from dse.figures.rows import to_rows
from dse.query import Query
from schemas import codelists

# Offers that were open on a day of the chosen years, of the kinds chosen, and for one at least of the families chosen.
OFFERS = """
select offers.*, coalesce(closed_on, date '9999-12-31') > coalesce(reference.as_of, reference.known_on) as is_open_now
from chosen_offers as offers cross join reference
where extract(year from opened_on) <= $last_year
and coalesce(extract(year from closed_on), 9999) >= $first_year
"""
# The uses of the chosen years by members chosen, or by whoever where no people are chosen.
USES = """
select offer_uses.*, members.organisation_id is not null as is_member
from offer_uses
left join (select distinct organisation_id from chosen_member_years) as members
    on members.organisation_id = offer_uses.organisation_id
left join chosen_everyone as everyone on true
where offer_uses.year between $first_year and $last_year
and (members.organisation_id is not null or everyone.known_on is not null)
"""
# An accompaniment that several carry is one use, as each organisation at an activity is.
COUNT_USES = """
count(distinct case when subject = 'accompaniment' then subject_id end) + count(*) filter (where subject = 'activity')
"""


def find_known_years(query: Query, frame: pd.DataFrame) -> list[bool]:
    """Of each row of an offer and a `year`, whether its uses are known then: nothing recorded over all the chosen years says nothing of them."""
    records, choice = read_records(query), query.selection
    recorded = {
        record
        for record in (VISITS, CARRIERS)
        if records.has_any(record, choice.first_year, choice.last_year)
    }
    return [
        (record := _get_record(row["kind"])) in recorded and records.knows(record, int(row["year"]))
        for row in to_rows(frame)
    ]


def find_known_offers(query: Query, frame: pd.DataFrame) -> list[bool]:
    """Of each row of an offer, whether its uses are known over all the chosen years in which it was open."""
    return _find_covered(query, frame, map(_get_record, frame["kind"]))


def find_known_members(query: Query, frame: pd.DataFrame) -> list[bool]:
    """Of each row of an offer, whether it is known who was a member over all the chosen years in which it was open."""
    return _find_covered(query, frame, repeat(MEMBERSHIPS, len(frame)))


def _find_covered(query: Query, frame: pd.DataFrame, of_rows: Iterable[str]) -> list[bool]:
    """Of each row of an offer, whether its record covers all the chosen years in which it was open."""
    records, choice = read_records(query), query.selection
    return [
        records.covers(
            record,
            max(choice.first_year, row["opened_on"].year),
            min(choice.last_year, choice.last_year if pd.isna(row["closed_on"]) else row["closed_on"].year),
        )
        for row, record in zip(to_rows(frame), of_rows, strict=True)
    ]


def _get_record(kind: str) -> str:
    """What the uses of an offer are, by its kind: visits to activities, or accompaniments."""
    return VISITS if kind in codelists.codes("activity_kinds") else CARRIERS
