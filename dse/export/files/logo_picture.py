"""The team's logo as a picture for a document."""

from __future__ import annotations

from dse.export.files import svg_image
from dse.export.files.figure_drawing import Picture
from dse.logo import SVG, Logo


def render_logo(logo: Logo) -> Picture:
    """A logo as PNG: a drawing on white."""
    if logo.kind == SVG:
        return Picture(svg_image.render_light_png(logo.content.decode("utf-8"), 1), 1 / logo.shape)
    return Picture(logo.content, 1 / logo.shape)
