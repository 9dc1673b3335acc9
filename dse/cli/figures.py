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
from dse.cli.output import Outcome, as_text, grid
from dse.disclosure.audiences import PUBLICATION
from dse.errors import Refused
from dse.export import publish_dossier
from dse.export.files import atomic_file, delimited_text
from dse.figures import Answer, Figure
from dse.process import tell
from dse.store import Store

CHUNK = 1 << 20  # bytes
DIALECTS = {"csv": delimited_text.MACHINE, "csv-fr": delimited_text.FRENCH}


def listed(_: argparse.Namespace) -> Outcome:
    """All figures, in the order of the pages."""
    value = [
        {"id": each.id, "page": each.page, "question": each.question, "breakdowns": list(each.breakdowns)}
        for each in figures.REGISTRY.values()
    ]
    rows = [(each["id"], each["page"], each["question"]) for each in value]
    return Outcome(value, grid(("Figure", "Page", "Question"), rows))


def figure(options: argparse.Namespace) -> Outcome:
    """One figure of a version, in the format asked for."""
    asked = _registered(options.id)
    selection = selection_options.selection(options, asked.accepts(options.audience))
    store = stores.read(options)
    version = stores.version(store, options.version)
    answer = figures.answer(store, version.number, asked, selection)
    publish_dossier.require_as_published(answer, store)
    if selection.audience == PUBLICATION and publication.tells_of_answers(asked):
        tell(publication.NOT_KEPT)
    if hidden := disclosure.words.told(answer.hidden):
        tell(f"Pour ce public : {hidden}.")
    value = _fields(asked, answer)
    return _file(options, value, [_figure_bytes(answer, value, options.format)])


def table(options: argparse.Namespace) -> Outcome:
    """One table of a version, whole."""
    if options.name not in schemas.TABLES:
        raise Refused(
            f"La table « {options.name} » n’existe pas. Les tables sont : {', '.join(schemas.TABLES)}."
        )
    store = stores.read(options)
    number = stores.version(store, options.version).number
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


def _fields(asked: Figure, answer: Answer) -> dict[str, Any]:
    return {
        "id": asked.id,
        "page": asked.page,
        "question": asked.question,
        "finding": answer.finding.sentence,
        "version": answer.version,
        "selection": asdict(answer.selection),
        "columns": [{"name": each.name, "title": each.title, "unit": each.unit} for each in asked.columns],
        "rows": pa.Table.from_pandas(answer.table, preserve_index=False).to_pylist(),
        "size": answer.size,
        "masked": [asdict(each) for each in answer.hidden],
        "source": asked.source,
        "method": asked.method,
    }


def _figure_bytes(answer: Answer, value: dict[str, Any], format_: str) -> bytes:
    if format_ in DIALECTS:
        return delimited_text.render_figure_csv(answer, DIALECTS[format_])
    if format_ == "json":
        return as_text(value).encode("utf-8")
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
        raise Refused(f"Le fichier {options.out} ne s’écrit pas : {file_errors.why(path, error)}.") from error
    tell(f"Fichier écrit : {options.out}")
    return Outcome({"status": "written", "file": options.out, "bytes": size}, "")
