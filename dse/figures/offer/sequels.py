"""What follows the needs of a survey: what members ask for and are given in the years that it speaks of, and what they say in the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
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
from dse.query import FIRST_YEAR, LAST_YEAR, Query
from dse.query.offer_relations import CAME

SATISFACTION = "satisfaction"
HALF = 0.5 - 1e-9  # of the answers of a member that has several respondents
SERVICES = ("asked", "accompanied", "came")
BEFORE, AFTER = "before", "after"
# What became of a need: codes of `need_outcomes`, and these.
ACCOMPANIED, VISITED, WAITING, REFUSED = "ACCOMPAGNE", "VENU", "EN_ATTENTE", "SANS_SUITE"
REQUESTED = "DEMANDE"  # and not begun in these years, though it is running or over today
TO_FOLLOW, UNRECORDED = "A_SUIVRE", "NON_ENREGISTRE"
_HORIZONS = "select question_id, horizon_years from survey_asked where wave_id = $wave_id"
# One row a member of the register of a wave and a need that some of its questions ask of. Who was accompanied is whom the gap counts.
_SEQUELS = f"""
with {{said}},
services as (
    select 'asked' as what, organisation_id, subject, year from requested_subjects where cut = $cut
    union all
    select 'accompanied', organisation_id, subject, year from accompanied_subjects where cut = $cut
    union all
    select 'came', organisation_id, subject, year from ({CAME}) as came where cut = $cut
),
counted as (
    select organisation_id, subject,
        {{counts}}
    from services where year > $year - {YEARS} and year <= $last_followed
    group by organisation_id, subject
),
requests as (
    select organisation_id, subject, requested_on, status from requested_subjects
    where cut = $cut and year > $year and year <= $last_followed and until_year >= $last_followed
)
select questions.subject, register.unit_id, register.name, register.actor_family, register.region, said.value,
    {{names}}, requests.requested_on, requests.status
from register
cross join questions
left join said on said.unit_number = register.unit_number and said.subject = questions.subject
left join counted on counted.organisation_id = register.unit_id and counted.subject = questions.subject
left join requests on requests.organisation_id = register.unit_id and requests.subject = questions.subject
order by questions.subject, register.name, register.unit_id
"""
_TIMES = {BEFORE: "year <= $year", AFTER: "year > $year"}
COUNTS = tuple(f"{what}_{when}" for when in _TIMES for what in SERVICES)
_COUNTS_SQL = ",\n        ".join(
    f"max(case when what = '{what}' and {then} then 1 else 0 end) as {what}_{when}"
    for when, then in _TIMES.items()
    for what in SERVICES
)
_NAMES_SQL = ", ".join(f"coalesce(counted.{name}, 0) as {name}" for name in COUNTS)
_VOICES = """
with {said}
select said.dimension, said.subject, said.value, register.unit_id
from said join register on register.unit_number = said.unit_number
"""


def read_sequels(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a wave, a need and a member of its register, the oldest wave first; of the waves that close in the chosen years, or that
    these years follow.

    `value`: how far it says the need, from 0 to 1, empty where it did not answer, and `next_value`, `next_satisfaction` in the next
    wave. Of `COUNTS`, 1 or 0, empty where it is not recorded or not of that need. `after_years` is empty where they are still to come.
    """
    of_all = with_all_subjects(query)
    sequels: pd.DataFrame = of_all.once(f"offer.sequels.{subject.cut}", lambda: _read_waves(of_all, subject))
    return sequels


def _read_waves(query: Query, subject: Subject) -> pd.DataFrame:
    waves = find_followed_waves(query, subject)
    frames = [
        _add_next(_read_needs(query, subject, questions, horizon), query, subject, following)
        for wave, following in zip(waves, [*waves[1:], None], strict=False)
        for horizon, questions in _split_by_horizon(query, wave)
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


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
    return _find_year(wave) + max(horizon for horizon, _ in _split_by_horizon(query, wave))


def _split_by_horizon(query: Query, wave: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    """The questions of a wave by how many years to come they speak of; three where they do not say."""
    rows = query.with_parameters(wave_id=_find_id(wave)).read(_HORIZONS).to_pylist()
    years = {row["question_id"]: row["horizon_years"] or 0 for row in rows}
    horizons = [years[name] if years[name] > 0 else YEARS for name in wave["question_id"]]
    for horizon in sorted(set(horizons)):
        yield horizon, wave[[years_to_come == horizon for years_to_come in horizons]]


def _read_needs(query: Query, subject: Subject, questions: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """The rows of questions of a wave that speak of as many years."""
    year = _find_year(questions)
    last = min(year + horizon, _find_last_known(query, year))
    span = Span(year + 1, last) if last > year else None
    then = over_three_years(query, questions).with_parameters(
        cut=subject.cut, year=year, last_followed=max(last, year)
    )
    sql = _SEQUELS.format(said=said_sql(subject.question), counts=_COUNTS_SQL, names=_NAMES_SQL)
    frame = then(sql).merge(questions, on="subject", sort=False)
    frame = frame.assign(horizon_years=horizon, after_years=span and span.name)
    recorded = {
        BEFORE: _find_recorded(query, subject, Span(year - YEARS + 1, year)),
        AFTER: _find_recorded(query, subject, span) if span else (),
    }
    return _describe_outcomes(_leave_unrecorded_out(frame, subject, recorded), _is_over(query, year))


def _find_last_known(query: Query, year: int) -> int:
    """The last year up to which what is recorded after a wave is still noted; where nothing is, the last that is over, which is its own or an
    earlier one where those that follow are still to come."""
    records = read_records(query)
    lasts = [
        records.data[-1] if records.goes_to(record, LAST_YEAR) else records.list_years(record)[-1]
        for record in (CARRIERS, VISITS)
        if records.has_any(record, year + 1, LAST_YEAR)
    ]
    return min(lasts, default=max(records.over, default=year))


def _is_over(query: Query, year: int) -> bool:
    """Whether a year that follows is over, so that nothing recorded in it is a hole."""
    return max(read_records(query).over, default=year) > year


def _find_recorded(query: Query, subject: Subject, span: Span) -> tuple[str, ...]:
    """What is recorded over some years."""
    then = query.with_years(span.first, span.last)
    carried = SERVICES[:2] if is_recorded(then, CARRIERS) else ()
    return (*carried, *(SERVICES[2:] if has_visits(then, subject) else ()))


def _leave_unrecorded_out(
    frame: pd.DataFrame, subject: Subject, recorded: dict[str, tuple[str, ...]]
) -> pd.DataFrame:
    """The rows without what is not recorded, nor what is not of a need: nobody comes to a study, nor is accompanied by a kind of activity."""
    is_asked_for = frame["subject"].map(subject.is_asked_for)
    is_come_to = subject.has_both | ~is_asked_for
    counts = {
        f"{what}_{when}": frame[f"{what}_{when}"].where(
            (is_come_to if what == "came" else is_asked_for) & (what in services)
        )
        for when, services in recorded.items()
        for what in SERVICES
    }
    return frame.assign(**counts)


def _describe_outcomes(frame: pd.DataFrame, is_over: bool) -> pd.DataFrame:
    """The rows with whether they say the need (`needing`, 1 or 0) and what became of it: the first that holds."""
    after = frame[[f"{what}_{AFTER}" for what in SERVICES]]
    is_asked, is_accompanied, is_come = (after[name].fillna(0).to_numpy(int) == 1 for name in after)
    status = frame["status"].where(is_asked, "")
    outcomes = {
        ACCOMPANIED: is_accompanied,
        VISITED: is_come,
        WAITING: status.isin(["DEMANDE", "INSTRUCTION", "ACCORDE"]),
        REFUSED: status.isin(["REFUSE", "ABANDONNE"]),
        REQUESTED: is_asked,
        UNRECORDED: after.isna().all(axis=1) & is_over,
    }
    words = np.select(
        [np.asarray(condition, bool) for condition in outcomes.values()], list(outcomes), TO_FOLLOW
    )
    needing = (frame["value"] >= HALF).fillna(False).astype("int64[pyarrow]")
    return frame.assign(needing=needing, outcome=words)


def _add_next(
    frame: pd.DataFrame, query: Query, subject: Subject, following: pd.DataFrame | None
) -> pd.DataFrame:
    """The rows with what their members say in the next wave of needs, whoever is chosen there."""
    if following is None:
        nothing = pd.Series(pd.NA, frame.index, frame["value"].dtype)
        return frame.assign(
            next_wave=None, is_asked_again=False, next_value=nothing, next_satisfaction=nothing
        )
    voices = _read_voices(query, subject, following)
    for dimension, name in ((NEED, "next_value"), (SATISFACTION, "next_satisfaction")):
        values = voices[voices["dimension"] == dimension].rename(columns={"value": name})
        frame = frame.merge(values.drop(columns="dimension"), "left", on=["unit_id", "subject"])
    is_asked_again = frame["subject"].isin(set(following["subject"]))
    return frame.assign(next_wave=following["wave"].iloc[0], is_asked_again=is_asked_again)


def _read_voices(query: Query, subject: Subject, wave: pd.DataFrame) -> pd.DataFrame:
    """What was said in a wave of needs, and of satisfaction where it asks about that very subject."""
    everybody = replace(query, selection=query.selection.keeping(()))
    then = over_three_years(everybody, wave)
    pleased = [
        questions
        for questions in find_waves(then, SATISFACTION, subject.question)
        if _find_id(questions) == _find_id(wave)
    ]
    names = [name for questions in (wave, *pleased) for name in questions["question_id"].tolist()]
    return then.with_parameters(questions=names)(_VOICES.format(said=said_sql(subject.question)))
