"""The preparation of a large version: under a bar, once for all, and in a thread that no click stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from dse.errors import StoreError
from dse.store import Store
from dse.ui.frame import long_work, preparation

PATIENCE_S = 60


class Click(BaseException):
    """What stops a page, as Streamlit does when somebody clicks."""


@pytest.fixture
def shares(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The shares that a bar has shown."""
    shown: list[float] = []

    @contextmanager
    def show(_: str) -> Iterator[Callable[[float, str], None]]:
        yield lambda share, text: shown.append(share)

    monkeypatch.setattr(long_work, "show_progress", show)
    return shown


def test_a_bar_shows_how_far_it_has_come_and_it_is_done_once(
    shares: list[float], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = []

    def prepare(store: Store, number: int, note: Callable[[str, float], None]) -> Path:
        note("", 0.5)
        while 0.5 not in shares:
            assert not Event().wait(0.01)
        made.append(number)
        return tmp_path

    monkeypatch.setattr(preparation, "prepare_version", prepare)
    preparation.prepare("once", tmp_path, 3)
    preparation.prepare("once", tmp_path, 3)
    assert made == [3] and set(shares) <= {0.0, 0.5}


def test_who_clicks_meanwhile_finds_it_going_on(
    monkeypatch: pytest.MonkeyPatch, shares: list[float], tmp_path: Path
) -> None:
    began, may_end, made = Event(), Event(), []

    def prepare(store: Store, number: int, note: Callable[[str, float], None]) -> Path:
        began.set()
        assert may_end.wait(PATIENCE_S)
        made.append(number)
        return tmp_path

    @contextmanager
    def stopped(_: str) -> Iterator[Callable[[float, str], None]]:
        assert began.wait(PATIENCE_S)
        raise Click
        yield

    monkeypatch.setattr(preparation, "prepare_version", prepare)
    with monkeypatch.context() as patch, pytest.raises(Click):
        patch.setattr(long_work, "show_progress", stopped)
        preparation.prepare("click", tmp_path, 4)
    may_end.set()
    preparation.prepare("click", tmp_path, 4)
    assert made == [4]


@pytest.mark.parametrize("failure", [StoreError("abîmé"), None])
def test_a_failure_is_left_to_the_figures_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, shares: list[float], tmp_path: Path, failure: StoreError | None
) -> None:
    asked = []

    def prepare(store: Store, number: int, note: Callable[[str, float], None]) -> None:
        asked.append(number)
        if failure:
            raise failure

    monkeypatch.setattr(preparation, "prepare_version", prepare)
    monkeypatch.setattr(preparation, "can_be_prepared", lambda store, number: True)
    preparation.prepare(("failure", str(failure)), tmp_path, 5)
    preparation.prepare(("failure", str(failure)), tmp_path, 5)
    assert asked == [5, 5]


def test_what_is_known_to_fail_shows_no_bar(
    monkeypatch: pytest.MonkeyPatch, shares: list[float], tmp_path: Path
) -> None:
    asked = []
    monkeypatch.setattr(preparation, "prepare_version", lambda store, number, note: asked.append(number))
    monkeypatch.setattr(preparation, "can_be_prepared", lambda store, number: False)
    preparation.prepare("hopeless", tmp_path, 7)
    monkeypatch.setattr(long_work, "show_progress", lambda text: pytest.fail("a bar is shown"))
    preparation.prepare("hopeless", tmp_path, 7)
    assert asked == [7]


def test_facts_that_were_removed_are_made_again(
    monkeypatch: pytest.MonkeyPatch, shares: list[float], tmp_path: Path
) -> None:
    folder, made = tmp_path / "facts", []

    def prepare(store: Store, number: int, note: Callable[[str, float], None]) -> Path:
        folder.mkdir()
        made.append(number)
        return folder

    monkeypatch.setattr(preparation, "prepare_version", prepare)
    preparation.prepare("removed", tmp_path, 6)
    preparation.prepare("removed", tmp_path, 6)
    assert made == [6]
    folder.rmdir()
    monkeypatch.setattr(preparation, "can_be_prepared", lambda store, number: True)
    preparation.prepare("removed", tmp_path, 6)
    assert made == [6, 6]
