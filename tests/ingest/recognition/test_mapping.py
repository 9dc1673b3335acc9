"""Titles that no form knows are matched once, kept beside the forms, and the next file is known by itself."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
import uploads

from dse import paths
from dse.errors import Refused
from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.form_files import FormError
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.recognition import headers, title_matching
from dse.store import Store
from dse.store.durability import disk

TITLES = "Code adhérent;Dénomination;Sigle usuel;Type de structure;Région d’implantation;Nb salariés;Domaine;Courriel"
LINE = "X1;Les Amis du Test;ADT;ONG;Bretagne;Moins de 10 salarié·es;Solidarité internationale;camille@exemple.org"
RIGHT = {
    "Code adhérent": "Identifiant",
    "Dénomination": "Nom",
    "Sigle usuel": "Autres noms",
    "Type de structure": "Famille d’acteur",
    "Région d’implantation": "Région",
    "Nb salariés": "Taille",
    "Domaine": "Champ",
}

TURNS = 8  # titles that each of those who write at once saves


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A directory of forms of one's own."""
    copied = tmp_path / "formulaires"
    shutil.copytree(paths.FORMS, copied)
    return copied


@pytest.fixture
def members(forms: Path) -> form_files.Form:
    return form_files.load_form(forms / "membres.toml")


def proposed(tmp_path: Path, forms: Path, *lines: str) -> Proposal:
    upload = uploads.build_upload("export.csv", *(lines or (TITLES, LINE)))
    return propose([upload], Store(tmp_path / "store"), forms_directory=forms)


def test_the_nearest_form_comes_first_and_likely_headers_are_proposed(
    tmp_path: Path, forms: Path, members: form_files.Form
) -> None:
    (sheet,) = proposed(tmp_path, forms).unmapped
    assert (sheet.file, sheet.form) == ("export.csv", None)
    assert title_matching.rank_forms(sheet, form_files.load_line_forms(forms))[0].name == "membres"
    found = title_matching.propose_headers(sheet, members)
    # « ONG » is a college too: nothing says which.
    unsure = ("Dénomination", "Type de structure")
    assert found == {title: name for title, name in RIGHT.items() if title not in unsure}
    assert "Nom" in title_matching.rank_headers(sheet, "Dénomination", members)[:2]
    assert title_matching.rank_headers(sheet, "Nb salariés", members)[0] == "Taille"


def test_values_are_shown_but_not_addresses(tmp_path: Path, forms: Path) -> None:
    (sheet,) = proposed(tmp_path, forms, TITLES, LINE, LINE, "X2;Deux;;;;;;").unmapped
    assert sheet.samples["Code adhérent"] == ("X1", "X2")
    assert sheet.samples["Courriel"] == ("[retiré]",)


def test_a_number_proposes_nothing_by_itself(tmp_path: Path, forms: Path, members: form_files.Form) -> None:
    """11, 24 and 53 are regions too."""
    (sheet,) = proposed(tmp_path, forms, "Xyz;Wvu", "11;1", "24;0", "53;1").unmapped
    assert title_matching.propose_headers(sheet, members) == {}


def test_a_title_is_proposed_where_its_values_are_of_the_kind_of_the_header(
    tmp_path: Path, forms: Path, members: form_files.Form
) -> None:
    titles = "Départ du réseau;Taille association;Wvu"
    (filled,) = proposed(tmp_path, forms, titles, "31/12/2019;Moins de 10 salarié·es;x", ";;y").unmapped
    assert title_matching.propose_headers(filled, members) == {
        "Départ du réseau": "Départ",
        "Taille association": "Taille",
    }
    (empty,) = proposed(tmp_path, forms, titles, ";;x").unmapped
    assert title_matching.propose_headers(empty, members) == {}
    (other,) = proposed(tmp_path, forms, titles, "Sur décision du bureau;Grise;x").unmapped
    assert title_matching.propose_headers(other, members) == {}
    (budget,) = proposed(tmp_path, forms, "Taille (budget);Wvu", "Petite;x", "Moyenne;y").unmapped
    assert title_matching.propose_headers(budget, members) == {}


def test_what_is_required_and_not_matched_is_said(
    tmp_path: Path, forms: Path, members: form_files.Form
) -> None:
    (sheet,) = proposed(tmp_path, forms).unmapped
    assert title_matching.find_unmatched_headers(sheet, members, {"Code adhérent": "Pays"}) == ["Identifiant"]
    assert title_matching.find_unmatched_headers(sheet, members, {"Dénomination": "Nom"}) == []
    assert title_matching.find_unmatched_headers(sheet, members, RIGHT) == []
    assert title_matching.find_needed_headers(sheet.headers, members, {"Dénomination": "Nom"}) == [
        "Famille d’acteur",
        "Champ",
    ]
    assert title_matching.find_needed_headers(sheet.headers, members, RIGHT) == []
    assert title_matching.find_repeated_headers({"A": "Nom", "B": "Nom", "C": "Région"}) == ["Nom"]


def test_a_file_matched_once_is_known_by_itself_and_no_more_once_forgotten(
    tmp_path: Path, forms: Path, members: form_files.Form
) -> None:
    assert proposed(tmp_path, forms).status == "refused"
    path = matched_titles.save_titles(members, MatchedTitles(RIGHT, ("Courriel",)), forms)
    assert path == forms / "titres" / "membres.toml"
    proposal = proposed(tmp_path, forms)
    assert proposal.forms == ("membres",) and proposal.status == "ready" and not proposal.unmapped
    assert proposal.diffs["organisations"].added == 1
    assert [each.header for each in proposal.notices] == ["Courriel"]
    matched_titles.forget_titles(members, MatchedTitles(headers={"Code adhérent": ""}), forms)
    assert proposed(tmp_path, forms).status == "refused"
    for title in (*RIGHT, "Courriel"):
        matched_titles.forget_titles(members, MatchedTitles({title: ""}, (title,)), forms)
    assert not path.exists()


def test_a_file_of_mostly_ignored_columns_is_still_known(
    tmp_path: Path, forms: Path, members: form_files.Form
) -> None:
    titles, ignored = {"Matricule": "Identifiant", "Intitulé long": "Nom"}, ("A", "B", "C", "D", "E", "F")
    matched_titles.save_titles(members, MatchedTitles(titles, ignored), forms)
    proposal = proposed(tmp_path, forms, "Matricule;Intitulé long;A;B;C;D;E;F", "X1;Essai;1;1;1;1;1;1")
    assert proposal.forms == ("membres",)


def test_the_titles_of_the_form_itself_still_work(
    tmp_path: Path, forms: Path, members: form_files.Form
) -> None:
    matched_titles.save_titles(members, MatchedTitles(RIGHT, ("Courriel",)), forms)
    found = propose([uploads.clean("membres")], Store(tmp_path / "store"), forms_directory=forms)
    assert found.forms == ("membres",) and not found.problems


def test_what_is_said_again_of_a_title_replaces_what_was(forms: Path, members: form_files.Form) -> None:
    matched_titles.save_titles(members, MatchedTitles({"Genre": "Champ", "Coin": "Région"}, ("Zone",)), forms)
    matched_titles.save_titles(members, MatchedTitles({"genre": "Collège", "ZONE": "Région"}), forms)
    assert matched_titles.load_titles("membres", forms) == MatchedTitles(
        {"Coin": "Région", "genre": "Collège", "ZONE": "Région"}
    )


@pytest.mark.parametrize(
    ("titles", "sentence"),
    [
        (MatchedTitles({"Sigle": "Nom"}), "« Sigle » est déjà le titre de « Autres noms »"),
        (MatchedTitles({"Sigle usuel": "Licorne"}), "« Licorne » n’est pas un titre"),
        (MatchedTitles({}, ("Nom",)), "« Nom » est un titre du formulaire"),
    ],
)
def test_titles_that_contradict_the_form_are_not_written(
    forms: Path, members: form_files.Form, titles: MatchedTitles, sentence: str
) -> None:
    with pytest.raises(FormError, match=sentence):
        matched_titles.save_titles(members, titles, forms)
    assert not matched_titles.titles_path("membres", forms).exists()


def test_what_is_written_is_whole_or_not_there(
    forms: Path, members: form_files.Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = matched_titles.save_titles(members, MatchedTitles({"Coin": "Région"}), forms)
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Refused, match="ne s’écrit pas"):
        matched_titles.save_titles(members, MatchedTitles({"Autre": "Nom"}), forms)
    assert path.read_bytes() == before


WRONG = [
    "[titles\n",
    "autre = 1\n",
    "[titles]\nA = 1\n",
    'ignored = "A"\n',
    '[titles]\nNb = "Titre retiré"\n',
]


@pytest.mark.parametrize("content", WRONG)
def test_a_file_of_titles_that_is_wrong_is_left_aside_and_named(
    tmp_path: Path, forms: Path, content: str
) -> None:
    """Whoever imports a file of its form has to agree; the others are told."""
    (forms / "titres").mkdir()
    (forms / "titres" / "membres.toml").write_text(content, encoding="utf-8")
    store = Store(tmp_path / "store")
    own = propose([uploads.clean("membres")], store, forms_directory=forms)
    assert own.forms == ("membres",) and own.status == "confirm"
    other = propose([uploads.clean("offre")], store, forms_directory=forms)
    assert other.forms == ("offre",) and other.status == "ready"
    for (said,) in (own.doubts, other.notices):
        assert said.file == "Correspondances de « Membres »"
        assert "Oubliez-les sur la page Données" in said.advice
    assert proposed(tmp_path, forms).notices == other.notices


def test_a_file_of_titles_that_cannot_be_read_is_not_written_over_but_can_be_removed(
    forms: Path, members: form_files.Form
) -> None:
    path = matched_titles.save_titles(members, MatchedTitles({"Coin": "Région"}), forms)
    path.write_text("[titles\n", encoding="utf-8")
    with pytest.raises(FormError, match="Les titres associés à « membres »"):
        matched_titles.save_titles(members, MatchedTitles({"Autre": "Nom"}), forms)
    assert path.read_text(encoding="utf-8") == "[titles\n"
    matched_titles.forget_all_titles(members, forms)
    assert matched_titles.apply_matches(members, forms) == members


def test_what_a_write_that_was_cut_leaves_is_hidden_and_taken_away_later(
    forms: Path, members: form_files.Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = matched_titles.save_titles(members, MatchedTitles({"Coin": "Région"}), forms)
    with monkeypatch.context() as cut:
        cut.setattr(disk, "replace", _die)
        cut.setattr(disk, "remove", _die)
        with pytest.raises(KeyboardInterrupt):
            matched_titles.save_titles(members, MatchedTitles({"Autre": "Nom"}), forms)
    (left,) = [each for each in path.parent.iterdir() if each.name not in (path.name, ".verrou")]
    assert left.name.startswith("."), "no backup takes it"
    mine = path.with_name("a" * 32)
    mine.write_bytes(b"")
    for each in (left, mine):
        os.utime(each, (0, 0))
    matched_titles.save_titles(members, MatchedTitles({"Zone": "Région"}), forms)
    assert not left.exists() and mine.exists()


def _die(*_paths: Path) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("racers", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_titles_saved_and_forgotten_at_once_are_all_kept_and_always_read(
    forms: Path, members: form_files.Form, racers: type[Executor]
) -> None:
    matched_titles.save_titles(members, MatchedTitles({"Ancien 0": "Nom", "Ancien 1": "Nom"}), forms)
    with racers(4) as pool:
        turns = [pool.submit(save_some, forms, each) for each in range(4)]
        while not all(turn.done() for turn in turns):
            assert matched_titles.load_titles("membres", forms).headers
    assert [turn.result() for turn in turns] == [None] * 4
    kept = matched_titles.load_titles("membres", forms)
    assert set(kept.headers) == {f"Titre {who} {turn}" for who in range(4) for turn in range(TURNS)}
    assert {each.name for each in (forms / "titres").iterdir()} == {"membres.toml", ".verrou"}


def save_some(forms: Path, who: int) -> None:
    """Several titles saved one after the other; two of the writers also forget one."""
    form = form_files.load_form(forms / "membres.toml")
    for turn in range(TURNS):
        matched_titles.save_titles(form, MatchedTitles({f"Titre {who} {turn}": "Nom"}), forms)
    matched_titles.forget_titles(form, MatchedTitles(headers={f"Ancien {who}": ""}), forms)


@pytest.mark.parametrize("title", ['Un "guillemet"', "A = B", "Retour\\ligne", "Été ’24 #1", "[x]"])
def test_every_title_is_read_again_as_written(forms: Path, members: form_files.Form, title: str) -> None:
    matched_titles.save_titles(members, MatchedTitles({title: "Nom"}, (f"{title} bis",)), forms)
    assert matched_titles.load_titles("membres", forms) == MatchedTitles({title: "Nom"}, (f"{title} bis",))


def test_only_what_the_form_does_not_know_is_left_to_match(tmp_path: Path, forms: Path) -> None:
    (left,) = proposed(tmp_path, forms, "Identifiant;Nom;Région;Zone", "X1;Essai;Bretagne;Ouest").unmapped
    assert (left.form, left.titles) == ("membres", ("Zone",))


def test_surveys_and_files_of_tables_are_not_matched(tmp_path: Path, forms: Path) -> None:
    table = Upload("t.csv", b"alias,organisation_id\n")
    found = propose([table], Store(tmp_path / "store"), forms_directory=forms)
    assert found.unmapped == ()


@pytest.mark.parametrize("above", [[], ["Base des adhérents"], ["Base des adhérents", "Édité le;02/03/2024"]])
def test_the_titles_of_an_unknown_file_are_found_under_a_heading(
    tmp_path: Path, forms: Path, above: list[str]
) -> None:
    """Though a line holds « ESS », which is the title of a column of the members."""
    titles = "Code adhérent;Dénomination;Sigle usuel;Domaine;Zone;Observations"
    lines = ("X1;Un;;Solidarité internationale;Ouest;", "X2;Deux;;ESS;Est;Rien")
    proposal = proposed(tmp_path, forms, *above, titles, *lines)
    (sheet,) = proposal.unmapped
    assert sheet.headers == tuple(titles.split(";"))
    assert (proposal.read[0].header_row, proposal.read[0].lines) == (len(above) + 1, 2)


def test_lines_that_would_make_no_member_are_told_before_the_titles_are_kept(
    tmp_path: Path, forms: Path, members: form_files.Form
) -> None:
    (sheet,) = proposed(tmp_path, forms).unmapped
    assert title_matching.find_skipped_tables(sheet, members, RIGHT) == [("Adhésion", "Adhésions")]
    assert title_matching.find_skipped_tables(sheet, members, RIGHT | {"Courriel": "Adhésion"}) == []


@pytest.mark.parametrize(("title", "header"), [("Date d’entrée", "Adhésion"), ("Date de sortie", "Départ")])
def test_a_register_says_in_its_own_words_when_members_come_and_go(
    members: form_files.Form, title: str, header: str
) -> None:
    assert headers.locate_headers(["Identifiant", "Nom", title], members)[header] == 2


def test_the_command_line_says_where_titles_are_matched_and_how_many_there_are(
    tmp_path: Path, forms: Path
) -> None:
    lines = (
        "Identifiant;Nom;Famille d’acteur;Champ;Un;Deux;Trois;Quatre;Cinq;Six",
        "M1;A;ONG;Autre;1;2;3;4;5;6",
    )
    (problem,) = proposed(tmp_path, forms, *lines).problems
    assert problem.code == "IMP-118" and "page Données" in problem.advice
    assert "« Un », « Deux » et « Trois », ni 3 autres" in problem.reason
