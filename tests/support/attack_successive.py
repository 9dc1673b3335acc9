"""Two files given one after the other, between which few came, left or changed their mind; and what their difference tells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import attack
import numpy
import pyarrow as pa
from attack import SILENT, Fact, Polytope, Secret
from attack_reading import MEMBER, READ, Reading
from attack_surveys import WAVES, RandomSurvey, connected, drawn_survey, items_of, reply, scale_of

import schemas
from dse import publication
from dse.disclosure import audience
from dse.figures import REGISTRY, Answer
from dse.publication import Doubt, Published, Settled
from dse.query import Query, Selection
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.store import Store

WAVE, DAY = "V16", date(2020, 1, 1)
CAME, LEFT, CHANGED = DEEDS = ("came", "left", "changed")
SERIES = dict.fromkeys(WAVES, "membres")
PUBLIC = Selection(audience="diffusion")
FIRST_WAVE = replace(PUBLIC, last_year=WAVES[WAVE].year)
About = tuple[str, str, frozenset[str], frozenset[str]]  # a sum: question, wave, families, answers
NEEDS = ("answers_need", "waves_need", "need_by_family", "response_rate", "response_by_family")


@dataclass(frozen=True)
class Twice:
    """The same survey at two moments: its answers then and now, and how many members of each family made the difference."""

    then: tuple[Answer, ...]
    now: tuple[Answer, ...]
    reading: Reading
    moved: dict[str, int]
    deed: str

    @property
    def published(self) -> Published:
        """What was told the first time, of options wherever they are told now."""
        names = publication.read_options(Query(self.reading.engine, PUBLIC))
        return publication.with_options(told_of(self.then), self.now, names)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        found = publication.compared(self.published, self.now, audience("diffusion").thresholds)
        return publication.doubts(found, SERIES)

    def reconcile(self, **chosen: str) -> Settled:
        return publication.settled(self.now, self.published, self.doubts, chosen, SERIES, DAY)


def told_of(answers: Sequence[Answer]) -> Published:
    """What is known of answers that were published."""
    choice = {"triennial": "2016-2018", "against": None, "audience": "diffusion"}
    record = publication.fields(Settled(tuple(answers)), day=DAY, version=1, choice=choice, sha256="", size=0)
    return publication.told([record | {"number": 1}])


def twice(seed: int, change: str, many: int, figures: Sequence[str] = tuple(READ), waves: int = 1) -> Twice:
    """A random survey, and the same where some members of it came, left or changed one of their answers.

    Of two waves, the first is told alone and then beside the other.
    """
    drawn = drawn_survey(seed, waves)
    known = Reading(connected(drawn.rows), items_of(seed))
    before = answers_of(known.engine, figures, PUBLIC if waves == 1 else FIRST_WAVE)
    moved = move(drawn, seed, change, many)
    return Twice(before, answers(drawn, figures), known, moved, change)


@dataclass(frozen=True)
class OptionsThatComeToSayNeeds:
    """A survey whose options say no need the first time, and choices are told; then they do. Each figure is asked once of each day."""

    seed: int
    _later: dict[tuple[str, int], tuple[dict[str, Answer], dict[str, int]]] = field(default_factory=dict)

    @cached_property
    def then(self) -> tuple[Answer, ...]:
        """What is told the first time."""
        rows = drawn_survey(self.seed).rows
        silent = [row | dict.fromkeys(("theme", "kind_asked_about")) for row in rows["survey_options"]]
        return answers_of(connected(rows | {"survey_options": silent}), tuple(READ))

    @cached_property
    def reading(self) -> Reading:
        """What is known of the first day, with what its options say since."""
        return Reading(connected(drawn_survey(self.seed).rows), items_of(self.seed))

    @cached_property
    def unmoved(self) -> dict[str, Answer]:
        """What the figures say of the first day, with what its options say since; by name."""
        return _by_name(answers_of(self.reading.engine, tuple(READ)))

    def twice(self, change: str, many: int, later: Sequence[str] = tuple(READ)) -> Twice:
        """The first day beside one before which so many members moved, and of which `later` figures are told."""
        if (change, many) not in self._later:
            self._later[change, many] = self._move(change, many)
        now, moved = self._later[change, many]
        return Twice(self.then, tuple(now[each] for each in later), self.reading, moved, change)

    def _move(self, change: str, many: int) -> tuple[dict[str, Answer], dict[str, int]]:
        if not many:
            return self.unmoved, {}
        drawn = drawn_survey(self.seed)
        moved = move(drawn, self.seed, change, many)
        return _by_name(answers(drawn, tuple(READ))), moved


def _by_name(answers: Sequence[Answer]) -> dict[str, Answer]:
    return {each.figure_id: each for each in answers}


def move(survey: RandomSurvey, seed: int, change: str, many: int) -> dict[str, int]:
    """Let some members come, leave or change an answer; how many did, by family."""
    rng = numpy.random.default_rng([seed, 2])
    replied = {each["respondent_id"]: each for each in survey.rows["survey_respondents"]}
    alone = find_alone(survey, change)
    chosen = {str(each) for each in rng.choice(alone, min(many, len(alone)), replace=False)}
    if change == CAME:
        _come(survey, chosen, rng)
    else:
        _leave(survey, chosen) if change == LEFT else _change(survey, chosen, rng)
    moved: dict[str, int] = {}
    families = {row["organisation_id"]: row["actor_family"] for row in survey.rows["organisation_profiles"]}
    for person in chosen:
        family = families.get(replied[person].get("organisation_id"), "?")
        moved[family] = moved.get(family, 0) + 1
    return moved


def answers(
    survey: RandomSurvey, figures: Sequence[str], selection: Selection = PUBLIC
) -> tuple[Answer, ...]:
    """What some figures say of a survey."""
    return answers_of(connected(survey.rows), figures, selection)


def answers_of(
    engine: DuckDBEngine, figures: Sequence[str], selection: Selection = PUBLIC
) -> tuple[Answer, ...]:
    """The same of one that is connected."""
    return tuple(
        attack.answer(REGISTRY[each], Query(engine, selection), 1, None)
        for each in figures
        if each in REGISTRY
    )


def find_alone(survey: RandomSurvey, change: str) -> list[str]:
    """Those who may move, sole respondents of their organisation: who did not answer yet, or who did."""
    status = "invited" if change == CAME else "complete"
    own = [row for row in survey.rows["survey_respondents"] if not row.get("is_partner")]
    of = [row.get("organisation_id") for row in own]
    return [
        row["respondent_id"]
        for row in own
        if row["status"] == status and row.get("organisation_id") and of.count(row["organisation_id"]) == 1
    ]


def _come(survey: RandomSurvey, chosen: set[str], rng: numpy.random.Generator) -> None:
    rows = survey.rows["survey_respondents"]
    for row in [each for each in rows if each["respondent_id"] in chosen]:
        rows.remove(row)
        survey.rng = rng
        about = {"organisation_id": row["organisation_id"], "is_partner": False}
        reply(survey, WAVE, row["respondent_id"], "complete", rng.dirichlet(numpy.ones(5)), **about)


def _leave(survey: RandomSurvey, chosen: set[str]) -> None:
    for row in survey.rows["survey_respondents"]:
        if row["respondent_id"] in chosen:
            row["status"] = "invited"
    survey.rows["survey_answers"] = [
        each for each in survey.rows["survey_answers"] if each["respondent_id"] not in chosen
    ]


def _change(survey: RandomSurvey, chosen: set[str], rng: numpy.random.Generator) -> None:
    """Each chosen gives another answer to a question on a scale."""
    scales = {each.question: each for each in survey.items if each.kind == "likert"}
    for row in survey.rows["survey_answers"]:
        item = scales.get(row["question_id"])
        if row["respondent_id"] in chosen and item and row["value"]:
            most = 4 if scale_of(item, WAVE) == "accord4" else 5
            row["value"] = float(1 + (row["value"] + rng.integers(0, most - 1)) % most)


def facts(reading: Reading, answers: Sequence[Answer]) -> set[Fact]:
    """All that some answers say."""
    return {fact for said in answers for fact in reading.facts(REGISTRY[said.figure_id], said)}


def recovered(twice: Twice, answers_told: Sequence[Answer]) -> Iterator[str]:
    """What two files give away together of those who made their difference, to somebody who knows who they are."""
    old, new = facts(twice.reading, twice.then), facts(twice.reading, answers_told)
    if old == new:
        return  # the second says again what the first said
    if twice.deed == CHANGED:
        yield from _net(old, new)
        return
    first, second = (old, new) if twice.deed == CAME else (new, old)
    both = _questions(first) & _questions(second)
    for question, wave in sorted(each for each in both if each[1].endswith(MEMBER)):
        own = (
            [each for each in some if (each.question, each.wave) == (question, wave)]
            for some in (first, second)
        )
        yield from _of_those(twice, question, wave, *own)


def _questions(some: set[Fact]) -> set[tuple[str, str]]:
    return {(each.question, each.wave) for each in some}


def _net(old: set[Fact], new: set[Fact]) -> Iterator[str]:
    """Sums that are told or bounded twice, and between which fewer than a group may have changed their answer."""
    before, after = _find_intervals(old), _find_intervals(new)
    for about in before.keys() & after.keys():
        was, now = before[about], after[about]
        if 0 < max(was[0] - now[1], now[0] - was[1]) < attack.THRESHOLD:
            question, _, families, cells = about
            yield f"{question} {sorted(families)} {sorted(cells)}: {was} then {now}"


def _find_intervals(some: set[Fact]) -> dict[About, tuple[float, float]]:
    """Between which numbers each sum lies, by all that is said of it."""
    found: dict[About, tuple[float, float]] = {}
    for each in some:
        about = (each.question, each.wave, each.families, each.cells)
        low, high = found.get(about, (-math.inf, math.inf))
        found[about] = (max(low, each.low), min(high, each.high))
    return found


def _of_those(twice: Twice, question: str, wave: str, first: list[Fact], second: list[Fact]) -> Iterator[str]:
    """Both files as sums over those who were there both times and those who came, whose answers are looked for."""
    members = {each: many for each, many in twice.reading.members(question, wave).items() if many}
    moved = twice.moved if "*" not in members else {"*": sum(twice.moved.values())}
    present, cells = frozenset(members), twice.reading.cells(question, wave)
    came = {each: f"+{each}" for each in cells if each != SILENT}
    new = frozenset(came.values())
    given = [replace(each, families=each.families & present) for each in first]
    given = [
        replace(each, cells=each.cells | (new if SILENT in each.cells else frozenset())) for each in given
    ]
    for each in second:
        also = frozenset(came[cell] for cell in each.cells if cell in came)
        half = frozenset(came[cell] for cell in each.halved if cell in came)
        given.append(
            replace(
                each, families=each.families & present, cells=each.cells | also, halved=each.halved | half
            )
        )
    given += [
        Fact(question, wave, frozenset([each]), new, moved.get(each, 0), moved.get(each, 0))
        for each in present
    ]
    polytope = Polytope((*cells, *sorted(new)), members, given)
    if not polytope.points:
        return  # organisations of several people, whose parts were rounded otherwise the second time
    for family in sorted(each for each in present if moved.get(each)):
        for cell in sorted(new):
            secret = Secret(frozenset([family]), frozenset([cell]), within=new)
            yield from (f"{question} {wave} {each}" for each in polytope.find_leaks(secret))


def stored(survey: RandomSurvey, store: Store) -> None:
    """A survey as another version of a store, its rows in place of those that were there."""
    tables = {}
    for table, rows in survey.rows.items():
        schema = schemas.arrow_schema(table)
        tables[table] = [pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema)]
    current = store.current()
    store.commit(tables, parent=current.number if current else 0, author="Nadia", message="Enquête")
