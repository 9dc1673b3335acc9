"""Pages told in parts: how long a part may be, what the first one holds, and what is drawn before what."""

from __future__ import annotations

from dataclasses import replace

import pytest
import streamlit as st
from app_session import open_page
from counted_store import answer_figure

from dse import figures, slides
from dse.figures import REGISTRY, SECTIONS, Finding, of_page, themes, uptake
from dse.query import Selection
from dse.store import Store
from dse.ui.card import figure_card
from dse.ui.frame import address, shell
from dse.ui.frame.prose import format_sentence

MOST_CHARTS = 4
FIRST_FIGURES = {
    "recours": {"never_reached", "uptake_by_family"},
    "tendances": {"themes_by_year", "themes_triennials", "themes_requested_delivered"},
}
PARTS = [(page, slug) for page, sections in SECTIONS.items() for slug in sections]


@pytest.mark.parametrize(("page", "slug"), PARTS)
def test_no_part_has_more_charts_than_are_read_at_once(page: str, slug: str) -> None:
    assert len([figure for figure in SECTIONS[page][slug].figures if figure.chart]) <= MOST_CHARTS


@pytest.mark.parametrize("page", SECTIONS)
def test_the_parts_of_a_page_keep_the_numbers_of_its_slides(page: str) -> None:
    """A saved link says which slide of the page it opens."""
    assert [figure.id for figure in slides.figures_of(page)] == [f.id for f in of_page(page)]


@pytest.mark.parametrize(("page", "figure_ids"), FIRST_FIGURES.items())
def test_the_first_part_answers_what_is_asked_first(page: str, figure_ids: set[str]) -> None:
    first = SECTIONS[page][address.get_first_section(page)]
    assert figure_ids <= {figure.id for figure in first.figures}


def test_the_highlights_of_a_page_are_computed_after_the_cards_of_its_part(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    drawn: list[str] = []
    draw_card, draw_highlights = figure_card.show, shell.show_highlights

    def note_card(source: object, figure_id: str, *rest: object) -> object:
        drawn.append(figure_id)
        return draw_card(source, figure_id, *rest)

    def note_highlights(*arguments: object) -> None:
        drawn.append("highlights")
        draw_highlights(*arguments)

    monkeypatch.setattr(figure_card, "show", note_card)
    monkeypatch.setattr(shell, "show_highlights", note_highlights)
    test = open_page("recours", section="profils")
    section = SECTIONS["recours"]["profils"]
    assert drawn == [*(figure.id for figure in section.figures), "highlights"]
    assert [box.value for box in test.markdown if box.value == shell.HIGHLIGHTS_TITLE] != []


@pytest.mark.parametrize(("page", "part"), [each for each in PARTS if each[0] in ("reinterroger", "recours")])
def test_what_is_to_be_remembered_of_a_part_is_about_it_the_strongest_first(
    demo_store: Store, page: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    test = open_page(page, section=part)
    links = [link for link in test.page_link if "figure=" in link.proto.query_string]
    findings = [answer_figure(demo_store, figure.id).finding for figure in SECTIONS[page][part].figures]
    clear = sorted((each for each in findings if each.weight > 0), key=lambda finding: -finding.weight)
    questions = {
        format_sentence(figure.question) for figure in REGISTRY.values()
    }  # to the figure of a decision
    labels = [
        link.label for link in links if not link.label.startswith("Voir") and link.label not in questions
    ]
    assert set(labels) <= {format_sentence(each.sentence) for each in clear}
    is_first_card_alone = len(clear) == 1 and clear[0] == findings[0]
    assert bool(labels) == (bool(clear) and not is_first_card_alone)
    if part == "ecarts":
        assert labels[0] == format_sentence(clear[0].sentence)


@pytest.mark.parametrize("strongest", [0, 1])
def test_the_first_that_is_remembered_is_the_strongest_though_the_first_card_says_it(
    demo_store: Store, strongest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first card says is not said twice, but where another would stand first in its place."""
    answers = [answer_figure(demo_store, name) for name in ("segments_served", "uptake_by_family")]
    weights = (0.2, 0.2 + (0.1 if strongest else -0.1))
    weighed = [
        replace(answer, finding=Finding(answer.figure_id, weight))
        for answer, weight in zip(answers, weights, strict=True)
    ]
    drawn: list[str] = []
    shell.show_highlights(st.container(), weighed, weighed[0], lambda figure_id, _: drawn.append(figure_id))
    assert drawn == [["segments_served", "uptake_by_family"], ["uptake_by_family"]][strongest]


@pytest.mark.parametrize(("page", "room"), [("recours", uptake), ("tendances", themes)])
def test_only_what_may_be_remembered_has_a_finding_to_remember(
    demo_store: Store, page: str, room: object
) -> None:
    number = demo_store.current().number
    selections = [
        Selection(2013, 2021),
        Selection(2016, 2018),
        Selection(families=("ONG",)),
        Selection(themes=("GENRE",)),
    ]
    telling = {
        figure.id
        for figure in of_page(page)
        for selection in selections
        if figures.answer(demo_store, number, figure, selection).finding.weight > 0
    }
    assert telling and telling <= {figure.id for figure in room.FIGURES if figure.compares}
