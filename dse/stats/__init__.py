"""Statistics, each with its source.

register     counts that are complete: could chance alone draw what is seen?
incidence    how soon something first happens to members, where leaving can come first
strata       whether a few were chosen more often than the others of their year
concentration  what the members that carry most carry, and what chance alone would give them
estimate     what a survey says of the whole population, with its interval, or why not
intervals    shares and means of a finite population
recommendation  the net promoter score
response     who answered, against the register
weighting    raking on the register's margins; weighted, the estimates that use it
comparison   two waves, on the same respondents or on all
"""

from dse.stats.register import (
    FEWEST_IN_GROUP,
    FEWEST_MEMBERS,
    FEWEST_YEARS,
    LEVEL,
    Sums,
    flip_p_value,
    holm,
    slope_per_year,
    trend_contributions,
    trend_p_value,
)

__all__ = [
    "FEWEST_IN_GROUP",
    "FEWEST_MEMBERS",
    "FEWEST_YEARS",
    "LEVEL",
    "Sums",
    "flip_p_value",
    "holm",
    "slope_per_year",
    "trend_contributions",
    "trend_p_value",
]
