"""What names a member is the team's, in every exit: page, slide, command line, file, dossier."""

from __future__ import annotations

import pytest
from app_session import get_sent_bytes, open_page

from dse import cli, disclosure, figures, slides, theme
from dse.disclosure.audiences import ORDER, TEAM
from dse.export import dossier
from dse.export.dossier import Choice
from dse.export.files import delimited_text
from dse.figures import PAGES, REGISTRY, SECTIONS, Figure
from dse.query import Selection
from dse.store import Store
from dse.ui.frame import address

PUBLICS = [audience for audience in ORDER if audience != TEAM]
PARTS = [(page, section) for page in PAGES for section in SECTIONS.get(page, ("",))]
SHORTEST = 6  # letters of a name that is no word of a sentence


@pytest.fixture(scope="module")
def names(demo_store: Store) -> list[str]:
    """Names of the members of the demonstration, those that are partners as well among them."""
    version = demo_store.current()
    tables = {name: demo_store.read(version, name).to_pylist() for name in ("organisations", "memberships")}
    members = {row["organisation_id"] for row in tables["memberships"]}
    return [
        row["name"]
        for row in tables["organisations"]
        if row["organisation_id"] in members and len(row["name"]) >= SHORTEST
    ]


def _find(names: list[str], *texts: str) -> list[str]:
    return [name for name in names if any(name in text for text in texts)]


def _read_exits(figure: Figure, answer: figures.Answer) -> list[str]:
    """The texts of an answer as a card, a file and a chart have them."""
    files = [
        delimited_text.render_figure_csv(answer, dialect).decode("utf-8")
        for dialect in delimited_text.DIALECTS.values()
    ]
    drawn = figure.chart is not None and not answer.table.empty and not answer.is_masked
    chart = str(theme.french(figures.draw(figure, answer)).to_dict()) if drawn else ""
    return [answer.finding.sentence, answer.size, chart, *files]


def test_the_team_reads_names(demo_store: Store, names: list[str]) -> None:
    number = demo_store.current().number
    answer = figures.answer(demo_store, number, REGISTRY["uptake_member_years"], Selection())
    assert len(_find(names, *_read_exits(REGISTRY["uptake_member_years"], answer))) > 50


@pytest.mark.parametrize("audience", PUBLICS)
@pytest.mark.parametrize("figure", REGISTRY.values(), ids=list(REGISTRY))
def test_no_figure_names_a_member_before_a_public(
    figure: Figure, audience: str, demo_store: Store, names: list[str]
) -> None:
    answer = figures.answer(demo_store, demo_store.current().number, figure, Selection(audience=audience))
    assert _find(names, *_read_exits(figure, answer)) == []
    if figure.names_members:
        assert answer.table.empty and answer.finding.sentence == disclosure.words.NAMES
        assert not slides.can_be_shown(figure, audience)


NAMING = [figure.id for figure in REGISTRY.values() if figure.names_members]


@pytest.mark.parametrize("audience", PUBLICS)
@pytest.mark.parametrize("figure_id", NAMING)
def test_the_command_line_names_no_member_to_a_public(
    figure_id: str,
    audience: str,
    demo_store: Store,
    names: list[str],
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    words = ["figure", figure_id, "--store", str(demo_store.path), "--audience", audience, "--format", "json"]
    assert cli.main(words) == 0
    out = capsysbinary.readouterr()
    texts = [text.decode("utf-8") for text in out]
    assert _find(names, *texts) == [] and disclosure.words.NAMES in texts[0]


@pytest.mark.parametrize(("page", "section"), PARTS)
def test_no_page_names_a_member_to_a_public(
    page: str, section: str, demo_store: Store, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    params = {address.SECTION: section} if section else {}
    test = open_page(page, public="diffusion", **params)
    texts = [content.decode("utf-8", "replace") for content in get_sent_bytes(test)]
    assert _find(names, *texts) == []


def test_the_team_reads_names_on_the_page(
    demo_store: Store, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    test = open_page("recours", section="arrivees")
    assert _find(names, *(content.decode("utf-8", "replace") for content in get_sent_bytes(test)))


def test_a_dossier_for_a_public_leaves_out_what_names_members(demo_store: Store, names: list[str]) -> None:
    contents = dossier.gather(
        demo_store, demo_store.current().number, Choice("2019-2021", "2016-2018", "diffusion")
    )
    left_out = {absent.figure.id for absent in contents.left_out() if absent.is_hidden}
    assert set(NAMING) <= left_out
    sentences = [sentence for texts in contents.highlights().values() for sentence in texts]
    assert _find(names, *sentences) == []
