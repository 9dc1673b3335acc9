"""A slide: its question, what is found, its chart as large as the screen allows, one line on what it rests on; the rest behind « i »."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dse import french, slides
from dse.charts import canvas
from dse.demo.signature import FICTIONAL
from dse.errors import StoreError
from dse.figures import REGISTRY, Answer, Page, name_figure
from dse.query import Selection
from dse.slides import Deck, FigureSlide, Slide, TitleSlide
from dse.ui.card import drawing, figure_card
from dse.ui.frame import filters, projector_links, screen, shell
from dse.ui.frame.address import SlidePosition
from dse.ui.frame.data import DataSource, get_answer, get_slide_chart
from dse.ui.frame.prose import escape_markdown, format_sentence

ONWARD, BACK = "↓ la suite", "↑ le début"
BEHIND = "D’où viennent ces chiffres, ce qui est masqué et pourquoi"


@dataclass(frozen=True)
class SlideFrame:
    """Containers of a slide, from top to foot."""

    body: DeltaGenerator
    line: DeltaGenerator
    screens: DeltaGenerator
    behind: DeltaGenerator
    keys: DeltaGenerator


def build_frame() -> SlideFrame:
    """The empty containers of a slide."""
    body = st.container(gap="xsmall")
    with st.container(key="pied"):
        line = st.container(key="ligne")
        with st.container(
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            gap="xsmall",
            key="commandes",
        ):
            screens = st.container(width="stretch")
            behind, keys = (
                st.container(width="content"),
                st.container(horizontal=True, vertical_alignment="center", width="content", gap="xsmall"),
            )
    return SlideFrame(body, line, screens, behind, keys)


def format_title(slide: Slide) -> str:
    """The title of a slide in a list of slides, as Markdown."""
    if isinstance(slide, TitleSlide):
        return escape_markdown(slide.title)
    return format_sentence(name_figure(slide.figure_id))


def draw(
    frame: SlideFrame,
    source: DataSource,
    deck: Deck,
    position: SlidePosition,
    slide: Slide,
    selection: Selection,
    window_shape: float,
    *,
    with_filters: bool,
) -> Answer | None:
    """Draw a slide, and give the answer that it shows; None where it shows none."""
    title_slide = slides.in_words(slide, selection.audience)
    if title_slide is not None or isinstance(slide, TitleSlide):
        _draw_title_slide(frame, source, title_slide)
        return None
    figure = REGISTRY[slide.figure_id]
    with frame.body, st.container(key="diapo", gap="xsmall"):
        st.title(french.typeset(figure.question), anchor=False)
        try:
            answer = get_answer(
                source, figure.id, slides.chosen(slide, selection, filters.get_all_years(source))
            )
        except StoreError as error:
            st.error(format_sentence(str(error)), icon=":material/error:")
            return None
        area = screen.measure_chart_area(
            window_shape, figure.question, answer.finding.sentence, with_filters=with_filters
        )
        screen.set_chart_height(area)
        st.markdown(f"**{format_sentence(french.unbroken(answer.finding.sentence))}**")
        masked_text = ""
        if not (answer.table.empty or answer.is_masked):
            masked_text = _draw_chart(frame, source, answer, area, position, slide)
    frame.line.caption(format_sentence(_describe_base(source, answer, selection, window_shape)))
    _draw_behind(frame, source, deck, position, answer, masked_text)
    return answer


def _draw_title_slide(frame: SlideFrame, source: DataSource, slide: TitleSlide) -> None:
    with frame.body, st.container(key="diapo_titre", gap="xsmall"):
        st.title(format_sentence(slide.title), anchor=False)
        if slide.subtitle:
            st.markdown(format_sentence(slide.subtitle))
    if source.is_demo:
        frame.line.caption(FICTIONAL)


def _draw_chart(
    frame: SlideFrame,
    source: DataSource,
    answer: Answer,
    area: screen.ChartArea,
    position: SlidePosition,
    slide: FigureSlide,
) -> str:
    """Draw the chart of a screen, and the way to the next; what its marks say is masked."""
    screen_number = 1 if slide.is_first_only else position.screen
    chart = get_slide_chart(source, answer, area.height, screen_number)
    st.vega_lite_chart(
        canvas.on_canvas(drawing.apply_page_theme(chart.spec), area.width, area.height),
        width="content",
        height="content",
        theme=None,
        alt=answer.finding.sentence,
        key="graphique_diapo",
    )
    with frame.screens:
        _draw_screens(answer, chart.page, replace(position, screen=screen_number), slide)
    return chart.masked_text


def _draw_screens(answer: Answer, page: Page, position: SlidePosition, slide: FigureSlide) -> None:
    """Which categories this screen shows, and a click to the next; nothing where it shows all."""
    part_text = slides.partly(answer.figure_id, page)
    if not part_text:
        return
    if slide.is_first_only or REGISTRY[answer.figure_id].paging.counts:
        st.caption(format_sentence(part_text))
        return
    is_last = page.last >= page.total
    st.button(
        f"{part_text} {BACK if is_last else ONWARD}",
        key="suite",
        type="tertiary",
        on_click=projector_links.turn_to,
        args=(replace(position, screen=1 if is_last else position.screen + 1),),
    )


def _describe_base(source: DataSource, answer: Answer, selection: Selection, window_shape: float) -> str:
    unused = figure_card.list_unused_filters(REGISTRY[answer.figure_id], selection)
    start = f"Sans le filtre {french.listed(unused)} · " if unused else ""
    return start + slides.describe_base(
        answer,
        source.version.number,
        lambda text: screen.fits_line(window_shape, start + text),
        is_fictional=source.is_demo,
    )


def _draw_behind(
    frame: SlideFrame,
    source: DataSource,
    deck: Deck,
    position: SlidePosition,
    answer: Answer,
    masked_text: str,
) -> None:
    """Behind « i »: what the line has no room for."""
    version = shell.describe_version(source).replace("Version", "version", 1)
    paragraphs = slides.explain(answer, version, masked_text, is_fictional=source.is_demo)
    is_last = position.slide == len(deck.slides)
    paragraphs += [f"{_describe_left_out(deck)}."] if deck.left_out and is_last else []
    with (
        frame.behind,
        st.popover(
            BEHIND, icon=":material/info:", type="tertiary", help=BEHIND, key=f"icone_infos_{position.slide}"
        ),
    ):
        for paragraph in paragraphs:
            st.caption(format_sentence(paragraph))


def _describe_left_out(deck: Deck) -> str:
    nouns = "figure de la page n’est pas projetée", "figures de la page ne sont pas projetées"
    return f"{french.count(deck.left_out, *nouns)} (listes, ou réservées à l’équipe)"
