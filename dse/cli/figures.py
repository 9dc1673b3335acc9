"""`figures`, `figure`: the same numbers as on the pages, as files."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from dse import disclosure, figures, publication
from dse.cli import file_output, selection_options, stores
from dse.cli.output import Outcome, format_grid, render_json
from dse.demo.signature import is_fictional
from dse.disclosure.audiences import PUBLICATION
from dse.errors import Refused
from dse.export.files import delimited_text
from dse.figures import Answer, Figure
from dse.process import print_message
from dse.store import Store


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
    answer = figures.answer(store, version.number, requested, selection, _read_again(store, version.number))
    publication.require_as_published(answer, store)
    if selection.audience == PUBLICATION and publication.tells_of_answers(requested):
        print_message(publication.NOT_KEPT)
    if hidden := disclosure.words.told(answer.hidden):
        print_message(f"Pour ce public : {hidden}.")
    value = _fields(requested, answer)
    fictional = is_fictional(store, version)
    return file_output.write_file(options, value, [_figure_bytes(answer, value, options.format, fictional)])


def _read_again(store: Store, number: int) -> Callable[[str, str], bool]:
    """Whether something of a text of the team has to be read again before a public has it. What reads it is loaded where there is such a text."""

    def must_read(text: str, figure_id: str) -> bool:
        from dse.export.comment_doubts import TextReader

        return TextReader(store, number).must_read(text, figure_id)

    return must_read


def _registered(id_: str) -> Figure:
    if retired := figures.describe_retired(id_):
        raise Refused(f"{retired}{_point_to(figures.find_successor(id_))}.")
    if id_ not in figures.REGISTRY:
        raise Refused(f"La figure « {id_} » n’existe pas. Les figures sont : {', '.join(figures.REGISTRY)}.")
    return figures.REGISTRY[id_]


def _point_to(figure_id: str | None) -> str:
    return f" : {figure_id}" if figure_id else ""


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
        "masked": [item.as_json() for item in answer.hidden],
        "source": requested.source,
        "method": requested.method,
        "detail": " ".join(requested.list_details()),
    }


def _figure_bytes(answer: Answer, value: dict[str, Any], format_: str, fictional: bool) -> bytes:
    if format_ in delimited_text.DIALECTS:
        return delimited_text.render_figure_csv(answer, delimited_text.DIALECTS[format_])
    if format_ == "json":
        return render_json(value).encode("utf-8")
    from dse.export.files import chart_image  # slow to import

    render = chart_image.render_svg if format_ == "svg" else chart_image.render_png
    return render(answer, is_fictional=fictional)
