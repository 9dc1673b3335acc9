"""The members that have not answered the latest wave: a list for the team."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from dse import french
from dse.disclosure import Rule
from dse.figures import columns as common
from dse.figures.figure import Figure, Finding
from dse.figures.surveys import columns as c
from dse.figures.surveys.asked import PAGE, PEOPLE_FILTERS, SOURCE, named, nothing
from dse.figures.surveys.response import METHOD, REGISTER, RESPONDENTS, WAVES
from dse.query import Query
from dse.stats import response
from schemas import Column, codelists

WAS_INVITED = Column(
    "figures",
    "was_invited",
    "Invité",
    "Vrai si la vague lui a été proposée.",
    pa.bool_(),
    "dimension",
    nullable=True,
)
_COLUMNS = (
    common.ORGANISATION,
    common.FAMILY,
    common.REGION,
    common.SIZE,
    WAS_INVITED,
    c.WAVE,
    c.MEMBERS,
    c.MARK,
)


def not_answered(query: Query) -> pd.DataFrame:
    """Members of the latest wave that could have answered and did not, by family and name."""
    known = query(WAVES).tail(1)
    register, respondents = query(REGISTER), query(RESPONDENTS)
    if known.empty:
        return nothing(_COLUMNS)
    wave = known.iloc[0]
    members = register[register["wave_id"] == wave["wave_id"]].set_index("organisation_id")
    replies = respondents[respondents["wave_id"] == wave["wave_id"]]
    where = response.standing(replies, members)
    silent = members.loc[response.not_answered(replies, members)]
    told = silent.assign(
        wave=wave["wave"],
        was_invited=where.reindex(silent.index).eq("invited").astype("bool[pyarrow]"),
        members=int(members["is_eligible"].sum()),
    )
    return told.reset_index().sort_values(["actor_family", "name"], kind="stable")


def _finding(frame: pd.DataFrame) -> Finding:
    how_many, of_all = len(frame), int(frame["members"].iloc[0])
    families = frame["actor_family"].value_counts()
    labels = codelists.labels("actor_families")
    most = (
        f" ; famille la plus nombreuse : {labels[families.index[0]]} ({french.number(families.iloc[0])})"
        if len(families) and how_many > 1
        else ""
    )
    deed = "n’ont" if how_many > 1 else "n’a"
    return Finding(
        f"{named(frame['wave'].iloc[0])} : {french.count(how_many, 'membre')} sur {french.number(of_all)} {deed} pas répondu{most}."
    )


FIGURE = Figure(
    id="not_answered",
    page=PAGE,
    question="Qui n’a pas répondu à la dernière vague ?",
    rows=not_answered,
    columns=_COLUMNS,
    finding=_finding,
    method=METHOD + "Liste nominative, réservée à l’équipe.",
    source=f"{SOURCE}, adhésions",
    breakdowns=PEOPLE_FILTERS,
    size=lambda frame: french.count(int(frame["members"].iloc[0]), "membre"),
    when_empty="Tous les membres de ce choix ont répondu, ou aucune vague nominative n’est importée pour ces années.",
    rule=Rule("rows"),
)
