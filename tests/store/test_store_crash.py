"""A process that dies, or a disk that refuses, at every single operation."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from store_disks import READS, WRITES, Crash, operations
from store_rows import eight, rows, tokens

from dse import paths, waiting
from dse.errors import Conflict, Damaged, StoreError
from dse.store import Store, Version
from dse.store.durability import atomic_files, disk

pytestmark = pytest.mark.long

Action = Callable[[Store], object]

ACTIONS: dict[str, Action] = {
    "first commit": lambda store: store.commit(eight(1), parent=0, author="Paul", message=""),
    "commit": lambda store: store.commit(eight(3), parent=2, author="Paul", message=""),
    "undo": lambda store: store.undo(2, "Paul"),
    "restore": lambda store: store.restore(1, "Paul"),
    "name": lambda store: store.name(2, "Bilan 2016-2018"),
}


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory) -> Path:
    """A store of two versions that nobody writes to."""
    store = Store(tmp_path_factory.mktemp("two") / "store")
    store.commit(eight(1), parent=0, author="Marie", message="")
    store.commit(eight(2), parent=1, author="Marie", message="")
    return store.path


@pytest.fixture
def fresh(two_versions, tmp_path) -> Callable[[str], Store]:
    """The same folder as new each time, as the action expects to find it."""
    place = tmp_path / "folder" / "store"
    shutil.copytree(two_versions, place)
    known = {path.relative_to(place) for path in place.rglob("*")}

    def make(action: str) -> Store:
        if action == "first commit":
            shutil.rmtree(place.parent, ignore_errors=True)
            return Store(place)
        for path in place.rglob("*"):
            if path.is_file() and path.relative_to(place) not in known:
                path.unlink()
        return Store(place)

    return make


@pytest.fixture(params=["links", "no links"])
def links(request, monkeypatch) -> str:
    """A file system that has hard links, then one that has not."""
    if request.param == "no links":
        monkeypatch.setattr(os, "link", _refuse_link)
    return request.param


def _refuse_link(source: Path, target: Path) -> None:
    raise OSError(errno.EPERM, "no links here")


def state(store: Store) -> tuple[dict[str, tuple], dict[int, str]]:
    """What a reader sees; no file of any version may be damaged or missing."""
    assert not {finding.kind for finding in store.check() if finding.file.startswith("data/")} - {"leftover"}
    current = store.current()
    return dict(current.tables) if current else {}, store.names()


def steps(
    fresh: Callable[[str], Store], action: str, kinds: tuple[str, ...] = WRITES
) -> tuple[list[str], object, object]:
    """Operations of an action that goes well, and what is seen before and after."""
    store = fresh(action)
    before = state(store)
    with operations(kinds=kinds) as seen:
        ACTIONS[action](store)
    return seen.done, before, state(store)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_crash_at_any_operation_leaves_the_old_or_the_new_version(action, fresh, links):
    done, before, after = steps(fresh, action)
    seen = []
    for at in range(len(done)):
        store = fresh(action)
        with operations(at), pytest.raises(Crash):
            ACTIONS[action](store)
        store = Store(store.path)
        seen.append(state(store))
        assert seen[-1] in (before, after), f"{done[at]}, operation {at}"
        _require_nothing_lost(store, links)
        _go_on(store, links)
        _require_next_commit(store)
    assert before in seen
    assert after in seen
    assert len(done) >= {"first commit": 54, "commit": 54}.get(action, 12)


def _require_nothing_lost(store: Store, links: str) -> None:
    kinds = {(finding.kind, finding.file.split("/")[0]) for finding in store.check()}
    torn_manifest = {("damaged", "manifests"), ("damaged", "names")} if links == "no links" else set()
    # Data without a manifest were cut before it: nothing is lost, and `check` says so.
    assert kinds <= {("leftover", "data"), *torn_manifest}


def _go_on(store: Store, links: str) -> None:
    """Where a file appears before its content does, a crash may leave half a manifest: that takes a deliberate step."""
    if not [finding for finding in store.damaged() if finding.kind == "damaged"]:
        return
    assert links == "no links"
    current = store.current()
    with pytest.raises(Damaged, match="rien ne s’enregistre par-dessus"):
        store.commit(eight(8), parent=current.number if current else 0, author="Léa", message="")
    if current:
        assert store.restore(current.number, "Léa").tables == current.tables
    else:  # the very first import
        shutil.rmtree(store.path)


def _require_next_commit(store: Store) -> None:
    current = store.current()
    with operations():
        changes = {"offers": [rows("offers", 9)]}
        version = store.commit(changes, parent=current.number if current else 0, author="Léa", message="")
    assert version == store.current()
    assert store.read(version, "offers").column("title").to_pylist() == ["Offre 9", "Offre 9"]


def held_file_error(code: int) -> OSError:
    """What Windows raises while another program holds a file."""
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = code
    return error


ERRORS = {
    "disk full": (lambda: OSError(errno.ENOSPC, "No space left on device"), "plus de place sur le disque"),
    "disk error": (lambda: OSError(errno.EIO, "Input/output error"), "a répondu par une erreur"),
    "forbidden": (lambda: PermissionError(errno.EACCES, "Permission denied"), "n’accepte pas l’écriture"),
    "held (5)": (lambda: held_file_error(5), "Un autre programme"),
    "held (32)": (lambda: held_file_error(32), "Un autre programme"),
}


# Every error at every operation of a commit; of the other actions, those that differ by what they leave.
CASES = [
    (action, error)
    for action in ACTIONS
    for error in ERRORS
    if action == "commit" or error.startswith("disk")
]


@pytest.mark.parametrize(("action", "error"), CASES)
def test_an_error_at_any_operation_changes_nothing_and_says_so_in_french(action, error, fresh):
    kinds = (*READS, *WRITES) if error == "disk error" else WRITES
    done, before, after = steps(fresh, action, kinds)
    fault, sentence = ERRORS[error]
    passed_over = []
    for at, operation in enumerate(done):
        store = fresh(action)
        with operations(at, fault, kinds=kinds):
            message = _refusal(store, action)
        if message is None:
            assert state(store) == after
            passed_over.append(operation)
            continue
        assert sentence in message or "ne peut pas être lu" in message, operation
        assert "Errno" not in message and "disk" not in message and "device" not in message
        assert state(store) == before, operation
        assert _scratch(store) == [] or operation == "remove"
    # Only the tidying of leftovers may fail without a word.
    assert passed_over == [each for each in done if each == "remove"]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_disk_that_stops_answering_leaves_the_old_or_the_new_version(action, fresh):
    done, before, after = steps(fresh, action)
    uncertain = []
    for at in range(len(done)):
        store = fresh(action)
        with operations(at, lambda: OSError(errno.EIO, "Input/output error"), lasting=True):
            message = _refusal(store, action)
        assert state(store) in (before, after)
        if state(store) == after and before != after:
            uncertain.append(message)
    assert all(message is None or "il n’est pas certain" in message for message in uncertain)
    assert any(uncertain)


def _refusal(store: Store, action: str) -> str | None:
    try:
        ACTIONS[action](store)
    except StoreError as error:
        return str(error)
    return None


def _scratch(store: Store) -> list[str]:
    return disk.entries(store.path / "tmp")


def test_windows_programs_that_let_go_in_time_are_waited_for(fresh, monkeypatch):
    store, pauses = fresh("commit"), []
    answers: Iterator[OSError] = iter([held_file_error(32), held_file_error(5), held_file_error(33)])
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if (error := next(answers, None)) is not None:
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(waiting, "time", SimpleNamespace(sleep=pauses.append))
    assert ACTIONS["commit"](store).number == 3
    assert pauses == [0.05, 0.1, 0.2]


def test_windows_programs_that_never_let_go_are_named_after_two_seconds_and_a_half(fresh, monkeypatch):
    store, pauses = fresh("commit"), []
    before = state(store)
    monkeypatch.setattr(os, "replace", lambda source, target: (_ for _ in ()).throw(held_file_error(32)))
    monkeypatch.setattr(waiting, "time", SimpleNamespace(sleep=pauses.append))
    with pytest.raises(StoreError, match="antivirus"):
        ACTIONS["commit"](store)
    assert 2 < sum(pauses) < 3
    assert state(store) == before
    assert _scratch(store) == []


def test_no_other_error_is_tried_again(fresh, monkeypatch):
    calls = []

    def replace(source: Path, target: Path) -> None:
        calls.append(target)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(StoreError):
        ACTIONS["commit"](fresh("commit"))
    assert len(calls) == 1


def test_a_flush_that_failed_is_never_tried_again(fresh, monkeypatch):
    calls = []

    def fsync(descriptor: int) -> None:
        calls.append(descriptor)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(StoreError, match="a répondu par une erreur"):
        ACTIONS["commit"](fresh("commit"))
    assert len(calls) == 1


def test_what_is_said_of_other_bytes_is_written_once():
    sources = [path.read_text(encoding="utf-8") for path in (paths.ROOT / "dse").rglob("*.py")]
    assert sum(text.count("qui vient d’être écrit") for text in sources) == 1


@pytest.mark.parametrize("folder", ["data", "manifests"])
def test_a_disk_that_gives_back_other_bytes_is_found_before_success_is_told(folder, fresh, monkeypatch):
    store = fresh("commit")
    before, known = state(store), set(disk.entries(store.path / folder))

    def replace_or_link(action: Callable) -> Callable:
        def call(source: Path, target: Path) -> None:
            action(source, target)
            if target.parent.name == folder and target.name not in known:
                target.write_bytes(target.read_bytes()[:-1] + b"?")

        return call

    for name in ("replace", "link"):
        monkeypatch.setattr(disk, name, replace_or_link(getattr(disk, name)))
    with pytest.raises(StoreError, match="relu n’est pas celui qui vient d’être écrit"):
        ACTIONS["commit"](store)
    assert (store.current().tables, store.names()) == before
    assert _scratch(store) == []


def test_macos_flushes_the_cache_of_the_drive_too(monkeypatch):
    asked = []
    fcntl = SimpleNamespace(F_FULLFSYNC=51, fcntl=lambda descriptor, command: asked.append(command))
    monkeypatch.setitem(sys.modules, "fcntl", fcntl)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "fsync", lambda descriptor: asked.append("fsync"))
    disk.flush(0)
    assert asked == [51]
    fcntl.fcntl = _refuse_command
    disk.flush(0)
    assert asked == [51, "fsync"]


def _refuse_command(descriptor: int, command: int) -> None:
    raise OSError(errno.ENOTSUP, "not on this file system")


def test_windows_publishes_by_a_rename_that_refuses_a_taken_name(fresh, monkeypatch):
    store = fresh("commit")

    def rename(source: Path, target: Path) -> None:
        os.link(source, target)
        source.unlink()

    monkeypatch.setattr(disk, "rename", rename)
    monkeypatch.setattr(atomic_files, "os", type("Windows", (), {"name": "nt"}))
    monkeypatch.setattr(os, "link", _count(calls := [], os.link))
    assert ACTIONS["commit"](store).number == 3
    assert len(calls) == 1
    assert _scratch(store) == []


def _count(calls: list, real: Callable) -> Callable:
    return lambda *arguments: calls.append(arguments) or real(*arguments)


@pytest.mark.parametrize("links", ["links", "no links"], indirect=True)
def test_a_number_taken_meanwhile_is_a_conflict_and_not_a_loss(links, fresh, monkeypatch):
    store = fresh("commit")
    other = Store(store.path)
    monkeypatch.setattr(disk, "lock", lambda path: nullcontext())
    real, raced = disk.flush_directory, []

    def flush_directory(path: Path) -> None:
        if not raced:
            raced.append(path)
            raced.append(other.commit(eight(4), parent=2, author="Marie", message=""))
        real(path)

    monkeypatch.setattr(disk, "flush_directory", flush_directory)
    with pytest.raises(Conflict, match="La version 3 vient d’être enregistrée"):
        ACTIONS["commit"](store)
    winner: Version = raced[1]
    assert store.current() == winner
    assert tokens(store, winner) == {4}
    assert _scratch(store) == []


@cache
def _may_write_anywhere() -> bool:
    return os.name == "nt" or os.geteuid() == 0


@pytest.mark.skipif(_may_write_anywhere(), reason="this account may write in a read-only folder")
def test_a_read_only_folder_is_read_and_refused_in_french(fresh):
    store = fresh("commit")
    folders = [store.path, *(path for path in store.path.iterdir() if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert tokens(store, store.current()) == {2}
        with pytest.raises(StoreError, match="n’accepte pas l’écriture"):
            ACTIONS["commit"](store)
    finally:
        for folder in folders:
            folder.chmod(0o755)
