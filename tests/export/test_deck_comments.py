"""Comments as notes of slides: the text alone, with the numbers of the audience, and none that somebody would have to read again."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hostile_comments import HOSTILE
from pptx import Presentation

from dse import figures
from dse.export.slides import deck
from dse.export.slides.deck_comments import LEFT_OUT, make_notes
from dse.figures import REGISTRY
from dse.query import Query, Selection, open_version
from dse.review import Comment, Plan, figure_anchor
from dse.slides import Deck, FigureSlide
from dse.store import Store

AUTHOR = "Zoraïde Quatrefages"
RATE = "uptake_of_period"
TEXT = "Soit **[[taux de recours, sur la période]]** des membres.\n- [[membres jamais touchés]] restent.\n[[perdu]]"
CROWDED = "uptake_by_region"


def make_plan(text: str, figure_id: str = RATE) -> Plan:
    comment = Comment(text, AUTHOR, date(2019, 4, 5))
    return Plan((), "Bilan", "2019-2021", {figure_anchor(figure_id): comment})


def list_notes(store: Store, plan: Plan | None, audience: str, figure_id: str = RATE) -> list[str]:
    notes = make_notes(store, store.current().number, plan, audience)(figure_id)
    return ["".join(text for text, _ in line) for line in notes]


def test_numbers_are_those_of_the_triennial_for_the_audience(demo_store: Store) -> None:
    for audience in ("equipe", "projection"):
        selection = Selection(2019, 2021, audience=audience)
        rate = figures.answer(demo_store, demo_store.current().number, REGISTRY[RATE], selection)
        percent = round(float(rate.table["rate_pct"].iloc[0]))
        assert list_notes(demo_store, make_plan(TEXT), audience) == [
            "Commentaire du bilan 2019-2021 :",
            f"Soit {percent}\u202f% des membres.",
            "• 11 restent.",
            "[[perdu]]",
        ]


def test_there_is_none_without_plan_or_comment(demo_store: Store) -> None:
    assert list_notes(demo_store, None, "projection") == []
    assert list_notes(demo_store, make_plan("Oui."), "projection", CROWDED) == []


def test_what_has_to_be_read_again_is_the_team_s(demo_store: Store) -> None:
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    member = query("select name from organisations order by name")["name"][0]
    for figure_id, text in (
        ("satisfaction", "Près de la moitié."),
        (RATE, f"Avec {member}."),
        (RATE, "Merci à camille@exemple.org."),
    ):
        plan = make_plan(text, figure_id)
        assert list_notes(demo_store, plan, "projection", figure_id) == [LEFT_OUT]
        assert list_notes(demo_store, plan, "equipe", figure_id)[1:] == [text]
    assert list_notes(demo_store, make_plan("Près de la moitié."), "projection")[1:] == ["Près de la moitié."]


@pytest.mark.parametrize("audience", ["equipe", "projection"])
def test_a_deck_has_them_once_a_figure_and_never_who_wrote_them(demo_store: Store, audience: str) -> None:
    live = Selection(2019, 2021, audience=audience)
    plan = make_plan('**Un** constat.\x00 { HYPERLINK "http://exemple.invalid" }', CROWDED)
    source = deck.Source(demo_store, demo_store.current().number, live, plan=plan)
    content = deck.render_powerpoint(source, Deck("Séminaire", (FigureSlide(CROWDED),)))
    slides = [
        slide.notes_slide.notes_text_frame for slide in list(Presentation(io.BytesIO(content)).slides)[1:]
    ]
    assert len(slides) > 1
    told = [[line.text for line in notes.paragraphs] for notes in slides]
    assert told[0][1] == "Un constat. { HYPERLINK «\u00a0http://exemple.invalid\u00a0» }"
    assert told[0][2:] == told[1] or told[0][2] == told[1][0]
    assert [run.text for run in slides[0].paragraphs[1].runs if run.font.bold] == ["Un"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert "HYPERLINK" in parts and AUTHOR not in parts and "2019-04-05" not in parts
    without = deck.render_powerpoint(replace(source, plan=None), Deck("Séminaire", (FigureSlide(CROWDED),)))
    assert content != without
    assert content == deck.render_powerpoint(source, Deck("Séminaire", (FigureSlide(CROWDED),)))


def test_hostile_comments_are_notes(demo_store: Store) -> None:
    for text in HOSTILE:
        assert len(list_notes(demo_store, make_plan(text), "equipe")) >= 1
