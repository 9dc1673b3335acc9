"""Text from data, shown as it is: nothing in it is read as Markdown."""

from __future__ import annotations

import re

from dse import french

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^])")
# Addresses become links after Markdown is read, when the signs escaped are themselves again: an invisible sign parts them.
_ADDRESS = re.compile(r"(?=@)|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_JOINER = "\u2060"


def literal(text: str) -> str:
    """Text in which Markdown, LaTeX, colours, icons, HTML and addresses are shown as typed."""
    return _SPECIAL.sub(r"\\\1", _ADDRESS.sub(_JOINER, text))


def sentence(text: str) -> str:
    """One of our own sentences, spaced as in French; what it quotes from the data is shown as typed."""
    return literal(french.typeset(text))
