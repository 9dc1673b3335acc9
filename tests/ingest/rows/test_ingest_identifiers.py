"""A list of organisations without identifiers comes back with those that its names tell; nothing else in it changes."""

from __future__ import annotations

import uploads

from dse import paths
from dse.export.files import delimited_text
from dse.ingest import Upload, propose
from dse.ingest.forms import form_files
from dse.ingest.organisations import identifier_lists
from dse.ingest.organisations.identifier_lists import FilledList
from dse.ingest.proposal import load_organisations
from dse.store import Store

MEMBERS = form_files.load_form(paths.FORMS / "membres.toml")
LINES = (
    "Nom;Famille d’acteur;Champ;Région",
    "TERRES D'ORVAINE;ONG;Solidarité internationale;Bretagne",
    "Les Inconnus;ONG;Solidarité internationale;'=1+1",
    ";ONG;Solidarité internationale;Bretagne",
)


def completed(store: Store) -> FilledList:
    (sheet,) = uploads.proposed(store, *LINES).unmapped
    column = identifier_lists.find_names_column(sheet, MEMBERS, {}, ["Identifiant"])
    return identifier_lists.fill_identifiers(sheet, MEMBERS, {}, column, load_organisations(store))


def test_known_names_tell_their_identifier_and_the_others_none(store: Store) -> None:
    made = completed(store)
    assert made.titles == ("Identifiant", *LINES[0].split(";"))
    assert [line[0] for line in made.lines] == ["M001", "", ""]
    assert (made.resolved_names, made.names) == (1, 2)


def test_the_file_is_read_again_and_asks_only_for_what_nobody_knows(store: Store) -> None:
    made = completed(store)
    proposal = propose([Upload("liste.csv", delimited_text.render_texts_csv(made.titles, made.lines))], store)
    assert proposal.forms == ("membres",)
    assert ("IMP-201", 3, "A") in uploads.codes(proposal)
    assert not [each for each in proposal.problems if each.row == 2]


def test_titles_that_were_matched_come_back_as_what_they_stand_for(store: Store) -> None:
    (sheet,) = uploads.proposed(store, "Dénomination;Zone", "TDO;Ouest").unmapped
    chosen = {"Dénomination": "Nom"}
    column = identifier_lists.find_names_column(sheet, MEMBERS, chosen, ["Identifiant"])
    made = identifier_lists.fill_identifiers(sheet, MEMBERS, chosen, column, load_organisations(store))
    assert (made.titles, made.lines) == (("Identifiant", "Nom", "Zone"), (("M001", "TDO", "Ouest"),))


def test_a_name_of_two_organisations_tells_no_identifier(store: Store) -> None:
    twin = uploads.build_upload(
        "m.csv", "Identifiant;Nom;Famille d’acteur;Champ", "M009;Terres d’Orvaine;ONG;Autre"
    )
    uploads.accepted(store, twin)
    assert completed(store).resolved_names == 0


def test_only_a_list_of_organisations_that_lacks_nothing_else_is_completed(store: Store) -> None:
    (sheet,) = uploads.proposed(store, *LINES).unmapped
    attendance = form_files.load_form(paths.FORMS / "presences.toml")
    assert identifier_lists.find_names_column(sheet, attendance, {}, list(attendance.identity)) is None
    assert identifier_lists.find_names_column(sheet, MEMBERS, {}, []) is None
    assert identifier_lists.find_names_column(sheet, MEMBERS, {"Région": "Nom"}, ["Identifiant"]) == 3
