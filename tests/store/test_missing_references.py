"""What goes back never leaves rows about nothing without a word: an undo is refused, a restore says it, and so does the check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import uploads

import schemas
from dse.store import Store, UndoRefused, Version
from dse.ui.versions import undo_preview

WAVE = {
    "wave_id": "W1",
    "series": "S",
    "title": "Bilan",
    "opened_on": date(2020, 1, 1),
    "closed_on": date(2020, 12, 31),
    "unit": "ORGANISATION",
    "is_anonymous": False,
}
RESPONDENT = {
    "wave_id": "W1",
    "respondent_id": "R1",
    "status": "complete",
    "about": "accompaniment",
    "about_id": "ACC-9",
}
WORK = (
    "Référence;Type;Intitulé;Statut;Porteur;Demande",
    "ACC-9;EVALUATION;Étudier l’eau;DEMANDE;M001;04/05/2020",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with what a first import brings."""
    made = Store(tmp_path / "store")
    uploads.accepted(made, *uploads.every_clean())
    return made


def commit_rows(store: Store, **rows: dict[str, object]) -> Version:
    """Write one row of each table as its only one."""
    tables = {
        table: [pa.Table.from_pylist([row], schemas.arrow_schema(table))] for table, row in rows.items()
    }
    made = store.commit(tables, parent=store.require_current().number, author="Nadia", message="Essai")
    assert made
    return made


def test_what_respondents_answered_about_is_not_taken_away(store: Store) -> None:
    work = uploads.accepted(store, uploads.build_upload("a.csv", *WORK))
    commit_rows(store, survey_waves=WAVE, survey_respondents=RESPONDENT)
    with pytest.raises(UndoRefused, match="Répondant"):
        store.undo(work.number, "Paul")


def test_a_store_where_it_was_taken_away_once_is_told_and_goes_on(store: Store) -> None:
    commit_rows(store, survey_waves=WAVE, survey_respondents=RESPONDENT)
    (finding,) = store.check()
    assert finding.kind == "leftover" and "qui parle de ce qui n’est plus dans" in finding.sentence
    assert finding.sentence.endswith(" : ACC-9. Remettez-le par un import, ou retirez ces lignes.")
    other = uploads.accepted(store, uploads.build_upload("b.csv", WORK[0], WORK[1].replace("ACC-9", "ACC-8")))
    assert store.undo(other.number, "Paul").number == other.number + 1


def test_a_restore_says_whose_contacts_stay_without_their_organisation(store: Store) -> None:
    first = store.require_current()
    uploads.accepted(
        store,
        uploads.build_upload("m.csv", "Identifiant;Nom;Famille d’acteur;Champ", "ESSAIM;Essaim;ONG;ESS"),
    )
    uploads.accepted(
        store,
        uploads.build_upload(
            "c.csv", "Organisation;Contact;Fonction;Adresse électronique", "ESSAIM;Lou;;l@e.org"
        ),
    )
    told = "« Contacts » garde 1 ligne qui parle de ce qui n’est plus dans « Organisations » : ESSAIM."
    preview = undo_preview.preview_restore(store, first, ())
    assert preview.is_possible and f" Ensuite, {told}" in preview.text.replace("\u00a0", " ")
    assert "Ensuite" not in undo_preview.preview_restore(store, first, ["contacts"]).text
    store.restore(first.number, "Paul")
    (finding,) = store.check()
    assert finding.sentence.replace("\u00a0", " ").startswith(told)
