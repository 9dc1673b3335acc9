"""Answers on ordered scales: one bar a question, of all its answers, from the most favourable at the left."""

from __future__ import annotations

import textwrap
from typing import Any

from dse import french, theme
from dse.charts import bounds, vega
from dse.charts.axes import range_between
from dse.charts.emphasis import as_is, readable_on

# In pixels: a line of a question's text, its bar, the room under it; and in letters the text that fits a narrow card.
LINE, BAR, GAP, LETTERS = 21, 26, 18, 74
WORDS_WIDTH, NARROW, NOTE_LETTERS = 206, 600, 32
WORDS_GAP, LEAST_BARS = 16, 240  # pixels between the bars and the words, and of all bars
NOTE_LINE = 14  # pixels of a further line of a note
ENTRY_LETTER, ENTRY_ROOM = 7, 44  # pixels of a letter of the legend, and around an entry
LEAST_WRITTEN = 7  # percent of a bar that holds its own number
# On the page, whose width Python does not know, a number may be wider than its part.
HAS_ROOM = "abs(scale('x', datum.end) - scale('x', datum.start)) < 7 * length(datum.shown) ? 0 : 1"
# From the least favourable to the most, dark at the ends: the end of the bar tells them apart in greyscale.
TONES = tuple(zip((-0.9, -0.3, 0.3, 0.9, 2.0), theme.DIVERGING, strict=True))
# Of answers put together, between the tones of those that they hold; grey where they are of more than one side.
TOGETHER = (
    (-0.9, theme.TOGETHER[1]),
    (-0.5, theme.TOGETHER[0]),
    (0.1, theme.DIVERGING[2]),
    (2.0, theme.TOGETHER[2]),
)


def answer_bars(lines: vega.Rows, parts: vega.Rows, names: tuple[str, ...]) -> vega.Chart:
    """One bar a line, in the order given, from 0 at the left to all answers.

    `lines` has `key`, `text`, `said` and `note`, the last two written at the right; `parts` has `key`, `answer`, `place`
    (-1 to 1, 0 the neutral), `pct` and `is_together`, one row an answer or answers put together, from the most favourable; `names`
    are the five words, the least favourable first, that name them where scales differ. A line
    without part keeps its place and its words; `bound_from`, `bound_end` and `bound_text`, if it has them, are of its favourable
    answers. Nothing is drawn around a middle: of answers put together, it is not known on which side of it they are.
    """
    named = _toned(parts, names)
    legend, top = _legend(named)
    placed, height = _placed(lines, top)
    scale = vega.scale(domain=[0, 100], range=range_between(0, WORDS_WIDTH, LEAST_BARS), nice=False)
    layers = [
        *_bars(_segments(named, placed), scale),
        *_words(placed, scale),
        *_entries(legend),
        *_bounds(placed, scale),
    ]
    return vega.layer(*layers, height=max(60, height))


def _toned(parts: vega.Rows, names: tuple[str, ...]) -> vega.Rows:
    """The parts with their colour and its name: the answer where all scales are the same, else a general word.

    Answers put together have colours of their own, and are named as they are.
    """
    scales: dict[str, list[str]] = {}
    for row in parts:
        if not row["is_together"]:
            scales.setdefault(row["key"], []).append(row["answer"])
    is_one_scale = len({tuple(answers) for answers in scales.values()}) <= 1
    return [row | _tone(row, () if is_one_scale else names) for row in parts]


def _tone(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    tones = TOGETHER if row["is_together"] else TONES
    rank = next(rank for rank, (upper, _) in enumerate(tones) if row["place"] <= upper)
    name = names[rank] if names and not row["is_together"] else row["answer"]
    return {"ink": tones[rank][1], "name": name}


def _legend(parts: vega.Rows) -> tuple[vega.Rows, int]:
    """Where each colour is named, in columns, in pixels from the left, and where the bars may begin.

    It is drawn with the bars: a legend outside would take its room from them, which have theirs in pixels.
    """
    first: dict[str, vega.Options] = {}
    for part in parts:
        first.setdefault(part["name"], part)
    named = sorted(first.values(), key=lambda row: -row["place"])
    starts = _find_columns([row["name"] for row in named])
    entries = []
    for rank, row in enumerate(named):
        line, column = divmod(rank, len(starts))
        entries.append(
            {"name": row["name"], "ink": row["ink"], "left": starts[column], "spot": LINE * (line + 0.5)}
        )
    return entries, LINE * -(-len(named) // len(starts)) + GAP


def _find_columns(names: list[str]) -> list[float]:
    """Where the columns of the legend begin: as many as a narrow card has room for, its lines alike."""
    for lines in range(1, len(names) + 1):
        columns = -(-len(names) // lines)
        widths = [ENTRY_LETTER * max(map(len, names[rank::columns])) + ENTRY_ROOM for rank in range(columns)]
        if sum(widths) <= NARROW:
            break
    return [sum(widths[:rank]) for rank in range(len(widths))] if names else [0.0]


def _placed(lines: vega.Rows, start: int) -> tuple[vega.Rows, int]:
    """Each line with its wrapped text and the middle of its bar, in pixels from the top, and the height of all."""
    placed, top = [], start
    for line in lines:
        written = textwrap.wrap(french.typeset(line["text"]), LETTERS)[:3]
        words = {
            "written": "\n".join(written),
            "note": textwrap.fill(french.typeset(line["note"]), NOTE_LETTERS),
        }
        placed.append(line | words | {"top": top, "bar": top + LINE * len(written) + BAR / 2 + 2})
        top += LINE * len(written) + BAR + GAP + NOTE_LINE * words["note"].count("\n")
    return placed, top


def _segments(parts: vega.Rows, placed: vega.Rows) -> vega.Rows:
    """Where each part begins and ends, after those of its line that come before it."""
    lines = {line["key"]: line for line in placed}
    ends = dict.fromkeys(lines, 0.0)
    segments = []
    for row in parts:
        line, start = lines[row["key"]], ends[row["key"]]
        end = ends[row["key"]] = start + row["pct"]
        segments.append(
            row
            | {"bar": line["bar"], "text": line["text"], "start": start, "end": end}
            | {"middle": end - row["pct"] / 2, "shown": row["shown"]}
        )
    return segments


def _entries(legend: vega.Rows) -> list[vega.Layer]:
    base = vega.Layer(legend).encode(
        x=vega.field("left:Q", scale=None, axis=None), y=vega.field("spot:Q", scale=None, axis=None)
    )
    square = base.mark("point", shape="square", filled=True, size=170, opacity=1, xOffset=9)
    text = base.mark("text", align="left", dx=22, fontSize=theme.LABEL_SIZE, color=theme.INK)
    return [square.encode(color=as_is("ink")), text.encode(text=vega.field("name:N"))]


def _bars(segments: vega.Rows, scale: vega.Options) -> list[vega.Layer]:
    base = vega.Layer(segments).encode(y=vega.field("bar:Q", scale=None, axis=None))
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
    written = [row | {"over": readable_on(row["ink"])} for row in segments if row["pct"] >= LEAST_WRITTEN]
    text = vega.Layer(written).mark("text", fontSize=theme.LABEL_SIZE, opacity={"expr": HAS_ROOM})
    numbers = text.encode(
        x=vega.field("middle:Q", scale=scale, axis=None),
        y=vega.field("bar:Q", scale=None, axis=None),
        text=vega.field("shown:N"),
        color=as_is("over"),
    )
    return [bars, numbers]


def _bounds(placed: vega.Rows, scale: vega.Options) -> list[vega.Layer]:
    """The favourable answers of a line of which only a bound is shown."""
    lines = [
        {name: line[name] for name in (bounds.FROM, bounds.END, bounds.TEXT)}
        | {"bar": line["bar"], "ink": theme.ACCENT}
        for line in placed
        if line.get(bounds.FROM) is not None
    ]
    if not lines:
        return []
    base = vega.Layer(lines).encode(y=vega.field("bar:Q", scale=None, axis=None), color=as_is("ink"))
    return bounds.bars(base, scale, BAR)


def _words(placed: vega.Rows, scale: vega.Options) -> list[vega.Layer]:
    rows = [
        {name: line[name] for name in ("written", "said", "note", "top")}
        | {"side": 100, "over": line["bar"] - 8, "under": line["bar"] + 9}
        for line in placed
    ]
    base = vega.Layer(rows)
    text = base.mark("text", align="left", baseline="top", lineBreak="\n", fontSize=theme.TEXT_SIZE)
    texts = base.mark("text", align="left", dx=WORDS_GAP, fontSize=theme.TEXT_SIZE, fontWeight="bold")
    note = base.mark("text", align="left", dx=WORDS_GAP, lineBreak="\n", fontSize=13)
    return [
        text.encode(
            x=vega.value(0),
            y=vega.field("top:Q", scale=None, axis=None),
            text=vega.field("written:N"),
            color=vega.value(theme.INK),
        ),
        texts.encode(
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
