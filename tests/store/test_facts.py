"""Facts of a version: made once, whole or not there, never of files that are gone, and the same as the views."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pytest

from dse import paths, process
from dse.errors import Damaged, StoreError
from dse.query import (
    Query,
    Selection,
    can_be_prepared,
    facts,
    open_version,
    open_versions_once,
    prepare_version,
    versions,
)
from dse.query.facts import NOT_KEPT, VIEWS
from dse.query.relations import Days, name_relation
from dse.store import Store, Version
from dse.store.durability import disk
from dse.store.health.findings import FORGOTTEN
from dse.store.records.layout import Layout
from dse.store.tables import fact_files


def write_one(folder: Path) -> None:
    (folder / "a.parquet").write_bytes(b"some rows")


def make(store: Store, key: str = "key", fill: Callable[[Path], None] = write_one) -> Path | None:
    return store.make_facts(key, store.current(), fill)


@pytest.fixture
def large_demo(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The demo as a version too large to be held in memory."""
    monkeypatch.setattr(versions, "MATERIALIZED_ROWS", 1_000)
    versions.close_versions()
    shutil.rmtree(own_demo.path / "facts", ignore_errors=True)
    return own_demo


def read_everything(store: Store) -> dict[str, pa.Table]:
    engine = open_version(store, store.current().number)
    names = ["reference", "years", *(name_relation(view) for view in VIEWS)]
    return {name: engine.run(f"select * from {name} order by all") for name in names}


def list_rows(tables: dict[str, pa.Table]) -> dict[str, list[dict[str, object]]]:
    """Their rows, whatever the type of a number: a sum in a fact is a double, in a view a decimal."""
    return {name: table.to_pylist() for name, table in tables.items()}


def test_facts_say_what_the_views_say(large_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[float] = []
    prepare_version(large_demo, 1, lambda _, share: heard.append(share))
    (folder,) = (large_demo.path / "facts").iterdir()
    assert heard == sorted(heard) and heard[-1] == 1.0
    assert {path.stem for path in folder.iterdir()} >= {"member_years", "survey_voices", "facts"}
    assert not {path.stem for path in folder.iterdir()} & NOT_KEPT
    from_facts = list_rows(read_everything(large_demo))
    monkeypatch.setattr(versions, "MATERIALIZED_ROWS", 10**9)
    assert from_facts == list_rows(read_everything(large_demo))


def test_facts_that_are_there_are_not_made_again(large_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_version(large_demo, 1)
    monkeypatch.setattr(facts, "_run_child", lambda *_: pytest.fail("made again"))
    prepare_version(large_demo, 1)
    versions.close_versions()
    assert len(Query(open_version(large_demo, 1), Selection())("select * from member_years"))


def test_facts_may_be_deleted_at_any_time(large_demo: Store) -> None:
    before = read_everything(large_demo)
    shutil.rmtree(large_demo.path / "facts")
    assert read_everything(large_demo) == before and list((large_demo.path / "facts").iterdir())


def test_facts_deleted_during_a_run_are_made_anew_at_the_next_figure(large_demo: Store) -> None:
    with open_versions_once():
        before = read_everything(large_demo)
        shutil.rmtree(large_demo.path / "facts")
        assert read_everything(large_demo) == before


def test_a_run_that_meets_a_missing_fact_looks_again_once(
    large_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, look_at = [], versions._look_at
    monkeypatch.setattr(
        versions, "_look_at", lambda *arguments: looks.append(arguments) or look_at(*arguments)
    )
    with open_versions_once():
        before = read_everything(large_demo)
        (folder,) = (large_demo.path / "facts").iterdir()
        (folder / "member_years.parquet").unlink()
        with pytest.raises(Damaged):
            read_everything(large_demo)
        assert [read_everything(large_demo) for _ in range(2)] == [before, before]
    assert len(looks) == 2


def test_a_version_answers_where_its_facts_cannot_be_made(
    large_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "CHILD", "dse.no_such_module")
    assert len(Query(open_version(large_demo, 1), Selection())("select * from member_years"))
    assert not list((large_demo.path / "facts").iterdir())


def test_a_passing_failure_is_tried_again_after_some_minutes(
    large_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000.0]
    monkeypatch.setattr("dse.query.versions.monotonic", lambda: now[0])
    assert can_be_prepared(large_demo, 1)
    with monkeypatch.context() as failing:
        failing.setattr(facts, "CHILD", "dse.no_such_module")
        prepare_version(large_demo, 1)
    prepare_version(large_demo, 1)
    assert not can_be_prepared(large_demo, 1)
    assert not list((large_demo.path / "facts").iterdir())
    now[0] += versions.RETRY_AFTER_S
    assert can_be_prepared(large_demo, 1)
    prepare_version(large_demo, 1)
    assert not can_be_prepared(large_demo, 1)
    assert list((large_demo.path / "facts").iterdir())


def test_a_small_version_is_not_prepared(own_demo: Store) -> None:
    versions.close_versions()
    assert not can_be_prepared(own_demo, 1) and prepare_version(own_demo, 1) is None


@pytest.mark.parametrize("ends_unread", [False, True])
def test_where_the_process_fails_in_the_store_the_own_machine_is_tried(
    large_demo: Store,
    own_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    ends_unread: bool,
) -> None:
    real, start, absent = facts._run_child, process.start_child, "dse.no_such_module"

    def start_child(module: str) -> subprocess.Popen[bytes]:
        child = start(module)
        if ends_unread and module == absent:
            child.wait()
        return child

    def run(task: dict[str, object], progress: facts.Progress | None) -> None:
        in_store = large_demo.path in Path(str(task["folder"])).parents
        with monkeypatch.context() as failing:
            failing.setattr(facts, "CHILD", absent if in_store else facts.CHILD)
            real(task, progress)

    monkeypatch.setattr(facts, "_run_child", run)
    monkeypatch.setattr(process, "start_child", start_child)
    with caplog.at_level(logging.WARNING, "dse"):
        prepare_version(large_demo, 1)
    assert not list((large_demo.path / "facts").iterdir())
    assert list((own_cache / "dse" / "facts").glob("*/*/facts.json"))
    assert [record.getMessage() for record in caplog.records] == ["facts: process ended with 1"]


def test_a_code_that_the_team_adds_makes_other_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"offers": ["offers-0.parquet"]}
    keys = [
        facts.build_key(Days("2020-01-01"), files, {}),
        facts.build_key(Days("2020-01-02"), files, {}),
        facts.build_key(Days("2020-01-01"), {"offers": ["offers-1.parquet"]}, {}),
        facts.build_key(Days("2020-01-01"), files, {"themes": [("X", "x", None, 1)]}),
    ]
    monkeypatch.setattr(facts, "VIEWS", VIEWS[1:])
    keys.append(facts.build_key(Days("2020-01-01"), files, {}))
    assert len(set(keys)) == len(keys)


def test_facts_are_complete_or_not_there(store: Store) -> None:
    def fail(folder: Path) -> None:
        write_one(folder)
        raise ValueError("cut")

    with pytest.raises(ValueError, match="cut"):
        make(store, fill=fail)
    assert store.find_facts("key") is None and not list((store.path / "facts").iterdir())
    folder = make(store)
    assert folder == store.path / "facts" / "key" == store.find_facts("key")


def test_facts_of_which_a_file_is_cut_short_are_made_again(store: Store) -> None:
    folder = make(store)
    (folder / "a.parquet").write_bytes(b"some")
    assert store.find_facts("key") is None
    assert make(store) == folder and store.find_facts("key") == folder


def test_of_two_who_make_the_same_the_first_is_kept(store: Store) -> None:
    def fill(folder: Path) -> None:
        if store.find_facts("key") is None:
            make(store)
        (folder / "a.parquet").write_bytes(b"later")

    assert (make(store, fill=fill) / "a.parquet").read_bytes() == b"some rows"
    assert [path.name for path in (store.path / "facts").iterdir()] == ["key"]


def test_only_the_newest_few_stay(store: Store) -> None:
    for number in range(fact_files.KEYS_KEPT + 2):
        folder = make(store, f"key{number}")
        os.utime(folder / fact_files.SEAL, (1_000 + number, 1_000 + number))
    assert len(list((store.path / "facts").iterdir())) == fact_files.KEYS_KEPT
    assert store.find_facts("key4")


def test_facts_in_use_stay_however_old_they_are(store: Store) -> None:
    for number in range(fact_files.KEYS_KEPT):
        folder = make(store, f"key{number}")
        os.utime(folder / fact_files.SEAL, (1_000 + number, 1_000 + number))
    assert store.find_facts("key0")
    make(store, "another")
    keys = {path.name for path in (store.path / "facts").iterdir()}
    assert {"key0", "another"} <= keys and "key1" not in keys and len(keys) == fact_files.KEYS_KEPT


def test_more_facts_stay_than_versions_are_open() -> None:
    assert fact_files.KEYS_KEPT >= versions.OPEN_VERSIONS + 2


def test_who_asks_while_facts_go_is_told_to_reload(large_demo: Store) -> None:
    engine = open_version(large_demo, 1)
    rows = engine.run("select * from member_years")
    shutil.rmtree(large_demo.path / "facts")
    with pytest.raises(StoreError, match="Rechargez la page"):
        engine.run("select member_id from member_years")
    assert open_version(large_demo, 1).run("select * from member_years").num_rows == rows.num_rows


def test_facts_that_go_while_a_version_is_opened_are_made_again(
    large_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_version(large_demo, 1)
    real = Store.find_facts

    def find(store: Store, key: str) -> Path | None:
        folder = real(store, key)
        shutil.rmtree(folder)
        return folder

    with monkeypatch.context() as late:
        late.setattr(Store, "find_facts", find)
        with pytest.raises(StoreError, match="Rechargez la page"):
            open_version(large_demo, 1)
    assert open_version(large_demo, 1).run("select * from member_years").num_rows


def test_nothing_is_kept_of_files_that_went_meanwhile(store: Store) -> None:
    def fill(folder: Path) -> None:
        write_one(folder)
        name = store.current().tables["offers"][0].name
        (store.path / "data" / name).unlink()

    with pytest.raises(Damaged, match="viennent de changer"):
        make(store, fill=fill)
    assert not list((store.path / "facts").iterdir())


def test_facts_of_files_that_are_gone_go_when_others_are_made(store: Store) -> None:
    make(store, "old")
    current = store.current()
    (store.path / "data" / current.tables["offers"][0].name).unlink()
    without = Version(1, 0, current.created, "t", "t", tables={"activities": current.tables["activities"]})
    store.make_facts("new", without, write_one)
    assert [path.name for path in (store.path / "facts").iterdir()] == ["new"]


def test_who_may_not_write_in_the_store_keeps_facts_on_the_own_machine(
    store: Store, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk.make_directory

    def refuse(path: Path, rights: int = 0o777) -> None:
        if store.path in path.parents:
            raise PermissionError(13, "read only")
        real(path, rights)

    monkeypatch.setattr(disk, "make_directory", refuse)
    folder = make(store)
    assert own_cache in folder.parents and store.find_facts("key") == folder
    assert not (store.path / "facts").exists()


def make_in_own_cache(store: Store, key: str) -> Path:
    """Facts of a reader who may not write in the store."""
    real = disk.make_directory

    def refuse(path: Path, rights: int = 0o777) -> None:
        if store.path in path.parents:
            raise PermissionError(13, "read only")
        real(path, rights)

    with mock.patch.object(disk, "make_directory", refuse):
        folder = make(store, key)
    assert folder
    return folder


def test_a_forgetting_elsewhere_reaches_the_own_cache_at_the_next_opening(
    large_demo: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_in_own_cache(large_demo, "old")
    person = large_demo.read(large_demo.current(), "survey_respondents")["respondent_id"][0].as_py()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("XDG_CACHE_HOME", str(tmp_path / "another machine"))
        large_demo.forget([person], "Nadia")
        prepare_version(large_demo, 1)
    assert folder.exists()
    open_version(large_demo, 1)
    assert not folder.exists()


def test_facts_of_a_store_that_is_gone_go_at_the_next_opening(
    large_demo: Store, store: Store, tmp_path: Path
) -> None:
    gone = make_in_own_cache(store, "key")
    (store.path).rename(tmp_path / "elsewhere")
    own = make_in_own_cache(large_demo, "key")
    just_made = own.parent.parent / "no note yet"
    just_made.mkdir()
    open_version(large_demo, 1)
    assert not gone.parent.exists() and own.exists() and just_made.exists()


def test_the_cache_of_a_store_that_cannot_be_looked_at_stays(
    large_demo: Store, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_in_own_cache(store, "key")
    real = disk.stamp

    def refuse(path: Path) -> tuple[int, int] | None:
        if path.is_relative_to(store.path):
            raise PermissionError(13, "no answer")
        return real(path)

    monkeypatch.setattr(disk, "stamp", refuse)
    open_version(large_demo, 1)
    assert folder.exists()


def test_forgetting_somebody_removes_every_fact(own_demo: Store) -> None:
    folder = make(own_demo)
    person = own_demo.read(own_demo.current(), "survey_respondents")["respondent_id"][0].as_py()
    own_demo.forget([person], "Nadia")
    assert folder and not folder.exists()


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user for whom the system knows no home."""

    def refuse() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", refuse)


@pytest.mark.usefixtures("homeless")
def test_who_has_no_home_can_forget_and_make_facts(own_demo: Store) -> None:
    assert paths.own_cache() is None
    person = own_demo.read(own_demo.current(), "survey_respondents")["respondent_id"][0].as_py()
    own_demo.forget([person], "Nadia")
    assert make(own_demo) == own_demo.find_facts("key")
    assert own_demo.find_facts("other") is None


def test_a_cache_that_is_named_from_nowhere_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    cache = paths.own_cache()
    assert cache and tmp_path in cache.parents


def test_a_home_that_cannot_be_entered_hinders_no_forgetting(
    own_demo: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    person = own_demo.read(own_demo.current(), "survey_respondents")["respondent_id"][0].as_py()
    own_demo.forget([person], "Nadia")


def test_a_fact_that_is_held_when_somebody_is_forgotten_is_named(
    own_demo: Store, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = fact_files.list_folders(own_demo._layout)
    assert own_cache in folders[1].parents
    real_remove, real_forget = disk.remove_folder, fact_files.remove_facts
    (own_demo.path / "facts" / "late").mkdir(parents=True)

    def remove(path: Path) -> None:
        if path.name == "held":
            raise PermissionError(13, "held", str(path))
        real_remove(path)

    def make_one_meanwhile(layout: Layout) -> None:
        monkeypatch.setattr(fact_files, "remove_facts", real_forget)
        real_forget(layout)
        (folders[1] / "held").mkdir(parents=True)
        (folders[0] / "late").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(disk, "remove_folder", remove)
    monkeypatch.setattr(fact_files, "remove_facts", make_one_meanwhile)
    person = own_demo.read(own_demo.current(), "survey_respondents")["respondent_id"][0].as_py()
    own_demo.forget([person], "Nadia")
    assert own_demo.list_forgotten_leftovers() == [str(folders[1] / "held")]
    assert not (folders[0] / "late").exists()
    assert [each.file for each in own_demo.check() if each.kind == FORGOTTEN] == [str(folders[1] / "held")]
    real_remove(folders[1] / "held")
    assert not own_demo.list_forgotten_leftovers()


def test_facts_are_no_finding_and_no_part_of_a_backup(store: Store, tmp_path: Path) -> None:
    before = store.check()
    make(store)
    assert store.check() == before
    assert store.back_up(tmp_path / "a.zip").left_out == tuple(before)
