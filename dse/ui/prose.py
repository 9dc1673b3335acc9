"""Text from data, shown as it is: nothing in it is read as Markdown."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^])")


def literal(text: str) -> str:
    """Text in which Markdown, LaTeX, colours, icons and HTML are shown as typed."""
    return _SPECIAL.sub(r"\\\1", text)
