"""What was masked, in French."""

from __future__ import annotations

from collections.abc import Iterable

from dse import french
from dse.disclosure import answers, audiences, marks
from dse.disclosure.answers import Hidden

# Why an answer is silent: some would be named by their small number, some by being alike, some by what others leave to subtract.
FEW_OR_ALIKE = "trop peu nombreuses ou trop semblables"
_COUNTED = {
    "masked": (
        f"résultat non montré (réponses {FEW_OR_ALIKE})",
        f"résultats non montrés (réponses {FEW_OR_ALIKE})",
    ),
    "amounts": (
        "montant non montré (trop peu d’organisations, ou presque tout d’une seule)",
        "montants non montrés (trop peu d’organisations, ou presque tout d’une seule)",
    ),
    "reserved": ("résultat non public", "résultats non publics"),
    "bounded": ("part dite « au moins » ou « au plus »", "parts dites « au moins » ou « au plus »"),
}
_TOLD = {
    "merged": "des groupes réunis",
    "withheld": "des détails non publics",
    "rounded": "des pourcentages arrondis à l’unité",
    "refused": "figure réservée à l’équipe",
}
NAMES = "Ce qui nomme des organisations, croise ce qu’elles ont répondu ou dit en détail qui elles envoient est réservé à l’équipe."
_WHY_BOUNDED = (
    "« au moins », « au plus » : le nombre exact ferait reconnaître les rares qui répondent autrement"
)
NO_AMOUNT_LEFT = "Ces montants ne sont pas montrés à ce public : trop peu d’organisations les font, ou presque tout est d’une seule."
NOTHING_LEFT = f"Réponses {FEW_OR_ALIKE} pour être montrées à ce public."


def describe_nothing_left(mark: str) -> str:
    """Why nothing is left of a table whose rows have this mark, in one sentence."""
    return NO_AMOUNT_LEFT if marks.is_of_amount(mark) else NOTHING_LEFT


def describe_bounds() -> str:
    """When a share is only bounded before a public, and how far, under the thresholds in use: the end of a method."""
    thresholds = audiences.audience(audiences.PUBLICATION).thresholds
    least = answers.least_told(thresholds)
    return (
        f"Devant un public, quand toutes les réponses vont du même côté sauf moins de {french.number(thresholds.cell)}, la part exacte n’est pas "
        "montrée. On lit « au moins » ou « au plus » une limite, qui ne dépend que du nombre de réponses : de "
        f"{_describe_sides(answers.least_sure(least, thresholds))} pour {french.number(least)} réponses à {_describe_sides(thresholds.extreme_pct)} "
        f"pour un grand nombre. Sous {french.number(least)} réponses, rien n’est dit. Ces parts n’ont ni intervalle, ni test, ni changement "
        "d’une enquête à l’autre."
    )


def explain_bounds(text: str) -> str:
    """Why a share that stands in a text is only bounded, for the foot of a figure; empty where none is."""
    return _WHY_BOUNDED if marks.tells_bound(text) else ""


def _describe_sides(percent: int) -> str:
    """`« au moins 90 % » (ou « au plus 10 % »)`."""
    return f"« au moins {french.percent(percent)} » (ou « au plus {french.percent(100 - percent)} »)"


def told(hidden: Iterable[Hidden]) -> str:
    """One phrase on what an audience is not shown, over all figures where there are several; empty where nothing is hidden."""
    hidden = list(hidden)
    counts = {
        kind: sum(int(each.what) for each in hidden if each.kind == kind)
        for kind in dict.fromkeys(each.kind for each in hidden)
        if kind in _COUNTED
    }
    parts = [
        french.count(counts[each.kind], *_COUNTED[each.kind]) if each.kind in counts else _TOLD[each.kind]
        for each in hidden
    ]
    return french.listed(list(dict.fromkeys(parts)))
