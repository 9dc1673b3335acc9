"""The same chart on the page that it is shown on: white paper, or the dark page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from dse import theme


def on_dark(part: Any) -> Any:
    """A Vega-Lite chart with, for each colour of the palette, the one that stands for it on the dark page."""
    if isinstance(part, str):
        return theme.ON_DARK.get(part, part)
    if isinstance(part, list):
        return [on_dark(child) for child in part]
    if isinstance(part, pa.Table):
        return pa.table({name: on_dark(part[name].to_pylist()) for name in part.column_names})
    if not isinstance(part, Mapping):
        return part
    return {name: on_dark(value) for name, value in part.items()}
