"""The dashboard as Streamlit runs it, without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dse import paths


def opened(page: str = "", /, **words: str) -> AppTest:
    """A page at an address, the first one where none is named. No other is run on the way, as with a direct link."""
    test = AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120)
    for word, value in words.items():
        test.query_params[word] = value
    return turned(test, page) if page else test.run()


def turned(test: AppTest, page: str) -> AppTest:
    """The same session at another page."""
    return test.switch_page(f"pages/{page}.py").run()
