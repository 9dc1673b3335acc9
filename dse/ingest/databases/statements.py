"""Whether a text of SQL is one statement that reads. The server has the last word: nothing is written there either."""

from __future__ import annotations

import re

# Constants and quoted names, where a word or a semicolon means nothing. A server may or may not take « \ » before a quote for
# an escape: where that would matter the quote is left, and the statement refused.
_QUOTED = r"'(?:[^'\\]|''|\\[^'])*+'|\"(?:[^\"\\]|\"\"|\\[^\"])*+\""
# A comment inside another: PostgreSQL closes both, MariaDB the first. It is left, and the statement refused.
_COMMENT = r"/\*(?![!M])(?:(?!/\*|\*/).)*+\*/"
_IGNORED = {
    # « # » and « ` » belong to operators.
    "postgresql": re.compile(
        rf"{_QUOTED}|{_COMMENT}|--[^\r\n]*|(?<![\w$])\$((?:[^\W\d]\w*)?)\$.*?\$\1\$", re.DOTALL
    ),
    # « -- » begins a comment only before a space or a control sign: « 5--1 » is 6.
    "mariadb": re.compile(rf"{_QUOTED}|{_COMMENT}|`[^`]*`|--(?=[\x00-\x20]|\Z)[^\n]*|#[^\n]*", re.DOTALL),
}
_OPEN = {"postgresql": re.compile(r"['\"]|(?<!\w)\$\w*\$"), "mariadb": re.compile(r"['\"`]")}
_FIRST = re.compile(r"[\s(]*(?:select|with)\b", re.IGNORECASE)
_WRITES = re.compile(
    r"\b(?:insert|update|delete|merge|truncate|drop|alter|create|grant|into|outfile|dumpfile)\b(?!\s*\()",
    re.IGNORECASE,
)
_LOCKS = re.compile(r"\bfor\s+(?:no\s+key\s+)?update\b", re.IGNORECASE)
# A function, so looked for in quoted names too.
_SETS = re.compile(r"\bset_config\b", re.IGNORECASE)


def find_fault(sql: str, kind: str) -> str | None:
    """What is wrong with a statement for a kind of server, as the end of a French sentence; None if it may be sent."""
    bare = _IGNORED[kind].sub(" ", sql).strip()
    if not _FIRST.match(bare):
        return "elle doit commencer par SELECT ou WITH"
    if _OPEN[kind].search(bare):
        return "un guillemet n’y est pas fermé, ou suit « \\ » : doublez-le plutôt (« '' »)"
    if ";" in bare.removesuffix(";"):
        return "elle doit tenir en une seule instruction, sans « ; » au milieu"
    if "/*" in bare:
        return "elle contient un commentaire exécutable « /*! », dans un autre, ou qui n’est pas fermé"
    if word := _LOCKS.search(bare) or _WRITES.search(bare) or _SETS.search(sql):
        keyword = "FOR UPDATE" if _LOCKS.search(bare) else word[0].upper()
        return f"elle contient « {keyword} », or une source est seulement lue"
    return None
