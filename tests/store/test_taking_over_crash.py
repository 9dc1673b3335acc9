"""A process that dies, or a disk that refuses, at every single operation of a take-over; two that start at once."""

from __future__ import annotations

import errno
import os
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from old_application import read_folder, use_application_data, write_team_files
from store_disks import READS, WRITES, Crash, MemoryDisk, operations

from dse import paths
from dse.store import Store
from dse.store.durability import disk
from dse.team_files import takeover, takeover_records

pytestmark = pytest.mark.long


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `data/` of an application that a team has used."""
    data = tmp_path / "application" / "data"
    (data / "codelists").mkdir(parents=True)
    shutil.copytree(paths.FORMS, data / "forms")
    shutil.copy(paths.CODELISTS / "themes.csv", data / "codelists")
    for path in (paths.SOURCES, paths.AUDIENCES):
        shutil.copy(path, data)
    use_application_data(monkeypatch, data)
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    return data


@pytest.fixture(params=["links", "no links"])
def links(request, monkeypatch) -> str:
    """A file system that has hard links, then one that has not."""
    if request.param == "no links":
        monkeypatch.setattr(os, "link", _refuse_link)
    return request.param


def _refuse_link(source: Path, target: Path) -> None:
    raise OSError(errno.EPERM, "no links here")


def count(kinds: tuple[str, ...] = WRITES) -> list[str]:
    """Operations of a take-over that goes well; the folder is gone afterwards."""
    with operations(kinds=kinds) as seen:
        takeover.take_over()
    shutil.rmtree(paths.team_folder())
    return seen.done


def require_whole(contents: dict[str, str]) -> None:
    """Every file of the team is in its folder, or will be at the next start, which says it."""
    said = takeover.take_over()
    assert read_folder(paths.team_folder(), contents) == contents
    told = " ".join([*said, *takeover_records.describe_unread(paths.team_folder())])
    assert all(name in told for name in contents) and "diffèrent" not in told
    assert takeover.take_over() == [] and Store(paths.team_folder()).current() is None


def test_a_crash_at_any_operation_loses_nothing_and_the_next_start_completes(old, links) -> None:
    made, done = write_team_files(old), count()
    before, seen = read_folder(old), set()
    for at in range(len(done)):
        with operations(at), pytest.raises(Crash):
            takeover.take_over()
        assert read_folder(old) == before, done[at]
        there = read_folder(paths.team_folder(), made) if paths.team_folder().exists() else {}
        assert all(there[name] == made[name] for name in there), f"{done[at]}, operation {at}"
        seen.add(len(there))
        require_whole(made)
        shutil.rmtree(paths.team_folder())
    assert seen == set(range(len(made) + 1)) and len(done) > 8 * len(made)


def test_an_error_at_any_operation_is_said_and_the_next_start_completes(old) -> None:
    made, done = write_team_files(old), count((*READS, *WRITES))
    silent = []
    for at, operation in enumerate(done):
        with operations(at, lambda: OSError(errno.ENOSPC, "No space left"), kinds=(*READS, *WRITES)):
            try:
                takeover.take_over()
                silent.append(operation)
            except takeover.NotTakenOver as error:
                assert "n’est pas repris" in str(error) and "space" not in str(error)
        require_whole(made)
        shutil.rmtree(paths.team_folder())
    # Only tidying, and the certificate that the description of the database names, may fail without a word.
    assert set(silent) <= {"remove", "read"} and silent.count("read") <= 2


def test_a_power_cut_at_any_moment_loses_nothing(old) -> None:
    made = write_team_files(old)
    memory, root = MemoryDisk(), paths.team_folder()
    for path in (path for path in old.rglob("*") if path.is_file()):
        memory.directories |= {path.parent, *path.parents}
        with memory.mounted():
            disk.close(_write_through(path))
    memory.directories |= set(root.parents)
    memory.settle()
    with memory.mounted():
        takeover.take_over()
    for step in range(len(memory.history)):
        for keep in (0, 0.5, 1):
            left = memory.after_power_cut(step, random.Random(step), keep)
            with left.mounted():
                takeover.take_over()
                for name, text in made.items():
                    assert disk.read(root / name).decode("utf-8") == text, (step, keep, name)
                assert takeover.take_over() == []


def _write_through(path: Path) -> int:
    content = path.read_bytes()
    descriptor = disk.create(path)
    disk.write(descriptor, content)
    return descriptor


def test_two_that_start_at_once_take_over_once(old) -> None:
    made = write_team_files(old)
    with ThreadPoolExecutor(4) as starting:
        said = [each for one in starting.map(lambda _: takeover.take_over(), range(4)) for each in one]
    assert len(said) == 1 and len(disk.entries(paths.team_folder() / "taken_over")) == 1
    assert read_folder(paths.team_folder(), made) == made
