"""Tables of answers before an audience: groups together, answers together, and what is left hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy

from dse.disclosure import cells, marks, together, whole
from dse.disclosure.audiences import Audience, Thresholds
from dse.disclosure.groups import Blocks
from dse.disclosure.rule import Rule
from dse.disclosure.together import Row

_INDEX = "_index"  # of a row in its table
MOST_CHOICES = "most_choices"  # a column of a table of options: how many of them a person may choose; empty where as many as wanted


@dataclass(frozen=True)
class Hidden:
    """Something that an audience is not shown. `kind`: merged, masked, bounded, withheld, reserved, rounded, refused; `what`: names, or how many."""

    kind: str
    what: str

    def as_json(self) -> dict[str, str]:
        """As files have had it for long."""
        return {"deed": self.kind, "what": self.what}


def protected(
    rows: list[Row], rule: Rule, audience: Audience, waves: Mapping[str, Blocks]
) -> tuple[list[Row], list[Hidden]]:
    """The rows that may be shown, with their marks, and what is hidden; each population apart."""
    shown: list[Row] = []
    hidden: list[Hidden] = []
    for part in _populations(rows, rule):
        names, merged = _names(part, rule, waves)
        is_whole = not rule.group or set(names.values()) == {marks.WHOLE}
        given = whole.counts(together.groups(part, rule, names), rule)
        kept = _FORMS[rule.form](given, rule, audience.thresholds, is_whole)
        shown += [_mask(row, rule, audience.thresholds) if row.get(marks.TOGETHER) else row for row in kept]
        hidden += merged
    return shown, _once(hidden) + how_many_masked(shown)


def whole_counts(rows: list[Row], rule: Rule, waves: Mapping[str, Blocks]) -> list[Row]:
    """All rows in their order, nothing put together or hidden, with the whole counts that a public reads."""
    numbered = [row | {_INDEX: index} for index, row in enumerate(rows)]
    rounded = [
        row
        for part in _populations(numbered, rule)
        for row in (
            whole.counts_within(part, rule, _names(part, rule, waves)[0])
            if rule.group
            else whole.counts(part, rule)
        )
    ]
    return sorted(rounded, key=lambda row: row[_INDEX])


def _populations(rows: list[Row], rule: Rule) -> Iterator[list[Row]]:
    parts: dict[tuple, list[Row]] = {}
    for row in rows:
        parts.setdefault(tuple(row[each] for each in rule.strata), []).append(row)
    yield from parts.values()


def _names(part: list[Row], rule: Rule, waves: Mapping[str, Blocks]) -> tuple[dict[str, str], list[Hidden]]:
    """The name of each group of a population. A group that the wave does not know cannot be told from the others."""
    if not rule.group:
        return {}, []
    codes = {together.code(row, rule) for row in part}
    known = waves.get(part[0][rule.wave], {})
    if not codes <= known.keys():
        return dict.fromkeys(codes, marks.WHOLE), [Hidden("merged", marks.WHOLE)]
    merged = [f"{name} : {', '.join(each)}" for name, each in _members(known) if marks.is_name(name)]
    return dict(known), [Hidden("merged", each) for each in merged]


def _members(known: Blocks) -> Iterator[tuple[str, list[str]]]:
    for name, codes in groupby(sorted(known, key=lambda code: (known[code], code)), key=known.__getitem__):
        yield name, list(codes)


def _distribution(rows: list[Row], rule: Rule, thresholds: Thresholds, is_whole: bool) -> list[Row]:
    categories = rule.category
    if len(categories) == 1:
        rows, categories = together.gathered(rows, rule, thresholds), (*categories, together.GATHERED)
    cuts = [
        rows if not level else together.answers(rows, rule, name) for level, name in enumerate(categories)
    ]
    base = _bases(cuts[-1], rule)
    levels = [_matrix(cut, rule, len(base)) for cut in cuts]
    least = thresholds.distribution_base
    masked = cells.hidden_rows(levels[-1], base, least, thresholds)
    cut = cuts[cells.finest(levels, base, masked, least, thresholds)]
    if is_whole:
        return _of_whole(cut, rule, thresholds) if masked else cut
    width = len(cut) // len(base)
    return [_mask(row, rule, thresholds) if at // width in masked else row for at, row in enumerate(cut)]


def _options(rows: list[Row], rule: Rule, thresholds: Thresholds, is_whole: bool) -> list[Row]:
    """Each option is a question of its own: chosen, or not."""
    (answer,) = rule.category[:1]
    kept: dict[int, Row] = {}
    for option in dict.fromkeys(row[answer] for row in rows):
        own = {at: row for at, row in enumerate(rows) if row[answer] == option}
        kept |= dict(zip(own, _parted(list(own.values()), rule, thresholds, is_whole), strict=True))
    ordered = [kept[at] for at in range(len(rows))]
    return _hide_second(ordered, rows, rule, thresholds) if rows[0].get(MOST_CHOICES) else ordered


def _hide_second(kept: list[Row], rows: list[Row], rule: Rule, thresholds: Thresholds) -> list[Row]:
    """The options of a question of which so many may be chosen. Who supposes that all chose as many knows the sum of those that are hidden:
    that sum must be fit to be shown, of two options at least, and no bound is told."""
    numbers = [row[rule.counts[0]] for row in rows]
    hidden = [index for index, row in enumerate(kept) if marks.hides(row.get(marks.MARK))]
    shown = sorted(set(range(len(kept))) - set(hidden), key=lambda index: (-numbers[index], -index))
    while (
        hidden and shown and (len(hidden) == 1 or sum(numbers[index] for index in hidden) < thresholds.cell)
    ):
        hidden.append(shown.pop())
    return [_mask(row, rule, thresholds) if index in hidden else row for index, row in enumerate(kept)]


def _parted(rows: list[Row], rule: Rule, thresholds: Thresholds, is_whole: bool) -> list[Row]:
    base = numpy.array([row[rule.base] for row in rows])
    chosen = numpy.array([row[rule.counts[0]] for row in rows])
    counts = numpy.stack([chosen, base - chosen], axis=1)
    masked = cells.hidden_rows(counts, base, thresholds.distribution_base, thresholds)
    if is_whole:
        return [_extreme(row, rule, thresholds) if masked else row for row in rows]
    return [_mask(row, rule, thresholds) if at in masked else row for at, row in enumerate(rows)]


def _statistic(rows: list[Row], rule: Rule, thresholds: Thresholds, is_whole: bool) -> list[Row]:
    base = numpy.array([row[rule.base] for row in rows])
    large = (*rule.counts, rule.least) if rule.least else rule.counts
    counts = numpy.array([[row[each] for each in large] for row in rows]).reshape(len(rows), -1)
    masked = cells.hidden_rows(counts, base, thresholds.statistic_base, thresholds)
    if is_whole and rule.bounds:
        return [_extreme(row, rule, thresholds) if masked else row for row in rows]
    return [_mask(row, rule, thresholds) if at in masked else row for at, row in enumerate(rows)]


def _quartiles(rows: list[Row], rule: Rule, thresholds: Thresholds, is_whole: bool) -> list[Row]:
    """A quartile parts those who answered: each fourth of them is as large as a cell."""
    least = 4 * thresholds.cell
    return [row if row[rule.base] >= least else _blank(row, rule, marks.fewer(least)) for row in rows]


def _rate(rows: list[Row], rule: Rule, thresholds: Thresholds, is_whole: bool) -> list[Row]:
    """How many answered in all is said beside every figure: as a whole, only their number counts."""
    if not is_whole:
        return _parted(rows, rule, thresholds, is_whole)
    least = thresholds.distribution_base
    return [row if row[rule.counts[0]] >= least else _blank(row, rule, marks.fewer(least)) for row in rows]


_FORMS = {
    "distribution": _distribution,
    "options": _options,
    "statistic": _statistic,
    "quartiles": _quartiles,
    "rate": _rate,
}


def _bases(rows: list[Row], rule: Rule) -> numpy.ndarray:
    """The base of each group, in the order of the rows."""
    return numpy.array(list({row.get(rule.group): row[rule.base] for row in rows}.values()))


def _matrix(rows: list[Row], rule: Rule, groups: int) -> cells.Counts:
    return numpy.array([row[rule.counts[0]] for row in rows]).reshape(groups, -1)


def _of_whole(rows: list[Row], rule: Rule, thresholds: Thresholds) -> list[Row]:
    """Nearly all gave one answer, or few answered, or one answer is rare among several: none can be told by subtraction."""
    (count,) = rule.counts
    if rows[0][rule.base] < least_told(thresholds) or any(
        row[rule.base] - row[count] < thresholds.cell for row in rows
    ):
        return [_extreme(row, rule, thresholds) for row in rows]
    return [_mask(row, rule, thresholds) for row in rows]


def _extreme(row: Row, rule: Rule, thresholds: Thresholds) -> Row:
    """A row of the whole where few chose the answer, or few did not: bounded by how many answered, never by their count."""
    base, count = row[rule.base], row[rule.counts[0]]
    if base < (least := least_told(thresholds)):
        return _blank(row, rule, marks.fewer(least))
    sure = least_sure(base, thresholds)
    is_chosen = base - count < thresholds.cell
    mark = marks.at_least(sure) if is_chosen else marks.at_most(100 - sure)
    return _blank(row, rule, mark, keep=rule.base)


def least_told(thresholds: Thresholds) -> int:
    """The least base of which anything is told: of fewer, two answers could both be nearly all, and so the half each."""
    return max(thresholds.distribution_base, 2 * thresholds.cell - 1)


def least_sure(base: int, thresholds: Thresholds) -> int:
    """The percentage that a bounded share reaches for sure, by how many answered."""
    return min(100 * (base - thresholds.cell + 1) // base, thresholds.extreme_pct)


def _mask(row: Row, rule: Rule, thresholds: Thresholds) -> Row:
    return _blank(row, rule, marks.fewer(thresholds.cell))


def _blank(row: Row, rule: Rule, mark: str, keep: str = "") -> Row:
    return row | {each: None for each in rule.measures if each != keep} | {marks.MARK: mark}


def _once(hidden: list[Hidden]) -> list[Hidden]:
    return list(dict.fromkeys(hidden))


def how_many_masked(rows: list[Row]) -> list[Hidden]:
    """How many rows are masked, and of how many only a bound is shown; nothing where none is."""
    row_marks = [row.get(marks.MARK) for row in rows]
    amounts = sum(map(marks.is_of_amount, row_marks))
    counts = {
        "masked": sum(map(marks.is_silent, row_marks)) - amounts,
        "amounts": amounts,
        "bounded": sum(map(_is_bounded, row_marks)),
    }
    return [Hidden(kind, str(count)) for kind, count in counts.items() if count]


def _is_bounded(mark: object) -> bool:
    return marks.bound(mark) is not None
