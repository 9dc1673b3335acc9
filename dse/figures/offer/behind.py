"""Who is behind a gap: what became of each need, counted and then member by member."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, theme
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.offer.gaps import PAGE, SOURCE, WHEN_EMPTY
from dse.figures.offer.needs import YEARS
from dse.figures.offer.outcomes import read_outcomes
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.surveys.asked import PEOPLE_FILTERS
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


_COUNTS = ", ".join(
    f"count(*) filter (where outcome = '{column.name.upper()}') as {column.name}" for column in c.OUTCOMES
)
_COUNTED = f"""
, counted as (select subject, count(*) as needing, {_COUNTS} from outcomes group by subject)
select counted.*, 100 * (1 - cast(servi as double) / needing) as unserved_pct
from counted left join ranks on ranks.subject = counted.subject
order by unserved_pct desc, ranks.rank nulls last
"""
_BEHIND = f"""
select outcomes.*
from outcomes
left join ranks on ranks.subject = outcomes.subject
left join codelist_need_outcomes as places on places.code = outcomes.outcome
where outcomes.outcome <> '{SERVED.upper()}'
order by count(*) over (partition by outcomes.subject) desc, ranks.rank nulls last, places.rank nulls last,
    outcomes.name, outcomes.unit_id
"""


def count_outcomes(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a subject: how many members say the need, and how many of them had each outcome; most unserved first."""
    return _read(query, subject, _COUNTED, _counted_columns(subject))


def list_members(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member and subject that it says it needs and was not served on; the subject of most of them first."""
    return _read(query, subject, _BEHIND, _list_columns(subject))


def _read(query: Query, subject: Subject, select: str, columns: tuple[c.Column, ...]) -> pd.DataFrame:
    rows = read_outcomes(query, subject, select)
    return c.empty_frame(columns) if rows is None else rows.rename(columns={"subject": subject.column.name})


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
