"""Uptake: which members make use of the offer, which less than others, which never."""

from dse.figures.uptake import by_group, by_year, never_reached, of_period, repeat_use

FIGURES = (
    by_year.ACCOMPANIED_FIGURE,
    of_period.FIGURE,
    by_group.FAMILY_FIGURE,
    by_year.ANY_SERVICE_FIGURE,
    never_reached.FIGURE,
    by_group.SIZE_FIGURE,
    by_group.SENIORITY_FIGURE,
    by_group.REGION_FIGURE,
    repeat_use.FIGURE,
)
