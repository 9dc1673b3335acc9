"""Whether a text of SQL is one statement that reads. The server has the last word: nothing is written there either."""

from __future__ import annotations

import re

# Constants, quoted names and comments, where a word or a semicolon means nothing.
_ASIDE = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|--[^\n]*|#[^\n]*|/\*(?![!M]).*?\*/", re.DOTALL
)
_FIRST = re.compile(r"[\s(]*(?:select|with)\b", re.IGNORECASE)
_WRITES = re.compile(
    r"\b(?:insert|update|delete|merge|truncate|drop|alter|create|grant|into|outfile|dumpfile)\b(?!\s*\()",
    re.IGNORECASE,
)
_LOCKS = re.compile(r"\bfor\s+(?:no\s+key\s+)?update\b", re.IGNORECASE)


def fault(sql: str) -> str | None:
    """What is wrong with a statement, as the end of a French sentence; None if it may be sent."""
    bare = _ASIDE.sub(" ", sql).strip()
    if not _FIRST.match(bare):
        return "elle doit commencer par SELECT ou WITH"
    if ";" in bare.removesuffix(";"):
        return "elle doit tenir en une seule instruction, sans « ; » au milieu"
    if "/*" in bare:
        return "elle contient un commentaire exécutable « /*! » ou qui n’est pas fermé"
    if _LOCKS.search(bare) or (word := _WRITES.search(bare)):
        found = "FOR UPDATE" if _LOCKS.search(bare) else word[0].upper()
        return f"elle contient « {found} », or une source est seulement lue"
    return None
