"""How far each row is from zero, to one side or the other."""

from __future__ import annotations

import textwrap

import pandas as pd

from dse import theme
from dse.charts import vega
from dse.charts.axes import range_between, row_axis, rows_height
from dse.charts.emphasis import as_is
from dse.charts.key import key

MOST_ROOM = 1.2  # of the bars', beyond which words take two lines
WRAPPED_LETTERS, HALF_LINE = 24, 9
LEAST_REACH, MARGIN = 0.2, 1.08
LETTER, NARROW, LEAST_PLOT = 7.4, 600, 170  # in pixels: a letter, a narrow card, the least room for the bars


def away_from_zero(
    rows: pd.DataFrame, sides: tuple[str, str], full_table: pd.DataFrame | None = None
) -> vega.Chart:
    """A bar a row from zero, in the order given; in colour where `is_clear`, with its words at the right.

    `rows` has `row`, `value`, `is_clear` and `said`; `sides` name what is below and above zero. `full_table` are the
    rows that give the scale, if these are some of them.
    """
    scaled = rows if full_table is None else full_table
    if _room(scaled) > MOST_ROOM:
        rows, scaled = _wrap_words(rows), _wrap_words(scaled)
    drawn = rows.astype({"value": "float64"})
    inks = [
        (theme.WARNING if value < 0 else theme.ACCENT) if clear else theme.PALE
        for value, clear in zip(drawn["value"], rows["is_clear"], strict=True)
    ]
    reach = max(LEAST_REACH, MARGIN * float(scaled["value"].astype("float64").abs().max()))
    words = round(_measure(scaled, "said"))
    scale = vega.scale(domain=[-reach, reach], range=range_between(0, words, LEAST_PLOT), nice=False)
    names = list(drawn["row"])
    base = vega.Layer(drawn.assign(ink=inks)).encode(y=vega.field("row:N", sort=names, axis=row_axis(names)))
    layers = [
        base.mark("bar", height={"band": 0.62}).encode(
            x=vega.field("value:Q", scale=scale, axis=None), x2=vega.datum(0), color=as_is("ink")
        ),
        vega.Layer(pd.DataFrame({"at": [0.0]}))
        .mark("rule", color=theme.NEUTRAL)
        .encode(x=vega.field("at:Q", scale=scale)),
        base.mark(
            "text",
            align="left",
            dx=8,
            dy=-HALF_LINE * int(drawn["said"].str.count("\n").max()),
            lineBreak="\n",
            fontSize=theme.TEXT_SIZE,
            color=theme.NEUTRAL,
        ).encode(x=vega.datum(reach), text=vega.field("said:N")),
    ]
    return vega.layer(*layers, height=rows_height(len(drawn)), title=key(f"◀ {sides[0]}   |   {sides[1]} ▶"))


def _wrap_words(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(said=[textwrap.fill(text, WRAPPED_LETTERS) for text in rows["said"]])


def _room(rows: pd.DataFrame) -> float:
    """The room of the words at the right as a share of that of the bars, measured on a narrow card."""
    names, words = (_measure(rows, name) for name in ("row", "said"))
    return words / max(LEAST_PLOT, NARROW - names - words)


def _measure(rows: pd.DataFrame, name: str) -> float:
    return LETTER * max((len(line) for text in rows[name] for line in text.split("\n")), default=0) + 24
