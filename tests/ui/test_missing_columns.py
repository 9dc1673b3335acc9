"""A column that the file lacks is given on the page, once for all its lines, and undone."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from test_corrected_lines import drop
from test_data_page import get_text, page, plain

from dse.store import AddedColumn, HandEdits, Store
from dse.ui.versions.version_detail import describe_edits

LINES = ("Identifiant;Nom;Famille;Région;Adhésion", "X1;Un;ONG;Bretagne;01/02/2015")


@pytest.fixture
def store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DSE_STORE", str(store.path))
    return store


def ask(store: Store, *lines: str) -> AppTest:
    return drop(page().run(), *lines)


def test_a_missing_column_is_chosen_from_its_list_and_the_import_goes_on(store: Store) -> None:
    test = ask(store, *LINES)
    assert "1 colonne manque" in plain(get_text(test)) and "Pour 1 ligne de " in plain(get_text(test))
    test.selectbox(key="ajouter_0_0").select("ESS")
    test.button(key="colonnes_remplir_0").click().run()
    assert not test.exception
    assert "Colonne « Champ » ajoutée" in plain(" ".join(each.label for each in test.expander))
    assert any(each.key == "confirmer" for each in test.button)
    test.button(key="corrections_oublier").click().run()
    assert "1 colonne manque" in plain(get_text(test))


def test_what_is_said_once_tells_of_how_many_lines(store: Store) -> None:
    lines = (f"X{number};Nom {number};ONG;Bretagne;01/02/2015" for number in range(7))
    assert "Pour 7 lignes de " in plain(get_text(ask(store, LINES[0], *lines)))


def test_nothing_chosen_adds_nothing(store: Store) -> None:
    test = ask(store, *LINES)
    test.button(key="colonnes_remplir_0").click().run()
    assert "1 colonne manque" in plain(get_text(test))


def test_a_title_of_the_file_that_may_stand_for_it_is_asked_about_first(store: Store) -> None:
    families = ("ONG", "Syndicat", "Fondation")
    lines = (
        f"X{number};Nom {number};{family};Bretagne;01/02/2015;ESS" for number, family in enumerate(families)
    )
    test = ask(store, "Identifiant;Nom;Genre de structure;Région;Adhésion;Champ", *lines)
    assert "colonne manque" not in plain(get_text(test))
    assert any("à quoi correspond" in plain(each.label) for each in test.expander)


def test_a_version_says_which_column_was_added() -> None:
    edits = HandEdits(columns=(AddedColumn("m.csv", None, "Champ"),))
    assert plain(describe_edits(edits)) == "colonne « Champ » ajoutée à m.csv."
