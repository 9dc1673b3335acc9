"""Cells that a spreadsheet would run as a formula: one apostrophe in front, and off again on the way in.

OWASP's list of first characters, with the full-width forms, `|` and `%`, also after spaces.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

# Spelled out: `\s` is Unicode's in Python and only ASCII's in RE2, which escapes whole columns in Arrow.
_BLANK = "\t-\r\x1c- \x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_UNIT = "%(?:[^ ]| +[^ A-Za-zÀ-ÿ])"  # a unit, « % » or « % des classes », is left alone
NEEDS_ESCAPE = re.compile(f"^'*[{_BLANK}]*(?:[=+\\-@\t\r\n＝＋－＠|]|{_UNIT})")
_LONE_DASH = "-"  # « nothing »: no spreadsheet runs it


def escape(texts: pa.Array) -> pa.Array:
    """The texts, with one apostrophe in front of those a spreadsheet might run; null stays null."""
    dangerous = pc.match_substring_regex(texts, NEEDS_ESCAPE.pattern)
    dangerous = pc.and_not(dangerous, pc.equal(texts, _LONE_DASH))
    return pc.if_else(dangerous, pc.binary_join_element_wise("'", texts, ""), texts)


def unescape(text: str) -> str:
    """The text before `escape`: exactly one apostrophe less where one was put."""
    return text[1:] if text.startswith("'") and NEEDS_ESCAPE.match(text) else text
