"""What may stand in a column, in French: for its note and for « Lisez-moi »."""

from __future__ import annotations

import pyarrow as pa

import schemas
from dse.ingest.forms.definitions import Header
from dse.ingest.issues import quoted_list
from schemas.columns import Column

MOST_SHOWN = 5  # choices named one by one; more are left to the drop-down list


def describe_content(header: Header, column: Column | None, choices: tuple[str, ...], closed: bool) -> str:
    """One noun phrase: a date, a value of the list, a known organisation."""
    description = _describe_value(header, column, choices, closed)
    if not header.split:
        return description
    sign = "|" if "|" in header.split else header.split[0].strip() or "retour à la ligne"
    return f"{description} ; plusieurs possibles, séparées par « {sign} »"


def _describe_value(header: Header, column: Column | None, choices: tuple[str, ...], closed: bool) -> str:
    if choices:
        return _describe_choices(choices, column)
    if header.organisation == "create":
        return "nom d’une organisation ; une nouvelle est créée à son nom"
    if header.organisation:
        return "nom ou identifiant d’une organisation connue"
    if column is None:
        return "texte, qui n’est pas gardé"
    if header.dates:
        return "date, dans la forme de l’exemple"
    if column.references and column.references != "subject":
        return f"identifiant d’une ligne de « {schemas.title(column.references)} »"
    return _describe_type(column)


def _describe_choices(choices: tuple[str, ...], column: Column | None) -> str:
    if choices == ("oui", "non"):
        return "oui ou non"
    if len(choices) <= MOST_SHOWN:
        description = f"valeur de la liste : {quoted_list(choices)}"
    else:
        description = f"valeur de la liste déroulante, qui en a {len(choices)}"
    return f"{description}, ou un autre texte" if column is not None and column.open else description


def _describe_type(column: Column) -> str:
    if pa.types.is_date(column.type):
        return "date : jj/mm/aaaa"
    unit = f" ({column.unit})" if column.unit else ""
    if pa.types.is_integer(column.type):
        return f"nombre entier{unit}"
    if pa.types.is_decimal(column.type):
        return f"montant{unit}, deux décimales au plus"
    if pa.types.is_floating(column.type):
        return f"nombre{unit}"
    if column.name.endswith("_id"):
        return "identifiant : lettres sans accent, chiffres et _ . / -, sans espace"
    return "texte"
