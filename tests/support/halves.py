"""Whole numbers as a reader rounds them, by Python's decimal numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def round_as_read(value: float) -> int:
    """A half goes away from zero; what is one to ten digits is one."""
    return int(Decimal(f"{value:.10g}").quantize(Decimal(1), ROUND_HALF_UP))
