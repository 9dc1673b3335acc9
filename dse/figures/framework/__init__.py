"""The framework: what is reached, what is late, breakdown by breakdown and period by period."""

from __future__ import annotations

from dse.figures.framework import behind, breakdowns, every_period, whole

FIGURES = (whole.FIGURE, behind.FIGURE, breakdowns.FIGURE, every_period.FIGURE)
