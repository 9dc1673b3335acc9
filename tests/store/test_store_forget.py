"""Somebody forgotten is in no version any more, and nothing else is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from store_disks import Crash, hold, operations
from store_rows import rows, table_of

from dse.errors import Refused, StoreError
from dse.store import Store
from dse.store.records.layout import Layout
from dse.store.tables import migrated_copies

DAY = date(2018, 9, 20)
GONE, STAYS = "c0ffee-gone", "c0ffee-stays"


def wave(number: int, *persons: str) -> dict[str, list]:
    """Changes that make a survey of one wave; the free answer of each person names them."""
    waves = [
        {
            "wave_id": "W1",
            "series": "membres",
            "title": f"Vague {number}",
            "opened_on": DAY,
            "closed_on": DAY,
            "unit": "PERSONNE",
            "is_anonymous": False,
        }
    ]
    respondents = [
        {"wave_id": "W1", "respondent_id": each, "status": "complete", "submitted_on": DAY}
        for each in persons
    ]
    answers = [
        {
            "wave_id": "W1",
            "respondent_id": each,
            "question_id": "Q1",
            "option": "-",
            "text": f"parole de {each}",
        }
        for each in persons
    ]
    questions = [{"question_id": "Q1", "dimension": "need"}]
    return {
        "survey_waves": [table_of("survey_waves", waves)],
        "survey_respondents": [table_of("survey_respondents", respondents)],
        "survey_questions": [table_of("survey_questions", questions)],
        "survey_answers": [table_of("survey_answers", answers)],
    }


@pytest.fixture(scope="module")
def original_folder(tmp_path_factory) -> Path:
    """Four versions: offers; two persons; offers again; only the one who goes."""
    store = Store(tmp_path_factory.mktemp("forget") / "store")
    store.commit({"offers": [rows("offers", 1)]}, parent=0, author="Marie", message="")
    store.commit(wave(1, GONE, STAYS), parent=1, author="Marie", message="")
    store.commit({"offers": [rows("offers", 2)]}, parent=2, author="Marie", message="")
    store.commit(wave(2, GONE), parent=3, author="Marie", message="")
    return store.path


@pytest.fixture
def fresh(original_folder, tmp_path) -> Callable[[], Store]:
    """A copy of it."""

    def copy() -> Store:
        shutil.rmtree(tmp_path / "store", ignore_errors=True)
        return Store(shutil.copytree(original_folder, tmp_path / "store"))

    return copy


def everything(store: Store) -> str:
    """All that the files of a store say, decompressed."""
    said = []
    for path in store.path.rglob("*"):
        if path.suffix == ".parquet":
            said.append(str(pq.read_table(path).to_pylist()))
        elif path.is_file():
            said.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(said)


def persons(store: Store) -> dict[int, list[str]]:
    """Who answered, by version."""
    return {
        each.number: store.read(each, "survey_answers")["respondent_id"].to_pylist()
        for each in store.versions()
    }


def test_a_person_forgotten_is_in_no_byte_of_the_store(fresh):
    store = fresh()
    assert persons(store) == {1: [], 2: [GONE, STAYS], 3: [GONE, STAYS], 4: [GONE]}
    assert GONE in everything(store)
    erased = store.forget([GONE], "Marie")
    assert erased.rows == {"survey_answers": 2, "survey_respondents": 2}
    assert erased.versions == (2, 3, 4)
    assert GONE not in everything(store)
    assert persons(store) == {1: [], 2: [STAYS], 3: [STAYS], 4: []}


def test_nothing_else_is_lost_and_the_store_is_sound(fresh):
    store = fresh()
    before = {each.number: (each.created, each.author, set(each.tables)) for each in store.versions()}
    offers = {each.number: store.read(each, "offers").to_pylist() for each in store.versions()}
    store.forget([GONE], "Marie")
    assert store.check() == []
    assert {each.number: store.read(each, "offers").to_pylist() for each in store.versions()} == offers
    for each in store.versions():
        created, author, names = before[each.number]
        lost = {"survey_answers", "survey_respondents"} if each.number == 4 else set()
        assert (each.created, each.author, set(each.tables)) == (created, author, names - lost)


def test_versions_can_still_be_undone_and_restored(fresh):
    store = fresh()
    store.forget([GONE], "Marie")
    undone = store.undo(4, "Paul").number
    assert persons(store)[undone] == [STAYS]
    restored = store.restore(1, "Paul").number
    assert persons(store)[restored] == []
    restored = store.restore(2, "Paul").number
    assert persons(store)[restored] == [STAYS]
    store.commit({"offers": [rows("offers", 3)]}, parent=store.current().number, author="Paul", message="")
    assert GONE not in everything(store) and store.check() == []


def test_what_would_go_is_foretold_and_nothing_is_done(fresh):
    store = fresh()
    before = everything(store)
    foretold = store.preview_forgetting([GONE, "somebody else"])
    assert everything(store) == before
    assert store.forget([GONE, "somebody else"], "Marie") == foretold
    assert len(foretold.code) == 8


def test_an_unknown_person_is_refused(fresh):
    with pytest.raises(Refused, match="Aucune version ne connaît cette personne"):
        fresh().forget(["nobody"], "Marie")


def test_somebody_forgotten_does_not_come_back_by_an_import(fresh):
    store = fresh()
    store.forget([GONE], "Marie")
    number = store.current().number
    for changes in (wave(1, GONE, STAYS), wave(3, GONE, "c0ffee-new")):
        with pytest.raises(Refused, match="1\u00a0personne qui a demandé l’oubli"):
            store.commit(changes, parent=number, author="Paul", message="")
    assert store.commit(wave(3, "c0ffee-new"), parent=number, author="Paul", message="")
    assert GONE not in everything(store)


def test_what_an_interrupted_import_left_goes_too(fresh):
    store = fresh()
    (store.path / "tmp" / "draft").write_text(f"parole de {GONE}", encoding="utf-8")
    store.forget([GONE], "Marie")
    assert GONE not in everything(store)


def test_two_persons_one_after_the_other(fresh):
    store = fresh()
    store.forget([GONE], "Marie")
    store.forget([STAYS], "Marie")
    assert persons(store) == {1: [], 2: [], 3: [], 4: []}
    said = everything(store)
    assert GONE not in said and STAYS not in said and store.check() == []


def test_a_crash_at_any_operation_leaves_the_person_whole_or_gone(fresh):
    store = fresh()
    with operations() as seen:
        store.forget([GONE], "Marie")
    states = []
    for at in range(len(seen.done)):
        store = fresh()
        with operations(at), pytest.raises(Crash):
            store.forget([GONE], "Marie")
        store = Store(store.path)
        states.append(GONE in str(persons(store)))
        assert persons(store)[2] == ([GONE, STAYS] if states[-1] else [STAYS])
        assert {finding.kind for finding in store.check()} <= {"leftover", "forgotten"}
        _finish(store, is_still_known=states[-1])
        assert GONE not in everything(store), f"{seen.done[at]}, operation {at}"
    assert set(states) == {True, False}


def _finish(store: Store, *, is_still_known: bool) -> None:
    """Forget again where it was cut before it counted, else go on: the next import tidies up."""
    if is_still_known:
        store.forget([GONE], "Marie")
    else:
        store.commit({"offers": [rows("offers", 9)]}, parent=4, author="Paul", message="")


RECORD = "00000001"


def harm(store: Store, harm: str) -> bytes:
    """What the record of the first forgetting said, now damaged or gone; the store says so, and no version is read."""
    path = store.path / "forgotten" / f"{RECORD}.json"
    whole = path.read_bytes()
    path.unlink()
    if harm == "damaged":
        path.write_bytes(whole[:-5])
    assert [(each.kind, each.file) for each in store.check()] == [(harm, f"forgotten/{RECORD}.json")]
    with pytest.raises(StoreError, match=f"forgotten/{RECORD}.json") as caught:
        store.current()
    assert str(caught.value) == store.check()[0].sentence
    return whole


@pytest.fixture(params=["damaged", "missing"])
def lost(request, fresh) -> tuple[Store, bytes]:
    """Two persons forgotten one after the other, and the first record lost."""
    store = fresh()
    store.forget([GONE], "Marie")
    store.forget([STAYS], "Marie")
    return store, harm(store, request.param)


def test_the_record_of_a_later_backup_gives_everything_back(lost):
    store, whole = lost
    assert "dans une sauvegarde faite depuis cet oubli" in store.check()[0].sentence
    (store.path / "forgotten" / f"{RECORD}.json").write_bytes(whole)
    assert persons(store) == {1: [], 2: [], 3: [], 4: []} and store.check() == []


def test_a_whole_folder_saved_before_is_taken_and_the_person_forgotten_again(lost, original_folder):
    store, _ = lost
    assert "un dossier entier sauvegardé avant" in store.check()[0].sentence
    shutil.rmtree(store.path)
    shutil.copytree(original_folder, store.path)
    store.forget([GONE], "Marie")
    assert persons(store) == {1: [], 2: [STAYS], 3: [STAYS], 4: []} and store.check() == []


def test_without_any_backup_the_record_is_put_aside_and_the_answers_imported_again(lost):
    store, _ = lost
    told, path = store.check()[0].sentence, store.path / "forgotten" / f"{RECORD}.json"
    aside = path.with_name(f"{RECORD}-ecarte.json")
    assert f"nommé {aside.name} :" in told or f"renommez-le en {aside.name} :" in told
    path.rename(aside) if path.exists() else aside.touch()
    assert {each.kind for each in store.check()} == {"leftover"}
    assert persons(store) == {1: [], 2: [], 3: [], 4: []} and store.read(store.version(3), "offers").num_rows
    # The file may still hold the person: the record that said so is lost, and forgetting again mends it.
    store.commit(wave(5, GONE, "c0ffee-new"), parent=4, author="Paul", message="")
    store.forget([GONE], "Marie")
    assert persons(store)[5] == ["c0ffee-new"] and GONE not in everything(store)
    assert sorted(each.name for each in path.parent.iterdir()) == [
        aside.name,
        "00000002.json",
        "00000003.json",
    ]
    assert {each.kind for each in store.check()} == {"leftover"}


def test_what_was_put_aside_hides_no_other_loss(lost):
    """Only of persons is a file that is gone taken for one without a row."""
    store, _ = lost
    path = store.path / "forgotten" / f"{RECORD}.json"
    path.unlink(missing_ok=True)
    path.with_name(f"{RECORD}-ecarte.json").touch()
    for each in (store.path / "data").glob("offers-*"):
        each.unlink()
    assert {each.kind for each in store.check()} == {"missing", "leftover"}


WRITERS: dict[str, Callable[[Store, Path], object]] = {
    "import": lambda store, _: store.commit(
        {"offers": [rows("offers", 9)]}, parent=4, author="Paul", message=""
    ),
    "undo": lambda store, _: store.undo(3, "Paul"),
    "restore": lambda store, _: store.restore(2, "Paul"),
    "backup": lambda store, folder: store.back_up(folder / "sauvegarde.zip"),
    "start": lambda store, _: store.sweep_forgotten(),
    "another": lambda store, _: store.forget([STAYS], "Marie"),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_what_was_held_is_named_and_goes_with_whatever_writes_next(fresh, writer, tmp_path, monkeypatch):
    store = fresh()
    with monkeypatch.context() as held:
        hold(held, "data")
        store.forget([GONE], "Marie")
        assert GONE not in str(persons(store)) and GONE in everything(store)
        left = store.list_forgotten_leftovers()
        assert len(left) == 4 and all(name.startswith("data/survey_") for name in left)
        assert [(each.kind, each.file) for each in store.check()] == [("forgotten", name) for name in left]
        assert all("antivirus" in each.sentence for each in store.check())
    WRITERS[writer](store, tmp_path)
    assert GONE not in everything(store) and store.list_forgotten_leftovers() == []
    assert not [each for each in store.check() if each.kind == "forgotten"]


@pytest.mark.parametrize("folder", ["tmp", "derived"])
def test_a_copy_that_was_held_is_named_and_goes_at_the_next_start(fresh, folder, monkeypatch):
    store = fresh()
    path = store.path / folder / "copy"
    remove_copies = migrated_copies.remove_copies

    def copy_meanwhile(layout: Layout) -> None:
        remove_copies(layout)
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"parole de {GONE}", encoding="utf-8")

    with monkeypatch.context() as held:
        held.setattr(migrated_copies, "remove_copies", copy_meanwhile)
        hold(held, folder)
        store.forget([GONE], "Marie")
        assert ("forgotten", f"{folder}/copy") in [(each.kind, each.file) for each in store.check()]
    store.sweep_forgotten()
    assert GONE not in everything(store) and store.check() == []
