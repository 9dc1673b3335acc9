"""Persons in free texts: told before anything is kept, at their cell, without being quoted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import uploads
from conftest import shared

from dse import paths
from dse.ingest import propose
from dse.ingest.files.cells import LONGEST_CELL, Upload
from dse.ingest.files.decoding import find_encoding
from dse.ingest.values import personal_data
from dse.store import Store

HEADER = "offer_id,title,kind,opened_on,note"


def proposed(path: Path, note: str, title: str = "Offre fictive") -> object:
    return propose(
        [uploads.build_upload("offers.csv", HEADER, f'O1,"{title}",EVALUATION,2018-01-01,"{note}"')],
        Store(path),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Écrire à zoe.fictive@exemple.invalid", "adresse électronique"),
        ("zoe (at) exemple.invalid", "adresse électronique"),
        ("Appeler le 06 99 88 77 66", "numéro de téléphone"),
        ("tél. 0699887766, le matin", "numéro de téléphone"),
        ("+33 6 99 88 77 66", "numéro de téléphone"),
        ("+221 77 555 12 34", "numéro de téléphone"),
        ("2 85 07 75 123 456 89", "numéro de sécurité sociale"),
        ("FR76 3000 6000 0112 3456 7890 189", "compte bancaire"),
        ("Proposé par Mme Diallo", "nom d’une personne"),
        ("avec M. Jean Quatrefages et son équipe", "nom d’une personne"),
        ("Suivi du Dr Traoré", "nom d’une personne"),
        ("Relecture par Fatoumata Quatrefages, à Bamako", "nom d’une personne"),
        ("Atelier animé par Jean-Pierre Quatrefages", "nom d’une personne"),
        ("Contact : Helene QUATREFAGES", "nom d’une personne"),
        ("Appui de Mohamed ben Quatrefages", "nom d’une personne"),
        ("Projet Mamadou Quatrefages", "nom d’une personne"),
    ],
)
def test_what_designates_a_person_is_doubted_and_not_quoted(text: str, kind: str, tmp_path: Path) -> None:
    proposal = proposed(tmp_path, text)
    (doubt,) = proposal.doubts
    assert (doubt.code, doubt.row, doubt.column) == ("IMP-510", 2, "E") and kind in doubt.reason
    assert proposal.status == "confirm" and doubt.value is None and text not in doubt.sentence
    assert proposed(tmp_path, "", text).doubts[0].column == "B"


@pytest.mark.parametrize("text", ["x", "7", ".", "X-", "a@", "+33 ", "Awa X "])
def test_a_cell_filled_to_its_limit_is_searched_at_once(text: str) -> None:
    started = time.process_time()
    personal_data.find_personal_data(text * (LONGEST_CELL // len(text)))
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "Évaluation 2016-2018 de 12 000 000 € sur 3 ans",
        "Du 03/04/2018 au 05/06/2018, SIREN 123 456 789",
        "Fondation Abbé Pierre et lycée Jean Moulin",
        "École primaire Jean Moulin, stade Léopold Sédar Senghor, prix Simone Veil",
        "Rue Pierre Fictif, place de Marie Fictive, centre social Louise Michel",
        "Sainte Marie Fictive, Saint-Louis Fictif et le district de Fatima Fictive",
        "Khadija Foundation, Demba Province",
        "Marie et les autres, de Fatou à Awa ; Plaidoyer Climat, Genre Sahel",
        "Extension de l’hôpital du Dr Fictif, rue du Pr Durand",
        "Madame la présidente et messieurs les membres",
        "MM. les présidents, 50 personnes @ Dakar",
        "Référence ACC-2018-000012345, lot 0123456789012",
    ],
)
def test_ordinary_texts_pass(text: str, tmp_path: Path) -> None:
    assert not personal_data.find_personal_data(text) and not proposed(tmp_path, text).doubts


def test_an_organisation_named_after_a_person_is_no_person() -> None:
    for name in ("Les amis de Mme Diallo", "Les amis de Louise Michel"):
        assert personal_data.find_personal_data(f"Avec {name}") and not personal_data.find_personal_data(
            f"Avec {name}", [name]
        )
        assert personal_data.find_personal_data(f"Avec {name} et Awa Quatrefages", [name])


def test_the_list_of_given_names_is_short_and_holds_no_word_of_the_field() -> None:
    given = personal_data._given_names()
    assert 300 <= len(given) <= 500 and {"helene", "mamadou", "fatoumata", "jean"} <= given
    assert not given & {"claire", "florence", "france", "marine", "rose", "victoria", "christian", "alpha"}


def test_nobody_is_seen_in_the_demonstration_nor_in_clean_files() -> None:
    files = [*paths.DEMO.glob("*.csv"), *uploads.FILES.glob("*.csv")]
    files = [
        path for path in files if path.name not in ("contacts.csv", "notes.csv")
    ]  # they are about persons
    texts = [path.read_bytes().decode(find_encoding(Upload(path.name, path=path)).name) for path in files]
    assert texts
    cells = {cell.strip('"') for text in texts for line in text.splitlines() for cell in line.split(";")}
    assert len(cells) > 4_000 and not [cell for cell in cells if personal_data.find_personal_data(cell)]


def test_few_titles_of_real_projects_alarm() -> None:
    lines = [
        line
        for path in sorted(shared("cbpf").glob("proj_*.csv"))
        for line in Upload(path.name, path=path).read_beginning(2**24).decode("utf-8", "replace").splitlines()
    ]
    assert (
        len(lines) > 1_000
        and sum(bool(personal_data.find_personal_data(line)) for line in lines) <= len(lines) / 500
    )
