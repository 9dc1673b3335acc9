"""Forgetting in every version, a person or rows that name one: what it would take away, and doing it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse import french
from dse.errors import Refused
from dse.store.commits import unfinished_files
from dse.store.durability import atomic_files, disk
from dse.store.records.layout import Layout, flush_folder_names, lock_for_writing
from dse.store.tables import (
    fact_files,
    forgotten_leftovers,
    integrity,
    migrated_copies,
    parquet_files,
    structure,
    table_files,
)
from dse.store.versions import forgotten_persons, manifests, newest_version
from dse.store.versions.version import DataFile

PERSON = forgotten_persons.PERSON
NewFile = tuple[DataFile, Sequence[bytes]]
# Which rows of a table leave: true where they do.
Leaving = Callable[[pa.Table], pa.Array]


@dataclass(frozen=True)
class Target:
    """What is to be in no version: the rows of pseudonyms, and those that a function picks in a table.

    `marks` stand for persons who must not come back and have no pseudonym in the rows: of each a hash is kept.
    """

    pseudonyms: Collection[str] = ()
    rows: Mapping[str, Leaving] = field(default_factory=dict)
    marks: Collection[str] = ()


@dataclass(frozen=True)
class Erasure:
    """What forgetting takes away: rows of each table over all files, and the versions that held them."""

    rows: dict[str, int]
    versions: tuple[int, ...]

    @property
    def code(self) -> str:
        """Eight signs that stand for exactly this."""
        summary = repr((sorted(self.rows.items()), self.versions))
        return hashlib.sha256(summary.encode("utf-8")).hexdigest()[:8]


@dataclass(frozen=True)
class _Rewrite:
    table: str
    file: DataFile
    rows: pa.Table
    removed: int
    persons: frozenset[str]


def preview_forgetting(layout: Layout, target: Target) -> Erasure:
    """What forgetting would take away. Refused if no version has any of it."""
    return _summarise(layout, list(_find_rewrites(layout, target)), target)


def forget(layout: Layout, target: Target, author: str) -> Erasure:
    """Rewrite every file that holds what is to be forgotten, and remove the old ones. The numbers of the versions stay.

    What another program holds of the old ones stays: `forgotten_leftovers` names it, and takes it away later.
    Of the pseudonyms given, only those that a file holds leave a hash: another text may be an address, which it would tell.
    Refused if no version has any of it, Damaged if a file or the newest manifest is: nothing has changed then.
    """
    newest_version.require_readable(layout)
    with lock_for_writing(layout, author):
        forgotten_leftovers.sweep(layout)
        migrated_copies.remove_copies(layout)
        fact_files.remove_facts(layout)
        rewrites = list(_find_rewrites(layout, target))
        erased = _summarise(layout, rewrites, target)
        flush_folder_names(layout)
        new_files = {rewrite.file.name: _encode_rewrite(rewrite) for rewrite in rewrites}
        _write_files(layout, new_files.values())
        persons = {*target.marks, *(person for rewrite in rewrites for person in rewrite.persons)}
        replaced = {name: new[0] if new else None for name, new in new_files.items()}
        forgotten_persons.record_forgotten(layout, replaced, map(forgotten_persons.hash_pseudonym, persons))
        unfinished_files.remove_note(layout)
        forgotten_leftovers.sweep(layout)
    return erased


def require_not_forgotten(layout: Layout, table: str, pieces: Sequence[pa.Table]) -> None:
    """Refuse rows of somebody who asked to be forgotten."""
    if not forgotten_persons.has_pseudonyms(table):
        return
    persons = {person for rows in pieces for person in pc.unique(rows[PERSON]).to_pylist()}
    back = forgotten_persons.find_forgotten(layout, persons)
    if back:
        whose = "sa ligne" if len(back) == 1 else "leurs lignes"
        raise Refused(
            f"La table « {schemas.title(table)} » ramène {french.count(len(back), 'personne qui a', 'personnes qui ont')} "
            f"demandé l’oubli. Retirez {whose} du fichier, puis recommencez."
        )


def _summarise(layout: Layout, rewrites: list[_Rewrite], target: Target) -> Erasure:
    if not rewrites and target.rows:
        raise Refused(
            "Aucune version n’a ce qui est à effacer : c’est peut-être déjà fait. Relisez la fiche."
        )
    if not rewrites:
        raise Refused("Aucune version ne connaît cette personne. Vérifiez l’identifiant et l’enquête.")
    rows: dict[str, int] = {}
    for rewrite in rewrites:
        rows[rewrite.table] = rows.get(rewrite.table, 0) + rewrite.removed
    names = {rewrite.file.name for rewrite in rewrites}
    versions = manifests.load_readable_versions(layout)
    numbers = [version.number for version in versions if names & _file_names(version.tables)]
    return Erasure(rows, tuple(sorted(numbers)))


def _file_names(tables_of_version: table_files.Tables) -> set[str]:
    return {file.name for files in tables_of_version.values() for file in files}


def _find_rewrites(layout: Layout, target: Target) -> Iterator[_Rewrite]:
    """Every file of a version that holds what is to leave, once, with the rows that stay."""
    seen: set[str] = set()
    for version in manifests.load_readable_versions(layout):
        for table, files in version.tables.items():
            for file in files:
                if file.name in seen:
                    continue
                seen.add(file.name)
                structure.require_known_release(layout, table, file)
                if forgotten_persons.may_hold_persons(table, file):
                    yield from _find_rewrite(layout, table, file, target)


def _find_rewrite(layout: Layout, table: str, file: DataFile, target: Target) -> Iterator[_Rewrite]:
    table_files.require_intact(layout, table, file)
    rows = parquet_files.decode(disk.read(layout.data / file.name))
    column = schemas.migrations.person_column(table, file.structure, PERSON)
    has_pseudonyms = column in rows.column_names
    if has_pseudonyms:
        leaves = pc.is_in(rows[column], value_set=pa.array(sorted(target.pseudonyms), pa.string()))
    elif table in target.rows:
        leaves = target.rows[table](rows)
    else:
        return
    remaining = rows.filter(pc.invert(leaves))
    if remaining.num_rows < rows.num_rows:
        persons = frozenset(rows.filter(leaves)[column].to_pylist()) if has_pseudonyms else frozenset()
        yield _Rewrite(table, file, remaining, rows.num_rows - remaining.num_rows, persons)


def _encode_rewrite(rewrite: _Rewrite) -> NewFile | None:
    """The file without the person; None where no row is left."""
    if not rewrite.rows.num_rows:
        return None
    content = parquet_files.encode_in_pieces(rewrite.rows)
    # Under the structure and the rules of the old file: rows that were right stay right without others.
    identity = parquet_files.name_and_size(rewrite.table, content)
    return replace(rewrite.file, **identity, rows=rewrite.rows.num_rows), content


def _write_files(layout: Layout, new_files: Iterable[NewFile | None]) -> None:
    files = [new_file for new_file in new_files if new_file]
    unfinished_files.write_note(
        layout, newest_version.highest_number(layout), [file.name for file, _ in files]
    )
    for file, content in files:
        path = layout.data / file.name
        if integrity.find_trouble_afresh(path, file) is not None:
            atomic_files.replace_file_in_pieces(content, path, layout.scratch)
    disk.flush_directory(layout.data)
