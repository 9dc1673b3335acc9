"""The members that have not answered the latest wave: a list for the team."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from dse import french, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.records import MEMBERSHIPS
from dse.figures.surveys.response import DETAIL, WAVES, find_unnamed, rates
from dse.figures.surveys.silence import explain_silence
from dse.figures.surveys.wording import ON_DAY, PAGE, PEOPLE_FILTERS, SOURCE, wave_title
from dse.query import Query
from schemas import Column, codelists

_SAY = sentences.read(__file__)

WAS_INVITED = Column(
    "figures",
    "was_invited",
    "Invité",
    "Vrai si l’enquête lui a été proposée.",
    pa.bool_(),
    "dimension",
    nullable=True,
)
_COLUMNS = (
    c.ORGANISATION,
    c.FAMILY,
    c.REGION,
    c.SIZE,
    WAS_INVITED,
    c.WAVE,
    c.MEMBERS_ASKED,
    c.MARK,
)
# In the order of the codes of the families.
_SILENT = f"""
with waves as ({WAVES}),
latest as (select * from waves order by closed_on desc, wave_id desc limit 1),
register as (
    select registers.*, latest.wave from chosen_registers as registers
    join latest on latest.wave_id = registers.wave_id
    where is_eligible
)
select organisation_id, name, actor_family, region, size_band, wave, response_status = 'invited' as was_invited,
    (select count(*) from register) as members
from register where response_status in ('invited', 'not_invited')
order by actor_family nulls last, name, organisation_id
"""


def not_answered(query: Query) -> pd.DataFrame:
    """Members of the latest wave that could have answered and did not, by family and name."""
    return query(_SILENT)


def _find_cause(query: Query) -> str:
    """That no survey says who answered, or that all did; empty where nobody of the choice could."""
    return find_unnamed(query) or (_SAY("silence.all_answered") if len(rates(query, c.FAMILY)) else "")


def _finding(frame: pd.DataFrame) -> Finding:
    how_many, of_all = len(frame), int(frame["members"].iloc[0])
    families = frame["actor_family"].value_counts()
    labels = codelists.labels("actor_families")
    most = (
        _SAY("not_answered.family", family=labels[families.index[0]], n=int(families.iloc[0]))
        if len(families) > 1
        else ""
    )
    return Finding(
        _SAY(
            "not_answered.silent",
            n=how_many,
            members=of_all,
            wave=wave_title(frame["wave"].iloc[0]),
            family=most,
        )
    )


FIGURE = Figure(
    id="not_answered",
    requires=(MEMBERSHIPS,),
    page=PAGE,
    position=("participation", 30),
    question="Qui n’a pas répondu à la dernière enquête ?",
    rows=not_answered,
    columns=_COLUMNS,
    finding=_finding,
    method=_SAY("not_answered.method"),
    detail=DETAIL,
    source=f"{SOURCE}, adhésions",
    breakdowns=PEOPLE_FILTERS,
    size=lambda frame: f"{french.count(int(frame['members'].iloc[0]), 'membre')} {ON_DAY}",
    when_empty=explain_silence(find_cause=_find_cause, otherwise="none_eligible"),
    rule=Rule("rows"),
)
