"""The members never reached."""

from __future__ import annotations

import pandas as pd

from dse import french
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS, STARTED_METHOD
from dse.figures.figure import Figure, Finding
from dse.figures.uptake.served import NO_VISITS, PAGE
from dse.query import Query
from schemas import codelists

_NEVER = """
select chosen.name, chosen.actor_family, chosen.region, chosen.size_band, chosen.joined_on,
    cast(floor(date_diff('day', chosen.joined_on, chosen.as_of) / cast(365.25 as double)) as bigint) as member_years,
    (select count(*) from chosen_members_now) as members_all, (select count(*) from attendances) > 0 as has_visits
from chosen_members_now as chosen
where not exists (
    select 1 from services
    where services.organisation_id = chosen.organisation_id
    and services.day >= chosen.joined_on and services.day <= chosen.as_of
)
order by chosen.joined_on, chosen.name
"""


def never_reached(query: Query) -> pd.DataFrame:
    """Members of the last day known without accompaniment or participation since they first joined, oldest first.

    Empty where no service is known at all: what was never recorded is not a member never reached.
    """
    members = query(_NEVER)
    return members if query.read("select day from services limit 1").num_rows else members.iloc[:0]


def _finding(frame: pd.DataFrame) -> Finding:
    how_many, of_all = len(frame), int(frame["members_all"].iloc[0])
    families = frame["actor_family"].value_counts()
    label = codelists.labels("actor_families").get(families.index[0], "") if len(families) else ""
    many = how_many > 1
    deed = "n’ont jamais été accompagnés" if many else "n’a jamais été accompagné"
    has_visits = bool(frame["has_visits"].iloc[0])
    visit = (
        f" et {'ne sont jamais venus' if many else 'n’est jamais venu'} à une activité" if has_visits else ""
    )
    whose = (
        f" ; famille la plus nombreuse : {label} ({french.number(families.iloc[0])})"
        if label and many and len(families) > 1
        else ""
    )
    share = "" if of_all < french.FEWEST else f" ({french.percent(100 * how_many / of_all)})"
    of_them = f"sur {french.number(of_all)} au total{share}"
    return Finding(
        f"{french.count(how_many, 'membre')} {deed}{visit} depuis l’adhésion, {of_them}{whose}{'' if has_visits else f' ; {NO_VISITS}'}.",
        how_many / of_all,
    )


FIGURE = Figure(
    id="never_reached",
    page=PAGE,
    position=("servis", 30),
    compares=True,
    question="Quels membres n’avons-nous jamais touchés ?",
    rows=never_reached,
    columns=(
        c.ORGANISATION,
        c.FAMILY,
        c.REGION,
        c.SIZE,
        c.JOINED_ON,
        c.SENIORITY_YEARS,
        c.MEMBERS_TODAY,
        c.HAS_VISITS,
    ),
    finding=_finding,
    method="Membres au dernier jour connu des données qui, de leur première adhésion à ce jour, n’ont porté (porteur ou co-porteur) aucun "
    "accompagnement démarré et dont personne n’est venu à une activité ; du plus ancien au plus récent. Famille, région et taille sont "
    "celles de ce jour. Les années choisies ne comptent pas ici. " + STARTED_METHOD.strip(),
    source="Adhésions, accompagnements, participations",
    breakdowns=MEMBER_FILTERS,
    size=lambda frame: french.count(int(frame["members_all"].iloc[0]), "membre"),
    when_empty="Aucun membre dans ce cas pour ce choix, ou aucun accompagnement ni activité n’est encore importé.",
    as_of_today=True,
    scalars={"members": lambda frame: float(len(frame))},
)
