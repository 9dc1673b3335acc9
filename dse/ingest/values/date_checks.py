"""Checks of dates: the words of their issues, and what explains them."""

from __future__ import annotations

from dse.ingest.issues import CellIssue, Mend
from dse.ingest.registry import ERROR, QUESTION, cells, check

_CLEAN = cells("activites", {"Date": "11/02/2018"})


@check(
    "IMP-205",
    level=ERROR,
    title="Date illisible",
    explanation=(
        "La colonne attend une date, et la cellule contient autre chose, ou une date écrite d’une façon que le formulaire "
        "n’accepte pas. Une date n’est jamais devinée."
    ),
    advice="Écrivez la date jj/mm/aaaa, par exemple 03/04/2018, sans heure.",
    trips=cells("activites", {"Date": "à définir"}),
    passes=_CLEAN,
)
def describe_unreadable_date(reason: str, advice: str) -> CellIssue:
    """A text that is no date, or not in the format declared."""
    return CellIssue(reason, advice)


@check(
    "IMP-206",
    level=ERROR,
    title="Date qui n’existe pas",
    explanation=(
        "Ce jour n’est pas au calendrier. C’est une faute de frappe, ou le mois est écrit avant le jour : alors d’autres "
        "dates de la colonne sont fausses sans que cela se voie."
    ),
    advice="Corrigez la date, le jour avant le mois, et vérifiez les autres dates de la colonne.",
    trips=(cells("activites", {"Date": "31/02/2018"}), cells("activites", {"Date": "02/13/2018"})),
    passes=_CLEAN,
)
def describe_impossible_date(reason: str, advice: str) -> CellIssue:
    """A day that is not in the calendar."""
    return CellIssue(reason, advice)


@check(
    "IMP-207",
    level=ERROR,
    title="Date sans jour",
    explanation="Un mois ou une année seuls ne disent pas quel jour compter : la durée et la période seraient fausses.",
    advice="Écrivez une date complète, jj/mm/aaaa.",
    trips=cells("activites", {"Date": "février 2018"}),
    passes=_CLEAN,
)
def describe_missing_day(mends: tuple[Mend, ...], *, is_year: bool = False) -> CellIssue:
    """A month or a year only."""
    lacks = "le jour et le mois" if is_year else "le jour"
    return CellIssue(f"Il manque {lacks}.", "Écrivez une date complète : jj/mm/aaaa.", mends=mends)


@check(
    "IMP-208",
    level=QUESTION,
    title="Date à confirmer",
    explanation=(
        "L’année a deux chiffres, la cellule contient le numéro de jour d’un tableur, ou vous avez corrigé une date de la colonne dont le "
        "mois était avant le jour : les autres le sont peut-être aussi. La date est lue, mais c’est une supposition : elle vous est montrée."
    ),
    advice="Confirmez la date lue, ou écrivez-la en entier, jj/mm/aaaa.",
    trips=(cells("activites", {"Date": "11/02/18"}), cells("activites", {"Date": "43142"})),
    passes=_CLEAN,
)
def describe_assumed_date(reason: str, advice: str) -> CellIssue:
    """A date with a short year, the number of a day, or one of a column where others had the month first."""
    return CellIssue(reason, advice)


@check(
    "IMP-209",
    level=ERROR,
    title="Année hors du possible",
    explanation="L’année est avant 1901 ou après 2100 : c’est une faute de frappe, comme 1218 pour 2018.",
    advice="Corrigez l’année.",
    trips=cells("activites", {"Date": "11/02/1218"}),
    passes=_CLEAN,
)
def describe_unlikely_year(reason: str, advice: str) -> CellIssue:
    """A year before or after those that are accepted."""
    return CellIssue(reason, advice)
