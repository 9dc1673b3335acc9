"""What stands first before a public comes from what it is shown: other hidden counts under the same masks change no byte."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from app_session import get_sent_bytes, open_page
from counted_store import answer_figure, commit_tables

from dse.disclosure import marks
from dse.export.dossier.workbook import single_figure
from dse.export.files import chart_image, delimited_text
from dse.export.slides.deck import Source, render_powerpoint
from dse.figures import REGISTRY
from dse.query import Selection
from dse.slides import Deck, FigureSlide
from dse.store import Store

pytestmark = pytest.mark.long
WAVE = "membres-2021"
# Of each need, how many members say that they have none: at most four of them are told as « au moins 90 % ».
HIDDEN = (
    {"besoin-agroecologie": 1, "besoin-climat": 3},
    {"besoin-agroecologie": 4, "besoin-climat": 0},
    {"besoin-agroecologie": 0, "besoin-climat": 2},
)
PUBLICS = ("projection", "diffusion")
PAGES = {"vue-ensemble": "", "reinterroger": "ecarts", "enquetes": "besoins", "tendances": "themes"}
# The address of a file that is made when it is asked for, drawn anew each time.
ADDRESS = re.compile(rb"(?<!ID-)\b[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}\b")
PROTECTED = [figure.id for figure in REGISTRY.values() if figure.rule and figure.rule.bounds and figure.chart]


def answer_with(tables: dict[str, list[dict[str, Any]]], hidden: dict[str, int]) -> list[dict[str, Any]]:
    """The answers where these numbers of members have no need of a theme, and all others that answered have a strong one."""
    organisations = {
        row["respondent_id"]: row["organisation_id"]
        for row in tables["survey_respondents"]
        if row["wave_id"] == WAVE and not row["is_partner"]
    }
    rows = []
    for row in tables["survey_answers"]:
        is_said = row["question_id"] in hidden and row["wave_id"] == WAVE and row["value"] is not None
        if is_said and row["respondent_id"] in organisations:
            alone = sorted(set(organisations.values()) - {None})[: hidden[row["question_id"]]]
            row = row | {"value": 1.0 if organisations[row["respondent_id"]] in alone else 4.0}
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def stores(
    demo_tables: dict[str, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> list[Store]:
    return [
        commit_tables(
            tmp_path_factory.mktemp("hidden"),
            date(2022, 1, 3),
            demo_tables | {"survey_answers": answer_with(demo_tables, hidden)},
        )
        for hidden in HIDDEN
    ]


def test_the_team_reads_other_counts_and_a_public_two_bounds(stores: list[Store]) -> None:
    tables = [answer_figure(store, "gaps_by_theme").table.set_index("theme") for store in stores]
    assert len({tuple(table["favourable"][["AGROECO", "CLIMAT"]]) for table in tables}) == len(HIDDEN)
    for store in stores:
        table = answer_figure(store, "gaps_by_theme", audience="diffusion").table.set_index("theme")
        assert set(table["mark"][["AGROECO", "CLIMAT"]]) == {marks.at_least(90)}


def read_sent(store: Store, monkeypatch: pytest.MonkeyPatch, slug: str, /, **words: str) -> list[bytes]:
    """What goes through the websocket, but for places where nothing stands."""
    monkeypatch.setenv("DSE_STORE", str(store.path))
    return [ADDRESS.sub(b"", sent) for sent in get_sent_bytes(open_page(slug, **words)) if sent]


@pytest.mark.parametrize("audience", PUBLICS)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_sends_the_same_bytes(
    stores: list[Store], page: str, audience: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"public": audience} | ({"section": PAGES[page]} if PAGES[page] else {})
    sent = [read_sent(store, monkeypatch, page, **words) for store in stores]
    assert sent[0] and all(each == sent[0] for each in sent)


@pytest.mark.parametrize("audience", PUBLICS)
@pytest.mark.parametrize("slide", [1, 2])
def test_a_slide_sends_the_same_bytes(
    stores: list[Store], slide: int, audience: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"page": "reinterroger", "diapo": str(slide), "public": audience}
    sent = [read_sent(store, monkeypatch, "projection", **words) for store in stores]
    assert sent[0] and all(each == sent[0] for each in sent)


@pytest.mark.parametrize("audience", PUBLICS)
def test_files_have_the_same_bytes(stores: list[Store], audience: str) -> None:
    created = stores[0].current().created
    for figure_id in PROTECTED:
        files = []
        for store in stores:
            found = answer_figure(store, figure_id, audience=audience)
            files.append(
                (
                    delimited_text.render_figure_csv(found, delimited_text.MACHINE),
                    delimited_text.render_figure_csv(found, delimited_text.FRENCH),
                    single_figure.render_figure(found, "", created),
                    b"" if found.table.empty else chart_image.render_svg(found, is_fictional=True),
                )
            )
        assert all(each == files[0] for each in files), figure_id


@pytest.mark.parametrize("audience", PUBLICS)
def test_a_deck_has_the_same_bytes(stores: list[Store], audience: str) -> None:
    made = Deck("Séminaire", (FigureSlide("gaps_by_theme"), FigureSlide("themes_wanted")))
    decks = [
        render_powerpoint(Source(store, store.current().number, Selection(audience=audience)), made)
        for store in stores
    ]
    assert all(each == decks[0] for each in decks)
