"""What a commit is given for a table, checked and turned into bytes before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

import schemas
from dse import french
from dse.errors import Damaged, Refused
from dse.store.tables import integrity, parquet_files
from dse.store.versions.version import DataFile


@dataclass(frozen=True)
class Part:
    """One file of a table: new with its content, its rows in any order and what today's rules refuse in them; or kept."""

    file: DataFile
    content: Sequence[bytes] | None = None
    rows: pa.Table | None = None
    failures: tuple[schemas.Failure, ...] = ()


def prepare_parts(table: str, contents: Sequence[pa.Table | DataFile]) -> list[Part]:
    """Parts of a table, without those that have no row. Refused if rows break the structure of the table."""
    parts = [
        Part(content) if isinstance(content, DataFile) else build_part(table, content) for content in contents
    ]
    return [part for part in parts if part.file.rows]


def require_rules(table: str, parts: Sequence[Part], current: Callable[[], pa.Table]) -> None:
    """Refuse rows that today's rules refuse, but for those that stand so in the current version: they were accepted once."""
    if not any(part.failures for part in parts):
        return
    accepted = _accepted_rows(current)
    for part in parts:
        if part.rows is None:
            continue
        numbers = sorted({failure.row for failure in part.failures if failure.row is not None})
        lines = dict(zip(numbers, _row_tuples(part.rows.take(pa.array(numbers, pa.int64()))), strict=True))
        fresh = [
            failure for failure in part.failures if failure.row is None or lines[failure.row] not in accepted
        ]
        if fresh:
            raise Refused(_describe_failures(table, fresh))


def require_unique_keys(table: str, pieces: Sequence[pa.Table]) -> None:
    """Refuse a key that stands in two parts. Inside one part the schema sees to it."""
    names = list(schemas.key(table))
    keys = parquet_files.join_rows(table, pieces).select(names)
    distinct = keys.group_by(names).aggregate([]).num_rows
    if twice := keys.num_rows - distinct:
        there = french.count(twice, "ligne déjà présente", "lignes déjà présentes")
        raise Refused(
            f"Dans la table « {schemas.title(table)} », l’ajout contient {there}. "
            "Retirez-les du fichier, ou importez-le comme une mise à jour."
        )


def _accepted_rows(current: Callable[[], pa.Table]) -> set[tuple[object, ...]]:
    """Rows of the current version; none where it cannot be read."""
    try:
        return set(_row_tuples(current()))
    except Damaged:
        return set()


def is_unchanged(
    table: str,
    parts: Sequence[Part],
    files: Sequence[DataFile],
    read: Callable[[Part], pa.Table],
    current: Callable[[], pa.Table],
) -> bool:
    """Whether new parts say what the current version says, however the rows are spread over files."""
    if [_identity(part.file) for part in parts] == [_identity(file) for file in files]:
        return True
    if all(part.content is None for part in parts) or not files:
        return False
    if _is_of_today(files) and sum(part.file.rows for part in parts) != sum(file.rows for file in files):
        return False
    try:
        old = current()
    except Damaged:
        return False
    return parquet_files.join_rows(table, [read(part) for part in parts]).equals(
        parquet_files.join_rows(table, [old])
    )


def _identity(file: DataFile) -> tuple[str, int]:
    """What two files have in common that say the same: the bytes, and the structure under which they are read."""
    return file.sha256, file.structure


def _is_of_today(files: Sequence[DataFile]) -> bool:
    return all(file.structure == schemas.migrations.latest() for file in files)


def build_part(table: str, rows: pa.Table) -> Part:
    """A part with these rows, in any order. Refused if they break the structure of the table."""
    typed = parquet_files.select_columns(table, rows)
    content = parquet_files.encode_in_pieces(typed, parquet_files.find_order(table, typed))
    file = parquet_files.describe_file(table, typed.num_rows, content)
    failures = integrity.find_failures(table, typed, file.sha256)
    if any(failure.is_structural for failure in failures):
        raise Refused(_describe_failures(table, failures))
    # Rows that break a rule are kept where they stood before: such a file never passes for one that was checked.
    return Part(replace(file, schema="") if failures else file, content, typed, tuple(failures))


def _row_tuples(rows: pa.Table) -> list[tuple[object, ...]]:
    return list(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def _describe_failures(table: str, failures: Sequence[schemas.Failure]) -> str:
    titles = {column.name: column.title for column in schemas.columns(table)}
    columns = sorted({titles.get(failure.column, failure.column) for failure in failures if failure.column})
    where = f" (colonnes : {', '.join(columns)})" if columns else ""
    return (
        f"La table « {schemas.title(table)} » ne respecte pas son schéma : "
        f"{french.count(len(failures), 'valeur')} en défaut{where}. "
        "Corrigez le fichier importé, puis recommencez."
    )
