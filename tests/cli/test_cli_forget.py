"""`forget`: the code first, then the person is gone; what is said never repeats who it is."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import surveys
import uploads
from store_disks import Crash, hold, operations

import schemas
from dse import cli, review_plans
from dse.ingest import pseudonyms
from dse.review import Comment, Plan, PlannedChapter, figure_anchor
from dse.store import Store

PERSON = "camille@exemple.invalid"
DAY = date(2018, 9, 20)


def table(name: str, *filled: dict[str, object]) -> list[pa.Table]:
    """Rows of a table, empty but for what is told."""
    schema = schemas.arrow_schema(name)
    empty = dict.fromkeys(schema.names)
    return [pa.Table.from_pylist([empty | row for row in filled], schema)]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store where one person answered one wave, under a pseudonym."""
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "key"))
    known = pseudonyms.make_pseudonym(pseudonyms.load_key(), "membres", PERSON)
    wave = {"wave_id": "W1", "series": "membres", "title": "2018", "opened_on": DAY, "closed_on": DAY}
    made = Store(tmp_path / "store")
    changes = {
        "survey_waves": table("survey_waves", wave | {"unit": "PERSONNE", "is_anonymous": False}),
        "survey_respondents": table(
            "survey_respondents", {"wave_id": "W1", "respondent_id": known, "status": "complete"}
        ),
    }
    made.commit(changes, parent=0, author="Marie", message="")
    return made


def run(capsys: pytest.CaptureFixture[str], store: Store, *arguments: str) -> tuple[int, dict, str]:
    """Exit code, JSON value and messages of a command."""
    code = cli.main(["--store", str(store.path), "--json", "forget", *arguments])
    written = capsys.readouterr()
    return code, json.loads(written.out), written.out + written.err


def test_the_person_is_gone_once_the_code_is_given(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    code, said, told = run(capsys, store, PERSON)
    assert (code, said["status"], said["rows"]) == (3, "confirm", {"survey_respondents": 1})
    assert store.read(store.current(), "survey_respondents").num_rows == 1
    code, said, again = run(capsys, store, PERSON, "--confirm", said["code"])
    assert (code, said["status"], said["versions"]) == (0, "forgotten", [1])
    assert store.read(store.current(), "survey_respondents").num_rows == 0
    assert PERSON not in told + again
    assert store.check() == []


def test_one_line_is_told_as_one(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    command = ["--store", str(store.path), "forget", PERSON]
    assert cli.main(command) == 3
    asked = "".join(capsys.readouterr())
    assert " disparaîtrait, dans 1\u00a0version." in asked
    (code,) = re.findall(r"--confirm (\w+)", asked)
    assert cli.main([*command, "--confirm", code]) == 0
    assert " a disparu, dans 1\u00a0version." in "".join(capsys.readouterr())


def test_backups_made_before_are_said_to_bring_the_person_back(
    capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    code = run(capsys, store, PERSON)[1]["code"]
    assert cli.main(["--store", str(store.path), "forget", PERSON, "--confirm", code]) == 0
    said = capsys.readouterr().out
    assert "Les sauvegardes faites avant" in said and "détruisez les anciennes" in said


def test_the_data_of_an_earlier_application_are_said_to_keep_the_person(
    capsys: pytest.CaptureFixture[str], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dse.paths.earlier_data", lambda: [Path("before", "data")])
    code = run(capsys, store, PERSON)[1]["code"]
    assert cli.main(["--store", str(store.path), "forget", PERSON, "--confirm", code]) == 0
    assert f"laissé des données dans {Path('before', 'data', 'store')}" in capsys.readouterr().out


def test_another_code_forgets_nobody(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    assert run(capsys, store, PERSON, "--confirm", "00000000")[0] == 3
    assert store.read(store.current(), "survey_respondents").num_rows == 1


def test_somebody_unknown_is_refused_without_being_named(
    capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    code, said, told = run(capsys, store, "dominique@exemple.invalid")
    assert code == 2 and "Aucune version ne connaît cette personne" in str(said) + told
    assert "dominique" not in told


def test_nothing_kept_of_the_forgotten_is_made_of_their_address_alone(
    capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    known = pseudonyms.make_pseudonym(pseudonyms.load_key(), "membres", PERSON)
    asked = run(capsys, store, PERSON)[1]
    assert run(capsys, store, PERSON, "--confirm", asked["code"])[0] == 0
    kept = b"".join(path.read_bytes() for path in store.path.rglob("*") if path.is_file())
    # A hash without a key is undone by trying the few addresses there are.
    for told in (PERSON, f"oubli|{PERSON}", *(f"oubli|{each}|{PERSON}" for each in ("membres", "W1"))):
        for made in (hashlib.sha256, hashlib.md5, hashlib.sha1):
            assert made(told.encode()).hexdigest().encode() not in kept
    assert hashlib.sha256(f"oubli|{known}".encode()).hexdigest().encode() in kept, "they may not come back"


@pytest.mark.parametrize("pairs", ["true", "false"])
def test_somebody_imported_is_found_whether_waves_pair_or_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pairs: str
) -> None:
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "key"))
    form = surveys.small_form(tmp_path, ('series = "petite"', f'series = "petite"\npairs_waves = {pairs}'))
    made = surveys.registered(tmp_path / "store")
    lines = (f"{PERSON};Ville Fictive;4;3;;", "dominique@exemple.invalid;Ville Fictive;5;3;;")
    uploads.accepted(made, uploads.build_upload("petite.csv", surveys.HEADERS, *lines), form=form)
    code, said, _ = run(capsys, made, PERSON)
    assert code == 3 and said["rows"]["survey_respondents"] == 1
    assert run(capsys, made, PERSON, "--confirm", said["code"])[0] == 0
    assert len(uploads.rows(made, "survey_respondents")) == 1 and made.check() == []


def test_a_person_forgotten_already_is_said_to_be(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    code, said, _ = run(capsys, store, PERSON)
    run(capsys, store, PERSON, "--confirm", said["code"])
    code, said, told = run(capsys, store, PERSON)
    assert (code, said["status"]) == (0, "unchanged") and PERSON not in told


@pytest.mark.parametrize("is_there", [True, False])
def test_a_key_that_is_not_that_of_the_surveys_is_said_and_none_is_made(
    capsys: pytest.CaptureFixture[str],
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_there: bool,
) -> None:
    other = tmp_path / "other"
    if is_there:
        other.write_text("11" * 32 + "\n", encoding="ascii")
    monkeypatch.setenv("DSE_KEY_FILE", str(other))
    code, said, _ = run(capsys, store, PERSON)
    assert code == 2 and "n’est pas celle des enquêtes" in said["message"] and str(other) in said["message"]
    assert other.exists() is is_there
    known = store.read(store.current(), "survey_respondents")["respondent_id"][0].as_py()
    assert run(capsys, store, known)[0] == 3


@pytest.fixture
def with_contacts(store: Store) -> Store:
    """The store, with an organisation, its contact and a note that names them."""
    uploads.accepted(store, uploads.clean("membres"), uploads.clean("contacts"))
    note = {"note_id": "NOTE-2018-001", "organisation_id": "M001", "written_on": DAY, "text": "Awa rappelle."}
    store.commit({"notes": table("notes", note)}, parent=store.current().number, author="Marie", message="")
    return store


def test_a_contact_is_forgotten_by_name_and_organisation_and_is_not_named(
    capsys: pytest.CaptureFixture[str], with_contacts: Store
) -> None:
    contact = ("Awa Bellombre", "--contact", "M001")
    code, said, told = run(capsys, with_contacts, *contact)
    assert (code, said["rows"], said["notes"]) == (3, {"contacts": 1}, ["NOTE-2018-001"])
    code, said, again = run(capsys, with_contacts, *contact, "--confirm", said["code"])
    assert (code, said["status"], said["versions"]) == (0, "forgotten", [2, 3])
    assert "Bellombre" not in told + again
    assert with_contacts.read(with_contacts.current(), "contacts").num_rows == 1
    assert run(capsys, with_contacts, *contact)[1] == {"status": "unchanged"}


def test_comments_written_after_a_contact_was_forgotten_lose_the_name_too(
    capsys: pytest.CaptureFixture[str], with_contacts: Store
) -> None:
    contact = ("Awa Bellombre", "--contact", "M001")
    code = run(capsys, with_contacts, *contact)[1]["code"]
    run(capsys, with_contacts, *contact, "--confirm", code)
    plan = Plan((PlannedChapter("offre", ("offers",)),), "P", "2016-2018")
    comment = Comment("Comme le dit Awa Bellombre, l’offre plaît.", "Nadia", DAY)
    review_plans.save_plan(with_contacts, replace(plan, comments={figure_anchor("offers"): comment}))
    asked, said, told = run(capsys, with_contacts, *contact)
    assert (asked, said["status"], said["comments"]) == (3, "confirm", 1)
    code, said, again = run(capsys, with_contacts, *contact, "--confirm", said["code"])
    assert (code, said["status"]) == (0, "forgotten") and "Bellombre" not in told + again
    (kept,) = with_contacts.all_review_plans()
    assert kept["comments"][figure_anchor("offers")]["text"] == "Comme le dit (nom effacé), l’offre plaît."
    assert run(capsys, with_contacts, *contact)[1] == {"status": "unchanged"}


@pytest.fixture
def with_steps(with_contacts: Store) -> Store:
    """The same, with steps as files give them: references of their own, one of which a note has too."""
    step = {"subject": "organisation", "subject_id": "M001", "text": "Rappeler Awa.", "due_on": DAY}
    steps = table("next_steps", *({"step_id": each} | step for each in ("S-4", "NOTE-2018-001")))
    with_contacts.commit(
        {"next_steps": steps}, parent=with_contacts.current().number, author="Marie", message=""
    )
    return with_contacts


def test_a_step_of_a_file_is_taken_out_of_every_version(
    capsys: pytest.CaptureFixture[str], with_steps: Store
) -> None:
    said = run(capsys, with_steps, "S-4", "--note")[1]
    assert said["rows"] == {"next_steps": 1}
    assert run(capsys, with_steps, "S-4", "--note", "--confirm", said["code"])[0] == 0
    assert "S-4" not in str(with_steps.read(with_steps.current(), "next_steps"))


def test_a_reference_of_both_a_note_and_a_step_erases_neither(
    capsys: pytest.CaptureFixture[str], with_steps: Store
) -> None:
    code, said, _ = run(capsys, with_steps, "NOTE-2018-001", "--note")
    assert code == 2 and "Une note et une étape" in said["message"]


def test_notes_and_steps_that_name_a_contact_are_listed_apart(
    capsys: pytest.CaptureFixture[str], with_steps: Store
) -> None:
    said = run(capsys, with_steps, "Awa Bellombre", "--contact", "M001")[1]
    assert (said["notes"], said["steps"]) == (["NOTE-2018-001"], ["NOTE-2018-001", "S-4"])


def test_a_note_is_taken_out_of_every_version(
    capsys: pytest.CaptureFixture[str], with_contacts: Store
) -> None:
    note = ("NOTE-2018-001", "--note")
    said = run(capsys, with_contacts, *note)[1]
    assert said["rows"] == {"notes": 1}
    assert run(capsys, with_contacts, *note, "--confirm", said["code"])[0] == 0
    assert with_contacts.read(with_contacts.current(), "notes").num_rows == 0
    code = cli.main(["--store", str(with_contacts.path), "forget", *note])
    assert code == 2 and "Aucune version n’a de note ni d’étape NOTE-2018-001" in capsys.readouterr().err


def _copy_of(store: Store) -> Store:
    """The folder as it was, in another place."""
    folder = store.path.with_name("copy")
    shutil.rmtree(folder, ignore_errors=True)
    return Store(shutil.copytree(store.path, folder))


def _all_bytes(store: Store) -> str:
    """What every file of a store says, tables read."""
    files = [path for path in store.path.rglob("*") if path.is_file()]
    return " ".join(
        str(pq.read_table(path).to_pylist())
        if path.suffix == ".parquet"
        else path.read_bytes().decode("utf-8", "replace")
        for path in files
    )


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (("Awa Bellombre", "--contact", "M001"), ("Bellombre", "a.bellombre")),
        (("NOTE-2018-001", "--note"), ("Awa rappelle",)),
    ],
)
def test_the_same_command_after_a_crash_at_any_operation_leaves_no_byte(
    capsys: pytest.CaptureFixture[str], with_contacts: Store, person: tuple[str, ...], words: tuple[str, ...]
) -> None:
    code = run(capsys, with_contacts, *person)[1]["code"]
    with operations() as seen:
        assert run(capsys, _copy_of(with_contacts), *person, "--confirm", code)[0] == 0
    for at in range(len(seen.done)):
        store = _copy_of(with_contacts)
        with operations(at), pytest.raises(Crash):
            cli.main(["--store", str(store.path), "--json", "forget", *person, "--confirm", code])
        capsys.readouterr()
        status, said, told = run(capsys, store, *person, "--confirm", code)
        where = f"{seen.done[at]}, operation {at}: {told}"
        assert (status, said.get("status")) in {(0, "forgotten"), (0, "unchanged"), (2, "refused")}, where
        assert not [word for word in words if word in _all_bytes(store)], where
        assert not [each for each in store.check() if each.kind == "forgotten"], where


def test_a_file_that_is_held_is_named_each_time_until_it_goes(
    capsys: pytest.CaptureFixture[str], with_contacts: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = ("Awa Bellombre", "--contact", "M001")
    code = run(capsys, with_contacts, *contact)[1]["code"]
    with monkeypatch.context() as held:
        hold(held, "data")
        done, said, told = run(capsys, with_contacts, *contact, "--confirm", code)
        assert (done, said["status"]) == (4, "forgotten") and len(said["left"]) == 1
        assert said["left"][0].startswith("data/contacts-") and "Bellombre" not in told
        again, said_again, _ = run(capsys, with_contacts, *contact)
        assert (again, said_again) == (4, {"status": "unchanged", "left": said["left"]})
        assert cli.main(["--store", str(with_contacts.path), "forget", *contact]) == 4
        assert said["left"][0] in (text := capsys.readouterr().out) and "suspendez ce programme" in text
        assert cli.main(["--store", str(with_contacts.path), "check"]) == 4
        assert said["left"][0] in (text := capsys.readouterr().out) and "suspendez ce programme" in text
    assert run(capsys, with_contacts, *contact)[:2] == (0, {"status": "unchanged"})
    assert cli.main(["--store", str(with_contacts.path), "check"]) == 0
    assert "Bellombre" not in _all_bytes(with_contacts)
