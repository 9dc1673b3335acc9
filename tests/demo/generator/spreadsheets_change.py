"""The invented partnerships and changes as the team's files."""

from __future__ import annotations

from tests.demo.generator.changes import Change
from tests.demo.generator.partnerships import Spell
from tests.demo.generator.spreadsheets import SEVERAL, day, label

CITED = {
    f"{title}, contribution {word}": (subject, contribution)
    for subject, title in (("accompaniment", "Accompagnements"), ("activity", "Activités"))
    for contribution, word in (("DECISIVE", "décisive"), ("PARTAGEE", "partagée"), ("FAIBLE", "faible"))
}


def partnership_row(one: Spell) -> dict[str, str]:
    """A partnership at one depth."""
    return {
        "Référence": one.id,
        "Partenaire": one.partnership.partner,
        "Service": one.partnership.service,
        "Type": label("partnership_kinds", one.partnership.kind),
        "Profondeur": label("partnership_depths", str(one.depth)),
        "Début": day(one.started),
        "Fin": day(one.ended),
    }


def change_row(one: Change) -> dict[str, str]:
    """A change, and what contributed to it in the column of its contribution."""
    return {
        "Référence": one.id,
        "Observé le": day(one.observed),
        "Organisation": one.organisation,
        "Acteur du changement": one.actor,
        "Description": one.description,
        "Type": label("change_kinds", one.kind),
        "Niveau": label("change_levels", one.level),
        "Prévu": label("change_expected", one.expected),
        "Sens": label("change_directions", one.direction),
        "Portée": label("significances", one.significance),
        "Source de vérification": one.evidence,
        "Vérification": label("verifications", one.verification),
        **{
            header: SEVERAL.join(id_ for subject, id_, part in one.cited if (subject, part) == contribution)
            for header, contribution in CITED.items()
        },
    }
