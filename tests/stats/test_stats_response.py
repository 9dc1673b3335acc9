"""Response rates against the register, counted by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
import response_oracle as response

from dse.query import survey_relations
from dse.query.engine.duckdb_engine import DuckDBEngine


def register() -> pd.DataFrame:
    families = {"A": "ONG", "B": "ONG", "C": "ONG", "D": "ONG", "E": "CT", "F": "CT", "G": None}
    frame = pd.DataFrame({"actor_family": families}).astype("string[pyarrow]")
    return frame.set_axis(frame.index.astype("string[pyarrow]"))


def respondents() -> pd.DataFrame:
    """A: one complete of two. B: partial. C: invited. D: no longer concerned. E: not invited; F: partner only."""
    rows = [
        ("A", "complete", False),
        ("A", "invited", False),
        ("B", "partial", None),
        ("C", "invited", False),
        ("D", "ineligible", False),
        ("F", "complete", True),
        ("G", "complete", False),
        ("Z", "complete", False),
        (None, "complete", False),
    ]
    frame = pd.DataFrame(rows, columns=["organisation_id", "status", "is_partner"])
    return frame.astype(
        {"organisation_id": "string[pyarrow]", "status": "string[pyarrow]", "is_partner": "bool[pyarrow]"}
    )


def test_a_member_stands_where_the_furthest_of_its_respondents_does() -> None:
    assert response.response_status(respondents(), register()).to_dict() == {
        **{"A": "complete", "B": "partial", "C": "invited", "D": "ineligible"},
        **{"E": "not_invited", "F": "not_invited", "G": "complete"},
    }


def test_the_rate_is_over_all_who_could_have_been_asked() -> None:
    """Six of seven eligible, four invited, three answered, of which one partly."""
    (row,) = response.rates(respondents(), register()).to_dict("records")
    assert row == {
        **{"group": None, "eligible": 6, "invited": 4, "partial": 1, "answered": 3},
        "rate": pytest.approx(0.5),
    }


def test_rates_by_family_add_up_and_keep_members_of_no_known_family() -> None:
    rows = response.rates(respondents(), register(), "actor_family").set_index("group")
    assert rows["eligible"].to_dict() == {"CT": 2, "ONG": 3, None: 1}
    assert rows["answered"].to_dict() == {"CT": 0, "ONG": 2, None: 1}
    assert rows.loc["ONG", "rate"] == pytest.approx(2 / 3)


def test_a_group_where_nobody_is_eligible_has_no_rate() -> None:
    alone = register().loc[["D"]]
    (row,) = response.rates(respondents(), alone, "actor_family").to_dict("records")
    assert row["eligible"] == 0
    assert pd.isna(row["rate"])


def test_who_has_not_answered() -> None:
    assert response.not_answered(respondents(), register()) == ["C", "E", "F"]


def test_nobody_invited_is_nobody_answering() -> None:
    (row,) = response.rates(respondents().iloc[:0], register()).to_dict("records")
    assert (row["eligible"], row["invited"], row["rate"]) == (7, 0, 0.0)
    assert response.rates(respondents().drop(columns="is_partner"), register())["answered"].tolist() == [4]


def test_sql_counts_as_by_hand() -> None:
    """The register of one wave, as the views read it."""
    engine = DuckDBEngine()
    members = register().reset_index(names="organisation_id")
    day = date(2021, 6, 1)
    tables = {
        "survey_waves": pd.DataFrame({"wave_id": ["V"], "opened_on": [day], "closed_on": [day]}),
        "survey_respondents": respondents().assign(wave_id="V"),
        "memberships": members[["organisation_id"]].assign(joined_on=date(2010, 1, 1), left_on=day),
        "organisations": members[["organisation_id"]].assign(name="Fictive"),
        "profile_spans": members.assign(
            region="R", size_band="S", valid_from=date(2010, 1, 1), valid_until=date(2030, 1, 1)
        ),
    }
    for name, frame in tables.items():
        engine.create_from_rows(name, pa.Table.from_pandas(frame, preserve_index=False))
    engine.create("create table reference as select date '2030-01-01' as known_on")
    engine.create(survey_relations.KNOWN_WAVES)
    engine.create(survey_relations.REGISTERS)
    found = engine.run("select organisation_id, response_status from survey_registers").to_pandas()
    assert dict(found.to_numpy().tolist()) == response.response_status(respondents(), register()).to_dict()
