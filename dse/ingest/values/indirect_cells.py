"""Cells that do not say their value themselves: those that stand for another, and identifiers told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from dse.ingest.forms.definitions import Source
from dse.ingest.spelling import canonical
from dse.ingest.values.codes import Parser
from dse.ingest.values.parsing import ParsedColumn

SIGN_LENGTH = 6


def translate_cells(source: Source, texts: Sequence[str], read: Parser) -> ParsedColumn:
    """What each cell stands for, by the table of the source; None where it does not name the cell."""
    told = {canonical(text): read(value)[0] for text, value in source.values}
    return ParsedColumn([told.get(canonical(text)) for text in texts], {})


def distinguish_identifiers(parsed: ParsedColumn, others: Iterable[Sequence[str]]) -> ParsedColumn:
    """Identifiers, each ended by a sign of what stands beside it, the same however that is typed."""
    beside = ("\x1f".join(map(canonical, texts)) for texts in zip(*others, strict=True))
    signs = [sha256(text.encode("utf-8")).hexdigest()[:SIGN_LENGTH] for text in beside]
    named = [value and f"{value}-{sign}" for value, sign in zip(parsed.values, signs, strict=True)]
    return ParsedColumn(named, parsed.faults)
