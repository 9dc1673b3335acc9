"""An attacker who knows the register and the questionnaire, keeps all that leaves, and solves for what was hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy
from linear_program import LinearProgram
from scipy.linalg import null_space

from dse.figures import Answer, Figure
from dse.figures.figure import answer
from dse.query import Query, Selection
from dse.query.engine.duckdb_engine import DuckDBEngine

THRESHOLD = 5
AUDIENCES = ("projection", "diffusion")
SKIPPED, SILENT = "skipped", "silent"
NOTHING = frozenset()


@dataclass(frozen=True)
class Fact:
    """What an answer says: the sum of some cells of some families lies between two numbers; `halved` cells count for half."""

    question: str
    wave: str
    families: frozenset[str]
    cells: frozenset[str]
    low: float
    high: float
    halved: frozenset[str] = NOTHING


@dataclass(frozen=True)
class Secret:
    """A sum of answers that nobody should find: of so many that could be in it, `within` if not all of the families."""

    families: frozenset[str]
    cells: frozenset[str]
    within: frozenset[str] = NOTHING


class Reading(Protocol):
    """What the attacker knows beforehand of some figures, and how their answers are read."""

    def cells(self, question: str, wave: str) -> tuple[str, ...]:
        """The exclusive answers to a question, being SKIPPED and SILENT among them."""

    def members(self, question: str, wave: str) -> dict[str, int]:
        """How many could answer, by family."""

    def secrets(self, question: str, wave: str, families: Sequence[frozenset[str]]) -> Iterator[Secret]:
        """What is looked for among some sets of families."""

    def facts(self, figure: Figure, answer: Answer) -> Iterator[Fact]:
        """All that an answer says of cells."""

    def beyond(self, figure: Figure, answer: Answer) -> Iterator[str]:
        """What an answer says that is in none of its facts."""


@dataclass
class Attacker:
    """Collects what leaves for a public, then bounds every cell that was not shown."""

    engine: DuckDBEngine
    reading: Reading
    facts: set[Fact] = field(default_factory=set)
    beyond: set[str] = field(default_factory=set)
    seen: set[tuple[str, Selection]] = field(default_factory=set)

    def collect(self, selections: Sequence[Selection], figures: Sequence[Figure]) -> Attacker:
        """Ask every figure for every selection and keep what it says; the same question is not asked twice."""
        for figure in figures:
            for selection in selections:
                kept = selection.keeping(figure.accepts(selection.audience))
                if (figure.id, kept) not in self.seen:
                    self.seen.add((figure.id, kept))
                    said = answer(figure, Query(self.engine, selection), 1, None)
                    self.facts |= set(self.reading.facts(figure, said))
                    self.beyond |= set(self.reading.beyond(figure, said))
        return self

    def recovered(self) -> list[str]:
        """Each hidden cell known exactly, or to less than the threshold; empty where nothing was learnt."""
        found = sorted(self.beyond)
        for question, wave in sorted({(fact.question, fact.wave) for fact in self.facts}):
            own = [fact for fact in self.facts if (fact.question, fact.wave) == (question, wave)]
            found += [f"{question} {wave} {each}" for each in self._narrow(question, wave, own)]
        return found

    def _narrow(self, question: str, wave: str, facts: list[Fact]) -> Iterator[str]:
        members = {each: many for each, many in self.reading.members(question, wave).items() if many}
        present = frozenset(members)
        facts = [replace(fact, families=fact.families & present) for fact in facts]
        known = {(fact.families, fact.cells) for fact in facts if fact.low == fact.high and not fact.halved}
        polytope = Polytope(self.reading.cells(question, wave), members, facts)
        assert polytope.points, f"{question} {wave}: what was shown contradicts itself"
        sets = {frozenset([each]) for each in present} | {fact.families for fact in facts}
        families = sorted(sets - {NOTHING}, key=sorted)
        for secret in self.reading.secrets(question, wave, families):
            if not _is_shown(secret, known):
                yield from polytope.find_leaks(secret)


class Polytope:
    """All tables that agree with the facts; points found so far already bound each sum from within."""

    def __init__(self, cells: Sequence[str], members: dict[str, int], facts: list[Fact]) -> None:
        self.cells, self.members, self.families = cells, members, sorted(members)
        everyone = frozenset(cells)
        rows = [(self.sum(frozenset([each]), everyone), *(members[each],) * 2) for each in self.families]
        rows += [(self.sum(each.families, each.cells, each.halved), each.low, each.high) for each in facts]
        weights, low, high = (numpy.array(each) for each in zip(*rows, strict=True))
        self.program = LinearProgram(weights, low, high)
        goals = numpy.random.default_rng(0).normal(size=(4, weights.shape[1]))
        self.points = [point for goal in goals if (point := self.program.minimize(goal)) is not None]
        loose = low != high
        self.free = null_space(weights[~loose])
        self.under = (
            numpy.concatenate([weights[loose], -weights[loose]]),
            numpy.concatenate([high[loose], -low[loose]]),
        )

    def sum(
        self, families: frozenset[str], cells: frozenset[str], halved: frozenset[str] = NOTHING
    ) -> numpy.ndarray:
        """How much each cell of each family counts in a sum."""
        weights = [0.5 if cell in halved else float(cell in cells) for cell in self.cells]
        return numpy.array([weight * (each in families) for each in self.families for weight in weights])

    def find_leaks(self, secret: Secret) -> Iterator[str]:
        """What is known of a secret, where that is too much: to less than the threshold, or than all it could be."""
        prior = sum(self.members[each] for each in secret.families)
        if secret.within:
            prior = self.interval(secret.families, secret.within, prior)[1]
        enough = min(THRESHOLD - 1, prior)
        low, high = self.interval(secret.families, secret.cells, enough)
        if high - low < enough - 1e-6:
            yield f"{'+'.join(sorted(secret.families))} {'+'.join(sorted(secret.cells))}: {low:.1f} to {high:.1f}"

    def interval(self, families: frozenset[str], cells: frozenset[str], enough: float) -> tuple[float, float]:
        """The least and the most that a sum can be; stops as soon as it is seen to be wide enough."""
        goal = self.sum(families, cells)
        self.points += self._moved(goal)
        for sign in (1, -1):
            values = [float(goal @ point) for point in self.points]
            if max(values) - min(values) >= enough:
                break
            self.points.append(self.program.minimize(sign * goal))
        values = [float(goal @ point) for point in self.points]
        return min(values), max(values)

    def _moved(self, goal: numpy.ndarray) -> list[numpy.ndarray]:
        """The tables at both ends of the straight line that changes a sum the most, from the middle of those found."""
        middle = numpy.mean(self.points, axis=0)
        line = self.free @ (self.free.T @ goal)
        rows, bounds = self.under
        room = numpy.concatenate([middle, bounds - rows @ middle])
        slope = numpy.concatenate([-line, rows @ line])
        steps = [
            numpy.where(sign * slope > 1e-9, room, numpy.inf) / numpy.abs(slope).clip(1e-9)
            for sign in (1, -1)
        ]
        return [
            middle + sign * step.min() * line
            for sign, step in zip((1, -1), steps, strict=True)
            if step.min() < 1e6
        ]


def _is_shown(secret: Secret, sums: set[tuple[frozenset, frozenset]]) -> bool:
    """Whether a sum is shown as it is, or is made of cells shown one by one, or is what they leave of a base shown."""
    own = [each for of, each in sums if of == secret.families]
    made = lambda goal: frozenset().union(*(each for each in own if each <= goal)) == goal  # noqa: E731
    return made(secret.cells) or any(secret.cells < each and made(each - secret.cells) for each in own)
