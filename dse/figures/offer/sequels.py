"""What follows the needs of a survey: what members ask for and are given in the years that it speaks of, and what they say in the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import pandas as pd

from dse.figures.offer.measures import has_visits
from dse.figures.offer.needs import (
    NEED,
    YEARS,
    find_waves,
    over_three_years,
    said_sql,
    with_all_subjects,
)
from dse.figures.offer.subjects import Subject
from dse.figures.period_differences import Span
from dse.figures.records import CARRIERS, VISITS, is_recorded, read_records
from dse.figures.rows import Row, to_rows
from dse.query import FIRST_YEAR, LAST_YEAR, Query
from dse.query.offer_relations import CAME

SATISFACTION = "satisfaction"
HALF = 0.5 - 1e-9  # of the answers of a member that has several respondents
_HORIZONS = "select question_id, horizon_years from survey_asked where wave_id = $wave_id"
_MEMBERS = "select organisation_id from chosen_registers where wave_id = $wave_id and is_eligible"
_VOICES = """
with {said}
select said.dimension, said.subject, said.value, register.unit_id, register.name, register.actor_family, register.region
from said join register on register.unit_number = said.unit_number
order by said.subject, register.name, register.unit_id
"""
_IN_YEARS = "cut = $cut and year between $first_year and $last_year"
_ASKED = f"""
select organisation_id, subject, status, requested_on from requested_subjects where {_IN_YEARS}
order by organisation_id, subject, year
"""
_ACCOMPANIED = f"select distinct organisation_id, subject from accompanied_subjects where {_IN_YEARS}"
_CAME = f"select distinct organisation_id, subject from ({CAME}) as came where {_IN_YEARS}"
_STARTED = ("EN_COURS", "TERMINE")
_WAITING = ("DEMANDE", "INSTRUCTION", "ACCORDE")
_Pair = tuple[str, str]  # an organisation and a subject


@dataclass(frozen=True)
class Services:
    """What organisations asked for and were given over some years, as pairs of one and a subject; None where it is not recorded.

    `requests` has the status and the day of the last request of each.
    """

    requests: dict[_Pair, Row] | None = None
    accompanied: frozenset[_Pair] | None = None
    came: frozenset[_Pair] | None = None

    @property
    def are_recorded(self) -> bool:
        """Whether anything of them is."""
        return self.accompanied is not None or self.came is not None

    def find_outcome(self, pair: _Pair) -> str | None:
        """What became of a need, a code of `need_outcomes`; None where nothing is recorded.

        What is running or finished was given, whether or not its first day is known.
        """
        status = (self.requests or {}).get(pair, {}).get("status")
        if pair in (self.accompanied or ()) or status in _STARTED:
            return "ACCOMPAGNE"
        if pair in (self.came or ()):
            return "VENU"
        return status and ("EN_ATTENTE" if status in _WAITING else "SANS_SUITE")


@dataclass(frozen=True)
class NeedSequel:
    """A need of a wave: who could answer, what those who did said of it (`voices`), the years that follow it and what was given before and in
    them. `after` is None where none of these years is recorded."""

    question: Row
    members: frozenset[str]
    voices: tuple[Row, ...]
    horizon: int
    before: Services
    after: Span | None
    since: Services

    @property
    def needing(self) -> list[Row]:
        """Those who say the need."""
        return [row for row in self.voices if row["value"] >= HALF]


class Voices(NamedTuple):
    """What members said in a wave of each subject, from 0 to 1, by dimension."""

    wave: str
    year: int
    values: dict[tuple[str, str, str], float]

    def find(self, dimension: str, pairs: Iterable[_Pair]) -> list[float]:
        """What those of some members said who answered."""
        return [value for pair in pairs if (value := self.values.get((dimension, *pair))) is not None]


class WaveSequel(NamedTuple):
    """The needs of a wave, and what was said in the next one of its series; None where there is none."""

    needs: list[NeedSequel]
    following: Voices | None


def read_sequels(query: Query, subject: Subject) -> list[WaveSequel]:
    """The needs of each wave that closes in the chosen years, or that these years follow."""
    of_all = with_all_subjects(query)
    waves = find_followed_waves(of_all, subject)
    services = cache(lambda span: _read_services(of_all, subject, span))
    followings = [*(_read_following(of_all, subject, wave) for wave in waves[1:]), None]
    return [
        WaveSequel(_read_needs(of_all, subject, wave, services), following)
        for wave, following in zip(waves, followings, strict=False)
    ]


def find_followed_waves(query: Query, subject: Subject) -> list[pd.DataFrame]:
    """The questions on needs of these waves, the oldest first. None that closes after the chosen years is told of in them."""
    first, last = query.selection.first_year, query.selection.last_year
    up_to_last = with_all_subjects(query).with_years(FIRST_YEAR, last)
    waves = find_waves(up_to_last, NEED, subject.question)
    return [wave for wave in waves if _find_reach(query, wave) >= first]


def choose_followed_years(query: Query, subject: Subject) -> Query:
    """The same question from the first wave followed to the last year that follows one, as far as the data go; over the chosen years where no
    wave asks of needs."""
    waves = find_followed_waves(query, subject)
    if not waves:
        return query
    first, reach = _find_year(waves[0]), _find_reach(query, waves[-1])
    return query.with_years(first, max(first, min([reach, *read_records(query).data[-1:]])))


def _find_year(wave: pd.DataFrame) -> int:
    return int(wave["year"].iloc[0])


def _find_id(wave: pd.DataFrame) -> str:
    return str(wave["wave_id"].iloc[0])


def _find_reach(query: Query, wave: pd.DataFrame) -> int:
    """The last year that a wave speaks of."""
    return _find_year(wave) + max(_read_horizons(query, wave).values())


def _read_horizons(query: Query, wave: pd.DataFrame) -> dict[str, int]:
    """How many years to come each question of a wave speaks of; three where it does not say."""
    rows = query.with_parameters(wave_id=_find_id(wave)).read(_HORIZONS).to_pylist()
    years = {row["question_id"]: row["horizon_years"] or 0 for row in rows}
    return {name: years[name] if years[name] > 0 else YEARS for name in wave["question_id"]}


def _read_needs(
    query: Query, subject: Subject, wave: pd.DataFrame, services: Callable[[Span], Services]
) -> list[NeedSequel]:
    """The needs of one wave; `services` reads those of some years."""
    then = over_three_years(query, wave)
    horizons, year = _read_horizons(query, wave), _find_year(wave)
    members = frozenset(then.read(_MEMBERS)["organisation_id"].to_pylist())
    voices: dict[str, list[Row]] = {}
    for row in then.read(_VOICES.format(said=said_sql(subject.question))).to_pylist():
        voices.setdefault(row["subject"], []).append(row)
    before = services(Span(year - YEARS + 1, year))
    needs = []
    for question in to_rows(wave):
        horizon = horizons[question["question_id"]]
        span = _find_span(query, year, horizon)
        since = services(span) if span else Services()
        after = span if since.are_recorded else None
        needs.append(
            NeedSequel(
                question,
                members,
                tuple(voices.get(question["subject"], ())),
                horizon,
                before,
                after,
                since,
            )
        )
    return needs


def _find_span(query: Query, year: int, horizon: int) -> Span | None:
    """The years that follow a wave, up to the last of which what is recorded in them is still noted; None where none is."""
    records = read_records(query)
    if not records.data:
        return None
    lasts = [
        records.data[-1] if records.goes_to(record, LAST_YEAR) else records.find_last(record)
        for record in (CARRIERS, VISITS)
        if records.has_any(record, year + 1, year + horizon)
    ]
    return Span(year + 1, min(year + horizon, *filter(None, lasts))) if lasts else None


def _read_services(query: Query, subject: Subject, span: Span) -> Services:
    then = query.with_years(span.first, span.last).with_parameters(cut=subject.cut)
    is_carried, is_visited = is_recorded(then, CARRIERS), has_visits(then, subject)
    return Services(
        {_pair(row): row for row in then.read(_ASKED).to_pylist()} if is_carried else None,
        frozenset(map(_pair, then.read(_ACCOMPANIED).to_pylist())) if is_carried else None,
        frozenset(map(_pair, then.read(_CAME).to_pylist())) if is_visited else None,
    )


def _pair(row: Row) -> _Pair:
    return row["organisation_id"], row["subject"]


def _read_following(query: Query, subject: Subject, wave: pd.DataFrame) -> Voices:
    """What was said in a wave of needs, and of satisfaction where it asks about that very subject; by anybody, whoever is chosen."""
    everybody = replace(query, selection=query.selection.keeping(()))
    then = over_three_years(everybody, wave)
    pleased = [
        questions
        for questions in find_waves(then, SATISFACTION, subject.question)
        if _find_id(questions) == _find_id(wave)
    ]
    names = [name for questions in (wave, *pleased) for name in questions["question_id"].tolist()]
    rows = then.with_parameters(questions=names).read(_VOICES.format(said=said_sql(subject.question)))
    values = {(row["dimension"], row["unit_id"], row["subject"]): row["value"] for row in rows.to_pylist()}
    return Voices(wave["wave"].iloc[0], _find_year(wave), values)
