"""How far each row is from zero, to one side or the other."""

from __future__ import annotations

import altair
import pandas as pd

from dse import theme
from dse.charts.axes import row_axis, rows_height
from dse.charts.emphasis import as_is
from dse.charts.key import key

LEAST_REACH, MARGIN = 0.2, 1.08
LETTER, NARROW, LEAST_PLOT = 7.4, 600, 170  # in pixels: a letter, a narrow card, the least room for the bars


def away_from_zero(
    rows: pd.DataFrame, sides: tuple[str, str], whole: pd.DataFrame | None = None
) -> altair.LayerChart:
    """A bar a row from zero, in the order given; in colour where `is_clear`, with its words at the right.

    `rows` has `row`, `value`, `is_clear` and `said`; `sides` name what is below and above zero. `whole` are the
    rows that give the scale, if these are some of them.
    """
    scaled = rows if whole is None else whole
    drawn = rows.astype({"value": "float64"})
    inks = [
        (theme.WARNING if value < 0 else theme.ACCENT) if clear else theme.PALE
        for value, clear in zip(drawn["value"], rows["is_clear"], strict=True)
    ]
    reach = max(LEAST_REACH, MARGIN * float(scaled["value"].astype("float64").abs().max()))
    scale = altair.Scale(domain=[-reach, reach + 2 * reach * _room(scaled)], nice=False)
    names = list(drawn["row"])
    base = altair.Chart(drawn.assign(ink=inks)).encode(y=altair.Y("row:N", sort=names, axis=row_axis(names)))
    layers = [
        base.mark_bar(height={"band": 0.62}).encode(
            x=altair.X("value:Q", scale=scale, axis=None), x2=altair.datum(0), color=as_is("ink")
        ),
        altair.Chart(pd.DataFrame({"at": [0.0]}))
        .mark_rule(color=theme.NEUTRAL)
        .encode(x=altair.X("at:Q", scale=scale)),
        base.mark_text(align="left", dx=8, fontSize=theme.TEXT_SIZE, color=theme.NEUTRAL).encode(
            x=altair.datum(reach), text=altair.Text("said:N")
        ),
    ]
    return altair.layer(*layers).properties(
        height=rows_height(len(drawn)), title=key(f"◀ {sides[0]}   |   {sides[1]} ▶")
    )


def _room(rows: pd.DataFrame) -> float:
    """The room of the words at the right as a share of that of the bars, measured on a narrow card."""
    names, words = (
        LETTER * max((len(each) for each in rows[name]), default=0) + 24 for name in ("row", "said")
    )
    return words / max(LEAST_PLOT, NARROW - names - words)
