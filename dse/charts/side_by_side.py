"""Several measures of the same rows, a block of bars a measure: what is compared is the order of the rows."""

from __future__ import annotations

import textwrap

import pandas as pd

from dse import french, theme
from dse.charts import bounds, vega
from dse.charts.axes import row_axis, rows_height
from dse.charts.emphasis import as_is
from dse.charts.key import key

_INTERVAL = "Trait : marge d’erreur"
TITLE_LETTERS, TITLE_LINE = 14, 16  # letters and pixels of a line over a block of a narrow chart
BLOCK, ROOM = 100, 62  # units of a block, in percent, and after it the room of its numbers


def side_by_side(
    rows: pd.DataFrame, blocks: dict[tuple[str, str], str], interval: tuple[str, str] | None = None
) -> vega.Chart:
    """A row a name in the order given, and for each of `blocks` (its column of shares in percent and that of their bases, and its title) a bar.

    `rows` has `row`, and `said` where the share of the first block may be hidden; of one that is bounded, `bounds` draws what is known. What is
    hidden of another block has names that begin with its column: `<column>_said`. `interval` names the bounds of the first block, drawn
    as a line.
    """
    names = list(rows["row"])
    highs = [interval[1] if interval else None, *[None] * len(blocks)]
    long = pd.concat([_block(rows, block, rank, highs[rank]) for rank, block in enumerate(blocks)])
    scale = vega.scale(domain=[0, (BLOCK + ROOM) * len(blocks)], nice=False)
    base = vega.Layer(long).encode(y=vega.field("row:N", sort=names, axis=row_axis(names)))
    x = vega.field("start:Q", scale=scale, axis=None)
    bars = base.mark("bar", height={"band": 0.6}, color=theme.ACCENT_SOFT).encode(
        x=x,
        x2=vega.field("end"),
        tooltip=[vega.field("row:N", title=" "), vega.field("said:N", title="Part")],
    )
    words = base.mark("text", align="left", dx=8, fontSize=theme.TEXT_SIZE, color=theme.NEUTRAL).encode(
        x=vega.field("spot:Q", scale=scale, axis=None), text=vega.field("said:N")
    )
    bounded = [
        layer for rank, block in enumerate(blocks) for layer in _draw_bounded(rows, names, block, rank, scale)
    ]
    layers = [
        bars,
        *_bounds(rows, names, interval, scale),
        words,
        _titles(blocks),
        *bounded,
    ]
    chart = vega.layer(*layers, height=rows_height(len(names)))
    has_interval = interval is not None and rows[interval[0]].notna().any()
    signs = {_INTERVAL: has_interval, bounds.KEY: bool(bounded)}
    shown = [sign for sign, is_shown in signs.items() if is_shown]
    return chart.properties(title=key("\u2003".join(shown))) if shown else chart


def _block(rows: pd.DataFrame, block: tuple[str, str], rank: int, high: str | None) -> pd.DataFrame:
    start = float(rank * (BLOCK + ROOM))
    share, base = (rows[name].astype("float64") for name in block)
    name_of_words = f"{_prefix(block, rank)}said"
    hidden = rows[name_of_words] if name_of_words in rows else pd.Series(None, index=rows.index)
    texts = [
        (french.share(value, count) if not pd.isna(value) else "–" if pd.isna(text) else text)
        for value, count, text in zip(share, base, hidden, strict=True)
    ]
    ends = share if high is None else pd.concat([share, rows[high].astype("float64")], axis=1).max(axis=1)
    return pd.DataFrame(
        {
            "row": rows["row"],
            "start": start,
            "end": start + share.fillna(0),
            "spot": start + ends.fillna(0),
            "said": texts,
        }
    )


def _bounds(
    rows: pd.DataFrame, names: list[str], interval: tuple[str, str] | None, scale: vega.Options
) -> list[vega.Layer]:
    if interval is None:
        return []
    bounds = rows.assign(low=rows[interval[0]].astype("float64"), high=rows[interval[1]].astype("float64"))
    base = vega.Layer(bounds[["row", "low", "high"]].dropna())
    rule = base.mark("rule", strokeWidth=3, color=theme.ACCENT)
    return [
        rule.encode(
            y=vega.field("row:N", sort=names),
            x=vega.field("low:Q", scale=scale, axis=None),
            x2=vega.field("high"),
        )
    ]


def _prefix(block: tuple[str, str], rank: int) -> str:
    """What the names of what is hidden of a block begin with."""
    return f"{block[0]}_" if rank else ""


def _draw_bounded(
    rows: pd.DataFrame, names: list[str], block: tuple[str, str], rank: int, scale: vega.Options
) -> list[vega.Layer]:
    columns = {f"{_prefix(block, rank)}{name}": name for name in (bounds.FROM, bounds.END, bounds.TEXT)}
    if not columns.keys() <= set(rows.columns):
        return []
    bounded = rows[["row", *columns]].rename(columns=columns).dropna().assign(ink=theme.ACCENT)
    if bounded.empty:
        return []
    start = float(rank * (BLOCK + ROOM))
    ends = {name: bounded[name].astype("float64") + start for name in (bounds.FROM, bounds.END)}
    base = vega.Layer(bounded.assign(**ends)).encode(y=vega.field("row:N", sort=names), color=as_is("ink"))
    return bounds.bars(base, scale, start=start)


def _titles(blocks: dict[tuple[str, str], str]) -> vega.Layer:
    texts = [
        textwrap.fill(french.typeset(title), TITLE_LETTERS, break_long_words=False)
        for title in blocks.values()
    ]
    lines = max(text.count("\n") for text in texts)
    spots = [{"text": text, "left": rank * (BLOCK + ROOM)} for rank, text in enumerate(texts)]
    return (
        vega.Layer(pd.DataFrame(spots))
        .mark(
            "text",
            align="left",
            lineBreak="\n",
            dy=-14 - TITLE_LINE * lines,
            fontSize=theme.LABEL_SIZE,
            fontWeight="bold",
            color=theme.ACCENT,
        )
        .encode(x=vega.field("left:Q", axis=None), y=vega.value(0), text=vega.field("text:N"))
    )
