"""What is chosen beforehand for a title is never wrong: made-up spreadsheets of teams, and real files of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import shared

from dse.ingest import Upload
from dse.ingest.files import reader
from dse.ingest.files.cells import Sheet
from dse.ingest.forms import form_files
from dse.ingest.recognition import form_matching, title_matching
from dse.ingest.recognition.title_matching import UnmatchedSheet

MEMBERS = (
    "Genre de structure;Nom usuel;Sigle usuel;Region siège;Nom du président;Pays d'intervention;Taille équipe;Date d'adhésion au réseau;Ville;Cotisation",
    "ONG;Les Amis du Lac;LADL;Bretagne;Anne Martin;Mali;Moins de 10 salarié·es;12/03/2015;Rennes;oui",
    "Mairie;Ville de Trélin;;IDF;Paul Dupré;Bénin;;01/01/2018;Trélin;non",
    "ONG;Horizon Sud;HS;Occitanie;Zoé Petit;Togo;;2019-05-02;Albi;oui",
)
SUPPORT = (
    "N° dossier;Asso porteuse;Nature étude;Où on en est;Montant;Pays du projet;Climat;Nom du consultant",
    "2024-1;Les Amis du Lac;Évaluation;Terminé;12000;Mali;non;Cabinet Dru",
    "2024-2;Horizon Sud;Capitalisation;En cours;8000;Togo;oui;",
)
SIGNED = (
    "Réunion;Structure représentée;Fonction;Présent",
    "Atelier genre;Les Amis du Lac;Directrice;x",
    "Atelier genre;Horizon Sud;Chargée;oui",
)
MADE_UP = [
    (
        "membres",
        MEMBERS,
        {
            "Nom usuel": "Nom",
            "Sigle usuel": "Autres noms",
            "Region siège": "Région",
            "Taille équipe": "Taille",
            "Date d'adhésion au réseau": "Adhésion",
        },
    ),
    (
        "accompagnements",
        SUPPORT,
        {
            "N° dossier": "Référence",
            "Nature étude": "Type",
            "Où on en est": "Statut",
            "Pays du projet": "Pays",
            "Nom du consultant": "Consultants",
        },
    ),
    ("presences", SIGNED, {"Structure représentée": "Organisation"}),
]
# By real file: what may be chosen beforehand, under the form that suits its titles most. Everything else would be wrong.
REAL = {
    "fonjep_new.xlsx": {"RaisonSociale": "Nom", "PeriodeDebut": "Début", "PeriodeFin": "Fin"},
    "chorus_export.xlsx": {},
    "helios.ods": {},
    "osiris_suivi_actions_evaluation.xlsx": {"Commentaires": "Commentaire", "Objectifs": "Objectif"},
    "scdl_dilcrah_2019.csv": {},
    "scdl_with_exercice_alt.xlsx": {"Statut de la demande": "Statut"},
    "subventia.xlsx": {"Date - Décision": "Décision"},
    "test_valid.csv": {},
}


def unmatched(*lines: str) -> UnmatchedSheet:
    titles, *rows = (line.split(";") for line in lines)
    sheet = Sheet("liste.csv", tuple(titles), tuple(zip(*rows, strict=True)), tuple(range(2, 2 + len(rows))))
    return title_matching.find_unmatched_titles(sheet)


@pytest.mark.parametrize(("name", "lines", "expected"), MADE_UP)
def test_what_is_proposed_for_the_spreadsheet_of_a_team_is_right(
    name: str, lines: tuple[str, ...], expected: dict[str, str]
) -> None:
    assert title_matching.propose_headers(unmatched(*lines), form_files.find_form(name)) == expected


@pytest.mark.parametrize(
    ("title", "values", "expected"),
    [
        ("Départ du réseau", ("12/03/2020", "2021-01-01"), "Départ"),
        ("Départ du réseau", ("Nantes", "Rennes"), None),
        ("Départ du réseau", ("", ""), None),
        ("Code adhérent", ("A1", "A2"), "Identifiant"),
        ("Code adhérent", ("A", "A"), None),
        ("Code postal", ("35000", "22000"), None),
        ("ID réponse", ("1", "2"), None),
        ("Langue", ("fr", "de"), None),
        ("Nationalité", ("France", "Mali"), None),
        ("Association adhérente", ("Les Amis", "Horizon"), "Nom"),
        ("Association adhérente", ("oui", "non"), None),
        ("Association adhérente", ("Fondation", "Syndicat"), None),
        ("Numéro SIREN (siège)", ("123456782", "732829320"), None),
    ],
)
def test_values_bear_out_a_title_or_nothing_is_proposed(
    title: str, values: tuple[str, ...], expected: str | None
) -> None:
    sheet = unmatched(f"{title};Xyz", *(f"{value};{number}" for number, value in enumerate(values)))
    assert title_matching.propose_headers(sheet, form_files.find_form("membres")).get(title) == expected


def test_a_title_near_two_headers_of_one_list_is_left_to_the_reader() -> None:
    sheet = unmatched("Climat;Xyz", "Objectif principal;1", "Objectif significatif;2")
    assert title_matching.propose_headers(sheet, form_files.find_form("accompagnements")) == {}


def test_a_title_that_two_headers_share_is_left_to_the_reader() -> None:
    sheet = unmatched("Membre depuis;Xyz", "12/03/2020;1", "2021-01-01;2")
    assert title_matching.propose_headers(sheet, form_files.find_form("membres")) == {}


def test_a_header_under_which_no_value_can_stand_is_named() -> None:
    sheet = unmatched("Pays où l’on agit;Entrée;Zone;Xyz", "Mali;12/03/2020;IDF;1", "Togo;2021-01-01;PACA;2")
    form = form_files.find_form("membres")
    chosen = {"Pays où l’on agit": "Adhésion", "Entrée": "Adhésion", "Zone": "Région"}
    assert title_matching.find_unlikely(sheet, form, chosen) == ["Pays où l’on agit"]
    assert title_matching.find_unlikely(sheet, form, {"Entrée": "Région", "Zone": "Nom"}) == ["Entrée"]


@pytest.mark.parametrize("name", REAL)
def test_nothing_wrong_is_proposed_for_a_real_file(name: str) -> None:
    path = shared("betagouv_api_subventions_asso") / name
    forms = form_files.load_line_forms()
    for sheet in read(path):
        best = title_matching.rank_forms(sheet, forms)[0]
        proposed = title_matching.propose_headers(sheet, best)
        assert proposed.items() <= REAL[name].items(), (sheet.sheet, best.name)


@pytest.mark.parametrize("name", ["results-survey4914.xlsx", "results-survey4914.tsv"])
def test_no_title_of_a_survey_is_taken_for_one_of_a_form(name: str) -> None:
    for sheet in read(shared("limesurvey_patrimoine_vaud") / name):
        for form in form_files.load_line_forms():
            assert title_matching.propose_headers(sheet, form) == {}, form.name


def read(path: Path) -> list[UnmatchedSheet]:
    known = form_matching.load_known_forms()
    upload = Upload(path.name, path.read_bytes())
    sheets = reader.read_sheets(upload, lambda headers: form_matching.best_likeness(headers, known))
    found = (title_matching.find_unmatched_titles(sheet) for sheet in sheets if sheet.numbers)
    return [sheet for sheet in found if sheet]
