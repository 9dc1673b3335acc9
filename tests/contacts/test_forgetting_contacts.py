"""A contact forgotten is in no byte of the store, does not come back, and the notes that name the person are told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import uploads

from dse import review_plans
from dse.contacts import contacts, forgetting, notes, texts
from dse.contacts.contacts import Contact
from dse.contacts.notes import Note
from dse.errors import Refused
from dse.ingest import confirm, propose, pseudonyms
from dse.review import SUMMARY_ANCHOR, Comment, Plan, PlannedChapter, figure_anchor
from dse.store import Store

AWA = Contact("M001", "Awa Bellombre", "Direction", "awa.bellombre@example.org", "01 99 00 12 34")
TRACES = ("Bellombre", "awa.bellombre", "Belombre", "01 99 00 12 34")
HEADER = "Organisation;Contact;Adresse électronique"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Four versions: members and contacts; a name corrected; a note that names her; another number."""
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "key"))
    made = Store(tmp_path / "store")
    uploads.accepted(made, uploads.clean("membres"))
    contacts.add(made, replace(AWA, name="Awa Belombre"), "Nadia")
    contacts.correct(made, replace(AWA, name="Awa Belombre"), AWA, "Nadia")
    contacts.add(made, replace(AWA, name="Idrissa Valbrume", email="idrissa@example.org"), "Nadia")
    notes.add(made, Note("M001", date(2018, 5, 4), "Mme Bellombre rappelle jeudi."), "Nadia")
    notes.add(made, Note("M002", date(2018, 5, 5), "Rien à signaler."), "Nadia")
    return made


def everything(store: Store) -> str:
    """All that the files of a store say, decompressed."""
    said = []
    for path in store.path.rglob("*"):
        if path.is_file():
            said.append(path.read_bytes().decode("utf-8", "replace"))
        if path.suffix == ".parquet":
            said.append(str(pq.read_table(path).to_pylist()))
    return "\n".join(said)


def test_comments_of_reviews_lose_the_name_in_every_record_and_keep_the_rest(store: Store) -> None:
    anchor, other = figure_anchor("offers"), SUMMARY_ANCHOR
    texts_written = (
        "Mme Awa BELLOMBRE (awa.bellombre@example.org, +33 1 99 00 12 34) le dit : l’offre plaît.",
        "Rien.",
    )
    plan = review_plans.save_plan(store, Plan((PlannedChapter("offre", ("offers",)),), "P", "2016-2018"))
    for text in texts_written:
        plan = review_plans.save_comment(
            store, plan, anchor, Comment(text, "Awa Bellombre", date(2018, 6, 1))
        )
    plan = review_plans.save_comment(
        store, plan, other, Comment("Awa veut le Bilan.", "Nadia", date(2018, 6, 1))
    )
    review_plans.remove_plan(store, plan)
    told = forgetting.preview(store, AWA)
    assert told.comments == 1 and "Un commentaire du Bilan" in forgetting.describe_comments(told.comments)
    forgetting.forget(store, AWA, "Nadia")
    records = [path.read_text("utf-8") for path in sorted((store.path / "review_plans").glob("*.json"))]
    said = "".join(json.dumps(json.loads(record), ensure_ascii=False) for record in records)
    assert not any(trace in said.casefold() for trace in ("bellombre", "99 00 12 34"))
    assert "Mme (nom effacé) ((adresse effacée), (numéro effacé)) le dit : l’offre plaît." in said
    assert "Awa veut le Bilan." in said and "Nadia" in said
    assert store.check() == [] and len(store.all_review_plans()) == 5
    back = review_plans.put_back(store, plan).comments
    assert back[other].text == "Awa veut le Bilan."
    assert back[anchor].text == "Rien." and len(store.all_review_plans()) == 6


def test_a_contact_forgotten_is_in_no_byte_under_any_spelling(store: Store) -> None:
    told = forgetting.preview(store, AWA)
    assert told.spellings == ("Awa Bellombre", "Awa Belombre")
    assert [note.text for note in told.notes] == ["Mme Bellombre rappelle jeudi."]
    assert forgetting.forget(store, AWA, "Nadia") == told.erasure
    note = told.notes[0]
    notes.correct(store, note, replace(note, text="La direction rappelle jeudi."), "Nadia")
    assert texts.has_past(store, notes.TABLE, note.note_id)
    texts.erase_past(store, notes.TABLE, note.note_id, "Nadia")
    said = everything(store)
    # The number is that of a colleague too, who stays.
    assert [trace for trace in TRACES if trace in said] == ["01 99 00 12 34"]
    assert "La direction rappelle jeudi." in said and "Idrissa Valbrume" in said
    assert not texts.has_past(store, notes.TABLE, note.note_id) and store.check() == []


def test_every_version_is_read_without_her_and_keeps_the_others(store: Store) -> None:
    forgetting.forget(store, AWA, "Nadia")
    told = {
        each.number: [row["name"] for row in store.read(each, "contacts").to_pylist()]
        for each in store.versions()
    }
    assert told == {
        1: [],
        2: [],
        3: [],
        4: ["Idrissa Valbrume"],
        5: ["Idrissa Valbrume"],
        6: ["Idrissa Valbrume"],
    }
    restored = store.restore(3, "Nadia")
    assert "Bellombre" not in str(store.read(restored, "contacts").to_pylist())


@pytest.mark.parametrize(
    "line",
    [
        "M001;Awa Bellombre;",
        "M001;AWA BELLOMBRE;autre@example.org",
        "M001;Awa Belombre;",
        "M002;A. Bellombre;Awa.Bellombre@example.org",
    ],
)
def test_she_does_not_come_back_by_an_import_nor_by_hand(store: Store, line: str) -> None:
    forgetting.forget(store, AWA, "Nadia")
    proposal = propose([uploads.build_upload("contacts.csv", HEADER, line)], store)
    (problem,) = proposal.problems
    assert (problem.code, problem.row, problem.value) == ("IMP-412", 2, None)
    organisation_id, name, email = line.split(";")
    with pytest.raises(Refused, match="demandé à être oublié"):
        contacts.add(store, Contact(organisation_id, name, email=email or None), "Nadia")


def test_another_person_of_that_name_elsewhere_is_welcome(store: Store) -> None:
    forgetting.forget(store, AWA, "Nadia")
    line = "M002;Awa Bellombre;homonyme@example.org"
    assert not propose([uploads.build_upload("contacts.csv", HEADER, line)], store).problems


def test_a_preview_seen_before_brings_nobody_back(store: Store) -> None:
    proposal = propose([uploads.build_upload("contacts.csv", HEADER, "M001;Fatou Ambrelin;")], store)
    forgetting.forget(store, AWA, "Nadia")
    with pytest.raises(Refused, match="demandé à être oublié"):
        confirm(proposal, store, code="all", author="Nadia", message="")


def test_a_colleague_who_has_the_same_number_stays_and_the_same_person_elsewhere_is_told(
    store: Store,
) -> None:
    contacts.add(store, replace(AWA, organisation_id="M002"), "Nadia")
    told = forgetting.preview(store, AWA)
    assert [each.organisation_id for each in told.elsewhere] == ["M002"]
    forgetting.forget(store, AWA, "Nadia")
    left = contacts.read_contacts(store, store.current())
    assert [(each.organisation_id, each.name) for each in left] == [
        ("M001", "Idrissa Valbrume"),
        ("M002", "Awa Bellombre"),
    ]


def test_nobody_is_named_by_what_is_kept_and_the_key_is_needed_to_recognise_her(
    store: Store, tmp_path: Path
) -> None:
    forgetting.forget(store, AWA, "Nadia")
    kept = "".join(path.read_text(encoding="utf-8") for path in (store.path / "forgotten").glob("*"))
    assert "persons" in kept and not [trace for trace in TRACES if trace in kept]
    with pseudonyms.use_key(b"2" * pseudonyms.KEY_BYTES):
        proposal = propose([uploads.build_upload("contacts.csv", HEADER, "M001;Awa Bellombre;")], store)
    assert [issue.code for issue in proposal.doubts] == ["IMP-526"]


def test_somebody_unknown_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="Aucune version ne connaît ce contact"):
        forgetting.preview(store, Contact("M002", "Awa Bellombre"))


def test_a_note_removed_goes_from_every_version_when_asked(store: Store) -> None:
    (note,) = notes.find_notes(store, store.current(), "M001")
    notes.remove(store, note, "Nadia")
    assert texts.preview_erasing_past(store, notes.TABLE, note.note_id).rows == {"notes": 2}
    texts.erase_past(store, notes.TABLE, note.note_id, "Nadia")
    assert "rappelle jeudi" not in everything(store) and "Rien à signaler." in everything(store)
    assert store.check() == []
