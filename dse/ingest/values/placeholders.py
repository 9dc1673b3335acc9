"""Texts that stand for something else: ditto marks, and what programs write where there is nothing."""

from __future__ import annotations

import re

from dse.ingest.issues import CellIssue

_DITTO = re.compile(r"""idem|ibid(?:em)?\.?|id\.|[«»"“”„″〃]+|''|-?[-/]?[«»"“”″〃'/]{2,}[-/]?-?|[↑⇑^]+""")
_NOTHING = frozenset(
    (
        "null",
        "(null)",
        "<null>",
        "[null]",
        "none",
        "undefined",
        "nan",
        "nat",
        "<na>",
        "nil",
        "\\n",
        "(vide)",
        "(blank)",
        "[object object]",
    )
)
_ABOVE = CellIssue(
    "IMP-228",
    "Ce signe renvoie sans doute à la ligne du dessus.",
    "Recopiez-y la valeur, ou confirmez.",
    doubtful=True,
)
_EMPTY = CellIssue(
    "IMP-229",
    "C’est sans doute ce qu’un logiciel écrit à la place d’une cellule vide.",
    "Videz la cellule, ou confirmez.",
    doubtful=True,
)


def check_placeholder(text: str, *, is_name: bool = False) -> CellIssue | None:
    """A doubt about a text kept as typed. Nothing is too odd for a name, unless it is a mere sign."""
    plain = text.casefold().strip()
    if _DITTO.fullmatch(plain):
        return _ABOVE
    return _EMPTY if not is_name and plain in _NOTHING else None
