"""From which answer to which the same people went, from the one of the chosen waves to the next."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.change.recorded import PAGE
from dse.figures.change.same_people import Step, degrees, moves, steps
from dse.figures.figure import Figure, Finding
from dse.figures.records import MEMBERSHIPS
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import EVERY_FILTER, SOURCE
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

QUESTIONS = {
    "expertise": "Les mêmes personnes se disent-elles plus expertes ?",
    "effect": "Les mêmes personnes reconnaissent-elles plus d’effets ?",
}
POSITIONS = {"expertise": ("expertise", 20), "effect": ("expertise", 40)}
DETAIL = (_SAY("detail.same_people"),)


def transitions(query: Query, dimension: str) -> pd.DataFrame:
    """One row a question, step from a wave to the next, population and pair of answers: how many people went from one to the other."""
    labels = {scale: rows.set_index("degree")["label"] for scale, rows in degrees(query).groupby("scale_id")}
    counts = moves(query, dimension)
    by_step = {key: rows for key, rows in counts.groupby(["question_id", "wave_before", "wave_after"])}
    tables = [
        _counted(step, population, people, labels[step.after["scale_id"]].sort_index())
        for of_question in steps(query, dimension)
        for step in of_question
        if not step.is_anonymous and step.key in by_step
        for population, people in by_step[step.key].groupby("population")
    ]
    if not tables:
        return c.empty_frame(_COLUMNS)
    ranks = codelists.ranks("survey_populations")
    return pd.concat(tables).sort_values("population", key=lambda codes: codes.map(ranks), kind="stable")


def _counted(step: Step, population: str, people: pd.DataFrame, scale: pd.Series) -> pd.DataFrame:
    """The pairs of answers that somebody gave, and every degree to itself, so that the scale is there whole."""
    counts = people.set_index(["degree_before", "degree_after"])["respondents"]
    every = counts.index.union([(degree, degree) for degree in scale.index])
    before, after = every.get_level_values(0), every.get_level_values(1)
    return pd.DataFrame(
        {
            "population": population,
            "question_id": step.after["question_id"],
            "wording": step.after["wording"],
            "level_before": scale.loc[before].to_numpy(),
            "level_after": scale.loc[after].to_numpy(),
            "respondents": counts.reindex(every, fill_value=0).to_numpy(),
            "rank_before": before,
            "rank_after": after,
            "steps": int(step.after["steps"]),
            "scale": ", ".join(scale),
            "first_wave": step.before["wave"],
            "last_wave": step.after["wave"],
        }
    )


def main_scale(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the scale (its answers, in order) most often answered on: what a single table of degrees can hold."""
    scales = frame["scale"].astype("str")
    return frame[scales == frame["respondents"].groupby(scales, sort=False).sum().idxmax()]


def _finding(frame: pd.DataFrame) -> Finding:
    sentences = [_describe(code, rows) for code, rows in frame.groupby("population", sort=False)]
    return Finding(_SAY("transitions.moved", sentences="".join(sentences), left_out=_left_out(frame)))


def _left_out(frame: pd.DataFrame) -> str:
    """How many questions are on another scale than the one drawn."""
    others = frame["question_id"].nunique() - main_scale(frame)["question_id"].nunique()
    if not others:
        return ""
    return _SAY("transitions.left_out", n=others)


def _describe(population: str, rows: pd.DataFrame) -> str:
    n = int(rows["respondents"].sum())
    moved = rows["rank_after"] - rows["rank_before"]
    up, down = (int(rows.loc[way, "respondents"].sum()) for way in (moved > 0, moved < 0))
    who = codelists.labels("survey_populations")[population]
    if n < french.FEWEST:
        return _SAY("transitions.few", who=who, n=n, up=up, down=down)
    return _SAY("transitions.shares", who=who, up=100 * up / n, down=100 * down / n, n=n)


def _chart(frame: pd.DataFrame) -> charts.Chart:
    shown = main_scale(frame)
    summed = shown.groupby(["population", "rank_before", "rank_after"], sort=False, as_index=False)[
        "respondents"
    ].sum()
    labels = dict(zip(shown["rank_before"], shown["level_before"], strict=True))
    names = [f"{rank} {labels[rank]}" for rank in sorted(labels)]
    rows = pd.DataFrame(
        {
            "block": charts.labelled(summed, (c.POPULATION,))["population"],
            "before": summed["rank_before"],
            "after": summed["rank_after"],
            "count": summed["respondents"],
        }
    )
    return charts.transitions(rows, names)


def _size(frame: pd.DataFrame) -> str:
    return french.count(int(frame["respondents"].sum()), "réponse comparée", "réponses comparées")


_COLUMNS = (
    c.POPULATION,
    c.QUESTION_ID,
    c.WORDING,
    c.LEVEL_BEFORE,
    c.LEVEL_AFTER,
    c.RESPONDENTS,
    c.RANK_BEFORE,
    c.RANK_AFTER,
    c.STEPS,
    c.SCALE,
    c.FIRST_WAVE,
    c.LAST_WAVE,
    c.MARK,
)


def _figure(dimension: str) -> Figure:
    return Figure(
        id=f"transitions_{dimension}",
        reads=(MEMBERSHIPS,),
        page=PAGE,
        position=POSITIONS[dimension],
        question=QUESTIONS[dimension],
        rows=partial(transitions, dimension=dimension),
        columns=_COLUMNS,
        report_columns=("respondents",),
        finding=_finding,
        chart=_chart,
        method=_SAY(f"transitions_{dimension}.method"),
        detail=(_SAY("detail.transitions"), *DETAIL),
        source=SOURCE,
        freshness_sources=(("survey_waves", "closed_on"),),
        breakdowns=EVERY_FILTER,
        size=_size,
        when_empty=explain_silence(read_dimension(dimension), otherwise="not_twice"),
        compares_waves=True,
        rule=Rule("rows"),
    )


FIGURES = {dimension: _figure(dimension) for dimension in QUESTIONS}
