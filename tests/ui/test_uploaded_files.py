"""Files dropped on page Données are given back: after the import, and when the page is left."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
import uploads
from app_session import go_to_page, open_page
from streamlit.testing.v1 import AppTest

from dse.ingest import Upload
from dse.store import Store
from dse.ui.frame import uploaded_files

OFFERS = "Identifiant;Intitulé;Type;Familles visées;Ouverture;Fermeture;Places par an;Note"


@pytest.fixture
def given_back(clean_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are given back, over a store of one's own."""
    store = Store(shutil.copytree(clean_store.path, tmp_path / "store"))
    monkeypatch.setenv("DSE_STORE", str(store.path))
    file_ids: list[str] = []

    def note(ids: Iterable[str]) -> None:
        file_ids.extend(ids)

    monkeypatch.setattr(uploaded_files, "_give_back", note)
    monkeypatch.setattr(uploaded_files, "_give_back_session", lambda: note(["whole session"]))
    return file_ids


def drop(test: AppTest, upload: Upload) -> AppTest:
    return test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()


def test_files_are_given_back_once_they_are_imported(given_back: list[str]) -> None:
    test = drop(
        open_page("donnees"),
        uploads.build_upload("offre.csv", OFFERS, "OFF-8;Ateliers;ATELIER;;02/01/2020;;;"),
    )
    assert given_back == [] and uploaded_files.PROPOSAL in test.session_state
    test.button(key="confirmer").click().run()
    assert not test.exception and len(given_back) == 1
    assert uploaded_files.PROPOSAL not in test.session_state


def test_files_and_what_was_read_of_them_are_given_back_when_the_page_is_left(given_back: list[str]) -> None:
    test = drop(
        open_page("donnees"),
        uploads.build_upload("offre.csv", OFFERS, "OFF-8;Ateliers;SAIS_PAS;;02/01/2020;;;"),
    )
    assert given_back == [] and uploaded_files.PROPOSAL in test.session_state
    go_to_page(test, "recours")
    assert not test.exception and len(given_back) == 1
    assert uploaded_files.PROPOSAL not in test.session_state


def test_files_are_given_back_when_they_are_taken_out_of_the_frame(given_back: list[str]) -> None:
    test = drop(
        open_page("donnees"),
        uploads.build_upload("offre.csv", OFFERS, "OFF-8;Ateliers;SAIS_PAS;;02/01/2020;;;"),
    )
    test.file_uploader[0].set_value([]).run()
    assert len(given_back) == 1 and uploaded_files.PROPOSAL not in test.session_state
