"""An attacker who knows the register and the questionnaire, keeps all that leaves, and solves for what was hidden."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import numpy
import pandas as pd
from scipy.optimize import linprog
from survey_figures import CHOICES, FAMILIES, FAVOURABLE, FIGURES, OPTIONS, SIDES

from dse import theme
from dse.disclosure import marks
from dse.export import text
from dse.figures import Answer, Figure
from dse.figures.figure import answer
from dse.query import Ask, Selection

THRESHOLD = 5
AUDIENCES = ("projection", "diffusion")
SKIPPED, SILENT = "skipped", "silent"
CELLS = {"Q1": (*OPTIONS, SKIPPED, SILENT)} | {f"Q2{each}": ("yes", "no", SILENT) for each in CHOICES}
ANSWERED = {name: tuple(each for each in cells if each != SILENT) for name, cells in CELLS.items()}
_FOUND = re.compile(r"Le plus bas : (.+) : (\d+) sur (\d+)\.")
_MEANT = {each: {each} for each in OPTIONS}
for _option in OPTIONS:
    for _label in (SIDES[_option], FAVOURABLE[_option]):
        _MEANT.setdefault(_label, set()).add(_option)
NOTHING = frozenset()


@dataclass(frozen=True)
class Remembering(Ask):
    """Puts the same question to the database once: two audiences start from the same rows."""

    answers: dict[tuple, pd.DataFrame] = field(default_factory=dict)

    def __call__(self, sql: str) -> pd.DataFrame:
        key = (sql, replace(self.selection, audience=""))
        if key not in self.answers:
            self.answers[key] = super().__call__(sql)
        return self.answers[key].copy()


@dataclass(frozen=True)
class Fact:
    """What an answer says: the sum of some cells of some families lies between two numbers."""

    question: str
    wave: str
    families: frozenset[str]
    cells: frozenset[str]
    low: float
    high: float


@dataclass
class Attacker:
    """Collects what leaves for a lowered audience, then bounds every cell that was not shown."""

    connection: duckdb.DuckDBPyConnection
    reads_charts: bool = True
    facts: set[Fact] = field(default_factory=set)
    seen: set[tuple[str, Selection]] = field(default_factory=set)
    answers: dict[tuple, pd.DataFrame] = field(default_factory=dict)

    def collect(self, selections: Sequence[Selection], figures: Sequence[Figure] = FIGURES) -> Attacker:
        """Ask every figure for every selection and keep what it says; the same question is not asked twice."""
        for figure in figures:
            for selection in selections:
                kept = selection.keeping(figure.accepts(selection.audience))
                if (figure.id, kept) not in self.seen:
                    self.seen.add((figure.id, kept))
                    ask = Remembering(self.connection, selection, answers=self.answers)
                    self.facts |= set(_facts(figure, answer(figure, ask, 1, None), self.reads_charts))
        return self

    def recovered(self) -> list[str]:
        """Each hidden cell known exactly, or to less than the threshold; empty where nothing was learnt."""
        found = []
        for wave in sorted({fact.wave for fact in self.facts}):
            for question in CELLS:
                own = [fact for fact in self.facts if (fact.question, fact.wave) == (question, wave)]
                found += [f"{question} {wave} {each}" for each in self._narrow(question, own)]
        return found

    def _members(self) -> dict[str, int]:
        rows = self.connection.execute(
            "select actor_family, count(*) from organisation_profiles group by all"
        )
        return dict.fromkeys(FAMILIES, 0) | dict(rows.fetchall())

    def _narrow(self, question: str, facts: list[Fact]) -> Iterator[str]:
        members = self._members()
        present = {each for each, how_many in members.items() if how_many}
        facts = [replace(fact, families=fact.families & present) for fact in facts]
        known = {(fact.families, fact.cells) for fact in facts if fact.low == fact.high}
        polytope = Polytope(question, members, facts)
        assert polytope.points, f"{question}: what was shown contradicts itself"
        for families, cells in _secrets(question, facts, members):
            prior = sum(members[each] for each in families)
            if _shown(families, cells, known):
                continue
            low, high = polytope.interval(families, cells, min(THRESHOLD - 1, prior))
            if high - low < min(THRESHOLD - 1, prior) - 1e-6:
                yield f"{'+'.join(sorted(families))} {'+'.join(sorted(cells))}: {low:.1f} to {high:.1f}"


class Polytope:
    """All tables that agree with the facts; points found so far already bound each sum from within."""

    def __init__(self, question: str, members: dict[str, int], facts: list[Fact]) -> None:
        self.cells, self.families = CELLS[question], [each for each in FAMILIES if members[each]]
        rows = [
            (frozenset([each]), frozenset(self.cells), members[each], members[each]) for each in self.families
        ]
        rows += [(fact.families, fact.cells, fact.low, fact.high) for fact in facts]
        exact = [row for row in rows if row[2] == row[3]]
        loose = [row for row in rows if row[2] != row[3]]
        self.equal = (numpy.array([self.sum(*row[:2]) for row in exact]), [row[2] for row in exact])
        signed = [
            (sign * self.sum(*row[:2]), sign * row[at]) for row in loose for sign, at in ((1, 3), (-1, 2))
        ]
        self.under = (
            (numpy.array([each for each, _ in signed]), [bound for _, bound in signed])
            if signed
            else (None, None)
        )
        rng = numpy.random.default_rng(0)
        size = len(self.families) * len(self.cells)
        self.points = [point for _ in range(4) if (point := self._solve(rng.normal(size=size))) is not None]

    def sum(self, families: frozenset[str], cells: frozenset[str]) -> numpy.ndarray:
        return numpy.array([float(f in families and c in cells) for f in self.families for c in self.cells])

    def _solve(self, goal: numpy.ndarray) -> numpy.ndarray | None:
        """A table that makes `goal` least; None where none agrees with the facts."""
        found = linprog(goal, *self.under, *self.equal, bounds=(0, None), method="highs")
        return found.x if found.status == 0 else None

    def interval(self, families: frozenset[str], cells: frozenset[str], enough: float) -> tuple[float, float]:
        """The least and the most that a sum can be; stops as soon as it is seen to be wide enough."""
        goal = self.sum(families, cells)
        for sign in (1, -1):
            values = [float(goal @ point) for point in self.points]
            if max(values) - min(values) >= enough:
                break
            self.points.append(self._solve(sign * goal))
        values = [float(goal @ point) for point in self.points]
        return min(values), max(values)


def _shown(families: frozenset[str], cells: frozenset[str], known: set[tuple[frozenset, frozenset]]) -> bool:
    """Whether a sum is shown as it is, or is made of cells shown one by one, or is what they leave of a base shown."""
    own = [each for of, each in known if of == families]
    made = lambda goal: frozenset().union(*(each for each in own if each <= goal)) == goal  # noqa: E731
    return made(cells) or any(cells < each and made(each - cells) for each in own)


def _secrets(
    question: str, facts: list[Fact], members: dict[str, int]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Each family, each group shown together, and the whole: every answer, the favourable ones, and having answered."""
    present = [each for each in FAMILIES if members[each]]
    sets = {frozenset([each]) for each in present} | {fact.families & set(present) for fact in facts}
    answers = [frozenset([each]) for each in CELLS[question] if each not in (SKIPPED, SILENT)]
    answers += [frozenset("45")] if question == "Q1" else []
    for families in sorted(sets - {NOTHING}, key=sorted):
        yield from ((families, each) for each in answers)
        if len(families) < len(present):
            yield families, frozenset(ANSWERED[question])


def _facts(figure: Figure, said: Answer, reads_charts: bool) -> Iterator[Fact]:
    """All that an answer says: its file, its finding, its size, the data of its chart."""
    if said.selection.regions:
        return  # the attacker knows families; what another filter chose is left to the test of the filters
    blocks = dict(
        each.what.split(" : ") for each in said.hidden if each.deed == "merged" and " : " in each.what
    )
    for row in _rows(figure, said, reads_charts):
        families = _families(row, blocks, said.selection)
        yield from _of_row(figure, row, families)
        name = row.get("actor_family", "")
        if together := re.fullmatch(r"Autres \(n=(\d+)\)", name):
            yield from _all_answered(row["wave_id"], frozenset(blocks[name].split(", ")), int(together[1]))


def _rows(figure: Figure, said: Answer, reads_charts: bool) -> Iterator[dict[str, str]]:
    if said.table.empty:
        return
    content = text.figure_csv(said, text.MACHINE).decode("utf-8")
    yield from csv.DictReader(io.StringIO(content, newline=""))
    if found := _FOUND.fullmatch(said.finding.sentence):
        about = [each.name for each in figure.columns if each.role == "dimension"]
        numbers = [each.name for each in figure.columns if each.role == "measure"][:2]
        yield dict(zip(about, found[1].split(" / "), strict=False)) | dict(
            zip(numbers, found.groups()[1:], strict=True)
        )
    if reads_charts and not said.is_masked:
        for rows in theme.french(figure.chart(said.table)).to_dict()["datasets"].values():
            yield from (
                {name: str(value) for name, value in row.items() if value is not None} for row in rows
            )


def _families(row: dict[str, str], blocks: dict[str, str], selection: Selection) -> frozenset[str]:
    name = row.get("actor_family")
    if name is None or name == marks.WHOLE:
        families = frozenset(FAMILIES)
    elif name in blocks:
        families = frozenset(blocks[name].split(", "))
    else:
        families = frozenset([name])
    return families & frozenset(selection.families or FAMILIES)


def _of_row(figure: Figure, row: dict[str, str], families: frozenset[str]) -> Iterator[Fact]:
    if figure.id.startswith("rate"):
        if row.get("answered", "").isdigit():
            yield from _all_answered(row["wave_id"], families, int(row["answered"]))
        return
    multiple = figure.id.startswith("choices")
    question = f"Q2{row['option']}" if multiple else "Q1"
    chosen = {"yes"} if multiple else _MEANT[row.get("option", "D’accord")]
    base = {"yes", "no"} if multiple else set(OPTIONS)
    for column, cells in (("answers", chosen), ("base", base)):
        if row.get(column, "").isdigit():
            number = int(row[column])
            yield Fact(question, row["wave_id"], families, frozenset(cells), number, number)
    if row.get("base", "").isdigit() and marks.hides(row.get(marks.MARK)):
        low, high = _hinted(row[marks.MARK], int(row["base"]))
        yield Fact(question, row["wave_id"], families, frozenset(chosen), low, high)


def _hinted(mark: str, base: int) -> tuple[int, int]:
    """What a mark beside a known base says of the count."""
    if found := re.search(r"≥ (\d+)", mark):
        return math.ceil(int(found[1]) * base / 100), base
    return 0, int(re.search(r"n<(\d+)", mark)[1]) - 1


def _all_answered(wave: str, families: frozenset[str], number: int) -> Iterator[Fact]:
    for question, cells in ANSWERED.items():
        yield Fact(question, wave, families, frozenset(cells), number, number)


def selections(audience: str, years: Sequence[tuple[int, int]] = ((1, 9999),)) -> list[Selection]:
    """Every filter that the interface or the command line takes, and some of their unions."""
    filters = [{}, {"regions": ("11",)}, {"families": FAMILIES[1:]}, {"families": ("ONG", "ESS")}]
    filters += [{"families": (each,)} for each in FAMILIES]
    return [Selection(*span, **each, audience=audience) for span in years for each in filters]
