"""Which rows of a table of counts can be shown: every cell is large enough, and so is every difference of what is shown.

Rows are groups, columns exclusive answers that sum to the row's base. With the rows hidden as said here, a hidden cell is
known to within `cell` at best: in a table of known margins its width is the least of its row, its column and their rests.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from dse.disclosure.audiences import Thresholds

Counts = numpy.ndarray  # integers, a row a group, a column an answer


def sound(counts: Counts, base: int, least: int, thresholds: Thresholds) -> bool:
    """Whether a row of counts can be shown: its base, and each of its cells."""
    return bool(base >= least and (counts >= thresholds.cell).all())


def hidden_rows(counts: Counts, base: Counts, least: int, thresholds: Thresholds) -> list[int]:
    """Rows to hide: those that cannot be shown, and the smallest others until the hidden ones protect one another."""
    rows = range(len(base))
    hidden = [row for row in rows if not sound(counts[row], base[row], least, thresholds)]
    shown = sorted((row for row in rows if row not in hidden), key=lambda row: (base[row], row))
    while hidden and shown and not _protect_one_another(counts, base, hidden, least, thresholds):
        hidden.append(shown.pop(0))
    return sorted(hidden)


def _protect_one_another(
    counts: Counts, base: Counts, hidden: list[int], least: int, thresholds: Thresholds
) -> bool:
    """What is hidden is known as a whole, being the total without what is shown: that whole must be fit to be shown."""
    total = base[hidden].sum()
    rest = total - base[hidden].max()
    return sound(counts[hidden].sum(axis=0), total, least, thresholds) and rest >= thresholds.cell


def finest(
    levels: Sequence[Counts], base: Counts, hidden: list[int], least: int, thresholds: Thresholds
) -> int:
    """The finest cut of the answers at which all shown rows, and the hidden ones as a whole, can be shown."""
    shown = [row for row in range(len(base)) if row not in hidden]
    for level, counts in enumerate(levels[:-1]):
        rows = [(counts[row], base[row]) for row in shown]
        if hidden:
            rows.append((counts[hidden].sum(axis=0), base[hidden].sum()))
        if all(sound(each, of, least, thresholds) for each, of in rows):
            return level
    return len(levels) - 1
