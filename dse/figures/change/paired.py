"""How far the same respondents moved on average from one wave to the next, members and partners apart."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

import pandas as pd

from dse import stats
from dse.figures.change.same_people import Step, steps
from dse.figures.events import tendency, worded
from dse.figures.surveys.asked import MEMBER
from dse.query import Query
from dse.stats import comparison
from dse.stats.comparison import Comparison, Wave
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


def paired(query: Query, dimension: str) -> pd.DataFrame:
    """One row a question and population: the mean degree before and after of those who answered two waves in a row, and its change.

    No word on chance under FEWEST_MEMBERS pairs.
    """
    members = {row.series: int(row.members) for row in query(_MEMBERS).itertuples()}
    rows, p_values = [], []
    for _, of_question in groupby(
        steps(query, dimension), lambda step: (step.after["series"], step.after["question_id"])
    ):
        found = list(of_question)
        for population in _populations(found):
            compared = _compared(found, population, members)
            rows.append(_row(found, population, compared))
            p_values.append(compared.p_value if rows[-1]["pairs"] >= stats.FEWEST_MEMBERS else None)
    frame = pd.DataFrame(rows)
    if frame.empty:
        return frame
    words = worded(p_values, list(frame["change"].astype("float64").fillna(0.0)), tendency)
    return frame.assign(tendency=words)


def _populations(found: list[Step]) -> list[str]:
    """Those who answered two waves, in the order of their list; the members where nobody did, to say why."""
    present = {code for step in found for code in step.both["population"]}
    return [code for code in codelists.codes("survey_populations") if code in present] or [MEMBER]


def _compared(found: list[Step], population: str, members: dict[str, int]) -> Comparison | None:
    """The comparison on one value an organisation, the mean of its people and steps (a partner speaks for itself).

    None where nobody answered two waves in a row.
    """
    both = pd.concat([step.both[step.both["population"] == population] for step in found])
    if both.empty:
        return None
    means = both.groupby("unit_id")[["degree_before", "degree_after"]].mean().astype("float64")
    is_anonymous = any(step.is_anonymous for step in found if len(step.both))
    before, after = (Wave(means[name], None, is_anonymous=is_anonymous) for name in means)
    of = members.get(found[-1].after["series"]) if population == MEMBER else UNCOUNTED
    return comparison.paired(before, after, of, "mean")


def _years(steps: list[Step]) -> list[int]:
    """The years of the waves that are compared, the oldest first."""
    return sorted({int(wave["year"]) for step in steps for wave in (step.before, step.after)})


def _row(found: list[Step], population: str, compared: Comparison | None) -> dict[str, Any]:
    told = compared.difference if compared else None
    known = told is not None and told.value is not None
    comparable = [step for step in found if step.why_not is None] or found
    reasons = [step.why_not for step in found if step.why_not]
    return {
        "question_id": found[-1].after["question_id"],
        "wording": comparable[-1].after["wording"],
        "population": population,
        "year_before": int(comparable[0].before["year"]),
        "year": int(comparable[-1].after["year"]),
        "waves": ", ".join(str(year) for year in _years(comparable)),
        "pairs": told.n if told else 0,
        "mean_before": compared.before.value if known else None,
        "mean_after": compared.after.value if known else None,
        "change": told.value if known else None,
        "change_low": told.low if known else None,
        "change_high": told.high if known else None,
        "why_not": told.reason
        if told and told.reason
        else reasons[-1]
        if reasons
        else None
        if told
        else NOBODY,
        "steps": int(found[-1].after["steps"]),
    }
