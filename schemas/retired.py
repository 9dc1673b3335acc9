"""Figures and columns that a release published and that a later one took away, with what is read in their place.

They stand where nobody rewrites them, as renamed ones do (`renamed.py`): what names one is still read, says so, and stops nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Retired:
    """The release that took a name away, why, and the figure of today that tells what it told; None where none does."""

    release: str
    reason: str
    successor: str | None


_COST = "what one accompaniment costs is protected: sums stand in a figure of their own"
# By the id that the figure had last.
RETIRED_FIGURES: dict[str, Retired] = {
    f"needs_followed_by_{subject}": Retired(
        "1.2.0", "what it counted lay before the survey that said the need", f"needs_after_{subject}"
    )
    for subject in ("theme", "support")
}
# By the figure’s id of today and the name that the column had last.
RETIRED_COLUMNS: dict[tuple[str, str], Retired] = {
    ("accompaniments_by_year", "cost_eur"): Retired("1.2.0", _COST, "accompaniment_costs"),
    ("accompaniments_by_year", "costs_known"): Retired("1.2.0", _COST, "accompaniment_costs"),
}
