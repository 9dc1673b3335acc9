"""What a commit is given for a table, checked and turned into bytes before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

import schemas
from dse import french
from dse.errors import Damaged, Refused
from dse.store import integrity, parquet
from dse.store.version import DataFile


@dataclass(frozen=True)
class Part:
    """One file of a table: new with its content and rows, or kept."""

    file: DataFile
    content: bytes | None = None
    rows: pa.Table | None = None


def prepare(table: str, given: Sequence[pa.Table | DataFile]) -> list[Part]:
    """Parts of a table, without those that have no row. Refused if rows break the schema."""
    parts = [Part(each) if isinstance(each, DataFile) else _new(table, each) for each in given]
    return [part for part in parts if part.file.rows]


def require_unique_keys(table: str, pieces: Sequence[pa.Table]) -> None:
    """Refuse a key that stands in two parts. Inside one part the schema sees to it."""
    names = list(schemas.key(table))
    keys = parquet.join(table, pieces).select(names)
    distinct = keys.group_by(names).aggregate([]).num_rows
    if twice := keys.num_rows - distinct:
        there = french.count(twice, "ligne déjà présente", "lignes déjà présentes")
        raise Refused(
            f"Dans la table « {schemas.title(table)} », l’ajout contient {there}. "
            "Retirez-les du fichier, ou importez-le comme une mise à jour."
        )


def unchanged(
    table: str, parts: Sequence[Part], current: Sequence[DataFile], read: Callable[[DataFile], pa.Table]
) -> bool:
    """Whether new parts say what the current files say, however the rows are spread over files."""
    if [part.file.sha256 for part in parts] == [file.sha256 for file in current]:
        return True
    as_many = sum(part.file.rows for part in parts) == sum(file.rows for file in current)
    if not as_many or all(part.content is None for part in parts):
        return False
    try:
        old = [read(file) for file in current]
    except Damaged:
        return False
    new = [read(part.file) if part.rows is None else part.rows for part in parts]
    return parquet.join(table, new).equals(parquet.join(table, old))


def _new(table: str, rows: pa.Table) -> Part:
    arranged = parquet.arrange(table, rows)
    content = parquet.encode(table, arranged)
    file = parquet.describe(table, arranged, content)
    if failures := integrity.failures(table, arranged, file.sha256):
        raise Refused(_refusal(table, failures))
    return Part(file, content, arranged)


def _refusal(table: str, failures: Sequence[schemas.Failure]) -> str:
    titles = {each.name: each.title for each in schemas.columns(table)}
    columns = sorted({titles.get(failure.column, failure.column) for failure in failures if failure.column})
    where = f" (colonnes : {', '.join(columns)})" if columns else ""
    return (
        f"La table « {schemas.title(table)} » ne respecte pas son schéma : "
        f"{french.count(len(failures), 'valeur')} en défaut{where}. "
        "Corrigez le fichier importé, puis recommencez."
    )
