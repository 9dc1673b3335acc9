"""Names that a release published and that a later one took away: of figures and of their columns, with the reason and what to see instead.

They stand where nobody rewrites them, as those of `renamed` do. A name once published is never given to something else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Retired:
    """The release that took a name away, why in French, and the id of the figure to see instead; empty where none takes its place."""

    release: str
    reason: str
    successor: str


_COST = "ce que coûte un accompagnement se lit dans une figure que la règle des montants protège"
# By the figure’s former id.
RETIRED_FIGURES: dict[str, Retired] = {}
# By the figure’s id of today and the former name.
RETIRED_COLUMNS: dict[tuple[str, str], Retired] = {
    ("accompaniments_by_year", "cost_eur"): Retired("1.2.0", _COST, "accompaniment_costs"),
    ("accompaniments_by_year", "costs_known"): Retired("1.2.0", _COST, "accompaniment_costs"),
}
