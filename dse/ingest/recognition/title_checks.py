"""Checks of the titles of a sheet: the words of their issues, and what explains them."""

from __future__ import annotations

from dse.ingest.issues import CellIssue, Level
from dse.ingest.registry import ERROR, NOTICE, QUESTION, check, content

_TITLES = "Activité;Organisation;Rôle"
_CLEAN = content("presences.csv", f"{_TITLES};Participants\nACT-1;M002;PARTICIPANT;1\n")


@check(
    "IMP-110",
    level=ERROR,
    milder=QUESTION,
    title="Titres d’aucun formulaire",
    explanation=(
        "Un fichier est reconnu à ses titres de colonnes. Ceux-ci ne ressemblent à ceux d’aucun formulaire : rien ne dit ce "
        "que sont ces lignes. C’est une question pour une feuille "
        "dont peu de titres sont connus, à côté d’une autre qui est lue ; une erreur sinon."
    ),
    advice="Associez les titres sur la page Données, ou copiez les lignes dans un modèle.",
    trips=content("fruits.csv", "Fruit;Couleur;Prix\nPomme;Rouge;2\n"),
    passes=_CLEAN,
)
def describe_unlike_titles(reason: str, advice: str) -> CellIssue:
    """Titles that are near to those of no form."""
    return CellIssue(reason, advice)


@check(
    "IMP-111",
    level=ERROR,
    milder=QUESTION,
    title="Colonne indispensable absente",
    explanation=(
        "Chaque formulaire a quelques colonnes sans lesquelles une ligne ne dit pas de quoi elle parle. L’une d’elles "
        "manque, ou son titre est écrit autrement. C’est une question pour une feuille "
        "dont peu de titres sont connus, à côté d’une autre qui est lue ; une erreur sinon."
    ),
    advice="Renommez la colonne comme dans le modèle, associez son titre sur la page Données, ou ajoutez-la.",
    trips=content("presences.csv", "Activty;Organisation;Rôle;Participants\nACT-1;M002;PARTICIPANT;1\n"),
    passes=_CLEAN,
)
def describe_missing_column(reason: str, advice: str) -> CellIssue:
    """A column that the form cannot do without."""
    return CellIssue(reason, advice)


@check(
    "IMP-113",
    level=ERROR,
    milder=QUESTION,
    title="Formulaire à choisir",
    explanation=(
        "Le fichier peut être de plusieurs formulaires, ou il n’est pas de celui qui a été demandé : le lire sous un autre "
        "mettrait les valeurs sous de mauvaises colonnes. C’est une question pour une feuille "
        "dont peu de titres sont connus, à côté d’une autre qui est lue ; une erreur sinon."
    ),
    advice="Choisissez le bon formulaire, ou un autre fichier.",
    trips=content("presences.csv", f"{_TITLES};Participants\nACT-1;M002;PARTICIPANT;1\n", form="offre"),
    passes=content("presences.csv", f"{_TITLES};Participants\nACT-1;M002;PARTICIPANT;1\n", form="presences"),
)
def describe_form_choice(reason: str, advice: str) -> CellIssue:
    """A sheet that may be of several forms, or is of another than the one asked for."""
    return CellIssue(reason, advice)


@check(
    "IMP-116",
    level=QUESTION,
    milder=NOTICE,
    title="Colonne qui n’est pas gardée",
    explanation=(
        "Le formulaire ne connaît pas ce titre : la colonne n’est pas lue. Si le titre ressemble à celui d’une colonne "
        "attendue, c’est peut-être une faute, et ses valeurs manqueraient."
    ),
    advice="Renommez la colonne si c’est celle du formulaire ; sinon confirmez qu’elle ne sert pas.",
    trips=(
        content("presences.csv", f"{_TITLES};Don femmes\nACT-1;M002;PARTICIPANT;0\n"),
        content("presences.csv", f"{_TITLES};Participants;Zone libre\nACT-1;M002;PARTICIPANT;1;vu\n"),
    ),
    passes=content("presences.csv", f"{_TITLES};Participants;Dont femmes\nACT-1;M002;PARTICIPANT;1;0\n"),
)
def describe_unknown_column(reason: str, advice: str, level: Level) -> CellIssue:
    """A column that is not kept: a question where it may be one that the form waits for."""
    return CellIssue(reason, advice, level=level)


@check(
    "IMP-118",
    level=ERROR,
    milder=QUESTION,
    title="Trop de titres inconnus",
    explanation=(
        "Le formulaire le plus proche connaît trop peu des titres de ce fichier : il n’est pas sûr que ce soit le bon, et la "
        "plupart des colonnes seraient perdues. C’est une question pour une feuille "
        "dont peu de titres sont connus, à côté d’une autre qui est lue ; une erreur sinon."
    ),
    advice="Associez ces titres sur la page Données, corrigez-les, retirez ces colonnes, ou choisissez un autre formulaire.",
    trips=content(
        "presences.csv",
        f"{_TITLES};Lieu;Heure;Météo;Repas;Trajet\nACT-1;M002;PARTICIPANT;Lysée;10 h;Pluie;Oui;Train\n",
    ),
    passes=_CLEAN,
)
def describe_unknown_titles(reason: str, advice: str) -> CellIssue:
    """Too few titles known by the nearest form, or by the one asked for."""
    return CellIssue(reason, advice)


@check(
    "IMP-119",
    level=ERROR,
    title="Colonne qui en demande une autre",
    explanation=(
        "Cette colonne ne veut rien dire seule : par exemple un départ sans la date d’adhésion. Sans l’autre colonne, ses "
        "valeurs ne pourraient pas être gardées."
    ),
    advice="Ajoutez la colonne demandée, ou retirez celle-ci.",
    trips=content("membres.csv", "Identifiant;Nom;Départ\nM001;Terres d’Orvaine;01/02/2019\n"),
    passes=content("membres.csv", "Identifiant;Nom\nM001;Terres d’Orvaine\n"),
)
def describe_dependent_column(reason: str, advice: str) -> CellIssue:
    """A column of which nothing is made, for want of another."""
    return CellIssue(reason, advice)
