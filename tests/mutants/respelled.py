"""Harmless operators on cells: the same values, otherwise written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from random import Random

from mutants.bases import BEFORE, Base
from mutants.operators import EVERY, Mutant, build_mutant
from schemas import codelists

Respell = Callable[[str, Random], str]

LISTED = ("code", "codes", "option", "score", "mapped")
NAMED = ("organisation", "organisations")
MONTHS = (
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "aout", "sept.", "oct.", "nov.", "déc."],
)
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


def respelled(name: str, *kinds: str, share: float = 0.7) -> Callable[[Respell], Respell]:
    """Declare how a text is otherwise written; a share of the cells of these kinds will be."""

    def declared(respell: Respell) -> Respell:
        def make(base: Base, random: Random) -> Mutant | None:
            rows, changed = base.rows, False
            for row in rows[1:]:
                for at in base.columns(*kinds):
                    if row[at] and random.random() < share:
                        written = respell(row[at], random)
                        changed |= written != row[at]
                        row[at] = written
            return build_mutant(base, rows, random) if changed else None

        EVERY.add(name)(make)
        return respell

    return declared


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone


@respelled("jour en ISO", "date")
def iso(text: str, _: Random) -> str:
    return _day(text).isoformat()


@respelled("jour avec tirets ou points", "date")
def dashed(text: str, random: Random) -> str:
    return text.replace("/", random.choice("-."))


@respelled("jour sans zéros", "date")
def unpadded(text: str, _: Random) -> str:
    return f"{_day(text).day}/{_day(text).month}/{_day(text).year}"


@respelled("jour en lettres", "date")
def in_words(text: str, random: Random) -> str:
    day = _day(text)
    first = "1er" if day.day == 1 else str(day.day)
    weekday = random.choice(("", f"{WEEKDAYS[day.weekday()]} "))
    return f"{weekday}{first} {MONTHS[random.random() < 0.5][day.month - 1]} {day.year}"


@respelled("jour à minuit", "date")
def at_midnight(text: str, random: Random) -> str:
    return random.choice((f"{_day(text).isoformat()} 00:00:00", f"{text} 00:00", f"{_day(text)}T00:00:00"))


@respelled("jour entouré d’espaces", "date")
def spaced_day(text: str, random: Random) -> str:
    return random.choice((f" {text}", f"{text}\u00a0", f"\u200e{text}", f"\t{text} "))


def _grouped(text: str, sign: str) -> str:
    whole, comma, decimals = text.partition(",")
    if not whole.isdigit():
        return text
    return f"{int(whole):,}".replace(",", sign) + comma + decimals


@respelled("milliers séparés d’une espace", "amount", "real")
def grouped(text: str, _: Random) -> str:
    return _grouped(text, " ")


@respelled("milliers séparés d’une espace insécable", "amount", "real")
def grouped_unbroken(text: str, random: Random) -> str:
    return _grouped(text, random.choice("\u00a0\u202f"))


@respelled("milliers séparés d’une apostrophe", "amount", "real")
def grouped_as_in_switzerland(text: str, random: Random) -> str:
    return _grouped(text, random.choice("'’"))


@respelled("point décimal", "amount", "real")
def pointed(text: str, _: Random) -> str:
    return text.replace(",", ".")


@respelled("zéros derrière la virgule", "count", "amount", "real", "note")
def with_zeros(text: str, random: Random) -> str:
    return text + random.choice((",0", ".0", ",00")) if text.isdigit() else text


@respelled("signe plus ou zéro devant", "count", "amount", "real")
def signed(text: str, random: Random) -> str:
    return random.choice((f"+{text}", f"0{text}")) if text[:1].isdigit() else text


@respelled("nombre entouré d’espaces", "count", "amount", "real", "note")
def spaced_number(text: str, random: Random) -> str:
    return random.choice((f" {text}", f"{text}\u00a0", f"\u202f{text}", f"{text}\u200b"))


@respelled("libellé en capitales", *LISTED)
def upper(text: str, _: Random) -> str:
    return text.upper()


@respelled("libellé en minuscules sans accents", *LISTED)
def plain(text: str, _: Random) -> str:
    return "".join(
        each for each in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(each)
    )


@respelled("libellé en accents décomposés", *LISTED, *NAMED, "text", "name", "answer")
def decomposed(text: str, _: Random) -> str:
    return unicodedata.normalize("NFD", text)


@respelled("apostrophes d’une autre sorte", *LISTED, *NAMED, "measure")
def apostrophes(text: str, random: Random) -> str:
    return text.replace("’", random.choice("'ʼ‘"))


@respelled(
    "libellé entouré d’espaces et de signes invisibles",
    *LISTED,
    *NAMED,
    "text",
    "name",
    "id",
    "flag",
    "tick",
    "key",
)
def surrounded(text: str, random: Random) -> str:
    return random.choice(
        (f" {text}", f"{text}  ", f"\u00a0{text}\u00a0", f"{text}\u200b", f"\ufeff{text}", f"{text}\r\n")
    )


@respelled("espaces doublées dans le libellé", *LISTED, *NAMED)
def doubled(text: str, random: Random) -> str:
    return re.sub(r"(?<=\w) (?=\w)", random.choice(("  ", "\u00a0", "\n")), text)


@respelled("nom sans majuscules ni tirets", "organisation")
def loose_name(text: str, random: Random) -> str:
    return random.choice((text.upper(), text.lower(), re.sub("[-–]", " ", text), re.sub("[-–]", "‑", text)))


def _codes() -> dict[str, str]:
    # The number of a region is asked about: it may be a department's.
    lists = set(codelists.names()) - {"regions"}
    found: dict[str, set[str]] = {}
    for name in lists:
        for code, label in codelists.labels(name).items():
            found.setdefault(label, set()).add(code)
    return {label: codes.pop() for label, codes in found.items() if len(codes) == 1}


@respelled("code au lieu du libellé", "code", "score")
def write_code(text: str, _: Random) -> str:
    return _codes().get(text, text)


@respelled("oui autrement écrit", "flag", share=1)
def yes_or_no(text: str, random: Random) -> str:
    told = {
        "oui": ("OUI", "Oui", "o", "x", "1", "VRAI", "TRUE", "✓"),
        "non": ("NON", "n", "0", "FAUX", "False"),
    }
    return random.choice(told[text])


@respelled("case autrement cochée", "tick", share=1)
def ticked(text: str, random: Random) -> str:
    told = {"Oui": ("oui", "X", "1", "VRAI", "✔", "Yes"), "Non": ("non", "0", "FAUX", "", "No")}
    return random.choice(told.get(text, (text,)))


@respelled("plusieurs valeurs autrement séparées", "organisations", "several", "codes", share=1)
def separated(text: str, random: Random) -> str:
    return text.replace(" | ", random.choice(("|", ";", " ; ", " | | "))) + random.choice(("", ";", " | "))


@respelled("identifiant au lieu du nom", "organisation", share=1)
def identified(text: str, _: Random) -> str:
    return _identifiers().get(text, text)


def _identifiers() -> dict[str, str]:
    from mutants.judging import store_of

    store = store_of(BEFORE["partenariats"])
    rows = store.read(store.current(), "organisations").to_pylist()
    return {row["name"]: row["organisation_id"] for row in rows}
