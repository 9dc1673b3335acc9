"""How far the same respondents moved on average from one wave to the next, members and partners apart."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dse import stats
from dse.figures.change.same_people import Step, moves, steps, sums
from dse.figures.events import describe_each, describe_trend
from dse.figures.rows import Row
from dse.figures.surveys.wording import MEMBER
from dse.query import Query
from dse.stats import comparison
from dse.stats.comparison import Comparison, Pairs
from dse.stats.estimate import sums_from_squares
from schemas import codelists

# Nobody counts the partners of members: without the correction for a finite population, an interval is too wide, never too narrow.
UNCOUNTED: Any = math.inf  # in place of a number of members
NOBODY = "personne n’a répondu à deux vagues de suite"
# Members that could answer at least two of the chosen waves of a series.
_MEMBERS = """
with twice as (
    select waves.series, registers.organisation_id
    from chosen_registers as registers join chosen_waves as waves on waves.wave_id = registers.wave_id
    where registers.is_eligible
    group by waves.series, registers.organisation_id having count(distinct registers.wave_id) > 1
)
select series, count(*) as members from twice group by series
"""


def paired(query: Query, dimension: str) -> list[Row]:
    """One row a question and population: the mean degree before and after of those who answered two waves in a row, and its change.

    No word on chance under FEWEST_MEMBERS pairs.
    """
    members = {row["series"]: row["members"] for row in query.read(_MEMBERS).to_pylist()}
    people = _people(moves(query, dimension))
    by_question = {(row["series"], row["question_id"], row["population"]): row for row in sums(query)}
    rows, p_values = [], []
    for of_question in steps(query, dimension):
        last = of_question[-1].after
        for population in _populations(of_question, people):
            row = by_question.get((last["series"], last["question_id"], population))
            population_size = members.get(last["series"]) if population == MEMBER else UNCOUNTED
            is_anonymous = any(step.is_anonymous for step in of_question if step.key in people)
            compared = _compare(row, population_size, is_anonymous=is_anonymous) if row else None
            rows.append(_row(of_question, population, compared))
            is_enough = compared is not None and compared.difference.n >= stats.FEWEST_MEMBERS
            p_values.append(compared.p_value if is_enough else None)
    words = describe_each(p_values, [row["change"] or 0.0 for row in rows], describe_trend)
    return [row | {"tendency": word} for row, word in zip(rows, words, strict=True)]


def _people(counts: pd.DataFrame) -> dict[tuple[str, str, str], set[str]]:
    """The populations of which somebody answered both waves of a step."""
    columns = (counts[name].tolist() for name in ("question_id", "wave_before", "wave_after", "population"))
    populations: dict[tuple[str, str, str], set[str]] = {}
    for *key, population in zip(*columns, strict=True):
        populations.setdefault(tuple(key), set()).add(population)
    return populations


def _populations(of_question: list[Step], people: dict[tuple[str, str, str], set[str]]) -> list[str]:
    """Those who answered two waves, in the order of their list; the members where nobody did, to say why."""
    present = {code for step in of_question for code in people.get(step.key, ())}
    return [code for code in codelists.codes("survey_populations") if code in present] or [MEMBER]


def _compare(row: Row, population: int | None, *, is_anonymous: bool) -> Comparison:
    """The comparison on one value an organisation, the mean of its people and steps (a partner speaks for itself)."""
    n, before, after = row["voices"], row["total_before"], row["total_after"]
    pairs = Pairs(
        before=sums_from_squares(n, before, row["squares_before"]),
        after=sums_from_squares(n, after, row["squares_after"]),
        change=sums_from_squares(n, after - before, row["squares_of_change"]),
        to_yes=0,
        to_no=0,
        is_yes_no=False,
    )
    return comparison.paired_sums(pairs, population, "mean", is_anonymous=is_anonymous)


def _years(steps: list[Step]) -> list[int]:
    """The years of the waves that are compared, the oldest first."""
    return sorted({int(wave["year"]) for step in steps for wave in (step.before, step.after)})


def _row(passages: list[Step], population: str, compared: Comparison | None) -> Row:
    difference = compared.difference if compared else None
    has_value = difference is not None and difference.value is not None
    comparable = [step for step in passages if step.why_not is None] or passages
    reasons = [step.why_not for step in passages if step.why_not]
    return {
        "question_id": passages[-1].after["question_id"],
        "wording": comparable[-1].after["wording"],
        "population": population,
        "year_before": int(comparable[0].before["year"]),
        "year": int(comparable[-1].after["year"]),
        "waves": ", ".join(str(year) for year in _years(comparable)),
        "pairs": difference.n if difference else 0,
        "mean_before": compared.before.value if has_value else None,
        "mean_after": compared.after.value if has_value else None,
        "change": difference.value if has_value else None,
        "change_low": difference.low if has_value else None,
        "change_high": difference.high if has_value else None,
        "why_not": difference.reason
        if difference and difference.reason
        else reasons[-1]
        if reasons
        else None
        if difference
        else NOBODY,
        "steps": int(passages[-1].after["steps"]),
    }
