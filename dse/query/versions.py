"""Opening a version of a store for questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

import schemas
from dse.errors import StoreError
from dse.query import facts, relations
from dse.query.cache import Cache
from dse.query.engine import Engine, materialize, name_engine, open_engine
from dse.query.tables import create_codelists, create_tables, load_codelists
from dse.store import LARGE_ROWS, Source, Store, Version, difference

Files = tuple[tuple[str, tuple[Source, ...]], ...]
# A table, and what is wrong with it and what helps.
Unreadable = tuple[tuple[str, str], ...]

OPEN_VERSIONS = 4
# A version of so few rows is copied to memory, its views with it: each is computed once, not at every question.
MATERIALIZED_ROWS = LARGE_ROWS
# A larger one is read where it lies, its views as facts: in memory they answer no sooner and take 100 MB.
# Answers kept of an open version.
ANSWERS, ANSWER_BYTES = 512, 32_000_000
_engines = Cache(OPEN_VERSIONS)
# What kept facts from being made, as a full disk, may have passed after so long.
RETRY_AFTER_S = 600
_failed_at: dict[str, float] = {}
# By folder, number and moment of a version, the one of `find_figure_version`.
_figure_versions: dict[tuple[Path, int, datetime], Version] = {}
_making = Lock()
# By folder and number, what `open_versions_once` opened.
_opened: ContextVar[dict[tuple[Path, int], Engine] | None] = ContextVar("opened", default=None)


class Opening(NamedTuple):
    """What it takes to open a version."""

    files: Files
    unreadable: Unreadable
    days: relations.Days
    is_small: bool
    codelists: dict[str, Any]

    def can_have_facts(self) -> bool:
        """Whether facts can be made: of a large version, all of whose tables are read from files."""
        sources = [source for _, listed in self.files for source in listed]
        return (
            not self.is_small and not self.unreadable and all(isinstance(source, Path) for source in sources)
        )

    def build_key(self) -> str:
        """What stands for the facts of the version. A file is named by its content."""
        names = {table: [path.name for path in listed] for table, listed in self._list_paths().items()}
        return facts.build_key(self.days, names, self.codelists)

    def describe_task(self) -> dict[str, Any]:
        """What the process that makes the facts is told."""
        names = {table: [path.as_posix() for path in listed] for table, listed in self._list_paths().items()}
        return {"files": names, "days": self.days, "codelists": self.codelists}

    def _list_paths(self) -> dict[str, list[Path]]:
        return {table: [path for path in listed if isinstance(path, Path)] for table, listed in self.files}


def open_version(store: Store, number: int) -> Engine:
    """The engine over one version of a store. A table that cannot be read is refused to whoever asks for it, and to nobody else."""
    opened, key = _opened.get(), (store.path, number)
    if opened is None:
        return _open(store, store.version(number))
    if key not in opened or opened[key].is_outdated():
        opened[key] = _open(store, store.version(number))
    return opened[key]


@contextmanager
def open_versions_once() -> Iterator[None]:
    """While this lasts, the files of a version are looked at once: for what asks many figures, as the run of a page or a dossier.

    The team's lists stay as they are too, since the version was opened with them. What is damaged, repaired or changed meanwhile is
    seen by the next run; only where files that are read go, the next figure has the version opened anew.
    """
    opened = _opened.get()
    token = _opened.set({} if opened is None else opened)
    try:
        with schemas.codelists.steady():
            yield
    finally:
        _opened.reset(token)


def _open(store: Store, version: Version) -> Engine:
    opening = _look_at(store, version)
    folder = _find_or_make_facts(store, version, opening)
    key = (
        name_engine(),
        opening.files,
        opening.days,
        repr(opening.codelists),
        opening.unreadable,
        opening.is_small,
        folder,
    )
    engine = _engines.get(key, lambda: _open_anew(store, opening, folder))
    if not engine.must_be_reopened:
        return engine
    _engines.forget(key)  # what has gone is there again under the same name
    return _engines.get(key, lambda: _open_anew(store, opening, folder))


def prepare_version(store: Store, number: int, progress: facts.Progress | None = None) -> Path | None:
    """The facts of a version, made unless they are there; None of a small one, and where they cannot be made. `progress` is told what
    is done and which share of it."""
    version = store.version(number)
    return _find_or_make_facts(store, version, _look_at(store, version), progress)


def can_be_prepared(store: Store, number: int) -> bool:
    """Whether facts of a version are missing and can be made: not of a small one, nor where it has just failed."""
    opening = _look_at(store, store.version(number))
    if not opening.can_have_facts():
        return False
    key = opening.build_key()
    return not _has_just_failed(key) and store.find_facts(key) is None


def find_figure_version(store: Store, version: Version) -> Version:
    """A version, or the latest before it that changed a table that figures read: what is noted since moves no figure and no day."""
    key = store.path, version.number, version.created
    if key not in _figure_versions:
        _figure_versions[key] = difference.find_last_change(store, version, schemas.list_figure_tables())
    return _figure_versions[key]


def find_last_whole_day(store: Store, version: Version) -> date:
    """The last day of which a version has everything: the one that the team said, else the one before it was made."""
    return date.fromisoformat(_find_days(store, version).last_whole_day)


def close_versions() -> None:
    """Forget every open version."""
    _engines.clear()
    _failed_at.clear()


def read_table(store: Store, number: int, table: str) -> pd.DataFrame:
    """A complete table of a version, every column of an Arrow type. ReaderError if it cannot be read."""
    return store.read(store.version(number), table).to_pandas(types_mapper=pd.ArrowDtype)


def split_readable(store: Store, version: Version) -> tuple[Files, Unreadable]:
    """The files of every table that figures may read and that can be read; of the others, why they cannot."""
    files, unreadable = [], []
    for table in schemas.list_figure_tables():
        try:
            files.append((table, tuple(store.files(version, table))))
        except StoreError as error:
            unreadable.append((table, str(error)))
    return tuple(files), tuple(unreadable)


def build_engine(
    files: Files,
    days: relations.Days,
    unreadable: Unreadable = (),
    *,
    is_materialized: bool,
    fact_folder: Path | None = None,
    codelists: dict[str, Any] | None = None,
) -> Engine:
    """An engine over the tables of a version, on the days that they are of."""
    engine = open_engine(Cache(ANSWERS, ANSWER_BYTES, _count_bytes), is_small=is_materialized)
    create_codelists(engine, codelists or load_codelists())
    create_tables(engine, dict(files), is_materialized=is_materialized)
    for table, reason in unreadable:
        engine.refuse(table, reason)
    if fact_folder:
        _create_from_facts(engine, fact_folder)
    else:
        create_relations(engine, days, is_materialized=is_materialized)
    directories = {path.parent for _, sources in files for path in sources if isinstance(path, Path)}
    engine.lock(directories | ({fact_folder} if fact_folder else set()))
    return engine


def create_relations(engine: Engine, days: relations.Days, *, is_materialized: bool) -> None:
    """Make the words of the field over the tables of an engine; as tables where `is_materialized`, each where it is first read."""
    engine.create(relations.REFERENCE, days.build_parameters())
    engine.create(relations.YEARS)
    for view in facts.VIEWS:
        if is_materialized:
            engine.postpone(relations.name_relation(view), partial(engine.create, materialize(view)))
        else:
            engine.create(view)


def _create_from_facts(engine: Engine, folder: Path) -> None:
    for view in (relations.REFERENCE, relations.YEARS, *facts.VIEWS):
        name = relations.name_relation(view)
        if name in facts.NOT_KEPT:
            engine.create(view)
            continue
        engine.create_from_kept(name, folder)


def _find_days(store: Store, version: Version) -> relations.Days:
    created_on = find_figure_version(store, version).created.date()
    return relations.Days(created_on.isoformat(), version.as_of.isoformat() if version.as_of else None)


def _look_at(store: Store, version: Version) -> Opening:
    days = _find_days(store, version)
    with schemas.codelists.steady():
        files, unreadable = split_readable(store, version)
        return Opening(files, unreadable, days, version.rows <= MATERIALIZED_ROWS, load_codelists())


def _find_or_make_facts(
    store: Store, version: Version, opening: Opening, progress: facts.Progress | None = None
) -> Path | None:
    """The facts of a large version; None of a small one, and where they cannot be made, which is tried again later."""
    if not opening.can_have_facts():
        return None
    key = opening.build_key()
    if (folder := store.find_facts(key)) or _has_just_failed(key):
        return folder
    with _making:  # whoever else asks waits
        if (folder := store.find_facts(key)) or _has_just_failed(key):
            return folder
        folder = facts.make(store, version, key, opening.describe_task(), progress)
        if folder is None:
            _failed_at[key] = monotonic()
    return folder


def _has_just_failed(key: str) -> bool:
    return key in _failed_at and monotonic() < _failed_at[key] + RETRY_AFTER_S


def _open_anew(store: Store, opening: Opening, folder: Path | None) -> Engine:
    store.sweep_own_cache()  # files have changed: somebody may have been forgotten on another machine
    return build_engine(
        opening.files,
        opening.days,
        opening.unreadable,
        is_materialized=opening.is_small,
        fact_folder=folder,
        codelists=opening.codelists,
    )


def _count_bytes(value: object) -> int:
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage().sum())
    return value.nbytes if isinstance(value, pa.Table) else 0
