"""Charts on the page, in the colours of its ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from dse import french
from dse.charts import ground
from dse.figures import pointed
from dse.ui.card import chart_clicks


def draw(
    spec: Mapping[str, Any], *, key: str, alt: str, on_click: Callable[[str], object] | None = None
) -> None:
    """Draw a chart as wide as its place, light or dark as the page is; `alt` says it to who does not see it.

    `on_click` is told the key of the chart when a mark that stands for a filter is clicked.

    A chart brings its own ground: when the reader's system turns to the night, it stays as it was, and whole, until the next run.
    """
    drawn = on_the_page(spec)
    if on_click is None or not pointed.has_clicks(spec):
        st.vega_lite_chart(drawn, width="stretch", key=key, alt=french.typeset(alt))
        return
    chart_clicks.listen(key)
    st.vega_lite_chart(
        drawn, width="stretch", key=key, alt=french.typeset(alt), on_select=partial(on_click, key)
    )


def on_the_page(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """The chart in the colours of the page, light or dark."""
    return ground.on_dark(spec) if st.context.theme.type == "dark" else spec
