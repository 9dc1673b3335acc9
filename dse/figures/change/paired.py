"""How far the same respondents moved on average from one wave to the next, members and partners apart."""

from __future__ import annotations

import pandas as pd

from dse.figures.change.same_people import Step, count_comparisons, moves, steps, sums
from dse.figures.events import describe_change
from dse.figures.rows import Row
from dse.figures.surveys.wording import MEMBER
from dse.query import Query
from dse.stats import comparison, estimate
from dse.stats.estimate import Estimate, sums_from_squares
from schemas import codelists

NOBODY = "personne n’a répondu à deux enquêtes de suite"


def paired(query: Query, dimension: str) -> list[Row]:
    """One row a question and population: the mean degree before and after of those who answered two waves in a row, and its change.

    The intervals of all questions and populations of a series hold together, `comparisons` in all, whatever is chosen.
    """
    people = _people(moves(query, dimension))
    by_question = {(row["series"], row["question_id"], row["population"]): row for row in sums(query)}
    families = count_comparisons(query, dimension)
    rows = []
    for of_question in steps(query, dimension):
        last = of_question[-1].after
        comparisons = families.get(last["series"])
        for population in _populations(of_question, people):
            voices = by_question.get((last["series"], last["question_id"], population))
            is_anonymous = any(step.is_anonymous for step in of_question if step.key in people)
            change = _compare(voices, comparisons, is_anonymous=is_anonymous) if voices else None
            rows.append(_row(of_question, population, voices, change) | {"comparisons": comparisons})
    return rows


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


def _compare(row: Row, comparisons: int | None, *, is_anonymous: bool) -> Estimate:
    """The change on one value an organisation, the mean of its people and steps (a partner speaks for itself)."""
    n, total = row["voices"], row["total_after"] - row["total_before"]
    if is_anonymous:
        return estimate.hidden(n, None, comparison.PAIRED_MEAN, estimate.ANONYMOUS)
    change = sums_from_squares(n, total, row["squares_of_change"])
    return comparison.paired_mean(change, comparison.confidence(comparisons or 1))


def _years(steps: list[Step]) -> list[int]:
    """The years of the waves that are compared, the oldest first."""
    return sorted({int(wave["year"]) for step in steps for wave in (step.before, step.after)})


def _row(passages: list[Step], population: str, voices: Row | None, change: Estimate | None) -> Row:
    has_value = change is not None and change.value is not None
    comparable = [step for step in passages if step.why_not is None] or passages
    reasons = [step.why_not for step in passages if step.why_not]
    return {
        "question_id": passages[-1].after["question_id"],
        "wording": comparable[-1].after["wording"],
        "population": population,
        "year_before": int(comparable[0].before["year"]),
        "year": int(comparable[-1].after["year"]),
        "waves": ", ".join(str(year) for year in _years(comparable)),
        "pairs": change.n if change else 0,
        "mean_before": voices["total_before"] / voices["voices"] if voices and has_value else None,
        "mean_after": voices["total_after"] / voices["voices"] if voices and has_value else None,
        "change": change.value if change else None,
        "change_low": change.low if change else None,
        "change_high": change.high if change else None,
        "tendency": describe_change(change) or "NON_CALCULABLE",
        "why_not": _why_not(reasons, change),
        "steps": int(passages[-1].after["steps"]),
    }


def _why_not(reasons: list[str], change: Estimate | None) -> str | None:
    """Why nothing is said; else why some waves are not compared, or why there is no interval; or that nobody could be compared."""
    if change and change.value is None:
        return change.reason
    if reasons:
        return reasons[-1]
    return change.reason if change else NOBODY
