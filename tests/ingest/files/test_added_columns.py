"""A column that a file lacks, given once for all its lines: the same import as if the file had it, and the file as it was."""

from __future__ import annotations

import json
from pathlib import Path

import uploads

from dse.ingest import Upload, confirm, propose
from dse.ingest.files.corrections import Corrections
from dse.store import AddedColumn, HandEdits, Store
from dse.store.versions.version import parse_fields, render_fields

HEADERS = "Identifiant;Nom;Famille;Région;Adhésion"
LINES = (HEADERS, "X1;Un;ONG;Bretagne;01/02/2015", "X2;Deux;ONG;Bretagne;01/02/2016")
FIELD_COLUMN = 5


def members(*lines: str) -> Upload:
    return uploads.build_upload("m.csv", *lines)


def add(file: Upload, text: str, title: str = "Champ") -> Corrections:
    return Corrections(columns={(file.sha256, None, title): text})


def read_fields(store: Store) -> dict[str, str]:
    rows = store.read(store.current(), "organisation_profiles").to_pylist()
    return {row["organisation_id"]: row["field"] for row in rows}


def test_every_line_has_the_text_and_one_of_them_may_have_another(tmp_path: Path) -> None:
    store, file = Store(tmp_path), members(*LINES)
    assert "IMP-111" in {issue.code for issue in propose([file], store).problems}
    other = Corrections(cells={(file.sha256, None, 3, FIELD_COLUMN): "Changement social"})
    proposal = propose([file], store, corrections=add(file, "ESS").add(other))
    assert not proposal.problems
    version = confirm(proposal, store, code=proposal.code, author="Essai", message="Membres")
    assert read_fields(store) == {"X1": "ESS", "X2": "CHANGEMENT_SOCIAL"}
    assert version.edits.columns == (AddedColumn("m.csv", None, "Champ"),)
    assert parse_fields(json.loads(json.dumps(render_fields(version)))).edits == version.edits


def test_a_note_of_one_cell_stays_one(tmp_path: Path) -> None:
    file = members(*LINES, "Extraction du 12/01/2022;;;;")
    without, filled = (
        propose([file], Store(tmp_path), corrections=corrections)
        for corrections in (Corrections(), add(file, "ESS"))
    )
    about_note = [{issue.code for issue in each.problems if issue.row == 4} for each in (without, filled)]
    assert about_note[0] == about_note[1] != set()


def test_a_title_that_the_file_has_is_not_added(tmp_path: Path) -> None:
    file = members(f"{HEADERS};champ", *(f"{line};ESS" for line in LINES[1:]))
    proposal = propose([file], Store(tmp_path), corrections=add(file, "Changement social"))
    assert proposal.edits == HandEdits() and not proposal.problems


def test_another_file_of_the_same_name_is_as_it_was(tmp_path: Path) -> None:
    file, other = members(*LINES), members(*LINES[:2])
    proposal = propose([other], Store(tmp_path), corrections=add(file, "ESS"))
    assert "IMP-111" in {issue.code for issue in proposal.problems}
