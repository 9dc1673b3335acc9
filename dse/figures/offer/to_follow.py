"""Whom to follow: the members that say a need in the last survey, each with what is recorded of it since."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import french, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE, SOURCE
from dse.figures.offer.needs import choose_subjects
from dse.figures.offer.sequels import NeedSequel, choose_followed_years, read_sequels
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.rows import Row, to_frame
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import PEOPLE_FILTERS, wave_title
from dse.query import Query
from schemas import Column, codelists

_SAY = sentences.read(__file__)

TO_FOLLOW = "À suivre"


def list_members(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member and subject that it says it needs in the last wave; those of whom nothing is recorded since come first."""
    sequels, chosen = read_sequels(query, subject), choose_subjects(query, subject)
    places = codelists.ranks(*subject.column.codelists)
    needs = [need for need in sequels[-1].needs if need.question["subject"] in chosen] if sequels else []
    rows = [row for need in needs for row in _list_needing(need, subject)]
    rows.sort(
        key=lambda row: (places[row[subject.column.name]], row["since_survey"] != TO_FOLLOW, row["name"])
    )
    return to_frame(rows, _columns(subject))


def _list_needing(need: NeedSequel, subject: Subject) -> list[Row]:
    code = need.question["subject"]
    rows = []
    for voice in need.needing:
        pair = voice["unit_id"], code
        request = (need.since.requests or {}).get(pair, {})
        rows.append(
            {name: voice[name] for name in ("name", "actor_family", "region")}
            | {subject.column.name: code, "wave": need.question["wave"]}
            | {"since_survey": _describe(need.since.find_outcome(pair))}
            | {"requested_on": request.get("requested_on")}
        )
    return rows


def _describe(outcome: str | None) -> str:
    return codelists.labels("need_outcomes")[outcome] if outcome else TO_FOLLOW


def _finding(frame: pd.DataFrame) -> Finding:
    rest = frame[frame["since_survey"] == TO_FOLLOW]
    return Finding(
        _SAY(
            "needs_to_follow.told",
            wave=wave_title(frame["wave"].iloc[0]),
            n=frame["name"].nunique(),
            rest=rest["name"].nunique(),
        )
    )


def _columns(subject: Subject) -> tuple[Column, ...]:
    return (
        subject.column,
        c.ORGANISATION,
        c.SEQUEL,
        c.LAST_REQUEST,
        c.FAMILY,
        c.REGION,
        c.WAVE,
        c.MARK,
    )


def _figure(subject: Subject, rank: int) -> Figure:
    name = subject.column.name
    return Figure(
        id=f"needs_to_follow_{name}",
        requires=(MEMBERSHIPS,),
        reads=(CARRIERS, VISITS),
        choose_years=partial(choose_followed_years, subject=subject),
        page=PAGE,
        position=("membres", rank),
        question=_SAY(f"needs_to_follow_{subject.column.name}.question"),
        method=_SAY(f"needs_to_follow_{subject.column.name}.method"),
        rows=partial(list_members, subject=subject),
        columns=_columns(subject),
        finding=_finding,
        detail=(_SAY("detail.needs_to_follow"),),
        source=SOURCE,
        breakdowns=(*PEOPLE_FILTERS, subject.filter),
        size=lambda frame: french.count(frame["name"].nunique(), "membre"),
        when_empty=explain_silence(read_dimension("need", subject.question), otherwise="no_member"),
        rule=Rule("rows"),
    )


FIGURES = (_figure(THEME, 25), _figure(SUPPORT, 45))
