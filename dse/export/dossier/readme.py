"""`LISEZ-MOI.txt`: what is in the dossier, how to read it, what is left out."""

from __future__ import annotations

import textwrap

from dse import french
from dse.export.dossier import outline, parts, shared_sentences
from dse.export.dossier.contents import Chapter, Contents

WIDTH = 100
# Each in the dossiers that have one of some parts.
FILES = (
    (
        (parts.REVIEW,),
        "bilan.docx",
        "à lire d’abord. L’essentiel, puis les constats les plus nets de chaque chapitre et les indicateurs",
    ),
    (
        (parts.ANNEX,),
        "annexe-statistique.docx",
        "toutes les figures. Chaque question avec sa réponse, son graphique, son tableau et sa méthode",
    ),
    (
        (parts.WORKBOOK,),
        "tableaux.xlsx",
        "les tableaux entiers, une feuille par figure, numérotée comme dans l’annexe",
    ),
    (
        (parts.DATA, parts.IMAGES),
        "figures/",
        "de quoi reprendre une figure ailleurs, en image (PNG, ou SVG qui s’agrandit sans perte) et en tableau pour Excel (CSV)",
    ),
    ((parts.DATA,), "codebook.csv", "ce que contient chaque colonne de chaque tableau, et son unité"),
    (
        (parts.DATA,),
        "donnees/",
        "les mêmes tableaux pour un logiciel de statistique, avec des codes. datapackage.json les lui décrit (standard Data "
        "Package), codes.csv dit ce que veut dire chaque code",
    ),
    (
        parts.ALL,
        "provenance.json",
        "de quoi vérifier d’où vient chaque chiffre et ce qui a été masqué, avec un code par fichier, qui change dès que le fichier change",
    ),
)
FOLDERS = (
    "Les dossiers de figures/ et de donnees/ sont les chapitres de l’annexe ; le numéro qui commence le nom d’un fichier est le rang "
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
        "Code d’un fichier",
        "une suite de lettres et de chiffres calculée sur un fichier (SHA-256). Elle change dès qu’un signe du fichier change : deux "
        "fichiers de même code sont les mêmes",
    ),
)


def render_readme(contents: Contents) -> bytes:
    """The text, for any editor: UTF-8 with BOM, CRLF."""
    paragraphs = [
        shared_sentences.title(contents).upper(),
        shared_sentences.about(contents),
        *contents.notices,
        _bullet_list("Les fichiers", _describe_files(contents)),
        *_describe_folders(contents),
        _bullet_list("Comment lire les chiffres", _explain(contents)),
        _bullet_list("Les mots du dossier", [f"{word} : {meaning}." for word, meaning in WORDS]),
    ]
    absent = shared_sentences.group_left_out(contents)
    if absent:
        paragraphs.append("Ce qui n’est pas dans le dossier, et pourquoi")
        paragraphs += [
            _bullet_list(why, [left_out.figure.question for left_out in figures_left_out])
            for why, figures_left_out in absent
        ]
    if contents.corrections:
        paragraphs.append(_bullet_list(outline.CORRECTED, list(contents.corrections)))
    text = "\n\n".join(_wrap_text(french.typeset(part)) for part in paragraphs) + "\n"
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")


def _explain(contents: Contents) -> list[str]:
    """How numbers are read; a review alone has neither the methods nor the tables of the annex."""
    figures = [] if contents.choice.is_review_only else shared_sentences.explain_figures()
    return [*figures, *shared_sentences.explain_reading(contents)]


def _describe_files(contents: Contents) -> list[str]:
    parts_written = set(contents.choice.parts)
    return [f"{name} : {what}." for of_parts, name, what in FILES if parts_written & set(of_parts)]


def _describe_folders(contents: Contents) -> list[str]:
    if not {parts.DATA, parts.IMAGES} & set(contents.choice.parts):
        return []
    pages = [f"{chapter.page} : {heading}" for chapter, heading in _chapter_headings(contents)]
    return [_bullet_list(FOLDERS, pages)]


def _chapter_headings(contents: Contents) -> list[tuple[Chapter, str]]:
    return [(numbered.chapter, numbered.heading.text) for numbered in outline.number_chapters(contents)]


def _bullet_list(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)])


def _wrap_text(text: str) -> str:
    return "\n".join(
        textwrap.fill(
            line, WIDTH, subsequent_indent="  " if line.startswith("- ") else "", break_on_hyphens=False
        )
        for line in text.split("\n")
    )
