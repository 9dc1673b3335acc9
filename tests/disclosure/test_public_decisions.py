"""What a public reads of decisions: marked texts alone, read again each time, in every exit; and nothing else that was noted with them."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import dossiers
import pandas as pd
import pytest
from app_session import get_sent_bytes, open_page

from dse import cli, decisions, figures, paths, slides
from dse.contacts import contacts
from dse.contacts.contacts import Contact
from dse.contacts.next_steps import DECISION, NextStep
from dse.contacts.next_steps import add as add_step
from dse.decisions import Decision
from dse.export.comment_doubts import TextReader
from dse.export.dossier import Choice
from dse.export.files import chart_image, delimited_text
from dse.export.slides import deck
from dse.figures import REGISTRY, Answer
from dse.figures.offer.public_decisions import LEFT_OUT
from dse.query import Selection
from dse.seals import seal_text
from dse.slides import Deck, FigureSlide
from dse.store import Store

FIGURE, PUBLICS = "public_decisions", ("projection", "diffusion")
SHOWN, RESULT = "Un canari qui se lit.", "Un effet qui se lit."
CANARIES = (
    "canari de la décision",
    "canari du résultat",
    "canari du constat",
    "canari du responsable",
    "canari de l’occasion",
    "canari du changement",
    "canari de l’étape",
    "7654321",
    "7 654 321",
    "familles=COLLECTIVITE",
    "canari du texte changé",
)
MARKED = Decision(
    decided_on=date(2018, 9, 7),
    occasion="canari de l’occasion",
    finding="canari du constat",
    figure_id="uptake_by_year",
    selection="annees=2016-2018&familles=COLLECTIVITE",
    store_version=1,
    decision=SHOWN,
    value_then=7654321.0,
    owner="canari du responsable",
    offer_id="OFF-GENRE",
    offer_change="canari du changement",
    outcome=RESULT,
    decision_seal=seal_text(SHOWN),
    outcome_seal=seal_text(RESULT),
)


def write(store: Store, *rows: Decision) -> Store:
    """The store with these decisions and no other."""
    numbered = [replace(row, decision_id=f"DEC-2018-{rank:02d}") for rank, row in enumerate(rows, 1)]
    decisions._save(store, store.current(), numbered, "Camille", "décisions")
    return store


def answer(store: Store, audience: str, figure_id: str = FIGURE) -> Answer:
    number = store.current().number
    must_read = TextReader(store, number).must_read
    return figures.answer(store, number, REGISTRY[figure_id], Selection(audience=audience), must_read)


def list_texts(store: Store, audience: str = "projection") -> list[tuple[str, str | None]]:
    rows = answer(store, audience).table[["decision", "outcome"]].astype(object)
    return [(decision, None if pd.isna(outcome) else outcome) for decision, outcome in rows.to_numpy()]


def read_through_lines(content: bytes) -> str:
    """What a file says, as if no line of it ended."""
    return " ".join(content.decode("utf-8", "replace").replace("\\n", " ").split())


def unzip(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [archive.read(name) for name in archive.namelist()]
    return files + [part for file in files if file.startswith(b"PK") for part in unzip(file)]


@pytest.fixture
def store(own_demo: Store) -> Store:
    """One decision that a public reads, beside others that nobody marked, or marked before their text changed."""
    unmarked = replace(MARKED, decision="canari de la décision", decision_seal=None)
    changed = replace(MARKED, decision="canari du texte changé")
    half = replace(MARKED, outcome="canari du résultat", outcome_seal=seal_text("un autre"))
    written = write(own_demo, MARKED, unmarked, changed, half)
    step = NextStep(DECISION, "DEC-2018-01", "canari de l’étape", date(2022, 1, 1))
    add_step(written, step, "Camille")
    return written


def list_exits(store: Store, audience: str, capfd: pytest.CaptureFixture[str]) -> dict[str, list[bytes]]:
    """All that leaves to a public, by exit."""
    shown, number = answer(store, audience), store.current().number
    rank = [slide.figure_id for slide in slides.of_page("reinterroger", audience).slides].index(FIGURE) + 1
    part = {"section": "decisions", "public": audience}
    slide = {"page": "reinterroger", "diapo": str(rank), "public": audience}
    dialects = (delimited_text.MACHINE, delimited_text.FRENCH)
    source = deck.Source(store, number, Selection(audience=audience))
    pages = dossiers.of_pages(store, ("reinterroger", "vue-ensemble"), Choice("2019-2021", audience=audience))
    command = ["--store", str(store.path), "figure", FIGURE, "--audience", audience]
    assert cli.main(command) == 0
    return {
        "page": get_sent_bytes(open_page("reinterroger", **part)),
        "slide": get_sent_bytes(open_page("projection", **slide)),
        "picture": [chart_image.render_svg(shown)],
        "csv": [delimited_text.render_figure_csv(shown, dialect) for dialect in dialects],
        "deck": unzip(deck.render_powerpoint(source, Deck("Séminaire", (FigureSlide(FIGURE),)))),
        "dossier": unzip(dossiers.zip_dossier(pages)),
        "command": [capfd.readouterr().out.encode()],
    }


@pytest.mark.parametrize("audience", PUBLICS)
def test_a_public_reads_what_is_marked_and_nothing_else_in_every_exit(
    store: Store, audience: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(store.path))
    for name, contents in list_exits(store, audience, capfd).items():
        texts = [read_through_lines(content) for content in contents]
        # What a picture of a slide shows cannot be searched: its chart is the one of the picture.
        assert name == "deck" or any(SHOWN in text for text in texts), name
        told = [canary for canary in CANARIES if any(canary in text for text in texts)]
        assert told == [], name


def test_the_list_that_the_team_has_is_refused_to_a_public_as_before(store: Store) -> None:
    for audience in PUBLICS:
        assert answer(store, audience, "decisions_followed").is_refused


def test_every_audience_has_the_same_rows(store: Store) -> None:
    of_team = list_texts(store, "equipe")
    assert of_team == [(SHOWN, None), (SHOWN, RESULT)]
    assert all(list_texts(store, audience) == of_team for audience in PUBLICS)


def test_without_a_reading_no_text_is_quoted(store: Store) -> None:
    """Whoever asks for the figure in a way that reads no text again has none of them."""
    said = figures.answer(store, store.current().number, REGISTRY[FIGURE], Selection(audience="projection"))
    assert set(said.table["decision"]) == {LEFT_OUT} and SHOWN not in json.dumps(
        said.table.astype(str).to_dict()
    )


@pytest.mark.parametrize(
    ("figure_id", "text", "is_shown"),
    [
        ("gaps_by_theme", "Ouvrir un fonds.", True),
        ("gaps_by_theme", "Ouvrir un fonds : 52 % le demandent.", False),
        ("gaps_by_theme", "Près de la moitié le demandent.", False),
        ("uptake_by_year", "Instruire à deux, en moins de deux mois.", True),
        ("a_figure_that_is_no_more", "Près de la moitié le demandent.", False),
        ("uptake_by_year", "Appeler Mme Fictive.", False),
        ("uptake_by_year", "Écrire à camille@exemple.org.", False),
        ("uptake_by_year", "Voir [[taux de recours]].", False),
    ],
)
def test_a_marked_text_is_read_as_a_comment_is(
    own_demo: Store, figure_id: str, text: str, is_shown: bool
) -> None:
    marked = replace(MARKED, figure_id=figure_id)
    as_decision = replace(marked, decision=text, decision_seal=seal_text(text))
    as_outcome = replace(marked, outcome=text, outcome_seal=seal_text(text))
    shown = text if is_shown else LEFT_OUT
    assert list_texts(write(own_demo, as_decision, as_outcome)) == [(SHOWN, shown), (shown, RESULT)]


def test_the_name_of_an_organisation_or_of_a_contact_leaves_a_text_out_from_the_day_on_which_it_is_known(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also on a page that was already drawn: answers are kept between runs."""
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    text = "Confier le suivi à Zoraïde Quatrefages."
    write(own_demo, replace(MARKED, decision=text, decision_seal=seal_text(text)))
    opened = open_page("reinterroger", section="decisions", public="projection")
    assert any(text in read_through_lines(sent) for sent in get_sent_bytes(opened))
    organisation = own_demo.read(own_demo.current(), "organisations").to_pylist()[0]
    contacts.add(own_demo, Contact(organisation["organisation_id"], "Zoraïde Quatrefages"), "Camille")
    again = get_sent_bytes(open_page("reinterroger", section="decisions", public="projection"))
    assert not any(b"Quatrefages" in sent for sent in again)
    assert any("Texte non montré" in read_through_lines(sent) for sent in again)
    named = f"Former {organisation['name']}."
    write(own_demo, replace(MARKED, decision=named, decision_seal=seal_text(named)))
    assert list_texts(own_demo) == [(LEFT_OUT, RESULT)]


@pytest.mark.parametrize(
    ("figure_id", "selection", "name"),
    [
        ("uptake_by_year", "annees=2016-2018", "Taux de recours annuel moyen"),
        ("themes_by_year", "annees=2016-2018&themes=GENRE", "Part des accompagnements examinés qui visent ce thème (Genre)"),
        ("uptake_by_year", "annees=2016-2018&familles=COLLECTIVITE", None),
        ("gaps_by_theme", "annees=2016-2018&themes=GENRE", None),
    ],
)  # fmt: skip
def test_then_and_since_are_of_figures_without_a_rule_and_of_no_choice_that_would_have_to_be_told(
    own_demo: Store, figure_id: str, selection: str, name: str | None
) -> None:
    write(own_demo, replace(MARKED, figure_id=figure_id, selection=selection))
    row = answer(own_demo, "projection").table.iloc[0]
    assert row["question"] == REGISTRY[figure_id].question
    if name is None:
        assert row[["tracked_name", "value_again", "value_since", "tendency"]].isna().all()
        return
    own_answers = [
        figures.answer(own_demo, 1, REGISTRY[figure_id], replace(REGISTRY_CHOICE[figure_id], first_year=first, last_year=last))
        for first, last in ((2016, 2018), (2019, 2021))
    ]  # fmt: skip
    assert (row["tracked_name"], row["before_years"], row["since_years"]) == (name, "2016-2018", "2019-2021")
    then, since = (decisions.value(own_demo, said) for said in own_answers)
    assert (row["value_again"], row["value_since"]) == pytest.approx((then, since))


REGISTRY_CHOICE = {"uptake_by_year": Selection(), "themes_by_year": Selection(themes=("GENRE",))}


def test_a_store_of_an_earlier_release_has_marked_nothing(tmp_path: Path) -> None:
    past = Store(shutil.copytree(paths.ROOT / "tests" / "fixtures" / "stores" / "1", tmp_path / "past"))
    assert decisions.recorded(past) and list_texts(past) == []
