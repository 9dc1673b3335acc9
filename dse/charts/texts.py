"""Texts beneath one another, for what is read rather than measured: when, what in bold, and what is said of it."""

from __future__ import annotations

import textwrap
from typing import Any

from dse import french, theme
from dse.charts import vega

# In pixels: a line and what parts two texts; in letters, a line in bold and another, as fit a narrow card; lines of a text at most.
LINE, GAP = 21, 22
BOLD_LETTERS, LETTERS, MOST_LINES = 64, 72, 4
INSET = 2  # pixels before the letters


def texts(rows: vega.Rows) -> vega.Chart:
    """A text a row, in the order given: its `head`, its `text` in bold and its `notes`, each of some lines."""
    blocks, rules, top = [], [], 0
    for row in rows:
        for kind, written in _list_blocks(row):
            lines = textwrap.wrap(
                french.typeset(written), _get_width(kind), max_lines=MOST_LINES, placeholder="…"
            )
            blocks.append({"kind": kind, "written": "\n".join(lines), "top": top})
            top += LINE * len(lines)
        rules.append({"top": top + GAP / 2})
        top += GAP
    looks = {
        "head": {"fontSize": theme.LABEL_SIZE, "color": theme.NEUTRAL},
        "text": {"fontSize": theme.TEXT_SIZE, "color": theme.INK, "fontWeight": "bold"},
        "note": {"fontSize": theme.TEXT_SIZE, "color": theme.INK},
    }
    layers = [
        _write([block for block in blocks if block["kind"] == kind], look) for kind, look in looks.items()
    ]
    return vega.layer(_draw_rules(rules[:-1]), *layers, height=max(60, top))


def _list_blocks(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [("head", row["head"]), ("text", row["text"]), *(("note", note) for note in row["notes"])]


def _get_width(kind: str) -> int:
    return BOLD_LETTERS if kind == "text" else LETTERS


def _write(blocks: vega.Rows, look: vega.Options) -> vega.Layer:
    text = vega.Layer(blocks).mark(
        "text", align="left", baseline="top", lineBreak="\n", lineHeight=LINE, **look
    )
    return text.encode(x=vega.value(INSET), y=_at_top(), text=vega.field("written:N"))


def _draw_rules(rows: vega.Rows) -> vega.Layer:
    line = vega.Layer(rows).mark("rule", color=theme.GRID)
    return line.encode(x=vega.value(0), x2=vega.value("width"), y=_at_top())


def _at_top() -> vega.Options:
    return vega.field("top:Q", scale=None, axis=None)
