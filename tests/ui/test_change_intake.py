"""Partnerships, changes and what contributed to them: what their files may say, and what they may not."""

from __future__ import annotations

import pytest
import uploads

from dse.store import Store

HEADER = "Référence;Partenaire;Service;Type;Profondeur;Début;Fin"
CHANGE = "Référence;Acteur du changement"
CITED = (
    "Accompagnements, contribution décisive",
    "Accompagnements, contribution partagée",
    "Activités, contribution décisive",
)


def problems(store: Store, *lines: str) -> list[tuple[str, int | None, str | None]]:
    return uploads.codes(uploads.proposed(store, HEADER, *lines))


def test_a_deeper_partnership_closes_its_line_and_opens_another(store: Store) -> None:
    """The store holds PAR-1 up to 2017 and PAR-2 since 2018, of the same service spelled in two ways."""
    lines = (
        "PAR-2;M003;Pôle climat;CO_PRODUCTION;3;01/01/2018;31/12/2019",
        "PAR-3;M003;Pôle climat;CO_PRODUCTION;Alliance;01/01/2020;",
    )
    assert problems(store, *lines) == []
    uploads.accepted(store, uploads.build_upload("p.csv", HEADER, *lines))
    depths = {row["partnership_id"]: row["depth"] for row in uploads.rows(store, "partnerships")}
    assert depths == {"PAR-1": "1", "PAR-2": "3", "PAR-3": "4"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("PAR-3;M003;Pôle climat;CO_PRODUCTION;4;01/01/2020;", [("IMP-410", 2, "F")]),  # PAR-2 is not closed
        ("PAR-3;M003;Pôle climat;CO_PRODUCTION;2;01/06/2015;01/03/2016", [("IMP-410", 2, "G")]),  # its last day
        ("PAR-3;M003;Pôle climat;CO_PRODUCTION;2;01/06/2015;29/02/2016", []),
        ("PAR-3;M003;Pôle climat;PLAIDOYER;4;01/01/2020;", []),  # another kind
        ("PAR-3;M003;;CO_PRODUCTION;4;01/01/2020;", []),  # another service
        ("PAR-3;M001;Pôle climat;CO_PRODUCTION;4;01/01/2020;", []),  # another partner
        ("PAR-3;M003;;CO_PRODUCTION;4;01/01/2020;31/12/2019", [("IMP-406", 2, "G")]),  # ends before it starts
        ("PAR-3;M003;;CO_PRODUCTION;5;01/01/2020;", [("IMP-210", 2, "E")]),
        ("PAR-3;Inconnue;;CO_PRODUCTION;4;01/01/2020;", [("IMP-301", 2, "B")]),
    ],
)  # fmt: skip
def test_what_a_partnership_may_say(store: Store, line: str, expected: list[tuple]) -> None:
    assert problems(store, line) == expected


def test_two_depths_at_once_in_one_file_are_told_at_the_later_line(store: Store) -> None:
    proposal = uploads.proposed(
        store,
        HEADER,
        "PAR-9;M001;;PLAIDOYER;4;01/03/2019;",
        "PAR-8;M001;;PLAIDOYER;1;01/01/2018;01/03/2019",
        "PAR-7;M001;;PLAIDOYER;1;01/01/2030;",
    )
    assert uploads.codes(proposal) == [("IMP-410", 2, "F"), ("IMP-410", 4, "F")]
    assert proposal.problems[0].sentence == (
        "essai.csv, ligne 2, colonne F « Début » : « 01/03/2019 » : « PAR-8 » court depuis le 01/01/2018, jusqu’au "
        "01/03/2019 : même partenaire, même service, même type. Finissez l’un la veille du début de l’autre."
    )
    assert "« PAR-9 » court depuis le 01/03/2019, sans fin" in proposal.problems[1].sentence


def cited(store: Store) -> set[tuple[str, ...]]:
    names = ("change_id", "subject", "subject_id", "contribution")
    return {tuple(row[name] for name in names) for row in uploads.rows(store, "change_contributions")}


def test_what_contributed_is_cited_in_the_column_of_its_contribution(store: Store) -> None:
    """Several in a cell; one that moves to another column is the same citation, worth something else."""
    kept = ("CHG-1", "accompaniment", "ACC-2", "FAIBLE")
    assert cited(store) == {kept, ("CHG-1", "activity", "ACT-2", "DECISIVE")}
    lines = (";".join((CHANGE, *CITED)), "CHG-1;Une mairie;ACC-1;;ACT-1 | ACT-2")
    uploads.accepted(store, uploads.build_upload("c.csv", *lines))
    decisive = {("CHG-1", "activity", each, "DECISIVE") for each in ("ACT-1", "ACT-2")}
    assert cited(store) == {kept, ("CHG-1", "accompaniment", "ACC-1", "DECISIVE"), *decisive}
    moved = (lines[0], "CHG-1;Une mairie;;ACC-1;ACT-1")
    proposal = uploads.proposed(store, *moved)
    diff = proposal.diffs["change_contributions"]
    assert (diff.added, diff.changed, diff.removed) == (0, 1, 1)
    uploads.accepted(store, uploads.build_upload("c.csv", *moved))
    assert ("CHG-1", "accompaniment", "ACC-1", "PARTAGEE") in cited(store)
    assert kept in cited(store), "the file has no column of weak contributions: it says nothing of them"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("ACC-7;;", [("IMP-404", 2, "C")]),
        ("ACT-1;;", [("IMP-404", 2, "C")]),  # an activity among accompaniments
        ("ACC-1;ACC-1;", [("IMP-401", 2, "D")]),  # decisive and shared at once
        (";;", []),
    ],
)
def test_what_a_citation_may_not_be(store: Store, cells: str, expected: list[tuple]) -> None:
    proposal = uploads.proposed(store, ";".join((CHANGE, *CITED)), f"CHG-1;Une mairie;{cells}")
    assert uploads.codes(proposal) == expected


def test_a_support_that_a_change_cites_cannot_disappear_alone(store: Store) -> None:
    (activities,) = (each for each in uploads.every_clean() if each.name == "activites.csv")
    text = activities.content.decode("utf-8").splitlines()
    without = uploads.build_upload("activites.csv", text[0], text[2].replace("ACT-2", "ACT-3"))
    proposal = uploads.propose([without], store, complete=True)
    assert "IMP-405" in {each.code for each in proposal.problems}
    assert any(
        "« ACT-2 » disparaît" in each.reason and "Contributions" in each.reason for each in proposal.problems
    )
