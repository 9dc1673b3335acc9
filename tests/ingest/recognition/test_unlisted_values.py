"""Values that no list has are matched once, by form and column; the list itself comes first, and no person's text is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import uploads

from dse import paths
from dse.ingest import Proposal, propose
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.form_files import FormError
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.forms.value_choices import find_choices
from dse.store import Store

THEMES = "Référence;Porteur;Type;Statut;Demande;Genre;ECSI"
MEMBERS = "Identifiant;Nom;Famille d’acteur;Région;ESS;Champ"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A directory of forms of one's own."""
    return Path(shutil.copytree(paths.FORMS, tmp_path / "formulaires"))


@pytest.fixture
def members(forms: Path) -> form_files.Form:
    return form_files.load_form(forms / "membres.toml")


def proposed(tmp_path: Path, forms: Path, *lines: str) -> Proposal:
    upload = uploads.build_upload("export.csv", *lines)
    return propose([upload], Store(tmp_path / "store"), forms_directory=forms)


def accompaniments(store: Store, forms: Path | None, *lines: str) -> Proposal:
    file = uploads.build_upload("accompagnements.csv", THEMES, *lines)
    return propose([file], store, forms_directory=forms)


def test_each_text_is_asked_once_with_what_it_can_mean(tmp_path: Path, forms: Path) -> None:
    lines = (
        "X1;Un;asso;Bretagne;peut-être;Solidarité internationale",
        "X2;Deux;ASSO;IDF;;Solidarité internationale",
        "X3;Trois;Licorne;IDF;oui;Solidarité internationale",
    )
    proposal = proposed(tmp_path, forms, MEMBERS, *lines)
    asked = {(value.headers, value.text): value for value in proposal.unlisted_values}
    family = asked[("Famille d’acteur",), "asso"]
    assert (family.cells, family.first_row, family.meant) == (2, 2, ("ONG",))
    assert asked[("Région",), "IDF"].meant and asked[("Famille d’acteur",), "Licorne"].meant == ()
    assert list(asked[("ESS",), "peut-être"].choices.labels) == ["oui", "non"]
    assert {issue for value in proposal.unlisted_values for issue in value.issues} == set(proposal.problems)


def test_matched_values_are_read_in_the_next_file_until_they_are_forgotten(
    tmp_path: Path,
    forms: Path,
    members: form_files.Form,
) -> None:
    values = {"Famille d’acteur": {"asso": "ONG"}, "ESS": {"peut-être": ""}, "Région": {"IDF": "FR-11"}}
    choices = find_choices(members, "Région").labels
    values["Région"]["IDF"] = next(code for code, label in choices.items() if label == "Île-de-France")
    matched_titles.save_titles(members, MatchedTitles(values=values), forms)
    line = "X1;Un;Asso;idf;Peut-être;Solidarité internationale"
    proposal = proposed(tmp_path, forms, MEMBERS, line)
    assert not proposal.unlisted_values and "IMP-210" not in {issue.code for issue in proposal.problems}
    (row,) = proposal.changes["organisation_profiles"].to_pylist()
    assert (row["actor_family"], row["region"], row["is_ess"]) == ("ONG", values["Région"]["IDF"], None)
    matched_titles.forget_titles(members, MatchedTitles(values={"Famille d’acteur": {"asso": ""}}), forms)
    assert [value.text for value in proposed(tmp_path, forms, MEMBERS, line).unlisted_values] == ["Asso"]


def test_a_value_is_matched_by_column(clean_store: Store, forms: Path) -> None:
    form = form_files.find_form("accompagnements", forms)
    matched_titles.save_titles(form, MatchedTitles(values={"Genre": {"oui": "1"}}), forms)
    (value,) = accompaniments(
        clean_store, forms, "A1;M001;Évaluation;Demandé;02/01/2020;oui;oui"
    ).unlisted_values
    assert value.headers == ("ECSI",)


def test_alike_columns_of_one_form_are_asked_about_together(clean_store: Store, forms: Path) -> None:
    lines = ("A1;M001;Évaluation;Demandé;02/01/2020;oui;oui", "A2;M001;Évaluation;Demandé;02/01/2020;oui;")
    (value,) = accompaniments(clean_store, forms, *lines).unlisted_values
    assert (value.headers, value.cells, value.first_row) == (("Genre", "ECSI"), 3, 2)


def test_a_value_among_several_of_a_cell_is_matched(tmp_path: Path, forms: Path) -> None:
    form = form_files.find_form("offre", forms)
    titles, line = (
        "Identifiant;Intitulé;Type;Familles visées;Ouverture",
        "O1;Essai;Atelier;Fondations privées | Guildes|Syndicat;02/01/2020",
    )
    (first, second) = sorted(value.text for value in proposed(tmp_path, forms, titles, line).unlisted_values)
    assert (first, second) == ("Fondations privées", "Guildes")
    values = {"Familles visées": {"Fondations privées": "FONDATION", "guildes": ""}}
    matched_titles.save_titles(form, MatchedTitles(values=values), forms)
    proposal = proposed(tmp_path, forms, titles, line)
    assert not proposal.problems
    assert proposal.changes["offers"]["for_families"].to_pylist() == ["FONDATION|SYNDICAT"]


def test_a_label_that_the_list_has_comes_before_what_was_matched(
    tmp_path: Path,
    forms: Path,
) -> None:
    path = matched_titles.titles_path("membres", forms)
    path.parent.mkdir()
    path.write_text('[values."Famille d’acteur"]\n"Fondation" = "ONG"\n', encoding="utf-8")
    proposal = proposed(tmp_path, forms, MEMBERS, "X1;Un;Fondation;Bretagne;;Solidarité internationale")
    assert proposal.changes["organisation_profiles"]["actor_family"].to_pylist() == ["FONDATION"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"Famille d’acteur": {"asso": "LICORNE"}}, "« LICORNE », qui n’est pas ou plus dans la liste"),
        ({"Famille": {"asso": "ONG"}}, "« Famille » n’est pas un titre"),
        ({"Famille d’acteur": {"asso": ""}}, "n’est pas ou plus dans la liste"),
        ({"Nom": {"asso": "ONG"}}, "n’est pas ou plus dans la liste"),
    ],
)
def test_what_a_column_does_not_take_is_neither_saved_nor_read(
    tmp_path: Path,
    forms: Path,
    members: form_files.Form,
    values: dict[str, dict[str, str]],
    sentence: str,
) -> None:
    with pytest.raises(FormError, match=sentence):
        matched_titles.save_titles(members, MatchedTitles(values=values), forms)
    path = matched_titles.titles_path("membres", forms)
    assert not path.exists()
    path.parent.mkdir(exist_ok=True)
    path.write_text(matched_titles._toml(MatchedTitles({"Coin": "Région"}, (), values)), encoding="utf-8")
    proposal = proposed(
        tmp_path,
        forms,
        MEMBERS.replace("Région", "Coin"),
        "X1;Un;Fondation;Bretagne;;Solidarité internationale",
    )
    assert proposal.status == "confirm" and sentence.strip("«» ")[:7] in proposal.doubts[0].advice
    assert proposal.diffs["organisations"].added == 1, "the titles of the same file are still known"


def test_texts_that_may_be_of_a_person_are_never_offered(tmp_path: Path, forms: Path) -> None:
    texts = (
        "camille@exemple.org",
        "06 12 34 56 78",
        "Voir avec la personne qui suit ce dossier depuis le début de l’année 2019",
    )
    lines = [
        f"X{number};Nom {number};{text};Bretagne;;Solidarité internationale"
        for number, text in enumerate(texts)
    ]
    proposal = proposed(tmp_path, forms, MEMBERS, *lines)
    assert len(proposal.problems) == 3 and not proposal.unlisted_values


def test_what_the_team_alone_reads_has_no_choices(forms: Path) -> None:
    contacts = form_files.find_form("contacts", forms)
    assert not any(find_choices(contacts, name).labels for name in contacts.headers)


def test_every_matched_value_is_read_again_as_written(forms: Path, members: form_files.Form) -> None:
    texts = {text: "ONG" for text in ('Un "guillemet"', "A = B", "Retour\\ligne", "[x]", "Été ’24 #1")}
    titles = MatchedTitles({"Coin": "Région"}, ("Zone",), {"Famille d’acteur": texts})
    matched_titles.save_titles(members, titles, forms)
    assert matched_titles.load_titles("membres", forms) == titles
    again = MatchedTitles(values={"Famille d’acteur": {"a = b": "ESS"}})
    matched_titles.save_titles(members, again, forms)
    assert matched_titles.load_titles("membres", forms).values["Famille d’acteur"] == {
        **{text: code for text, code in texts.items() if text != "A = B"},
        "a = b": "ESS",
    }


@pytest.mark.parametrize("content", ["[values]\nA = 1\n", '[values."Région"]\nA = 1\n', "values = []\n"])
def test_a_file_whose_values_are_badly_written_is_left_aside(
    tmp_path: Path,
    forms: Path,
    content: str,
) -> None:
    (forms / "titres").mkdir()
    (forms / "titres" / "membres.toml").write_text(content, encoding="utf-8")
    proposal = propose([uploads.clean("membres")], Store(tmp_path / "store"), forms_directory=forms)
    assert [issue.code for issue in proposal.doubts] == ["IMP-126"]
