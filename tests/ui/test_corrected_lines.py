"""Refused lines are corrected on the page: typed over, judged again, set aside and given back, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import uploads
from streamlit.testing.v1 import AppTest
from test_data_page import get_text, page, plain, tables

from dse.ingest import Proposal, propose
from dse.ingest.files.corrections import NO_CORRECTIONS
from dse.store import CorrectedCell, HandEdits, Store
from dse.ui.importing import corrected_lines, correction_table
from dse.ui.importing.correction_steps import NOTHING_TYPED
from dse.ui.importing.correction_table import MARK, Table
from dse.ui.versions.version_detail import describe_edits

HEADERS = "Identifiant;Nom;Famille;Champ;Région;Adhésion;Couleur"
LINES = (
    HEADERS,
    "X1;Un;ONG;ESS;IDF;01/02/2015;bleu",
    "X2;Deux;ONG;ESS;Bretagne;13/2016;",
    "X3;Trois",
    "X4;Quatre;ONG;ESS;Bretagne;01/02/2015;",
)
REGION, JOINED, ASIDE = "cell_4", "cell_5", "aside"
Edits = dict[int, dict[str, Any]]


@pytest.fixture
def store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DSE_STORE", str(store.path))
    return store


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Edits]]:
    """What is typed in each table of the page, by its key: AppTest types in none."""
    by_key: dict[str, Edits] = {}
    monkeypatch.setattr(correction_table, "_get_edited_rows", lambda key: by_key.get(key, {}))
    return by_key


def drop(test: AppTest, *lines: str, name: str = "m.csv") -> AppTest:
    file = uploads.build_upload(name, *lines)
    test.file_uploader[0].set_value([(file.name, file.content, "text/csv")]).run()
    assert not test.exception
    return test


def type_in(test: AppTest, edits: dict[str, Edits], typed: Edits) -> AppTest:
    """Type in the only table of the page, lines by their position."""
    (table,) = test.session_state["_corrections_0"].tables.values()
    edits[table.key] = typed
    return test.run()


def apply(test: AppTest, edits: dict[str, Edits], typed: Edits) -> AppTest:
    """Type in the table, then click on « Appliquer »."""
    type_in(test, edits, typed).button(key="appliquer_problemes").click().run()
    assert not test.exception
    return test


def build_table(store: Store, *lines: str, page: int = 0) -> Table:
    (rejected,) = propose([uploads.build_upload("m.csv", *lines)], store).rejected
    return correction_table.build_table(rejected, page, NO_CORRECTIONS)


def test_a_refused_import_shows_its_lines_with_cells_at_fault_first_and_marked(store: Store) -> None:
    table = build_table(store, *LINES)
    assert table.frame["row"].tolist() == [2, 3, 4]
    assert table.frame[REGION].tolist() == [f"{MARK}IDF", "Bretagne", ""]
    assert table.frame[JOINED].tolist() == ["01/02/2015", f"{MARK}13/2016", ""]
    cells = [name for name in table.frame if name.startswith("cell_")]
    assert cells == ["cell_2", REGION, JOINED, "cell_0", "cell_1", "cell_3"]
    assert "cell_6" not in table.frame  # « Couleur » is of no form
    assert "Cette valeur n’est pas dans la liste" in plain(table.frame["problem"][0])
    assert "Corrigez-la dans le fichier, ou mettez-la de côté." in plain(table.frame["problem"][2])


def test_a_column_that_takes_one_code_has_a_list_and_a_date_is_typed(store: Store) -> None:
    table = build_table(store, *LINES)
    region, joined = table.config[REGION], table.config[JOINED]
    assert region["type_config"]["type"] == "selectbox"
    assert {"Bretagne", f"{MARK}IDF"} <= {*region["type_config"]["options"]}
    assert joined["type_config"]["type"] == "text"


def test_edits_are_those_of_the_file_of_the_table(store: Store) -> None:
    table = build_table(store, *LINES)
    step = correction_table.read_edits(
        table,
        {
            0: {REGION: "Île-de-France", JOINED: "01/02/2015"},
            1: {JOINED: f"{MARK}01/03/2016", ASIDE: False},
            2: {REGION: "Bretagne", ASIDE: True},
        },
    )
    place = (table.sheet.file_hash, None)
    assert step.corrections.cells == {(*place, 2, 4): "Île-de-France", (*place, 3, 5): "01/03/2016"}
    assert step.corrections.set_aside == {(*place, 4)}
    assert [row for sheet in step.lines for row, *_ in sheet.lines] == [4]


def test_a_cell_that_only_loses_its_mark_is_typed_again_as_it_was(store: Store) -> None:
    table = build_table(store, *LINES)
    step = correction_table.read_edits(table, {0: {REGION: "IDF"}, 1: {JOINED: None}})
    assert sorted(step.corrections.cells.values()) == ["", "IDF"]
    assert not correction_table.read_edits(table, {0: {REGION: f"{MARK}IDF"}}).corrections


def test_a_tick_is_taken_back(store: Store) -> None:
    table = build_table(store, *LINES)
    ticked = correction_table.read_edits(table, {0: {ASIDE: True}, 1: {ASIDE: True}})
    left = correction_table.read_edits(table, {1: {ASIDE: False}}, ticked)
    assert {row for *_, row in left.corrections.set_aside} == {2}
    assert [row for sheet in left.lines for row, *_ in sheet.lines] == [2]


def test_lines_are_corrected_set_aside_and_imported(store: Store, edits: dict[str, Edits]) -> None:
    test = drop(page(), *LINES)
    assert "Import refusé : 2 problèmes, et 1 valeur à associer ci-dessus" in plain(test.error[0].value)
    # The line whose value may be matched above comes last.
    apply(test, edits, {2: {REGION: "Île-de-France"}, 1: {ASIDE: True}})
    assert "Import refusé : 1 problème" in plain(test.error[0].value)
    apply(test, edits, {0: {JOINED: "3 mars 2016"}})
    assert not test.error
    assert ("m.csv", "2", "Région", "IDF", "Île-de-France") in tables(test)[1]
    labels = [plain(each.label) for each in test.expander]
    assert "2 cellules corrigées, 1 ligne mise de côté : les fichiers restent comme ils sont" in labels
    test.button(key="confirmer").click().run()
    assert not test.exception
    version = store.current()
    assert version.edits == HandEdits(
        (CorrectedCell("m.csv", None, 2, "E"), CorrectedCell("m.csv", None, 3, "F")), 1
    )
    names = {row["name"] for row in uploads.rows(store, "organisations")}
    assert {"Un", "Deux", "Quatre"} <= names and "Trois" not in names
    assert [each.label for each in test.get("download_button") if "mise de côté" in plain(each.label)]


def test_corrections_are_undone_one_by_one_and_all_at_once(store: Store, edits: dict[str, Edits]) -> None:
    test = drop(page(), *LINES)
    apply(test, edits, {2: {REGION: "Bretagne"}})
    apply(test, edits, {0: {JOINED: "01/03/2016"}})
    test.button(key="correction_annuler").click().run()
    assert "Import refusé : 2 problèmes" in plain(test.error[0].value)
    test.button(key="corrections_oublier").click().run()
    assert "Import refusé : 2 problèmes, et 1 valeur à associer ci-dessus" in plain(test.error[0].value)


def test_a_line_set_aside_is_listed_given_back_alone_and_that_is_undone(
    store: Store, edits: dict[str, Edits]
) -> None:
    test = drop(page(), *LINES)
    apply(test, edits, {0: {ASIDE: True}, 1: {ASIDE: True}, 2: {REGION: "Île-de-France"}})
    assert not test.error
    rows = next(rows for rows in tables(test) if rows and rows[0][1] in ("3", "4") and len(rows[0]) == 4)
    assert [row[1] for row in rows] == ["3", "4"]
    assert "X3 · Trois" in plain(rows[1][2])
    box = next(each for each in test.selectbox if each.label == "Ligne à reprendre")
    box.select_index(1).run()
    test.button(key="ligne_reprendre").click().run()
    assert "Import refusé : 1 problème" in plain(test.error[0].value)
    labels = [plain(each.label) for each in test.expander]
    assert "1 cellule corrigée, 1 ligne mise de côté : les fichiers restent comme ils sont" in labels
    test.button(key="correction_annuler").click().run()
    assert not test.error and not test.exception
    test.button(key="confirmer").click().run()
    assert store.current().edits.lines_set_aside == 2


def test_a_file_replaced_drops_what_was_typed_over_it(store: Store, edits: dict[str, Edits]) -> None:
    test = drop(page(), *LINES)
    apply(test, edits, {0: {REGION: "Bretagne"}})
    drop(test, *LINES, "X5;Cinq;ONG;ESS;;01/02/2015;")
    assert "Import refusé : 2 problèmes, et 1 valeur à associer ci-dessus" in plain(test.error[0].value)
    drop(test, *LINES)
    assert "Import refusé : 2 problèmes, et 1 valeur à associer ci-dessus" in plain(test.error[0].value)


def test_what_is_typed_stays_while_the_page_runs_again_and_other_lines_are_shown(
    store: Store, edits: dict[str, Edits]
) -> None:
    many = [f"Y{number};Nom {number};ONG;ESS;IDF;01/02/2015;" for number in range(120)]
    test = drop(page(), HEADERS, *many)
    type_in(test, edits, {0: {REGION: "Bretagne"}})
    assert "1 cellule tapée, pas encore appliqué" in get_text(test)
    pages = next(each for each in test.selectbox if each.label == "Lignes à corriger")
    assert [plain(each) for each in pages.options] == [
        "1 à 50 sur 120",
        "51 à 100 sur 120",
        "101 à 120 sur 120",
    ]
    state = test.session_state["_corrections_0"]
    pages.set_value(2)
    test.run()
    assert {cell[2] for cell in state.typed.corrections.cells} == {2}
    type_in(test, edits, {0: {REGION: "Occitanie"}})
    assert "2 cellules tapées, pas encore appliqué" in get_text(test)


OTHERS = "Identifiant;Nom;Famille;Champ;Région;Adhésion"


def test_totals_and_notes_are_set_aside_and_years_completed_with_one_click_each(store: Store) -> None:
    lines = (
        OTHERS,
        "X1;Un;ONG;ESS;Bretagne;2015",
        "X2;Deux;ONG;ESS;Bretagne;02/2016",
        "Total;2 structures;;;;",
        "Grand total;;;;;2",
        "Liste de janvier;;;;;",
    )
    test = drop(page(), *lines)
    said = get_text(test)
    assert "Ligne de total : 2 lignes" in said and "« Total » et « Grand total »" in said
    assert "Il manque le jour et le mois : 1 cellule sous « Adhésion »" in said
    assert "« 2015 » devient 01/01/2015 ou 31/12/2015" in said
    assert "Mettez-la de côté, ou complétez-la." in str(tables(test)) and "Retirez-la" not in str(
        tables(test)
    )
    for label in ("Premier jour", "Dernier jour", "Mettre de côté", "Mettre de côté"):
        next(each for each in test.button if each.label == label).click().run()
        assert not test.exception
    test.button(key="confirmer").click().run()
    joined = {row["organisation_id"]: row["joined_on"] for row in uploads.rows(store, "memberships")}
    assert (str(joined["X1"]), str(joined["X2"])) == ("2015-01-01", "2016-02-29")
    assert store.current().edits == HandEdits(
        (CorrectedCell("m.csv", None, 2, "F"), CorrectedCell("m.csv", None, 3, "F")), 3
    )


@pytest.mark.parametrize(
    ("count", "where"), [(1, "ligne 3"), (3, "lignes 3, 4 et 5"), (4, "lignes 3, 4, 5…")]
)
def test_lines_without_a_text_of_their_own_are_told_by_their_numbers(
    store: Store, count: int, where: str
) -> None:
    test = drop(page(), OTHERS, "X1;Un;ONG;ESS;Bretagne;01/02/2015", *[OTHERS] * count)
    assert f":small[:gray[{where}]]" in get_text(test).replace("\xa0", " ")


def test_what_one_click_did_is_undone_alone(store: Store) -> None:
    test = drop(page(), OTHERS, "X1;Un;ONG;ESS;Bretagne;2015", "Total;1 structure;;;;")
    for label in ("Premier jour", "Mettre de côté"):
        next(each for each in test.button if each.label == label).click().run()
    assert not test.error
    test.button(key="correction_annuler").click().run()
    assert "Import refusé : 1 problème" in plain(test.error[0].value)
    assert "Ligne de total : 1 ligne" in get_text(test)


def test_an_amount_is_written_without_its_unit_and_a_sum_may_be_set_aside(store: Store) -> None:
    titles = "Référence;Porteur;Type;Intitulé;Statut;Demande;Coût (€)"
    amounts = ("12 500,50 €", "8 000 €", "6 750 €", "27 250,50 €")
    lines = [f"A-{n};M001;EVALUATION;Étude {n};DEMANDE;0{n}/01/2021;{x}" for n, x in enumerate(amounts, 1)]
    test = drop(page(), titles, *lines, name="a.csv")
    assert "« 12 500,50 € » devient 12 500,50" in get_text(test)
    next(each for each in test.button if each.label == "Écrire sans l’unité").click().run()
    assert "Ligne égale à la somme des autres : 1 ligne" in get_text(test)
    assert "Mettez la ligne de côté si c’est un total ; sinon confirmez." in str(tables(test))
    next(each for each in test.button if each.label == "Mettre de côté").click().run()
    test.button(key="confirmer").click().run()
    costs = [
        str(row["cost_eur"])
        for row in uploads.rows(store, "accompaniments")
        if row["accompaniment_id"][:2] == "A-"
    ]
    assert sorted(costs) == ["12500.50", "6750.00", "8000.00"]


def test_the_command_line_keeps_its_advice_on_a_total(store: Store) -> None:
    (problem,) = propose(
        [uploads.build_upload("m.csv", OTHERS, "X1;Un;ONG;ESS;Bretagne;01/02/2015", "Total;1;;;;")], store
    ).problems
    assert problem.advice == "Retirez-la du fichier." and problem.page_advice == "Mettez-la de côté."


def test_lines_of_a_survey_are_not_offered(store: Store) -> None:
    assert not corrected_lines.can_correct(Proposal(0).rejected)


def test_questions_can_be_answered_by_correcting_too(store: Store, edits: dict[str, Edits]) -> None:
    test = drop(page(), HEADERS, "X1;Un;ONG;ESS;Bretagne;01/02/1935;")
    assert test.warning
    test.session_state["corriger_doutes"] = True
    type_in(test.run(), edits, {0: {JOINED: "01/02/2015"}})
    test.session_state["corriger_doutes"] = False
    test.run()
    test.session_state["corriger_doutes"] = True
    test.run()
    edits.clear()
    (table,) = test.session_state["_corrections_0"].tables.values()
    assert table.frame[JOINED].tolist() == ["01/02/2015"]
    test.button(key="appliquer_doutes").click().run()
    assert "1 cellule corrigée" in " ".join(plain(each.label) for each in test.expander)


def test_a_version_tells_its_corrections_by_place() -> None:
    cells = tuple(CorrectedCell("m.xlsx", "Base", row, "C") for row in range(2, 16))
    assert plain(describe_edits(HandEdits(cells[:1], 2))) == (
        "1 cellule corrigée à la main (m.xlsx, feuille « Base », C2) et 2 lignes mises de côté."
    )
    assert "C13 et 2 autres)" in plain(describe_edits(HandEdits(cells)))
    assert describe_edits(HandEdits()) == ""


ACCOMPANIMENTS = "Référence;Porteur;Type;Intitulé;Statut;Demande;Coût (€)"
PENDING = "pas encore appliqué"


def open_doubts(test: AppTest, is_open: bool) -> AppTest:
    test.session_state["corriger_doutes"] = is_open
    return test.run()


def test_a_line_ticked_and_not_applied_is_not_imported_behind_a_closed_panel(
    store: Store, edits: dict[str, Edits]
) -> None:
    uploads.accepted(store, *uploads.every_clean())
    lines = (
        "A-1;M001;EVALUATION;Un;DEMANDE;03/04/21;1000",
        "A-2;M002;EVALUATION;Autre;DEMANDE;05/06/2021;2000",
    )
    test = open_doubts(drop(page(), ACCOMPANIMENTS, *lines, name="a.csv"), True)
    (table,) = test.session_state["_corrections_0"].tables.values()
    edits[table.key] = {0: {ASIDE: True}}
    before = store.current().number
    test.button(key="confirmer").click().run()  # as the line is ticked
    assert store.current().number == before
    assert any("Rien n’a été importé" in plain(each.value) for each in test.error)
    open_doubts(test, False)
    assert f"1 ligne cochée, {PENDING}" in get_text(test)
    assert test.button(key="confirmer").disabled
    test.button(key="appliquer_doutes").click().run()
    assert PENDING not in get_text(test)
    test.button(key="confirmer").click().run()
    known = {row["accompaniment_id"] for row in uploads.rows(store, "accompaniments")}
    assert "A-2" in known and "A-1" not in known


def test_what_is_typed_of_a_line_waits_when_a_matched_value_settles_the_rest(
    store: Store, edits: dict[str, Edits]
) -> None:
    test = drop(page(), HEADERS, "X1;Un;ONG;ESS;IDFX;01/02/2015;", "X4;Quatre;ONG;ESS;Bretagne;01/02/2015;")
    type_in(test, edits, {0: {JOINED: "01/02/2016"}})
    next(each for each in test.selectbox if "IDFX" in each.label).set_value("11")
    next(each for each in test.button if each.label == "Enregistrer ces valeurs et continuer").click().run()
    assert not test.error and f"1 cellule tapée, {PENDING}" in get_text(test)
    edits.clear()  # the table is no longer drawn: it was put away
    assert test.run().button(key="confirmer").disabled
    test.button(key="appliquer_doutes").click().run()
    test.button(key="confirmer").click().run()
    joined = {row["organisation_id"]: str(row["joined_on"]) for row in uploads.rows(store, "memberships")}
    assert (joined["X1"], joined["X4"]) == ("2016-02-01", "2015-02-01")


def test_what_is_typed_waits_when_one_click_settles_the_rest(store: Store, edits: dict[str, Edits]) -> None:
    test = drop(page(), OTHERS, "X1;Un;ONG;ESS;Bretagne;2015")
    type_in(test, edits, {0: {REGION: "Normandie"}})
    next(each for each in test.button if each.label == "Premier jour").click().run()
    assert not test.error and f"1 cellule tapée, {PENDING}" in get_text(test)
    test.button(key="appliquer_doutes").click().run()
    test.button(key="confirmer").click().run()
    regions = {row["organisation_id"]: row["region"] for row in uploads.rows(store, "organisation_profiles")}
    assert regions["X1"] == "28"


def test_what_is_typed_in_a_table_outlives_a_page_that_does_not_draw_it(
    store: Store, edits: dict[str, Edits]
) -> None:
    table = build_table(store, *LINES)
    edits[table.key] = {0: {REGION: "Bretagne"}}
    correction_table.keep_edits(table)
    edits.clear()
    step = correction_table.add_typed(NOTHING_TYPED, table)
    assert [*step.corrections.cells.values()] == ["Bretagne"]


def test_what_was_typed_over_a_file_that_is_gone_does_not_wait(store: Store, edits: dict[str, Edits]) -> None:
    test = drop(page(), *LINES)
    type_in(test, edits, {0: {REGION: "Bretagne"}})
    drop(test, HEADERS, "X4;Quatre;ONG;ESS;Bretagne;01/02/2015;")
    assert PENDING not in get_text(test) and not test.button(key="confirmer").disabled


def test_a_choice_that_is_gone_is_forgotten_and_the_corrections_are_not(
    store: Store, edits: dict[str, Edits]
) -> None:
    uploads.accepted(store, *uploads.every_clean())
    essaim = uploads.build_upload("e.csv", "Identifiant;Nom;Famille;Champ", "ESSAIM;Essaim;ONG;ESS")
    uploads.accepted(store, essaim)
    presences = ("ACT-1;Essaim bleu;PARTICIPANT;deux", "ACT-1;Terre d’Orvaine;INTERVENANT;3")
    test = drop(page(), "Activité;Organisation;Rôle;Participants", *presences, name="p.csv")
    apply(test, edits, {0: {"cell_3": "2"}})
    for name, identifier in (("Essaim bleu", "ESSAIM"), ("Terre d’Orvaine", "M001")):
        next(each for each in test.selectbox if name in each.label).set_value(identifier)
    next(each for each in test.button if each.label == "Prendre ces choix").click().run()
    assert not test.error
    store.undo(2, "Ben")
    test.run()
    assert "L’organisation choisie pour « Essaim bleu » n’est plus connue" in plain(test.error[0].value)
    labels = [plain(each.label) for each in test.expander]
    assert "1 cellule corrigée : les fichiers restent comme ils sont" in labels
    assert "1 nom choisi, à enregistrer avec cet import" in labels
    assert "1 nom d’organisation n’est pas connu" in get_text(test)


def test_a_day_that_was_typed_stays_when_a_line_is_corrected(store: Store, edits: dict[str, Edits]) -> None:
    lines = ("ACT-77;FORMATION;Autre;04/05/20", "ACT-78;FORMATION;Autre encore;05/06/2019")
    test = drop(page(), "Référence;Type;Intitulé;Date", *lines, name="q.csv")
    test.date_input[0].set_value(date(2021, 6, 30)).run()
    open_doubts(test, True)
    type_in(test, edits, {0: {"cell_3": "04/05/2018"}}).button(key="appliquer_doutes").click().run()
    assert test.date_input[0].value == date(2021, 6, 30)
    assert "Proposé d’après les fichiers : le 5 juin 2019." in get_text(test)
    test.button(key="confirmer").click().run()
    assert store.current().as_of == date(2021, 6, 30)
