"""Titles that a survey tool exports with the markup of its web page: « <p>Votre structure&nbsp;?</p> »."""

from __future__ import annotations

import html
import re

_INLINE = re.compile(
    r"</?(?:a|b|em|font|i|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"</?(?:br|div|h[1-6]|hr|img|li|ol|p|table|tbody|td|tr|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{1,6});")
_SPACES = re.compile(r"\s+")


def strip_markup(title: str) -> str:
    """A title without its tags, and with the signs that its entities stand for; one that has neither is left as it is."""
    plain = _BLOCK.sub(" ", _INLINE.sub("", title))
    plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), plain)
    return title if plain == title else _SPACES.sub(" ", plain).strip()
