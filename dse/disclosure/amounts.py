"""Amounts by group: enough organisations, and none that makes up nearly all of it."""

from __future__ import annotations

from dse.disclosure import marks
from dse.disclosure.audiences import Thresholds
from dse.disclosure.rule import Rule
from dse.disclosure.together import Row


def protected(rows: list[Row], rule: Rule, thresholds: Thresholds) -> list[Row]:
    """The rows, those of too few organisations hidden, and the smallest others until the hidden total hides them too."""
    parts: dict[tuple, list[int]] = {}
    for at, row in enumerate(rows):
        parts.setdefault(tuple(row[each] for each in rule.strata), []).append(at)
    hidden = {at for places in parts.values() for at in _hidden(rows, places, rule, thresholds)}
    mark = marks.dominated(thresholds.largest_pct)
    blank = dict.fromkeys(rule.measures) | {marks.MARK: mark}
    return [row | blank if at in hidden else row for at, row in enumerate(rows)]


def _hidden(rows: list[Row], places: list[int], rule: Rule, thresholds: Thresholds) -> list[int]:
    amount = rule.additive[0]
    places = [
        at for at in places if rows[at][amount] is not None
    ]  # too little known for a sum: nothing to hide
    hidden = [at for at in places if not is_sound([rows[at]], rule, thresholds)]
    shown = sorted((at for at in places if at not in hidden), key=lambda at: (rows[at][amount], at))
    while hidden and shown and not is_sound([rows[at] for at in hidden], rule, thresholds):
        hidden.append(shown.pop(0))
    return hidden


def is_sound(rows: list[Row], rule: Rule, thresholds: Thresholds) -> bool:
    """Whether the sum of some rows is known and tells nothing of one organisation; that it is nothing would tell of each."""
    amount = sum(row[rule.additive[0]] or 0 for row in rows)
    largest = max(row[rule.largest] or 0 for row in rows)
    enough = sum(row[rule.base] or 0 for row in rows) >= thresholds.organisations
    return enough and amount > 0 and 100 * largest <= thresholds.largest_pct * amount
