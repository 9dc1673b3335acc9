"""A year's file with names spelled as people spell them: each is matched or asked with the right one, none wrongly."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import uploads

from dse import paths
from dse.errors import Refused
from dse.ingest import Proposal, Upload, propose
from dse.ingest.organisations.name_comparison import plain
from dse.ingest.organisations.resolution import Organisations
from dse.store import Store

MATCHED = {
    "Solidarites Ouvelia": "ORG-001",
    "SOLIDARITÉS OUVÉLIA": "ORG-001",
    "solouv": "ORG-001",
    "S.O.L.O.U.V.": "ORG-001",
    "Semeurs de Brumaille": "ORG-002",
    "Arbre à Parlottes": "ORG-009",
    "l'arbre a parlottes": "ORG-009",
    "Puits & Palabres": "ORG-011",
    "  Puits   et  Palabres. ": "ORG-011",
    "Écoles de la Lyse": "ORG-013",
    "Ecoles de la Lyse": "ORG-013",
    "Amitié Lysemont-Dabakolo": "ORG-027",
    "Ville de St-Orvain-sur-Lyse": "ORG-056",
    "ville de saint orvain sur lyse": "ORG-056",
    "Fondation Aurelien Sombreval": "ORG-081",
    "I.S.C.L": "ORG-085",
    "org-017": "ORG-017",
}
ASKED = {
    "Assoc. Horizon Tamarouk": "ORG-004",
    "Ass. Graines de Zélandrie": "ORG-005",
    "Horizon Tamarouk (association loi 1901)": "ORG-004",
    "Mains d’Orvaines": "ORG-006",
    "Nébéda Passerelles": "ORG-007",
    "Agir avec Sombalah": "ORG-008",
    "Arbre à Parlotte": "ORG-009",
    "Enfances du Fleuve": "ORG-010",
    "Sahélia Coop.": "ORG-015",
    "Ateliers Mandrelle Paris": "ORG-016",
    "Médecin du lac orange": "ORG-029",
    "Vétérinaires de la Savane": "ORG-053",
    "FQRO": "ORG-020",
    "Commune de Lysemont": "ORG-063",
    "Mairie de Castelombre": "ORG-062",
    "CD Haute-Lyse": "ORG-067",
    "Conseil départemental de l’Orvaine": "ORG-070",
    "CR Terres d’Aurèle": "ORG-072",
    "Conseil régional Terres-d'Aurèle": "ORG-072",
    "Féd. des comités Tissonia": "ORG-080",
    "Coopérative Nacre et Sel SCOP": "ORG-097",
    "Métropole Grand Lysemont": "ORG-122",
    "Com com des Trois-Ombelles": "ORG-123",
    "Univ. fictive de Lysemont": "ORG-090",
    "Femmes de Dabakolo": "ORG-146",
    "AFD fictive – Agence fictive de dvpt": "ORG-141",
}
# Names near several organisations: each must be asked, with all of them among the candidates.
CONFUSABLE = {
    "Tissonia": {"ORG-017", "ORG-080"},
    "Comités Tissonia": {"ORG-017", "ORG-080"},
    "Lysemont": {"ORG-063", "ORG-122"},
    "Trois-Ombelles": {"ORG-123", "ORG-168"},
    "Port-Amandrel": {"ORG-057", "ORG-052"},
    "Castelombre": {"ORG-062", "ORG-022", "ORG-126"},
}
HEADERS = "Activité;Organisation;Rôle;Participants"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demonstration's organisations and one activity."""
    store = Store(tmp_path_factory.mktemp("register"))
    files = [paths.DEMO / f"{name}.csv" for name in ("membres", "autres_organisations")]
    activity = uploads.build_upload(
        "activites.csv", "Référence;Type;Intitulé;Date", "A1;ATELIER;Essai;02/03/2021"
    )
    uploads.accepted(store, *(Upload(each.name, each.read_bytes()) for each in files), activity)
    return store


def attendance(*names: str, role: str = "PARTICIPANT") -> Upload:
    """A file where each name came once."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    return uploads.build_upload("presences.csv", HEADERS, *(f"A1;{name};{role};2" for name in quoted))


def proposed(store: Store, *names: str, **options: object) -> Proposal:
    return propose([attendance(*names)], store, **options)


def test_forty_spellings_are_matched_or_asked_with_the_right_one_and_none_wrongly(register: Store) -> None:
    assert len(MATCHED) + len(ASKED) >= 40
    proposal = proposed(register, *MATCHED, *ASKED, *CONFUSABLE)
    asked = {each.name: each.candidates for each in proposal.unknown_names}
    assert set(asked) == {*ASKED, *CONFUSABLE}
    for name, right in ASKED.items():
        assert asked[name][0] == right, (name, asked[name])
    for name, right in CONFUSABLE.items():
        assert right <= set(asked[name]), (name, asked[name])


@pytest.mark.parametrize(("name", "right"), MATCHED.items(), ids=MATCHED)
def test_a_spelling_that_is_matched_leads_to_the_right_one(register: Store, name: str, right: str) -> None:
    proposal = proposed(register, name)
    assert not proposal.problems
    assert [row["organisation_id"] for row in proposal.changes["participations"].to_pylist()] == [right]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("CD 44", "D44"),
        ("Conseil général de Loire-Atlantique", "D44"),
        ("CD 2A", "D2A"),
        ("CD1", "D01"),
        ("CR Bretagne", "R53"),
        ("Conseil régional de Bretagne", "R53"),
        ("Bretagne (Région)", "R53"),
    ],
)
def test_a_council_is_recognised_by_its_number_or_its_kind(name: str, right: str) -> None:
    known = Organisations()
    known.learn(
        ["D44", "D2A", "D01", "D42", "R53", "R52"],
        [
            "Département de la Loire-Atlantique",
            "Département de la Corse-du-Sud",
            "Département de l’Ain",
            "Département de la Loire",
            "Région Bretagne",
            "Région Pays de la Loire",
        ],
        [None] * 6,
    )
    assert known.finder(())(name)[0] is None
    assert known.nearest(name)[0] == right


def test_a_former_name_leads_nowhere_until_it_is_an_other_name(register: Store) -> None:
    assert proposed(register, "Les Amis de Tissonia").status == "refused"
    known = Organisations()
    known.learn(["O1"], ["Comité Tissonia"], [None])
    known.learn_aliases(["Les Amis de Tissonia"], ["O1"])
    assert known.finder(())("Amis de Tissonia") == ("O1", None)


def test_a_name_near_nothing_has_no_candidate(register: Store) -> None:
    (unknown,) = proposed(register, "Xyzzy").unknown_names
    assert unknown.candidates == ()


def test_a_name_is_listed_once_with_the_cells_that_hold_it(register: Store) -> None:
    names = ["Commune de Lysemont", "COMMUNE DE LYSEMONT", "Commune de Lysemont"]
    content = attendance(*names[:1]).content + b"A1;COMMUNE DE LYSEMONT;INTERVENANT;1\n"
    (unknown,) = propose([Upload("presences.csv", content)], register).unknown_names
    assert (unknown.name, unknown.cells) == ("Commune de Lysemont", 2)


def test_each_unknown_name_of_a_cell_of_several_is_listed(register: Store) -> None:
    accompaniment = uploads.build_upload(
        "accompagnements.csv",
        "Référence;Type;Intitulé;Statut;Porteur;Co-porteurs;Demande",
        "ACC-1;EVALUATION;Essai;EN_COURS;Village Onze;Village Douze | Horizon Tamaruk;02/03/2021",
    )
    assert [each.name for each in propose([accompaniment], register).unknown_names] == [
        "Village Douze",
        "Horizon Tamaruk",
    ]


def test_a_choice_is_saved_as_an_alias_in_the_same_version_and_undone_with_it(
    register: Store, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    uploads.accepted(store, uploads.clean("membres"), uploads.clean("offre"), uploads.clean("activites"))
    name = uploads.rows(store, "organisations")[0]
    activity = uploads.rows(store, "activities")[0]["activity_id"]
    upload = uploads.build_upload("presences.csv", HEADERS, f"{activity};Les copains d’ici;PARTICIPANT;2")
    assert propose([upload], store).status == "refused"
    chosen = {"Les copains d’ici": name["organisation_id"]}
    proposal = propose([upload], store, names=chosen)
    assert proposal.diffs["organisation_aliases"].added == 1 and not proposal.unknown_names
    assert proposal.diffs["participations"].added == 1
    made = uploads.accepted(store, upload, names=chosen)
    assert made.number == 2 and propose([upload], store).status == "unchanged"
    store.undo(2, "Nadia")
    assert propose([upload], store).status == "refused"


def test_a_choice_takes_no_other_alias_away_where_the_file_is_complete(register: Store) -> None:
    proposal = proposed(register, "Lysemont", names={"Lysemont": "ORG-063"}, complete=True)
    assert proposal.diffs["organisation_aliases"].removed == 0
    assert proposal.diffs["organisation_aliases"].added == 1


def test_a_choice_that_leads_elsewhere_already_or_nowhere_is_refused(register: Store) -> None:
    proposal = proposed(register, "Village Onze", names={"kaldev": "ORG-028"})
    assert "IMP-303" in {each.code for each in proposal.problems}
    proposal = proposed(register, "Village Onze", names={"KALDEV": "ORG-028"})
    assert "IMP-506" in {each.code for each in proposal.doubts}
    with pytest.raises(Refused, match="n’est plus connue"):
        proposed(register, "Lysemont", names={"Lysemont": "ORG-999"})


def test_choices_come_from_a_file_of_other_names_too(register: Store) -> None:
    """On the command line: a CSV of aliases, imported together with the file."""
    written = io.StringIO()
    csv.writer(written).writerows([("alias", "organisation_id"), ("Lysemont", "ORG-063")])
    names = Upload("noms.csv", written.getvalue().encode())
    proposal = propose([attendance("Lysemont"), names], register)
    assert not proposal.problems and proposal.diffs["organisation_aliases"].added == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("L’Arbre", "arbre", True),
        ("St-Orvain", "Saint Orvain", True),
        ("A & B", "A et B", True),
        ("Le", "le", True),
        ("Terre des Nacres", "Terres des Nacres", False),
        ("Ville de Lysemont", "Commune de Lysemont", False),
        ("Association X", "X", False),
    ],
)
def test_what_makes_two_spellings_one_name(one: str, other: str, same: bool) -> None:
    assert (plain(one) == plain(other)) is same


def test_past_many_names_no_nearest_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dse.ingest.organisations.resolution.MOST_COMPARED", 2)
    known = Organisations()
    known.learn(["O1"], ["Comité Tissonia"], [None])
    names = ["Tissonia", "Comité Tisonia", "Tissonia Comité", "Tissonia"]
    assert [known.nearest(name) for name in names] == [["O1"], ["O1"], [], ["O1"]]
