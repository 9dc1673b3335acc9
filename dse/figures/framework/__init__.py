"""The framework: what is reached, what is late, breakdown by breakdown and period by period."""

from dse.figures.registry import read_figures

FIGURES = read_figures(__name__)
