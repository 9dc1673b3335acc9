"""The dashboard as Streamlit runs it, without a browser."""

from __future__ import annotations

import json

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


def type_in_table(test: AppTest, name: str, text: str, column: str, value: object) -> AppTest:
    """The session after a cell was typed, in the row that holds a text, of the table whose key begins with a name."""
    (table,) = [each for each in test.dataframe if f"-{name}_" in each.proto.id]
    rows = table.value.to_numpy().tolist()
    position = next(position for position, row in enumerate(rows) if text in row)
    states = test._tree.get_widget_states()
    state = states.widgets.add()
    state.id = table.proto.id
    edits = {"edited_rows": {position: {column: value}}, "added_rows": [], "deleted_rows": []}
    state.string_value = json.dumps(edits)
    return test._run(states)


def get_sent_bytes(test: AppTest) -> list[bytes]:
    """All that a page sends to the browser: words, tables, the data of charts."""
    assert not test.exception
    sent = [each.proto for each in test._tree if hasattr(each, "proto")]
    return [each.SerializeToString() for each in sent if hasattr(each, "SerializeToString")]
