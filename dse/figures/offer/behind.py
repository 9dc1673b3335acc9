"""Who is behind a gap: the members that say a need and were not accompanied before, with what they had asked for or been given."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse import french, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE, SOURCE
from dse.figures.offer.needs import YEARS, choose_need_years
from dse.figures.offer.outcomes import Outcomes, read_outcomes
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import PEOPLE_FILTERS
from dse.query import Query

_SAY = sentences.read(__file__)

ACCOMPANIED, CAME = "ACCOMPAGNE", "VENU"
DETAIL = (_SAY("detail.behind", years=YEARS),)


def list_members(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member and subject that it says it needs and was not accompanied on; the subject of most of them first.

    A kind of activity accompanies nobody: those who came were given what they need, and where no visit is known, nobody is listed.
    """
    outcomes = read_outcomes(query, subject)
    if outcomes is None:
        return c.empty_frame(_list_columns(subject))
    services = [ACCOMPANIED] if subject.has_both else [ACCOMPANIED, CAME]
    is_served = pc.is_in(outcomes.rows["outcome"], value_set=pa.array(services))
    unserved = outcomes.rows.filter(pc.and_not(_find_told(outcomes, subject), is_served))
    subjects = unserved["subject"].combine_chunks().value_counts()
    places = pc.index_in(unserved["subject"], value_set=subjects.field("values"))
    unserved = unserved.append_column("members", subjects.field("counts").take(places.combine_chunks()))
    names = ("subject_rank", "outcome_rank", "name", "unit_id")
    ordered = unserved.sort_by([("members", "descending"), *((name, "ascending") for name in names)])
    frame = ordered.to_pandas(types_mapper=pd.ArrowDtype)
    return frame.rename(columns={"subject": subject.column.name})


def _find_all_served(query: Query, subject: Subject) -> str:
    """That those who say a need were all served; empty where nobody says one."""
    outcomes = read_outcomes(query, subject)
    return _SAY("behind_needs.all_served") if outcomes and outcomes.rows.num_rows else ""


def _find_told(outcomes: Outcomes, subject: Subject) -> pa.ChunkedArray:
    """The rows of subjects of which it is known who was given what it needs: activities are known by their visits."""
    names = outcomes.rows["subject"]
    codes = [
        code
        for code in names.unique().to_pylist()
        if outcomes.has_visits or subject.has_both or subject.is_asked_for(code)
    ]
    return pc.is_in(names, value_set=pa.array(codes, pa.string()))


def _listed(frame: pd.DataFrame, subject: Subject) -> Finding:
    members = frame["name"].nunique()
    n = frame[frame["outcome"] == CAME]["name"].nunique()
    came = _SAY("behind_needs_by_theme.came", n=n) if n and subject.has_both else ""
    return Finding(_SAY(f"behind_needs_by_{subject.column.name}.told", members=members, came=came))


def _figure(subject: Subject, rank: int) -> Figure:
    return Figure(
        id=f"behind_needs_by_{subject.column.name}",
        requires=(CARRIERS, MEMBERSHIPS),
        reads=(VISITS,),
        looks_back=True,
        choose_years=partial(choose_need_years, subject=subject),
        page=PAGE,
        position=("membres", rank),
        question=_SAY(f"behind_needs_by_{subject.column.name}.question"),
        method=_SAY(f"behind_needs_by_{subject.column.name}.method", years=YEARS),
        rows=partial(list_members, subject=subject),
        columns=_list_columns(subject),
        finding=partial(_listed, subject=subject),
        detail=DETAIL,
        source=SOURCE,
        breakdowns=(*PEOPLE_FILTERS, subject.filter),
        size=lambda frame: french.count(frame["name"].nunique(), "membre"),
        when_empty=explain_silence(
            read_dimension("need", subject.question),
            find_cause=partial(_find_all_served, subject=subject),
            otherwise="no_need",
        ),
        rule=Rule("rows"),
    )


def _list_columns(subject: Subject) -> tuple[c.Column, ...]:
    return (
        subject.column,
        c.ORGANISATION,
        c.FAMILY,
        c.REGION,
        c.OUTCOME,
        c.LAST_REQUEST,
        c.STATUS_TODAY,
        c.DAYS_SINCE_REQUEST,
        c.MARK,
    )


FIGURES = (_figure(THEME, 30), _figure(SUPPORT, 50))
