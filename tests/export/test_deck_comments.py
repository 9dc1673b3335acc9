"""Comments as notes of slides: the text alone, with the numbers of the audience, and none that somebody would have to read again."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from halves import round_as_read
from hostile_comments import HOSTILE
from pptx import Presentation

from dse import figures
from dse.export.slides import deck
from dse.export.slides.deck_comments import MASKED, RESERVED, TYPED
from dse.figures import REGISTRY
from dse.query import Query, Selection, open_version
from dse.review import SUMMARY_ANCHOR, Comment, Plan, figure_anchor
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
    comments = make_source(store, plan, audience).open_comments()
    notes = comments.write_notes(figure_id) if comments else []
    return ["".join(text for text, _ in line) for line in notes]


def make_source(store: Store, plan: Plan | None, audience: str) -> deck.Source:
    return deck.Source(store, store.current().number, Selection(2019, 2021, audience=audience), plan=plan)


def test_numbers_are_those_of_the_triennial_for_the_audience(demo_store: Store) -> None:
    for audience in ("equipe", "projection"):
        selection = Selection(2019, 2021, audience=audience)
        rate = figures.answer(demo_store, demo_store.current().number, REGISTRY[RATE], selection)
        percent = round_as_read(float(rate.table["rate_pct"].iloc[0]))
        assert list_notes(demo_store, make_plan(TEXT), audience) == [
            "Commentaire du bilan 2019-2021 :",
            f"Soit {percent}\u202f% des membres.",
            "• 11 restent.",
            "[[perdu]]",
        ]


def test_a_number_of_another_triennial_is_of_its_years_for_the_audience(demo_store: Store) -> None:
    text = "[[taux de recours, sur la période (2016-2018)]]"
    before = Selection(2016, 2018, audience="projection")
    rate = figures.answer(demo_store, demo_store.current().number, REGISTRY[RATE], before)
    percent = round_as_read(float(rate.table["rate_pct"].iloc[0]))
    assert list_notes(demo_store, make_plan(text), "projection")[1:] == [f"{percent}\u202f%"]
    hidden = make_plan("[[part de réponses favorables à la dernière enquête (2016-2018)]]")
    assert list_notes(demo_store, hidden, "projection")[1:] == ["« masqué »"]


def test_numbered_lines_keep_their_numbers(demo_store: Store) -> None:
    notes = list_notes(demo_store, make_plan("Puis :\n3. D’abord\n4) Ensuite"), "equipe")
    assert notes[1:] == ["Puis\u00a0:", "3. D’abord", "4. Ensuite"]


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
        (left_out,) = list_notes(demo_store, plan, "projection", figure_id)
        assert TYPED in left_out
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


def test_what_the_notes_leave_out_is_told_with_why(demo_store: Store) -> None:
    texts = {
        "uptake_by_year": "Un [[perdu]] et **un gras.",
        "satisfaction": "Près de la moitié.",
        "never_reached": "Liste à reprendre.",
        "requests_funnel": "Sans diapositive.",
    }
    comments = {figure_anchor(each): Comment(text, AUTHOR, date(2019, 4, 5)) for each, text in texts.items()}
    plan = Plan((), "Bilan", "2019-2021", comments | {SUMMARY_ANCHOR: Comment("Tout.", "", date(2019, 4, 5))})
    shown = Deck("Séminaire", tuple(map(FigureSlide, list(texts)[:3])))
    source = make_source(demo_store, plan, "projection")
    told = deck.describe_comments(source, shown)
    expected = [
        (REGISTRY["satisfaction"].question, TYPED),
        (REGISTRY["never_reached"].question, RESERVED),
        (REGISTRY["uptake_by_year"].question, "« [[perdu]] » n’est le nom d’aucun nombre"),
        (REGISTRY["uptake_by_year"].question, "ces astérisques seront imprimés"),
        ("2 commentaires du plan « Bilan » n’ont pas de diapositive ici", "pas dans les notes"),
    ]
    told = [sentence.replace("\u00a0", " ") for sentence in told]
    assert len(told) == len(expected), told
    for sentence, (start, reason) in zip(told, expected, strict=True):
        assert start.replace("\u00a0", " ") in sentence and reason in sentence
    every_year = replace(source, live=Selection(audience="projection"))
    first = deck.describe_comments(every_year, shown)[0]
    assert "portent sur toutes les années" in first and "bilan 2019-2021" in first
    assert deck.describe_comments(replace(source, plan=None), shown) == []


def test_the_comment_of_a_masked_figure_says_that_it_is_masked(demo_store: Store) -> None:
    comments = make_source(demo_store, make_plan("Un mot."), "projection").open_comments()
    answer = replace(comments.get_answer(RATE, "2019-2021"), is_masked=True)
    (note,) = replace(comments, get_answer=lambda *_: answer).write_notes(RATE)
    assert MASKED in note[0][0] and TYPED not in note[0][0]
