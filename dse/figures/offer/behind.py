"""Who is behind a gap: what became of each need, counted and then member by member."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from dse import charts, french, theme
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE, SOURCE, WHEN_EMPTY
from dse.figures.offer.needs import YEARS
from dse.figures.offer.outcomes import read_outcomes
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.rows import Row, to_frame
from dse.figures.surveys.wording import PEOPLE_FILTERS
from dse.query import Query

SERVED = "servi"
INKS = (theme.WARNING, theme.WARNING_SOFT, theme.DIVERGING[1], theme.WARM, *theme.SEQUENTIAL[1:3])
QUESTIONS = {
    "theme": (
        "Que deviennent les besoins, thème par thème ?",
        "Qui dit un besoin sans être servi, par thème ?",
    ),
    "support": (
        "Que deviennent les besoins, par forme d’appui ?",
        "Qui dit un besoin sans être servi, par forme d’appui ?",
    ),
}
METHOD = (
    "Membres qui disent un besoin dans la dernière vague des années choisies (au moins la moitié des réponses de la structure), et ce "
    f"qu’il en est advenu dans les {french.number(YEARS)} années jusqu’à celle de la vague : servis, en attente, demandés sans suite, "
    "servis autrefois, jamais demandés, jamais touchés par aucun service. Un membre compte une fois par besoin, sous la "
    "première de ces suites qui tient. Ceux qui n’ont pas répondu n’y sont pas. Liste nominative et comptes croisés avec des "
    "réponses : réservés à l’équipe."
)


def count_outcomes(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a subject: how many members say the need, and how many of them had each outcome; most unserved first."""
    outcomes = read_outcomes(query, subject)
    if outcomes is None:
        return c.empty_frame(_counted_columns(subject))
    counts: dict[str, Row] = {}
    nobody = dict.fromkeys((column.name for column in c.OUTCOMES), 0)
    groups = outcomes.group_by(["subject", "subject_rank", "outcome"]).aggregate([([], "count_all")])
    for group in groups.to_pylist():
        row = counts.setdefault(group["subject"], nobody | {"needing": 0, "rank": group["subject_rank"]})
        row[group["outcome"].lower()] += group["count_all"]
        row["needing"] += group["count_all"]
    rows = [
        row | {subject.column.name: code, "unserved_pct": 100 * (1 - row[SERVED] / row["needing"])}
        for code, row in counts.items()
    ]
    rows.sort(key=lambda row: (-row["unserved_pct"], row["rank"] is None, row["rank"]))
    return to_frame(rows, _counted_columns(subject))


def list_members(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member and subject that it says it needs and was not served on; the subject of most of them first."""
    outcomes = read_outcomes(query, subject)
    if outcomes is None:
        return c.empty_frame(_list_columns(subject))
    unserved = outcomes.filter(pc.not_equal(outcomes["outcome"], SERVED.upper()))
    subjects = unserved["subject"].combine_chunks().value_counts()
    places = pc.index_in(unserved["subject"], value_set=subjects.field("values"))
    unserved = unserved.append_column("members", subjects.field("counts").take(places.combine_chunks()))
    names = ("subject_rank", "outcome_rank", "name", "unit_id")
    ordered = unserved.sort_by([("members", "descending"), *((name, "ascending") for name in names)])
    frame = ordered.to_pandas(types_mapper=pd.ArrowDtype)
    return frame.rename(columns={"subject": subject.column.name})


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    labels = charts.labelled(frame, (subject.column,))[subject.column.name]
    top = frame.iloc[0]
    never = int(top["jamais_demande"] + top["jamais_touche"])
    one = int(top["needing"]) < 2
    parts = [
        _count(int(top[SERVED]), "a été servi", "ont été servis"),
        _count(int(top["sans_suite"]), "a demandé sans suite", "ont demandé sans suite"),
        _count(int(top["en_attente"]), "attend", "attendent") if top["en_attente"] else "",
        _count(int(top["servi_avant"]), "a été servi autrefois", "ont été servis autrefois")
        if top["servi_avant"]
        else "",
        f"{_count(never, 'n’a jamais rien demandé', 'n’ont jamais rien demandé')} à ce sujet",
    ]
    return Finding(
        f"{labels.iloc[0]} : sur {french.count(int(top['needing']), 'membre')} qui en {'dit' if one else 'disent'} le besoin, "
        f"{french.listed([part for part in parts if part])}."
    )


def _count(members: int, verb: str, plural: str) -> str:
    return f"{french.number(members)} {verb if members < 2 else plural}"


def _listed(frame: pd.DataFrame) -> Finding:
    members = frame["name"].nunique()
    verb = "disent" if members > 1 else "dit"
    served = "ils n’ont pas été servis" if members > 1 else "il n’a pas été servi"
    return Finding(f"{french.count(members, 'membre')} {verb} au moins un besoin sur lequel {served}.")


def _figures(subject: Subject, rank: int) -> tuple[Figure, Figure]:
    name = subject.column.name
    shared: dict[str, Any] = {
        "page": PAGE,
        "method": METHOD,
        "source": SOURCE,
        "breakdowns": (*PEOPLE_FILTERS, subject.filter),
        "when_empty": WHEN_EMPTY,
        "rule": Rule("rows"),
    }
    counted = Figure(
        id=f"needs_followed_by_{name}",
        position=("membres", rank),
        question=QUESTIONS[name][0],
        rows=partial(count_outcomes, subject=subject),
        columns=_counted_columns(subject),
        finding=partial(_finding, subject=subject),
        chart=partial(_chart, subject=subject),
        size=lambda frame: f"au plus {french.count(int(frame['needing'].max()), 'membre')} par besoin",
        **shared,
    )
    named = Figure(
        id=f"behind_needs_by_{name}",
        position=("membres", rank + 10),
        question=QUESTIONS[name][1],
        rows=partial(list_members, subject=subject),
        columns=_list_columns(subject),
        finding=_listed,
        size=lambda frame: french.count(frame["name"].nunique(), "membre"),
        **shared,
    )
    return counted, named


def _chart(frame: pd.DataFrame, subject: Subject) -> charts.Chart:
    return charts.stacked_bars(frame, row=subject.column, parts=c.OUTCOMES, colours=INKS, sort=False)


def _counted_columns(subject: Subject) -> tuple[c.Column, ...]:
    return (subject.column, *c.OUTCOMES, c.NEEDING, c.UNSERVED, c.MARK)


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


FIGURES = (*_figures(THEME, 20), *_figures(SUPPORT, 40))
