"""Charts on the page, in the colours of its ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dse import french
from dse.charts import ground


def draw(spec: Mapping[str, Any], *, key: str, alt: str) -> None:
    """Draw a chart as wide as its place, light or dark as the page is; `alt` says it to who does not see it.

    A chart brings its own ground: when the reader's system turns to the night, it stays as it was, and whole, until the next run.
    """
    is_dark = st.context.theme.type == "dark"
    st.vega_lite_chart(
        ground.on_dark(spec) if is_dark else spec, width="stretch", key=key, alt=french.typeset(alt)
    )
