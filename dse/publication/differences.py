"""What would be told otherwise than it was: row by row, and whether the difference would tell of a few."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from dse import french
from dse.disclosure.audiences import Thresholds
from dse.figures import REGISTRY, Answer, Figure
from dse.figures.requests import costs
from dse.publication.amounts import AmountsBetween
from dse.publication.difference import Difference
from dse.publication.published import Published
from dse.publication.rows import (
    Key,
    Row,
    by_wave,
    derived,
    find_bound,
    is_hidden,
    keyed,
    numbers,
    stratum,
    tells_of_answers,
    written,
)
from dse.query import Selection
from schemas import codelists


def compared(
    published: Published,
    answers: Sequence[Answer],
    thresholds: Thresholds,
    asked: Collection[str] | None = None,
    between: AmountsBetween | None = None,
) -> list[Difference]:
    """Every number of answers that would be told otherwise than it was, in the order of the figures. `asked`: the figures of a file
    that has not all of them; of the others, nothing is gone. `between`: what tells how many stand between two sums; without it, few do.

    The years chosen do not matter: before a public no choice picks who answers a wave.
    """
    found: dict[Difference, None] = {}
    for said in answers:
        figure = REGISTRY[said.figure_id]
        if tells_of_answers(figure):
            for wave, rows in by_wave(figure, written(said)).items():
                if (before := published.rows.get((figure.id, wave))) is not None:
                    if (options := published.of_options.get((figure.id, wave))) is not None:
                        rows = [row for key, row in keyed(figure, rows).items() if key in options]
                    tellings = published.tellings[figure.id, wave]
                    few = {key for each in tellings for key in _few(figure, each, rows, thresholds)}
                    if few and _are_of_many(figure, wave, [*tellings, rows], between):
                        few = set()
                    earlier = few - set(_few(figure, before, rows, thresholds))
                    found |= dict.fromkeys(_of_wave(figure, wave, before, rows, few, earlier))
                    found |= dict.fromkeys(_of_shares(figure, wave, before, rows))
    return list(found | dict.fromkeys(_gone(published, answers, asked)))


def _are_of_many(
    figure: Figure, period: str, tellings: Iterable[list[Row]], between: AmountsBetween | None
) -> bool:
    """Whether enough organisations stand between the sums of a period, as they were told each time and as they are."""
    if figure.rule.form != "amounts" or between is None:
        return False
    has_years = any(row["breakdown"] == costs.YEAR for rows in tellings for row in rows)
    return between.are_of_many(period, has_years=has_years)


def _gone(
    published: Published, answers: Sequence[Answer], asked_figures: Collection[str] | None
) -> Iterator[Difference]:
    """What the last file about the same triennials told, and of which the answers say nothing: nothing is left to subtract."""
    chosen = frozenset(code for each in answers for code in _triennials(each.selection))
    asked = [(REGISTRY[each.figure_id], each) for each in answers]
    now = {
        (each.id, wave)
        for each, own in asked
        if tells_of_answers(each)
        for wave in by_wave(each, written(own))
    }
    for figure_id, wave in published.chosen.get(chosen, ()):
        if (figure_id, wave) not in now and (asked_figures is None or figure_id in asked_figures):
            for row in published.rows[figure_id, wave]:
                for each in _of_row(REGISTRY[figure_id], wave, row, None, False):
                    yield replace(each, is_gone=True)


def _triennials(selection: Selection) -> Iterator[str]:
    """The triennials that are wholly in the years of a choice."""
    for each in codelists.triennials():
        if selection.first_year <= each.starts_on.year and each.ends_on.year <= selection.last_year:
            yield each.code


def _of_shares(figure: Figure, wave: str, before: list[Row], after: list[Row]) -> Iterator[Difference]:
    """Shares and intervals that are told otherwise of the same counts: computed otherwise, they tell of nobody."""
    moved = {key for key, *_ in _moved(figure, before, after)}
    old, new = keyed(figure, before), keyed(figure, after)
    for key in [each for each in old if each in new and each not in moved]:
        was, now = derived(figure, old[key]), derived(figure, new[key])
        about = _about(figure, new[key])
        for name in [each for each in was if each in now and not _is_same(was[each], now[each])]:
            yield Difference(figure.id, wave, about, name, was[name], now[name], False)


def _is_same(was: float, now: float) -> bool:
    """Whether two shares are one, also where one of them is in whole percentages."""
    whole = float(was).is_integer() or float(now).is_integer()
    return math.isclose(was, now, abs_tol=1e-9) or (
        whole and french.round_as_shown(was) == french.round_as_shown(now)
    )


def _of_wave(
    figure: Figure, wave: str, before: list[Row], after: list[Row], few: set[Key], earlier: set[Key]
) -> Iterator[Difference]:
    moved = {key for key, *_ in _moved(figure, before, after)}
    for key, was, now in _pair(figure, before, after):
        # A bound in place of the last mask is no news, unless a file before it told something else.
        if key in moved or key in few:
            yield from _of_row(figure, wave, was, now, key in few, key in earlier)


def _pair(figure: Figure, before: list[Row], after: list[Row]) -> list[tuple[Key, Row | None, Row | None]]:
    """The rows of each key, as they were and as they are."""
    old, new = keyed(figure, before), keyed(figure, after)
    return [(key, old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new])]


def _moved(figure: Figure, before: list[Row], after: list[Row]) -> list[tuple[Key, Row | None, Row | None]]:
    """The rows of each population of which a number has moved, as they were and as they are."""
    pairs = _pair(figure, before, after)
    moved = {stratum(figure, was or now) for _, was, now in pairs if _has_moved(figure, was, now)}
    return [each for each in pairs if stratum(figure, each[1] or each[2]) in moved]


def _has_moved(figure: Figure, was: Row | None, now: Row | None) -> bool:
    """Whether a row is told otherwise: also by another bound, for of nine answers one may turn « at least 55 % » into « at most 45 % ».

    How many answered may appear beside a bound where earlier releases masked the whole row.
    """
    before, after = numbers(figure, was), numbers(figure, now)
    if is_hidden(was) and is_hidden(now) and not before:
        return False
    if _have_other_bounds(figure, was, now):
        return True
    return before != after or (was is None) != (now is None)


def _have_other_bounds(figure: Figure, was: Row | None, now: Row | None) -> bool:
    old, new = find_bound(figure, was), find_bound(figure, now)
    return bool(old and new) and old != new


def _few(figure: Figure, before: list[Row], after: list[Row], thresholds: Thresholds) -> Iterator[Key]:
    """The rows whose difference from one telling would tell of few."""
    pairs = _moved(figure, before, after)
    masked = {stratum(figure, row) for _, *both in pairs for row in both if is_hidden(row)}
    for key, was, now in pairs:
        if stratum(figure, was or now) in masked or _tells_of_few(figure, was, now, thresholds):
            yield key


def _tells_of_few(figure: Figure, was: Row | None, now: Row | None, thresholds: Thresholds) -> bool:
    """Whether those who came, left or changed their answer would, as a table of their own, be too few to be shown."""
    if was is None or now is None:
        return True  # groups or answers are put together otherwise: what is told of the old ones can be taken away
    if not figure.rule.counts:
        return numbers(figure, was) != numbers(
            figure, now
        )  # how many answers moved a median or a mean is not told
    gaps = _gaps(figure, was, now)
    return any(gaps) and any(abs(each) < thresholds.cell for each in gaps)


def _gaps(figure: Figure, was: Row, now: Row) -> list[float]:
    """How far each exclusive part of the base has moved: of a count shown alone, also those who are not counted."""
    rule = figure.rule
    moved = {name: now[name] - was[name] for name in numbers(figure, was) if now.get(name) is not None}
    parts = [moved[name] for name in rule.counts if name in moved]
    if rule.base in moved and (len(parts) != len(rule.counts) or len(parts) < 2):
        parts.append(moved[rule.base] - sum(parts))
    return parts


def _of_row(figure: Figure, wave: str, was: Row | None, now: Row | None, *few: bool) -> Iterator[Difference]:
    old, new = numbers(figure, was), numbers(figure, now)
    about = _about(figure, was or now)
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield Difference(figure.id, wave, about, name, old.get(name), new.get(name), *few)
    if _have_other_bounds(figure, was, now):
        bound, other = find_bound(figure, was), find_bound(figure, now)
        for name in bound:
            yield Difference(figure.id, wave, about, name, bound[name], other[name], *few)


def _about(figure: Figure, row: Row) -> str:
    """The wave, the question, the group and the answer of a row, by their labels."""
    rule = figure.rule
    names = {"wave", "wording", *filter(None, [rule.group]), *rule.category[:1], "theme", "support"}
    names |= {*rule.strata} if rule.form == "amounts" else set()
    told = [
        _label(row[each.name], each.codelists)
        for each in figure.columns
        if each.name in names and row.get(each.name)
    ]
    return ", ".join(told)


def _label(value: str, lists: Sequence[str]) -> str:
    return codelists.labels_in(lists).get(value, value)
