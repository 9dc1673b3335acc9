"""Whole organisations: a member of several respondents counts for parts of one, and a part would tell what one of them said.

All figures of a question must agree once rounded, each from its own table. So the coarsest cut is rounded first, and each
finer one within it; groups share out what the whole was rounded to. Ties go to the most favourable.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from dse.disclosure.rule import Rule
from dse.disclosure.together import Row

_DECIMALS = 3  # thirds and sixths add up to a whole number once they are rounded so


def counts(rows: list[Row], rule: Rule) -> list[Row]:
    """The rows of one population, their counts whole and still the parts of their base; what is whole stays as it is."""
    if rule.form == "distribution":
        return _distribution(rows, rule)
    if rule.form == "options":
        return [row | {rule.counts[0]: _first_part(row[rule.counts[0]], row[rule.base])} for row in rows]
    if rule.form == "statistic" and rule.counts:
        return _groups(rows, rule) if rule.group else [row | _parts(row, rule) for row in rows]
    return rows


def parted(values: Sequence[float], total: int) -> list[int]:
    """Numbers that sum to `total`, each rounded down or up: up for the largest remainders, then for the first."""
    known = [round(float(each), _DECIMALS) for each in values]
    down = [math.floor(each) for each in known]
    remainders = [round(each - floor, _DECIMALS) for each, floor in zip(known, down, strict=True)]
    largest = sorted(range(len(known)), key=lambda at: -remainders[at])[: total - sum(down)]
    return [floor + (at in largest) for at, floor in enumerate(down)]


def _first_part(count: float, base: int) -> int:
    return parted([count, base - count], base)[0]


def _parts(row: Row, rule: Rule) -> Row:
    return dict(zip(rule.counts, parted([row[each] for each in rule.counts], row[rule.base]), strict=True))


def _groups(rows: list[Row], rule: Rule) -> list[Row]:
    """Two parts by group: the first of each group shares out that of the whole, the second is what is left."""
    first, second = rule.counts
    whole = _first_part(sum(row[first] for row in rows), sum(row[rule.base] for row in rows))
    shared = parted([row[first] for row in rows], whole)
    return [
        row | {first: number, second: row[rule.base] - number}
        for row, number in zip(rows, shared, strict=True)
    ]


def _distribution(rows: list[Row], rule: Rule) -> list[Row]:
    """Each group apart; its answers from the last, the most favourable of a scale."""
    places: dict[object, list[int]] = {}
    for at in reversed(range(len(rows))):
        places.setdefault(rows[at].get(rule.group), []).append(at)
    numbers: dict[int, int] = {}
    for own in places.values():
        numbers |= _within(rows, own, rows[own[0]][rule.base], rule, rule.category[::-1])
    return [row | {rule.counts[0]: numbers[at]} for at, row in enumerate(rows)]


def _within(
    rows: list[Row], places: list[int], total: int, rule: Rule, cuts: Sequence[str]
) -> dict[int, int]:
    """The count of each place, `total` in all: shared among the answers of the first cut, then within each of them."""
    if not cuts:
        return {places[0]: total}
    parts: dict[object, list[int]] = {}
    for at in places:
        parts.setdefault(rows[at][cuts[0]], []).append(at)
    totals = parted([sum(rows[at][rule.counts[0]] for at in own) for own in parts.values()], total)
    numbers: dict[int, int] = {}
    for own, share in zip(parts.values(), totals, strict=True):
        numbers |= _within(rows, own, share, rule, cuts[1:])
    return numbers
