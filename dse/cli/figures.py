"""`figures`, `figure`, `table`: the same numbers as on the pages, as files."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

import schemas
from dse import disclosure, figures, publication
from dse.cli import file_errors, selection_options, stores
from dse.cli.output import Outcome, format_grid, render_json
from dse.disclosure.audiences import PUBLICATION
from dse.errors import Refused
from dse.export import publish_dossier
from dse.export.files import atomic_file, delimited_text
from dse.figures import Answer, Figure
from dse.process import print_message
from dse.store import Store

CHUNK = 1 << 20  # bytes
DIALECTS = {"csv": delimited_text.MACHINE, "csv-fr": delimited_text.FRENCH}


def list_all(_: argparse.Namespace) -> Outcome:
    """All figures, in the order of the pages."""
    value = [
        {
            "id": figure_.id,
            "page": figure_.page,
            "question": figure_.question,
            "breakdowns": list(figure_.breakdowns),
        }
        for figure_ in figures.REGISTRY.values()
    ]
    rows = [(figure_["id"], figure_["page"], figure_["question"]) for figure_ in value]
    return Outcome(value, format_grid(("Figure", "Page", "Question"), rows))


def figure(options: argparse.Namespace) -> Outcome:
    """One figure of a version, in the format asked for."""
    requested = _registered(options.id)
    selection = selection_options.parse_selection(options, requested.accepts(options.audience))
    store = stores.readable_store(options)
    version = stores.get_version(store, options.version)
    answer = figures.answer(store, version.number, requested, selection)
    publish_dossier.require_as_published(answer, store)
    if selection.audience == PUBLICATION and publication.tells_of_answers(requested):
        print_message(publication.NOT_KEPT)
    if hidden := disclosure.words.told(answer.hidden):
        print_message(f"Pour ce public : {hidden}.")
    value = _fields(requested, answer)
    return _file(options, value, [_figure_bytes(answer, value, options.format)])


def table(options: argparse.Namespace) -> Outcome:
    """One table of a version, whole."""
    if options.name not in schemas.TABLES:
        raise Refused(
            f"La table « {options.name} » n’existe pas. Les tables sont : {', '.join(schemas.TABLES)}."
        )
    store = stores.readable_store(options)
    number = stores.get_version(store, options.version).number
    value = (
        store.read(store.version(number), options.name).to_pylist()
        if options.json and not options.out
        else None
    )
    return _file(options, value, _table_pieces(store, number, options.name, options.format))


def _registered(id_: str) -> Figure:
    if id_ not in figures.REGISTRY:
        raise Refused(f"La figure « {id_} » n’existe pas. Les figures sont : {', '.join(figures.REGISTRY)}.")
    return figures.REGISTRY[id_]


def _fields(requested: Figure, answer: Answer) -> dict[str, Any]:
    return {
        "id": requested.id,
        "page": requested.page,
        "question": requested.question,
        "finding": answer.finding.sentence,
        "version": answer.version,
        "selection": asdict(answer.selection),
        "columns": [
            {"name": item.name, "title": item.title, "unit": item.unit} for item in requested.columns
        ],
        "rows": pa.Table.from_pandas(answer.table, preserve_index=False).to_pylist(),
        "size": answer.size,
        "masked": [asdict(item) for item in answer.hidden],
        "source": requested.source,
        "method": requested.method,
    }


def _figure_bytes(answer: Answer, value: dict[str, Any], format_: str) -> bytes:
    if format_ in DIALECTS:
        return delimited_text.render_figure_csv(answer, DIALECTS[format_])
    if format_ == "json":
        return render_json(value).encode("utf-8")
    from dse.export.files import chart_image  # slow to import

    return chart_image.render_svg(answer) if format_ == "svg" else chart_image.render_png(answer)


def _table_pieces(store: Store, number: int, name: str, format_: str) -> Iterator[bytes]:
    """The file of a table, in pieces: a table of any length is never whole in memory."""
    if format_ in DIALECTS:
        return delimited_text.render_table_csv(store, number, name, DIALECTS[format_])
    return _parquet(store.batches(store.version(number), name, delimited_text.BATCH_ROWS), name)


def _parquet(batches: Iterator[pa.RecordBatch], name: str) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as draft:
        with pyarrow.parquet.ParquetWriter(draft, schemas.arrow_schema(name)) as writer:
            for batch in batches:
                writer.write_batch(batch)
        draft.seek(0)
        yield from iter(partial(draft.read, CHUNK), b"")


def _file(options: argparse.Namespace, value: Any, pieces: Iterable[bytes]) -> Outcome:
    """To the file asked for, or to standard output."""
    if not options.out:
        return Outcome(value, pieces)
    path = Path(options.out).expanduser()
    try:
        size = atomic_file.write_pieces(path, pieces)
    except OSError as error:
        raise Refused(
            f"Le fichier {options.out} ne s’écrit pas : {file_errors.explain_file_error(path, error)}."
        ) from error
    print_message(f"Fichier écrit : {options.out}")
    return Outcome({"status": "written", "file": options.out, "bytes": size}, "")
