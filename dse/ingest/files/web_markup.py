"""What a survey tool exports with the markup of its web page: « <p>Votre structure&nbsp;?</p> », « D&#039;accord »."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from dse.ingest.files.cells import Sheet

_INLINE = re.compile(
    r"</?(?:a|b|em|font|i|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"</?(?:br|div|h[1-6]|hr|img|li|ol|p|table|tbody|td|tr|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{1,6});")
_CODES = re.compile(r"&(?:amp|apos|gt|lt|nbsp|quot|#[0-9]{1,6});")
_SPACES = re.compile(r"\s+")


def strip_markup(title: str) -> str:
    """A title without its tags, and with the signs that its entities stand for; one that has neither is left as it is."""
    plain = _BLOCK.sub(" ", _INLINE.sub("", title))
    plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), plain)
    return title if plain == title else _SPACES.sub(" ", plain).strip()


def read_web_codes(sheet: Sheet) -> Sheet:
    """A sheet whose cells have the signs that web codes stand for; the same sheet where none has one."""
    columns = tuple(
        [_CODES.sub(lambda code: html.unescape(code[0]), text) if "&" in text else text for text in column]
        if any("&" in text for text in column)
        else column
        for column in sheet.columns
    )
    is_changed = any(new is not old for new, old in zip(columns, sheet.columns, strict=True))
    return replace(sheet, columns=columns) if is_changed else sheet
