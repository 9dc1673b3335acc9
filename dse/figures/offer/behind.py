"""Who is behind a gap: what became of each need, counted and then member by member."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, theme
from dse.disclosure import Rule
from dse.figures.figure import Figure, Finding
from dse.figures.offer import columns as c
from dse.figures.offer.gaps import PAGE, SOURCE, WHEN_EMPTY
from dse.figures.offer.needs import YEARS
from dse.figures.offer.outcomes import outcomes
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.figures.surveys.asked import PEOPLE_FILTERS, nothing
from dse.query import Query
from schemas import codelists

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


def followed(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a subject: how many members say the need, and how many of them had each outcome; most unserved first."""
    names = [each.name for each in c.OUTCOMES]
    found = outcomes(query, subject)
    if found is None or found[1].empty:
        return nothing(_counted_columns(subject))
    counts = pd.crosstab(found[1]["subject"], found[1]["outcome"].str.lower()).reindex(
        columns=names, fill_value=0
    )
    counts = counts.assign(needing=counts.sum(axis=1)).astype("int64[pyarrow]")
    counts["unserved_pct"] = 100.0 * (1 - counts[SERVED].astype(float) / counts["needing"].astype(float))
    counts = counts.rename_axis(subject.column.name).reset_index()
    order = codelists_order(subject)
    counts["_order"] = counts[subject.column.name].map(order)
    return counts.sort_values(["unserved_pct", "_order"], ascending=[False, True])


def codelists_order(subject: Subject) -> dict[str, int]:
    """The place of each subject in its codelists."""
    codes = [code for name in subject.column.codelists for code in codelists.codes(name)]
    return {code: place for place, code in enumerate(codes)}


def behind(query: Query, subject: Subject) -> pd.DataFrame:
    """One row a member and subject that it says it needs and was not served on; the subject of most of them first."""
    found = outcomes(query, subject)
    if found is None:
        return nothing(_list_columns(subject))
    needs, rows = found
    rows = rows[rows["outcome"] != SERVED.upper()].rename(columns={"subject": subject.column.name})
    rows = rows.merge(needs.register, left_on="unit_id", right_index=True)
    places = {code: place for place, code in enumerate(codelists.codes("need_outcomes"))}
    how_many = rows[subject.column.name].map(rows[subject.column.name].value_counts())
    rows = rows.assign(
        _many=how_many,
        _subject=rows[subject.column.name].map(codelists_order(subject)),
        _outcome=rows["outcome"].map(places),
    )
    return rows.sort_values(
        ["_many", "_subject", "_outcome", "name"], ascending=[False, True, True, True], kind="stable"
    )


def _finding(frame: pd.DataFrame, subject: Subject) -> Finding:
    labels = charts.labelled(frame, (subject.column,))[subject.column.name]
    top = frame.iloc[0]
    never = int(top["jamais_demande"] + top["jamais_touche"])
    one = int(top["needing"]) < 2
    told = [
        _of(int(top[SERVED]), "a été servi", "ont été servis"),
        _of(int(top["sans_suite"]), "a demandé sans suite", "ont demandé sans suite"),
        _of(int(top["en_attente"]), "attend", "attendent") if top["en_attente"] else "",
        _of(int(top["servi_avant"]), "a été servi autrefois", "ont été servis autrefois")
        if top["servi_avant"]
        else "",
        f"{_of(never, 'n’a jamais rien demandé', 'n’ont jamais rien demandé')} à ce sujet",
    ]
    return Finding(
        f"{labels.iloc[0]} : sur {french.count(int(top['needing']), 'membre')} qui en {'dit' if one else 'disent'} le besoin, "
        f"{french.listed([each for each in told if each])}."
    )


def _of(members: int, verb: str, plural: str) -> str:
    return f"{french.number(members)} {verb if members < 2 else plural}"


def _listed(frame: pd.DataFrame) -> Finding:
    members = frame["name"].nunique()
    verb = "disent" if members > 1 else "dit"
    served = "ils n’ont pas été servis" if members > 1 else "il n’a pas été servi"
    return Finding(f"{french.count(members, 'membre')} {verb} au moins un besoin sur lequel {served}.")


def _figures(subject: Subject) -> tuple[Figure, Figure]:
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
        question=QUESTIONS[name][0],
        rows=partial(followed, subject=subject),
        columns=_counted_columns(subject),
        finding=partial(_finding, subject=subject),
        chart=partial(_chart, subject=subject),
        size=lambda frame: f"au plus {french.count(int(frame['needing'].max()), 'membre')} par besoin",
        **shared,
    )
    named = Figure(
        id=f"behind_needs_by_{name}",
        question=QUESTIONS[name][1],
        rows=partial(behind, subject=subject),
        columns=_list_columns(subject),
        finding=_listed,
        size=lambda frame: french.count(frame["name"].nunique(), "membre"),
        **shared,
    )
    return counted, named


def _chart(frame: pd.DataFrame, subject: Subject) -> charts.Chart:
    return charts.stacked(frame, row=subject.column, parts=c.OUTCOMES, colours=INKS, sort=False)


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
        c.STATUS,
        c.DAYS_SINCE,
        c.MARK,
    )


FIGURES = (*_figures(THEME), *_figures(SUPPORT))
