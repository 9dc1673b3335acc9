"""An activity cited by its title is found where one alone has it."""

from __future__ import annotations

import pytest
import uploads

from dse.ingest import propose
from dse.store import Store

PRESENCES = "Activité;Organisation;Rôle;Participants"


@pytest.mark.parametrize("title", ["Suivre et évaluer", "SUIVRE ET EVALUER", " suivre  et évaluer."])
def test_a_title_leads_to_its_activity(store: Store, title: str) -> None:
    proposal = uploads.proposed(store, PRESENCES, f"{title};Ville de Lysée;INTERVENANT;2")
    assert not proposal.problems
    assert proposal.details["participations"].added["activity_id"].to_pylist() == ["ACT-1"]


def test_an_activity_of_the_same_import_is_found_by_its_title(store: Store) -> None:
    activities = uploads.build_upload(
        "a.csv", "Type;Intitulé;Date;Format;Places", "ATELIER;Récits de vie;13/02/2020;PRESENTIEL;9"
    )
    presences = uploads.build_upload("p.csv", PRESENCES, "Récits de vie;M001;PARTICIPANT;2")
    proposal = propose([presences, activities], store)
    assert not proposal.problems
    assert proposal.details["participations"].added["activity_id"].to_pylist() == ["ACT-2020-001"]


def test_a_title_of_two_activities_is_refused_once(store: Store) -> None:
    uploads.accepted(
        store,
        uploads.build_upload(
            "a.csv", "Référence;Type;Intitulé;Date", "ACT-9;FORMATION;Suivre et évaluer;01/03/2020"
        ),
    )
    proposal = uploads.proposed(store, PRESENCES, "Suivre et évaluer;M001;INTERVENANT;2")
    assert uploads.codes(proposal) == [("IMP-416", 2, "A")]


def test_a_title_that_none_has_is_refused_as_a_reference(store: Store) -> None:
    proposal = uploads.proposed(store, PRESENCES, "Autre;M001;INTERVENANT;2")
    assert [code for code, *_ in uploads.codes(proposal)] == ["IMP-404"]


def test_a_row_already_there_is_not_replaced_by_a_title_without_a_question(store: Store) -> None:
    replaced = uploads.proposed(store, PRESENCES, "SUIVRE ET EVALUER;M001;PARTICIPANT;19")
    assert replaced.diffs["participations"].changed == 1
    (asked,) = [issue for issue in replaced.doubts if issue.code == "IMP-417"]
    assert (asked.row, asked.column) == (2, "A")
    assert "ACT-1" in asked.reason and "12/02/2018" in asked.reason
    by_reference = uploads.proposed(store, PRESENCES, "ACT-1;M001;PARTICIPANT;19")
    assert "IMP-417" not in {issue.code for issue in by_reference.doubts}


def test_a_title_that_brings_a_new_row_is_said_once_with_its_date(store: Store) -> None:
    lines = (f"Suivre et évaluer;{one};INTERVENANT;2" for one in ("M001", "M002"))
    proposal = uploads.proposed(store, PRESENCES, *lines)
    said = [issue for issue in proposal.notices if issue.code == "IMP-417"]
    assert [issue.row for issue in said] == [2]
    assert not [issue for issue in proposal.doubts if issue.code == "IMP-417"]


def test_a_title_that_nothing_bears_is_told_once_with_the_nearest(store: Store) -> None:
    proposal = uploads.proposed(
        store, PRESENCES, "Suivre et evoluer;M001;INTERVENANT;2", "Tout autre chose;M001;INTERVENANT;2"
    )
    near, far = proposal.problems
    assert (near.code, far.code) == ("IMP-404", "IMP-404")
    assert near.reason == "Rien, dans « Activités », n’a « Suivre et evoluer » pour intitulé."
    assert [mend.text for mend in near.mends] == ["Suivre et évaluer"]
    assert far.mends == () and "importez aussi, en même temps, le fichier" in far.advice
