"""Catalogue of bad inputs, 84: stays in the network that a file changes, and organisations that succeed themselves."""

from __future__ import annotations

import catalogue
import pytest
from catalogue import grid, is_asked, is_new, is_refused, letter, put, upload

from dse.store import Store

LEFT, NEXT = letter("membres", "Départ"), letter("membres", "Successeur")


def members(row: int, header: str, text: str, kind: str = "csv") -> object:
    """The clean file of members, one cell another."""
    return upload("membres", put(grid("membres"), row, header, text), kind)


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["30/06/2015", "31/12/2016", ""])
def test_84_a_known_departure_that_moves_or_goes_away_asks(clean_store: Store, kind: str, text: str) -> None:
    is_asked(clean_store, [("IMP-522", 4, LEFT)], members(4, "Départ", text, kind))


def test_84_a_departure_that_was_not_known_asks_nothing(clean_store: Store) -> None:
    is_new(clean_store, members(3, "Départ", "31/12/2021"))


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_84_a_stay_cut_before_an_accompaniment_already_there(clean_store: Store, kind: str) -> None:
    cut = members(3, "Départ", "31/12/2018", kind)
    proposal = is_refused(clean_store, [("IMP-411", 3, LEFT)], cut)
    assert "« ACC-2 »" in proposal.problems[0].reason


def test_84_a_stay_cut_with_its_accompaniment_is_told_at_the_accompaniment_alone(clean_store: Store) -> None:
    asked = put(grid("accompagnements"), 3, "Intitulé", "Autre titre")
    wanted = [("IMP-411", 3, letter("accompagnements", "Porteur"))]
    is_refused(clean_store, wanted, members(3, "Départ", "31/12/2018"), upload("accompagnements", asked))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["M001", "m001", "Terres d'Orvaine", "TDO"])
def test_an_organisation_does_not_succeed_itself(clean_store: Store, kind: str, text: str) -> None:
    is_refused(clean_store, [("IMP-406", 2, NEXT)], members(2, "Successeur", text, kind))


def test_successors_do_not_lead_back(clean_store: Store) -> None:
    back = members(2, "Successeur", "M003")
    proposal = is_refused(clean_store, [("IMP-406", 2, NEXT), ("IMP-406", 4, NEXT)], back)
    assert "« M003 »" in proposal.problems[0].reason
