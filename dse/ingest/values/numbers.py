"""Numbers as they are written in France; whatever is not surely one is refused."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from dse import french
from dse.ingest.files.cells import has_three_decimals
from dse.ingest.issues import CellIssue, Mend
from dse.ingest.values.number_checks import (
    describe_fraction,
    describe_possible_thousands,
    describe_too_many_decimals,
    describe_unreadable_number,
)

_SPACES = " \u00a0\u2007\u2009\u202f"  # with which thousands are set apart; an apostrophe in Switzerland
_GROUPED = rf"[0-9]{{1,3}}(?:(?:[{_SPACES}][0-9]{{3}})+|(?:['’][0-9]{{3}})+)"
_GROUP_SIGN = re.compile(rf"[{_SPACES}'’]")
_PLAIN = re.compile(rf"([+-]?(?:{_GROUPED}|[0-9]+))(?:[.,]([0-9]+))?")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]{1,3}")
_IN_EUROS = re.compile(rf"(.*[0-9])[{_SPACES}]?([kKM]?)[{_SPACES}]?(?:€|(?i:euros?|eur))")
_POWERS_OF_TEN = {"": 0, "k": 3, "K": 3, "M": 6}
_LARGEST_COUNT = 2**63
_AMOUNT_DIGITS = 10

_NOT_A_NUMBER = describe_unreadable_number(
    "Ce n’est pas un nombre.",
    "Écrivez seulement des chiffres, par exemple 1234,5, ou videz la cellule.",
)
_NOT_AN_INTEGER = describe_unreadable_number(
    "Ce n’est pas un nombre.", "Écrivez seulement des chiffres, par exemple 12."
)
_LOST_DIGITS = describe_unreadable_number(
    "Les chiffres sont perdus : le tableur a abrégé ce nombre.",
    "Mettez la colonne au format Nombre et enregistrez de nouveau.",
)
_TOO_LARGE = describe_unreadable_number("Ce nombre est trop grand.", "Vérifiez le nombre de chiffres.")


def parse_number(text: str, *, scientific: bool = False) -> Decimal | CellIssue:
    """The exact number. `scientific` also reads `1.5E+07`, for files that write so."""
    match = _PLAIN.fullmatch(text.replace("−", "-"))
    if match:
        integer = _GROUP_SIGN.sub("", match[1])
        return Decimal(f"{integer}.{match[2]}" if match[2] else integer)
    if _SCIENTIFIC.fullmatch(text):
        return Decimal(text.replace(",", ".")) if scientific else _LOST_DIGITS
    return _NOT_A_NUMBER


def parse_integer(text: str, *, scientific: bool = False) -> int | CellIssue:
    """A whole number. `12,0` is one; `1,000` is not: it may be a thousand."""
    value = parse_number(text, scientific=scientific)
    if isinstance(value, CellIssue):
        return _NOT_AN_INTEGER if value is _NOT_A_NUMBER else value
    if value != value.to_integral_value() or _count_decimals(value) >= 3:
        return describe_fraction()
    return int(value) if abs(value) < _LARGEST_COUNT else _TOO_LARGE


def parse_real(text: str, *, scientific: bool = False, decimals: int | None = None) -> float | CellIssue:
    """A number with decimals, rounded to `decimals` where the form says so."""
    value = parse_number(text, scientific=scientific)
    if isinstance(value, CellIssue):
        return value
    number = float(value if decimals is None else _round(value, decimals))
    return number if abs(number) != float("inf") else _TOO_LARGE


def check_thousands(text: str) -> CellIssue | None:
    """A question about `10.500`: ten and a half or, written the English way, ten thousand five hundred."""
    if not has_three_decimals(text):
        return None
    integer, decimals = re.split("[.,]", text)
    reason = f"Lu {integer} et {decimals} millièmes : est-ce {integer} {decimals} ?"
    return describe_possible_thousands(reason, "Confirmez, ou écrivez les milliers avec une espace.")


def parse_amount(text: str, *, scientific: bool = False, decimals: int | None = None) -> Decimal | CellIssue:
    """Euros and cents, exactly; more decimals are refused unless the form rounds.

    `10.500` has three: ten and a half, or ten thousand five hundred.
    """
    value = parse_number(text, scientific=scientific)
    if isinstance(value, CellIssue):
        return _check_euro_unit(text) or value
    if value.adjusted() >= _AMOUNT_DIGITS:
        return _TOO_LARGE
    if decimals is None and _count_decimals(value) > 2:
        return describe_too_many_decimals()
    return _round(value, 2 if decimals is None else min(decimals, 2)).quantize(Decimal("0.01"))


def _check_euro_unit(text: str) -> CellIssue | None:
    """The issue that gives the number to type instead of an amount with its unit; None if that is not sure."""
    match = _IN_EUROS.fullmatch(text)
    if match is None or check_thousands(match[1]):
        return None
    value = parse_number(match[1])
    if isinstance(value, CellIssue):
        return None
    euros = value.scaleb(_POWERS_OF_TEN[match[2]])
    if isinstance(parse_amount(f"{euros:f}"), CellIssue):
        return None
    correction = french.number(euros, 2).removesuffix(",00")
    return describe_unreadable_number(
        "L’unité est de trop : la colonne est en euros.",
        f"Écrivez {correction}.",
        (Mend("Écrire sans l’unité", correction),),
    )


def _count_decimals(value: Decimal) -> int:
    """Digits after the sign, zeros too; the numbers read are finite."""
    return -int(value.as_tuple().exponent)


def _round(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
