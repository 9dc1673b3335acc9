"""Cells where a number is expected and something else stands."""

from __future__ import annotations

from random import Random

from mutants.spoilt import NUMBERS, OF_NUMBERS, spoils


def _or(text: str, random: Random) -> str:
    return text or str(random.randint(2, 9))


@spoils("unité derrière un nombre", ("count", "amount", "real"), OF_NUMBERS)
def with_unit(text: str, random: Random) -> str:
    return _or(text, random) + random.choice((" %", " €", "€", " pers.", "k", " ans", " K€", "ETP"))


@spoils("nombre approché", ("count", "amount", "real"), OF_NUMBERS)
def about(text: str, random: Random) -> str:
    value = _or(text, random)
    return random.choice(
        (
            f"env. {value}",
            f"~{value}",
            f">{value}",
            f"{value}-{value}0",
            f"{value} à 90",
            f"{value}?",
            f"{value} (est.)",
        )
    )


@spoils("mot à la place d’un nombre", ("count", "amount", "real"), OF_NUMBERS)
def no_number(_: str, random: Random) -> str:
    return random.choice(
        ("n.c.", "?", "beaucoup", "deux", "à compléter", "idem", '"', "néant", "TBD", "-", "—", "...", "XX")
    )


@spoils("chiffres séparés", NUMBERS, OF_NUMBERS)
def split_digits(_: str, random: Random) -> str:
    return random.choice(("3 4", "1 23", "12 3456", "1\u202f2", "3\u00a04", "1 2 3"))


@spoils("séparateurs anglais ou doublés", ("count", "amount", "real"), OF_NUMBERS)
def english(_: str, random: Random) -> str:
    return random.choice(
        ("1,234.50", "1.234,50", "12,5,3", "1'20", "1.2.3", "1,234,567", "12,", ",5", "1 234.5.6")
    )


@spoils("nombre abrégé par le tableur", ("count", "amount", "real"), OF_NUMBERS)
def scientific(_: str, random: Random) -> str:
    return random.choice(("1E5", "1,2E+13", "2.5e-3", "inf", "NaN", "1e400", "-inf", "Infinity", "1E+99"))


@spoils("lettre pour un chiffre", NUMBERS, OF_NUMBERS)
def letter(_: str, random: Random) -> str:
    return random.choice(("1O", "l2", "I5", "2B", "O", "1o0"))


@spoils("chiffres d’une autre écriture", NUMBERS, OF_NUMBERS)
def other_digits(_: str, random: Random) -> str:
    return random.choice(("١٢", "１２", "²", "½", "Ⅻ", "①", "12٫5"))


@spoils("nombre négatif", ("count",), ("213", "406"))
def negative(_: str, random: Random) -> str:
    return random.choice(("-3", "−3", "-12", "-1"))


@spoils("négatif de comptable", ("count", "amount", "real"), OF_NUMBERS)
def in_brackets(_: str, random: Random) -> str:
    return random.choice(("(500)", "500-", "--5", "+-5", "- 5", "5+"))


@spoils("décimales à un compte", ("count",), ("203",))
def halves(text: str, random: Random) -> str:
    return (text or "3") + random.choice((",5", ".25", ",01", ",001"))


@spoils("décimales de trop à un montant", ("amount",), ("204",))
def too_fine(text: str, _: Random) -> str:
    return (text or "12").partition(",")[0] + ",123"


@spoils("milliers à l’anglaise, ou millièmes", ("real",), ("215", "202", "217"), asks=True)
def thousandths(_: str, random: Random) -> str:
    return random.choice(("12.500", "1,234", "3.125"))


@spoils("nombre trop grand", ("count", "amount"), ("202",))
def too_large(_: str, random: Random) -> str:
    return random.choice(("9" * 20, "12345678901234567890", "9" * 30))


@spoils("calcul en toutes lettres", ("count", "amount", "real"), OF_NUMBERS)
def sum_of(_: str, random: Random) -> str:
    return random.choice(
        ("=2+3", "2+3", "10/2", "3*4", "=SOMME(A1:A3)", "2x3", "0x1F", "1_000", "1 000 + 500")
    )


@spoils("jour à la place d’un nombre", NUMBERS, OF_NUMBERS)
def as_day(_: str, random: Random) -> str:
    return random.choice(("02-janv", "01/02/2018", "2018-01-02", "janv-12", "12:30", "1er"))


@spoils(
    "erreur de formule",
    ("count", "amount", "real", "date", "code", "text", "name", "organisation", "reference"),
    ("220",),
)
def failed(_: str, random: Random) -> str:
    return random.choice(("#REF!", "#N/A", "#DIV/0!", "#VALEUR!", "#NOM?", "#NOMBRE!", "Err:502", "#VALUE!"))


@spoils("note hors de l’échelle", ("note",), ("202", "217"))
def off_scale(_: str, random: Random) -> str:
    return random.choice(("11", "-1", "7/10", "8/20", "100", "7 ou 8", "dix"))
