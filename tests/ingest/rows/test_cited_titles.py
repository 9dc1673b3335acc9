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
