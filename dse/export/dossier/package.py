"""`datapackage.json`: the machine tables described as a Data Package, each column as it is declared."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from dse.disclosure import marks
from dse.export.dossier import files, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.provenance import as_json, sha256
from dse.figures import REGISTRY, Answer
from schemas import Column

TYPES = (
    (pa.types.is_string, "string"),
    (pa.types.is_date, "date"),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (lambda kind: pa.types.is_decimal(kind) or pa.types.is_floating(kind), "number"),
)


def package(contents: Contents, made: dict[str, bytes]) -> bytes:
    """The descriptor of the machine tables among the files that were made."""
    choice = contents.choice
    against = f"-{choice.against}" if choice.against else ""
    return as_json(
        {
            "profile": "tabular-data-package",
            "name": f"dossier-triennal-{choice.triennial}{against}-{choice.audience}",
            "title": shared_sentences.title(contents),
            "description": shared_sentences.about(contents),
            "version": f"{contents.version.number}.0.0",
            "created": contents.version.created.isoformat(),
            "resources": [_resource(*each, made) for each in _tables(contents)],
        }
    )


def _tables(contents: Contents) -> list[tuple[str, Entry, str, Answer]]:
    return [
        (f"{files.MACHINE}/{chapter.page}/{name}.csv", entry, name, answer)
        for chapter in contents.chapters
        for entry in chapter.entries
        for name, answer in files.tables(contents, entry)
    ]


def _resource(path: str, entry: Entry, name: str, answer: Answer, made: dict[str, bytes]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": f"{entry.figure.page}-{name}",
        "path": path,
        "title": entry.figure.question,
        "description": f"{shared_sentences.finding(answer)} {entry.figure.method}",
        "sources": [{"title": entry.figure.source}],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(made[path]),
        "hash": f"sha256:{sha256(made[path])}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {
            "fields": [_field(column) for column in entry.figure.columns],
            "missingValues": ["", *_marks(answer)],
        },
    }


def _field(column: Column) -> dict[str, str]:
    unit = f" Unité : {column.unit}." if column.unit else ""
    kind = next(name for fits, name in TYPES if fits(column.type))
    return {
        "name": column.name,
        "type": kind,
        "title": column.label,
        "description": f"{column.description}{unit}",
    }


def _marks(answer: Answer) -> list[str]:
    """What stands in place of a value that is not shown."""
    if marks.MARK not in answer.table:
        return []
    is_withheld = bool(REGISTRY[answer.figure_id].withheld(answer))
    found = {marks.instead(each, is_withheld) for each in answer.table[marks.MARK].dropna()}
    return sorted(filter(None, found))
