"""What files add to rows already there, and to one another; what they may not take away unasked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import uploads
from uploads import proposed

import schemas
from dse.ingest import propose
from dse.ingest.checks.complete_files import LARGE_REMOVAL
from dse.store import Store

MEMBERS = "Identifiant;Nom;Autres noms;Famille d’acteur;Champ;Adhésion;Départ"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("memberships", "M001;Terres d’Orvaine;TDO | Terres;ONG;SOLIDARITE_INTERNATIONALE;;"),
        ("organisation_aliases", "M001;Terres d’Orvaine;;ONG;SOLIDARITE_INTERNATIONALE;01/03/2013;"),
    ],
)
def test_an_empty_cell_takes_no_membership_or_other_name_away(store: Store, table: str, line: str) -> None:
    proposal = proposed(store, MEMBERS, line)
    assert not proposal.problems and all(diff.is_empty for diff in proposal.diffs.values())
    assert proposed(store, MEMBERS, line, complete=True).diffs[table].removed >= 1


def test_a_stay_that_begins_during_another_asks(store: Store) -> None:
    line = "M001;Terres d’Orvaine;;ONG;SOLIDARITE_INTERNATIONALE;01/01/2017;"
    proposal = proposed(store, MEMBERS, line)
    assert [(each.code, each.row, each.column) for each in proposal.doubts] == [("IMP-504", 2, "F")]
    assert "01/03/2013" in proposal.doubts[0].reason and proposal.diffs["memberships"].removed == 0
    left = line.replace("01/01/2017;", "01/03/2013;31/12/2016")
    assert proposed(store, MEMBERS, left, line).doubts == ()


@pytest.mark.parametrize("alias", ["Ville de Lysee", "M002", "m002", "Fonds-Aubrelle"])
def test_another_name_that_leads_elsewhere_is_refused(store: Store, alias: str) -> None:
    proposal = proposed(store, "Identifiant;Nom;Autres noms", f"M001;Terres d’Orvaine;{alias}")
    assert uploads.codes(proposal) == [("IMP-303", 2, "C")]


def test_a_siren_as_another_name_is_refused(store: Store) -> None:
    proposal = proposed(store, "Identifiant;Nom;Autres noms", "M002;Ville de Lysée;123 456 782")
    assert uploads.codes(proposal) == [("IMP-303", 2, "C")] and "M001" in proposal.problems[0].reason


@pytest.mark.parametrize("spelling", ["vdl", "V.d.L."])
def test_another_name_for_two_organisations_is_refused(store: Store, spelling: str) -> None:
    lines = ("M002;Ville de Lysée;VdL", "M003;Fonds Aubrelle;FdL")
    assert not proposed(store, "Identifiant;Nom;Autres noms", *lines).problems
    same = (lines[0], f"M003;Fonds Aubrelle;{spelling}")
    found = uploads.codes(proposed(store, "Identifiant;Nom;Autres noms", *same))
    assert found == [("IMP-303", 2, "C"), ("IMP-303", 3, "C")]


def test_another_name_that_moves_asks(store: Store) -> None:
    proposal = proposed(store, "Identifiant;Nom;Autres noms", "M002;Ville de Lysée;TDO")
    assert not proposal.problems and [each.code for each in proposal.doubts] == ["IMP-506"]
    assert "M001" in proposal.doubts[0].reason


def test_a_new_identifier_for_a_known_name_asks(store: Store) -> None:
    proposal = proposed(store, "organisation_id;name", "M009;terres d'orvaine", "M010;Nouvelle")
    assert [(each.code, each.row) for each in proposal.doubts] == [("IMP-505", 2)]


def test_a_siren_of_another_is_refused(store: Store) -> None:
    proposal = proposed(store, "organisation_id;name;siren", "M009;Nouvelle;123456782")
    assert uploads.codes(proposal) == [("IMP-304", 2, "C")]


def test_a_dated_change_keeps_what_the_file_lacks(store: Store) -> None:
    header = "Identifiant;Situation depuis le;Région"
    proposal = proposed(store, header, "M001;01/01/2020;53", "M001;01/01/2010;53")
    added = {row["valid_from"]: row for row in proposal.details["organisation_profiles"].added.to_pylist()}
    after = added[date(2020, 1, 1)]
    assert (after["region"], after["actor_family"], after["legal_category"], after["is_ess"]) == (
        "53",
        "ONG",
        "9220",
        True,
    )
    assert {(each.code, each.row) for each in proposal.problems} == {("IMP-111", 3)}


def test_two_files_may_tell_a_row_by_halves(tmp_path: Path) -> None:
    names = uploads.build_upload("un.csv", "organisation_id;name", "X1;Un nom")
    more = uploads.build_upload("deux.csv", "organisation_id;country", "X1;FR")
    for files in ([names, more], [more, names]):
        proposal = propose(files, Store(tmp_path))
        assert not proposal.problems
        row = proposal.changes["organisations"].to_pylist()[0]
        assert (row["name"], row["country"]) == ("Un nom", "FR")


def test_files_that_overlap_must_agree_on_what_both_tell(tmp_path: Path) -> None:
    files = [
        uploads.build_upload(
            "un.csv", "Identifiant;Nom;Famille d’acteur;Champ;Adhésion", "X1;Nom;ONG;AUTRE;01/01/2010"
        ),
        uploads.build_upload("deux.csv", "organisation_id;country", "X1;FR"),
        uploads.build_upload("trois.csv", "organisation_id;country;name", "X1;FR;Autre"),
    ]
    proposal = propose(files, Store(tmp_path))
    assert [(each.file, each.code, each.column) for each in proposal.problems] == [
        ("trois.csv", "IMP-403", "C")
    ]
    assert "« un.csv »" in proposal.problems[0].reason
    assert not propose(files[:2], Store(tmp_path)).problems


def test_the_same_line_without_the_column_that_differs_does_not_break(store: Store) -> None:
    one = uploads.build_upload(
        "un.csv", "Identifiant;Nom;Pays;Adhésion", "M001;Terres d’Orvaine;BE;01/03/2013"
    )
    two = uploads.build_upload("deux.csv", "Identifiant;Nom", "M001;Terres d’Orvaine")
    proposal = propose([one, two], store)
    assert not proposal.problems
    assert proposal.details["organisations"].after["country"].to_pylist() == ["BE"]


@pytest.mark.parametrize("total_label", ["Total", "TOTAL général", "Sous-total", "Moyenne"])
def test_a_line_that_sums_up_the_others_is_refused(store: Store, total_label: str) -> None:
    lines = ("Identifiant;Intitulé;Type;Ouverture", f"{total_label};12;FORMATION;01/01/2018")
    assert "IMP-407" in {each.code for each in proposed(store, *lines).problems}
    named = proposed(store, "organisation_id;name", f"M009;{total_label}")
    assert uploads.codes(named) == [("IMP-407", 2, "B")]
    assert not proposed(store, "organisation_id;name", "M009;Totalité du lac").problems


@pytest.mark.parametrize(("rows_kept", "asks"), [(81, False), (80, False), (79, True)])
def test_a_fifth_of_a_table_may_go_without_asking(tmp_path: Path, rows_kept: int, asks: bool) -> None:
    assert LARGE_REMOVAL == 0.2
    store = Store(tmp_path)
    lines = [f"X{number};Nom {number}" for number in range(100)]
    uploads.accepted(store, uploads.build_upload("o.csv", "organisation_id;name", *lines))
    proposal = proposed(store, "organisation_id;name", *lines[:rows_kept], complete=True)
    assert [each.code for each in proposal.doubts] == (["IMP-502"] if asks else [])


def test_rows_about_nothing_are_not_taken_away_by_a_complete_file(store: Store, tmp_path: Path) -> None:
    lines = ("Référence;Porteur;Offre", "ACC-1;M001;", "ACC-2;M002;OFF-2")
    uploads.accepted(store, uploads.build_upload("a.csv", *lines))
    form = tmp_path / "offres.toml"
    form.write_text(
        '[[rows]]\ntable = "offers"\ncolumns = { offer_id = "Code", title = "Titre" }\n'
        '[[rows]]\ntable = "accompaniments"\n'
        'columns = { accompaniment_id = "Dossier", offer_id = "Code" }\n',
        encoding="utf-8",
    )
    file = uploads.build_upload("f.csv", "Code;Titre", "OFF-1;Un")
    details = propose([file], store, form=form, complete=True).details
    assert details["accompaniments"].removed["accompaniment_id"].to_pylist() == ["ACC-2"]


def test_several_attributes_that_change_are_all_named(store: Store) -> None:
    moved = uploads.changed("membres", "oui;Ile-de-France;MOINS_10;;", "non;Bretagne;MOINS_10;;")
    (doubt,) = propose([moved], store).doubts
    for title in ("is_ess", "region"):
        assert f"« {schemas.column('organisation_profiles', title).title} »" in doubt.reason


def test_a_reference_to_nothing_shows_the_nearest(store: Store) -> None:
    lines = ("Activité;Organisation;Rôle;Participants", "ACT-11;M001;PARTICIPANT;3")
    (problem,) = proposed(store, *lines).problems
    assert problem.code == "IMP-404" and "« ACT-1 »" in problem.advice
    assert pa.types.is_string(schemas.column("participations", "activity_id").type)
