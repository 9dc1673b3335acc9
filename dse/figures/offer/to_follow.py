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
from dse.figures.offer.sequels import (
    REQUESTED,
    TO_FOLLOW,
    UNRECORDED,
    choose_followed_years,
    read_sequels,
)
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.rows import to_frame, to_rows
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import PEOPLE_FILTERS, wave_title
from dse.query import Query
from schemas import Column, codelists

_SAY = sentences.read(__file__)

# What the list says of a need beside the codes of `need_outcomes`.
_WORDS = {REQUESTED: "Demandé", TO_FOLLOW: "À suivre", UNRECORDED: "Non enregistré"}


def list_members(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member and subject that it says it needs in the last wave; those of whom nothing is recorded since come first."""
    sequels, name = read_sequels(query, subject), subject.column.name
    if sequels.empty:
        return c.empty_frame(_columns(subject))
    is_last = sequels["wave_id"] == sequels["wave_id"].iloc[-1]
    is_listed = is_last & (sequels["needing"] == 1) & sequels["subject"].isin(choose_subjects(query, subject))
    words = codelists.labels("need_outcomes") | _WORDS
    rows = sequels[is_listed].assign(
        place=lambda frame: frame["subject"].map(codelists.ranks(*subject.column.codelists)),
        is_begun=lambda frame: ~frame["outcome"].isin([TO_FOLLOW, UNRECORDED]),
        since_survey=lambda frame: frame["outcome"].map(words),
    )
    ordered = rows.sort_values(["place", "is_begun", "name"], kind="stable")
    return to_frame(to_rows(ordered.rename(columns={"subject": name})), _columns(subject))


def _finding(frame: pd.DataFrame) -> Finding:
    """Who says a need, and of how many nothing is recorded since for one of theirs."""
    members, is_hole = frame["name"].nunique(), frame["since_survey"] == _WORDS[UNRECORDED]
    rest = frame[frame["since_survey"] == _WORDS[TO_FOLLOW]]["name"].nunique()
    needing = _SAY("needs_to_follow.told", wave=wave_title(frame["wave"].iloc[0]), n=members)
    if rest:
        key = "needs_to_follow.all" if rest == members else "needs_to_follow.rest"
        return Finding(needing + _SAY(key, n=rest))
    key = "needs_to_follow.unrecorded" if is_hole.any() else "needs_to_follow.none"
    return Finding(needing + _SAY(key, n=members))


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
