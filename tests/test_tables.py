"""How a table is laid out on screen: a long text is given two lines rather than the width of the page."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest

from dse.figures.change import columns
from dse.figures.change.listed import FIGURE
from dse.ui import tables


def _long() -> None:
    import pandas as pd

    from dse.figures.change import columns as c
    from dse.ui import tables

    frame = pd.DataFrame(
        {"description": ["Une commune publie ses comptes chaque année."] * 20, "change_id": ["C"] * 20}
    )
    tables.show(frame, (c.DESCRIPTION, c.CHANGE_ID), key="longs")
    tables.show(frame.assign(description="Court"), (c.DESCRIPTION, c.CHANGE_ID), key="courts")


def test_a_long_text_goes_to_a_second_line() -> None:
    test = AppTest.from_function(_long).run()
    assert not test.exception
    long, short = test.dataframe
    widths = {name: each.get("width") for name, each in json.loads(long.proto.columns).items()}
    assert widths["description"] == tables.TEXT_WIDTH
    title = len(columns.CHANGE_ID.label)
    assert widths["change_id"] >= tables.LETTER * title, "a short text keeps one line"
    assert (long.proto.row_height, short.proto.row_height) == (tables.TWO_LINES, tables.ROW_HEIGHT)
    assert tables.TWO_LINES > 64, "under four rem Streamlit wraps nothing"
    assert not any(each.get("width") for each in json.loads(short.proto.columns).values())


def test_what_a_list_of_changes_is_asked_for_comes_first() -> None:
    """« Attestés par quoi, avec quel appui ? »"""
    assert [each.name for each in FIGURE.columns[:4]] == [
        "description",
        "cited_titles",
        "evidence",
        "verification",
    ]
