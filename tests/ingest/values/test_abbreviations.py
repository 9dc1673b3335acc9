"""A value that is of no list is proposed what it can mean, nothing that only looks like it, and is never read without a yes."""

from __future__ import annotations

import itertools

import pytest

import schemas
from dse.ingest.forms.definitions import Header
from dse.ingest.spelling import canonical, words
from dse.ingest.values import parsing
from dse.ingest.values.codes import code_parser, find_meant
from dse.ingest.values.suggestions import load_synonyms
from schemas import codelists

WHERE = "que donnent le modèle et la page Dictionnaire."


def advice(typed: str, *lists: str) -> str:
    """What is said of a text that is not read."""
    code, issue = code_parser(lists)(typed)
    assert code is None and issue is not None
    return issue.advice


MEANT = {
    "countries": {
        "RDC": "Congo-Kinshasa",
        "R.D.C.": "Congo-Kinshasa",
        "République démocratique du Congo": "Congo-Kinshasa",
        "Congo (RDC)": "Congo-Kinshasa",
        "RCA": "République centrafricaine",
        "RCI": "Côte d’Ivoire",
        "Cote divoire": "Côte d’Ivoire",
        "USA": "États-Unis",
        "UK": "Royaume-Uni",
        "Grande Bretagne": "Royaume-Uni",
        "BFA": "Burkina Faso",
        "Burkinafaso": "Burkina Faso",
        "République du Tchad": "Tchad",
        "Soudan du Sud (Juba)": "Soudan du Sud",
        "Sénégall": "Sénégal",
        "Madagaskar": "Madagascar",
    },
    "regions": {
        "IDF": "Île-de-France",
        "AURA": "Auvergne-Rhône-Alpes",
        "Rhône-Alpes": "Auvergne-Rhône-Alpes",
        "PACA": "Provence-Alpes-Côte d’Azur",
        "BFC": "Bourgogne-Franche-Comté",
        "HDF": "Hauts-de-France",
        "NAQ": "Nouvelle-Aquitaine",
        "Lorraine": "Grand Est",
        "Loire-Atlantique": "Pays de la Loire",
        "Région Bretagne": "Bretagne",
        "Bretange": "Bretagne",
    },
    "actor_families": {
        "asso": "ONG",
        "assocation": "ONG",
        "ONG internationale": "ONG",
        "Mairie": "Collectivité territoriale",
        "Commune de Rennes": "Collectivité territoriale",
        "Région": "Collectivité territoriale",
        "Université": "Recherche et formation",
    },
    "accompaniment_statuses": {"Validé": "Accordé", "clôturé": "Terminé", "En cour": "En cours"},
    "scores": {
        "oui": "Objectif significatif",
        "x": "Objectif significatif",
        "✓": "Objectif significatif",
        "n": "Examiné, non visé",
        "Principal": "Objectif principal",
    },
    "change_expected": {"oui": "Prévu", "non": "Imprévu"},
    "activity_formats": {"visio": "Distanciel"},
}


@pytest.mark.parametrize(
    ("codelist", "typed", "label"), [(name, *pair) for name, pairs in MEANT.items() for pair in pairs.items()]
)
def test_what_can_be_meant_is_asked_about(codelist: str, typed: str, label: str) -> None:
    assert advice(typed, codelist).startswith(f"Voulez-vous dire « {label} » ?")


@pytest.mark.parametrize(
    ("codelist", "typed", "title"),
    [
        *(("countries", typed, "pays") for typed in ("XQZ", "Kosovo", "Juba", "Europe", "Afrique du Nord")),
        *(
            ("countries", typed, "pays")
            for typed in ("Amérique du Sud", "plusieurs pays", "pas le Mali", "a")
        ),
        *(("regions", typed, "régions") for typed in ("Grand Ouest", "Grande", "National", "Suisse")),
        ("sectors", "Numérique", "secteurs du CAD"),
    ],
)
def test_where_nothing_can_be_meant_a_long_list_is_named(codelist: str, typed: str, title: str) -> None:
    assert advice(typed, codelist) == f"Choisissez dans la liste « {title} », {WHERE}"


def test_where_nothing_can_be_meant_a_short_list_is_shown_whole() -> None:
    assert advice("oui", "directions") == "Choisissez « Hausse », « Baisse » ou « Maintien »."
    assert advice("3", "scores").endswith("ou « Objectif principal », ou le code : 0, 1 ou 2.")


def test_the_other_labels_of_a_short_list_stand_beside_what_is_meant() -> None:
    others = "Sinon, choisissez « Examiné, non visé » ou « Objectif principal »."
    assert advice("oui", "scores") == f"Voulez-vous dire « Objectif significatif » ? {others}"


def test_the_lists_of_a_column_are_all_named() -> None:
    listed = "« types d’accompagnement » et « types d’activité »"
    assert (
        advice("zzz", "accompaniment_kinds", "activity_kinds")
        == f"Choisissez dans les listes {listed}, {WHERE}"
    )


def test_labels_that_a_message_would_cut_alike_are_not_proposed() -> None:
    assert len(find_meant("annuel moyen", ["indicator_sources"])) > 1
    named = f"Choisissez dans la liste « sources d’un indicateur », {WHERE}"
    assert advice("annuel moyen", "indicator_sources") == named


def test_a_text_that_names_two_labels_is_answered_by_both() -> None:
    assert list(find_meant("Genre et climat", ["themes"])) == ["CLIMAT", "GENRE"]


def test_yes_and_no_are_found_in_a_longer_text() -> None:
    parse = parsing.column_parser(schemas.column("organisation_profiles", "is_ess"), Header("ESS"))
    value, issue = parse("Oui, depuis 2015")
    assert value is None and issue is not None
    assert issue.advice == "Voulez-vous dire « oui » ? Écrivez « oui » ou « non », ou videz la cellule."
    assert parse("peut-être")[1].advice == "Écrivez « oui » ou « non », ou videz la cellule."


@pytest.mark.parametrize(
    ("typed", "choices"),
    [("Animatrice et animateur", "« animateur »"), ("absent", "« venu » ou « animateur »")],
)
def test_a_text_that_the_form_does_not_know_is_answered_by_those_it_knows(typed: str, choices: str) -> None:
    known = Header("Rôle", values=(("venu", "PARTICIPANT"), ("animateur", "INTERVENANT")))
    value, issue = parsing.cell_parser(known, code_parser(["participation_roles"]))(typed)
    assert value is None and issue.advice == f"Écrivez {choices}, ou ajoutez-la aux valeurs du formulaire."


def test_every_usual_word_leads_to_a_code_of_today_and_is_no_reading() -> None:
    for (name, code), usual in load_synonyms().items():
        for word in usual:
            assert code in codelists.allowed(name) and code_parser([name])(word)[0] is None, (name, word)
            assert list(find_meant(word, [name])) == [code], (name, word)


def test_no_usual_word_stands_for_two_codes_of_a_list() -> None:
    lists = {(name,) for name, _ in load_synonyms()}
    lists |= {column.codelists for table in schemas.TABLES for column in schemas.columns(table)}
    for column in lists:
        of_list = [pair for pair in load_synonyms().items() if pair[0][0] in column]
        spelt = [
            (name, words(word) or canonical(word)) for (name, _), usual in of_list for word in set(usual)
        ]
        assert len(spelt) == len(set(spelt)), column


def test_the_file_of_usual_words_is_in_the_order_of_its_lists() -> None:
    names = [name for name, _ in load_synonyms()]
    assert [name for name, _ in itertools.groupby(names)] == sorted(set(names))
