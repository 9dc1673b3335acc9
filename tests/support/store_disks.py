"""Disks that fail: one that breaks at a chosen operation, and one in memory that loses its power."""

from __future__ import annotations

import errno
import hashlib
import io
import itertools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest

from dse.store.durability import disk
from dse.store.tables import integrity

READS = (
    "read",
    "digest",
    "stamp",
    "rights",
    "entries",
    "files",
    "symbolic_links",
    "open_to_read",
    "free_bytes",
)
WRITES = (
    *("create", "write", "flush", "close", "replace", "link", "rename", "remove"),
    *("make_directory", "flush_directory", "note", "lock"),
)
ROOT = Path("/memory/store")


class Crash(BaseException):
    """The process died."""


@dataclass
class Operations:
    """What was asked of the disk so far, and what happens at the chosen operation."""

    failing_index: int | None = None
    fault: Callable[[], BaseException] = Crash
    lasting: bool = False
    done: list[str] = field(default_factory=list)

    def fails(self) -> bool:
        """Whether the operation just begun is one that fails."""
        number = len(self.done) - 1
        return self.failing_index is not None and (
            number == self.failing_index or (self.lasting and number > self.failing_index)
        )


@contextmanager
def operations(
    failing_index: int | None = None,
    fault: Callable[[], BaseException] = Crash,
    lasting: bool = False,
    kinds: tuple[str, ...] = WRITES,
) -> Iterator[Operations]:
    """Count the operations of these kinds; raise `fault` at the one of `failing_index` (and at all that follow, if lasting).

    A write that fails leaves half of the content. Nothing waits for the real disk. No file counts as
    verified yet, so that the same action always takes the same operations.
    """
    integrity._hash_cache.clear()
    seen = Operations(failing_index, fault, lasting or fault is Crash)
    waits = {"flush": lambda _: None, "flush_directory": lambda _: None}
    watched = {name: _watched(seen, name, waits.get(name, getattr(disk, name))) for name in kinds}
    with replaced(watched):
        yield seen


@contextmanager
def replaced(functions: dict[str, Callable]) -> Iterator[None]:
    """Other functions in the place of those of the disk."""
    with ExitStack() as stack:
        for name, function in functions.items():
            stack.enter_context(patch.object(disk, name, function))
        yield


def _watched(operations: Operations, name: str, real: Callable) -> Callable:
    def call(*arguments: object) -> object:
        operations.done.append(name)
        if operations.fails():
            if name == "write" and len(operations.done) - 1 == operations.failing_index:
                descriptor, content = arguments
                real(descriptor, content[: len(content) // 2])
            if name == "close":
                real(*arguments)  # a dead process holds nothing open
            raise operations.fault()
        return real(*arguments)

    return call


@dataclass
class File:
    """Content of a file, and whether it was flushed since its last change."""

    content: bytes = b""
    flushed: bool = True
    changed_ns: int = 0


@dataclass(frozen=True)
class NameChange:
    """One change to the names in a directory: lost by a power cut unless the directory was flushed since."""

    directory: Path
    gone: Path | None = None
    name: Path | None = None
    file: File | None = None


_ticks = itertools.count()


def _now_ns() -> int:
    """The time, never twice the same. Of the moment, not of the import: a file an hour old is a leftover to a store."""
    return time.time_ns() + next(_ticks)


class MemoryDisk:
    """A disk in memory that knows what a power cut may leave of it."""

    def __init__(self, links: bool = True) -> None:
        self.links = links
        self.flushes_files = self.flushes_directories = True
        self.names: dict[Path, File] = {}
        self.directories = {ROOT.parent, *ROOT.parent.parents}
        self.pending: list[NameChange] = []
        self.durable: dict[Path, File] = {}
        self.durable_directories = set(self.directories)
        self.history: list[tuple[dict[Path, File], set[Path], list[NameChange]]] = []
        self._open: dict[int, File] = {}

    @contextmanager
    def mounted(self) -> Iterator[MemoryDisk]:
        """Stand in for the real disk."""
        mine = {name: getattr(self, name) for name in (*READS, *WRITES)}
        with replaced(mine):
            yield self

    def create(self, path: Path, rights: int = disk.RIGHTS) -> int:
        if path in self.names:
            raise FileExistsError(errno.EEXIST, "exists", str(path))
        self._require_directory(path.parent)
        file = File(changed_ns=_now_ns())
        self._rename(NameChange(path.parent, name=path, file=file))
        self._open[number := len(self._open)] = file
        return number

    def write(self, descriptor: int, content: bytes) -> None:
        file = self._open[descriptor]
        file.content += content
        file.flushed, file.changed_ns = False, _now_ns()
        self._record()

    def flush(self, descriptor: int) -> None:
        self._open[descriptor].flushed |= self.flushes_files
        self._record()

    def close(self, descriptor: int) -> None:
        self._record()

    def replace(self, source: Path, target: Path) -> None:
        self._rename(NameChange(target.parent, gone=source, name=target, file=self._file(source)))

    def link(self, source: Path, target: Path) -> None:
        if not self.links:
            raise OSError(errno.EPERM, "no links here")
        self.rename_new(source, target, lost=None)

    def rename(self, source: Path, target: Path) -> None:
        self.rename_new(source, target, lost=source)

    def rename_new(self, source: Path, target: Path, lost: Path | None) -> None:
        if target in self.names:
            raise FileExistsError(errno.EEXIST, "exists", str(target))
        self._rename(NameChange(target.parent, gone=lost, name=target, file=self._file(source)))

    def remove(self, path: Path) -> None:
        self._file(path)
        self._rename(NameChange(path.parent, gone=path))

    def make_directory(self, path: Path) -> None:
        self._require_directory(path.parent)
        if path not in self.directories:
            self.directories.add(path)
            self._rename(NameChange(path.parent, name=path))

    def flush_directory(self, path: Path) -> None:
        if self.flushes_directories:
            for change in [change for change in self.pending if change.directory == path]:
                self.pending.remove(change)
                _apply(change, self.durable, self.durable_directories)
        self._record()

    def read(self, path: Path) -> bytes:
        return self._file(path).content

    def digest(self, path: Path) -> str:
        return hashlib.sha256(self.read(path)).hexdigest()

    def stamp(self, path: Path) -> tuple[int, int] | None:
        if path in self.directories:
            return 0, 0
        file = self.names.get(path)
        return (len(file.content), file.changed_ns) if file else None

    def rights(self, path: Path) -> int:
        return disk.RIGHTS

    def entries(self, directory: Path) -> list[str]:
        return sorted(path.name for path in self.names if path.parent == directory)

    def files(self, folder: Path) -> list[str]:
        return sorted(path.relative_to(folder).as_posix() for path in self.names if folder in path.parents)

    def symbolic_links(self, folder: Path) -> list[str]:
        return []

    def open_to_read(self, path: Path) -> io.BytesIO:
        return io.BytesIO(self.read(path))

    def free_bytes(self, folder: Path) -> int:
        return 2**40

    def note(self, path: Path, text: str) -> None:
        self._rename(NameChange(path.parent, name=path, file=File(text.encode("utf-8"), False, _now_ns())))

    def lock(self, path: Path) -> nullcontext[None]:
        return nullcontext()

    def settle(self) -> None:
        """Everything so far is on the disk itself; what follows is what a power cut may touch."""
        for file in self.names.values():
            file.flushed = True
        self.pending.clear()
        self.durable, self.durable_directories = dict(self.names), set(self.directories)
        self.history = []
        self._record()

    def after_power_cut(self, step: int, chance: random.Random, keep: float) -> MemoryDisk:
        """A disk as a cut after a step may leave it: each unflushed change kept with probability `keep`."""
        durable, directories, pending = self.history[step]
        left = MemoryDisk(self.links)
        names, left.directories = dict(durable), set(directories)
        for change in pending:
            if chance.random() < keep:
                _apply(change, names, left.directories)
        left.names = {
            path: _what_is_left(file, chance, keep)
            for path, file in names.items()
            if path.parent in left.directories
        }
        left.settle()
        return left

    def _record(self) -> None:
        # Files change later: keep them as they are now, the same file under all its names.
        copies = {id(file): File(file.content, file.flushed, file.changed_ns) for file in self._files()}
        durable = {path: copies[id(file)] for path, file in self.durable.items()}
        pending = [
            NameChange(each.directory, each.gone, each.name, copies[id(each.file)] if each.file else None)
            for each in self.pending
        ]
        self.history.append((durable, set(self.durable_directories), pending))

    def _files(self) -> Iterator[File]:
        yield from self.durable.values()
        yield from (change.file for change in self.pending if change.file)

    def _rename(self, change: NameChange) -> None:
        _apply(change, self.names, self.directories)
        self.pending.append(change)
        self._record()

    def _file(self, path: Path) -> File:
        if path not in self.names:
            raise FileNotFoundError(errno.ENOENT, "missing", str(path))
        return self.names[path]

    def _require_directory(self, path: Path) -> None:
        if path not in self.directories:
            raise FileNotFoundError(errno.ENOENT, "missing", str(path))


def _apply(change: NameChange, names: dict[Path, File], directories: set[Path]) -> None:
    if change.gone:
        names.pop(change.gone, None)
    if change.file:
        names[change.name] = change.file
    elif change.name:
        directories.add(change.name)


def _what_is_left(file: File, chance: random.Random, keep: float) -> File:
    if file.flushed or chance.random() < keep:
        return File(file.content, True, _now_ns())
    half = file.content[: len(file.content) // 2]
    torn = chance.choice([b"", half, bytes(len(file.content)), half + bytes(len(file.content) - len(half))])
    return File(torn, True, _now_ns())


def hold(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    """Another program holds the files of a folder of the store: none of them can be removed."""
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.parent.name == folder:
            raise PermissionError(errno.EACCES, "held", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
