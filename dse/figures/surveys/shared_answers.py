"""Needs that are options of one question, of which one or so many may be chosen: what hides one may have to hide another."""

from __future__ import annotations

from dataclasses import replace

from dse import disclosure
from dse.disclosure import marks
from dse.figures.rows import Row, to_rows
from dse.figures.surveys.choices import FORMS, RULES, choices
from dse.figures.surveys.wording import PEOPLE_FILTERS
from dse.query import Query
from schemas import codelists

_OPTIONS = "select wave_id, question_id, of_question, label from survey_need_questions"


def find_together(query: Query, questions: list[Row]) -> set[tuple[str, str]]:
    """The population and the identifier of each of these questions of a wave that a public is shown nothing of: as an option of a choice
    it is not shown either. None before the team."""
    shared = {row["question_id"] for row in questions if row["is_of_choice"]}
    audience = disclosure.audience(query.selection.audience)
    if not shared or not audience.is_public:
        return set()
    year, wave_id = questions[-1]["year"], questions[-1]["wave_id"]
    every = replace(query, selection=query.selection.keeping(PEOPLE_FILTERS)).with_years(year, year)
    shown = {
        (row["population"], row["question_id"], row["answer"])
        for form in FORMS
        for row in to_rows(disclosure.protect(choices(every, form), RULES[form], audience).table)
        if row["wave_id"] == wave_id and not marks.is_silent(row["mark"])
    }
    options = [row for row in query.read(_OPTIONS).to_pylist() if row["wave_id"] == wave_id]
    return {
        (population, row["question_id"])
        for row in options
        if row["question_id"] in shared
        for population in codelists.codes("survey_populations")
        if (population, row["of_question"], row["label"]) not in shown
    }
