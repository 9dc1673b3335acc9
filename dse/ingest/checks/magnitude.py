"""Numbers far from others of their kind, wherever they stand, and how a person is asked about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dse import french
from dse.ingest.issues import CellIssue

ENOUGH = 8  # values, from which a column tells by itself what is usual in it
MANY = 20  # of which one in ten are two: a value alone does not tell what is usual
FAR = 30  # times what nine values in ten do not go beyond
FAR_OF_FEW = 50
FAR_YEARS = 20

Limits = Callable[[np.ndarray], tuple[float, float]]


def find_outliers(
    values: np.ndarray, before: np.ndarray, content: np.ndarray, limits: Limits
) -> Iterator[tuple[int, float, float]]:
    """Rows of values too far from the others, and the span of these: what was there, or all where that is little."""
    before, content = before[~np.isnan(before)], content[~np.isnan(content)]
    rows = np.flatnonzero(~np.isnan(values))
    if len(before) >= ENOUGH or len(content) > MANY:
        others = before if len(before) >= ENOUGH else content
        least, most = limits(others)
        for row in rows[(values[rows] < least) | (values[rows] > most)]:
            yield int(row), others.min(), _usual(others)
        return
    for row in rows:
        others = np.concatenate([before, np.delete(content, np.flatnonzero(content == values[row])[:1])])
        if len(others) and not limits(others)[0] <= values[row] <= limits(others)[1]:
            yield int(row), others.min(), _usual(others)


def size_limits(others: np.ndarray) -> tuple[float, float]:
    """Limits of sizes: so many times less, or more, than nearly all the others."""
    factor = FAR if len(others) >= ENOUGH else FAR_OF_FEW
    return np.quantile(others, 0.1, method="lower") / factor, _usual(others) * factor


def year_limits(others: np.ndarray) -> tuple[float, float]:
    """Limits of years."""
    return others.min() - FAR_YEARS, _usual(others) + FAR_YEARS


def _usual(others: np.ndarray) -> float:
    """What nine in ten do not go beyond: one mistake among the others hides no second one."""
    return float(np.quantile(others, 0.9, method="higher"))


def sizes(numbers: np.ndarray) -> np.ndarray:
    """Numbers without their sign; none where empty or zero, which is of no size."""
    return np.where(numbers == 0, np.nan, np.abs(numbers))


def describe_number(low: float, high: float) -> CellIssue:
    """The question about a number, beside others from `low` to `high`."""
    span = f"de {_format(low)} à {_format(high)}"
    return describe(f"Les autres valeurs vont {span} : est-ce le bon ordre de grandeur ?")


def describe(reason: str) -> CellIssue:
    """The question about a value far from the others."""
    return CellIssue(reason, "Corrigez-la, ou confirmez.")


def _format(value: float) -> str:
    return french.number(value, 0 if value == round(value) else 2)
