"""Charts on the page, in its light or dark theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import streamlit as st

from dse import french
from dse.charts import dark_mode, transport
from dse.figures import pointed
from dse.ui.card import chart_clicks


def draw(
    spec: Mapping[str, Any], *, key: str, alt: str, on_click: Callable[[str], object] | None = None
) -> None:
    """Draw a chart as wide as its container, in the theme of the page. `alt` is read aloud in its place.

    `on_click` is called with the key of the chart when a mark that stands for a filter is clicked.

    The theme is that of the run: when the system turns dark, the chart stays light, and readable, until the next run.
    """
    themed_spec = transport.for_page(apply_page_theme(spec))
    if on_click is None or not pointed.has_clicks(spec):
        st.vega_lite_chart(themed_spec, width="stretch", key=key, alt=french.typeset(alt))
        return
    chart_clicks.forget_clicks_if_away(key)
    st.vega_lite_chart(
        themed_spec,
        width="stretch",
        key=key,
        alt=french.typeset(alt),
        on_select=cast(Any, partial(on_click, key)),
    )


def apply_page_theme(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """The chart in the colours of the page, light or dark."""
    return dark_mode.on_dark(spec) if st.context.theme.type == "dark" else spec
