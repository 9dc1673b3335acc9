"""Cells where a word of a list, a name or an identifier is expected and something else stands; and damaged texts."""

from __future__ import annotations

import re
from random import Random

from mutants.spoilt import LISTED, NAMED, OF_LISTS, spoils

OF_SIGNS = ("114", "115", "210", "211", "217", "301")


@spoils("faute de frappe dans un libellé", ("code", "option"), OF_LISTS)
def misspelt(text: str, random: Random) -> str | None:
    if len(text) < 5:
        return None
    at = random.randint(1, len(text) - 2)
    return random.choice(
        (text[:at] + text[at + 1 :], text[:at] + "z" + text[at:], f"{text}s'", f"{text} ({text})")
    )


@spoils("valeur d’une autre liste", LISTED, OF_LISTS)
def of_another_list(_: str, random: Random) -> str:
    return random.choice(
        ("Tarte aux pommes", "Zanzibarie", "42", "Oui et non", "cf. note", "plusieurs", "n/d", "idem", '"')
    )


@spoils("deux libellés dans une cellule", ("code", "option"), OF_LISTS)
def two_labels(text: str, random: Random) -> str | None:
    return f"{text}{random.choice((' / ', ', ', ' et ', ' ou ', ' + '))}{text}" if text else None


@spoils("mot tronqué", ("code", "option"), OF_LISTS)
def cut(text: str, _: Random) -> str | None:
    return f"{text[: len(text) // 2]}…" if len(text) > 6 else None


@spoils("marque hors de 0, 1, 2", ("score",), ("210", "213", "202"))
def off_marks(_: str, random: Random) -> str:
    return random.choice(("3", "-1", "1,5", "0/1", "++", "2?", "oui", "x", "12"))


@spoils("ni oui ni non", ("flag",), ("212",))
def neither(_: str, random: Random) -> str:
    return random.choice(("peut-être", "?", "2", "oui/non", "en partie", "ouii", "-1", "non concerné"))


@spoils("case ni cochée ni vide", ("tick",), ("212",))
def odd_tick(_: str, random: Random) -> str:
    return random.choice(("peut-être", "3", "à voir", "oui mais", "bof", "-1"))


@spoils("organisation inconnue", NAMED, ("301", "302"))
def unknown(_: str, random: Random) -> str:
    return random.choice(
        (
            "Association Inconnue de Tous",
            "Ville de Nulle Part",
            "12",
            "ORG-99999",
            "???",
            "voir avec Paul",
            "idem",
        )
    )


@spoils("faute de frappe dans un nom", NAMED, ("301", "302"))
def misspelt_name(text: str, random: Random) -> str | None:
    if len(text) < 8 or "|" in text:
        return None
    at = random.randint(2, len(text) - 3)
    return f"{text[:at]}kq{text[at + 1 :]}"


@spoils("deux noms dans une cellule", ("organisation",), ("301", "302"))
def two_names(text: str, random: Random) -> str | None:
    return f"{text}{random.choice((' ; ', ' / ', ' et ', ', '))}{text}" if text else None


@spoils("identifiant mal formé", ("id",), ("213", "404"))
def bad_identifier(text: str, random: Random) -> str:
    return random.choice(
        (
            f"{text} bis",
            f"{text}é",
            f"n°{text}",
            f"#{text}",
            f"{text}*",
            f"{text}, {text}",
            f"({text})",
            f'="{text}"',
        )
    )


@spoils("identifiant inconnu", ("reference",), ("404",))
def unknown_reference(text: str, random: Random) -> str | None:
    if not text:  # one that is filled where none has to be may contradict another cell of its line
        return None
    return random.choice((f"{text}9", "OFF-ZZZ", "999", text.replace("F", "E", 1) or "X1"))


@spoils("référence inconnue parmi plusieurs", ("several",), ("404", "303"))
def unknown_among(text: str, _: Random) -> str | None:
    return f"{text} | ACC-1900-999" if text.startswith(("ACC", "ACT")) else None


@spoils(
    "SIREN mal formé", ("siren",), ("213", "403"), others=True
)  # 403 where another line of the same subject says another
def bad_siren(_: str, random: Random) -> str:
    return random.choice(
        (
            "12345678",
            "1234567890",
            "123 456 78A",
            "1.23457E+08",
            "123456789.5",
            "FR12345678",
            "12345678900012",
        )
    )


@spoils("mesure inconnue", ("measure",), ("210", "216"))
def bad_measure(text: str, random: Random) -> str:
    return random.choice(("Calculée", f"{text}?theme=Chocolat", "figure:inconnue", "voir fiche"))


@spoils(
    "cellule nécessaire vide", ("needed",), ("201", "403")
)  # 403 where another line of the same subject says it
def emptied(_: str, random: Random) -> str:
    return random.choice(("", " ", "\u00a0", "\u200b", "\t"))


@spoils("accents abîmés", ("text", "name", "organisation", "code", "option", "answer"), ("115",))
def twice_encoded(text: str, _: Random) -> str | None:
    try:
        damaged = text.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return None
    return None if damaged == text else damaged


@spoils(
    "signe perdu", ("text", "name", "organisation", "code", "option", "answer", "date", "count"), ("114",)
)
def lost_sign(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return f"{text[:at]}\ufffd{text[at + 1 :]}"


@spoils(
    "codes de page web", ("text", "name", "organisation", "code", "option", "answer"), OF_SIGNS, asks=True
)
def entities(text: str, random: Random) -> str | None:
    coded = {"é": "&eacute;", "è": "&#232;", "’": "&#39;", "à": "&agrave;", "&": "&amp;", "ô": "&#xF4;"}
    spoilt = text.translate(str.maketrans(coded))
    return None if spoilt == text else spoilt + random.choice(("", "&nbsp;"))


@spoils(
    "accents devenus des points d’interrogation",
    ("text", "name", "organisation", "code", "option"),
    OF_SIGNS,
    asks=True,
)
def question_marks(text: str, _: Random) -> str | None:
    spoilt = text.encode("ascii", "replace").decode("ascii")
    return spoilt if re.search(r"[A-Za-z]\?[A-Za-z]", spoilt) else None


@spoils("renvoi à la ligne du dessus", ("text", "name"), ("228",), asks=True)
def ditto(_: str, random: Random) -> str:
    return random.choice(("idem", "Idem", '"', "″", "''", "-//-", "»"))


@spoils("rien, dit par un logiciel", ("text",), ("229",), asks=True)
def empty_mark(_: str, random: Random) -> str:
    return random.choice(("null", "None", "undefined", "NaN", "NULL", "\\N"))


@spoils("nom suivi d’un point d’interrogation", ("organisation",), ("305",), asks=True)
def wondered(text: str, random: Random) -> str | None:
    return f"{text}{random.choice(('?', ' ?', ' ??'))}" if text else None
