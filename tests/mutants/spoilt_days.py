"""Cells where a day is expected and something else stands."""

from __future__ import annotations

from datetime import date
from random import Random

from mutants.spoilt import DAYS, OF_DAYS, spoils


@spoils("jour qui n’existe pas", DAYS, ("206",))
def impossible(_: str, random: Random) -> str:
    return random.choice(
        ("31/02/2018", "29/02/2019", "31/04/2018", "32/01/2018", "00/01/2018", "2018-02-30", "31 juin 2018")
    )


@spoils("mois avant le jour", DAYS, ("206",))
def american(_: str, random: Random) -> str:
    return random.choice(("04/13/2018", "12/31/2017", "2018-31-01", "02.28.2018", "1/15/2018"))


@spoils("jour sans jour", DAYS, OF_DAYS)
def imprecise(_: str, random: Random) -> str:
    return random.choice(
        (
            "avril 2018",
            "2018",
            "T2 2018",
            "été 2018",
            "04/2018",
            "2018-04",
            "S1 2018",
            "fin 2018",
            "début mars 2018",
        )
    )


@spoils("année à deux chiffres", ("date",), ("208",), asks=True)
def short_year(text: str, _: Random) -> str | None:
    return f"{text[:6]}{text[8:]}" if len(text) == 10 else None


@spoils("année hors du possible", DAYS, ("209", "205", "206"))
def out_of_range(text: str, random: Random) -> str:
    return f"{text[:6] if len(text) == 10 else '03/04/'}{random.choice(('1900', '0018', '2108', '1218', '9999', '2999'))}"


@spoils("mot à la place d’un jour", DAYS, OF_DAYS)
def no_date(_: str, random: Random) -> str:
    return random.choice(
        (
            "à définir",
            "?",
            "en cours",
            "n.c.",
            "hier",
            "janvier",
            "lundi",
            "-",
            "XX/XX/2018",
            "##########",
            "non",
        )
    )


@spoils("deux jours dans une cellule", DAYS, OF_DAYS)
def two(text: str, random: Random) -> str:
    one = text if len(text) == 10 else "03/04/2018"
    return random.choice(
        (f"{one} - {one}", f"du {one} au {one}", f"{one} et {one}", f"{one};{one}", f"vers le {one}")
    )


@spoils("jour mal ponctué", DAYS, OF_DAYS)
def mispunctuated(_: str, random: Random) -> str:
    return random.choice(
        (
            "03/04-2018",
            "03//04/2018",
            "20180403",
            "03042018",
            "03 04 2018",
            "3/4",
            "03/04/2018/",
            "O3/04/2018",
            "03/O4/2018",
            "03\\04\\2018",
        )
    )


@spoils("heure avec le jour", ("date",), ("205",))
def with_hour(text: str, random: Random) -> str | None:
    if len(text) != 10:
        return None
    iso = f"{text[6:]}-{text[3:5]}-{text[:2]}"
    return random.choice((f"{text} 14:30", f"{iso} 09:15:00", f"{iso}T23:59:59", f"{text} à 10h"))


@spoils("numéro de jour d’un tableur", ("date",), ("208",), asks=True)
def serial(text: str, _: Random) -> str | None:
    if len(text) != 10:
        return None
    day = date(int(text[6:]), int(text[3:5]), int(text[:2]))
    return str((day - date(1899, 12, 30)).days)
