"""A process that dies, a disk that refuses or loses its power, at every operation of a backup and of putting one back."""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_disks import READS, ROOT, WRITES, Crash, MemoryDisk, operations
from store_rows import eight, rows

from dse.errors import ReaderError, StoreError
from dse.store import Store
from dse.store.backups import restore_backup
from dse.store.backups.backup_index import Index
from dse.store.durability import atomic_files, disk
from dse.store.records.layout import Layout

pytestmark = pytest.mark.long

SAVED = ROOT.parent / "saved.zip"
OWN = b"own"


def filled(store: Store) -> Store:
    """Two versions, one of them named, and a form of the team's."""
    store.commit({"offers": [rows("offers", 1)]}, parent=0, author="Marie", message="")
    store.commit({"activities": [rows("activities", 2)]}, parent=1, author="Marie", message="")
    store.name(2, "Bilan")
    return store


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that nobody writes to."""
    store = filled(Store(tmp_path_factory.mktemp("source") / "store"))
    (store.path / "forms").mkdir()
    (store.path / "forms" / "own.toml").write_bytes(OWN)
    return store


@pytest.fixture(scope="module")
def saved(source: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    return source.back_up(tmp_path_factory.mktemp("saved") / "a.zip").file


@pytest.fixture
def make_folder(tmp_path: Path) -> Callable[[], Path]:
    """A folder that is empty each time it is asked for."""

    def make() -> Path:
        shutil.rmtree(tmp_path / "folder", ignore_errors=True)
        (tmp_path / "folder").mkdir()
        return tmp_path / "folder"

    return make


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a store but those of its lock, and the list of a restoration."""
    passing = (".lock", ".holder", "restoring.json")
    names = [name for name in disk.files(folder) if name not in passing]
    return {name: (folder / name).read_bytes() for name in names}


def require_whole(path: Path, source: Store, folder: Path) -> None:
    """A backup gives the store that it was made of."""
    store = Store(folder / "checked")
    store.restore_backup(path)
    assert content(store.path) == content(source.path)
    shutil.rmtree(store.path)


def require_empty(store: Store, operation: str) -> None:
    """No reader sees anything in a store: it is empty, or says that a restoration was cut and nothing else."""
    titled = (store.running_orders, store.review_plans)
    reads = (store.versions, store.current, store.lost, store.names, *titled)
    if store.is_restoring():
        for read in reads:
            with pytest.raises(StoreError, match="sa restauration a été interrompue"):
                read()
    else:
        assert [read() for read in reads] == [[], None, None, {}, [], []], operation
    assert {finding.file for finding in store.check()} <= {"restoring.json"}, operation


# --- a backup


def backup_steps(source: Store, folder: Path, kinds: tuple[str, ...] = WRITES) -> list[str]:
    with operations(kinds=kinds) as seen:
        source.back_up(folder / "a.zip")
    return seen.done


@pytest.mark.parametrize("links", ["links", "no links"])
def test_a_backup_cut_at_any_operation_is_whole_or_not_there(links, source, make_folder, monkeypatch):
    if links == "no links":
        monkeypatch.setattr(disk, "link", _refuse_link)
    before = content(source.path)
    done, outcomes = backup_steps(source, make_folder()), []
    for at, operation in enumerate(done):
        folder = make_folder()
        with operations(at), pytest.raises(Crash):
            source.back_up(folder / "a.zip")
        assert content(source.path) == before
        outcomes.append((folder / "a.zip").exists())
        if outcomes[-1]:
            require_whole(folder / "a.zip", source, folder)
        else:
            with operations():
                source.back_up(folder / "a.zip")
        assert len(disk.entries(folder)) <= 2, operation  # and one draft, taken away in an hour
    assert set(outcomes) == {True, False} and len(done) > 40


def _refuse_link(source: Path, target: Path) -> None:
    raise OSError(errno.EPERM, "no links here")


def test_drafts_of_backups_that_were_cut_do_not_pile_up(source, make_folder, monkeypatch):
    folder = make_folder()
    with operations(30), pytest.raises(Crash):
        source.back_up(folder / "a.zip")
    (folder / ".holiday.sauvegarde").write_bytes(b"mine")
    source.back_up(folder / "a.zip")
    assert len(disk.entries(folder)) == 3  # it may be somebody's
    monkeypatch.setattr(atomic_files, "LEFTOVER_AGE_S", -3600)
    source.back_up(folder / "b.zip")
    assert disk.entries(folder) == [".holiday.sauvegarde", "a.zip", "b.zip"]


def _answers(error: int) -> Callable[[], OSError]:
    return lambda: OSError(error, "No space left on device")


@pytest.mark.parametrize(("error", "lasting"), [(errno.ENOSPC, False), (errno.EIO, False), (errno.EIO, True)])
def test_a_disk_that_refuses_a_backup_leaves_no_file_and_is_told_in_french(
    error, lasting, source, make_folder
):
    kinds = (*READS, *WRITES)
    before, passed_over = content(source.path), []
    for at, operation in enumerate(backup_steps(source, make_folder(), kinds)):
        folder = make_folder()
        with operations(at, _answers(error), lasting, kinds):
            message = _refusal(lambda folder=folder: source.back_up(folder / "a.zip"))
        assert content(source.path) == before
        if message is None:
            require_whole(folder / "a.zip", source, folder)
            passed_over.append(operation)
            continue
        assert "device" not in message and "Errno" not in message
        if (folder / "a.zip").exists():  # a disk that answers no more cannot take it away either
            assert lasting and "il n’est pas certain" in message
        assert lasting or disk.entries(folder) == [] or operation == "remove"
    assert set(passed_over) <= {"remove"}


def _refusal(action: Callable[[], object]) -> str | None:
    try:
        action()
    except ReaderError as error:
        return str(error)
    return None


# --- putting one back


def restore_steps(saved: Path, folder: Path, kinds: tuple[str, ...] = WRITES) -> list[str]:
    with operations(kinds=kinds) as seen:
        Store(folder / "store").restore_backup(saved)
    return seen.done


@pytest.mark.parametrize("again", ["the same", "another"])
def test_a_restoration_cut_at_any_operation_is_whole_or_reads_as_empty(
    again, source, saved, make_folder, tmp_path
):
    another = Store(tmp_path / "another")
    another.commit(eight(7), parent=0, author="Paul", message="")
    next_one = (saved, source) if again == "the same" else (another.back_up(tmp_path / "b.zip").file, another)
    done, outcomes = restore_steps(saved, make_folder()), []
    for at, operation in enumerate(done):
        store = Store(make_folder() / "store")
        with operations(at), pytest.raises(Crash):
            store.restore_backup(saved)
        store = Store(store.path)
        outcomes.append(not store.is_restoring() and store.current() is not None)
        if outcomes[-1]:
            assert content(store.path) == content(source.path), operation
            assert store.check() == [] and not store.is_empty(), operation
            store.name(1, "Début")
            assert not (store.path / "restoring.json").exists(), operation
            continue
        require_empty(store, operation)
        assert store.is_empty(), operation
        with operations():
            store.restore_backup(next_one[0])
        assert content(store.path) == content(next_one[1].path), operation
        assert store.check() == []
    assert set(outcomes) == {True, False} and len(done) >= 60


def test_one_that_is_cut_again_while_it_tidies_up_still_reads_as_empty(source, saved, make_folder):
    def cut_once() -> Store:
        store = Store(make_folder() / "store")
        with operations(last_file), pytest.raises(Crash):
            store.restore_backup(saved)
        assert len(content(source.path).keys() - content(store.path).keys()) == 1
        return Store(store.path)

    done = restore_steps(saved, make_folder())
    last_file = len(done) - 1 - done[::-1].index("replace")
    store = cut_once()
    with operations() as seen:
        store.restore_backup(saved)
    for at, operation in enumerate(seen.done):
        store = cut_once()
        with operations(at), pytest.raises(Crash):
            store.restore_backup(saved)
        store = Store(store.path)
        if store.is_restoring() or store.current() is None:
            require_empty(store, operation)
            with operations():
                store.restore_backup(saved)
        assert content(store.path) == content(source.path), operation


@pytest.mark.parametrize(("error", "lasting"), [(errno.ENOSPC, False), (errno.EIO, False), (errno.EIO, True)])
def test_a_disk_that_refuses_a_restoration_leaves_an_empty_store_and_is_told_in_french(
    error, lasting, source, saved, make_folder
):
    kinds = (*READS, *WRITES)
    passed_over = []
    for at, operation in enumerate(restore_steps(saved, make_folder(), kinds)):
        store = Store(make_folder() / "store")
        with operations(at, _answers(error), lasting, kinds):
            message = _refusal(lambda store=store: store.restore_backup(saved))
        store = Store(store.path)
        if message is None:
            passed_over.append(operation)
        else:
            assert "device" not in message and "Errno" not in message
        if not store.is_restoring() and store.current() is not None:
            assert content(store.path) == content(source.path)
            assert message is None or "il n’est pas certain" in message
            continue
        require_empty(store, operation)
        assert lasting or content(store.path) == {}, operation
        with operations():
            store.restore_backup(saved)
        assert content(store.path) == content(source.path)
    assert set(passed_over) <= {"remove"}


# --- the power fails


class Lost(AssertionError):
    """A power cut broke a promise."""


def mounted_source() -> MemoryDisk:
    """A disk in memory that holds a store and its backup."""
    memory = MemoryDisk()
    with memory.mounted():
        filled(Store(ROOT)).back_up(SAVED)
    memory.settle()
    return memory


def cuts(memory: MemoryDisk) -> Iterator[tuple[bool, MemoryDisk]]:
    """The disk after each simulated cut, and whether all was done by then."""
    last = len(memory.history) - 1
    for step in range(last + 1):
        chances = [
            (0, 0.0),
            (0, 1.0),
            *((seed, random.Random(f"{step} {seed}").random()) for seed in range(4)),
        ]
        for seed, keep in chances:
            yield step == last, memory.after_power_cut(step, random.Random(f"{step} {seed}"), keep)


def back_up_and_cut(prepare: Callable[[MemoryDisk], None] = lambda _: None) -> set[bool]:
    """Whether a backup is there after each cut. Lost if one is there that is not whole."""
    memory, seen = mounted_source(), set()
    other = SAVED.with_name("other.zip")
    with memory.mounted():
        prepare(memory)
        Store(ROOT).back_up(other)
    for is_done, left in cuts(memory):
        with left.mounted():
            is_there = disk.stamp(other) is not None
            if is_there and _refusal(lambda: Store(ROOT.parent / "new").restore_backup(other)):
                raise Lost("half a backup")
        if is_done and not is_there:
            raise Lost("no backup")
        seen.add(is_there)
    return seen


def put_back_and_cut(prepare: Callable[[MemoryDisk], None] = lambda _: None) -> set[int]:
    """Number of the version read after each cut, 0 for none. Lost if it is neither, or not whole."""
    memory, seen, new = mounted_source(), set(), ROOT.parent / "new"
    with memory.mounted():
        prepare(memory)
        Store(new).restore_backup(SAVED)
    for is_done, left in cuts(memory):
        with left.mounted():
            store = Store(new)
            current = None if store.is_restoring() else store.current()
            number = current.number if current else 0
            findings = {each.file for each in store.check() if each.kind != "leftover"} - {"restoring.json"}
            if (
                findings
                or number not in ((2,) if is_done else (0, 2))
                or (number and store.names() != {2: "Bilan"})
            ):
                raise Lost(f"version {number}, {findings}")
            if not number:
                require_empty(store, "cut")
                if refusal := _refusal(lambda store=store: store.restore_backup(SAVED)):
                    raise Lost(refusal)
                if store.current().number != 2 or store.check():
                    raise Lost("not done again")
        seen.add(number)
    return seen


def test_after_a_power_cut_a_backup_is_whole_or_not_there():
    assert back_up_and_cut() == {True, False}


def test_after_a_power_cut_a_restoration_is_whole_or_reads_as_empty():
    assert put_back_and_cut() == {0, 2}


@pytest.mark.parametrize("what", ["flushes_files", "flushes_directories"])
@pytest.mark.parametrize("action", [back_up_and_cut, put_back_and_cut])
def test_what_is_not_flushed_is_found_out(what, action):
    with pytest.raises(Lost):
        action(lambda memory: setattr(memory, what, False))


@pytest.mark.parametrize("folder", ["data", "manifests", "names", "new"])
def test_each_directory_flush_of_a_restoration_counts(folder):
    def forget(memory: MemoryDisk) -> None:
        real = memory.flush_directory
        disk.flush_directory = lambda path: None if path.name == folder else real(path)

    with pytest.raises(Lost):
        put_back_and_cut(forget)


def test_files_before_the_list_that_hides_them_are_found_out(monkeypatch):
    def keep_a_missing_list(memory: MemoryDisk) -> None:
        real = memory.remove
        disk.remove = lambda path: None if path.name == "restoring.json" else real(path)

    real, skipped = restore_backup._write_marker, []

    def announce_but_once(layout: Layout, index: Index) -> None:
        if skipped:
            real(layout, index)
        skipped.append(layout)

    monkeypatch.setattr(restore_backup, "_write_marker", announce_but_once)
    with pytest.raises(Lost, match="version"):
        put_back_and_cut(keep_a_missing_list)
