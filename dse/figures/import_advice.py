"""The advice to import, which a sentence about missing data may have: the team can follow it, a public cannot."""

from __future__ import annotations

import re

_IMPORT = re.compile(r"\b[Ii]mporte[rz]\b")
_COLON = re.compile(r"\s: ")
_END = re.compile(r"(?<=[.!?…]) ")
NOTHING = "Aucune donnée pour ce choix."


def leave_import_out(text: str) -> str:
    """What a text says without the advice to import, which stands behind a colon or in a sentence of its own."""
    if not _IMPORT.search(text):
        return text
    return " ".join(filter(None, map(_cut, _END.split(text)))) or NOTHING


def _cut(sentence: str) -> str:
    if not _IMPORT.search(sentence):
        return sentence
    reason, *advice = _COLON.split(sentence, maxsplit=1)
    return f"{reason}." if advice and not _IMPORT.search(reason) else ""
