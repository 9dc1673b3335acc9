"""A public's page never offers an import: it has no files to bring, and the page Données is the team's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import uploads
from app_session import get_sent_bytes, open_page

from dse import figures
from dse.figures.import_advice import leave_import_out
from dse.store import Store
from dse.ui.frame import menu

PUBLICS = ("projection", "diffusion")
OFFER = re.compile("[Ii]mporte[rz]")
PARTS = [(page, part) for page in menu.SLUGS for part in figures.SECTIONS.get(page, ("",))]


@pytest.fixture(scope="module")
def members_only(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of which most figures have nothing to say."""
    store = Store(tmp_path_factory.mktemp("members"))
    uploads.accepted(store, uploads.clean("membres"))
    return store


def list_offers(page: str, /, **params: str) -> list[str]:
    """What a page says that has the word, with the words around it."""
    texts = [sent.decode("utf-8", "replace") for sent in get_sent_bytes(open_page(page, **params))]
    return [text for text in texts if OFFER.search(text)]


@pytest.mark.parametrize("audience", PUBLICS)
@pytest.mark.parametrize(("page", "part"), PARTS)
def test_no_page_of_a_public_offers_an_import_where_data_are_missing(
    members_only: Store, monkeypatch: pytest.MonkeyPatch, page: str, part: str, audience: str
) -> None:
    monkeypatch.setenv("DSE_STORE", str(members_only.path))
    params = {"section": part} if part else {"page": "reinterroger"} if page == menu.PROJECTION else {}
    assert list_offers(page, public=audience, **params) == []


@pytest.mark.parametrize("audience", PUBLICS)
def test_the_demo_offers_none_to_a_public(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audience: str
) -> None:
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "empty"))
    assert list_offers("reinterroger", public=audience, section="decisions") == []


def test_the_team_is_still_told_how_to_go_on(members_only: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(members_only.path))
    assert list_offers("enquetes") and list_offers("changement", section="changements")


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("Rien ici : importez les fichiers.", "Rien ici."),
        (
            "Rien : élargissez, retirez un filtre, ou importez les a, les b.",
            "Rien : élargissez, retirez un filtre.",
        ),
        ("Rien ici : importez l’offre, l’enquête, ou élargissez.", "Rien ici : élargissez."),
        ("Rien en 2016\u00a0: importez les fichiers.", "Rien en 2016."),
        ("Rien ici : élargissez les années.", "Rien ici : élargissez les années."),
        ("Rien ici. Pour importer une enquête, déposez : un fichier.", "Rien ici."),
        ("Importez vos fichiers.", "Aucune donnée pour ce choix."),
        ("Aucune enquête n’est importée.", "Aucune enquête n’est importée."),
    ],
)
def test_a_sentence_keeps_its_reason_without_the_advice_to_import(text: str, shorter: str) -> None:
    assert leave_import_out(text) == shorter


def test_no_figure_advises_a_public_to_import(members_only: Store) -> None:
    number = members_only.current().number
    for figure in figures.REGISTRY.values():
        for audience in PUBLICS:
            said = figures.answer(members_only, number, figure, figures.Selection(audience=audience))
            assert not OFFER.search(said.finding.sentence), figure.id
        if isinstance(figure.when_empty, str):
            assert not OFFER.search(leave_import_out(figure.when_empty)), figure.id
