"""Where members are all alike, accompaniments are seldom called concentrated."""

from __future__ import annotations

from collections import Counter

import pytest
from null_demo import null_demos

from dse.figures import REGISTRY

pytestmark = pytest.mark.long

SEEDS = range(200)
MOST = 18  # 9 % of 200


def test_members_that_are_alike_are_seldom_called_concentrated() -> None:
    """In the demonstration they are not: `tests/demo/test_null_demo.py` leaves the figure out, and asks it here."""
    figure = REGISTRY["uptake_concentration"]
    words = Counter(figure.rows(query)["standing"].iloc[0] for query in null_demos(SEEDS, is_alike=True))
    assert words["PLUS"] <= MOST
    assert words["SEMBLABLE"] + words["PLUS"] == len(SEEDS)


def test_a_register_built_without_files_is_that_of_the_demo() -> None:
    query = next(null_demos(range(3, 4)))
    members = query("select count(distinct organisation_id) as found from memberships")["found"].iloc[0]
    assert members == 130
    assert (
        REGISTRY["uptake_concentration"].rows(query)["standing"].iloc[0] == "PLUS"
    )  # members' persistence is kept
