"""Pictures of a dossier: drawn side by side, and in parts, with the bytes of those drawn one by one and whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import replace

import pytest

from dse.export import publish_dossier
from dse.export.dossier import DossierPictures, contents, pictures
from dse.export.dossier.contents import Contents
from dse.export.dossier.figure_pictures import PREPARED
from dse.export.files import drawing_processes, figure_drawing, svg_image, titled_chart
from dse.export.files.figure_drawing import Drawing, FigurePictures
from dse.export.files.titled_chart import Title
from dse.store import Store
from tests.support import dossiers

LINE = '<text x="24" y="{y}" font-size="20px" fill="#1B252B">Qui a recours à quoi ?</text>'


@pytest.fixture(scope="module")
def drawings(few_pages: Contents) -> list[Drawing]:
    prepared = [pictures.prepare_drawing(few_pages, entry) for entry in few_pages.entries()]
    return [drawing for drawing in prepared if drawing is not None]


@pytest.fixture
def two_processors(drawn_by_children: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(drawing_processes, "DRAWINGS_WORTH_ONE", 1)
    yield


def draw_all(drawings: Sequence[Drawing], report: Callable[[int], None]) -> list[FigurePictures]:
    """The pictures of each drawing, in order; `report` hears how many are done."""
    with drawing_processes.open_pool(len(drawings)) as pool:
        drawn = [pool.submit(drawing) for drawing in drawings]
        for done, _ in enumerate(as_completed(drawn), 1):
            report(done)
        return [pictures.result() for pictures in drawn]


def test_a_chart_and_its_title_drawn_apart_have_the_pixels_of_both_drawn_at_once(
    drawings: list[Drawing],
) -> None:
    assert len(drawings) > 2
    for drawing in drawings:
        chart = svg_image.render_spec_svg(drawing.spec)
        at_once = svg_image.render_light_png(titled_chart.add_title(chart, drawing.title))
        assert titled_chart.render_png(svg_image.render_pixels(chart), drawing.title) == at_once


@pytest.mark.parametrize("height", [72, 75, 131, 200])
def test_a_chart_below_a_title_has_the_pixels_that_it_has_alone(drawings: list[Drawing], height: int) -> None:
    chart, title = svg_image.render_spec_svg(drawings[0].spec), Title(LINE.format(y=48), height)
    at_once = svg_image.render_light_png(titled_chart.add_title(chart, title))
    assert titled_chart.render_png(svg_image.render_pixels(chart), title) == at_once


def test_charts_drawn_side_by_side_are_those_drawn_here(
    two_processors: None, drawings: list[Drawing], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = [figure_drawing.draw(drawing) for drawing in drawings]
    monkeypatch.setattr(figure_drawing, "draw", None)  # no chart is drawn in this process
    done: list[int] = []
    assert draw_all(drawings, done.append) == here
    assert done == list(range(1, len(drawings) + 1))


@pytest.mark.parametrize("child", ["dse.errors", "dse.no_such_module"])
def test_a_program_that_dies_harms_no_picture(
    two_processors: None, drawings: list[Drawing], child: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_processes, "CHILD", child)
    here = [figure_drawing.draw(drawing) for drawing in drawings[:2]]
    assert draw_all(drawings[:2], lambda done: None) == here


def test_a_system_that_starts_no_program_harms_no_picture(
    two_processors: None, drawings: list[Drawing], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "no program may be started")

    monkeypatch.setattr(drawing_processes.subprocess, "Popen", refuse)
    done: list[int] = []
    assert len(draw_all(drawings[:2], done.append)) == 2
    assert done == [1, 2]


class Recorder:
    """A pool that draws nothing and keeps what it was asked."""

    def __init__(self) -> None:
        self.drawings: list[Drawing] = []

    def submit(self, drawing: Drawing) -> Future[FigurePictures]:
        self.drawings.append(drawing)
        future: Future[FigurePictures] = Future()
        future.set_result(FigurePictures(b"", b"", None))
        return future


def test_a_figure_is_drawn_once_and_again_where_its_answer_has_changed(
    few_pages: Contents, drawings: list[Drawing]
) -> None:
    pool, heard = Recorder(), []
    asked = DossierPictures(pool, lambda share, _: heard.append(share))
    for _ in range(2):
        for entry in few_pages.entries():
            asked.request(few_pages, entry)
    assert pool.drawings == drawings
    drawn = next(entry for entry in few_pages.entries() if asked[entry.figure.id])
    all_drawn = PREPARED + (1 - PREPARED) * len(drawings) / (len(drawings) + 1)
    assert asked[drawn.figure.id] and heard == [all_drawn]
    asked.request(few_pages, replace(drawn, answer=replace(drawn.answer)))
    assert len(pool.drawings) == len(drawings) + 1


def test_figures_are_drawn_while_others_are_computed(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {page: contents.CHAPTERS[page] for page in dossiers.FEW}
    monkeypatch.setattr(contents, "CHAPTERS", few)
    pool = Recorder()
    asked = DossierPictures(pool)
    prepared = publish_dossier.prepare_dossier(demo_store, 1, dossiers.CHOICE, pictures=asked)
    assert pool.drawings == [
        drawing
        for entry in prepared.contents.entries()
        if (drawing := pictures.prepare_drawing(prepared.contents, entry))
    ]
