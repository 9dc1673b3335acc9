"""`plans`: the plans of a review that the team has saved, for `export --plan`."""

from __future__ import annotations

import argparse

from dse import review_plans
from dse.cli import stores
from dse.cli.output import Outcome, format_grid
from dse.process import print_message

NO_PLAN = "Aucun plan de bilan n’est enregistré : un dossier a les figures que le logiciel propose. Un plan se fait dans la page Bilan."
HEADS = ("Triennal", "Titre", "Figures", "Commentaires")


def list_all(options: argparse.Namespace) -> Outcome:
    """All plans, those last saved first. What cannot be read of them is said."""
    store = stores.readable_store(options)
    for sentence in review_plans.describe_losses(store):
        print_message(sentence)
    plans = list(review_plans.list_plans(store).values())
    fields = [
        {
            "triennial": plan.triennial,
            "title": plan.title,
            "figures": len(plan.list_figures()),
            "comments": len(plan.comments),
        }
        for plan in plans
    ]
    if not plans:
        return Outcome([], NO_PLAN)
    return Outcome(fields, format_grid(HEADS, [tuple(row.values()) for row in fields]))
