"""Whole organisations, before every audience: a member of several respondents counts for parts of one, and a part before a
public would reveal what one of them answered.

All figures of a question must agree once rounded, each from its own table. So the coarsest cut is rounded first, and each
finer one within it; groups share out what all of them were rounded to. Ties go to the most favourable, and among groups to the first code. The groups that a
public sees come first: those shown together then share out what they were rounded to, so that team and public read one number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy
import pandas as pd

from dse.disclosure import marks, together
from dse.disclosure.rule import Rule
from dse.disclosure.together import Row

_FORMS = ("distribution", "options", "statistic")  # whose counts may have parts
_DECIMALS = 3  # thirds and sixths add up to a whole number once they are rounded so


def has_parts(table: pd.DataFrame, rule: Rule) -> bool:
    """Whether an organisation counts for parts of one somewhere in a table."""
    if rule.form not in _FORMS or table.empty:
        return False
    columns = [table[name].to_numpy(dtype=float, na_value=0.0) for name in rule.counts]
    return any(bool((column != numpy.rint(column)).any()) for column in columns)


def counts(rows: list[Row], rule: Rule) -> list[Row]:
    """The rows of one population, their counts whole and still the parts of their base; what is whole stays as it is."""
    if rule.form == "distribution":
        return _distribution(rows, rule)
    if rule.form == "options":
        return [row | {rule.counts[0]: _first_part(row[rule.counts[0]], row[rule.base])} for row in rows]
    if rule.form == "statistic" and rule.counts:
        return _groups(rows, rule) if rule.group else [row | _parts(row, rule) for row in rows]
    return rows


def counts_within(rows: list[Row], rule: Rule, names: Mapping[str, str]) -> list[Row]:
    """The same of a population by group, none put together: first rounded under the `names` that a public sees."""
    if rule.form != "statistic" or not rule.counts:
        return counts(rows, rule)
    first, second = rule.counts
    totals = {row[rule.group]: row[first] for row in counts(together.groups(rows, rule, names), rule)}
    members: dict[str, list[int]] = {}
    for index in _by_code(rows, rule):
        members.setdefault(names[together.code(rows[index], rule)], []).append(index)
    numbers: dict[int, int] = {}
    for name, indices in members.items():
        shared = parted([rows[index][first] for index in indices], totals[name])
        numbers |= dict(zip(indices, shared, strict=True))
    return [
        row | {first: numbers[index], second: row[rule.base] - numbers[index]}
        for index, row in enumerate(rows)
    ]


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
    places = _by_code(rows, rule)
    shared = dict(zip(places, parted([rows[at][first] for at in places], whole), strict=True))
    return [row | {first: shared[at], second: row[rule.base] - shared[at]} for at, row in enumerate(rows)]


def _by_code(rows: list[Row], rule: Rule) -> list[int]:
    """The places of groups in an order that no codelist changes, « Autres » last: a code that is retired keeps its ties."""
    codes = [together.code(row, rule) for row in rows]
    return sorted(range(len(rows)), key=lambda at: (bool(marks.is_name(codes[at])), codes[at]))


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
