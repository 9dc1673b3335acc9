"""`LISEZ-MOI.txt`: what is in the dossier, how it is read, what is not in it."""

from __future__ import annotations

import textwrap

from dse import french
from dse.export.dossier import told
from dse.export.dossier.contents import Contents

WIDTH = 100
FILES = (
    (
        "rapport.docx",
        "le rapport, prêt à envoyer : chaque figure avec son graphique, son tableau, sa méthode",
    ),
    ("tableaux.xlsx", "les mêmes tableaux, une feuille par figure"),
    (
        "figures/",
        "par page du tableau de bord : chaque figure en CSV pour Excel en français, en PNG et en SVG",
    ),
    ("donnees/", "les mêmes tableaux en CSV pour d’autres programmes, décrits par datapackage.json"),
    ("codebook.csv", "chaque colonne de chaque tableau : titre, unité, ce qu’elle contient"),
    ("codes.csv", "ce que veut dire chaque code des CSV pour machines"),
    ("datapackage.json", "description des CSV pour machines, selon le standard Data Package"),
    (
        "provenance.json",
        "version des données et ses empreintes, choix, ce qui est masqué, empreinte de chaque fichier",
    ),
)


def readme(contents: Contents) -> bytes:
    """The text, for any editor: UTF-8 with its mark, lines of Windows."""
    parts = [
        told.title(contents).upper(),
        told.about(contents),
        *contents.notices,
        _titled("Les fichiers", [f"{name} : {what}." for name, what in FILES]),
        _titled("Comment lire", told.reading(contents)),
    ]
    absent = told.left_out(contents)
    if absent:
        parts.append("Ce qui n’est pas dans le dossier, et pourquoi")
        parts += [_titled(why, [each.figure.question for each in gone]) for why, gone in absent]
    text = "\n\n".join(_wrapped(french.typeset(part)) for part in parts) + "\n"
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")


def _titled(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {each}" for each in lines)])


def _wrapped(text: str) -> str:
    return "\n".join(
        textwrap.fill(
            line, WIDTH, subsequent_indent="  " if line.startswith("- ") else "", break_on_hyphens=False
        )
        for line in text.split("\n")
    )
