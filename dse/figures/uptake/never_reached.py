"""The members never reached."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS, STARTED_DETAIL
from dse.figures.figure import Figure, Finding
from dse.figures.records import CARRIERS, MEMBERSHIPS, VISITS, with_whole_since
from dse.figures.uptake.served import PAGE
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

# A row of members of the last day known to whom no service came since they first joined.
NEVER_REACHED = """not exists (
    select 1 from services_begun as services
    where services.organisation_id = {member}.organisation_id
    and services.day >= {member}.joined_on and services.day <= {member}.as_of
)"""
# Whether something is recorded each year since it joined, as far as the data go back: in a question `with_whole_since`.
IS_RECORDED = "coalesce(extract(year from {member}.joined_on) >= cast(${subject}_since as bigint), false)"
_NEVER = f"""
select chosen.name, chosen.actor_family, chosen.region, chosen.size_band, chosen.joined_on,
    cast(floor(date_diff('day', chosen.joined_on, chosen.as_of) / cast(365.25 as double)) as bigint) as member_years,
    (select count(*) from chosen_members_now) as members_all,
    {IS_RECORDED.format(member="chosen", subject="carrier")} as has_accompaniments,
    {IS_RECORDED.format(member="chosen", subject="visit")} as has_visits
from chosen_members_now as chosen
where {NEVER_REACHED.format(member="chosen")}
order by chosen.joined_on, chosen.name
"""


def never_reached(query: Query) -> pd.DataFrame:
    """Members of the last day known without accompaniment or participation since they first joined, oldest first.

    Empty where no service is known at all: what was never recorded is not a member never reached.
    """
    members = with_whole_since(query)(_NEVER)
    return members if query.read("select day from services limit 1").num_rows else members.iloc[:0]


def _finding(frame: pd.DataFrame) -> Finding:
    how_many, of_all = len(frame), int(frame["members_all"].iloc[0])
    is_known = frame[["has_accompaniments", "has_visits"]].all(axis=None)
    sentence = _SAY(
        "never_reached.known" if is_known else "never_reached.unrecorded",
        n=how_many,
        of_all=french.of_whole(100 * how_many / of_all, of_all).strip(),
        family=_describe_largest_family(frame["actor_family"]),
    )
    return Finding(sentence, how_many / of_all)


def _count(frame: pd.DataFrame) -> float | None:
    """How many there are; None where services are not recorded since they joined: who was reached by these is listed too then."""
    return float(len(frame)) if frame[["has_accompaniments", "has_visits"]].all(axis=None) else None


def _describe_largest_family(families: pd.Series) -> str:
    counts = families.value_counts()
    if len(counts) < 2 or not (label := codelists.labels("actor_families").get(counts.index[0])):
        return ""
    return _SAY("never_reached.family", n=int(counts.iloc[0]), family=label)


FIGURE = Figure(
    id="never_reached",
    requires=(MEMBERSHIPS,),
    reads=(CARRIERS, VISITS),
    page=PAGE,
    position=("servis", 30),
    compares=True,
    question=_SAY("never_reached.question"),
    rows=never_reached,
    columns=(
        c.ORGANISATION,
        c.FAMILY,
        c.REGION,
        c.SIZE,
        c.JOINED_ON,
        c.SENIORITY_YEARS,
        c.MEMBERS_TODAY,
        c.HAS_ACCOMPANIMENTS,
        c.HAS_VISITS,
    ),
    finding=_finding,
    method=_SAY("never_reached.method"),
    detail=(_SAY("never_reached.detail"), *STARTED_DETAIL),
    source="Adhésions, accompagnements, présences",
    breakdowns=MEMBER_FILTERS,
    size=lambda frame: f"{french.count(int(frame['members_all'].iloc[0]), 'membre')} d’aujourd’hui",
    when_empty=_SAY("never_reached.when_empty"),
    as_of_today=True,
    scalars={"members": _count},
)
