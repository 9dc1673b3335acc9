"""Texts in the place of a value: ditto marks, and what programs write in an empty cell."""

from __future__ import annotations

import re

from dse.ingest.issues import CellIssue
from dse.ingest.registry import QUESTION, cells, check

_DITTO = re.compile(r"""idem|ibid(?:em)?\.?|id\.|[«»"“”„″〃]+|''|-?[-/]?[«»"“”″〃'/]{2,}[-/]?-?|[↑⇑^]+""")
_EMPTY_MARKS = frozenset(
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
_CLEAN = cells("accompagnements", {"Intitulé": "Idem et autres mots"})


@check(
    "IMP-228",
    level=QUESTION,
    title="Renvoi à la ligne du dessus",
    explanation=(
        "Les mots « idem » ou des guillemets disent à une personne de regarder la ligne du dessus. Le tableau de bord garderait ce mot "
        "pour la valeur elle-même."
    ),
    advice="Recopiez la valeur de la ligne du dessus, ou confirmez.",
    trips=cells("accompagnements", {"Intitulé": "idem"}),
    passes=_CLEAN,
)
def describe_ditto_mark() -> CellIssue:
    """A sign that refers to the line above."""
    return CellIssue(
        "Ce signe renvoie sans doute à la ligne du dessus.", "Recopiez-y la valeur, ou confirmez."
    )


@check(
    "IMP-229",
    level=QUESTION,
    title="Cellule vide écrite par un logiciel",
    explanation=(
        "Le mot « null », « NaN » ou « (vide) » est ce qu’un logiciel écrit quand il n’y a rien. Gardé tel quel, ce mot passerait pour "
        "une réponse."
    ),
    advice="Videz la cellule, ou confirmez si c’est bien le texte voulu.",
    trips=cells("accompagnements", {"Intitulé": "null"}),
    passes=_CLEAN,
)
def describe_empty_mark() -> CellIssue:
    """What a program writes in the place of an empty cell."""
    return CellIssue(
        "C’est sans doute ce qu’un logiciel écrit à la place d’une cellule vide.",
        "Videz la cellule, ou confirmez.",
    )


def check_placeholder(text: str, *, is_name: bool = False) -> CellIssue | None:
    """A question about a text kept as typed. A name may be any word, but not a mere sign."""
    plain = text.casefold().strip()
    if _DITTO.fullmatch(plain):
        return describe_ditto_mark()
    return describe_empty_mark() if not is_name and plain in _EMPTY_MARKS else None
