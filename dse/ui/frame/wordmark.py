"""The name of the tool and of the network at the top left, with the team's logo: one small drawing, made here."""

from __future__ import annotations

import textwrap
from base64 import b64encode
from xml.sax.saxutils import escape

import streamlit as st

from dse import theme
from dse.identity import Identity, read_identity
from dse.logo import SVG, Logo

HEIGHT, GAP, LEADING = 48, 8, 16
TOOL_SIZE, NETWORK_SIZE = 15, 13
WIDEST = 20  # letters of a line, unless two lines are not enough
LETTER = 0.56  # width of a letter as a share of its size
_KINDS = {SVG: "image/svg+xml"}


def draw() -> None:
    """Draw them above the menu, in the colours of the page."""
    is_dark = st.context.theme.type == "dark"
    st.logo(
        _write_address("image/svg+xml", compose(read_identity(), is_dark=is_dark).encode("utf-8")),
        size="large",
    )


def compose(identity: Identity, *, is_dark: bool) -> str:
    """The drawing as SVG: nothing in it is fetched."""
    ink, pale = (theme.ON_DARK[colour] if is_dark else colour for colour in (theme.INK, theme.NEUTRAL))
    picture, left = _place_logo(identity.logo) if identity.logo else ("", 0.0)
    tool_lines = textwrap.wrap(identity.tool, max(WIDEST, len(identity.tool) // 2 + 6))
    lines = [(text, TOOL_SIZE, 700, ink) for text in tool_lines]
    lines += [(identity.network, NETWORK_SIZE, 400, pale)] if identity.network else []
    first = (HEIGHT - LEADING * len(lines)) / 2 + LEADING * 0.75
    texts = "".join(
        f'<text x="{left:g}" y="{first + LEADING * rank:g}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{escape(text)}</text>'
        for rank, (text, size, weight, colour) in enumerate(lines)
    )
    width = left + max(len(text) * size * LETTER for text, size, _, _ in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{HEIGHT}" viewBox="0 0 {width:.0f} {HEIGHT}" '
        f'font-family="Source Sans Pro, Segoe UI, DejaVu Sans, sans-serif">{picture}{texts}</svg>'
    )


def _place_logo(logo: Logo) -> tuple[str, float]:
    """The picture, and where the words begin after it."""
    width = HEIGHT * logo.shape
    address = _write_address(_KINDS.get(logo.kind, "image/png"), logo.content)
    return f'<image href="{address}" width="{width:g}" height="{HEIGHT}"/>', width + GAP


def _write_address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"
