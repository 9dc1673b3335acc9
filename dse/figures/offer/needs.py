"""Who needs, who asked, who was served: one row a member, one column a subject, in the latest wave that asks of needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from dse.figures.offer.subjects import Subject
from dse.figures.surveys.asked import MEMBER, PEOPLE_FILTERS
from dse.figures.surveys.favourable import voices
from dse.query import Query

YEARS = 3  # as many as a triennial, the last being that of the wave
_REGISTER = """
select wave_id, organisation_id as unit_id, name, actor_family, region
from chosen_registers where is_eligible order by organisation_id
"""
_QUESTIONS = "select question_id, {column} as subject from survey_questions where {column} is not null"


@dataclass(frozen=True)
class Needs:
    """What the members of a wave's register need, asked for and were given.

    `register` has a row a member; `said` one a member and question that it answered, with the `subject` and `value`, 0 to 1;
    `need` a row a member and a column a subject, empty where it did not answer; `asked` and `met` the same with
    whether it asked for it, or was served, from `first_year` to `last_year`. A subject that cannot be asked for is no
    column of `asked`.
    """

    register: pd.DataFrame
    said: pd.DataFrame
    need: pd.DataFrame
    asked: pd.DataFrame
    met: pd.DataFrame
    first_year: int
    last_year: int

    @property
    def wave_id(self) -> str:
        """The wave in which the needs were said."""
        return self.said["wave_id"].iloc[0]


def whole(query: Query) -> Query:
    """The same question about all subjects, of which one is compared with the others."""
    return replace(query, selection=query.selection.keeping(PEOPLE_FILTERS))


def chosen(query: Query, subject: Subject) -> list[str]:
    """The codes of the subjects that the reader chose, theirs and those under them; all where none was."""
    kept = getattr(query.selection, subject.filter)
    return [each.code for each in subject.codes if not kept or each.code in kept or each.parent in kept]


def needs(query: Query, subject: Subject) -> Needs | None:
    """The needs said in the latest chosen wave; None where no wave asks members of any."""
    last = _latest(query, subject)
    if last.empty:
        return None
    register = query(_REGISTER)
    register = register[register["wave_id"] == last["wave_id"].iloc[0]].set_index("unit_id")
    year = int(last["year"].iloc[0])
    then = query.with_years(year - YEARS + 1, year)
    codes = list(last["subject"].unique())
    need = last.pivot(index="unit_id", columns="subject", values="value").astype("float64")
    return Needs(
        register=register,
        said=last,
        need=need.reindex(index=register.index, columns=codes),
        asked=_told(
            then(subject.requests), register.index, [each for each in codes if subject.is_asked_for(each)]
        ),
        met=_told(then(subject.services), register.index, codes),
        first_year=year - YEARS + 1,
        last_year=year,
    )


def _latest(query: Query, subject: Subject) -> pd.DataFrame:
    """What members said of each subject in the latest chosen wave that asks of any."""
    said = voices(query, f"dimension = 'need' and {subject.question} is not null")
    said = said[said["population"] == MEMBER]
    last = said[said["wave_id"] == said["wave_id"].iloc[-1]] if len(said) else said
    return _first_of_each(last.merge(questions_about(query, subject), on="question_id"))


def _first_of_each(said: pd.DataFrame) -> pd.DataFrame:
    """The first question of the questionnaire on each subject."""
    firsts = said.sort_values(["position", "question_id"]).drop_duplicates("subject")["question_id"]
    return said[said["question_id"].isin(firsts)]


def _told(pairs: pd.DataFrame, members: pd.Index, codes: list[str]) -> pd.DataFrame:
    """Whether each member is among the pairs, subject by subject."""
    found = set(zip(pairs["unit_id"], pairs["subject"], strict=True))
    return pd.DataFrame({code: [(each, code) in found for each in members] for code in codes}, index=members)


def said_over_years(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member of the latest chosen wave: `unit`, `year` and `hit`, from 0 to 1 how far it says the chosen needs."""
    found = _latest(query, subject)
    kept = found[found["subject"].isin(chosen(query, subject))]
    return kept.rename(columns={"unit_id": "unit", "value": "hit"})


def satisfied(query: Query, wave_id: str, subject: Subject) -> Callable[[str], pd.Series]:
    """For a subject, the favourable share of each member's answers on satisfaction in a wave, 0 to 1, by member.

    Those of the questions about the subject itself where the wave asks any, else those of all its questions about none.
    """
    of_wave = replace(whole(query), parameters=query.parameters | {"wave_id": wave_id})
    found = voices(of_wave, "dimension = 'satisfaction' and wave_id = $wave_id")
    found = found[found["population"] == MEMBER]
    return by_member(found, questions_about(query, subject), "value")


def by_member(found: pd.DataFrame, subjects: pd.DataFrame, value: str) -> Callable[[str], pd.Series]:
    """For a subject, the mean of a column over each member's answers to its own questions, else to those about none."""
    about = found.merge(subjects, on="question_id", how="left")

    def of(code: str) -> pd.Series:
        own = about[about["subject"] == code]
        kept = own if len(own) else about[about["subject"].isna()]
        return kept.groupby("unit_id")[value].mean().astype("float64")

    return of


def questions_about(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a question that is about a subject: `question_id` and `subject`."""
    return query(_QUESTIONS.format(column=subject.question))
