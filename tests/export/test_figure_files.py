"""The files of one figure: their names, and the workbook, which says what the French CSV says."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain

import openpyxl
import pyarrow as pa
import pytest

from dse import figures, formula, french
from dse.disclosure.audiences import ORDER
from dse.export.dossier.workbook import figure_sheet, single_figure
from dse.export.files import chart_image, delimited_text, figure_names
from dse.figures import REGISTRY
from dse.query import Selection, open_versions_once
from dse.store import Store

CREATED = datetime(2021, 12, 31, 12, 0, tzinfo=UTC)


def test_the_files_of_figures_have_short_french_names_no_two_alike() -> None:
    titles = [figure_names.find_title(figure) for figure in REGISTRY.values()]
    assert len(set(titles)) == len(titles)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", title) for title in titles)
    assert max(map(len, titles)) <= figure_names.LONGEST
    assert set(figure_names.read_titles()) <= set(REGISTRY)


def test_a_file_bears_the_day_of_its_data(demo_store: Store) -> None:
    figure = REGISTRY["never_reached"]
    answer = figures.answer(demo_store, demo_store.current().number, figure, Selection())
    dated = replace(answer, as_of=date(2021, 12, 25))
    assert figure_names.name_file(figure, dated, "csv") == "membres-jamais-touches-2021-12-25.csv"
    assert figure_names.name_file(figure, replace(answer, as_of=None), "csv") == "membres-jamais-touches.csv"


@pytest.mark.parametrize(
    ("choice", "name"),
    [
        ({"families": ("COLLECTIVITE",)}, "recours-par-annee-collectivite-territoriale-2021-12-25.png"),
        ({"families": ("COLLECTIVITE", "ONG")}, "recours-par-annee-filtre-2021-12-25.png"),
        ({"families": ("ONG",), "themes": ("GENRE",)}, "recours-par-annee-filtre-2021-12-25.png"),
    ],
)
def test_a_file_bears_the_filter_that_was_chosen(
    demo_store: Store, choice: dict[str, tuple[str, ...]], name: str
) -> None:
    figure = REGISTRY["uptake_by_year"]
    answer = figures.answer(demo_store, demo_store.current().number, figure, Selection())
    filtered = replace(answer, selection=Selection(**choice), as_of=date(2021, 12, 25))
    assert figure_names.name_file(figure, filtered, "png") == name


def test_slides_bear_their_title_and_the_day_of_their_data() -> None:
    day = date(2021, 12, 25)
    assert figure_names.name_slides("Séminaire d’été", day, "pptx") == "seminaire-d-ete-2021-12-25.pptx"
    assert figure_names.name_slides("???", None, "pptx") == "diaporama.pptx"


@pytest.mark.parametrize("is_fictional", [True, False])
def test_a_picture_says_what_was_chosen_and_whether_its_data_are_fictional(
    demo_store: Store, is_fictional: bool
) -> None:
    chosen = Selection(2013, 2021, families=("COLLECTIVITE",))
    answer = figures.answer(demo_store, demo_store.current().number, REGISTRY["uptake_by_year"], chosen)
    subtitle = chart_image._build_spec(answer, is_fictional)["title"]["subtitle"]
    line = " ".join(subtitle)
    assert line.endswith(f"version {answer.version} · 2013-2021, Collectivité territoriale")
    assert ("données fictives au" in line) == is_fictional


def test_a_figure_without_a_name_has_the_words_of_its_question() -> None:
    figure = replace(REGISTRY["never_reached"], id="new", question="Qu’a-t-on déjà vu ?")
    assert figure_names.find_title(figure) == "qu-a-t-on-deja-vu"


@pytest.mark.parametrize(
    "audience",
    [pytest.param(name, marks=() if name == "diffusion" else pytest.mark.long) for name in ORDER],
)
@open_versions_once()
def test_the_workbook_of_a_figure_says_what_its_french_csv_says(demo_store: Store, audience: str) -> None:
    """Cell by cell, so that nothing that a public may not see gets by in one of them."""
    for figure in REGISTRY.values():
        answer = figures.answer(demo_store, demo_store.current().number, figure, Selection(audience=audience))
        content = single_figure.render_figure(answer, "Ce qu’il faut savoir.", CREATED)
        rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        question, finding, foot, _, titles, *table = rows
        assert question[0] == french.typeset(figure.question) and foot[0] == french.typeset(
            "Ce qu’il faut savoir."
        )
        assert finding[0]
        text = delimited_text.render_figure_csv(answer, delimited_text.FRENCH).decode("utf-8-sig")
        head, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        assert list(titles) == head
        assert len(table) == len(lines)
        assert [len(row) for row in table] == [len(line) for line in lines]
        cells, texts = list(chain(*table)), list(chain(*lines))
        told = [cell if isinstance(cell, str) else "" for cell in cells]
        escaped = formula.escape(pa.array(told, pa.string()))
        assert all(map(_is_told, cells, escaped.to_pylist(), texts))


def _is_told(cell: object, escaped: str, text: str) -> bool:
    """Whether a cell of a workbook, a text as `escaped`, says what a cell of the French CSV says."""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" == text
    if isinstance(cell, int | float):
        return float(cell) == float(text.replace(",", "."))
    assert cell is None or isinstance(cell, str)
    return escaped == text


def test_the_workbook_of_a_figure_is_the_same_each_time(demo_store: Store) -> None:
    answer = figures.answer(
        demo_store, demo_store.current().number, REGISTRY["uptake_by_family"], Selection()
    )
    first, second = (single_figure.render_figure(answer, "", CREATED) for _ in range(2))
    assert first == second


def test_the_workbook_of_a_figure_too_long_for_a_sheet_says_where_the_whole_is(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure_sheet, "MOST_ROWS", 2)
    answer = figures.answer(demo_store, demo_store.current().number, REGISTRY["uptake_by_year"], Selection())
    content = single_figure.render_figure(answer, "Adhésions.", CREATED)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.max_row == figure_sheet.FIRST_ROW + 2
    whole = french.number(len(answer.table))
    assert sheet.cell(3, 1).value == french.typeset(
        f"Adhésions. · Les 2\u00a0premières lignes sur {whole} : le tableau entier est dans les données de la figure, en CSV."
    )
