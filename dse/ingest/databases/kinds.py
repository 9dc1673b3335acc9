"""Write the values that a server sends as the texts of cells: nothing lost, nothing guessed.

Both servers send values as texts; only what a spreadsheet would write otherwise is written otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from dse.ingest.databases.query_checks import refuse_bytes, refuse_list
from dse.ingest.issues import CellIssue

Sent = str | bytes | list | None

_BYTES = refuse_bytes(
    "Ce sont des octets, pas un texte.",
    "Convertissez la colonne en texte dans la requête (CONVERT … USING utf8mb4, convert_from).",
)
_LIST = refuse_list(
    "Une valeur de cette liste contient « ; » ou « | », ou en est une autre.",
    "Faites de la liste un texte dans la requête, par exemple avec array_to_string.",
)
_SEPARATORS = (";", "|")  # those at which forms cut a cell of several values


def text(value: Sent) -> str | CellIssue:
    """A text as the server writes it; dates are ISO, so that the day is never the month.

    A list is the cell of several values that a form cuts again.
    """
    if value is None:
        return ""
    if isinstance(value, bytes):
        return _BYTES
    return _join(value) if isinstance(value, list) else value


def _join(values: list) -> str | CellIssue:
    texts = [value for value in values if value is not None]
    if any(not isinstance(text, str) or any(sign in text for sign in _SEPARATORS) for text in texts):
        return _LIST
    return " | ".join(texts)


def number(value: Sent) -> str | CellIssue:
    """A number without its final zeros nor a power of ten, exactly; whole ones as the server writes them."""
    if not isinstance(value, str) or value.isdigit():
        return text(value)
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return value
    if not exact.is_finite():
        return value
    plain = f"{exact:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def flag(value: Sent) -> str | CellIssue:
    """Yes or no, from what PostgreSQL calls a boolean."""
    return {"t": "oui", "f": "non"}.get(value, value) if isinstance(value, str) else text(value)


def bits(value: Sent) -> str | CellIssue:
    """A field of bits of MariaDB as the number that it is."""
    return str(int.from_bytes(value, "big")) if isinstance(value, bytes) else text(value)


Kind = Callable[[Sent], str | CellIssue]
Kinds = Mapping[int, Kind]
