"""Text from data, shown as it is: nothing in it is read as Markdown."""

from __future__ import annotations

import re

from dse import french

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^])")


def literal(text: str) -> str:
    """Text in which Markdown, LaTeX, colours, icons and HTML are shown as typed."""
    return _SPECIAL.sub(r"\\\1", text)


def sentence(text: str) -> str:
    """One of our own sentences, spaced as in French; what it quotes from the data is shown as typed."""
    return literal(french.typeset(text))
