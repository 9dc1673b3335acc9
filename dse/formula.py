"""Cells that a spreadsheet would run as a formula: one apostrophe in front, and off again on the way in.

OWASP's list of first characters, with the full-width forms, `|` and `%`, also after spaces.
"""

from __future__ import annotations

import re

# Spelled out: `\s` is Unicode's in Python and only ASCII's in RE2, which escapes whole columns in Arrow.
_BLANK = "\t-\r\x1c- \x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
NEEDS_ESCAPE = re.compile(f"^'*[{_BLANK}]*[=+\\-@\t\r\n＝＋－＠|%]")


def escape(text: str) -> str:
    """The text, with one apostrophe in front if a spreadsheet might run it."""
    return f"'{text}" if NEEDS_ESCAPE.match(text) else text


def unescape(text: str) -> str:
    """The text before `escape`: exactly one apostrophe less where one was put."""
    return text[1:] if text.startswith("'") and NEEDS_ESCAPE.match(text) else text
