"""The import part of the Données page: an unknown file is matched, names are chosen, then it is previewed and confirmed."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import uploads
from streamlit.testing.v1 import AppTest
from test_data_page import get_text, page, plain, tables
from workbooks import render_xlsx

import schemas
from dse.ingest.forms import matched_titles
from dse.store import Store
from dse.ui.importing import title_matching

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "Réunion;Structure représentée;Qualité;Nb personnes;Courriel"


@pytest.fixture
def store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DSE_STORE", str(store.path))
    return store


@pytest.fixture
def forms(store: Store) -> Path:
    """Where the team's forms, and the titles matched with any, are kept."""
    return store.path / "forms"


def drop(test: AppTest, name: str, *lines: str) -> AppTest:
    upload = uploads.build_upload(name, *lines)
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    assert not test.exception
    return test


def box(test: AppTest, label: str):
    return next(each for each in test.selectbox if each.label == label)


def choose_presences(test: AppTest) -> AppTest:
    """The addresses of a sheet of attendance make it look like contacts: the reader says what it is."""
    presences = next(form for form in title_matching.load_forms() if form.name == "presences")
    return box(test, "Contenu du fichier").set_value(presences).run()


def save_button(test: AppTest):
    return next(each for each in test.button if each.label.startswith("Enregistrer ces correspondances"))


def activity(store: Store) -> str:
    return uploads.rows(store, "activities")[0]["activity_id"]


def test_an_unknown_file_is_matched_then_known_by_itself(store: Store, forms: Path) -> None:
    lines = (SHEET, f"{activity(store)};Terres d’Orvaine;Intervenant;4;camille@exemple.org")
    test = drop(page(), "feuille.csv", *lines)
    assert tables(test)[0][0][:2] == ("feuille.csv", "Non reconnu")
    choose_presences(test)
    assert box(test, "« Structure représentée » correspond à").value == "Organisation"
    assert "Il manque encore, pour « Présences » : Activité." in plain(test.warning[0].value)
    assert save_button(test).disabled
    box(test, "« Réunion » correspond à").set_value("Activité").run()
    box(test, "« Nb personnes » correspond à").set_value("Activité").run()
    assert "Choisi deux fois : Activité." in plain(test.warning[0].value) and save_button(test).disabled
    box(test, "« Nb personnes » correspond à").set_value("Participants").run()
    save_button(test).click().run()
    assert not test.exception and not test.error
    assert tables(test)[0][0][:2] == ("feuille.csv", "Présences")
    assert [each[:3] for each in tables(test)[1]] == [(schemas.title("participations"), "1", "")]
    assert test.button(key="confirmer")
    assert matched_titles.load_titles("presences", forms).ignored == ("Courriel",)
    again = drop(page(), "autre.csv", *lines)
    assert tables(again)[0][0][:2] == ("autre.csv", "Présences")


def test_sheets_alike_of_a_workbook_are_one_line_of_what_was_read(store: Store) -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for name, lines in (("01", 1), ("02", 2), ("Total", 1)):
        sheet = book.create_sheet(name)
        sheet.append(["Xyz", "Wvu", "Tsr", "Qpo"])
        for line in range(lines):
            sheet.append(["Eau", "Forages", line, "2021-01-31"])
    book["Total"].append(["Total", "", 4, ""])
    book.remove(book.active)
    book.save(content)
    test = page()
    test.file_uploader[0].set_value([("b.xlsx", content.getvalue(), "application/octet-stream")]).run()
    assert not test.exception
    assert [row[0:3] for row in tables(test)[0]] == [
        ("b.xlsx, 2 feuilles aux mêmes titres : « 01 » et « 02 »", "Non reconnu", "3"),
        ("b.xlsx, feuille « Total »", "Non reconnu", "1, sans compter 1 total"),
    ]


def test_addresses_in_an_unknown_file_are_not_shown(store: Store) -> None:
    test = choose_presences(drop(page(), "feuille.csv", SHEET, "A;B;C;4;camille@exemple.org"))
    assert "[retiré]" in get_text(test) and "camille" not in get_text(test)


def test_titles_that_were_matched_can_be_forgotten(store: Store, forms: Path) -> None:
    form = next(each for each in title_matching.load_forms() if each.name == "presences")
    matched_titles.save_titles(form, matched_titles.MatchedTitles({"Réunion": "Activité"}), forms)
    test = page()
    assert "« Réunion » : Activité" in get_text(test)
    test.button(key="oublier_titre_presences_Réunion").click().run()
    assert not test.exception and not (forms / "titres" / "presences.toml").exists()


def test_a_file_of_titles_that_is_wrong_is_shown_and_can_be_forgotten(store: Store, forms: Path) -> None:
    path = forms / "titres" / "presences.toml"
    path.parent.mkdir(parents=True)
    path.write_text("[titles\n", encoding="utf-8")
    test = page()
    assert "Les titres associés à « presences » ne se lisent pas" in plain(test.warning[0].value)
    test.button(key="oublier_titres_presences").click().run()
    assert not test.exception and not test.warning and not path.exists()


def test_columns_that_are_left_can_be_matched_too(store: Store, forms: Path) -> None:
    lines = ("Activité;Organisation;Rôle;Monde", f"{activity(store)};Terres d’Orvaine;Intervenant;4")
    test = drop(page(), "presences.csv", *lines)
    box(test, "« Monde » correspond à").set_value("Participants").run()
    save_button(test).click().run()
    assert matched_titles.load_titles("presences", forms).headers == {"Monde": "Participants"}


def test_names_are_asked_once_then_previewed_confirmed_and_undone_together(store: Store) -> None:
    lines = [
        f"{activity(store)};{name};Intervenant;4" for name in ("Assoc. Terres d’Orvaine", "Les Inconnus")
    ]
    test = drop(page(), "presences.csv", "Activité;Organisation;Rôle;Participants", *lines)
    assert "2 noms d’organisation ne sont pas connus" in get_text(test)
    assert not test.error and "confirmer" not in [each.key for each in test.button]
    first = box(test, "« Assoc. Terres d’Orvaine » est")
    assert first.value is None and first.options[0] == "Terres d’Orvaine (M001)"
    first.set_value("M001")
    assert not [option for option in first.options if not option.endswith(")")], "each is an organisation"
    assert "« Ajouter un membre »" in get_text(test) and "modèle « Membres »" in get_text(test)
    next(each for each in test.button if each.label == "Prendre ces choix").click().run()
    assert "1 nom d’organisation n’est pas connu" in get_text(test)
    assert "« Assoc. Terres d’Orvaine » est [Terres d’Orvaine](membre?id=M001)" in get_text(test)
    box(test, "« Les Inconnus » est").set_value("M002")
    next(each for each in test.button if each.label == "Prendre ces choix").click().run()
    assert not test.exception and not test.error
    assert ("Autres noms", "2") in [each[:2] for each in tables(test)[1]]
    test.button(key="confirmer").click().run()
    assert store.current().number == 2
    aliases = {each["alias"]: each["organisation_id"] for each in uploads.rows(store, "organisation_aliases")}
    assert aliases["Assoc. Terres d’Orvaine"] == "M001" and aliases["Les Inconnus"] == "M002"
    test.button(key="annuler_import").click().run()
    assert "Les Inconnus" not in {each["alias"] for each in uploads.rows(store, "organisation_aliases")}


def test_choices_can_be_taken_back(store: Store) -> None:
    test = drop(
        page(),
        "p.csv",
        "Activité;Organisation;Rôle;Participants",
        f"{activity(store)};Les Inconnus;Intervenant;2",
    )
    box(test, "« Les Inconnus » est").set_value("M002")
    next(each for each in test.button if each.label == "Prendre ces choix").click().run()
    assert test.button(key="confirmer")
    next(each for each in test.button if each.label == "Revenir sur ces choix").click().run()
    assert "1 nom d’organisation n’est pas connu" in get_text(test)


def test_other_mistakes_are_told_beside_the_names_and_their_lines_can_be_sent(store: Store) -> None:
    lines = (f"{activity(store)};Les Inconnus;Intervenant;4", f"{activity(store)};Terres d’Orvaine;Roi;trois")
    test = drop(page(), "presences.csv", "Activité;Organisation;Rôle;Participants", *lines)
    assert "Import refusé : 1 problème, et 1 nom à choisir et 1 valeur à associer ci-dessus." in plain(
        test.error[0].value
    )
    assert "1 nom d’organisation n’est pas connu" in get_text(test)
    labels = [plain(each.label) for each in test.get("download_button")]
    assert labels == ["Lignes à corriger : presences.csv (2)", "Liste des problèmes (CSV pour Excel)"]


def test_a_choice_whose_organisation_is_gone_is_told_then_dropped(store: Store) -> None:
    test = drop(
        page(),
        "p.csv",
        "Activité;Organisation;Rôle;Participants",
        f"{activity(store)};Les Inconnus;Intervenant;2",
    )
    test.session_state["_names_0"] = {"Les Inconnus": "M999"}
    test.run()
    assert any("n’est plus connue" in plain(each.value) for each in test.error)
    assert "1 nom d’organisation n’est pas connu" in get_text(test.run())


def test_a_sheet_that_people_signed_is_taken_for_attendance_and_told_what_it_lacks(store: Store) -> None:
    lines = ("Nom;Prénom;Structure;Signature;Tél", "Exemple;Camille;Terres d’Orvaine;;0100000000")
    test = drop(page(), "emargement.csv", *lines)
    assert box(test, "Contenu du fichier").value.name == "presences"
    assert "comptez d’abord les personnes de chaque organisation" in get_text(test)
    assert "Déjà reconnu : Organisation." in get_text(test)
    assert "Reconnu, mais pas gardé : Prénom, Signature et Tél." in get_text(test)
    assert "Il manque encore, pour « Présences » : Activité et Rôle." in plain(test.warning[0].value)
    assert "Modèle vide" in [each.label for each in test.get("download_button")]


def test_two_columns_for_one_title_are_told_and_keep_answers_from_being_saved(store: Store) -> None:
    lines = ("Nom;Structure;Région;Matricule", "Exemple;Terres d’Orvaine;Bretagne;M001")
    test = drop(page(), "liste.csv", *lines)
    assert box(test, "Contenu du fichier").value.name == "membres"
    box(test, "« Matricule » correspond à").set_value("Identifiant").run()
    assert any(
        "« Nom » et « Structure » disent tous deux « Nom »" in plain(each.value) for each in test.warning
    )
    assert save_button(test).disabled


def test_a_list_without_identifiers_says_who_is_known_and_who_gets_a_new_one(store: Store) -> None:
    lines = (
        "Nom;Famille d’acteur;Champ;Région",
        "TERRES D'ORVAINE;ONG;Solidarité internationale;Bretagne",
        "Les Inconnus;ONG;Solidarité internationale;Normandie",
    )
    test = drop(page(), "liste.csv", *lines)
    labels = [plain(each.label) for each in test.expander]
    assert "Lignes sans identifiant : 1 identifiant nouveau et 1 ligne reconnue" in labels


def test_a_doubtful_line_is_answered_on_the_page_and_the_answer_can_be_taken_back(store: Store) -> None:
    lines = ("Nom;Famille d’acteur;Champ", "Terre d’Orvaine;ONG;Solidarité internationale")
    test = drop(page(), "liste.csv", *lines)
    assert "1 ligne peut-être déjà connue" in get_text(test)
    box(test, "« Terre d’Orvaine » est").set_value("M001")
    next(each for each in test.button if each.label == "Prendre ces choix").click().run()
    assert "peut-être déjà connue" not in get_text(test)
    assert "Lignes sans identifiant : 1 ligne reconnue" in [plain(each.label) for each in test.expander]
    next(each for each in test.button if each.label == "Revenir sur ces choix").click().run()
    assert "1 ligne peut-être déjà connue" in get_text(test)


def test_what_tells_lines_apart_is_asked_for_where_an_identifier_can_be_proposed(store: Store) -> None:
    lines = ("Qui ?;Sujet;Demande;Statut;Pays", "Terres d’Orvaine;Évaluer;01/02/2018;Demandé;Mali")
    test = drop(page(), "missions.csv", *lines)
    box(test, "Contenu du fichier").select(form_of("accompagnements")).run()
    assert "Il manque encore, pour « Accompagnements » : Porteur, Type et Intitulé." in plain(
        test.warning[0].value
    )
    assert "Avec une colonne « Référence », moins de colonnes suffisent." in get_text(test)


def test_sheets_of_the_same_titles_are_asked_about_once(store: Store) -> None:
    test = page()
    again = [
        uploads.build_upload(name, SHEET, f"{activity(store)};{name};Intervenant;4;")
        for name in ("Un", "Deux", "Trois")
    ]
    test.file_uploader[0].set_value([(f"{each.name}.csv", each.content, "text/csv") for each in again]).run()
    assert [each.label for each in test.selectbox].count("Contenu du fichier") == 1
    assert "Vos réponses valent aussi pour 2 autres tableaux aux mêmes titres." in get_text(test)
    assert not test.error


def form_of(name: str):
    return next(each for each in title_matching.load_forms() if each.name == name)


def test_a_code_that_the_team_adds_meanwhile_is_known_without_dropping_the_file_again(store: Store) -> None:
    lines = ("Activité;Organisation;Rôle;Participants", f"{activity(store)};Terres d’Orvaine;Témoin;4")
    test = drop(page(), "presences.csv", *lines)
    assert "confirmer" not in {each.key for each in test.button}
    (store.path / "codelists").mkdir()
    added = store.path / "codelists" / "participation_roles.csv"
    added.write_text("code,label_fr\nTEMOIN,Témoin\n", encoding="utf-8")
    test.run()
    assert not test.exception and test.button(key="confirmer")


def test_names_in_problems_lead_to_the_sheets_in_another_tab(store: Store) -> None:
    lines = (
        f"{activity(store)};Terres d’Orvaine?;Intervenant;4",
        f"{activity(store)};Terre d’Orvain;Participant;4",
    )
    test = drop(page(), "presences.csv", "Activité;Organisation;Rôle;Participants", *lines)
    assert "1 case · proche : [Terres d’Orvaine](membre?id=M001)" in get_text(test)
    box(test, "« Terre d’Orvain » est").set_value("M001")
    next(each for each in test.button if each.label == "Prendre ces choix").click().run()
    assert any(
        "sur « [Terres d’Orvaine](membre?id=M001) » ?" in cell for row in tables(test)[-1] for cell in row
    )


def test_a_number_that_is_an_identifier_too_leads_nowhere_from_another_column(store: Store) -> None:
    headers, *_ = (uploads.FILES / "membres.csv").read_text(encoding="utf-8").splitlines()
    member = "13;Les Numérotés;;;FR;COLLECTIVITE;SOLIDARITE_INTERNATIONALE;7210;;Bretagne;;;15/06/2014;;COLLECTIVITES;"
    uploads.accepted(store, uploads.build_upload("membres.csv", headers, member))
    lines = (
        "13;Terres d’Orvaine;Intervenant;4",
        f"{activity(store)};13?;Intervenant;2",
        f"{activity(store)};TDO;13;2",
    )
    test = drop(page(), "presences.csv", "Activité;Organisation;Rôle;Participants", *lines)
    cells = [cell for each in tables(test) for row in each for cell in row]
    assert cells.count("13") == 1 and "membre?id=13" not in str(cells)
    assert "**13**" in get_text(test) and "[13]" not in get_text(test)


PRESENCES = "Activité;Organisation;Rôle;Participants"


def test_values_of_no_list_are_matched_once_for_all_their_lines_then_known(store: Store, forms: Path) -> None:
    lines = [
        f"{activity(store)};{name};{role};4"
        for name, role in (("TDO", "Roi"), ("M002", "roi"), ("M003", "Élu"))
    ]
    test = drop(page(), "presences.csv", PRESENCES, *lines)
    assert "2 valeurs à associer" in get_text(test) and not test.error
    assert "2 cases, dès la ligne 2" in get_text(test)
    king = box(test, "« Roi », sous « Rôle », veut dire")
    assert king.value is None
    king.set_value("INTERVENANT")
    values_button(test).click().run()
    assert not test.exception and "1 valeur à associer" in get_text(test)
    box(test, "« Élu », sous « Rôle », veut dire").set_value("PARTICIPANT")
    values_button(test).click().run()
    assert not test.exception and test.button(key="confirmer")
    assert matched_titles.load_titles("presences", forms).values == {
        "Rôle": {"Roi": "INTERVENANT", "Élu": "PARTICIPANT"}
    }
    assert drop(page(), "autre.csv", PRESENCES, *lines).button(key="confirmer")


def test_numbers_of_staff_are_put_in_their_bands_at_once(store: Store, forms: Path) -> None:
    lines = [
        f"X{at};Nom {at};ONG;Solidarité internationale;01/02/2018;{size}"
        for at, size in enumerate(["12", "120", "5", "aucun"])
    ]
    test = drop(page(), "membres.csv", "Identifiant;Nom;Famille d’acteur;Champ;Adhésion;Taille", *lines)
    assert "3 valeurs de « Taille » sont des nombres : les ranger dans les tranches ?" in get_text(test)
    assert "1 valeur à associer" in get_text(test)
    next(each for each in test.button if each.label.startswith("Ranger dans les tranches")).click().run()
    assert not test.exception and "les ranger" not in get_text(test)
    assert matched_titles.load_titles("membres", forms).values == {
        "Taille": {"12": "DE_10_A_49", "120": "DE_50_A_249", "5": "MOINS_10"}
    }


@pytest.mark.parametrize(
    ("answer", "saved", "read"),
    [
        ("Ce sont des départements", {"75": "11", "93": "11", "11": "76"}, ["11", "11", "76", "53"]),
        ("Ce sont des régions", {"75": "75", "93": "93", "11": "11"}, ["75", "93", "11", "53"]),
    ],
)
def test_numbers_of_departments_or_of_regions_are_asked_about_once(
    answer: str, saved: dict[str, str], read: list[str], store: Store, forms: Path
) -> None:
    lines = [
        f"X{at};Nom {at};ONG;Solidarité internationale;01/02/2018;{region}"
        for at, region in enumerate(["75", "93", "11", "Bretagne"])
    ]
    before = count_regions(store)
    test = drop(page(), "membres.csv", "Identifiant;Nom;Famille d’acteur;Champ;Adhésion;Région", *lines)
    assert "3 valeurs de « Région » sont des numéros : de départements, ou de régions ?" in get_text(test)
    assert "Île-de-France : 75 et 93" in get_text(test) and "à associer" not in get_text(test)
    next(each for each in test.button if each.label == answer).click().run()
    assert not test.exception and "sont des numéros" not in get_text(test)
    assert matched_titles.load_titles("membres", forms).values == {"Région": saved}
    test.button(key="confirmer").click().run()
    assert not test.exception
    assert count_regions(store) - before == Counter(read)


def count_regions(store: Store) -> Counter[str]:
    return Counter(store.read(store.current(), "organisation_profiles")["region"].to_pylist())


def test_numbers_that_are_of_departments_alone_are_no_regions(store: Store, forms: Path) -> None:
    lines = [
        "X1;Un;ONG;Solidarité internationale;01/02/2018;75",
        "X2;Deux;ONG;Solidarité internationale;01/02/2018;38",
    ]
    test = drop(page(), "membres.csv", "Identifiant;Nom;Famille d’acteur;Champ;Adhésion;Région", *lines)
    assert "Auvergne-Rhône-Alpes : 38" in get_text(test)
    assert not [each for each in test.button if each.label == "Ce sont des régions"]


def test_a_title_with_a_colon_is_shown_as_it_is(store: Store, forms: Path) -> None:
    titles = "Référence;Porteur;Type;Intitulé;Demande;Statut;Climat : atténuation"
    test = drop(
        page(), "missions.csv", titles, "A-1;Terres d’Orvaine;Évaluation;Évaluer;01/02/2018;Demandé;x"
    )
    (shown,) = [each.value for each in test.markdown if "1 case, ligne 2" in plain(each.value)]
    assert "\\\\" not in shown and "Climat" in shown


def test_nothing_is_matched_without_an_answer(store: Store, forms: Path) -> None:
    test = drop(
        page(),
        "presences.csv",
        PRESENCES,
        f"{activity(store)};TDO;Intervenante;4",
        f"{activity(store)};M002;formateur;4",
    )
    asked = [each for each in test.selectbox if each.label.endswith("veut dire")]
    assert asked and {each.value for each in asked} == {None}
    values_button(test).click().run()
    assert not test.exception and not (forms / "titres").exists()
    assert "à associer" in get_text(test)


def test_a_matched_value_can_be_forgotten(store: Store, forms: Path) -> None:
    form = form_of("presences")
    matched_titles.save_titles(
        form, matched_titles.MatchedTitles(values={"Rôle": {"Roi": "INTERVENANT"}}), forms
    )
    test = page()
    assert "« Roi », sous « Rôle » : Intervenant" in get_text(test)
    test.button(key="oublier_valeur_presences_Rôle_Roi").click().run()
    assert not test.exception and not (forms / "titres" / "presences.toml").exists()


def values_button(test: AppTest):
    return next(each for each in test.button if each.label == "Enregistrer ces valeurs et continuer")


SURVEY = (
    "id;Nom;Votre structure est-elle satisfaite ?;Q1;Q2;Q3;Commentaire libre",
    "1;Les Amis;Oui;3;4;5;bien",
)


def test_what_a_file_of_few_known_titles_contains_is_asked_and_the_ways_out_come_first(store: Store) -> None:
    test = drop(page(), "enquete.csv", *SURVEY)
    assert box(test, "Contenu du fichier").value is None
    assert not [each for each in test.selectbox if "correspond à" in each.label]
    keys = [each.key for each in test.button]
    nearest = [key for key in keys if key and key.startswith("contenu_")]
    assert len(nearest) == 3 and keys.index("proposer_formulaire") < keys.index(nearest[0])
    test.button(key=nearest[0]).click().run()
    assert not test.exception and box(test, "Contenu du fichier").value.name == "membres"
    assert len([key for each in test.button if (key := each.key) and key.startswith("contenu_")]) == 2


def test_a_sheet_taken_for_another_because_of_a_few_titles_may_be_said_a_survey(store: Store) -> None:
    titles = "Activité;Organisation;Rôle;Q1;Q2"
    test = drop(page(), "p.csv", titles, f"{activity(store)};Les Inconnus;Intervenant;2;3")
    assert tables(test)[0][0][1] == "Présences" and test.button(key="proposer_formulaire")


def test_a_match_is_forgotten_where_it_serves(store: Store, forms: Path) -> None:
    matches = matched_titles.MatchedTitles({"Monde": "Participants"}, values={"Rôle": {"Roi": "INTERVENANT"}})
    matched_titles.save_titles(form_of("presences"), matches, forms)
    lines = ("Activité;Organisation;Rôle;Monde", f"{activity(store)};TDO;Roi;4")
    test = drop(page(), "presences.csv", *lines)
    assert test.button(key="confirmer")
    assert "Ce que vous avez associé : 1 titre et 1 valeur" in [plain(each.label) for each in test.expander]
    test.button(key="oublier_valeur_presences_0_Rôle_Roi").click().run()
    assert "1 valeur à associer" in get_text(test)


def test_all_that_a_file_made_one_match_is_forgotten_at_once_and_nothing_else(
    store: Store, forms: Path
) -> None:
    matches = matched_titles.MatchedTitles(
        {"Monde": "Participants", "D’ailleurs": "Dont femmes"},
        ("Météo",),
        {"Rôle": {"Roi": "INTERVENANT", "Reine": "INTERVENANT"}},
    )
    matched_titles.save_titles(form_of("presences"), matches, forms)
    lines = ("Activité;Organisation;Rôle;Monde;Météo", f"{activity(store)};TDO;Roi;4;pluie")
    test = drop(page(), "presences.csv", *lines)
    assert "Ce que vous avez associé : 2 titres et 1 valeur" in [plain(each.label) for each in test.expander]
    test.button(key="oublier_fichier_presences_0").click().run()
    assert not test.exception
    assert matched_titles.load_titles("presences", forms) == matched_titles.MatchedTitles(
        {"D’ailleurs": "Dont femmes"}, (), {"Rôle": {"Reine": "INTERVENANT"}}
    )


def double_last(activity: dict[str, str]) -> str:
    """A title with its last sign twice, as one mistypes it."""
    return activity["title"] + activity["title"][-1]


def test_lines_of_two_files_of_one_name_are_each_answered(store: Store) -> None:
    titles = "Type;Intitulé;Date"
    known = uploads.rows(store, "activities")
    files = [
        uploads.build_upload("a.csv", titles, f"{row['kind']};{double_last(row)};{row['held_on']:%d/%m/%Y}")
        for row in known[:2]
    ]
    test = page()
    test.file_uploader[0].set_value([(file.name, file.content, "text/csv") for file in files]).run()
    assert "2 lignes peut-être déjà connues" in get_text(test)
    for row in known[:2]:
        box(test, f"« {double_last(row)} » est").set_value(row["activity_id"])
    next(each for each in test.button if each.label == "Prendre ces choix").click().run()
    assert "peut-être déjà connue" not in get_text(test)
    assert "Lignes sans identifiant : 2 lignes reconnues" in [plain(each.label) for each in test.expander]


def test_a_name_chosen_is_kept_only_with_a_file_that_says_it(store: Store) -> None:
    titles, line = "Activité;Organisation;Rôle;Participants", f"{activity(store)};Les Abeilles;Intervenant"
    test = drop(page(), "p.csv", titles, f"{line};2")
    box(test, "« Les Abeilles » est").set_value("M001")
    next(each for each in test.button if each.label == "Prendre ces choix").click().run()
    chosen = "1 nom choisi, à enregistrer avec cet import"
    drop(test, "p.csv", titles, f"{line};3".replace("Les Abeilles", "LES ABEILLES"))
    assert chosen in [plain(each.label) for each in test.expander]
    drop(test, "q.csv", "Référence;Type;Intitulé;Date", "ACT-77;FORMATION;Autre;04/05/2018")
    assert chosen not in [plain(each.label) for each in test.expander]
    test.button(key="confirmer").click().run()
    assert "Les Abeilles" not in {row["alias"] for row in uploads.rows(store, "organisation_aliases")}


def test_what_a_sheet_of_attendance_lacks_is_said_once_for_all_its_lines(store: Store, forms: Path) -> None:
    test = drop(page(), "presents.csv", "Structure;Nb présents", "Terres d’Orvaine;4")
    choose_presences(test)
    box(test, "« Nb présents » correspond à").set_value("Participants").run()
    assert save_button(test).disabled
    texts = {each.label: each for each in test.text_input}
    texts["« Activité », pour toutes les lignes"].set_value(activity(store)).run()
    assert save_button(test).disabled
    box(test, "« Rôle », pour toutes les lignes").set_value("Participant").run()
    save_button(test).click().run()
    assert not test.exception and not test.error
    assert [each[:3] for each in tables(test)[1]] == [(schemas.title("participations"), "", "1")]


def test_a_sheet_beside_a_known_one_is_matched_too(store: Store, forms: Path) -> None:
    sheets = {
        "Activités": [
            ["Référence", "Type", "Intitulé", "Date"],
            ["A900", "Formation", "Se voir", "05/06/2018"],
        ],
        "Participants": [["Code activité", "Structure", "Nb présents"], ["A900", "Terres d’Orvaine", 4]],
        "Notes": [["À relire", "Qui"], ["demain", "Camille"]],
    }
    test = page()
    test.file_uploader[0].set_value([("saison.xlsx", render_xlsx(sheets), XLSX)]).run()
    assert [each.label for each in test.selectbox].count("Contenu du fichier") == 1
    assert "saison.xlsx, feuille « Participants »" in get_text(test)
    box(test, "« Code activité » correspond à").set_value("Activité").run()
    box(test, "« Nb présents » correspond à").set_value("Participants").run()
    box(test, "« Rôle », pour toutes les lignes").set_value("Participant").run()
    save_button(test).click().run()
    assert not test.exception and not test.error
    assert [each[:3] for each in tables(test)[1]] == [
        (schemas.title("activities"), "1", ""),
        (schemas.title("participations"), "1", ""),
    ]


def test_a_word_for_all_lines_is_asked_of_one_sheet_alone(store: Store, forms: Path) -> None:
    """Two lists of attendance are of two activities."""
    lines = "Structure;Nb présents;Intitulé", "Terres d’Orvaine;4;x"
    sent = [uploads.build_upload(name, *lines, "" if name == "Un" else "Terres d’Orvaine;5;y") for name in ("Un", "Deux")]  # fmt: skip
    test = page()
    test.file_uploader[0].set_value([(f"{each.name}.csv", each.content, "text/csv") for each in sent]).run()
    choose_presences(test)
    assert not [each for each in test.text_input if each.label.endswith("pour toutes les lignes")]
    assert save_button(test).disabled


def test_what_no_word_can_fill_is_not_asked_for_one(store: Store, forms: Path) -> None:
    test = drop(page(), "suivi.csv", "Structure;Quoi", "Terres d’Orvaine;Une formation")
    box(test, "Contenu du fichier").set_value(form_of("activites")).run()
    assert "écrivez-le ici" not in get_text(test)
    assert not [each for each in test.text_input if each.label.endswith("pour toutes les lignes")]


def test_a_sheet_of_lists_beside_a_known_one_hides_no_problem(store: Store, forms: Path) -> None:
    sheets = {
        "Activités": [
            ["Référence", "Type", "Intitulé", "Date"],
            ["A900", "Formation", "Se voir", "05/06/2018"],
        ],
        "Listes": [["Famille", "Région", "Type"], ["ONG", "Bretagne", "Formation"]],
    }
    test = page()
    test.file_uploader[0].set_value([("saison.xlsx", render_xlsx(sheets), XLSX)]).run()
    assert "après vos réponses ci-dessus" not in get_text(test)
    assert "feuille « Listes »" in get_text(test)
