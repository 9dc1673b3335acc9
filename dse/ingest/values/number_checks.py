"""Checks of numbers: the words of their issues, and what explains them."""

from __future__ import annotations

from dse.ingest.issues import CellIssue, Mend
from dse.ingest.registry import ERROR, QUESTION, cells, check


@check(
    "IMP-202",
    level=ERROR,
    title="Nombre illisible",
    explanation=(
        "La colonne attend un nombre, et la cellule contient autre chose : un mot, une unité, un nombre trop grand, ou des "
        "chiffres que le tableur a abrégés. Rien n’est deviné, car un nombre mal lu fausserait les totaux."
    ),
    advice="Écrivez seulement des chiffres, par exemple 1 234,50, ou videz la cellule.",
    trips=cells("presences", {"Participants": "une dizaine"}),
    passes=cells("presences", {"Participants": "10"}),
)
def describe_unreadable_number(reason: str, advice: str, mends: tuple[Mend, ...] = ()) -> CellIssue:
    """A text that is no number, or a number that lost its digits or is too large."""
    return CellIssue(reason, advice, mends=mends)


@check(
    "IMP-203",
    level=ERROR,
    title="Nombre entier attendu",
    explanation="Cette colonne compte des personnes, des places ou des lignes : une décimale y est une erreur.",
    advice="Corrigez la valeur, sans décimale ; écrivez les milliers avec une espace.",
    trips=cells("presences", {"Participants": "3,5"}),
    passes=cells("presences", {"Participants": "3,0"}),
)
def describe_fraction() -> CellIssue:
    """A number with decimals where a whole number is expected."""
    return CellIssue("Il faut un nombre entier.", "Corrigez la valeur, sans décimale.")


@check(
    "IMP-204",
    level=ERROR,
    title="Montant trop précis",
    explanation=(
        "Un montant en euros a deux décimales au plus. Trois chiffres après la virgule ou le point sont souvent des milliers "
        "écrits à l’anglaise : 12.500 pour douze mille cinq cents."
    ),
    advice="Arrondissez au centime, ou écrivez les milliers avec une espace.",
    trips=cells("accompagnements", {"Coût (€)": "12.500"}),
    passes=cells("accompagnements", {"Coût (€)": "12 500"}),
)
def describe_too_many_decimals() -> CellIssue:
    """An amount with more than two decimals."""
    return CellIssue(
        "Plus de deux décimales.", "Arrondissez au centime ; écrivez les milliers avec une espace."
    )


@check(
    "IMP-215",
    level=QUESTION,
    title="Décimales ou milliers",
    explanation=(
        "Trois chiffres suivent un point ou une virgule : ce sont des millièmes, ou des milliers écrits à l’anglaise. Le "
        "nombre est lu avec des millièmes, et la question vous est posée."
    ),
    advice="Confirmez si ce sont des décimales ; sinon écrivez les milliers avec une espace.",
    trips=cells("indicateurs", {"Valeur de départ": "41.500"}),
    passes=cells("indicateurs", {"Valeur de départ": "41,5"}),
)
def describe_possible_thousands(reason: str, advice: str) -> CellIssue:
    """A number whose three decimals may be thousands."""
    return CellIssue(reason, advice)
