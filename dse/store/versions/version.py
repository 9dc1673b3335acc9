"""What a version is made of, and how it stands in its manifest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from dse import french

# What a version's action is called.
ACTIONS = {"import": "Import", "undo": "Annulation", "restore": "Retour"}
TYPED = "Saisie"  # of what came from no file
# A version of more rows is worth keeping facts of.
LARGE_ROWS = 300_000
DATA_FILE = re.compile(r"[a-z_]+-[0-9a-f]{16}\.parquet")


@dataclass(frozen=True)
class DataFile:
    """One immutable Parquet file; `schema` is the fingerprint under which its rows were checked.

    `structure` is the number of the structure it was written under (see schemas/migrations.py), `shape` the fingerprint of
    that of its table, `release` the software that wrote it: 1, and two blanks, where an earlier release did not say.
    """

    name: str
    sha256: str
    bytes: int
    rows: int
    schema: str
    structure: int = 1
    shape: str = ""
    release: str = ""


@dataclass(frozen=True)
class SourceFile:
    """A file an import was made from. Its content is not kept."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class CorrectedCell:
    """Where a cell of a file stands that a person corrected before the import, by spreadsheet row and letters; never its text."""

    file: str
    sheet: str | None
    row: int
    column: str


@dataclass(frozen=True)
class AddedColumn:
    """A title that a file lacked, under which a person gave one text for all its lines; never that text."""

    file: str
    sheet: str | None
    title: str


@dataclass(frozen=True)
class HandEdits:
    """What a person changed of the files before an import: cells corrected, how many lines set aside, columns added."""

    cells: tuple[CorrectedCell, ...] = ()
    lines_set_aside: int = 0
    columns: tuple[AddedColumn, ...] = ()


NO_EDITS = HandEdits()


@dataclass(frozen=True)
class TableChange:
    """A table and a version that changed it."""

    table: str
    version: int


@dataclass(frozen=True)
class Version:
    """All tables at one moment. `parent` is 0 for the first; `created` is UTC; a table without rows is absent.

    `action` is import, undo or restore; `target_version` is the one undone or restored (`of` in the manifest).
    `as_of` is the day until which the team says that its data go; None where nobody said it.
    `edits` are those of the files: none in a manifest of an earlier release.
    """

    number: int
    parent: int
    created: datetime
    author: str
    message: str
    sources: tuple[SourceFile, ...] = ()
    action: str = "import"
    target_version: int | None = None
    edits: HandEdits = NO_EDITS
    tables: Mapping[str, tuple[DataFile, ...]] = field(default_factory=dict)
    as_of: date | None = None

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(file.rows for files in self.tables.values() for file in files)


def name_action(version: Version) -> str:
    """What a version's action is called in French."""
    return TYPED if version.action == "import" and not version.sources else ACTIONS[version.action]


def describe_day(version: Version) -> str:
    """`données arrêtées au 30 juin 2024`; nothing of a version whose day nobody said."""
    return f"données arrêtées au {french.day(version.as_of)}" if version.as_of else ""


def render_fields(version: Version) -> dict[str, Any]:
    """A version as JSON values."""
    fields = asdict(version)
    target, as_of = fields.pop("target_version"), fields.pop("as_of")
    stopped = {"as_of": as_of.isoformat()} if as_of else {}
    return {**fields, "created": version.created.isoformat(), "of": target, **stopped}


def parse_fields(fields: dict[str, Any]) -> Version:
    """A version from the values of its manifest. KeyError, TypeError or ValueError if they are not one."""
    return Version(
        number=fields["number"],
        parent=fields["parent"],
        created=datetime.fromisoformat(fields["created"]),
        author=fields["author"],
        message=fields["message"],
        sources=tuple(SourceFile(**source) for source in fields["sources"]),
        action=fields["action"],
        target_version=fields["of"],
        edits=_parse_edits(fields.get("edits", {})),
        tables={table: tuple(map(parse_data_file, files)) for table, files in fields["tables"].items()},
        as_of=date.fromisoformat(fields["as_of"]) if "as_of" in fields else None,
    )


def _parse_edits(fields: dict[str, Any]) -> HandEdits:
    cells = tuple(CorrectedCell(**cell) for cell in fields.get("cells", ()))
    columns = tuple(AddedColumn(**column) for column in fields.get("columns", ()))
    return HandEdits(cells, fields.get("lines_set_aside", 0), columns)


def changed_tables(before: Version | None, after: Version) -> list[str]:
    """Names of the tables whose files differ."""
    old = before.tables if before else {}
    return sorted(table for table in {*old, *after.tables} if old.get(table) != after.tables.get(table))


def parse_data_file(fields: dict[str, Any]) -> DataFile:
    """A file from the values of a record. TypeError or ValueError if they are not one."""
    file = DataFile(**fields)
    if not DATA_FILE.fullmatch(file.name):
        raise ValueError(file.name)  # a name never leads out of the store
    return file
