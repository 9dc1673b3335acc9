"""Several processes on one store, some of them killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from store_rows import TABLES, eight, tokens

from dse.errors import Conflict
from dse.store import Store
from dse.store.durability import disk

pytestmark = pytest.mark.long

KILLS = 30
WRITERS = 2
READERS = 2
COMMITS_EACH = 8
PATIENCE_S = 60
PAUSE_S = 0.002


@pytest.fixture(scope="module")
def processes() -> Iterator[multiprocessing.context.BaseContext]:
    """A way to start processes that does not import the libraries anew each time, where there is one."""
    if sys.platform == "win32":
        yield multiprocessing.get_context("spawn")
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["store_warm"])
    with pytest.MonkeyPatch.context() as environment:
        # The server that others are forked from does not take over the path of its parent.
        environment.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        yield context


def commit_for_ever(path: Path, connection: Connection) -> None:
    """Commit all tables again and again; tell each number once it is acknowledged, and 0 before each flush."""
    store, flush = Store(path), disk.flush
    disk.flush = lambda descriptor: (connection.send(0), flush(descriptor))
    connection.send("ready")
    while True:
        current = store.current()
        number = current.number if current else 0
        store.commit(eight(number + 1), parent=number, author="Marie", message="")
        connection.send(number + 1)


def test_killed_writers_leave_whole_versions_and_no_lock(processes, tmp_path):
    chance, store = random.Random(2018), Store(tmp_path / "store")
    acknowledged = interrupted = 0
    for _ in range(KILLS):
        ours, theirs = processes.Pipe(duplex=False)
        writer = processes.Process(target=commit_for_ever, args=(store.path, theirs))
        writer.start()
        theirs.close()
        assert ours.recv() == "ready"
        acknowledged = max([acknowledged, *(ours.recv() for _ in range(chance.randrange(1, 15)))])
        time.sleep(chance.choice([0, PAUSE_S]))
        writer.kill()
        writer.join(PATIENCE_S)
        acknowledged = max([acknowledged, *_receive_numbers(ours)])
        current = store.current()
        assert (current.number if current else 0) >= acknowledged
        assert current is None or (
            tokens(store, current) == {current.number} and set(current.tables) == set(TABLES)
        )
        interrupted += bool(disk.entries(store.path / "tmp"))
    # A writer killed before its manifest has lost nothing.
    found = {(finding.kind, finding.file.partition("/")[0]) for finding in store.check()}
    assert found <= {("leftover", "data")}
    assert acknowledged > KILLS / 3
    assert interrupted, "no writer was killed in the middle of a commit"
    assert store.commit(eight(5_000), parent=store.current().number, author="Paul", message="")


def _receive_numbers(pipe: Connection) -> Iterator[int]:
    while True:
        try:
            yield pipe.recv()
        except EOFError:
            return


def write_in_turn(path: Path, writer: int, locked: bool, connection: Connection) -> None:
    """Commit a number of times, from the version of the moment; tell what was acknowledged."""
    disk.LOCK_TIMEOUT_S = PATIENCE_S
    # Races are about names, not about power cuts: waiting for the disk would only make them rare.
    disk.flush = disk.flush_directory = lambda _: None
    if not locked:
        disk.lock = lambda _: nullcontext()
    store, done, conflicts = Store(path), [], 0
    while len(done) < COMMITS_EACH:
        token = 1000 * writer + len(done) + 1
        parent = store.current().number
        try:
            done.append(
                (store.commit(eight(token), parent=parent, author=str(writer), message="").number, token)
            )
        except Conflict:
            conflicts += 1
        time.sleep(PAUSE_S)  # let the other one in: a lock is not a queue
    connection.send((done, conflicts))


def read_until_stopped(path: Path, stop, connection: Connection) -> None:
    """Read all tables again and again; tell how many times, and what was not whole."""
    store, reads, torn = Store(path), 0, []
    while not stop.is_set():
        version = store.current()
        if len(found := tokens(store, version)) != 1:
            torn.append((version.number, found))
        reads += 1
        time.sleep(PAUSE_S)
    connection.send((reads, torn))


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "where a lock does not reach"])
def test_racing_writers_lose_nothing_and_readers_see_one_version(processes, tmp_path, locked):
    store = Store(tmp_path / "store")
    store.commit(eight(0), parent=0, author="Marie", message="")
    stop = processes.Event()
    readers = [_start(processes, read_until_stopped, store.path, stop) for _ in range(READERS)]
    writers = [_start(processes, write_in_turn, store.path, each + 1, locked) for each in range(WRITERS)]
    written = [_answer(writer) for writer in writers]
    stop.set()
    read = [_answer(reader) for reader in readers]

    acknowledged = dict(pair for done, _ in written for pair in done)
    assert len(acknowledged) == WRITERS * COMMITS_EACH
    assert {version.number for version in store.versions()} == {1, *acknowledged}
    for number, token in acknowledged.items():
        assert tokens(store, store.version(number)) == {token}
        assert store.version(number).parent == number - 1
    assert all(reads > 0 and torn == [] for reads, torn in read)


def _start(processes, target, *arguments):
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=target, args=(*arguments, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _answer(started):
    process, pipe = started
    assert pipe.poll(PATIENCE_S)
    answer = pipe.recv()
    process.join(PATIENCE_S)
    return answer
