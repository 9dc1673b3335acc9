"""The questions of a page or of a part of it, at its top: each leads to its card, in the page itself, without running it again."""

from __future__ import annotations

from collections.abc import Sequence

from streamlit.delta_generator import DeltaGenerator

from dse import french
from dse.figures import Figure
from dse.ui.frame.prose import format_sentence

OF_PAGE, OF_SECTION = "Dans cette page :", "Dans cette partie :"


def draw(slot: DeltaGenerator, figures: Sequence[Figure], title: str = OF_SECTION) -> None:
    """Draw the list in its place; nothing for one question, which is in sight."""
    if len(figures) < 2:
        slot.empty()
        return
    links = [f"[{format_sentence(figure.question)}](#{figure.id})" for figure in figures]
    slot.markdown(f":small[{french.typeset(title)} {' · '.join(links)}]")
