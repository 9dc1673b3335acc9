"""What the signs of a chart mean, on one line above it."""

from __future__ import annotations

from dse import french, theme
from dse.charts import vega

LINE = 20  # pixels of a line above a chart


def with_note(chart: vega.Chart, text: str) -> vega.Chart:
    """The chart, higher by a line, with a note above it under what names its signs."""
    above = chart.options.get("title") or key("")
    lines = [*above["text"], french.typeset(text)]
    return chart.properties(title={**above, "text": lines}, height=chart.height + LINE)


def key(text: str, offset: int = 10) -> vega.Options:
    """The lines above a chart that name its signs, `offset` pixels from it. Said by no screen reader: the table says all."""
    return {
        "text": french.typeset(text).splitlines(),
        "anchor": "start",
        "fontSize": theme.LABEL_SIZE,
        "fontWeight": "normal",
        "lineHeight": LINE,
        "offset": offset,
        "aria": False,
    }
