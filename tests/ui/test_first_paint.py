"""What is on screen before the program is loaded: our menu, the title of the page, and that it is being loaded."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from app_session import open_page

from dse import paths
from dse.figures import PAGES
from dse.store import Store
from dse.ui.frame import menu, shell

SLOW = ("altair", "duckdb", "pandera", "scipy", "dse.figures", "dse.query", "dse.store", "schemas")


@pytest.mark.parametrize("slug", menu.SLUGS)
def test_a_page_asks_for_its_frame_before_it_imports_anything_slow(slug: str) -> None:
    _, *statements = ast.parse((paths.ROOT / menu.get_script(slug)).read_text(encoding="utf-8")).body
    first_two = [ast.unparse(statement) for statement in statements[:2]]
    assert first_two == ["from dse.ui.frame import menu", "menu.require_frame()"]


def test_every_page_has_a_slug() -> None:
    assert {script.stem for script in (paths.ROOT / menu.SCRIPTS).glob("*.py")} == set(menu.SLUGS)


def test_the_menu_loads_nothing_slow() -> None:
    code = f"import sys, dse.ui.frame.menu; print([name for name in {SLOW} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_menu_has_every_page_of_figures() -> None:
    assert PAGES.items() <= dict(menu.PAGES).items()


def test_the_title_is_there_while_the_data_are_opened_and_the_message_goes(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    monkeypatch.setattr(menu, "_is_loaded", False)
    monkeypatch.setattr(shell, "begin_page", lambda *_, **__: False)
    ended: list[bool] = []
    end_loading = menu.end_loading
    monkeypatch.setattr(menu, "end_loading", lambda: ended.append(True))
    test = open_page("recours")
    assert [title.value for title in test.title] == [dict(menu.PAGES)["recours"]] and ended
    assert menu.LOADING in [text.value for text in test.caption]
    monkeypatch.setattr(menu, "end_loading", end_loading)
    test = open_page("recours")
    assert len(test.title) == 0 and menu.LOADING not in [text.value for text in test.caption]


def test_an_error_leaves_no_message_of_loading(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    monkeypatch.setattr(menu, "_is_loaded", False)
    monkeypatch.setattr(shell, "begin_page", fail)
    test = open_page("recours")
    assert len(test.error) == 1 and menu.LOADING not in [text.value for text in test.caption]
