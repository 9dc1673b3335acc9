"""The net promoter score."""

from __future__ import annotations

from dse.stats import estimate, intervals
from dse.stats.estimate import Estimate

METHOD = "intervalle de Wald ajusté (Rocks 2016), population finie"
FIRST_PROMOTER = 9
LAST_DETRACTOR = 6


def score(promoters: float, detractors: float, n: int, population: int | None) -> Estimate:
    """From -100 to 100: percent of `n` organisations at 9 and 10, less percent at 0 to 6 (Reichheld 2003, HBR 81(12)).

    Adjusted Wald interval: ¾ of an answer more for promoters and for detractors, and 3 in all (Rocks 2016, The
    American Statistician 70, 365-372), at the effective size.
    """
    if n == 0:
        return estimate.hidden(n, population, METHOD, estimate.NO_ANSWER)
    more, less = promoters / n, detractors / n
    if reason := estimate.why_no_interval(n, population):
        return estimate.without_interval(more - less, n, population, METHOD, reason).in_unit(100)
    bounds = intervals.adjusted_wald(
        more, less, intervals.effective_size(n, population), to_each=0.75, in_all=3
    )
    return Estimate(more - less, *bounds, n, population, METHOD).in_unit(100)
