"""Every page and part with hardly any data, and with each filter set to what selects nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import app_session
import pytest
from streamlit.testing.v1 import AppTest

from dse import ingest, paths
from dse.figures import SECTIONS
from dse.store import Store
from dse.ui.frame import menu, shell

pytestmark = pytest.mark.long

PLACES = [(page, section) for page, _ in menu.PAGES for section in SECTIONS.get(page, ("",))]
WITH_FILTERS = [place for place in PLACES if place[0] not in shell.WITHOUT_FILTERS]
# Each word of the address with what nothing of the demonstration has.
NOTHING = {
    "annees": "1999",
    "familles": "PUBLIC_AUTRE",
    "regions": "06",
    "types": "POST_EVALUATION",
    "themes": "MIGRATIONS",
}
MEMBER = "Identifiant;Nom;Famille d’acteur;Champ;Adhésion\nM1;Association du Pré;ONG;Solidarité internationale;01/02/2018\n"
AGENCY = "Identifiant;Nom;Famille d’acteur;Champ\nP1;Agence du Gué;Autre acteur public;Autre\n"
PARTNERSHIP = (
    "Référence;Partenaire;Service;Type;Profondeur;Début\n"
    "PART-1;Agence du Gué;Division Nord;Financement;Partenariat conventionné;01/03/2019\n"
)
CHANGE = (
    "Référence;Observé le;Organisation;Acteur du changement;Description;Type;Niveau;Prévu;Sens;Vérification\n"
    "C-1;05/06/2020;Association du Pré;Une commune;Publie ses comptes.;Pratique;Institution;Imprévu;Positif;Non vérifié\n"
)
ONE_MEMBER = {"membres.csv": MEMBER}
ONE_OF_EACH = ONE_MEMBER | {"autres.csv": AGENCY, "partenariats.csv": PARTNERSHIP, "changements.csv": CHANGE}


def filled(folder: Path, files: dict[str, str]) -> Store:
    store = Store(folder)
    proposal = ingest.propose(
        [ingest.Upload(name, text.encode("utf-8")) for name, text in files.items()], store
    )
    assert proposal.problems == ()
    ingest.confirm(proposal, store, code=ingest.proposal.ALL, author="test", message="test")
    return store


@pytest.fixture(scope="module", params=[ONE_MEMBER, ONE_OF_EACH], ids=["one member", "one of each"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    return filled(tmp_path_factory.mktemp("small") / "store", request.param)


def opened(page: str, store: Path, monkeypatch: pytest.MonkeyPatch, **words: str) -> AppTest:
    monkeypatch.setenv("DSE_STORE", str(store))
    return app_session.open_page(page, **{word: value for word, value in words.items() if value})


def read_sentences(test: AppTest, page: str) -> list[str]:
    """Everything said, once it is sure that nothing failed and that the page is the one asked for."""
    assert not test.exception
    assert [box.value for box in test.error] == []
    assert [title.value for title in test.title] == [dict(menu.PAGES)[page]]
    return [each.value for kind in (test.markdown, test.caption, test.info, test.warning) for each in kind]


@pytest.mark.parametrize(("page", "section"), PLACES)
def test_every_page_opens_on_hardly_anything(
    small: Store, monkeypatch: pytest.MonkeyPatch, page: str, section: str
) -> None:
    said = read_sentences(opened(page, small.path, monkeypatch, section=section), page)
    assert not [each for each in said if "nan" in each.lower().split() or "None" in each]


@pytest.mark.parametrize(("page", "section"), PLACES)
def test_every_page_shows_the_demonstration_where_nothing_is_imported(
    demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, section: str
) -> None:
    monkeypatch.setattr(paths, "DEMO_STORE", demo_store.path)
    said = read_sentences(opened(page, tmp_path / "empty", monkeypatch, section=section), page)
    assert any("fictives" in each for each in said)


@pytest.mark.parametrize("url_key", NOTHING)
@pytest.mark.parametrize(("page", "section"), WITH_FILTERS)
def test_a_filter_that_selects_nothing_leaves_a_page_that_speaks(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch, page: str, section: str, url_key: str
) -> None:
    test = opened(page, demo_store.path, monkeypatch, section=section, **{url_key: NOTHING[url_key]})
    said = read_sentences(test, page)
    assert not [each for each in said if "nan" in each.lower().split() or "None" in each]
    drawn = len(test.get("vega_lite_chart")) + len(test.dataframe) + len(test.metric)
    drawn += sum(
        "id=" in link.proto.query_string for link in test.get("page_link")
    )  # lines of a list of members
    assert drawn or test.info, "an empty page says nothing"
