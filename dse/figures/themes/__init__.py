"""Thematic trends: how each cross-cutting theme moves among what is asked and what is delivered."""

from dse.figures.themes import accompaniments, by_year, examined, levels, requested, triennials

FIGURES = (
    by_year.FIGURE,
    levels.FIGURE,
    triennials.FIGURE,
    requested.FIGURE,
    examined.FIGURE,
    accompaniments.FIGURE,
)
