"""From files to a version: what changes, what stays, what asks, and nothing by halves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import uploads

import schemas
from dse.errors import Conflict, Refused
from dse.export.files import delimited_text
from dse.ingest import Upload, confirm, propose
from dse.store import Store

FILLED = (
    "organisations",
    "organisation_aliases",
    "organisation_profiles",
    "memberships",
    "offers",
    "accompaniments",
    "accompaniment_organisations",
    "theme_marks",
    "activities",
    "participations",
    "indicators",
    "indicator_baselines",
    "indicator_periods",
    "partnerships",
    "changes",
    "change_contributions",
    "contacts",
    "outputs",
    "service_targets",
)


def test_nothing_is_written_before_it_is_confirmed(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    proposal = propose(uploads.every_clean(), store)
    assert proposal.status == "ready" and not (tmp_path / "store").exists()
    assert {name: diff.added for name, diff in proposal.diffs.items()} == {
        "organisations": 4,
        "organisation_aliases": 2,
        "organisation_profiles": 4,
        "memberships": 4,
        "offers": 2,
        "accompaniments": 2,
        "accompaniment_organisations": 5,
        "activities": 2,
        "theme_marks": 6,
        "participations": 3,
        "indicators": 2,
        "indicator_baselines": 3,
        "indicator_periods": 3,
        "partnerships": 2,
        "changes": 2,
        "change_contributions": 2,
        "contacts": 2,
        "outputs": 2,
        "service_targets": 2,
    }
    version = confirm(proposal, store, code=proposal.code, author="Nadia", message="Premier import")
    assert set(version.tables) == set(FILLED)
    assert {source.name for source in version.sources} == {f"{name}.csv" for name in uploads.CLEAN}


def test_the_same_files_again_make_no_version(store: Store) -> None:
    proposal = propose(uploads.every_clean(), store)
    assert proposal.status == "unchanged" and not proposal.changes
    before = uploads.bytes_of(store)
    assert confirm(proposal, store, code=None, author="Nadia", message="Encore").number == 1
    assert uploads.bytes_of(store) == before


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    one, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    files = uploads.every_clean()
    proposals = [propose(files, one), propose(files[::-1], other)]
    assert proposals[0].code == proposals[1].code
    assert all(proposals[0].changes[name].equals(proposals[1].changes[name]) for name in FILLED)


def test_one_wrong_file_of_several_keeps_all_out(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    files = [each for each in uploads.every_clean() if each.name != "presences.csv"]
    wrong = uploads.changed("presences", "ACT-1;M002;Participant;1", "ACT-1;M002;Participant;un")
    proposal = propose([*files, wrong], store)
    assert uploads.codes(proposal) == [("IMP-202", 3, "D")]
    with pytest.raises(Refused):
        confirm(proposal, store, code="all", author="Nadia", message="")
    assert store.current() is None and not (tmp_path / "store").exists()


def test_undo_gives_back_the_tables_byte_for_byte(store: Store) -> None:
    before = store.current().tables
    uploads.accepted(store, uploads.changed("offre", "Fonds d’évaluation", "Fonds rénové"))
    assert store.current().tables != before
    store.undo(2, "Nadia")
    assert store.current().tables == before


def test_a_code_confirms_only_what_was_shown(store: Store) -> None:
    proposal = propose([uploads.changed("offre", "Fonds d’évaluation", "Fonds rénové")], store)
    other = propose([uploads.changed("offre", "Fonds d’évaluation", "Fonds nouveau")], store)
    assert proposal.code != other.code
    with pytest.raises(Refused):
        confirm(proposal, store, code=other.code, author="Nadia", message="")
    assert store.current().number == 1


def test_what_was_proposed_on_an_older_version_is_refused(store: Store) -> None:
    late = propose([uploads.changed("offre", "Fonds d’évaluation", "Fonds rénové")], store)
    uploads.accepted(store, uploads.changed("activites", "Suivre et évaluer", "Suivre"))
    with pytest.raises(Conflict):
        confirm(late, store, code=None, author="Nadia", message="")


def test_absent_rows_stay_unless_the_file_is_complete(store: Store) -> None:
    one = uploads.build_upload(
        "offre.csv", "Identifiant;Intitulé;Type;Ouverture", "OFF-2;Territoires;FORMATION;08/01/2018"
    )
    diff = propose([one], store).diffs["offers"]
    assert (diff.rows, diff.added, diff.changed, diff.removed) == (2, 0, 1, 0)
    complete = propose([one], store, complete=True)
    assert complete.diffs["offers"].removed == 1
    assert [each.code for each in complete.problems] == ["IMP-405"]
    assert "OFF-1" in complete.problems[0].reason


def test_a_complete_register_takes_dependent_rows_with_it(store: Store) -> None:
    header, *lines = (uploads.FILES / "membres.csv").read_text(encoding="utf-8").splitlines()
    kept = uploads.build_upload(
        "membres.csv", header, *lines, "X1;Éphémère;Eph;;FR;ONG;AUTRE;;;;;;01/01/2019;;ONG;"
    )
    uploads.accepted(store, kept)
    proposal = propose([uploads.clean("membres")], store, complete=True)
    removed = {name: diff.removed for name, diff in proposal.diffs.items()}
    assert removed == {
        "organisations": 1,
        "organisation_aliases": 1,
        "organisation_profiles": 1,
        "memberships": 1,
    }


def test_a_complete_register_keeps_the_past_of_those_it_holds(store: Store) -> None:
    moved = uploads.changed("membres", "oui;Ile-de-France;MOINS_10;;", "oui;Bretagne;MOINS_10;01/01/2020;")
    proposal = propose([moved], store, complete=True)
    assert {name: diff.removed for name, diff in proposal.diffs.items() if diff.removed} == {}
    assert proposal.diffs["organisation_profiles"].rows == 5


def test_a_complete_period_only_speaks_for_its_years(store: Store) -> None:
    header = "Référence;Type;Intitulé;Statut;Porteur;Demande;Genre"
    year = uploads.build_upload("2018.csv", header, "ACC-9;EVALUATION;Autre;DEMANDE;M001;01/02/2018;")
    proposal = propose([year], store, complete=True)
    assert proposal.details["accompaniments"].removed["accompaniment_id"].to_pylist() == ["ACC-1"]
    assert proposal.details["theme_marks"].removed["subject_id"].to_pylist() == ["ACC-1", "ACC-1"]
    assert set(proposal.details["accompaniment_organisations"].removed["accompaniment_id"].to_pylist()) == {
        "ACC-1"
    }
    confirm(proposal, store, code="all", author="Nadia", message="")
    marks = uploads.rows(store, "theme_marks")
    assert {row["subject_id"] for row in marks if row["subject"] == "activity"} == {"ACT-1", "ACT-2"}


def test_an_empty_cell_clears_the_value_and_a_missing_column_does_not(store: Store) -> None:
    def marks() -> dict[str, int]:
        rows = uploads.rows(store, "theme_marks")
        return {row["theme"]: row["score"] for row in rows if row["subject_id"] == "ACC-1"}

    def request() -> dict[str, object]:
        rows = uploads.rows(store, "accompaniments")
        return next(row for row in rows if row["accompaniment_id"] == "ACC-1")

    header, line = "Référence;Intitulé;Porteur;Consultants;Pays;Genre", "ACC-1;Évaluer;TDO;;;"
    uploads.accepted(store, uploads.build_upload("a.csv", header, line))
    assert request()["country"] is None and request()["title"] == "Évaluer"
    assert request()["cost_eur"] is not None and request()["kind"] == "EVALUATION"
    assert marks() == {"CLIMAT_ADAPTATION": 0}
    roles = {
        row["role"]
        for row in uploads.rows(store, "accompaniment_organisations")
        if row["accompaniment_id"] == "ACC-1"
    }
    assert roles == {"PORTEUR", "CO_PORTEUR"}


def test_a_complete_file_of_requests_leaves_activities_alone(store: Store) -> None:
    uploads.accepted(store, uploads.changed("activites", "ACT-1;OFF-2", "ACC-1;OFF-2"))
    header = "Référence;Type;Intitulé;Statut;Porteur;Demande"
    year = uploads.build_upload("2018.csv", header, "ACC-9;EVALUATION;Autre;DEMANDE;M001;01/02/2018")
    removed = propose([year], store, complete=True).details["theme_marks"].removed.to_pylist()
    assert {(row["subject"], row["subject_id"]) for row in removed} == {("accompaniment", "ACC-1")}


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("13/02/2018;PRES", ";PRES", "ended_on", None),
        ("05/03/2019;;", "05/03/2019;06/03/2019;", "ended_on", date(2019, 3, 6)),
    ],
    ids=["cleared", "filled"],
)
def test_one_cell_cleared_or_filled_is_one_changed_row(
    store: Store, old: str, new: str, field: str, value: object
) -> None:
    proposal = propose([uploads.changed("activites", old, new)], store)
    diff = proposal.diffs["activities"]
    assert (diff.added, diff.changed, diff.removed) == (0, 1, 0)
    assert proposal.details["activities"].after[field].to_pylist() == [value]
    assert proposal.details["activities"].before[field].to_pylist() != [value]


def test_no_mark_is_not_a_zero(store: Store) -> None:
    themes = {(row["subject_id"], row["theme"]): row["score"] for row in uploads.rows(store, "theme_marks")}
    assert themes == {
        ("ACC-1", "GENRE"): 2,
        ("ACC-1", "CLIMAT_ADAPTATION"): 0,
        ("ACC-2", "GENRE"): 1,
        ("ACT-1", "GENRE"): 1,
        ("ACT-1", "JEUNESSES"): 0,
        ("ACT-2", "CLIMAT_ADAPTATION"): 0,
    }


def test_another_date_of_membership_asks_and_replaces_the_first_only_if_the_file_is_complete(
    store: Store,
) -> None:
    moved = uploads.changed("membres", ";01/03/2013;;ONG;", ";02/03/2013;;ONG;")
    proposal = propose([moved], store)
    assert [(each.code, each.row, each.column) for each in proposal.doubts] == [("IMP-504", 2, "M")]
    assert proposal.diffs["memberships"].rows == 5
    uploads.accepted(store, moved, complete=True)
    joined = [
        row["joined_on"] for row in uploads.rows(store, "memberships") if row["organisation_id"] == "M001"
    ]
    assert joined == [date(2013, 3, 2)]
    assert len(uploads.rows(store, "memberships")) == 4


def test_a_situation_without_a_date_is_the_latest_known_or_that_of_joining(store: Store) -> None:
    since = {
        row["organisation_id"]: row["valid_from"] for row in uploads.rows(store, "organisation_profiles")
    }
    assert since == {
        "M001": date(2013, 3, 1),
        "M002": date(2014, 6, 15),
        "M003": date(2012, 1, 1),
        "C001": date(1990, 1, 1),
    }


def test_a_changed_situation_asks_whether_it_corrects_the_past(store: Store) -> None:
    moved = uploads.changed("membres", "oui;Ile-de-France;MOINS_10;;", "oui;Bretagne;MOINS_10;;")
    proposal = propose([moved], store)
    assert [(each.code, each.row, each.column) for each in proposal.doubts] == [("IMP-501", 2, "J")]
    assert proposal.status == "confirm"
    with pytest.raises(Refused):
        confirm(proposal, store, code=None, author="Nadia", message="")
    dated = uploads.changed("membres", "oui;Ile-de-France;MOINS_10;;", "oui;Bretagne;MOINS_10;01/01/2020;")
    proposal = propose([dated], store)
    assert proposal.status == "ready" and proposal.diffs["organisation_profiles"].added == 1


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "oui;Ile-de-France;MOINS_10;;",
            "oui;Bretagne;MOINS_10;;",
            "passe de « Île-de-France » à « Bretagne »",
        ),
        ("oui;Ile-de-France;MOINS_10;;", "non;Ile-de-France;MOINS_10;;", "passe de « oui » à « non »"),
    ],
)
def test_a_changed_situation_is_told_in_words(store: Store, old: str, new: str, reason: str) -> None:
    (doubt,) = propose([uploads.changed("membres", old, new)], store).doubts
    assert reason in doubt.reason


def test_without_a_date_it_is_the_latest_situation_that_is_corrected(store: Store) -> None:
    uploads.accepted(
        store, uploads.changed("membres", "oui;Ile-de-France;MOINS_10;;", "oui;Bretagne;MOINS_10;01/01/2020;")
    )
    proposal = propose(
        [uploads.changed("membres", "oui;Ile-de-France;MOINS_10;;", "oui;Occitanie;MOINS_10;;")], store
    )
    assert [each.code for each in proposal.doubts] == ["IMP-501"] and "01/01/2020" in proposal.doubts[
        0
    ].reason
    assert proposal.details["organisation_profiles"].after["valid_from"].to_pylist() == [date(2020, 1, 1)]


def test_another_name_for_an_identifier_asks(store: Store) -> None:
    proposal = propose([uploads.changed("membres", "Ville de Lysée", "Région des Lacs")], store)
    assert [(each.code, each.row, each.column) for each in proposal.doubts] == [("IMP-503", 3, "B")]


def test_the_loss_of_more_than_a_fifth_of_a_table_asks(store: Store) -> None:
    fewer = uploads.build_upload(
        "presences.csv", "Activité;Organisation;Rôle;Participants", "ACT-1;M001;PARTICIPANT;3"
    )
    proposal = propose([fewer], store, complete=True)
    assert [each.code for each in proposal.doubts] == ["IMP-502"]
    assert "2 lignes sur 3 disparaissent" in proposal.doubts[0].reason


def test_a_two_digit_year_asks(store: Store) -> None:
    proposal = propose([uploads.changed("activites", "12/02/2018", "11/02/18")], store)
    assert [(each.code, each.row, each.column) for each in proposal.doubts] == [("IMP-208", 2, "F")]
    confirm(proposal, store, code=proposal.code, author="Nadia", message="")
    assert uploads.rows(store, "activities")[0]["held_on"] == date(2018, 2, 11)


def test_columns_that_no_form_declares_are_dropped_and_named(store: Store) -> None:
    lines = ("Activité;Organisation;Rôle;Participants;Courriel", "ACT-1;M001;PARTICIPANT;3;a.b@exemple.org")
    proposal = propose([uploads.build_upload("presences.csv", *lines)], store)
    assert [(each.code, each.column, each.header) for each in proposal.notices] == [
        ("IMP-116", "E", "Courriel")
    ]
    assert all("exemple.org" not in str(each) for each in proposal.notices)
    confirm(proposal, store, code=None, author="Nadia", message="")
    assert not any(b"exemple.org" in content for content in uploads.bytes_of(store).values())


@pytest.mark.parametrize("table", FILLED)
@pytest.mark.parametrize(
    "dialect", [delimited_text.MACHINE, delimited_text.FRENCH], ids=["machine", "french"]
)
def test_what_we_export_imports_back_unchanged(
    store: Store, table: str, dialect: delimited_text.Dialect
) -> None:
    content = b"".join(delimited_text.render_table_csv(store, 1, table, dialect))
    proposal = propose([Upload("export.csv", content)], store)
    assert (proposal.forms, proposal.status, proposal.notices) == ((table,), "unchanged", ())
    assert proposal.diffs[table].rows > 0


def test_a_machine_file_of_a_table_is_that_tables_form(store: Store) -> None:
    lines = ("organisation_id,name,country", "M009,Nouvelle,FR")
    uploads.accepted(store, uploads.build_upload("x.csv", *lines))
    added = next(row for row in uploads.rows(store, "organisations") if row["organisation_id"] == "M009")
    assert added == {
        "organisation_id": "M009",
        "name": "Nouvelle",
        "siren": None,
        "country": "FR",
        "successor_id": None,
    }


def test_formulas_are_kept_as_texts_through_an_export(store: Store) -> None:
    uploads.accepted(store, uploads.changed("offre", "Fonds d’évaluation", "=1+1"))
    assert uploads.rows(store, "offers")[0]["title"] == "=1+1"
    for dialect in (delimited_text.MACHINE, delimited_text.FRENCH):
        content = b"".join(delimited_text.render_table_csv(store, 2, "offers", dialect))
        assert b"'=1+1" in content
        assert propose([Upload("offers.csv", content)], store).status == "unchanged"


def test_a_new_row_needs_the_columns_that_the_schema_wants(store: Store) -> None:
    lines = ("activity_id,title", "ACT-1,Autre titre", "ACT-9,Nouvelle")
    proposal = propose([uploads.build_upload("x.csv", *lines)], store)
    assert [(each.code, each.row) for each in proposal.problems] == [("IMP-111", 3), ("IMP-111", 3)]


def test_a_wave_replaces_itself_and_no_other(tmp_path: Path) -> None:
    form = tmp_path / "vague.toml"
    form.write_text(
        """
title = "Questions d’une vague"
semantics = "vague"
[[rows]]
table = "survey_items"
replaces = ["wave_id"]
columns = { wave_id = { wave = true }, question_id = "Question", wording = "Libellé", kind = "Forme", position = "Position" }
""",
        encoding="utf-8",
    )
    store = Store(tmp_path / "store")
    wave = "wave_id,series,title,opened_on,closed_on,unit,is_anonymous"
    kind = schemas.codelists.codes("item_kinds")[0]
    uploads.accepted(
        store,
        uploads.build_upload(
            "w.csv", wave, *(f"W{n},S,T,2018-01-0{n},2018-02-01,organisation,non" for n in (1, 2))
        ),
        uploads.build_upload("q.csv", "question_id,dimension", *(f"Q{n},need" for n in (1, 2))),
        uploads.build_upload(
            "i.csv", "wave_id,question_id,wording,kind,position", f"W1,Q1,Un,{kind},1", f"W2,Q1,Un,{kind},1"
        ),
    )
    items = uploads.build_upload("v.csv", "Question;Libellé;Forme;Position", f"Q2;Deux;{kind};1")
    assert [each.code for each in propose([items], store, form=form).problems] == ["IMP-117"]
    proposal = propose([items], store, form=form, wave="W1")
    assert not proposal.problems
    confirm(proposal, store, code="all", author="Nadia", message="")
    kept = {(row["wave_id"], row["question_id"]) for row in uploads.rows(store, "survey_items")}
    assert kept == {("W1", "Q2"), ("W2", "Q1")}


def test_a_proposal_cannot_be_altered(store: Store) -> None:
    proposal = propose([uploads.changed("offre", "Fonds d’évaluation", "Fonds rénové")], store)
    with pytest.raises(AttributeError):
        proposal.parent = 7
    assert replace(proposal, parent=7).code != proposal.code
