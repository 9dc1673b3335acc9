"""Text as Markdown: text from data is escaped, so that nothing in it is read as Markdown."""

from __future__ import annotations

import re
from urllib.parse import quote

from dse import french

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=]|&(?=#?\w+;))")
# Streamlit makes links of addresses, and pictures of `:material/home:` or `:material_home:`, after it has read Markdown, when escapes are gone: an
# invisible sign breaks them up.
_MADE_LATER = re.compile(
    r"(?=@)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=:)(?=material[/_]|streamlit:)", re.IGNORECASE
)
JOINER = "\u2060"
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)
_KEPT_IN_ADDRESS = ":/?#@!&'+,;=%~"


def escape_markdown(text: str) -> str:
    """Text in which Markdown, LaTeX, colours, icons, HTML and addresses are shown as typed."""
    return _SPECIAL.sub(r"\\\1", _MADE_LATER.sub(JOINER, text))


def link_web_address(text: str) -> str:
    """A web address as a link, of which a browser copies the address alone; any other text as typed."""
    if not _WEB_ADDRESS.fullmatch(text):
        return escape_markdown(text)
    return f"[{escape_markdown(text).replace(JOINER, '')}]({quote(text, safe=_KEPT_IN_ADDRESS)})"


def format_sentence(text: str) -> str:
    """One of our own sentences, spaced as in French; what it quotes from the data is shown as typed."""
    return escape_markdown(french.typeset(text))
