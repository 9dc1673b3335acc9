"""What can be told of a line although one of its cells cannot be read: a file is corrected once, not twice."""

from __future__ import annotations

import pytest
from uploads import codes, proposed

from dse.store import Store

ATTENDANCE = "Activité;Organisation;Rôle;Participants"
WORKS = "Référence;Type;Intitulé;Statut;Porteur;Demande;Fin"


@pytest.mark.parametrize(
    ("first", "again", "wrong"),
    [
        ("ACT-1;Les Inconnus;Participant;3", "ACT-1;LES INCONNUS;Participant;4", ("IMP-301", "B")),
        ("ACT-1;TDO;Roi;3", "ACT-1;M001;roi;4", ("IMP-210", "C")),
    ],
)
def test_a_line_that_comes_again_is_told_with_what_is_wrong_in_both(
    store: Store, first: str, again: str, wrong: tuple[str, str]
) -> None:
    code, column = wrong
    found = set(codes(proposed(store, ATTENDANCE, first, again)))
    assert found == {(code, 2, column), (code, 3, column), ("IMP-401", 3, "A")}


@pytest.mark.parametrize(
    "other",
    ["ACT-1;Les Inconnus;Intervenant;4", "ACT-2;Les Inconnus;Participant;4", "ACT-1;D’autres;Participant;4"],
)
def test_lines_that_differ_by_what_is_read_are_not_said_to_repeat(store: Store, other: str) -> None:
    proposal = proposed(store, ATTENDANCE, "ACT-1;Les Inconnus;Participant;3", other)
    assert {each.code for each in proposal.problems} == {"IMP-301"}


def test_lost_digits_of_identifiers_are_not_said_to_repeat(store: Store) -> None:
    lines = ["1,2E+13;TDO;Participant;3"] * 2
    assert {each.code for each in proposed(store, ATTENDANCE, *lines).problems} == {"IMP-202"}


def test_who_was_no_member_yet_when_it_ended_is_told_whenever_it_was_asked_for(store: Store) -> None:
    line = "ACC-9;EVALUATION;Essai;TERMINE;TDO;32/01/2010;31/12/2010"
    proposal = proposed(store, WORKS, line)
    assert set(codes(proposal)) == {("IMP-206", 2, "F"), ("IMP-411", 2, "E")}
    assert "(fini le 31/12/2010)" in next(each.reason for each in proposal.problems if each.code == "IMP-411")


def test_nothing_is_said_of_membership_where_the_day_that_decides_is_not_read(store: Store) -> None:
    line = "ACC-9;EVALUATION;Essai;TERMINE;TDO;01/01/2010;32/12/2010"
    assert codes(proposed(store, WORKS, line)) == [("IMP-206", 2, "G")]
