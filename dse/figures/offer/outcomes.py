"""What became of the needs that members say: served, asked in vain, never asked, never reached."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dse.figures.offer.needs import Needs, chosen, needs, whole
from dse.figures.offer.subjects import Subject
from dse.query import Query

EXPRESSED = 0.5  # of the answers of a member that has several respondents
DROPPED, PENDING = ("REFUSE", "ABANDONNE"), ("DEMANDE", "INSTRUCTION", "ACCORDE")
_REACHED = """
select distinct organisation_id as unit_id from services where day <= make_date($last_year, 12, 31)
"""
_COLUMNS = ("subject", "unit_id", "outcome", "requested_on", "status", "days_since")


def outcomes(query: Query, subject: Subject) -> tuple[Needs, pd.DataFrame] | None:
    """The needs of the latest wave, and one row a member and subject that it says it needs.

    `outcome` is a code of `need_outcomes`; `requested_on`, `status` and `days_since` (to the last day known of the
    three years) are those of its last request on the subject, empty where it never asked. None where no wave asks.
    """
    found = needs(whole(query), subject)
    if found is None:
        return None
    said = [code for code in found.need if code in chosen(query, subject)]
    needing = found.need[said].stack()
    needing = needing[needing >= EXPRESSED - 1e-9].index.to_frame(index=False, name=["unit_id", "subject"])
    rows = needing.merge(_last_requests(query, subject, found), on=["unit_id", "subject"], how="left")
    return found, rows.assign(outcome=_outcomes(rows, query, subject, found))


def _last_requests(query: Query, subject: Subject, found: Needs) -> pd.DataFrame:
    until = query.with_years(0, found.last_year)
    return until(subject.last_requests).drop(columns=["accompaniment_id"])


def _outcomes(rows: pd.DataFrame, query: Query, subject: Subject, found: Needs) -> list[str]:
    before = query.with_years(0, found.first_year - 1)(subject.services)
    served_before = set(zip(before["unit_id"], before["subject"], strict=True))
    reached = set(query.with_years(0, found.last_year)(_REACHED)["unit_id"])
    return [_outcome(row, found, served_before, reached) for row in rows.itertuples()]


def _outcome(row: Any, found: Needs, served_before: set[tuple[str, str]], reached: set[str]) -> str:
    """The code of what became of one need; the first that holds."""
    asked = not pd.isna(row.requested_on)
    was_served = (row.unit_id, row.subject) in served_before
    if found.met.at[row.unit_id, row.subject]:
        return "SERVI"
    since_then = asked and row.requested_on.year >= found.first_year
    if asked and (row.status in PENDING or (row.status not in DROPPED and since_then)):
        return "EN_ATTENTE"
    if asked and row.status in DROPPED and (not was_served or since_then):
        return "SANS_SUITE"
    if was_served:
        return "SERVI_AVANT"
    return "JAMAIS_DEMANDE" if row.unit_id in reached else "JAMAIS_TOUCHE"
