"""Réinterroger l'offre on screen: one part at a time, from gaps to decisions."""

from __future__ import annotations

from dse.figures import DECISIONS
from dse.figures.offer import COMPARING
from dse.figures.offer.gaps import PAGE
from dse.ui import past_decisions
from dse.ui.frame import sections


def page() -> None:
    """Draw what to remember and the chosen part; decisions have fields to fill in."""
    sections.page(PAGE, COMPARING, {DECISIONS.id: past_decisions.show})
