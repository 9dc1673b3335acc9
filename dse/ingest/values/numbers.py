"""Numbers as they are written in France, and nothing that only looks like one."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from dse import french
from dse.ingest.files.cells import has_three_decimals
from dse.ingest.issues import CellIssue

_SPACES = " \u00a0\u2007\u2009\u202f"  # with which thousands are set apart; an apostrophe in Switzerland
_GROUPED = rf"[0-9]{{1,3}}(?:(?:[{_SPACES}][0-9]{{3}})+|(?:['’][0-9]{{3}})+)"
_APART = re.compile(rf"[{_SPACES}'’]")
_PLAIN = re.compile(rf"([+-]?(?:{_GROUPED}|[0-9]+))(?:[.,]([0-9]+))?")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]{1,3}")
_IN_EUROS = re.compile(rf"(.*[0-9])[{_SPACES}]?([kKM]?)[{_SPACES}]?(?:€|(?i:euros?|eur))")
_POWERS_OF_TEN = {"": 0, "k": 3, "K": 3, "M": 6}
_LARGEST_COUNT = 2**63
_AMOUNT_DIGITS = 10

THOUSANDS = "IMP-215"  # three digits after a sign: decimals, or thousands?

_NOT_A_NUMBER = CellIssue(
    "IMP-202",
    "Ce n’est pas un nombre.",
    "Écrivez seulement des chiffres, par exemple 1234,5, ou videz la cellule.",
)
_NOT_A_COUNT = CellIssue(
    "IMP-202", "Ce n’est pas un nombre.", "Écrivez seulement des chiffres, par exemple 12."
)
_POWER = CellIssue(
    "IMP-202",
    "Les chiffres sont perdus : le tableur a abrégé ce nombre.",
    "Mettez la colonne au format Nombre et enregistrez de nouveau.",
)
_NOT_WHOLE = CellIssue("IMP-203", "Il faut un nombre entier.", "Corrigez la valeur, sans décimale.")
_TOO_FINE = CellIssue(
    "IMP-204", "Plus de deux décimales.", "Arrondissez au centime ; écrivez les milliers avec une espace."
)
_TOO_LARGE = CellIssue("IMP-202", "Ce nombre est trop grand.", "Vérifiez le nombre de chiffres.")


def parse_number(text: str, *, scientific: bool = False) -> Decimal | CellIssue:
    """The exact number. `scientific` also reads `1.5E+07`, for files that write so."""
    match = _PLAIN.fullmatch(text.replace("−", "-"))
    if match:
        whole = _APART.sub("", match[1])
        return Decimal(f"{whole}.{match[2]}" if match[2] else whole)
    if _SCIENTIFIC.fullmatch(text):
        return Decimal(text.replace(",", ".")) if scientific else _POWER
    return _NOT_A_NUMBER


def parse_integer(text: str, *, scientific: bool = False) -> int | CellIssue:
    """A whole number. `12,0` is one; `1,000` is not, since a thousand may be meant."""
    read = parse_number(text, scientific=scientific)
    if isinstance(read, CellIssue):
        return _NOT_A_COUNT if read is _NOT_A_NUMBER else read
    if read != read.to_integral_value() or read.as_tuple().exponent <= -3:
        return _NOT_WHOLE
    return int(read) if abs(read) < _LARGEST_COUNT else _TOO_LARGE


def parse_real(text: str, *, scientific: bool = False, decimals: int | None = None) -> float | CellIssue:
    """A number with decimals, rounded to `decimals` where the form says so."""
    read = parse_number(text, scientific=scientific)
    if isinstance(read, CellIssue):
        return read
    value = float(read if decimals is None else _rounded(read, decimals))
    return value if abs(value) != float("inf") else _TOO_LARGE


def check_thousands(text: str) -> CellIssue | None:
    """A doubt about `10.500`, which is ten and a half or, written the English way, ten thousand five hundred."""
    if not has_three_decimals(text):
        return None
    whole, decimals = re.split("[.,]", text)
    reason = f"Lu {whole} et {decimals} millièmes : est-ce {whole} {decimals} ?"
    return CellIssue(THOUSANDS, reason, "Confirmez, ou écrivez les milliers avec une espace.", doubtful=True)


def parse_amount(text: str, *, scientific: bool = False, decimals: int | None = None) -> Decimal | CellIssue:
    """Euros and cents, exactly; more decimals are refused unless the form rounds.

    `10.500` has three: ten and a half, or ten thousand five hundred.
    """
    read = parse_number(text, scientific=scientific)
    if isinstance(read, CellIssue):
        return _in_euros(text) or read
    if read.adjusted() >= _AMOUNT_DIGITS:
        return _TOO_LARGE
    if decimals is None and read.as_tuple().exponent < -2:
        return _TOO_FINE
    return _rounded(read, 2 if decimals is None else min(decimals, 2)).quantize(Decimal("0.01"))


def _in_euros(text: str) -> CellIssue | None:
    """The number to type instead of an amount with its unit; None where it is not sure, or not in euros."""
    match = _IN_EUROS.fullmatch(text)
    if match is None or check_thousands(match[1]):
        return None
    read = parse_number(match[1])
    if isinstance(read, CellIssue):
        return None
    told = read.scaleb(_POWERS_OF_TEN[match[2]])
    if isinstance(parse_amount(f"{told:f}"), CellIssue):
        return None
    shown = french.number(told, 2).removesuffix(",00")
    return CellIssue("IMP-202", "L’unité est de trop : la colonne est en euros.", f"Écrivez {shown}.")


def _rounded(read: Decimal, decimals: int) -> Decimal:
    return read.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
