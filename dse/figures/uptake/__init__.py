"""Uptake: which members make use of the offer, which less than others, which never, how soon and how often."""

from dse.figures.uptake import (
    by_group,
    by_year,
    concentration,
    member_years,
    never_reached,
    of_period,
    repeat_use,
    time_to_first,
)

# What a page says first, and what it says after the requests.
FIRST = (
    by_year.ACCOMPANIED_FIGURE,
    by_group.FAMILY_FIGURE,
    never_reached.FIGURE,
    by_year.ANY_SERVICE_FIGURE,
    by_group.SENIORITY_FIGURE,
    by_group.SIZE_FIGURE,
    by_group.REGION_FIGURE,
    of_period.FIGURE,
)
THEN = (
    time_to_first.FIGURE,
    concentration.FIGURE,
    repeat_use.FIGURE,
    member_years.FIGURE,
)
FIGURES = (*FIRST, *THEN)
