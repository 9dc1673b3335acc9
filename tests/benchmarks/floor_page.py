"""The floor of the pages: a filter and as many static charts as the address says, with the collector frozen as the product does it."""

from __future__ import annotations

import gc
from functools import cache

import altair as alt
import pandas as pd
import streamlit as st

PERIODS = ["Toutes les années", "Triennal 2013-2015", "Triennal 2016-2018", "Triennal 2019-2021"]


@cache
def freeze_imports() -> None:
    gc.collect()
    gc.freeze()


st.set_page_config(page_title="floor", layout="wide")
period = st.sidebar.selectbox("Période", PERIODS)
with st.container():
    for number in range(int(st.query_params.get("n", "3"))):
        rows = pd.DataFrame({"x": list("abc"), "y": [1, 2 + number % 3, 3 + PERIODS.index(period)]})
        bars = alt.Chart(rows).mark_bar().encode(x="x:N", y="y:Q").properties(height=260)
        st.altair_chart(bars, key=f"chart_{number}")
freeze_imports()
