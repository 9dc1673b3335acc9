"""`datapackage.json`: the machine tables described as a Data Package, each column as it is declared."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from dse.disclosure import marks
from dse.disclosure.replacements import find_unbounded
from dse.export.dossier import files, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.provenance import hash_bytes, render_json
from dse.figures import REGISTRY, Answer
from dse.figures.figure import DETAIL
from schemas import Column

TYPES = (
    (pa.types.is_string, "string"),
    (pa.types.is_date, "date"),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (lambda kind: pa.types.is_decimal(kind) or pa.types.is_floating(kind), "number"),
)


def render_data_package(contents: Contents, contents_by_path: dict[str, bytes]) -> bytes:
    """The descriptor of the machine tables; `contents_by_path` are the files of the dossier."""
    choice = contents.choice
    against = f"-{choice.against}" if choice.against else ""
    return render_json(
        {
            "profile": "tabular-data-package",
            "name": f"dossier-triennal-{choice.triennial}{against}-{choice.audience}",
            "title": shared_sentences.title(contents),
            "description": shared_sentences.about(contents),
            "version": f"{contents.version.number}.0.0",
            "created": contents.version.created.isoformat(),
            "resources": [_describe_table(*table, contents_by_path) for table in _list_tables(contents)],
        }
    )


def _list_tables(contents: Contents) -> list[tuple[str, Entry, str, Answer]]:
    return [
        (f"{files.MACHINE}/{chapter.page}/{name}.csv", entry, name, answer)
        for chapter in contents.chapters
        for entry in chapter.entries
        for name, answer in files.list_tables(contents, entry)
    ]


def _describe_table(
    path: str, entry: Entry, name: str, answer: Answer, contents_by_path: dict[str, bytes]
) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": f"{entry.figure.page}-{name}",
        "path": path,
        "title": entry.figure.question,
        "description": _describe(entry, answer),
        "sources": [{"title": entry.figure.source}],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(contents_by_path[path]),
        "hash": f"sha256:{hash_bytes(contents_by_path[path])}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {
            "fields": [_describe_column(column) for column in entry.figure.columns],
            "missingValues": ["", *_missing_values(answer)],
        },
    }


def _describe(entry: Entry, answer: Answer) -> str:
    texts = [shared_sentences.finding(answer), entry.figure.method]
    if details := entry.figure.list_details():
        texts += [f"{DETAIL} :", *details]
    return " ".join(texts)


def _describe_column(column: Column) -> dict[str, str]:
    unit = f" Unité : {column.unit}." if column.unit else ""
    kind = next(name for is_of_type, name in TYPES if is_of_type(column.type))
    return {
        "name": column.name,
        "type": kind,
        "title": column.label,
        "description": f"{column.description}{unit}",
    }


def _missing_values(answer: Answer) -> list[str]:
    """The texts that replace values that are not shown."""
    if marks.MARK not in answer.table:
        return []
    is_withheld = bool(REGISTRY[answer.figure_id].withheld(answer))
    texts = find_unbounded(answer.table[marks.MARK].dropna().tolist(), is_withheld=is_withheld)
    return sorted(set(filter(None, texts)))
