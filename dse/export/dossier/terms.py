"""The words and signs of a review that its last page explains, a line each, and only those that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dse import french
from dse.disclosure.answers import Hidden
from dse.figures import REGISTRY, Answer
from schemas import codelists

Term = tuple[str, str]  # what is explained, and how
# By how it stands in a review; what is found there may stand in the term.
_TERMS: dict[str, Term] = {
    r"marge d’erreur|\([+−]?\d+ à [+−]?\d+": (
        "« 57 à 73 % », entre parenthèses",
        "la marge d’erreur du nombre qui précède (intervalle de confiance à 95 %).",
    ),
    r"points? depuis \d{4} \(marge": (
        "Marge d’un écart entre deux enquêtes",
        "plus large que celles des deux parts, car elle tient compte de toutes les questions comparées à la fois.",
    ),
    "au jour de l’enquête": (
        "« Au jour de l’enquête »",
        "le jour où elle s’est close. Ailleurs, le texte dit lesquels : ceux du 31 décembre, ceux de l’année ou ceux du triennal ; ces deux derniers nombres comptent aussi les membres arrivés ou partis entre-temps.",
    ),
    r"[Nn]ettement|au-delà du hasard": (
        "« Nettement », « au-delà du hasard »",
        "l’écart dépasse ce que le hasard donnerait, compte tenu du nombre de thèmes, de questions ou de groupes comparés à la fois, et des membres qui reviennent plusieurs fois.",
    ),
    "ne monte ni ne baisse nettement": (
        "« Ne monte ni ne baisse nettement »",
        "un changement est possible, mais le hasard suffirait à l’expliquer.",
    ),
    r"[Ee]xaminé": (
        "« Examiné »",
        "accompagnement ou demande dont on a noté si le thème est l’objectif principal, l’un des objectifs, ou n’est pas visé. Seuls ceux-là comptent dans la part d’un thème.",
    ),
    r"réponses? favorables?": (
        "« Réponse favorable »",
        "l’un des deux degrés les plus hauts de l’échelle de la question (s’il n’y en a que trois, le plus haut).",
    ),
    "Autres réponses": (
        "« Autres réponses »",
        "toutes celles qui ne sont pas favorables, réunies pour ne pas montrer les plus rares.",
    ),
    r"\d point": ("Écart en points", "celui des deux nombres tels qu’ils sont affichés."),
    "masqué": (
        "« Masqué »",
        "trop peu de réponses pour être montrées, ou une valeur qui laisserait retrouver celles d’une autre case.",
    ),
    r"au moins \+?\d+ (?:%|point)|≥ \d": (
        "« Au moins » avant un nombre, « ≥ »",
        "presque toutes les réponses vont dans ce sens. Le nombre exact ferait reconnaître les rares qui répondent autrement.",
    ),
    r"au plus \+?\d+ (?:%|point)|≤ \d": (
        "« Au plus » avant un nombre, « ≤ »",
        "presque aucune réponse ne va dans ce sens. Le nombre exact ferait reconnaître les rares qui répondent ainsi.",
    ),
    "récolte des effets": (
        "Récolte des effets",
        "les membres et les partenaires notent les changements qu’ils observent et ce qui y a contribué ; certains sont ensuite vérifiés auprès d’une source indépendante. « Non vérifié » : pas encore confronté à une autre source.",
    ),
}
_MERGED: Term = (
    "« Autres (… réponses) »",
    "des groupes ou des réponses trop peu nombreux pour être montrés à part, et leur nombre ; ces lignes peuvent être masquées à leur tour.",
)
_ROUNDED: Term = (
    "Pourcentages",
    "arrondis à l’unité, sauf là où une décimale départage un indicateur de sa cible.",
)
# Lists of which the words of a figure say nothing by themselves, and what they are lists of.
_LISTS = {"change_kinds": "Types de changement"}
# What only the team has of a figure, and its columns: it has that where the first of them is withheld.
FOR_TEAM = {
    "le nombre de ceux que l’enquête a invités, et de ceux qui se sont arrêtés en route": (
        "invited",
        "partial",
    ),
    "les réponses « ne sait pas », « non concerné » ou laissées vides": (
        "dont_know",
        "not_concerned",
        "no_answer",
        "not_asked",
    ),
    "ce que répondent les mêmes membres d’une enquête à l’autre": (
        "pairs",
        "paired_points",
        "paired_low_points",
        "paired_high_points",
        "paired_tendency",
        "why_not",
    ),
    "la satisfaction rapprochée de chaque besoin": (
        "satisfied_pct",
        "satisfied_base",
        "satisfied_low_pct",
        "satisfied_high_pct",
        "gap_rank",
        "away",
    ),
    "ce que deviennent les membres qui disent un besoin": (
        "needing",
        "needing_accompanied",
        "needing_came",
        "needing_asked",
        "needing_rest",
        "answered_again",
        "still_needing",
        "satisfied_again_base",
        "satisfied_again",
    ),
    "la moyenne et les valeurs extrêmes": ("lowest", "highest", "mean", "mean_low", "mean_high"),
    "les parts redressées": (
        "effective_n",
        "weighted_pct",
        "weighted_low_pct",
        "weighted_high_pct",
        "shift_points",
        "largest_gap_points",
        "why_not",
    ),
}


def explain_terms(answers: Sequence[Answer], printed: str) -> list[Term]:
    """What is to be explained of the `printed` text of a review and of its `answers`."""
    text = printed.replace(french.NO_BREAK, " ").replace(french.NARROW, " ")
    hidden = [suppression for answer in answers for suppression in answer.hidden]
    return [
        *_list_printed(text),
        *([_MERGED] if _has(hidden, "merged") and "Autres (" in text else []),
        *([_ROUNDED] if re.search(r"\d %|\(%\)", text) else []),
        *_list_reserved(hidden),
        *_list_labels(answers),
    ]


def _list_printed(text: str) -> Iterator[Term]:
    for pattern, (term, meaning) in _TERMS.items():
        if match := re.search(pattern, text):
            yield term.format(*match.groups()), meaning


def _has(hidden: Sequence[Hidden], kind: str) -> bool:
    return any(suppression.kind == kind for suppression in hidden)


def _list_reserved(hidden: Sequence[Hidden]) -> Iterator[Term]:
    """What the team alone has beside what is printed."""
    columns = {
        name
        for suppression in hidden
        if suppression.kind == "withheld"
        for name in suppression.what.split(", ")
    }
    if details := [detail for detail, (first, *_) in FOR_TEAM.items() if first in columns]:
        yield "Réservé à l’équipe", f"{' ; '.join(details)}."


def _list_labels(answers: Sequence[Answer]) -> Iterator[Term]:
    """What the labels mean of the lists that some figures print."""
    used: dict[str, set[str]] = {name: set() for name in _LISTS}
    for answer in answers:
        for column in REGISTRY[answer.figure_id].columns:
            for name in used.keys() & set(column.codelists):
                used[name] |= set(answer.table[column.name].dropna())
    for name, codes in used.items():
        if explained := [code for code in codelists.load(name) if code.code in codes and code.description]:
            meanings = (f"« {code.label} », {_lower(code.description.rstrip('.'))}" for code in explained)
            yield _LISTS[name], f"{' ; '.join(meanings)}."


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
