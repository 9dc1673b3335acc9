"""Cells that do not hold their value themselves: texts that stand for another, identifiers that several lines share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from dse.ingest.spelling import canonical
from dse.ingest.values.codes import Parser
from dse.ingest.values.parsing import ParsedColumn
from schemas.columns import IDENTIFIER

_IDENTIFIER = re.compile(IDENTIFIER)
_LONGEST, _BETWEEN = 60, "\x1e"
SUFFIX_LENGTH = 6  # hexadecimal digits


def translate_cells(
    translations: Iterable[tuple[str, str]], texts: Sequence[str], parser: Parser
) -> ParsedColumn:
    """The value that each text stands for; None for a text without translation."""
    values = {canonical(text): parser(value)[0] for text, value in translations}
    return ParsedColumn([values.get(canonical(text)) for text in texts], {})


def distinguish_identifiers(parsed: ParsedColumn, others: Iterable[Sequence[str]]) -> ParsedColumn:
    """Identifiers, each with a suffix made of the cells of other columns, the same however these are spelled.

    A text with accents or spaces, which no identifier has, becomes one; the text counts in the suffix too.
    """
    joined = ("\x1f".join(map(canonical, texts)) for texts in zip(*others, strict=True))
    values = [value and _distinguish(value, text) for value, text in zip(parsed.values, joined, strict=True)]
    return ParsedColumn(values, parsed.faults)


def _distinguish(value: str, others: str) -> str:
    if _IDENTIFIER.match(value):
        return f"{value}-{_sign(others)}"
    plain = "-".join(re.findall(r"[a-z0-9]+", canonical(value)))[:_LONGEST].strip("-").upper()
    return f"{plain or 'ID'}-{_sign(f'{canonical(value)}{_BETWEEN}{others}')}"


def _sign(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()[:SUFFIX_LENGTH]
