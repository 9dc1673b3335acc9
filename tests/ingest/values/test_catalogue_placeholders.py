"""Inputs beside the catalogue: texts that stand for another, names with a doubt, amounts and rates out of proportion."""

from __future__ import annotations

import catalogue
import pytest
from catalogue import grid, is_asked, is_new, letter, put, upload

from dse.store import Store

TEXTS = [
    ("accompagnements", "Intitulé"),
    ("offre", "Note"),
    ("changements", "Description"),
    ("partenariats", "Service"),
    ("indicateurs", "Commentaire"),
]
DITTO = ["idem", "Idem", "id.", "ibidem", '"', "''", "»", "″", "〃", "-//-", "//", '""', "^"]
NOTHING = ["null", "NULL", "None", "undefined", "NaN", "(null)", "\\N", "nil", "(vide)"]
NEW = ["", "", "FR", "ONG", "AUTRE", *[""] * 9]


@pytest.mark.parametrize(("name", "header"), TEXTS)
def test_a_ditto_mark_where_a_text_stands_asks(clean_store: Store, name: str, header: str) -> None:
    for text in DITTO:
        wanted = [("IMP-228", 3, letter(name, header))]
        is_asked(clean_store, wanted, upload(name, put(grid(name), 3, header, text)))


@pytest.mark.parametrize(("name", "header"), TEXTS)
def test_the_nothing_of_a_program_where_a_text_stands_asks(
    clean_store: Store, name: str, header: str
) -> None:
    for text in NOTHING:
        wanted = [("IMP-229", 3, letter(name, header))]
        is_asked(clean_store, wanted, upload(name, put(grid(name), 3, header, text)))


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_an_organisation_may_be_named_as_a_program_names_nothing_but_not_with_a_ditto_mark(
    clean_store: Store, kind: str
) -> None:
    is_new(clean_store, upload("membres", [*grid("membres"), ["X9", "Null", *NEW]], kind))
    is_asked(
        clean_store, [("IMP-228", 7, "B")], upload("membres", [*grid("membres"), ["X9", "idem", *NEW]], kind)
    )


@pytest.mark.parametrize(("name", "code"), [("idem", "IMP-228"), ("null", "IMP-229")])
def test_nobody_is_called_so_who_is_to_be_reached(clean_store: Store, name: str, code: str) -> None:
    lines = [*grid("contacts"), ["M002", name, *[""] * 5]]
    is_asked(clean_store, [(code, len(lines), "B")], upload("contacts", lines))


def test_another_name_may_not_be_a_ditto_mark(clean_store: Store) -> None:
    wanted = [("IMP-228", 2, letter("membres", "Autres noms"))]
    is_asked(clean_store, wanted, upload("membres", put(grid("membres"), 2, "Autres noms", "idem")))


@pytest.mark.parametrize("text", ["Il reste null part", "idem que 2018, en mieux", "« Essai »", "R.A.S."])
def test_a_text_that_only_holds_such_a_word_is_kept(clean_store: Store, text: str) -> None:
    is_new(clean_store, upload("offre", put(grid("offre"), 3, "Note", text)))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["Terres d’Orvaine ?", "TDO?"])
def test_a_question_mark_after_a_name_asks(clean_store: Store, kind: str, text: str) -> None:
    is_asked(
        clean_store,
        [("IMP-305", 2, "B")],
        upload("presences", put(grid("presences"), 2, "Organisation", text), kind),
    )


def test_a_question_mark_that_is_of_the_name_asks_nothing(clean_store: Store) -> None:
    members = [*grid("membres"), ["X9", "Et demain ?", *NEW]]
    came = [*grid("presences"), ["ACT-2", "Et demain ?", "Participant", "1", ""]]
    is_new(clean_store, upload("membres", members), upload("presences", came))


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_a_cofinancing_beyond_the_cost_asks(clean_store: Store, kind: str) -> None:
    beyond = put(grid("accompagnements"), 2, "Cofinancement (€)", "62500")
    wanted = [("IMP-524", 2, letter("accompagnements", "Cofinancement (€)"))]
    is_asked(clean_store, wanted, upload("accompagnements", beyond, kind))
    whole = put(grid("accompagnements"), 2, "Cofinancement (€)", "12500,50")
    is_new(clean_store, upload("accompagnements", whole, kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("header", ["Valeur de départ", "Cible"])
def test_a_share_of_one_where_percents_are_wanted_asks(clean_store: Store, kind: str, header: str) -> None:
    shared = put(grid("indicateurs"), 2, header, "0,45")
    is_asked(
        clean_store, [("IMP-523", 2, letter("indicateurs", header))], upload("indicateurs", shared, kind)
    )


def test_a_small_percentage_among_small_ones_asks_nothing(clean_store: Store) -> None:
    cells = put(put(grid("indicateurs"), 2, "Valeur de départ", "0,45"), 2, "Cible", "1,5")
    proposal = is_asked(clean_store, [], upload("indicateurs", cells))
    assert proposal.status == "ready"
