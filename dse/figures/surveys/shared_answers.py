"""Needs that are options of one question, of which one or so many may be chosen: their counts sum to those of the question, and what hides
one may have to hide another. They are what `choices` and `single_choices` tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from dse import disclosure
from dse.disclosure import marks
from dse.figures.rows import Row, to_rows
from dse.figures.surveys.choices import FORMS, RULES, choices
from dse.figures.surveys.wording import PEOPLE_FILTERS
from dse.query import Query

_OPTIONS = """
select wave_id, question_id, of_question, label from survey_need_questions where is_of_choice and not is_of_several
"""
Key = tuple[str, str, str]


class ChosenOption(NamedTuple):
    """How many chose an option, whole; whether a public is shown nothing of it."""

    voices: float | None
    is_hidden: bool


def read_shared(query: Query, questions: Iterable[Row]) -> dict[Key, ChosenOption]:
    """By wave, population and question, what is told of those of these questions that are options of a choice."""
    years = {row["wave_id"]: row["year"] for row in questions if row["is_of_choice"]}
    if not years:
        return {}
    named = {
        (row["wave_id"], row["of_question"], row["label"]): row["question_id"]
        for row in query.read(_OPTIONS).to_pylist()
    }
    everything = replace(query, selection=query.selection.keeping(PEOPLE_FILTERS))
    return {
        (wave_id, row["population"], named[key]): ChosenOption(row["voices"], marks.is_silent(row["mark"]))
        for wave_id, year in years.items()
        for row in _read_choices(everything.with_years(year, year), wave_id)
        if (key := (wave_id, row["question_id"], row["answer"])) in named
    }


def _read_choices(query: Query, wave_id: str) -> list[Row]:
    """The options of a wave as the audience reads them."""
    audience = disclosure.audience(query.selection.audience)
    of_wave = query.with_parameters(wave_id=wave_id)
    return [
        row
        for form in FORMS
        for row in to_rows(
            disclosure.protect(choices(of_wave, form, "wave_id = $wave_id"), RULES[form], audience).table
        )
    ]


def is_hidden(shared: dict[Key, ChosenOption], row: Row, population: str) -> bool:
    """Whether a public is shown nothing of a question: one that `choices` put together with others is hidden too."""
    return (
        bool(row["is_of_choice"])
        and shared.get((row["wave_id"], population, row["question_id"]), ChosenOption(None, True)).is_hidden
    )


def count_whole(shared: dict[Key, ChosenOption], row: Row, population: str, favourable: float) -> float:
    """How many answers to a question are favourable: those of an option as its choice tells them."""
    option = shared.get((row["wave_id"], population, row["question_id"]))
    return favourable if option is None or option.voices is None else option.voices
