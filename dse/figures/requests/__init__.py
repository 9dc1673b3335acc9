"""Requests: how many come, what becomes of them, how long they take, what they cost."""

from dse.figures.requests import by_year, delays, funnel

FIGURES = (funnel.FIGURE, delays.FIGURE, by_year.FIGURE)
