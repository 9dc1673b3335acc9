"""A store small enough to count on by hand, and what a figure says of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import schemas
from dse import figures
from dse.figures import REGISTRY, Answer
from dse.query import Selection
from dse.store import Store
from schemas import codelists

Row = dict[str, object]
CLIMATE = ("CLIMAT", "CLIMAT_ATTENUATION", "CLIMAT_ADAPTATION")


def parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def build_rows(table: str, records: list[Row]) -> list[pa.Table]:
    schema = schemas.arrow_schema(table)
    whole = [{name: each.get(name) for name in schema.names} for each in records]
    return [pa.Table.from_pylist(whole, schema=schema)]


def commit_tables(folder: Path, today: date, tables: dict[str, list[Row]]) -> Store:
    """A store whose only version was made on a given day, which decides what year is not over."""

    return commit_next(Store(folder), today, tables)


def commit_next(store: Store, today: date, tables: dict[str, list[Row]]) -> Store:
    """The same store with one more version, in which these tables are replaced."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return datetime(today.year, today.month, today.day, 9, tzinfo=UTC)

    current = store.current()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dse.store.commits.commit.datetime", Clock)
        changes = {name: build_rows(name, records) for name, records in tables.items()}
        store.commit(changes, parent=current.number if current else 0, author="essai", message="essai")
    assert store.current().created.date() == today
    return store


def answer_figure(store: Store, figure_id: str, **choice: object) -> Answer:
    return figures.answer(store, store.current().number, REGISTRY[figure_id], Selection(**choice))


def figure_table(store: Store, figure_id: str, columns: str, **choice: object) -> list[tuple[object, ...]]:
    """The named columns of a figure's table, an empty cell as None and a fraction to two decimals."""
    found = answer_figure(store, figure_id, **choice).table[columns.split()]
    return [tuple(map(_plain, row)) for row in found.astype(object).itertuples(index=False)]


def _plain(value: object) -> object:
    if pd.isna(value):
        return None
    return round(value, 2) if isinstance(value, float) else value


def draw_chart(store: Store, figure_id: str, **choice: object) -> dict[str, object]:
    return REGISTRY[figure_id].chart(answer_figure(store, figure_id, **choice).table).to_dict()


def chart_data(spec: dict[str, object], *columns: str) -> list[tuple[object, ...]]:
    """The named columns of the first data set of a chart that has them all."""
    found = next(data for data in spec["datasets"].values() if data and set(columns) <= set(data[0]))
    return [tuple(row[name] for name in columns) for row in found]


TODAY = date(2021, 10, 15)
# Organisation, family, region, size, from when on. M03 becomes ESS on the very day one of its studies starts,
# M06 has a new profile on its last day, M10 on the last day known.
PROFILES = """
M01 ONG          11 MOINS_10    1998-03-01
M02 ONG          11 DE_10_A_49  2005-01-10
M03 ONG          84 MOINS_10    2012-01-01
M03 ESS          84 MOINS_10    2017-05-02
M04 COLLECTIVITE 84 PLUS_250    2013-01-01
M05 COLLECTIVITE -  -           2015-09-01
M06 COLLECTIVITE 11 DE_50_A_249 2011-06-01
M06 COLLECTIVITE 11 DE_50_A_249 2016-12-31
M07 ONG          -  MOINS_10    2018-01-01
M08 ONG          84 -           2019-07-01
M09 ESS          11 MOINS_10    1990-01-01
M10 ONG          -  MOINS_10    2019-01-01
M10 ONG          -  DE_10_A_49  2021-05-05
X2  ONG          84 -           2010-01-01
"""
# M02 left and came back; M09 left in 1998, long before anything the figures speak of.
MEMBERSHIPS = """
M01 1998-03-01 -
M02 2005-01-10 2014-06-30
M02 2018-02-01 -
M03 2012-01-01 -
M04 2013-01-01 -
M05 2015-09-01 -
M06 2011-06-01 2016-12-31
M07 2018-01-01 -
M08 2019-07-01 -
M09 1990-01-01 1998-05-05
M10 2019-01-01 -
"""
# Reference, kind, status, request, decision, start, end, cost, who. P: porteur, C: co-porteur, A: partenaire.
# Delays can be read off the days of a month. A03 starts ten days after 22 December.
ACCOMPANIMENTS = """
A01 EVALUATION     TERMINE     2013-03-01 2013-03-05 2013-03-11 2013-03-31 1000 P:M01
A02 EVALUATION     TERMINE     2013-05-01 2013-05-11 2013-05-21 2013-05-31 2000 P:M01,C:M02
A03 CAPITALISATION TERMINE     2013-12-22 2013-12-24 2014-01-01 2014-01-21 -    P:M04
A04 EVALUATION     TERMINE     2016-04-01 2016-04-03 2016-04-05 2016-05-01 500  C:M03,A:X1
A05 CAPITALISATION EN_COURS    2016-06-01 2016-06-09 2016-06-17 -          700  P:M06,P:M01
A06 EVALUATION     TERMINE     2017-05-01 2017-05-02 2017-05-02 2017-05-31 300  P:M03
A07 CAPITALISATION REFUSE      2017-09-01 2017-09-21 -          -          -    P:M05
A08 EVALUATION     ABANDONNE   2018-02-01 -          -          -          -    P:M02
A09 EVALUATION     ABANDONNE   2018-03-01 2018-03-03 2018-03-21 -          100  P:M01
A10 EVALUATION     INSTRUCTION 2021-01-05 -          -          -          -    P:M04
A11 CAPITALISATION ACCORDE     2021-02-01 2021-02-11 -          -          -    P:M08
A12 EVALUATION     EN_COURS    2021-03-01 2021-03-07 2021-03-31 -          900  P:M01
A13 CAPITALISATION EN_COURS    2018-07-01 2018-07-05 2018-07-11 -          -    P:M01
A15 EVALUATION     TERMINE     2014-08-01 2014-08-03 2014-08-05 2014-08-31 400  P:X2
"""
# Gender, climate mitigation, climate adaptation; a dash is no mark. A06, A10 and A13 were never examined.
MARKS = """
A01 2 0 1
A02 0 - -
A03 1 2 -
A04 1 - -
A05 2 - 0
A07 2 2 -
A08 0 - -
A09 0 0 -
A11 1 - -
A12 1 - 2
A15 0 - -
"""
# Activity, its day, who came and how many. A06 is also an accompaniment's reference; T4 was not held yet.
ACTIVITIES = """
A06 2014-03-10 M04:3,M03:1,M06:0,SANS_ORGANISATION:5
T2  2016-10-01 M05:2,X1:1
T3  2021-05-05 M07:1,M08:0
T4  2022-02-01 M10:4
"""


def parse_cells(text: str) -> list[list[str | None]]:
    return [[None if cell == "-" else cell for cell in line.split()] for line in text.strip().splitlines()]


def small_tables() -> dict[str, list[Row]]:
    names = sorted({line[0] for line in parse_cells(PROFILES)} | {"X1"})
    return {
        "organisations": [{"organisation_id": name, "name": f"Nom {name}"} for name in names],
        "organisation_profiles": [
            dict(
                organisation_id=who,
                valid_from=parse_day(since),
                actor_family=family,
                field="AUTRE",
                region=region,
                size_band=size,
            )
            for who, family, region, size, since in parse_cells(PROFILES)
        ],
        "memberships": [
            {"organisation_id": who, "joined_on": parse_day(joined), "left_on": parse_day(left)}
            for who, joined, left in parse_cells(MEMBERSHIPS)
        ],
        **accompaniment_tables(parse_cells(ACCOMPANIMENTS)),
        "theme_marks": [
            {"subject": "accompaniment", "subject_id": reference, "theme": theme, "score": int(score)}
            for reference, *scores in parse_cells(MARKS)
            for theme, score in zip(("GENRE", *CLIMATE[1:]), scores, strict=True)
            if score
        ]
        + [{"subject": "activity", "subject_id": "A06", "theme": "GENRE", "score": 2}],
        "activities": [
            {"activity_id": name, "kind": "FORMATION", "title": "Formation", "held_on": parse_day(held)}
            for name, held, _ in parse_cells(ACTIVITIES)
        ],
        "participations": [
            {
                "activity_id": name,
                "organisation_id": came.split(":")[0],
                "role": "PARTICIPANT",
                "participants": int(came.split(":")[1]),
            }
            for name, _, everyone in parse_cells(ACTIVITIES)
            for came in everyone.split(",")
        ],
    }


def small_tables_with_visits() -> dict[str, list[Row]]:
    """The same, visits recorded since the data begin: an organisation that never was a member came in 2013."""
    tables = small_tables()
    tables["activities"].append(
        {"activity_id": "T0", "kind": "FORMATION", "title": "Formation", "held_on": date(2013, 6, 1)}
    )
    tables["participations"].append(
        {"activity_id": "T0", "organisation_id": "X1", "role": "PARTICIPANT", "participants": 1}
    )
    return tables


def accompaniment_tables(lines: list[list[str | None]]) -> dict[str, list[Row]]:
    roles = {"P": "PORTEUR", "C": "CO_PORTEUR", "A": "PARTENAIRE"}
    return {
        "accompaniments": [
            {
                "accompaniment_id": reference,
                "kind": kind,
                "title": f"Étude {reference}",
                "status": status,
                "requested_on": parse_day(asked),
                "decided_on": parse_day(decided),
                "started_on": parse_day(started),
                "ended_on": parse_day(ended),
                "cost_eur": Decimal(cost) if cost else None,
            }
            for reference, kind, status, asked, decided, started, ended, cost, _ in lines
        ],
        "accompaniment_organisations": [
            {"accompaniment_id": line[0], "organisation_id": each[2:], "role": roles[each[0]]}
            for line in lines
            for each in line[8].split(",")
        ],
    }


def declare(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    broken = codelists.Break(what, date(2015, 1, 1), "Nouvelle échelle")
    monkeypatch.setattr(codelists, "breaks", lambda: (broken,))
