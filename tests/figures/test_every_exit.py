"""What the page shows of a figure is what the report, the files, the command line and the slides show: every figure, many selections."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
from drawn_selections import list_answers
from pptx.util import Inches

from dse import charts, cli, environment, figures, theme
from dse.export.dossier import cells, shared_sentences
from dse.export.files import delimited_text
from dse.export.slides import deck
from dse.export.slides.deck_text import LEFT, TextBox
from dse.figures import REGISTRY, Answer, Figure
from dse.figures.readable import list_columns
from dse.filters import FILTERS
from dse.store import Store
from dse.ui.card import tables

pytestmark = pytest.mark.xdist_group("drawn answers")
ROOM = TextBox(LEFT, Inches(2), Inches(12), Inches(4.5))


FEW = slice(0, 7, 6)  # of the selections: all years, and a triennial as it is published
# The demonstration's survey has no such question.
UNASKED = {"answers_expectation", "waves_expectation", "quadrant_by_theme", "quadrant_by_support"}


@pytest.fixture(
    scope="module",
    params=[pytest.param(FEW, id="few"), pytest.param(slice(None), id="all", marks=pytest.mark.long)],
)
def answers(demo_store: Store, request: pytest.FixtureRequest) -> list[tuple[Figure, Answer]]:
    """Every figure over all years and twenty selections, where it says something."""
    filled = list_answers(demo_store, request.param)
    assert {figure.id for figure, _ in filled} == set(REGISTRY) - UNASKED
    return filled


def read_value(cell: Any) -> float | str:
    """A cell as what a reader takes from it: a number, whatever its spaces and its comma, or a text."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if not isinstance(cell, str):
        if pd.isna(cell):
            return ""
        return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else round(float(cell), 6)
    text = cell.strip().removeprefix("'")
    if text == charts.labels.UNKNOWN:  # on screen, where a file has an empty cell
        return ""
    digits = re.sub(r"\s", "", text).replace(",", ".").replace("−", "-")
    return round(float(digits), 6) if re.fullmatch(r"-?\d+(\.\d+)?", digits) else text


def read_rows(rows: Iterator[Any]) -> list[list[float | str]]:
    return [[read_value(cell) for cell in row] for row in rows]


def shorten(names: list[str], rows: list[list[Any]]) -> list[list[Any]]:
    """The rows with their questions as a table on screen names them, by what tells those of a grid apart."""
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    if tables.WORDING in frame:
        frame[tables.WORDING] = tables.shorten_questions(frame[tables.WORDING])
    return frame.to_numpy(dtype=object).tolist()


def test_a_table_says_the_same_on_screen_in_the_report_in_the_workbook_and_for_excel(
    answers: list[tuple[Figure, Answer]],
) -> None:
    checked = 0
    wrong = {}
    for figure, answer in answers:
        columns = list_columns(figure.columns)
        names = [column.name for column in columns]
        prepared = tables.prepare(answer.table, figure.columns, figure.replacements(answer), names)
        on_screen = read_rows(prepared.frame.itertuples(index=False, name=None))
        in_workbook = [
            [cell for cell, column in zip(row, figure.columns, strict=True) if column in columns]
            for row in cells.display_rows(figure, answer)
        ]
        in_report = [
            [cells.format_cell(*pair) for pair in zip(row, columns, strict=True)] for row in in_workbook
        ]
        content = delimited_text.render_figure_csv(answer, delimited_text.FRENCH).decode("utf-8-sig")
        in_file = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1:]
        for exit_, rows in (("workbook", in_workbook), ("report", in_report), ("file", in_file)):
            assert len(rows) == len(answer.table), (figure.id, exit_)
            first_rows = read_rows(iter(shorten(names, rows[: tables.MAX_ROWS])))
            for index, (one, other) in enumerate(zip(on_screen, first_rows, strict=True)):
                checked += len(one)
                for column, *pair in zip(columns, one, other, strict=True):
                    if pair[0] != pair[1]:
                        wrong.setdefault((figure.id, column.name, exit_), (answer.selection, index, pair))
    assert not wrong, "\n".join(f"{key}: {place}" for key, place in wrong.items())
    assert checked > 100_000, checked


def drawn_rows(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from itertools.chain.from_iterable(spec.get("datasets", {}).values())


def drawn_values(figure: Figure, spec: dict[str, Any]) -> set[tuple[str, float]]:
    """The numbers of the figure's own columns in a chart, by column, and those in its labels."""
    names = {column.name for column in figure.columns if column.role == "measure"}
    return {
        (name, round(float(value), 6))
        for row in drawn_rows(spec)
        for name, value in row.items()
        if name in names and isinstance(value, int | float) and not pd.isna(value)
    }


def test_a_slide_says_the_sentence_and_draws_the_numbers_of_its_page(
    answers: list[tuple[Figure, Answer]],
) -> None:
    checked = 0
    wrong = {}
    for figure, answer in answers:
        # The sentence of a slide, and of the report.
        assert shared_sentences.finding(answer) == answer.finding.sentence
        if figure.chart is None or answer.is_masked:
            continue
        on_page = drawn_values(figure, theme.french(figures.draw(figure, answer)).to_dict())
        on_slides = set()
        for shown, spec in deck._draw_screens(answer, ROOM, is_first_only=False):
            if figure.paging and figure.paging.counts and not shown.is_all:
                break
            on_slides |= drawn_values(figure, spec)
        else:
            checked += len(on_page)
            if on_page != on_slides:
                wrong.setdefault(figure.id, (answer.selection, on_page ^ on_slides))
    assert not wrong, "\n".join(f"{key}: {place}" for key, place in wrong.items())
    assert checked > min(10_000, 5 * len(answers)), checked


def ask_command_line(store: Store, answer: Answer, *options: str) -> str:
    """What the command line prints of a figure for the selection of an answer."""
    selection = answer.selection
    years = ["--from", str(selection.first_year), "--to", str(selection.last_year)]
    codes = [
        word
        for filter_ in FILTERS
        for code in getattr(selection, filter_.field)
        for word in (f"--{filter_.option}", code)
    ]
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        command = ["figure", answer.figure_id, *years, *codes, "--audience", selection.audience, *options]
        assert cli.main(["--store", str(store.path), *command]) == 0
    out.flush()
    return out.buffer.getvalue().decode("utf-8-sig")


def test_the_command_line_says_what_the_page_says(
    demo_store: Store, answers: list[tuple[Figure, Answer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the file for Excel, or, of every second answer, as JSON: a command takes a tenth of a second."""
    # Each command looks whether the packages are there, which takes a third of its time.
    monkeypatch.setattr(environment, "find_usable_python", lambda _: environment.current_python())
    wrong = {}
    for index, (figure, answer) in enumerate(answers):
        if index % 2:
            written = json.loads(ask_command_line(demo_store, answer, "--format", "json"))
            pair = [(written["finding"], written["size"]), (answer.finding.sentence, answer.size)]
        else:
            content = delimited_text.render_figure_csv(answer, delimited_text.FRENCH).decode("utf-8-sig")
            pair = [ask_command_line(demo_store, answer, "--format", "csv-fr"), content]
        if pair[0] != pair[1]:
            wrong.setdefault(figure.id, (answer.selection, *(str(text)[:300] for text in pair)))
    assert not wrong, "\n".join(f"{key}: {place}" for key, place in wrong.items())
