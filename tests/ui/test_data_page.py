"""The Données page: import, versions and what they changed, ways back told beforehand, templates, dictionary."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import uploads
from app_session import open_page
from streamlit.testing.v1 import AppTest

import schemas
from dse import french, page_titles, paths
from dse.contacts import notes
from dse.errors import Refused
from dse.export import codebook
from dse.ingest import Issue
from dse.ingest.registry import find_check
from dse.query import Selection
from dse.store import Store
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import issues, templates
from dse.ui.reference import dictionary
from dse.ui.versions import moved_measures, undo_preview

READ = [
    (
        "accompagnements.csv",
        "Accompagnements",
        "2",
        "1",
        "jour/mois/année, mois en lettres et année-mois-jour",
    )
]
OFFERS = "Identifiant;Intitulé;Type;Familles visées;Ouverture;Fermeture;Places par an;Note"


@pytest.fixture(scope="session")
def four_versions(clean_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A first import, a corrected cost, a new offer, and that offer undone; read only."""
    made = Store(shutil.copytree(clean_store.path, tmp_path_factory.mktemp("versions") / "store"))
    uploads.accepted(made, uploads.changed("accompagnements", "12 500,50", "13 000"))
    uploads.accepted(made, uploads.build_upload("offre.csv", OFFERS, "OFF-9;Ateliers;ATELIER;;02/01/2020;;;"))
    made.undo(3, "Paul")
    return made


@pytest.fixture
def store(four_versions: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The team's store, which may be written."""
    made = Store(shutil.copytree(four_versions.path, tmp_path / "store"))
    monkeypatch.setenv("DSE_STORE", str(made.path))
    return made


def page(part: str = "Importer") -> AppTest:
    """The page, at one of its parts."""
    test = open_page("donnees")
    test.session_state["partie"] = part
    return test.run()


def at_version(number: int) -> AppTest:
    """The page, at one version."""
    test = page("Versions")
    test.radio[0].set_value(number).run()
    assert not test.exception
    return test


def _make_spaces_plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def get_text(test: AppTest) -> str:
    """Everything that the page says in text, as a person reads it."""
    kinds = (test.markdown, test.caption, test.info, test.success)
    return plain("\n".join(box.value for kind in kinds for box in kind))


def plain(text: str) -> str:
    """Text without Markdown escapes, every space an ordinary one."""
    return text.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def tables(test: AppTest) -> list[list[tuple[str, ...]]]:
    """The rows of each small table on the page."""
    return [
        [tuple(plain(str(cell)) for cell in row) for row in each.value.itertuples(index=False)]
        for each in test.table
    ]


@pytest.mark.parametrize("part", page_titles.DATA_PARTS)
@pytest.mark.usefixtures("store")
def test_every_part_opens(part: str) -> None:
    test = page(part)
    assert not test.exception
    assert [box.value for box in test.error] == []


def test_versions_are_listed_newest_first_with_who_why_and_what(store: Store) -> None:
    store.name(1, "Bilan 2016-2018")
    versions = page("Versions").radio[0]
    assert [plain(each) for each in versions.options] == [
        "**Version 4** · Annulation (actuelle)",
        "**Version 3** · Import",
        "**Version 2** · Import",
        "**Version 1** **« Bilan 2016-2018 »** · Import",
    ]
    captions = [plain(each).split("  \n") for each in versions.proto.captions]
    assert captions[0][0] == "Annulation de la version 3 : Import"
    assert captions[0][1].startswith("par Paul, le ")
    assert [each[-1] for each in captions[:3]] == [
        "Offre : 1 ligne retirée",
        "Offre : 1 ligne ajoutée",
        "Accompagnements : 1 ligne modifiée",
    ]
    assert captions[3][-1].endswith("tables") and "lignes ajoutées dans" in captions[3][-1]


def test_a_version_that_came_from_no_file_was_typed(store: Store) -> None:
    notes.add(store, notes.Note("M001", date(2018, 5, 4), "Cherche un atelier."), "Paul")
    test = page("Versions")
    assert plain(test.radio[0].options[0]) == "**Version 5** · Saisie (actuelle)"
    assert "Saisie par Paul, le " in get_text(test)


def test_a_version_shows_its_files_its_counts_and_its_changed_cells(store: Store) -> None:
    test = at_version(2)
    assert "Fichier : accompagnements.csv (" in get_text(test)
    assert tables(test) == [[("Accompagnements", "", "1", "", "2")]]
    test.session_state["lignes_changees"] = True
    test.run()
    assert tables(test)[1] == [("ACC-1 · Évaluer un programme", "Coût (€)", "12 500,50", "13 000")]


def test_added_and_removed_rows_are_shown_with_french_headers(store: Store) -> None:
    test = at_version(4)
    test.session_state["lignes_changees"] = True
    test.run()
    (rows,) = [each.value for each in test.dataframe]
    assert rows["title"].tolist() == ["Ateliers"]


def test_an_undo_says_what_will_happen_before_it_happens(store: Store) -> None:
    test = at_version(2)
    sentence_told = (
        "Annuler la version 2 remettra « Accompagnements » comme en version 1 : 1 ligne modifiée. "
        "Les décisions, les contacts, les notes et les prochaines étapes ne changent pas."
    )
    assert sentence_told in get_text(test)
    assert store.current().number == 4
    test.button(key="annuler").click().run()
    assert (store.current().action, store.current().target_version) == ("undo", 2)
    assert "La version 2 est annulée." in get_text(test)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (3, "La version 3 est déjà annulée par la version 4. Pour la remettre, annulez la version 4"),
        (1, "d’autres imports en dépendent : Accompagnements (version 2)"),
    ],
)
def test_an_undo_that_cannot_be_says_why_and_its_button_is_off(store: Store, number: int, why: str) -> None:
    test = at_version(number)
    assert why in get_text(test)
    assert test.button(key="annuler").disabled


def test_an_undo_can_be_undone_and_says_of_what(store: Store) -> None:
    test = at_version(4)
    assert (
        "Annuler la version 4, qui annulait la version 3, remettra « Offre » comme en version 3 : "
        "1 ligne ajoutée." in get_text(test)
    )
    test.button(key="annuler").click().run()
    assert store.current().tables["offers"] == store.version(3).tables["offers"]


def test_several_tables_are_each_told_in_one_sentence(store: Store) -> None:
    text = undo_preview.preview_restore(store, store.version(3), also=[]).text
    assert text.startswith("Revenir à la version 3 remettra « Offre » comme en version 3")
    store.restore(1, "Paul")
    text = undo_preview.preview_restore(store, store.version(3), also=[]).text.replace("\u00a0", " ")
    assert (
        "2 tables comme en version 3 : Offre (1 ligne ajoutée) et Accompagnements (1 ligne modifiée)." in text
    )


def test_a_restore_says_what_will_happen_and_does_it(store: Store) -> None:
    test = at_version(1)
    assert (
        "Revenir à la version 1 remettra « Accompagnements » comme en version 1 : 1 ligne modifiée."
        in get_text(test)
    )
    test.button(key="revenir").click().run()
    assert store.current().tables == store.version(1).tables


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (4, "La version 4 est la version actuelle."),
        (2, "Les données sont déjà celles de la version 2 : il n’y a rien à remettre."),
    ],
)
def test_a_restore_that_changes_nothing_says_so_and_its_button_is_off(
    store: Store, number: int, why: str
) -> None:
    test = at_version(number)
    assert why in get_text(test)
    assert test.button(key="revenir").disabled


def test_decisions_go_back_only_if_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "dse.ui.versions.undo_and_restore.undo_preview.preview_restore",
        lambda store, version, also: asked.append(also) or undo_preview.Preview("", True),
    )
    monkeypatch.setattr(Store, "restore", lambda self, number, author, also: asked.append(("done", also)))
    monkeypatch.setattr("schemas.list_typed_tables", lambda: ["accompaniments"])
    test = at_version(1)
    assert asked[-1] == []
    test.checkbox(key="accompaniments_1").check().run()
    assert asked[-1] == ["accompaniments"]
    test.button(key="revenir").click().run()
    assert ("done", ["accompaniments"]) in asked
    assert "accompaniments_4" not in [box.key for box in at_version(4).checkbox]


def test_what_was_told_is_not_done_over_a_version_saved_meanwhile(store: Store) -> None:
    test = at_version(2)
    store.name(1, "Bilan")
    store.commit({"offers": []}, parent=4, author="Karim", message="entre-temps")
    test.button(key="annuler").click().run()
    assert store.current().number == 5
    assert any("entre\\-temps" in box.value for box in test.error)


def test_a_version_is_named_renamed_and_a_taken_name_is_refused(store: Store) -> None:
    test = at_version(2)
    assert test.text_input(key="nom_2").placeholder == "Bilan 2016-2018"
    assert test.button(key="nommer").disabled
    test.text_input(key="nom_2").set_value("Bilan 2016-2018").run()
    test.button(key="nommer").click().run()
    assert store.names() == {2: "Bilan 2016-2018"}
    test = at_version(2)
    test.text_input(key="nom_2").set_value("Bilan").run()
    assert test.button(key="nommer").label == "Renommer"
    test.button(key="nommer").click().run()
    assert store.names() == {2: "Bilan"}
    test = at_version(1)
    test.text_input(key="nom_1").set_value("Bilan").run()
    test.button(key="nommer").click().run()
    assert any("déjà le nom de la version 2" in box.value for box in test.error)


def test_an_older_version_is_said_on_every_page_and_can_be_left(store: Store) -> None:
    test = open_page(version="2")
    assert "Vous regardez la version 2, et non la version actuelle (4)." in get_text(test).replace("**", "")
    test.button(key="version_actuelle").click().run()
    assert "version" not in test.query_params
    assert "Vous regardez" not in get_text(test)


def test_a_version_links_to_the_dashboard_as_it_was(store: Store) -> None:
    links = {link.label: link.proto.query_string for link in at_version(2).page_link}
    assert links == {"Voir le tableau de bord à cette version": "version=2"}


def test_a_version_that_cannot_be_compared_is_still_listed(store: Store) -> None:
    (offers,) = store.version(3).tables["offers"]
    (store.path / "data" / offers.name).unlink()
    test = page("Versions")
    assert [caption.split("  \n")[-1] for caption in test.radio[0].proto.captions][:2] == [
        "comparaison impossible",
        "comparaison impossible",
    ]
    assert any(format_sentence("ne se lit plus") in box.value for box in test.warning)
    assert test.button(key="annuler").disabled


def test_only_eight_versions_are_listed_until_more_are_asked_for(store: Store) -> None:
    for _ in range(3):
        store.undo(store.current().number, "Paul")
        store.undo(store.current().number, "Paul")
    test = page("Versions")
    assert len(test.radio[0].options) == 8
    test.button(key="anciennes").click().run()
    assert len(test.radio[0].options) == 10


def test_measures_that_a_version_moved_are_told_with_both_values(own_demo: Store) -> None:
    own_demo.commit({"memberships": []}, parent=1, author="Marie", message="")
    moves = moved_measures.find_moves(own_demo, own_demo.version(1), own_demo.version(2), Selection())
    lines = moved_measures.describe_moves(moves.moves)
    assert any(line.startswith("Membres") and " → " in line for line in lines)
    assert not moved_measures.find_moves(
        own_demo, own_demo.version(1), own_demo.version(1), Selection()
    ).moves


def test_accompaniments_that_contradict_their_status_are_listed_with_the_change_of_counting(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    assert not any("contraires" in box.label for box in page("Versions").expander)
    rows = own_demo.read(own_demo.current(), "accompaniments").to_pylist()
    first = next(row for row in rows if row["started_on"] and row["status"] == "TERMINE")
    first["status"] = "REFUSE"
    content = pa.Table.from_pylist(rows, schemas.arrow_schema("accompaniments"))
    own_demo.commit({"accompaniments": [content]}, parent=1, author="Marie", message="")
    test = page("Versions")
    titles = [_make_spaces_plain(box.label) for box in test.expander]
    assert "1 accompagnement aux dates contraires au statut" in titles
    assert (
        "1 accompagnement porte une date de démarrage mais est demandé, en instruction ou refusé : il ne compte pas comme démarré."
        in _make_spaces_plain(get_text(test))
    )


def test_a_new_team_sees_the_steps_and_a_template_for_each_form(
    tmp_path: Path, monkeypatch, demo_store
) -> None:
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "none"))
    monkeypatch.setattr(paths, "DEMO_STORE", demo_store.path)
    test = page()
    assert not test.exception and not test.error
    assert "1.** téléchargez un modèle" in get_text(test) and "3.** déposez-le ici" in get_text(test)
    names = [form.name for form in templates.list_forms()]
    buttons = [each.key for each in test.get("download_button")]
    assert buttons == [f"modele_vide_{name}" for name in names]
    assert names.index("membres") < names.index("accompagnements")
    assert not (tmp_path / "none").exists()
    test.session_state["partie"] = "Versions"
    assert "apparaîtront ici après votre premier import" in get_text(test.run())


def test_a_filled_form_is_made_on_a_click_only_and_a_refusal_is_in_french(store: Store, monkeypatch) -> None:
    made = []
    monkeypatch.setattr(
        templates,
        "_render_filled",
        lambda form, store, version: made.append((form.name, version.number)) or b"x",
    )
    test = page()
    assert made == []
    test.button(key="corriger_membres").click().run()
    assert made == [("membres", 4)]
    assert "corrige_membres" in [each.key for each in test.get("download_button")]

    def refused(*_: object) -> bytes:
        raise Refused("Ce formulaire ne peut pas être rempli.")

    monkeypatch.setattr(templates, "_render_filled", refused)
    test.button(key="corriger_membres").click().run()
    assert any("ne peut pas être rempli" in box.value for box in test.warning)


def test_an_import_is_previewed_confirmed_and_offered_for_undo(store: Store) -> None:
    test = page()
    upload = uploads.changed("accompagnements", "12 500,50", "14 000")
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    assert tables(test) == [READ, [("Accompagnements", "", "1", "", "2")]]
    test.session_state["apercu_lignes"] = True
    test.run()
    assert tables(test)[2] == [("ACC-1 · Évaluer un programme", "Coût (€)", "13 000", "14 000")]
    test.button(key="confirmer").click().run()
    assert store.current().number == 5
    assert "Version 5** : Accompagnements : 1 ligne modifiée." in get_text(test)
    assert "Voir la Vue d’ensemble" in [link.label for link in test.page_link]
    test.button(key="annuler_import").click().run()
    assert (store.current().action, store.current().target_version) == ("undo", 5)


def test_the_day_until_which_data_go_is_proposed_said_and_taken_back_by_an_undo(store: Store) -> None:
    test = page()
    upload = uploads.changed("accompagnements", "12 500,50", "14 000")
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    (field,) = test.date_input
    assert (field.label, field.value) == ("Données arrêtées au", date(2019, 3, 5))
    assert (
        "C’est le jour du dernier événement connu : corrigez-le si vos données vont plus loin."
        in get_text(test)
    )
    field.set_value(date(2018, 12, 31)).run()
    assert any("sera compté comme à venir" in row[-2] for table in tables(test) for row in table)
    test.date_input[0].set_value(date(2019, 6, 30)).run()
    test.button(key="confirmer").click().run()
    assert not test.exception and store.current().as_of == date(2019, 6, 30)
    test.session_state["partie"] = "Versions"
    test.run()
    assert "Données arrêtées au 30 juin 2019." in get_text(test).replace("\u00a0", " ")
    store.undo(5, "Nadia")
    assert store.current().as_of is None


def test_an_undo_that_keeps_the_day_says_so(store: Store) -> None:
    first, second = date(2019, 6, 30), date(2020, 6, 30)
    for day in (first, second):
        store.commit({}, parent=store.current().number, author="Nadia", message="", as_of=day)
    moved = store.current()
    uploads.accepted(store, uploads.changed("accompagnements", "12 500,50", "14 000"))
    text = undo_preview.preview_undo(store, moved).text.replace("\u00a0", " ")
    assert "Les données restent arrêtées au 30 juin 2020" in text


def test_files_that_are_there_already_change_nothing_not_even_the_day(store: Store) -> None:
    test = page()
    test.file_uploader[0].set_value([("offre.csv", uploads.clean("offre").content, "text/csv")]).run()
    assert "Aucun changement" in get_text(test) and not test.date_input


def test_partnerships_are_imported_on_the_page_though_another_table_is_damaged(store: Store) -> None:
    (file,) = store.current().tables["accompaniments"]
    (store.path / "data" / file.name).write_bytes(b"")
    test = page()
    upload = uploads.changed("partenariats", "01/03/2016", "02/03/2016")
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    test.button(key="confirmer").click().run()
    assert not test.exception and store.current().number == 5
    assert [box.value for box in test.error] == []
    assert "Version 5** : Partenariats : 1 ligne modifiée." in get_text(test)


def test_files_dropped_are_still_there_after_a_look_at_another_part(store: Store) -> None:
    test = page()
    upload = uploads.changed("accompagnements", "12 500,50", "14 000")
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    test.session_state["partie"] = "Dictionnaire"
    test.run()
    test.session_state["partie"] = "Importer"
    assert tables(test.run())[0] == READ


def test_problems_are_grouped_by_file_and_sheet_and_counted_by_kind() -> None:
    found = [
        Issue("a.xlsx", "", "", code="IMP-201", sheet="Membres", row=2),
        Issue("a.xlsx", "", "", code="IMP-203", sheet="Membres", row=3),
        Issue("a.xlsx", "", "", code="IMP-301", sheet="Offre", row=2),
        Issue("b.csv", "", "", code="IMP-101"),
    ]
    groups = {place: len(each) for place, each in issues.group_by_sheet(found).items()}
    assert groups == {("a.xlsx", "Membres"): 2, ("a.xlsx", "Offre"): 1, ("b.csv", None): 1}
    counted = plain(issues.describe_kinds(found))
    assert counted == "Par nature : 2 cases, 1 nom d’organisation, 1 problème de fichier."


def test_a_refused_file_lists_row_column_and_advice(store: Store) -> None:
    test = page()
    wrong = uploads.changed("accompagnements", "03/04/2018", "31/02/2018")
    test.file_uploader[0].set_value([(wrong.name, wrong.content, "text/csv")]).run()
    assert "Import refusé : 1 problème." in plain(test.error[0].value)
    assert "accompagnements.csv** (1)" in get_text(test)
    _, (listed,) = tables(test)
    assert listed[:4] == ("2", "K « Demande »", "31/02/2018", "Cette date n’existe pas.")
    assert listed[4].startswith("Corrigez-la")
    assert "annuler" not in [button.key for button in test.button]


@pytest.mark.parametrize("query", ["cofinancement", "COFINANCEMENT", "cofinancements e3f"])
def test_a_word_is_looked_for_among_columns_and_codes(store: Store, query: str) -> None:
    test = page("Dictionnaire")
    assert len(test.dataframe) >= 3
    test.text_input(key="mot_dictionnaire").set_value(query).run()
    if query.endswith("e3f"):
        assert "Aucune colonne ni aucun code" in get_text(test)
        return
    columns = test.dataframe[0].value
    assert "Cofinancement (€)" in columns["title"].tolist()
    assert len(columns) < codebook.list_columns().num_rows


def test_a_search_ignores_accents_and_wants_every_word() -> None:
    codes = codebook.list_codes()
    found = dictionary.find_rows(codes, "pouvoir AGIR")["code"].to_pylist()
    assert "POUVOIR_AGIR" in found
    assert "Afrique du Sud" in dictionary.find_rows(codes, "afrique sud")["label"].to_pylist()
    assert dictionary.find_rows(codes, "afrique licorne").num_rows == 0
    assert "Côte d’Ivoire" in dictionary.find_rows(codes, "cote d'ivoire")["label"].to_pylist()


def test_every_list_of_codes_can_be_read_whatever_the_table(store: Store) -> None:
    test = page("Dictionnaire")
    lists = test.selectbox(key="liste_dictionnaire_organisations").options
    assert sorted(lists) == sorted(codebook.list_title(name) for name in dictionary.codelists.names())
    assert lists[0] == "Pays"


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 octet"), (340, "340 octets"), (12_300, "12 Ko"), (2_440_000, "2,4 Mo")]
)
def test_sizes_are_french(count: int, text: str) -> None:
    assert plain(french.file_size(count)) == text


def _show_issues() -> None:
    from dse.ingest import Issue
    from dse.ui.importing import issues

    found = [Issue("a.csv", "", "", code=code, row=2) for code in ("IMP-410", "IMP-201", "IMP-410")]
    issues.show(found, "problemes", {}, ())


def test_each_kind_of_issue_says_why_what_to_do_and_when() -> None:
    test = AppTest.from_function(_show_issues).run()
    assert not test.exception
    text = get_text(test)
    assert text.index("Cellule obligatoire vide") < text.index("Partenariats qui se chevauchent")
    for code in ("IMP-201", "IMP-410"):
        check = find_check(code)
        for part in (check.title, check.code, check.explanation, check.advice, check.effects):
            assert text.count(plain(format_sentence(part))) >= 1, part
    assert text.count("IMP-410") == 1 and "| PAR-9 | 01/12/2017 |" in text


def _show_structure_issue() -> None:
    from dse.ingest import Issue
    from dse.ui.importing import check_explanations

    check_explanations.show([Issue("a.csv", "", "", code="IMP-107", row=2)], "problemes")


def test_the_lines_of_a_file_are_shown_where_a_table_would_hide_the_mistake() -> None:
    test = AppTest.from_function(_show_structure_issue).run()
    assert not test.exception
    shown = [code.value.splitlines()[1] for code in test.code]
    assert shown == ["ACT-1;M002;Participant;1", "ACT-1;M002;Participant;1;0"]
