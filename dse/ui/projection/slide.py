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
from dse.ui.frame.address import Place
from dse.ui.frame.data import Reading, answer, slide_chart
from dse.ui.frame.prose import literal, sentence

ONWARD = "(↓ ↑ la suite)"
PARTLY = f" · {slides.LONGEST_PART} {ONWARD}"


@dataclass(frozen=True)
class Frame:
    """The places of a slide, drawn from the top to the foot."""

    body: DeltaGenerator
    foot: DeltaGenerator
    keys: DeltaGenerator


def frame() -> Frame:
    """The places of a slide, empty."""
    body = st.container(gap="xsmall")
    with st.container(key="pied"):
        foot, right = st.columns([screen.FOOT_SHARE, 1 - screen.FOOT_SHARE], vertical_alignment="bottom")
        with right:
            keys = st.container(horizontal=True, horizontal_alignment="right", gap="xsmall", key="touches")
    return Frame(body, foot, keys)


def title(slide: Slide) -> str:
    """The title of a slide in a list of slides, as Markdown."""
    if isinstance(slide, TitleSlide):
        return literal(slide.title)
    figure = REGISTRY.get(slide.figure_id)
    return sentence(figure.question) if figure else literal(slide.figure_id)


def draw(
    parts: Frame,
    source: Reading,
    deck: Deck,
    place: Place,
    slide: Slide,
    selection: Selection,
    seen: float,
    *,
    with_filters: bool,
) -> Answer | None:
    """Draw a slide, and give the answer that it shows; None where it shows none."""
    written = slides.in_words(slide, selection.audience)
    if written is not None:
        _write(parts, source, written)
        return None
    figure = REGISTRY[slide.figure_id]
    with parts.body, st.container(key="diapo", gap="xsmall"):
        st.title(french.typeset(figure.question), anchor=False)
        try:
            said = answer(source, figure.id, slides.chosen(slide, selection, filters.all_years(source)))
        except StoreError as error:
            st.error(sentence(str(error)), icon=":material/error:")
            return None
        words = _foot(source, deck, place, said, selection)
        room = screen.room(
            seen,
            figure.question,
            said.finding.sentence,
            slides.foot([*words, slides.masked_at_most(said)]) + PARTLY,
            with_filters=with_filters,
        )
        screen.give(room)
        st.markdown(f"**{sentence(french.unbroken(said.finding.sentence))}**")
        partly, masked = (
            ("", "") if said.table.empty or said.is_masked else _chart(source, said, room, place.screen)
        )
    parts.foot.caption(sentence(slides.foot([*words[:1], partly, *words[1:], masked])))
    return said


def _write(parts: Frame, source: Reading, slide: TitleSlide) -> None:
    with parts.body, st.container(key="diapo_titre", gap="xsmall"):
        st.title(sentence(slide.title), anchor=False)
        if slide.subtitle:
            st.markdown(sentence(slide.subtitle))
    if source.is_demo:
        parts.foot.caption(FICTIONAL)


def _chart(source: Reading, said: Answer, room: screen.Room, which: int) -> tuple[str, str]:
    """Draw the chart; in words, which part of the answer it shows, and what it masks."""
    spec, shown = slide_chart(source, said, room.height, which)
    st.vega_lite_chart(
        canvas.on_canvas(drawing.on_the_page(spec), room.width, room.height),
        width="content",
        height="content",
        theme=None,
        alt=said.finding.sentence,
        key="graphique_diapo",
    )
    partly = slides.partly(said.figure_id, shown)
    goes_on = partly and not REGISTRY[said.figure_id].crowd.counts
    return f"{partly} {ONWARD}" if goes_on else partly, slides.masked(spec)


def _foot(source: Reading, deck: Deck, place: Place, said: Answer, selection: Selection) -> list[str]:
    """What the slide rests on: size, source, date, version, choice, public."""
    figure = REGISTRY[said.figure_id]
    parts = [slides.part(figure.id)[1], *figure_card.line(figure, said, selection)]
    parts.append(shell.version_line(source).replace("Version", "version", 1))
    parts.append(selections.told(said.selection))
    parts.append(f"public : {disclosure.audience(said.selection.audience).label.lower()}")
    parts += [FICTIONAL] if source.is_demo else []
    parts += [_left_out(deck)] if deck.left_out and place.slide == len(deck.slides) else []
    return [each for each in parts if each]


def _left_out(deck: Deck) -> str:
    listed = "figure de la page n’est pas projetée", "figures de la page ne sont pas projetées"
    return f"{french.count(deck.left_out, *listed)} (listes, ou réservées à l’équipe)"
