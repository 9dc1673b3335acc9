"""Slides as a PowerPoint: words as words, charts as pictures that are told, nothing that the audience may not see."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pptx import Presentation
from pptx.presentation import Presentation as Slideshow
from pptx.util import Pt

from dse import figures, french, running_orders, slides
from dse.errors import Refused
from dse.export.files import svg_image
from dse.export.slides import deck, deck_text
from dse.figures import REGISTRY, Page
from dse.query import Selection
from dse.running_orders import RunningOrder
from dse.slides import Deck, FigureSlide, TitleSlide
from dse.store import Store

LIVE = Selection(2019, 2021, audience="projection")
LEAST, LEAST_TITLE = Pt(13.5), Pt(27)  # a fortieth and a twentieth of a slide of 540 points
CROWDED = "uptake_by_region"
SLIDES = (
    TitleSlide("=1+1", "Sous-titre\x0b"),
    FigureSlide("uptake_by_year"),
    FigureSlide(CROWDED),
    FigureSlide("never_reached"),
    FigureSlide("response_by_size"),
    FigureSlide("gone"),
)


@pytest.fixture(scope="module")
def source(demo_store: Store) -> deck.Source:
    return deck.Source(demo_store, demo_store.current().number, LIVE)


@pytest.fixture(scope="module")
def content(source: deck.Source) -> bytes:
    return deck.render_powerpoint(source, Deck("Séminaire", SLIDES))


@pytest.fixture(scope="module")
def show(content: bytes) -> Slideshow:
    return Presentation(io.BytesIO(content))


def texts(slide) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def notes(slide) -> str:
    return slide.notes_slide.notes_text_frame.text


def runs(show: Slideshow) -> Iterator:
    for slide in show.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield from (run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs)


def test_a_slide_has_its_question_its_finding_and_what_it_rests_on(
    source: deck.Source, show: Slideshow
) -> None:
    figure = REGISTRY["uptake_by_year"]
    said = figures.answer(source.store, source.number, figure, LIVE)
    slide = show.slides[1]
    assert slide.shapes.title.text_frame.text == french.typeset(figure.question)
    _, finding, foot = texts(slide)
    assert finding == deck.format_text(said.finding.sentence)
    for part in (said.size, "version 1", "2019-2021", "fictives"):
        assert deck.format_text(part) in foot
    for part in ("version 1, du", "public : projection", figure.method):
        assert deck.format_text(part) in notes(slide)
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert picture._element.nvPicPr.cNvPr.get("descr") == finding


def test_more_categories_than_can_be_read_go_on_on_further_slides(show: Slideshow) -> None:
    crowded = [
        slide
        for slide in show.slides
        if slide.shapes.title.text_frame.text == french.typeset(REGISTRY[CROWDED].question)
    ]
    assert len(crowded) > 1
    assert texts(crowded[0])[-1].startswith("1 à ")
    last = texts(crowded[-1])[-1].split(" · ")[0].split()
    assert last[-3] == last[-1], "the last of the categories is on the last slide"


def test_a_slide_without_data_says_so_without_the_advice_of_the_page(source: deck.Source) -> None:
    later = replace(source, live=replace(LIVE, first_year=2022, last_year=2024))
    content = deck.render_powerpoint(later, Deck("Séminaire", (FigureSlide("uptake_by_year"),)))
    *_, slide = Presentation(io.BytesIO(content)).slides
    assert "Aucun accompagnement n’est enregistré pour ces années." in texts(slide)


def test_one_category_alone_is_no_range(demo_store: Store) -> None:
    said = figures.answer(demo_store, demo_store.current().number, REGISTRY[CROWDED], LIVE)
    assert slides.partly(said.figure_id, Page(said.table, 8, 8, 8)) == "8 sur 8"
    assert slides.partly(said.figure_id, Page(said.table, 5, 8, 8)) == "5 à 8 sur 8"


def test_what_is_no_slide_for_this_audience_says_so(show: Slideshow) -> None:
    told = {slide.shapes.title.text_frame.text: texts(slide) for slide in show.slides}
    for figure_id in ("never_reached", "response_by_size"):
        assert deck.format_text(slides.NOT_A_SLIDE) in told[french.typeset(REGISTRY[figure_id].question)]
    assert slides.NO_FIGURE in told["gone"]


def test_words_can_be_read_from_the_back_and_stay_on_the_slide(show: Slideshow) -> None:
    assert {run._r.get_or_add_rPr().get("lang") for run in runs(show)} == {"fr-FR"}
    assert min(run.font.size for run in runs(show)) >= LEAST
    for slide in show.slides:
        assert slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size >= LEAST_TITLE
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= show.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= show.slide_height


def test_what_is_masked_is_explained_on_the_slides_that_show_it(source: deck.Source) -> None:
    need = Deck("Besoins", (FigureSlide("need_by_family", "annees=2013-2021"),))
    made = deck.render_powerpoint(source, need)
    shown = [slide for slide in Presentation(io.BytesIO(made)).slides][1:]
    explained = [
        "Masqué (seuil de 5 réponses)" in notes(slide) and "par différence" in notes(slide) for slide in shown
    ]
    assert explained == [False] * (len(shown) - 1) + [True]
    assert not any("masqué" in texts(slide)[-1] for slide in shown)


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_what_nearly_all_say_is_first_and_its_bound_explained(demo_store: Store, audience: str) -> None:
    """In the sentence, in the picture's text for who does not see it, and in the notes of the slides that show it."""
    source = deck.Source(demo_store, demo_store.current().number, replace(LIVE, audience=audience))
    gaps = Deck("Besoins", tuple(map(FigureSlide, ("gaps_by_theme", "themes_wanted"))))
    content = deck.render_powerpoint(source, gaps)
    first = [
        slide for slide in Presentation(io.BytesIO(content)).slides if "groécologie" in " ".join(texts(slide))
    ]
    assert len(first) >= 2
    for words in map(texts, first):
        assert "groécologie" in words[1] and "au moins 90" in words[1]
    assert any("le nombre exact ferait reconnaître les rares" in notes(slide) for slide in first)


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=() if page == "changement" else pytest.mark.long) for page in slides.PAGES],
)
def test_legends_and_labels_of_pictures_can_be_read_and_each_screen_is_a_slide(
    source: deck.Source, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words in a picture, as large as it stands on the slide: a fortieth of its height at least."""
    svgs: list[str] = []
    render = svg_image.render_spec_svg
    monkeypatch.setattr(svg_image, "render_spec_svg", lambda spec: svgs.append(render(spec)) or svgs[-1])
    audience = source.live.audience
    deck_slides = slides.of_page(page, audience).slides
    (_, *shown) = Presentation(io.BytesIO(deck.render_powerpoint(source, Deck(page, deck_slides)))).slides
    pictures = [shape for slide in shown for shape in slide.shapes if shape.shape_type == 13]
    assert len(pictures) == len(svgs) and pictures
    for svg, picture in zip(svgs, pictures, strict=True):
        width = float(re.search(r'viewBox="0 0 ([0-9.]+)', svg)[1])
        sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)px"', svg)]
        assert min(sizes) * picture.width / width >= deck.HEIGHT / 40 * 0.99, picture.name
    answers = [source.answer(REGISTRY[each.figure_id], LIVE) for each in deck_slides]
    counts = [
        figures.count_screens(figure, said, figures.rows_per_screen(figure, said, slides.measure_room(said)))
        for said in answers
        for figure in [REGISTRY[said.figure_id]]
        if not (said.table.empty or said.is_masked)
    ]
    assert sum(counts) == len(pictures), "as many as the running order says"


def test_a_slide_limited_to_its_first_screen_is_one_in_powerpoint(source: deck.Source) -> None:
    limited = Deck("Séminaire", (TitleSlide("Un"), FigureSlide(CROWDED, is_first_only=True)))
    made = Presentation(io.BytesIO(deck.render_powerpoint(source, limited)))
    assert len(made.slides) == 2 and texts(made.slides[1])[-1].startswith("1 à ")


def test_a_title_has_the_lines_that_it_takes() -> None:
    one = deck_text.HEAD.fit_height("Un thème est-il l’objectif principal, ou l’un des objectifs ?")
    two = deck_text.HEAD.fit_height("Et en comptant les activités, quelle part des membres voyons-nous ?")
    assert one.height == deck_text.HEAD.fit_height("Qui ?").height
    address = deck_text.HEAD.fit_height("https://exemple.invalid/" + "a" * 400)
    assert address.height > 4 * one.height
    assert two.height > 1.8 * one.height - Pt(10)


def test_a_text_is_a_text(show: Slideshow) -> None:
    assert texts(show.slides[0])[:2] == ["=1+1", "Sous-titre"]


def test_the_same_slides_are_the_same_bytes_and_dated_by_the_version(
    source: deck.Source, show: Slideshow
) -> None:
    few = Deck("Séminaire", SLIDES[:2])
    assert deck.render_powerpoint(source, few) == deck.render_powerpoint(source, few)
    made = source.store.version(source.number).created
    assert show.core_properties.created == made.replace(tzinfo=None, microsecond=0)


def test_a_running_order_is_found_by_its_number(tmp_path) -> None:
    store = Store(tmp_path)
    kept = running_orders.save(store, RunningOrder("Matin", SLIDES[:2]))
    assert deck.load_deck(store, kept.number) == Deck("Matin", kept.slides)
    empty = store.record_running_order({"order": 0, "title": "Soir", "slides": [], "saved": ""})
    with pytest.raises(Refused, match="pas encore"):
        deck.load_deck(store, empty)
    with pytest.raises(Refused, match="Matin"):
        deck.load_deck(store, 99)
