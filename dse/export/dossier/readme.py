"""`LISEZ-MOI.txt`: what is in the dossier, how it is read, what is not in it."""

from __future__ import annotations

import textwrap

from dse import french
from dse.export.dossier import outline, shared_sentences
from dse.export.dossier.contents import Chapter, Contents

WIDTH = 100
FILES = (
    (
        "rapport.docx",
        "à lire d’abord. Chaque question avec sa réponse, son graphique, son tableau et sa méthode",
    ),
    ("tableaux.xlsx", "les tableaux entiers, une feuille par figure, numérotée comme dans le rapport"),
    (
        "figures/",
        "de quoi reprendre une figure ailleurs, en image (PNG, ou SVG qui s’agrandit sans perte) et en tableau pour Excel (CSV)",
    ),
    ("codebook.csv", "ce que contient chaque colonne de chaque tableau, et son unité"),
    (
        "donnees/",
        "les mêmes tableaux pour un logiciel de statistique, avec des codes. datapackage.json les lui décrit (standard Data "
        "Package), codes.csv dit ce que veut dire chaque code",
    ),
    (
        "provenance.json",
        "de quoi vérifier d’où vient chaque chiffre et ce qui a été masqué, avec l’empreinte de chaque fichier",
    ),
)
FOLDERS = (
    "Les dossiers de figures/ et de donnees/ sont les chapitres du rapport ; le numéro qui commence le nom d’un fichier est le rang "
    "de la figure dans son chapitre."
)
WORDS = (
    ("Figure", "une question posée aux données, avec sa réponse, son graphique et son tableau"),
    ("Triennal", "les trois années d’un programme du réseau"),
    (
        "Version",
        "l’état des données à un moment donné. Chaque import en fait une nouvelle, qui a un numéro et ne change plus ; tous les chiffres "
        "du dossier viennent de la même",
    ),
    ("Public", "pour qui le dossier est fait. De là dépend ce qu’il montre des réponses aux enquêtes"),
    (
        "Empreinte",
        "une suite de lettres et de chiffres calculée sur un fichier (SHA-256). Elle change dès qu’un signe du fichier change : deux "
        "fichiers de même empreinte sont les mêmes",
    ),
)


def readme(contents: Contents) -> bytes:
    """The text, for any editor: UTF-8 with its mark, lines of Windows."""
    parts = [
        shared_sentences.title(contents).upper(),
        shared_sentences.about(contents),
        *contents.notices,
        _titled("Les fichiers", [f"{name} : {what}." for name, what in FILES]),
        _titled(FOLDERS, [f"{chapter.page} : {heading}" for chapter, heading in _chapters(contents)]),
        _titled("Comment lire les chiffres", shared_sentences.reading(contents)),
        _titled("Les mots du dossier", [f"{word} : {meant}." for word, meant in WORDS]),
    ]
    absent = shared_sentences.left_out(contents)
    if absent:
        parts.append("Ce qui n’est pas dans le dossier, et pourquoi")
        parts += [_titled(why, [each.figure.question for each in gone]) for why, gone in absent]
    if contents.corrections:
        parts.append(_titled(outline.CORRECTED, list(contents.corrections)))
    text = "\n\n".join(_wrapped(french.typeset(part)) for part in parts) + "\n"
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")


def _chapters(contents: Contents) -> list[tuple[Chapter, str]]:
    return [(each.chapter, each.heading.text) for each in outline.numbered(contents)]


def _titled(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {each}" for each in lines)])


def _wrapped(text: str) -> str:
    return "\n".join(
        textwrap.fill(
            line, WIDTH, subsequent_indent="  " if line.startswith("- ") else "", break_on_hyphens=False
        )
        for line in text.split("\n")
    )
