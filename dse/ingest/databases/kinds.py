"""What a server sends, to the text of a cell: nothing lost, nothing guessed.

Both servers send values as texts; only what a spreadsheet would write otherwise is written otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from dse.ingest.issues import CellIssue

Sent = str | bytes | list | None

_BYTES = CellIssue(
    "IMP-223",
    "Ce sont des octets, pas un texte.",
    "Convertissez la colonne en texte dans la requête (CONVERT … USING utf8mb4, convert_from).",
)
_LIST = CellIssue(
    "IMP-224",
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
    return _joined(value) if isinstance(value, list) else value


def _joined(values: list) -> str | CellIssue:
    kept = [each for each in values if each is not None]
    if any(not isinstance(each, str) or any(sign in each for sign in _SEPARATORS) for each in kept):
        return _LIST
    return " | ".join(kept)


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
