"""Numbers of the register of businesses: SIREN (nine digits) and SIRET (fourteen, of which the SIREN is the first nine)."""

from __future__ import annotations

import re

from dse.ingest.issues import CellIssue
from dse.ingest.registry import QUESTION, cells, check

_SPACES = re.compile(r"\s")
# No establishment has the number 00000.
_LOST_END = re.compile(r"[0-9]{9}00000")
_SIRET = re.compile(r"[0-9]{14}")


@check(
    "IMP-231",
    level=QUESTION,
    title="SIRET dont la fin est perdue",
    explanation=(
        "Aucun SIRET ne finit par cinq zéros. Un tableur qui prend un SIRET pour un grand nombre l’abrège (1,23457E+13), puis remet "
        "des zéros à la place des chiffres perdus : des organisations différentes ont alors le même numéro."
    ),
    advice="Reprenez la colonne dans l’export d’origine, au format Texte ; confirmez si ce n’est pas un SIRET.",
    trips=cells("activites", {"Référence": "12345700000000"}),
    passes=cells("activites", {"Référence": "12345678200013"}),
)
def describe_lost_end() -> CellIssue:
    """Fourteen digits that end with zeros."""
    reason = (
        "Ce numéro finit par cinq zéros : est-ce un SIRET dont le tableur a perdu les derniers chiffres ?"
    )
    return CellIssue(reason, "Reprenez-le dans l’export d’origine, au format Texte, ou confirmez.")


def check_lost_end(text: str) -> CellIssue | None:
    """A question about a SIRET that a spreadsheet seems to have abbreviated and written out again."""
    return describe_lost_end() if _LOST_END.fullmatch(_SPACES.sub("", text)) else None


def is_siret(text: str) -> bool:
    """Whether a text has the fourteen digits of a SIRET."""
    return _SIRET.fullmatch(_SPACES.sub("", text)) is not None


def has_right_key(siren: str) -> bool:
    """Whether the last digit of nine is the one that the others ask for (Luhn)."""
    digits = [int(sign) * (2 if index % 2 else 1) for index, sign in enumerate(reversed(siren))]
    return sum(digit - 9 if digit > 9 else digit for digit in digits) % 10 == 0
