"""Who is behind a gap: what became of each need, counted and then member by member."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse import charts, french, sentences, theme
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE, SOURCE
from dse.figures.offer.needs import YEARS, choose_need_years
from dse.figures.offer.outcomes import Outcomes, read_outcomes
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS
from dse.figures.rows import Row, to_frame, to_rows
from dse.figures.surveys.silence import explain_silence, read_dimension
from dse.figures.surveys.wording import PEOPLE_FILTERS
from dse.query import Query

_SAY = sentences.read(__file__)

ACCOMPANIED, CAME, NEVER = "accompagne", "venu", "jamais_touche"
INKS = (theme.WARNING, theme.WARNING_SOFT, theme.DIVERGING[1], theme.WARM, *theme.SEQUENTIAL[1:4])
DETAIL = (_SAY("detail.behind", years=YEARS),)


def count_outcomes(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a subject: how many members say the need, and how many of them had each outcome; most unserved first."""
    outcomes = read_outcomes(query, subject)
    if outcomes is None:
        return c.empty_frame(_counted_columns(subject))
    counts: dict[str, Row] = {}
    nobody = dict.fromkeys((column.name for column in c.OUTCOMES), 0)
    groups = outcomes.rows.group_by(["subject", "subject_rank", "outcome"]).aggregate([([], "count_all")])
    for group in groups.to_pylist():
        row = counts.setdefault(group["subject"], nobody | {"needing": 0, "rank": group["subject_rank"]})
        row[group["outcome"].lower()] += group["count_all"]
        row["needing"] += group["count_all"]
    rows = [
        row
        | _shares(row, subject.is_asked_for(code), outcomes.has_visits)
        | {NEVER: row[NEVER] if outcomes.is_whole else None, subject.column.name: code}
        for code, row in counts.items()
    ]
    order = "unserved_pct" if outcomes.has_visits else "unaccompanied_pct"
    rows.sort(key=lambda row: (-(row[order] or 0), row["rank"] is None, row["rank"]))
    return to_frame(rows, _counted_columns(subject))


def _shares(row: Row, is_asked_for: bool, has_visits: bool) -> Row:
    """Which part of those who say a need was not accompanied, and which came to no activity either.

    Nobody is accompanied by a kind of activity, and nobody is said to have come, or not, where no visit is known.
    """
    needing, unaccompanied = row["needing"], row["needing"] - row[ACCOMPANIED]
    return {
        "unaccompanied_pct": 100 * unaccompanied / needing if is_asked_for else None,
        "unserved_pct": 100 * (unaccompanied - row[CAME]) / needing if has_visits else None,
        CAME: row[CAME] if has_visits else None,
    }


def list_members(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member and subject that it says it needs and was not accompanied on; the subject of most of them first.

    A kind of activity accompanies nobody: those who came were given what they need, and where no visit is known, nobody is listed.
    """
    outcomes = read_outcomes(query, subject)
    if outcomes is None:
        return c.empty_frame(_list_columns(subject))
    services = [ACCOMPANIED.upper()] if subject.has_both else [ACCOMPANIED.upper(), CAME.upper()]
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


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    labels = charts.labelled(frame, (subject.column,))[subject.column.name]
    row = to_rows(frame.head(1))[0]
    sentence = _SAY(
        f"needs_followed_by_{subject.column.name}.told",
        name=labels.iloc[0],
        needing=row["needing"],
        parts=_list_outcomes(row, subject),
    )
    return Finding(sentence)


def _list_outcomes(row: Row, subject: Subject) -> list[str]:
    """How many were accompanied, only came, and got neither; nobody is accompanied by a kind of activity."""
    accompanied, came = row[ACCOMPANIED], row[CAME]
    rest = row["needing"] - accompanied - (came or 0)
    rest_key = "needs_followed.rest" if came is not None else "needs_followed.rest_without_visits"
    says_accompanied = bool(accompanied or subject.has_both)
    says_rest = rest and (came is not None or accompanied or not says_accompanied)
    return [
        *([_SAY("needs_followed.accompanied", n=accompanied)] if says_accompanied else []),
        *([_SAY("needs_followed.came", n=came)] if came else []),
        *([_SAY(rest_key, n=rest, years=YEARS)] if says_rest else []),
    ]


def _listed(frame: pd.DataFrame, subject: Subject) -> Finding:
    members = frame["name"].nunique()
    n = frame[frame["outcome"] == CAME.upper()]["name"].nunique()
    came = _SAY("behind_needs_by_theme.came", n=n) if n and subject.has_both else ""
    return Finding(_SAY(f"behind_needs_by_{subject.column.name}.told", members=members, came=came))


def _figures(subject: Subject, rank: int) -> tuple[Figure, Figure]:
    name = subject.column.name
    shared: dict[str, Any] = {
        "requires": (CARRIERS, MEMBERSHIPS),
        "reads": (VISITS,),
        "looks_back": True,
        "choose_years": partial(choose_need_years, subject=subject),
        "page": PAGE,
        "detail": DETAIL,
        "source": SOURCE,
        "breakdowns": (*PEOPLE_FILTERS, subject.filter),
        "when_empty": explain_silence(
            read_dimension("need", subject.question),
            find_cause=partial(_find_all_served, subject=subject),
            otherwise="no_need",
        ),
        "rule": Rule("rows"),
    }
    counted = Figure(
        id=f"needs_followed_by_{name}",
        position=("membres", rank),
        question=_SAY(f"needs_followed_by_{subject.column.name}.question"),
        method=_SAY(f"needs_followed_by_{subject.column.name}.method"),
        rows=partial(count_outcomes, subject=subject),
        columns=_counted_columns(subject),
        finding=partial(_finding, subject=subject),
        chart=partial(_chart, subject=subject),
        size=lambda frame: f"Au plus {french.count(int(frame['needing'].max()), 'membre')} par besoin",
        **shared,
    )
    named = Figure(
        id=f"behind_needs_by_{name}",
        position=("membres", rank + 10),
        question=_SAY(f"behind_needs_by_{subject.column.name}.question"),
        method=_SAY(f"behind_needs_by_{subject.column.name}.method", years=YEARS),
        rows=partial(list_members, subject=subject),
        columns=_list_columns(subject),
        finding=partial(_listed, subject=subject),
        size=lambda frame: french.count(frame["name"].nunique(), "membre"),
        **shared,
    )
    return counted, named


def _chart(frame: pd.DataFrame, subject: Subject) -> charts.Chart:
    drawn = [
        (part, ink) for part, ink in zip(c.OUTCOMES, INKS, strict=True) if frame[part.name].notna().all()
    ]
    parts, colours = zip(*drawn, strict=True)
    return charts.stacked_bars(frame, row=subject.column, parts=parts, colours=colours, sort=False)


def _counted_columns(subject: Subject) -> tuple[c.Column, ...]:
    return (subject.column, *c.OUTCOMES, c.NEEDING, c.UNACCOMPANIED, c.UNSERVED, c.MARK)


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


FIGURES = (*_figures(THEME, 22), *_figures(SUPPORT, 42))
