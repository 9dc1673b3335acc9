"""Chart forms: a tidy frame in, an Altair chart out. What the columns are comes from their declaration."""

from __future__ import annotations

from collections.abc import Iterable

import altair
import pandas as pd

from dse import french, theme
from schemas import Column, codelists

HEIGHT = 360
ROW_HEIGHT = 44
MOST_COLOURED = 3
NARROW_LETTER = 0.019  # width of a letter, as a share of the bars' room in the narrowest card
CLEAR = ("HAUSSE", "BAISSE")


def labelled(frame: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """The frame with the French label of each code in place of the code."""
    shown = frame.copy()
    for column in columns:
        if column.codelists:
            labels = {
                code: label for name in column.codelists for code, label in codelists.labels(name).items()
            }
            shown[column.name] = shown[column.name].map(labels).fillna("Non renseigné").astype("str")
    return shown


# A title that lies flat above its axis, where it can be read without turning the head.
_FLAT_TITLE = {"titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleX": 0, "titleY": -14}


def percent_axis(title: str | None) -> altair.Axis:
    """An axis in percent, French, few ticks."""
    label = "format(datum.value, '.0f') + '\u202f%'"
    return altair.Axis(
        title=title, tickCount=5, labelFlush=False, labelExpr=label, minExtent=48, **_FLAT_TITLE
    )


def lines(frame: pd.DataFrame, y: Column, series: Column) -> altair.Chart:
    """Shares by year, one line a series: clear tendencies in colour, the others in grey.

    Needs `year`, `segment`, `is_hollow` and `tendency`. A line is not drawn across a change of `segment`; hollow
    points are the years left out of the tests.
    """
    known = frame[frame[y.name].notna()].copy()
    known["label"] = labelled(known, (series,))[series.name]
    known["shown"] = [french.percent(value) for value in known[y.name]]
    known["colour"] = _line_colours(known, series)
    known["line"] = known[series.name] + "/" + known["segment"].astype("str")
    known["order"] = (known["colour"] != theme.PALE).astype(int)
    years = sorted(int(year) for year in frame["year"].unique())
    base = altair.Chart(known).encode(x=_years_axis(years), y=_share_scale(y))
    tooltip = [
        altair.Tooltip("label:N", title=series.title),
        altair.Tooltip("year:Q", title="Année", format="d"),
        altair.Tooltip("shown:N", title=y.title),
    ]
    colour = altair.Color("colour:N", scale=None)
    stroke = base.mark_line(strokeWidth=3).encode(
        detail="line:N", color=colour, order="year:Q", tooltip=tooltip
    )
    full = base.transform_filter("!datum.is_hollow").mark_point(filled=True, size=70, opacity=1)
    hollow = base.transform_filter("datum.is_hollow").mark_point(filled=False, size=70, strokeWidth=2)
    layers = [
        *_break_rules(frame, series),
        stroke,
        full.encode(color=colour, tooltip=tooltip),
        hollow.encode(color=colour, tooltip=tooltip),
        _end_labels(known, y, max(years)),
    ]
    return altair.layer(*layers).properties(height=HEIGHT + 40)


def _line_colours(frame: pd.DataFrame, series: Column) -> list[str]:
    few = frame[series.name].nunique() <= MOST_COLOURED
    return [
        theme.colour(code) if few or tendency in CLEAR else theme.PALE
        for code, tendency in zip(frame[series.name], frame["tendency"], strict=True)
    ]


def _years_axis(years: list[int]) -> altair.X:
    room = max(0.8, 0.24 * (years[-1] - years[0] + 1))
    return altair.X(
        "year:Q",
        scale=altair.Scale(domain=[years[0] - 0.3, years[-1] + room], nice=False),
        axis=altair.Axis(title=None, format="d", values=years, grid=False, labelOverlap=True),
    )


def _share_scale(y: Column) -> altair.Y:
    return altair.Y(
        f"{y.name}:Q", scale=altair.Scale(domain=[0, 100], nice=False), axis=percent_axis(y.title)
    )


def _end_labels(known: pd.DataFrame, y: Column, last_year: int) -> altair.Chart:
    last = known.sort_values("year").groupby("label", as_index=False).last()
    last["text"] = last["label"].astype("str") + " " + last["shown"].astype("str")
    last["spot"] = spread([float(value) for value in last[y.name]], gap=6.5)
    last["ink"] = [theme.NEUTRAL if colour == theme.PALE else colour for colour in last["colour"]]
    return (
        altair.Chart(last[["text", "spot", "ink", "year"]].assign(year=last_year))
        .mark_text(align="left", dx=10, fontSize=theme.TEXT_SIZE)
        .encode(x="year:Q", y="spot:Q", text="text:N", color=altair.Color("ink:N", scale=None))
    )


def spread(values: list[float], gap: float, low: float = 0.0, high: float = 100.0) -> list[float]:
    """Places for labels near `values`, at least `gap` apart where there is room, within `low` and `high`."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    gap = min(gap, (high - low) / max(1, len(values) - 1))
    places: list[float] = []
    for index in order:
        floor = places[-1] + gap if places else low
        places.append(max(values[index], floor))
    ceiling = high
    for rank in range(len(places) - 1, -1, -1):
        places[rank] = min(places[rank], ceiling)
        ceiling = places[rank] - gap
    spots = [0.0] * len(values)
    for rank, index in enumerate(order):
        spots[index] = places[rank]
    return spots


def _break_rules(frame: pd.DataFrame, series: Column) -> list[altair.Chart]:
    named = labelled(frame, (series,)).sort_values("year")
    starts: dict[int, list[str]] = {}
    for name, rows in named.groupby(series.name):
        later = rows[rows["segment"] > rows["segment"].min()]
        for year in later.groupby("segment")["year"].min():
            starts.setdefault(int(year), []).append(str(name))
    if not starts:
        return []
    texts = [f"Rupture de série : {french.listed(names)}" for names in starts.values()]
    marks = pd.DataFrame(
        {"year": [year - 0.5 for year in starts], "text": [french.typeset(text) for text in texts]}
    )
    base = altair.Chart(marks).encode(x="year:Q")
    rule = base.mark_rule(strokeDash=[5, 4], color=theme.NEUTRAL, strokeWidth=1.5)
    text = base.mark_text(align="right", dx=-6, baseline="top", color=theme.NEUTRAL, fontSize=13).encode(
        y=altair.value(0), text="text:N"
    )
    return [rule, text]


def dumbbell(
    frame: pd.DataFrame, row: Column, first: Column, second: Column, emphasis: Column, names: tuple[str, str]
) -> altair.Chart:
    """Two shares a row joined by a line, the widest difference first; a clear difference in colour.

    Needs `difference_points`: where it is empty the two shares are not compared, and no line joins them.
    `names` says what the hollow and the full points are.
    """
    known = frame[frame[first.name].notna() & frame[second.name].notna()].copy()
    known["row"] = labelled(known, (row,))[row.name]
    known["gap"] = known["difference_points"].astype("float64")
    known["ink"] = [
        theme.ACCENT if value in (*CLEAR, "PLUS", "MOINS") else theme.NEUTRAL
        for value in known[emphasis.name]
    ]
    known["shown"] = [
        "écart non calculable" if pd.isna(value) else french.points(value) for value in known["gap"]
    ]
    order = list(known.reindex(known["gap"].abs().sort_values(ascending=False).index)["row"])
    base = altair.Chart(known).encode(
        y=altair.Y("row:N", sort=order, axis=_row_axis(order)), color=altair.Color("ink:N", scale=None)
    )
    scale = altair.Scale(domain=[0, 100], nice=False)
    span = (
        base.transform_filter("isValid(datum.gap)")
        .mark_rule(strokeWidth=5, opacity=0.45)
        .encode(x=altair.X(f"{first.name}:Q", scale=scale, axis=percent_axis(None)), x2=f"{second.name}:Q")
    )
    hollow = base.mark_point(
        filled=True, size=170, opacity=1, fill="#ffffff", strokeWidth=3, stroke=theme.NEUTRAL
    ).encode(
        x=f"{first.name}:Q",
        stroke=altair.Stroke("ink:N", scale=None),
        tooltip=_pair_tooltip(row, first, second),
    )
    full = base.mark_point(filled=True, size=190, opacity=1).encode(
        x=f"{second.name}:Q", tooltip=_pair_tooltip(row, first, second)
    )
    known["right"] = known[[first.name, second.name]].astype(float).max(axis=1)
    text = (
        altair.Chart(known)
        .mark_text(align="left", dx=14, fontSize=theme.TEXT_SIZE)
        .encode(
            y=altair.Y("row:N", sort=order),
            x="right:Q",
            text="shown:N",
            color=altair.Color("ink:N", scale=None),
        )
    )
    title = altair.TitleParams(
        f"○ {names[0]}  →  ● {names[1]}",
        anchor="start",
        fontSize=theme.LABEL_SIZE,
        fontWeight="normal",
        offset=10,
    )
    return altair.layer(span, hollow, full, text).properties(height=_rows_height(len(known)), title=title)


def _pair_tooltip(row: Column, first: Column, second: Column) -> list[altair.Tooltip]:
    return [
        altair.Tooltip("row:N", title=row.title),
        altair.Tooltip(f"{first.name}:Q", title=first.label, format=".0f"),
        altair.Tooltip(f"{second.name}:Q", title=second.label, format=".0f"),
        altair.Tooltip("shown:N", title="Écart"),
    ]


def _top_legend() -> altair.Legend:
    """A legend above the chart, its entries two by two and well apart: narrow cards hold it whole."""
    return altair.Legend(
        title=None, orient="top", columns=2, labelLimit=260, columnPadding=36, symbolSize=130
    )


def _row_axis(names: Iterable[str]) -> altair.Axis:
    """An axis of names with room for the longest, measured in letters: fonts may arrive after the measure."""
    widest = max((len(name) for name in names), default=0)
    return altair.Axis(
        title=None, grid=False, labelFlush=False, labelLimit=280, minExtent=min(280, 24 + 7.6 * widest)
    )


def _rows_height(rows: int) -> int:
    return max(140, ROW_HEIGHT * rows + 60)


def stacked(
    frame: pd.DataFrame, row: Column, parts: tuple[Column, ...], colours: tuple[str, ...]
) -> altair.Chart:
    """Shares of a whole by row, in a declared order of parts, the first at the left."""
    wide = frame.assign(
        row=labelled(frame, (row,))[row.name], total=frame[[p.name for p in parts]].sum(axis=1)
    )
    long = pd.concat(
        [
            pd.DataFrame(
                {
                    "row": wide["row"],
                    "part": part.title,
                    "rank": rank,
                    "count": wide[part.name].astype(int),
                    "pct": 100.0 * wide[part.name].astype(float) / wide["total"].astype(float),
                }
            )
            for rank, part in enumerate(parts)
        ]
    )
    long["end"] = long.sort_values("rank").groupby("row")["pct"].cumsum()
    long["middle"] = long["end"] - long["pct"] / 2
    long["shown"] = [
        f"{count}" if pct >= 5 else "" for count, pct in zip(long["count"], long["pct"], strict=True)
    ]
    order = list(wide.sort_values(parts[0].name, ascending=False)["row"])
    y = altair.Y("row:N", sort=order, axis=_row_axis(order))
    titles = [part.title for part in parts]
    bars = (
        altair.Chart(long)
        .mark_bar(height={"band": 0.72})
        .encode(
            x=altair.X("pct:Q", stack="zero", scale=altair.Scale(domain=[0, 100]), axis=percent_axis(None)),
            y=y,
            order="rank:Q",
            color=altair.Color(
                "part:N",
                scale=altair.Scale(domain=titles, range=list(colours)),
                legend=_top_legend(),
            ),
            tooltip=[
                altair.Tooltip("row:N", title=row.title),
                altair.Tooltip("part:N", title="Marque"),
                altair.Tooltip("count:Q", title="Accompagnements", format=",d"),
            ],
        )
    )
    inks = {title: "#ffffff" if rank < 2 else "#40464d" for rank, title in enumerate(titles)}
    text = (
        altair.Chart(long.assign(ink=long["part"].map(inks)))
        .mark_text(fontSize=13)
        .encode(x="middle:Q", y=y, text="shown:N", color=altair.Color("ink:N", scale=None))
    )
    return (
        altair.layer(bars, text)
        .resolve_scale(color="independent")
        .properties(height=_rows_height(len(order)) + 30)
    )


def heat(frame: pd.DataFrame, x: Column, y: Column, value: Column) -> altair.Chart:
    """A table of shares, each cell coloured and labelled; an empty cell is left blank."""
    known = frame[frame[value.name].notna()].copy()
    known["row"] = labelled(known, (y,))[y.name]
    known["shown"] = [french.percent(each) for each in known[value.name]]
    known["ink"] = ["#ffffff" if each >= 60 else "#30363c" for each in known[value.name]]
    rows = list(dict.fromkeys(known["row"]))
    base = altair.Chart(known).encode(
        x=altair.X(
            f"{x.name}:O",
            axis=altair.Axis(title=None, labelAngle=0, orient="top", labelOverlap=True, labelFlush=False),
        ),
        y=altair.Y("row:N", sort=rows, axis=_row_axis(rows)),
    )
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(
        color=altair.Color(
            f"{value.name}:Q", scale=altair.Scale(domain=[0, 100], range=theme.SEQUENTIAL), legend=None
        ),
        tooltip=[
            altair.Tooltip("row:N", title=y.title),
            altair.Tooltip(f"{x.name}:O", title=x.title),
            altair.Tooltip("shown:N", title=value.title),
        ],
    )
    text = base.mark_text(fontSize=13).encode(text="shown:N", color=altair.Color("ink:N", scale=None))
    return (
        altair.layer(cells, text)
        .resolve_scale(color="independent")
        .properties(height=max(140, 36 * len(rows) + 40))
    )


def ranked_bars(
    frame: pd.DataFrame,
    row: Column,
    value: Column,
    text: pd.Series,
    emphasis: Column | None = None,
    sort: bool = True,
) -> altair.Chart:
    """Horizontal bars from zero with their text at the end; emphasised rows in colour."""
    known = frame.assign(row=labelled(frame, (row,))[row.name], shown=list(text))
    known = known[known[value.name].notna()].copy()
    known["ink"] = _bar_colours(known, emphasis)
    order = list(known.sort_values(value.name, ascending=False)["row"]) if sort else list(known["row"])
    top = max(1.0, float(known[value.name].max()) if len(known) else 1.0) * _room_for(known["shown"])
    y = altair.Y("row:N", sort=order, axis=_row_axis(order))
    x = altair.X(
        f"{value.name}:Q",
        scale=altair.Scale(domain=[0, top], nice=False),
        axis=None,
    )
    base = altair.Chart(known).encode(y=y, x=x)
    bars = base.mark_bar(height={"band": 0.66}).encode(
        color=altair.Color("ink:N", scale=None),
        tooltip=[altair.Tooltip("row:N", title=row.title), altair.Tooltip("shown:N", title=value.title)],
    )
    labels = base.mark_text(align="left", dx=8, fontSize=theme.TEXT_SIZE).encode(
        text="shown:N", color=altair.value(theme.NEUTRAL)
    )
    return altair.layer(bars, labels).properties(height=_rows_height(len(known)))


def _room_for(texts: pd.Series) -> float:
    """How much longer than its longest bar a chart must be for the texts at the bars' ends to fit a narrow card."""
    share = min(0.65, NARROW_LETTER * max((len(text) for text in texts), default=0))
    return 1 / (1 - share)


def _bar_colours(frame: pd.DataFrame, emphasis: Column | None) -> list[str]:
    if emphasis is None:
        return [theme.ACCENT] * len(frame)
    inks = {"MOINS": theme.WARNING, "PLUS": theme.ACCENT}
    return [inks.get(value, theme.ACCENT_SOFT) for value in frame[emphasis.name]]


def year_bars(frame: pd.DataFrame, parts: tuple[Column, ...], colours: tuple[str, ...]) -> altair.Chart:
    """Counts by year, the parts side by side, each bar with its number; pale where `is_partial`."""
    long = pd.concat(
        [
            pd.DataFrame(
                {
                    "year": frame["year"],
                    "part": part.title,
                    "rank": rank,
                    "is_partial": frame["is_partial"],
                    "count": frame[part.name].astype(float),
                }
            )
            for rank, part in enumerate(parts)
        ]
    )
    long["shown"] = [french.number(value) for value in long["count"]]
    titles = [part.title for part in parts]
    top = max(1.0, float(long["count"].max()))
    base = altair.Chart(long).encode(
        x=altair.X("year:O", axis=altair.Axis(title=None, labelAngle=0, labelOverlap=True)),
        xOffset=altair.XOffset("part:N", sort=titles),
        y=altair.Y("count:Q", axis=None, scale=altair.Scale(domain=[0, top * 1.12], nice=False)),
        tooltip=[
            altair.Tooltip("year:O", title="Année"),
            altair.Tooltip("part:N", title="Étape"),
            altair.Tooltip("shown:N", title="Accompagnements"),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        color=altair.Color(
            "part:N",
            scale=altair.Scale(domain=titles, range=list(colours)),
            legend=_top_legend(),
        ),
        opacity=altair.condition("datum.is_partial", altair.value(0.45), altair.value(1)),
    )
    text = base.mark_text(dy=-9, fontSize=12, color=theme.NEUTRAL).encode(text="shown:N")
    return altair.layer(bars, text).properties(height=HEIGHT)


def single_line(
    frame: pd.DataFrame, y: Column, band: tuple[Column, Column] | None = None, share: bool = False
) -> altair.Chart:
    """One series by year from zero, each point with its number, hollow where `is_partial`; an optional band."""
    known = frame[frame[y.name].notna()].copy()
    known["shown"] = [french.percent(v) if share else french.number(v) for v in known[y.name]]
    tops = [float(known[column.name].max()) for column in (y, *(band or ()))]
    top = max(1.0, *tops) * 1.18 if not share else min(100.0, max(20.0, max(tops) * 1.35))
    years = sorted(int(year) for year in frame["year"].unique())
    x = altair.X(
        "year:Q",
        scale=altair.Scale(domain=[years[0] - 0.4, years[-1] + 0.4], nice=False),
        axis=altair.Axis(title=None, format="d", values=years, grid=False, labelOverlap=True),
    )
    scale = altair.Scale(domain=[0, top], nice=False)
    axis = (
        percent_axis(y.title)
        if share
        else altair.Axis(title=y.label, tickCount=5, format=",d", minExtent=48, **_FLAT_TITLE)
    )
    base = altair.Chart(known).encode(x=x, y=altair.Y(f"{y.name}:Q", scale=scale, axis=axis))
    tooltip = [altair.Tooltip("year:Q", title="Année", format="d"), altair.Tooltip("shown:N", title=y.label)]
    layers = [
        base.mark_line(strokeWidth=3, color=theme.ACCENT),
        base.transform_filter("!datum.is_partial")
        .mark_point(filled=True, size=80, opacity=1, color=theme.ACCENT)
        .encode(tooltip=tooltip),
        base.transform_filter("datum.is_partial")
        .mark_point(filled=True, size=80, opacity=1, fill="#ffffff", stroke=theme.ACCENT, strokeWidth=2)
        .encode(tooltip=tooltip),
        base.mark_text(dy=-16, fontSize=theme.TEXT_SIZE, color=theme.ACCENT).encode(text="shown:N"),
    ]
    if band:
        low, high = band
        area = base.mark_area(opacity=0.18, color=theme.ACCENT).encode(
            y=altair.Y(f"{low.name}:Q", scale=scale), y2=f"{high.name}:Q"
        )
        layers.insert(0, area)
    return altair.layer(*layers).properties(height=HEIGHT)
