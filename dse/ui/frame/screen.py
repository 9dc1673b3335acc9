"""The screen of a projector: its stylesheet, its shape, and the room that is left on it for a chart.

Lengths are hundredths of the screen's height, as in CSS (`vh`). This is the one place where a page has a style of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from dse.charts import canvas

SHAPE = 16 / 9  # until the browser has said it
SHAPES = (1.0, 3.6)
# Text as a share of the screen's height: the least allowed is 2.5, and 5 for a title. Streamlit's smallest is 0.875 of its base.
BASE, TITLE, LEAST = 2.9, 5.2, 2.5
MARGIN, GAP = 2.0, 0.9
TITLE_LINE, TEXT_LINE, SMALL_LINE = 6.3, 4.2, 3.7
LETTER, BOLD_LETTER = 0.48, 0.52  # width of a letter as a share of its size
BAR, STRIP = 4.6, 13.0  # of the keys at the foot, of the filters when they are drawn
FOOT_SHARE = 0.77  # of the width, beside the keys

_STYLE = f"""<style>
html {{ font-size: {BASE}vh !important; }}
header[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"],
[data-testid="stElementToolbar"], .st-key-telecommande, .st-key-ecran {{ display: none !important; }}
[data-testid="stMain"] {{ overflow: hidden; }}
[data-testid="stMainBlockContainer"] {{ padding: {MARGIN}vh 2.2vw 0; max-width: none; height: 100vh; overflow: hidden; }}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {{ gap: 0; }}
.st-key-diapo h1 {{ font-size: {TITLE}vh; line-height: {TITLE_LINE}vh; padding: 0 0 {GAP}vh; letter-spacing: 0; }}
.st-key-diapo_titre {{ padding: 0 6vw; min-height: 80vh; justify-content: center; }}
.st-key-diapo_titre h1 {{ font-size: 8.4vh; line-height: 1.15; padding: 0 0 3vh; }}
.st-key-diapo_titre p {{ font-size: 4.4vh; line-height: 1.3; }}
.st-key-diapo [data-testid="stVegaLiteChart"], .st-key-diapo [data-testid="stVegaLiteChart"] > div,
.st-key-diapo [data-testid="stVegaLiteChart"] svg {{ width: 100% !important; height: var(--place, 60vh) !important; }}
[data-testid="stDialog"] > div {{ padding: 1vh 0; }}
#vg-tooltip-element {{ font-size: {BASE}vh !important; }}
.st-key-pied {{ position: fixed; bottom: 1.2vh; left: 2.2vw; right: 2.2vw; width: auto; }}
.st-key-pied p {{ line-height: {SMALL_LINE}vh; }}
.st-key-pied [data-testid="stHorizontalBlock"] {{ align-items: end; flex-wrap: nowrap; }}
.st-key-touches button {{ min-height: 0; padding: 0 0.4vw; }}
</style>"""

# Over a chart Streamlit draws buttons of its own, in English: one shows the chart's data under the names of its fields. The menu of a
# card has the table, the files and the projection.
_CHARTS = """<style>
[data-testid="stFullScreenFrame"]:has([data-testid="stVegaLiteChart"]) [data-testid="stElementToolbar"] { display: none; }
.st-key-langue { display: none; }
</style>"""


@dataclass(frozen=True)
class Room:
    """What is left for a chart: a canvas in its own pixels, and its height on the screen in hundredths of it."""

    width: float
    height: float
    share: float


_window = st.components.v2.component(
    "ecran_de_projection",
    js="""
    let told = "";
    export default function ({ setStateValue }) {
      const tell = () => {
        const shape = (window.innerWidth / Math.max(1, window.innerHeight)).toFixed(2);
        if (shape !== told) { told = shape; setStateValue("shape", shape); }
      };
      document.documentElement.lang = "fr";
      let waiting;
      const later = () => { clearTimeout(waiting); waiting = setTimeout(tell, 250); };
      tell();
      window.addEventListener("resize", later);
      return () => { clearTimeout(waiting); window.removeEventListener("resize", later); };
    }
    """,
)


# Streamlit's page says that it is in English: a voice reads it so, and a browser offers to translate it.
_language = st.components.v2.component(
    "langue_de_la_page", js="""export default function () { document.documentElement.lang = "fr"; }"""
)


def shape() -> float:
    """Width of the browser's window for a height of one; a wide screen's until the browser has said it."""
    with st.container(key="ecran"):
        told = _window(key="fenetre", on_shape_change=lambda: None)
    return shape_of(told.get("shape"))


def shape_of(told: object) -> float:
    """The shape that a browser told; a wide screen's where it makes no sense."""
    try:
        value = float(str(told))
    except ValueError:
        return SHAPE
    return min(max(value, SHAPES[0]), SHAPES[1]) if math.isfinite(value) else SHAPE


def style() -> None:
    """Put the page in the dress of a slide."""
    st.html(_STYLE)


def bare_charts() -> None:
    """Leave charts without Streamlit's buttons."""
    st.html(_CHARTS)


def in_french() -> None:
    """Say that the page is in French."""
    with st.container(key="langue"):
        _language(key="langue_dite")


def give(room: Room) -> None:
    """Give the chart its height on the screen."""
    st.html(f"<style>:root {{ --place: {room.share:.1f}vh; }}</style>")


def room(seen: float, title: str, said: str, foot: str, *, with_filters: bool) -> Room:
    """What title, finding and foot leave for the chart on a screen of this shape."""
    across = 100 * seen * 0.956
    taken = (
        MARGIN
        + TITLE_LINE * _lines(title, TITLE * BOLD_LETTER, across)
        + TEXT_LINE * _lines(said, BASE * BOLD_LETTER, across)
        + max(BAR, SMALL_LINE * _lines(foot, 0.875 * BASE * LETTER, across * (FOOT_SHARE - 0.02)))
        + (STRIP if with_filters else 0)
        + 4 * GAP
    )
    share = max(20.0, 100 - taken)
    unit = canvas.LEAST / LEAST  # pixels of a canvas for a hundredth of the screen
    return Room(across * unit, share * unit, share)


def _lines(text: str, letter: float, across: float) -> int:
    return math.ceil(len(text) * letter / across) if text else 0
