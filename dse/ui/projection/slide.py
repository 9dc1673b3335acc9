"""A slide: its question, what is found, its chart as large as the screen allows, and one foot line."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dse import disclosure, french, selections, slides
from dse.charts import canvas
from dse.demo.signature import FICTIONAL
from dse.errors import StoreError
from dse.figures import REGISTRY, Answer
from dse.query import Selection
from dse.slides import Deck, Slide, TitleSlide
from dse.ui.card import drawing, figure_card
from dse.ui.frame import filters, screen, shell
from dse.ui.frame.address import SlidePosition
from dse.ui.frame.data import DataSource, get_answer, get_slide_chart
from dse.ui.frame.prose import escape_markdown, format_sentence

ONWARD = "(↓ ↑ la suite)"
PART_NOTE = f" · {slides.LONGEST_PART} {ONWARD}"


@dataclass(frozen=True)
class SlideFrame:
    """Containers of a slide, from top to foot."""

    body: DeltaGenerator
    foot: DeltaGenerator
    keys: DeltaGenerator


def build_frame() -> SlideFrame:
    """The empty containers of a slide."""
    body = st.container(gap="xsmall")
    with st.container(key="pied"):
        foot, right = st.columns([screen.FOOT_SHARE, 1 - screen.FOOT_SHARE], vertical_alignment="bottom")
        with right:
            keys = st.container(horizontal=True, horizontal_alignment="right", gap="xsmall", key="touches")
    return SlideFrame(body, foot, keys)


def format_title(slide: Slide) -> str:
    """The title of a slide in a list of slides, as Markdown."""
    if isinstance(slide, TitleSlide):
        return escape_markdown(slide.title)
    figure = REGISTRY.get(slide.figure_id)
    return format_sentence(figure.question) if figure else escape_markdown(slide.figure_id)


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
        foot_parts = _list_foot_parts(source, deck, position, answer, selection)
        area = screen.measure_chart_area(
            window_shape,
            figure.question,
            answer.finding.sentence,
            slides.foot([*foot_parts, slides.masked_at_most(answer)]) + PART_NOTE,
            with_filters=with_filters,
        )
        screen.set_chart_height(area)
        st.markdown(f"**{format_sentence(french.unbroken(answer.finding.sentence))}**")
        part_text, masked_text = (
            ("", "")
            if answer.table.empty or answer.is_masked
            else _draw_chart(source, answer, area, position.screen)
        )
    frame.foot.caption(
        format_sentence(slides.foot([*foot_parts[:1], part_text, *foot_parts[1:], masked_text]))
    )
    return answer


def _draw_title_slide(frame: SlideFrame, source: DataSource, slide: TitleSlide) -> None:
    with frame.body, st.container(key="diapo_titre", gap="xsmall"):
        st.title(format_sentence(slide.title), anchor=False)
        if slide.subtitle:
            st.markdown(format_sentence(slide.subtitle))
    if source.is_demo:
        frame.foot.caption(FICTIONAL)


def _draw_chart(
    source: DataSource, answer: Answer, area: screen.ChartArea, screen_number: int
) -> tuple[str, str]:
    """Draw the chart; a text of which part of the categories it shows, and one of what it masks."""
    chart = get_slide_chart(source, answer, area.height, screen_number)
    st.vega_lite_chart(
        canvas.on_canvas(drawing.apply_page_theme(chart.spec), area.width, area.height),
        width="content",
        height="content",
        theme=None,
        alt=answer.finding.sentence,
        key="graphique_diapo",
    )
    part_text = slides.partly(answer.figure_id, chart.page)
    is_continued = part_text and not REGISTRY[answer.figure_id].paging.counts
    return f"{part_text} {ONWARD}" if is_continued else part_text, chart.masked_text


def _list_foot_parts(
    source: DataSource, deck: Deck, position: SlidePosition, answer: Answer, selection: Selection
) -> list[str]:
    """The line at the foot: sample size, source, date, version, selection, audience."""
    figure = REGISTRY[answer.figure_id]
    parts = [slides.part(figure.id)[1], *figure_card.list_caption_parts(figure, answer, selection)]
    parts.append(shell.describe_version(source).replace("Version", "version", 1))
    parts.append(selections.told(answer.selection))
    parts.append(f"public : {disclosure.audience(answer.selection.audience).label.lower()}")
    parts += [FICTIONAL] if source.is_demo else []
    parts += [_describe_left_out(deck)] if deck.left_out and position.slide == len(deck.slides) else []
    return [part for part in parts if part]


def _describe_left_out(deck: Deck) -> str:
    nouns = "figure de la page n’est pas projetée", "figures de la page ne sont pas projetées"
    return f"{french.count(deck.left_out, *nouns)} (listes, ou réservées à l’équipe)"
