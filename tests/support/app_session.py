"""The dashboard as Streamlit runs it, without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dse import paths
from dse.ui.frame import menu


def open_page(page: str = "", /, **params: str) -> AppTest:
    """A page at an address, the first one where none is named. No other is run on the way, as with a direct link."""
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120)
    for url_key, value in params.items():
        test.query_params[url_key] = value
    return go_to_page(test, page) if page else test.run()


def go_to_page(test: AppTest, page: str) -> AppTest:
    """The same session at another page."""
    return test.switch_page(menu.get_script(page)).run()


def get_sent_bytes(test: AppTest) -> list[bytes]:
    """All that a page sends to the browser: words, tables, the data of charts."""
    assert not test.exception
    sent = [each.proto for each in test._tree if hasattr(each, "proto")]
    return [each.SerializeToString() for each in sent if hasattr(each, "SerializeToString")]
