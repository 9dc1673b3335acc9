"""Rows shown together: groups under one name, answers under a coarser one. Counts add up, nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dse.disclosure import marks
from dse.disclosure.audiences import Thresholds
from dse.disclosure.groups import UNKNOWN
from dse.disclosure.rule import Rule

Row = dict[str, Any]
GATHERED = "_gathered"  # answers chosen by few, under one name


def groups(rows: Iterable[Row], rule: Rule, names: Mapping[str, str]) -> list[Row]:
    """One row a shown group and answer, in the order of `names`, « Autres » last; a group or an answer without a row is there with a count of 0."""
    bases: dict[str, dict[object, dict[str, int]]] = {name: {} for name in names.values()}
    sums: dict[tuple[str, tuple], Row] = {}
    for row in rows:
        raw = code(row, rule)
        name = names[raw] if rule.group else ""
        key = (name, tuple(row[each] for each in rule.category))
        of = bases.setdefault(name, {}).setdefault(_question(key[1], rule), {})
        of[raw] = max(of.get(raw, 0), _whole(row[rule.base]))
        named = row | ({rule.group: name} if rule.group else {})
        sums[key] = _added(sums.get(key), named, rule)
    ordered = sorted(bases, key=marks.is_name)
    answers = list(dict.fromkeys(answer for _, answer in sums))
    return [
        _complete(sums, rule, name, answer)
        | {rule.base: sum(bases[name].get(_question(answer, rule), {}).values())}
        for name in ordered
        for answer in answers
    ]


def _question(answer: tuple, rule: Rule) -> object:
    """What was answered by the base of an answer: each of several options was put to people of its own."""
    return answer if rule.form == "options" else None


def answers(rows: list[Row], rule: Rule, category: str) -> list[Row]:
    """The rows with the answers of one `category` together, under its name."""
    first = rule.category[0]
    sums: dict[tuple, Row] = {}
    for row in rows:
        key = (row.get(rule.group), row[category])
        sums[key] = _added(sums.get(key), row | {first: row[category]}, rule)
    return list(sums.values())


def gathered(rows: list[Row], rule: Rule, thresholds: Thresholds) -> list[Row]:
    """The rows with one more category, for answers without an order: those that few chose in all become « Autres »."""
    (count,), (answer,) = rule.counts, rule.category
    totals: dict[Any, int] = {}
    for row in rows:
        totals[row[answer]] = totals.get(row[answer], 0) + _whole(row[count])
    if sum(totals.values()) < thresholds.distribution_base:
        return [row | {GATHERED: row[answer]} for row in rows]  # all hidden: the name would tell how many
    few = {each for each, total in totals.items() if total < thresholds.cell}
    others = sorted(totals.keys() - few, key=lambda each: (totals[each], str(each)))
    while few and others and sum(totals[each] for each in few) < thresholds.cell:
        few.add(others.pop(0))
    name = marks.others(sum(totals[each] for each in few))
    return [row | {GATHERED: name if row[answer] in few else row[answer]} for row in rows]


def code(row: Row, rule: Rule) -> str:
    """The group of a row, « ? » where it is not known."""
    value = row[rule.group] if rule.group else None
    return UNKNOWN if value is None or pd.isna(value) else value


def _complete(sums: Mapping[tuple[str, tuple], Row], rule: Rule, name: str, answer: tuple) -> Row:
    if (name, answer) in sums:
        return sums[name, answer]
    like = next(row for (_, each), row in sums.items() if each == answer)
    empty = dict.fromkeys((*rule.counts, *rule.additive), 0)
    return like | empty | ({rule.group: name} if rule.group else {})


def _added(row: Row | None, other: Row, rule: Rule) -> Row:
    """Two rows as one: what adds up is added, the rest is that of the first."""
    before = row or dict.fromkeys((*rule.counts, *rule.additive))
    counts = {each: _whole(before[each]) + _whole(other[each]) for each in rule.counts}
    return (row or other) | counts | {each: _sum(before[each], other[each]) for each in rule.additive}


def _sum(first: Any, second: Any) -> Any:
    """None where neither is known: those who answered a wave without members have none, not 0."""
    numbers = [each for each in (first, second) if not _is_missing(each)]
    return sum(numbers) if numbers else None


def _whole(value: Any) -> Any:
    return 0 if _is_missing(value) else value


def _is_missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))
