"""Answers on ordered scales: one bar a question around its middle, the favourable to the right."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from dse import french, theme
from dse.charts import vega
from dse.charts.emphasis import as_is, readable_on
from dse.charts.intervals import LETTER

# In pixels: a line of a question's text, its bar, the room under it; and in letters the text that fits a narrow card.
LINE, BAR, GAP, LETTERS = 21, 26, 18, 74
WORDS_WIDTH, NARROW = 190, 600
LEAST_WRITTEN = 7  # percent of a bar that holds its own number
# From the least favourable to the most, dark at the ends: the side tells them apart in greyscale.
TONES = (
    (-0.9, theme.DIVERGING[0], "Défavorable"),
    (-0.3, theme.DIVERGING[1], "Plutôt défavorable"),
    (0.3, theme.DIVERGING[2], "Intermédiaire"),
    (0.9, theme.DIVERGING[3], "Plutôt favorable"),
    (2.0, theme.DIVERGING[4], "Favorable"),
)
# Of answers put together, between the tones of those that they hold.
TOGETHER = (
    (-0.5, theme.TOGETHER[0]),
    (-0.1, theme.TOGETHER[1]),
    (0.1, theme.DIVERGING[2]),
    (2.0, theme.TOGETHER[2]),
)


def diverging(
    lines: pd.DataFrame, parts: pd.DataFrame, foot: str = "", whole: pd.DataFrame | None = None
) -> vega.Chart:
    """One bar a line, in the order given, from the least favourable at the left, the neutral on the axis.

    `lines` has `key`, `text`, `said` and `note`, the last two written at the right; `parts` has `key`, `answer`, `place`
    (-1 to 1, 0 the neutral), `pct` and `is_together`, one row an answer or answers put together, in order. A line without
    part keeps its place and its words. `foot` is written under all. `whole` are the parts that give the scale, if these
    are some of them.
    """
    named = _toned(parts)
    legend, top = _legend(named)
    placed, height = _placed(lines, top)
    left, right = _reaches(parts if whole is None else whole)
    drawn = _segments(named, placed, left)
    scale = vega.scale(domain=[0, (left + right) * NARROW / (NARROW - WORDS_WIDTH)], nice=False)
    layers = [
        *_bars(drawn, scale),
        _axis(left, top, height, scale),
        *_words(placed, left + right, scale),
        *_entries(legend, scale),
        *_foot(foot, height, scale),
    ]
    return vega.layer(*layers, height=max(60, height) + (LINE if foot else 0))


def _toned(parts: pd.DataFrame) -> pd.DataFrame:
    """The parts with their colour and its name: the answer where all scales are the same, else a general word.

    Answers put together have colours of their own, and are named as they are.
    """
    single = parts[~parts["is_together"]]
    is_one_scale = len({tuple(each) for _, each in single.groupby("key")["answer"]}) <= 1
    tones = [
        (_at(TOGETHER, row.place)[1], row.answer) if row.is_together else _at(TONES, row.place)[1:]
        for row in parts.itertuples()
    ]
    names = [
        answer if is_one_scale else name for answer, (_, name) in zip(parts["answer"], tones, strict=True)
    ]
    return parts.assign(ink=[ink for ink, _ in tones], name=names, pct=parts["pct"].astype("float64"))


def _at(tones: tuple[tuple[Any, ...], ...], place: float) -> tuple[Any, ...]:
    return next(each for each in tones if place <= each[0])


def _foot(text: str, height: int, scale: vega.Options) -> list[vega.Layer]:
    rows = pd.DataFrame(
        {"text": [french.typeset(text)] if text else [], "left": 0.0, "spot": height + LINE / 2}
    )
    base = vega.Layer(rows).mark("text", align="left", fontSize=13, color=theme.NEUTRAL)
    at = vega.field("left:Q", scale=scale, axis=None)
    return (
        [base.encode(x=at, y=vega.field("spot:Q", scale=None, axis=None), text=vega.field("text:N"))]
        if text
        else []
    )


def _legend(parts: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Where each colour is named, `at` from 0 to 1 across a narrow card, and where the bars may begin.

    It is drawn with the bars: a legend outside would take its room from them, which have theirs in pixels.
    """
    entries, across, top = [], 0.0, 0
    for row in parts.drop_duplicates("name").sort_values("place", kind="stable").itertuples():
        wide = 6.4 * len(row.name) + 36
        if across and across + wide > NARROW:
            across, top = 0.0, top + LINE
        entries.append({"name": row.name, "ink": row.ink, "at": across / NARROW, "spot": top + LINE / 2})
        across += wide
    return pd.DataFrame(entries, columns=["name", "ink", "at", "spot"]), top + LINE + GAP


def _placed(lines: pd.DataFrame, start: int) -> tuple[pd.DataFrame, int]:
    """Each line with its wrapped text and the middle of its bar, in pixels from the top, and the height of all."""
    texts = [textwrap.wrap(french.typeset(text), LETTERS)[:3] for text in lines["text"]]
    tops, height = [], start
    for each in texts:
        tops.append(height)
        height += LINE * len(each) + BAR + GAP
    bars = [top + LINE * len(each) + BAR / 2 + 2 for top, each in zip(tops, texts, strict=True)]
    notes = [french.typeset(note) for note in lines["note"]]
    return lines.assign(written=["\n".join(each) for each in texts], note=notes, top=tops, bar=bars), height


def _below(parts: pd.DataFrame) -> pd.Series:
    """How far the bar of each part reaches to the left of the axis."""
    share = parts["pct"].astype("float64")
    below = share.where(parts["place"] < 0, 0.0) + share.where(parts["place"] == 0, 0.0) / 2
    return below.groupby(parts["key"]).transform("sum")


def _reaches(parts: pd.DataFrame) -> tuple[float, float]:
    """How far the bars reach on both sides of the axis."""
    if parts.empty:
        return 50.0, 50.0
    below = _below(parts)
    above = parts["pct"].astype("float64").groupby(parts["key"]).transform("sum") - below
    return max(float(below.max()), 10.0), max(float(above.max()), 10.0)


def _segments(parts: pd.DataFrame, placed: pd.DataFrame, left: float) -> pd.DataFrame:
    """Where each part begins and ends, with `left` at the left of the axis."""
    rows = parts.merge(placed[["key", "bar", "text"]], on="key")
    end = rows.groupby("key")["pct"].cumsum() - _below(rows) + left
    return rows.assign(
        start=end - rows["pct"],
        end=end,
        middle=end - rows["pct"] / 2,
        shown=[french.percent(pct) for pct in rows["pct"]],
    )


def _entries(legend: pd.DataFrame, scale: vega.Options) -> list[vega.Layer]:
    rows = legend.assign(left=legend["at"] * scale["domain"][1])
    base = vega.Layer(rows).encode(
        x=vega.field("left:Q", scale=scale, axis=None), y=vega.field("spot:Q", scale=None, axis=None)
    )
    square = base.mark("point", shape="square", filled=True, size=170, opacity=1, xOffset=9)
    text = base.mark("text", align="left", dx=22, fontSize=theme.LABEL_SIZE, color=theme.INK)
    return [square.encode(color=as_is("ink")), text.encode(text=vega.field("name:N"))]


def _bars(drawn: pd.DataFrame, scale: vega.Options) -> list[vega.Layer]:
    base = vega.Layer(drawn).encode(y=vega.field("bar:Q", scale=None, axis=None))
    bars = base.mark("bar", size=BAR, stroke=theme.PAPER, strokeWidth=1).encode(
        x=vega.field("start:Q", scale=scale, axis=None),
        x2=vega.field("end"),
        color=as_is("ink"),
        tooltip=[
            vega.field("text:N", title="Question"),
            vega.field("answer:N", title="Réponse"),
            vega.field("shown:N", title="Part"),
        ],
    )
    written = drawn[drawn["pct"] >= LEAST_WRITTEN]
    inks = [readable_on(ink) for ink in written["ink"]]
    text = vega.Layer(written.assign(over=inks)).mark("text", fontSize=theme.LABEL_SIZE)
    numbers = text.encode(
        x=vega.field("middle:Q", scale=scale, axis=None),
        y=vega.field("bar:Q", scale=None, axis=None),
        text=vega.field("shown:N"),
        color=as_is("over"),
    )
    return [bars, numbers]


def _axis(left: float, top: int, height: int, scale: vega.Options) -> vega.Layer:
    """The middle of all bars: the neutral stands astride it."""
    line = pd.DataFrame({"at": [left], "top": [float(top)], "bottom": [float(height)]})
    return (
        vega.Layer(line)
        .mark("rule", strokeDash=[2, 3], color=theme.NEUTRAL, opacity=0.6)
        .encode(
            x=vega.field("at:Q", scale=scale, axis=None),
            y=vega.field("top:Q", scale=None, axis=None),
            y2=vega.field("bottom"),
        )
    )


def _words(placed: pd.DataFrame, width: float, scale: vega.Options) -> list[vega.Layer]:
    rows = placed.assign(
        zero=0.0, side=width * (1 + 8 * LETTER / NARROW / 4), over=placed["bar"] - 8, under=placed["bar"] + 9
    )
    base = vega.Layer(rows[["written", "said", "note", "top", "zero", "side", "over", "under"]])
    text = base.mark("text", align="left", baseline="top", lineBreak="\n", fontSize=theme.TEXT_SIZE)
    said = base.mark("text", align="left", fontSize=theme.TEXT_SIZE, fontWeight="bold")
    note = base.mark("text", align="left", fontSize=13)
    return [
        text.encode(
            x=vega.field("zero:Q", scale=scale, axis=None),
            y=vega.field("top:Q", scale=None, axis=None),
            text=vega.field("written:N"),
            color=vega.value(theme.INK),
        ),
        said.encode(
            x=vega.field("side:Q", scale=scale, axis=None),
            y=vega.field("over:Q", scale=None, axis=None),
            text=vega.field("said:N"),
            color=vega.value(theme.ACCENT),
        ),
        note.encode(
            x=vega.field("side:Q", scale=scale, axis=None),
            y=vega.field("under:Q", scale=None, axis=None),
            text=vega.field("note:N"),
            color=vega.value(theme.NEUTRAL),
        ),
    ]
