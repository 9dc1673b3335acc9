"""What is shown where there is nothing to show, or what cannot be read: one French sentence, and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import app_session
import pytest
from streamlit.testing.v1 import AppTest

from dse.store import Store
from dse.ui.frame import empty_state
from dse.ui.frame.prose import format_sentence


def open_store_page(store: Path, monkeypatch: pytest.MonkeyPatch, page: str, **params: str) -> AppTest:
    monkeypatch.setenv("DSE_STORE", str(store))
    return app_session.open_page(page, **params)


def test_a_page_with_nothing_for_a_choice_says_it_once_and_lets_the_filters_go(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_store_page(demo_store.path, monkeypatch, "recours", regions="06")
    assert [each.value for each in test.info] == [
        format_sentence(empty_state.NO_DATA_FOR_SELECTION.format("retirez un filtre"))
    ]
    assert len(test.subheader) == 0
    test.button(key="retirer_tout").click().run()
    assert len(test.subheader) > 1 and "regions" not in test.query_params


def test_a_part_of_a_page_with_nothing_for_a_choice_lists_its_questions_and_lets_the_filters_go(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_store_page(demo_store.path, monkeypatch, "changement", regions="06")
    (said,) = (each.value.splitlines() for each in test.info)
    assert len(said) > 2 and all(each.startswith("- ") for each in said[1:])
    test.button(key="retirer_tout").click().run()
    assert len(test.subheader) > 1 and "regions" not in test.query_params


def test_a_damaged_file_is_told_in_one_sentence_with_what_to_do(
    demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(demo_store.path, tmp_path / "store")
    (hurt,) = (copy / "data").glob("accompaniments-*.parquet")
    hurt.write_bytes(hurt.read_bytes()[:100])
    test = open_store_page(copy, monkeypatch, "recours")
    (said,) = (each.value for each in test.error)
    assert (
        "Accompagnements" in said
        and "est endommagé" in said
        and "récupérez ce fichier dans une sauvegarde" in said
    )
    assert not test.exception and len(test.subheader) == 0
