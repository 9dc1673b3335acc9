"""Values typed where the dashboard computes them: one of the two would be lost in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dse.ingest.gather import Gathered
from dse.ingest.merge import Merged
from dse.ingest.problems import Fault, Problem
from dse.ingest.rows import Current
from schemas import sources

_COMPUTED = Fault(
    "IMP-409",
    "Cet indicateur est calculé par le tableau de bord : il ne se saisit pas.",
    "Videz la cellule, ou écrivez « Saisie » comme source.",
)


def typed_over_computed(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Problem]:
    """Values of the files that belong to an indicator whose source is a measure."""
    if "indicator_periods" not in gathered:
        return
    known = merged["indicators"].content if "indicators" in merged else current("indicators")
    origin = dict(zip(*(known[name].to_pylist() for name in ("indicator_id", "source")), strict=True))
    rows = gathered["indicator_periods"]
    told = zip(*(rows.rows[name].to_pylist() for name in ("indicator_id", "actual")), strict=True)
    for row, (indicator, actual) in enumerate(told):
        if actual is not None and origin.get(indicator, sources.TYPED) != sources.TYPED:
            yield rows.problem(_COMPUTED, row, "actual")
