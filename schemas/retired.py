"""Figures and columns that a release published and that a later one took away, with what is read in their place.

They stand where nobody rewrites them, as renamed ones do (`renamed.py`): what names one is still read, says so, and stops nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Retired:
    """The release that took a name away, why in French, and the figure of today that tells what it told; None where none does."""

    release: str
    reason: str
    successor: str | None


_COST = "ce que coûte un accompagnement se lit dans une figure que la règle des montants protège"
RETIRED_FIGURES: dict[str, Retired] = {}  # by the id that the figure had last
# By the figure’s id of today and the name that the column had last.
RETIRED_COLUMNS: dict[tuple[str, str], Retired] = {
    ("accompaniments_by_year", "cost_eur"): Retired("1.2.0", _COST, "accompaniment_costs"),
    ("accompaniments_by_year", "costs_known"): Retired("1.2.0", _COST, "accompaniment_costs"),
}
