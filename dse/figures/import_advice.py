"""The advice to import, which a sentence about missing data may have: the team can follow it, a public cannot."""

from __future__ import annotations

import re

_IMPORT = re.compile(r"\b[Ii]mporte[rz]\b")
_LAST = re.compile(r"(?:^|,? ou |, )(?:[^,]* et )?importez\b.*")
_FIRST = re.compile(r"^importez\b.*?, ou ")
_COLON = re.compile(r"(\s: )")
_END = re.compile(r"(?<=[.!?…]) ")
NOTHING = "Aucune donnée pour ce choix."


def leave_import_out(text: str) -> str:
    """What a text says without the advice to import, which stands behind a colon, first or last, or in a sentence of its own."""
    if not _IMPORT.search(text):
        return text
    return " ".join(filter(None, map(_cut, _END.split(text)))) or NOTHING


def _cut(sentence: str) -> str:
    if not _IMPORT.search(sentence):
        return sentence
    reason, *advice = _COLON.split(sentence, maxsplit=1)
    if not advice or _IMPORT.search(reason):
        return ""
    colon, clauses = advice
    others = _LAST.sub("", _FIRST.sub("", clauses)).removesuffix(".")
    return f"{reason}{colon}{others}." if others else f"{reason}."
