"""What is needed, asked for and served, one subject a row."""

from __future__ import annotations

import pandas as pd

from dse import theme
from dse.charts import bounds, vega
from dse.charts.axes import percent_axis, range_before, row_axis, rows_height
from dse.charts.emphasis import as_is
from dse.charts.key import key

_SIGN_OF_ACCOMPANIED = "■ déjà accompagnés"
_SIGN_OF_VISITS = "\u2003□ seulement venus à une activité"
_SIGN_OF_NEED = "\u2003● en ont besoin"
_INTERVAL = "Bande claire : marge d’erreur\u2003"
_NUMBERS = "À droite : besoin moins part {}"
_BAR, _BOUND = 16, 26  # pixels
_TITLES = {"accompanied": "Accompagnés", "met": "Accompagnés ou venus", "asked": "Demandé", "need": "Besoin"}


def needs_met(rows: pd.DataFrame, full_table: pd.DataFrame | None = None) -> vega.Chart:
    """A bar of what is served up to the point of what is needed, in the order given; `is_highlighted` rows in colour.

    `rows` has `row`, the shares `need` with `low` and `high` (or what `bounds` draws of a bound), `asked`, `accompanied` and `met`, which also counts who came to an
    activity, in percent (empty where unknown), the same as texts (`need_shown`), `satisfied` in words, and `said`, written at the right.
    `full_table` are the rows that give the room for names and words, if these are some of them.
    """
    all_rows = rows if full_table is None else full_table
    drawn = rows.assign(
        ink=[theme.ACCENT if is_highlighted else theme.NEUTRAL for is_highlighted in rows["is_highlighted"]]
    )
    for name in ("need", "low", "high", "asked", "accompanied", "met", bounds.FROM, bounds.END):
        drawn[name] = drawn[name].astype("float64")
    drawn["start"] = drawn["accompanied"].fillna(0.0)
    base = vega.Layer(drawn).encode(
        y=vega.field("row:N", sort=list(drawn["row"]), axis=row_axis(drawn["row"])), color=as_is("ink")
    )
    layers = [
        *(bounds.bars(base, height=_BOUND) if bounds.has_any(all_rows) else []),
        *_bars(base, all_rows["said"]),
        base.filter("isValid(datum.low)")
        .mark("rule", strokeWidth=11, opacity=0.28)
        .encode(x=vega.field("low:Q"), x2=vega.field("high")),
        _need(base),
        base.mark("text", align="left", dx=12, fontSize=theme.TEXT_SIZE).encode(
            x=vega.datum(100), text=vega.field("said:N")
        ),
    ]
    title = key(_describe_signs(drawn)) | {"color": theme.NEUTRAL}
    return vega.layer(*layers, height=rows_height(len(drawn), len(title["text"])), title=title)


def _describe_signs(rows: pd.DataFrame) -> str:
    """What the signs mean of what is drawn, then what is written at the right."""
    has_visits = rows["met"].notna().any()
    visits = _SIGN_OF_VISITS if has_visits else ""
    bound = f"\u2003{bounds.KEY}" if bounds.has_any(rows) else ""
    interval = _INTERVAL if rows["low"].notna().any() else ""
    numbers = _NUMBERS.format("accompagnée ou venue" if has_visits else "accompagnée")
    return f"{_SIGN_OF_ACCOMPANIED}{visits}{_SIGN_OF_NEED}{bound}\n{interval}{numbers}"


def _bars(base: vega.Layer, texts: pd.Series) -> list[vega.Layer]:
    """The accompanied as a full bar, then the hollow one of those who only came to an activity; then room for the texts."""
    scale = vega.scale(domain=[0, 100], range=range_before(texts), nice=False)
    axis = percent_axis(None) | {"values": [0, 25, 50, 75, 100]}
    tooltip = [
        vega.field("row:N", title=" "),
        *map(_share, ("accompanied", "met", "asked")),
        vega.field("satisfied:N", title="Satisfaits, des accompagnés ou venus"),
    ]
    full = base.filter("isValid(datum.accompanied)").mark("bar", height=_BAR, opacity=0.85)
    hollow = base.filter("isValid(datum.met) && datum.met > datum.start").mark(
        "bar", height=_BAR, fill=theme.PAPER, strokeWidth=2
    )
    return [
        hollow.encode(
            x=vega.field("start:Q", scale=scale, axis=axis),
            x2=vega.field("met"),
            stroke=vega.field("ink:N", scale=None),
            tooltip=tooltip,
        ),
        full.encode(x=vega.field("accompanied:Q"), x2=vega.datum(0), tooltip=tooltip),
    ]


def _share(name: str) -> vega.Options:
    return vega.field(f"{name}_shown:N", title=_TITLES[name])


def _need(base: vega.Layer) -> vega.Layer:
    tooltip = [vega.field("row:N", title=" "), _share("need")]
    point = base.filter("isValid(datum.need)").mark("point", filled=True, opacity=1, size=190)
    return point.encode(x=vega.field("need:Q"), stroke=vega.field("ink:N", scale=None), tooltip=tooltip)
