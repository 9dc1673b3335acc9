"""Checks of the sheets of a file and of rows that are no data: the words of their issues, and what explains them."""

from __future__ import annotations

from dse.ingest.issues import CellIssue, Level, set_line_aside, shorten
from dse.ingest.registry import ERROR, NOTICE, QUESTION, built, check, content

_TITLES = "Activité;Organisation;Rôle;Participants"
_LINE = "ACT-1;M002;PARTICIPANT;1"
_CLEAN = content("presences.csv", f"{_TITLES}\n{_LINE}\n")


@check(
    "IMP-125",
    level=ERROR,
    milder=QUESTION,
    title="Titres répétés au milieu des lignes",
    explanation=(
        "Un tableau se lit sous une seule ligne de titres. Des titres plus bas viennent d’un copier-coller, ou annoncent un "
        "second tableau, dont les lignes seraient lues sous les mauvaises colonnes. C’est une question pour les mêmes titres, "
        "dans le même ordre ; une erreur pour d’autres."
    ),
    advice="Retirez la ligne de titres répétée ; mettez un second tableau dans un fichier ou une feuille à part.",
    trips=(
        content("presences.csv", f"{_TITLES}\n{_LINE}\n{_TITLES}\n"),
        content("presences.csv", f"{_TITLES}\n{_LINE}\nOrganisation;Activité;Rôle;Participants\n"),
    ),
    passes=_CLEAN,
)
def describe_inner_titles(reason: str, advice: str, level: Level = ERROR) -> CellIssue:
    """Titles below the first line: the same ones are a question, others are an error."""
    return CellIssue(reason, advice, level=level)


def describe_second_table(row: int, title: str) -> CellIssue:
    """A table of the form `title` seems to begin at a spreadsheet row."""
    reason = f"Un second tableau semble commencer ligne {row}, avec les titres de « {shorten(title)} »."
    return describe_inner_titles(reason, "Donnez-le dans un fichier ou une feuille à part, puis recommencez.")


@check(
    "IMP-137",
    level=NOTICE,
    title="Feuille d’aucun formulaire",
    explanation=(
        "Cette feuille du classeur n’a les titres d’aucun formulaire : elle est sans doute faite de notes, et rien n’y est "
        "lu. Les autres feuilles le sont."
    ),
    advice="Rien à faire si c’est voulu ; sinon donnez à ses colonnes les titres d’un modèle.",
    trips=built("Un classeur de présences qui a aussi une feuille « Notes ».", "sheet_of_notes"),
    passes=built("Un classeur de présences d’une seule feuille.", "sheet_of_attendance"),
)
def describe_foreign_sheet(name: str | None) -> CellIssue:
    """A sheet with no title of any form, beside sheets that are read."""
    reason = f"La feuille « {name} » n’est d’aucun formulaire : elle n’est pas lue."
    return CellIssue(reason, "Rien à faire si c’est voulu.")


@check(
    "IMP-138",
    level=NOTICE,
    title="Feuille masquée qui est lue",
    explanation=(
        "Une feuille masquée ne se voit pas dans le tableur, mais elle a les titres d’un formulaire : elle est lue comme "
        "les autres, et peut apporter des lignes que personne n’a relues."
    ),
    advice="Affichez la feuille et relisez-la ; retirez-la du classeur si elle ne doit pas être lue.",
    trips=built("Un classeur dont la feuille des présences est masquée.", "hidden_sheet"),
    passes=built("Un classeur de présences d’une seule feuille.", "sheet_of_attendance"),
)
def describe_hidden_sheet(name: str | None) -> CellIssue:
    """A hidden sheet that is read."""
    reason = f"La feuille « {name} » est masquée : elle est lue comme les autres."
    return CellIssue(reason, "Retirez-la si elle ne doit pas l’être.")


@check(
    "IMP-148",
    level=ERROR,
    title="Ligne d’une seule cellule",
    explanation=(
        "Une ligne dont une seule cellule est remplie n’est pas une ligne du tableau : c’est un intertitre, une note ou une "
        "signature. Lue, elle serait une ligne fausse ou incomplète."
    ),
    advice="Retirez cette ligne du fichier, ou complétez ses autres cellules.",
    trips=content("presences.csv", f"{_TITLES}\n{_LINE}\nRelu par Camille;;;\n"),
    passes=_CLEAN,
)
def describe_lone_cell() -> CellIssue:
    """A row with one filled cell."""
    reason = "Cette ligne n’a qu’une cellule : est-ce un intertitre, une note ou une signature ?"
    mends = set_line_aside("Mettez-la de côté, ou complétez-la.")
    return CellIssue(reason, "Retirez-la du fichier, ou complétez-la.", mends=mends)


@check(
    "IMP-407",
    level=ERROR,
    title="Ligne de total",
    explanation=(
        "Une ligne qui résume les autres (total, moyenne, cumul) compterait une seconde fois ce qu’elle résume. Le tableau "
        "de bord fait lui-même les totaux."
    ),
    advice="Retirez la ligne de total du fichier.",
    trips=content("presences.csv", f"{_TITLES}\n{_LINE}\nTotal;;;1\n"),
    passes=_CLEAN,
)
def describe_total_row() -> CellIssue:
    """A row that sums up the others."""
    mends = set_line_aside("Mettez-la de côté.")
    return CellIssue("Cette ligne résume les autres.", "Retirez-la du fichier.", mends=mends)


@check(
    "IMP-408",
    level=NOTICE,
    title="Ligne en double, comptée une fois",
    explanation=(
        "Le formulaire dit que deux lignes pareilles, ou deux réponses de la même personne, ne comptent qu’une fois : "
        "l’autre ligne est laissée de côté."
    ),
    advice="Rien à faire si c’est voulu ; sinon retirez ou corrigez l’une des deux lignes.",
    trips=built(
        "Deux réponses de la même personne à une enquête où seule la dernière compte.", "second_answer"
    ),
    passes=_CLEAN,
)
def describe_left_out_double(reason: str, advice: str = "Rien à faire.") -> CellIssue:
    """A line left out because another one counts in its place."""
    return CellIssue(reason, advice)


@check(
    "IMP-418",
    level=NOTICE,
    title="Réponse refusée dans l’outil d’enquête, laissée de côté",
    explanation=(
        "Dans certains outils, une réponse peut être refusée après sa relecture (« Not approved » dans KoboToolbox). L’export la garde ; "
        "le formulaire dit de ne pas la compter."
    ),
    advice='Rien à faire si c’est voulu ; sinon écrivez « refused = "counted" » dans le formulaire.',
    trips=built("Une réponse refusée, sous un formulaire qui les laisse de côté.", "refused_answer_left_out"),
    passes=_CLEAN,
)
def describe_left_out_refusal(status: str) -> CellIssue:
    """A line left out because it was refused in the survey tool."""
    return CellIssue(
        f"Cette réponse est refusée dans l’outil d’enquête (« {status} ») : elle ne compte pas.",
        "Rien à faire.",
    )
