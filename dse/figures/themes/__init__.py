"""Thematic trends: how each cross-cutting theme moves among what is asked and what is delivered."""

from dse.figures.themes import accompaniments, by_year, examined, levels, requested, triennials, wanted

FIGURES = (
    by_year.FIGURE,
    requested.FIGURE,
    wanted.FIGURE,
    triennials.FIGURE,
    levels.FIGURE,
    accompaniments.FIGURE,
    examined.FIGURE,
)
