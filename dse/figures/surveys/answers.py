"""What was answered to the questions of a dimension, in the latest wave: the whole scale, question by question."""

from __future__ import annotations

import pandas as pd

from dse.disclosure import marks
from dse.figures.rows import Row, to_columns, to_rows
from dse.figures.surveys import cells
from dse.figures.surveys.shared_answers import ChosenOption, Key, count_whole, is_hidden, read_shared
from dse.figures.surveys.wording import MEMBER
from dse.query import Query
from dse.stats.intervals import share_of
from schemas import codelists

LOW, MIDDLE, HIGH, OTHER = (
    "Réponses défavorables",
    "Réponses intermédiaires",
    "Réponses favorables",
    "Autres réponses",
)
TOP_TWO = ("top_two_pct", "top_two_low_pct", "top_two_high_pct")
SIDES = {"BAS": LOW, "MILIEU": MIDDLE, "HAUT": HIGH}
# Where a chart draws answers put together: those of more than one side after all others.
PLACES = {LOW: -0.75, MIDDLE: 0.0, HIGH: 0.75, OTHER: -1.0}
_STEPS = "select scale_id, rank, label, place, side from survey_steps order by scale_id, rank"


def answers(query: Query, dimension: str) -> list[Row]:
    """One row a population, question and answer offered, in the order of the questionnaire and of the scale."""
    questions = cells.questions(query, dimension)
    questions = [row for row in questions if row["wave_id"] == questions[-1]["wave_id"]]
    steps, totals = _read_steps(query), _read_totals(query, questions)
    shared = read_shared(query, questions)
    given_sums = _read_given(query, questions)
    rows = [
        row
        | totals[population, row["question_id"]]
        | step
        | _put_on_sides(step["side"])
        | {marks.TOGETHER: is_hidden(shared, row, population)}
        | {"voices": _count_voices(row, population, step, given_sums, totals, shared)}
        for population in codelists.codes("survey_populations")
        for row in questions
        if (population, row["question_id"]) in totals
        for step in steps[row["scale_id"]]
    ]
    return [row | share for row, share in zip(rows, _share(rows), strict=True)]


def _count_voices(
    row: Row,
    population: str,
    step: Row,
    given_sums: dict[tuple[str, str, float], float],
    totals: dict[tuple[str, str], Row],
    shared: dict[Key, ChosenOption],
) -> float:
    """How many voices gave an answer; of an option, as many as its choice says chose it, and the others."""
    voices = round(given_sums.get((population, row["question_id"], step["rank"]), 0.0), 6)
    base = totals[population, row["question_id"]]["base"]
    if step["side"] == "HAUT":
        return count_whole(shared, row, population, voices)
    return base - count_whole(shared, row, population, base - voices)


def _read_steps(query: Query) -> dict[str, list[Row]]:
    """The answers that each scale offers, from the least favourable."""
    steps: dict[str, list[Row]] = {}
    for row in query.read(_STEPS).to_pylist():
        steps.setdefault(row.pop("scale_id"), []).append(row | {"answer": row["label"]})
    return steps


def _read_totals(query: Query, questions: list[Row]) -> dict[tuple[str, str], Row]:
    """How many answered each question of a wave, how many did not and why, and of how many, by population."""
    wave_id, question_ids = _name_wave(questions)
    members = cells.members(query).get(wave_id)
    totals: dict[tuple[str, str], Row] = {}
    for row in cells.voices(query, question_ids):
        if row["wave_id"] != wave_id:
            continue
        population = row["population"]
        nobody = dict.fromkeys(cells.COUNTS, 0)
        who = {"population": population, "members": members if population == MEMBER else None}
        total = totals.setdefault((population, row["question_id"]), nobody | who)
        for name in cells.COUNTS:
            total[name] += row[name]
    return totals


def _read_given(query: Query, questions: list[Row]) -> dict[tuple[str, str, float], float]:
    """How many voices gave each answer, by population and question."""
    wave_id, question_ids = _name_wave(questions)
    return {
        (row["population"], row["question_id"], row["value"]): row["voices"]
        for row in cells.answers(query, question_ids)
        if row["wave_id"] == wave_id
    }


def _name_wave(questions: list[Row]) -> tuple[str | None, set[str]]:
    return (questions[-1]["wave_id"] if questions else None), {row["question_id"] for row in questions}


def _put_on_sides(side: str) -> Row:
    name = SIDES[side]
    return {"side": name, "favourable": HIGH if name == HIGH else OTHER}


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The share of each answer, and of the favourable answers of its question with its interval, in percent."""
    return frame.assign(**to_columns(_share(to_rows(frame)), ("share_pct", *TOP_TWO), frame.index))


def _share(rows: list[Row]) -> list[Row]:
    high: dict[tuple[str, str], float] = {}
    for row in rows:
        key = row["population"], row["question_id"]
        high[key] = high.get(key, 0.0) + (row["voices"] if row["side"] == HIGH else 0.0)
    shared = []
    for row in rows:
        top = share_of(high[row["population"], row["question_id"]], row["base"], row["members"]).in_unit(100)
        share = 100 * (row["voices"] / row["base"]) if row["base"] else None
        shared.append({"share_pct": share} | dict(zip(TOP_TWO, (top.value, top.low, top.high), strict=True)))
    return shared
