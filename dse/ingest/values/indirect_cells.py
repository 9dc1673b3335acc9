"""Cells that do not hold their value themselves: texts that stand for another, identifiers that several lines share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from dse.ingest.spelling import canonical
from dse.ingest.values.codes import Parser
from dse.ingest.values.parsing import ParsedColumn

SUFFIX_LENGTH = 6  # hexadecimal digits


def translate_cells(
    translations: Iterable[tuple[str, str]], texts: Sequence[str], parser: Parser
) -> ParsedColumn:
    """The value that each text stands for; None for a text without translation."""
    values = {canonical(text): parser(value)[0] for text, value in translations}
    return ParsedColumn([values.get(canonical(text)) for text in texts], {})


def distinguish_identifiers(parsed: ParsedColumn, others: Iterable[Sequence[str]]) -> ParsedColumn:
    """Identifiers, each with a suffix made of the cells of other columns, the same however these are spelled."""
    joined = ("\x1f".join(map(canonical, texts)) for texts in zip(*others, strict=True))
    suffixes = [sha256(text.encode("utf-8")).hexdigest()[:SUFFIX_LENGTH] for text in joined]
    values = [value and f"{value}-{suffix}" for value, suffix in zip(parsed.values, suffixes, strict=True)]
    return ParsedColumn(values, parsed.faults)
