"""Next steps written on pages: each deed a version that names nobody, under the checks of an import; erased, they come back by no file."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import uploads

import schemas
from dse.contacts import contacts, forgetting, next_steps, texts
from dse.contacts.contacts import Contact
from dse.contacts.next_steps import NextStep
from dse.errors import Refused
from dse.ingest import propose
from dse.store import Store

TODAY = date(2021, 5, 4)
STEP = NextStep("organisation", "M002", "Proposer un rendez-vous.", date(2021, 5, 20), "Pôle réseau")
ABOUT = [("partnership", "PAR-2"), ("accompaniment", "ACC-1"), ("activity", "ACT-1")]


def read(store: Store) -> list[NextStep]:
    return next_steps.read_steps(store, store.current())


def test_a_step_is_written_ticked_taken_back_corrected_and_removed(store: Store) -> None:
    version = next_steps.add(store, STEP, "Nadia")
    (written,) = read(store)
    assert written == replace(STEP, step_id="ETAPE-2021-001")
    assert version.message == "Étape ajoutée : organisation M002"
    next_steps.tick(store, written, TODAY, "Nadia")
    assert read(store)[0].done_on == TODAY
    next_steps.tick(store, read(store)[0], None, "Nadia")
    assert read(store) == [written]
    next_steps.correct(store, written, replace(written, text="Écrire."), "Nadia")
    next_steps.remove(store, read(store)[0], "Nadia")
    assert read(store) == []
    next_steps.add(store, STEP, "Nadia")
    assert read(store)[0].step_id == "ETAPE-2021-002"


@pytest.mark.parametrize(("subject", "subject_id"), ABOUT)
def test_a_step_is_about_anything_there_is_and_says_what(store: Store, subject: str, subject_id: str) -> None:
    next_steps.add(store, replace(STEP, subject=subject, subject_id=subject_id), "Nadia")
    assert [step.about for step in read(store)] == [(subject, subject_id)]
    assert next_steps.name_subjects(store, store.current(), [(subject, subject_id)])
    with pytest.raises(Refused, match="n’existe pas"):
        next_steps.add(store, replace(STEP, subject=subject, subject_id="M002"), "Nadia")


def test_a_partnership_is_named_by_its_partner_its_service_and_its_kind(store: Store) -> None:
    (named,) = next_steps.name_subjects(store, store.current(), [ABOUT[0]]).values()
    assert named.title == "Fonds Aubrelle · pôle climat · Co-production"
    assert named.organisation_id == "M003"


@pytest.mark.parametrize(("changes", "reason"), [({"text": ""}, "Étape"), ({"due_on": None}, "Échéance")])
def test_what_is_wrong_is_said_and_nothing_is_written(
    store: Store, changes: dict[str, object], reason: str
) -> None:
    next_steps.add(store, STEP, "Nadia")
    with pytest.raises(Refused, match=reason):
        next_steps.correct(store, read(store)[0], replace(read(store)[0], **changes), "Nadia")
    assert read(store)[0].text == STEP.text


def test_a_step_that_changed_meanwhile_is_not_ticked(store: Store) -> None:
    next_steps.add(store, STEP, "Nadia")
    (seen,) = read(store)
    next_steps.correct(store, seen, replace(seen, text="Écrire."), "Paul")
    with pytest.raises(Refused, match="a changé entre-temps"):
        next_steps.tick(store, seen, TODAY, "Nadia")


def test_what_is_to_do_comes_before_what_is_done_and_late_is_after_its_day(store: Store) -> None:
    days = (date(2021, 5, 3), TODAY, date(2021, 4, 1), date(2021, 6, 1))
    for day in days:
        next_steps.add(store, replace(STEP, due_on=day), "Nadia")
    next_steps.tick(store, read(store)[2], TODAY, "Nadia")
    found = next_steps.find_steps(store, store.current(), {STEP.about})
    assert [step.due_on for step in found] == [days[0], days[1], days[3], days[2]]
    late = next_steps.find_due(store, store.current(), TODAY)
    assert [step.due_on for step in late] == [days[0]]


def test_an_undone_import_leaves_the_steps_about_what_it_brought(store: Store) -> None:
    store.undo(1, "Nadia")
    assert next_steps.name_subjects(store, store.current(), [STEP.about]) == {}
    uploads.accepted(store, *uploads.every_clean())
    next_steps.add(store, STEP, "Nadia")
    store.restore(1, "Nadia")
    assert [step.text for step in read(store)] == [STEP.text]


def write_file(step: NextStep) -> uploads.Upload:
    columns = list(schemas.arrow_schema("next_steps").names)
    values = {name: "" if value is None else str(value) for name, value in asdict(step).items()}
    return uploads.build_upload(
        "next_steps.csv", ";".join(columns), ";".join(values[name] for name in columns)
    )


def test_a_step_erased_leaves_every_version_and_comes_back_by_no_file(store: Store) -> None:
    next_steps.add(store, STEP, "Nadia")
    (written,) = read(store)
    next_steps.correct(store, written, replace(written, text="Écrire."), "Nadia")
    assert texts.has_past(store, next_steps.TABLE, written.step_id)
    file = write_file(written)
    assert not propose([file], store).problems
    texts.erase(store, next_steps.TABLE, written.step_id, "Nadia")
    assert all(STEP.text not in str(store.read(version, "next_steps")) for version in store.versions())
    assert [issue.code for issue in propose([file], store).problems] == ["IMP-412"]
    next_steps.add(store, STEP, "Nadia")
    assert read(store)[0].step_id == "ETAPE-2021-002"


def test_what_a_corrected_step_said_is_erased_alone(store: Store) -> None:
    next_steps.add(store, STEP, "Nadia")
    (written,) = read(store)
    next_steps.correct(store, written, replace(written, text="Écrire."), "Nadia")
    texts.erase_past(store, next_steps.TABLE, written.step_id, "Nadia")
    assert [step.text for step in read(store)] == ["Écrire."]
    assert not texts.has_past(store, next_steps.TABLE, written.step_id)


def test_forgetting_a_contact_lists_the_steps_that_name_them(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "key"))
    about = replace(STEP, subject_id="M001", text="Rappeler Awa jeudi.")
    next_steps.add(store, about, "Nadia")
    next_steps.add(store, replace(about, text="Rappeler jeudi."), "Nadia")
    next_steps.add(store, replace(about, subject_id="M002", owner="Awa Bellombre"), "Nadia")
    (contact,) = contacts.find_contacts(store, store.current(), "M001")
    assert isinstance(contact, Contact)
    assert [step.step_id for step in forgetting.preview(store, contact).steps] == [
        "ETAPE-2021-001",
        "ETAPE-2021-003",
    ]


@pytest.mark.parametrize(
    ("organisation_id", "subjects"),
    [
        ("M001", ["organisation", "accompaniment", "activity"]),
        ("M002", ["accompaniment", "activity"]),
        ("M003", ["partnership", "accompaniment"]),
    ],
)
def test_a_first_name_is_found_in_a_step_about_any_work_of_the_organisation(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, organisation_id: str, subjects: list[str]
) -> None:
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "key"))
    awa = Contact(organisation_id, "Awa Sorbelle")
    contacts.add(store, awa, "Nadia")
    for subject, subject_id in [("organisation", "M001"), *ABOUT]:
        next_steps.add(
            store, replace(STEP, subject=subject, subject_id=subject_id, text="Rappeler Awa."), "Nadia"
        )
    emptied = schemas.arrow_schema("accompaniment_organisations").empty_table()
    current = store.current()
    store.commit({"accompaniment_organisations": [emptied]}, parent=current.number, author="", message="")
    assert [step.subject for step in forgetting.preview(store, awa).steps] == subjects


def test_a_row_of_the_table_is_read_under_its_schema() -> None:
    table = pa.Table.from_pylist(
        [asdict(replace(STEP, step_id="ETAPE-2021-001"))], schema=schemas.arrow_schema("next_steps")
    )
    assert schemas.failures("next_steps", table) == []
