"""The power fails: what was not flushed may be gone, torn, or there in another order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import pytest
from store_disks import ROOT, MemoryDisk
from store_rows import eight, rows

from dse.store import Store, Version
from dse.store.commits import commit
from dse.store.durability import atomic_files, disk
from dse.store.health import check
from dse.store.records.layout import Layout
from dse.store.tables import integrity

pytestmark = pytest.mark.long

Action = Callable[[Store], object]
Seen = tuple[int, dict[int, str]]

ACTIONS: dict[str, Action] = {
    "first commit": lambda store: store.commit(eight(1), parent=0, author="Paul", message=""),
    "commit": lambda store: store.commit(eight(3), parent=2, author="Paul", message=""),
    "undo": lambda store: store.undo(2, "Paul"),
    "restore": lambda store: store.restore(1, "Paul"),
    "name": lambda store: store.name(2, "Bilan"),
}
CUTS_PER_STEP = 6


class Lost(AssertionError):
    """A power cut broke a promise."""


def cuts(
    action: str, links: bool = True, prepare: Callable[[MemoryDisk], None] = lambda _: None
) -> Iterator[Seen]:
    """What is seen after each simulated cut. Lost unless it is the old or the new version, whole."""
    memory = MemoryDisk(links)
    with memory.mounted():
        if action != "first commit":
            ACTIONS["first commit"](Store(ROOT))
            Store(ROOT).commit(eight(2), parent=1, author="Marie", message="")
        before = state_of(Store(ROOT))
        memory.settle()
        prepare(memory)
        ACTIONS[action](Store(ROOT))
        after = state_of(Store(ROOT))
    last = len(memory.history) - 1
    for step in range(last + 1):
        # Acknowledged only once all is done: from then on the new version must survive any cut.
        allowed = (after,) if step == last else (before, after)
        for left in _leftovers(memory, step, 40 if step == last else CUTS_PER_STEP):
            with left.mounted():
                yield _seen_after_cut(allowed)


def state_of(store: Store) -> Seen:
    current = store.current()
    return current.number if current else 0, store.names()


def _leftovers(memory: MemoryDisk, step: int, count: int) -> Iterator[MemoryDisk]:
    yield memory.after_power_cut(step, random.Random(0), keep=0)
    yield memory.after_power_cut(step, random.Random(0), keep=1)
    for number in range(count):
        chance = random.Random(f"{step} {number}")
        yield memory.after_power_cut(step, chance, keep=chance.random())


def _seen_after_cut(allowed: Sequence[Seen]) -> Seen:
    store = Store(ROOT)
    found = state_of(store)
    if found not in allowed:
        raise Lost(f"{found} is none of {allowed}")
    for version in store.versions():
        _require_whole(version)
    if lost := list(check._find_unpublished(Layout(ROOT))):
        raise Lost(lost[0].sentence)
    return found


def _require_whole(version: Version) -> None:
    for files in version.tables.values():
        for file in files:
            if trouble := integrity.find_trouble_afresh(ROOT / "data" / file.name, file):
                raise Lost(f"version {version.number}: {file.name} is {trouble}")


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("action", ACTIONS)
def test_after_a_power_cut_the_store_is_the_old_or_the_new_version(action, links):
    found = list(cuts(action, links))
    assert len(found) > {"first commit": 400, "commit": 400}.get(action, 100)
    assert len({repr(each) for each in found}) == 2


def test_a_commit_works_on_what_a_power_cut_left():
    memory = MemoryDisk(links=False)
    with memory.mounted():
        ACTIONS["first commit"](Store(ROOT))
        memory.settle()
        Store(ROOT).commit(eight(2), parent=1, author="Marie", message="")
    for step in range(len(memory.history)):
        with memory.after_power_cut(step, random.Random(step), keep=0.5).mounted():
            store = Store(ROOT)
            if any(finding.kind == "damaged" for finding in store.damaged()):
                store.restore(store.current().number, "Léa")
            changes = {"offers": [rows("offers", 9)]}
            version = store.commit(changes, parent=store.current().number, author="Léa", message="")
            assert store.current() == version
            _require_whole(version)


# Without one of the precautions a cut must be seen to break the promise: the simulation has teeth.


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_files_not_flushed_are_found_out(links):
    with pytest.raises(Lost):
        list(cuts("commit", links, prepare=lambda memory: setattr(memory, "flushes_files", False)))


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("action", ACTIONS)
def test_directories_not_flushed_are_found_out(action, links):
    with pytest.raises(Lost):
        list(cuts(action, links, prepare=lambda memory: setattr(memory, "flushes_directories", False)))


@pytest.mark.parametrize("folder", ["data", "manifests", "store"])
def test_each_directory_flush_counts(folder):
    def forget(memory: MemoryDisk) -> None:
        real = memory.flush_directory
        disk.flush_directory = lambda path: None if path.name == folder else real(path)

    with pytest.raises(Lost):
        list(cuts("first commit", prepare=forget))


def test_a_manifest_before_its_data_is_found_out(monkeypatch):
    write_data, publish, unwritten_parts = commit._write_data, commit._publish, []

    def publish_first(layout: Layout, version: Version) -> Version:
        published = publish(layout, version)
        write_data(layout, unwritten_parts.pop())
        return published

    monkeypatch.setattr(commit, "_write_data", lambda layout, data_parts: unwritten_parts.append(data_parts))
    monkeypatch.setattr(commit, "_publish", publish_first)
    with pytest.raises(Lost, match="missing"):
        list(cuts("commit"))


def test_a_manifest_published_before_its_own_flush_is_found_out():
    def put_unflushed(memory: MemoryDisk) -> None:
        real = memory.link

        def link(source, target):
            memory.names[source].flushed = False
            real(source, target)

        disk.link = link

    with pytest.raises(Lost):
        list(cuts("commit", prepare=put_unflushed))


def test_a_data_file_from_a_commit_that_was_cut_is_flushed_by_the_next():
    memory = MemoryDisk()
    with memory.mounted():
        ACTIONS["first commit"](Store(ROOT))
        memory.settle()
        real, disk.flush_directory = memory.flush_directory, _interrupt
        with pytest.raises(KeyboardInterrupt):
            Store(ROOT).commit(eight(2), parent=1, author="Marie", message="")
        disk.flush_directory = real
        assert Store(ROOT).commit(eight(2), parent=1, author="Marie", message="").number == 2
    with memory.after_power_cut(len(memory.history) - 1, random.Random(0), keep=0).mounted():
        current = Store(ROOT).current()
        assert current.number == 2
        _require_whole(current)


def _interrupt(path: object) -> None:
    raise KeyboardInterrupt


def test_leftovers_of_a_cut_do_not_pile_up(monkeypatch):
    memory = MemoryDisk()
    with memory.mounted():
        ACTIONS["first commit"](Store(ROOT))
        memory.settle()
        Store(ROOT).commit(eight(2), parent=1, author="Marie", message="")
    monkeypatch.setattr(atomic_files, "LEFTOVER_AGE_S", -3600)
    left = memory.after_power_cut(3, random.Random(0), keep=1)
    with left.mounted():
        assert disk.entries(ROOT / "tmp")
        Store(ROOT).commit(eight(2), parent=1, author="Marie", message="")
        assert disk.entries(ROOT / "tmp") == []
