"""The needs that an organisation said, since when, and what was done about each: the outcomes are those of the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pandas as pd

from dse.figures.offer.outcomes import read_outcomes
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.members.answers import HALF, Row
from dse.query import Query
from schemas import codelists

SUBJECTS = (THEME, SUPPORT)
# The outcomes of those who were served in the three years.
IN_THESE_YEARS = ("ACCOMPAGNE", "VENU")
_REQUESTS = """
select cut, subject, requested_on as day, status from requested_subjects
where organisation_id = $organisation_id order by year
"""
_SERVICES = """
select cut, subject, max(year) as year from served_subjects
where organisation_id = $organisation_id group by cut, subject
"""


class Need(NamedTuple):
    """A need that an organisation said in the last wave in which it spoke of needs.

    `years` are those of the waves in which it said it without a break, the first first. `outcome` is that of the figures in the
    three years up to the last; `requested_on`, `status` and `served_in` are of any time, None where never.
    """

    name: str
    years: tuple[int, ...]
    outcome: str
    requested_on: date | None
    status: str | None
    served_in: int | None


class Said(NamedTuple):
    """The needs of an organisation, and the year in which it said them."""

    year: int
    needs: tuple[Need, ...]


def read_needs(query: Query, organisation_id: str, given: list[Row]) -> Said | None:
    """What it needs by the last wave in which it answered of any need; None where it never did."""
    answered = [
        row for row in given if row["dimension"] == "need" and row["form"] == "ECHELLE" and row["on_scale"]
    ]
    if not answered:
        return None
    year = answered[-1]["year"]
    of_one = query.with_parameters(organisation_id=organisation_id)
    asked = {(row["cut"], row["subject"]): row for row in of_one.read(_REQUESTS).to_pylist()}
    services = {(row["cut"], row["subject"]): row["year"] for row in of_one.read(_SERVICES).to_pylist()}
    needs = []
    for subject in SUBJECTS:
        for code, outcome in _read_outcomes(query, organisation_id, subject, year).items():
            request: Row = asked.get((subject.cut, code), {})
            needs.append(
                Need(
                    _name(subject, code),
                    _list_years([row for row in answered if row[subject.question] == code]),
                    outcome,
                    request.get("day"),
                    request.get("status"),
                    services.get((subject.cut, code)),
                )
            )
    return Said(year, tuple(needs))


def list_unserved(query: Query) -> pd.DataFrame:
    """One row a member and need that it says in the latest wave and got nothing on in its three years: `organisation_id`, `name`."""
    parts = [_list_unserved(query, subject) for subject in SUBJECTS]
    return pd.concat(parts, ignore_index=True)


def _list_unserved(query: Query, subject: Subject) -> pd.DataFrame:
    outcomes = read_outcomes(query, subject)
    if outcomes is None:
        return pd.DataFrame({"organisation_id": [], "name": []}, dtype="string[pyarrow]")
    rows = outcomes.rows.select(["unit_id", "subject", "outcome"]).to_pandas(types_mapper=pd.ArrowDtype)
    rows = rows[~rows["outcome"].isin(IN_THESE_YEARS)]
    names = {code: _name(subject, code) for code in rows["subject"].unique()}
    return pd.DataFrame({"organisation_id": rows["unit_id"], "name": rows["subject"].map(names)})


def _read_outcomes(query: Query, organisation_id: str, subject: Subject, year: int) -> dict[str, str]:
    """The outcome of each need that it said in the wave of a year, in the order of the list of subjects."""
    outcomes = read_outcomes(query.with_years(1, year), subject)
    if outcomes is None:
        return {}
    rows = [row for row in outcomes.rows.to_pylist() if row["unit_id"] == organisation_id]
    rows.sort(key=_by_rank("subject_rank"))
    return {row["subject"]: row["outcome"] for row in rows}


def _by_rank(name: str) -> Callable[[Row], tuple[bool, int]]:
    return lambda row: (row[name] is None, row[name] or 0)


def _list_years(answered: list[Row]) -> tuple[int, ...]:
    """The years of the last waves in which the answers to a question said the need, without a break."""
    years: list[int] = []
    for row in answered:
        years = [*years, row["year"]] if row["favourable"] >= HALF else []
    return tuple(dict.fromkeys(years))


def _name(subject: Subject, code: str) -> str:
    return next(
        (labels[code] for name in subject.column.codelists if code in (labels := codelists.labels(name))),
        code,
    )
