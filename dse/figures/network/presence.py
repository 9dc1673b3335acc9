"""Which organisations came to activities in which year, and whether they were members when they did."""

from __future__ import annotations

import pandas as pd

from dse import french
from dse.query import Query

SOURCE = "Participations, adhésions, profils"
VISITS_METHOD = (
    "Une venue : une organisation à une activité, une fois quelle que soit sa qualité (participante, intervenante, co-organisatrice) et "
    "le nombre de personnes ; les personnes venues sans organisation n’y sont pas. Membre ou non : le jour de l’activité. "
)
COMING_METHOD = (
    "Une organisation venue à au moins une activité de l’année compte une fois, quelle que soit sa qualité (participante, "
    "intervenante, co-organisatrice) ; les personnes venues sans organisation n’y sont pas. Elle est non membre si elle n’était membre "
    "à aucune de ses venues de l’année. Pour la première fois : jamais venue auparavant dans les données ; de leur première année, rien ne "
    "dit qui était déjà venu. "
)
_YEARS = """
with firsts as (select organisation_id, min(year) as first_year from presences group by organisation_id),
came as (
    select presences.year, presences.organisation_id, bool_or(is_member) as is_member,
        arg_max_null(actor_family, held_on) as actor_family, arg_max_null(field, held_on) as field,
        arg_max_null(region, held_on) as region
    from presences group by presences.year, presences.organisation_id
)
select came.year, years.is_partial, came.organisation_id as unit, came.actor_family, came.field,
    case when came.is_member then 0 else 1 end as hit, came.year = firsts.first_year as is_first
from came
join years on years.year = came.year
join firsts on firsts.organisation_id = came.organisation_id
where came.year between $first_year and $last_year
and ($all_families or came.actor_family in (select unnest($families)))
and ($all_regions or came.region in (select unnest($regions)))
order by came.year, came.organisation_id
"""


_VISITS = """
select presences.year, years.is_partial, organisation_id as unit, case when is_member then 0 else 1 end as hit
from chosen_presences as presences join years on years.year = presences.year
order by held_on, activity_id, organisation_id
"""


def first_or_again(query: Query, frame: pd.DataFrame, came: str) -> pd.DataFrame:
    """The frame with `again`, what is left of the column `came` beside its `first_time`.

    In the first year known nothing says who had come before: both are empty there, and `unsaid` counts who came.
    """
    since = query("select min(year) as year from presences")["year"].iloc[0]
    is_said = (frame["year"] > since).to_numpy(dtype=bool)
    counts = {name: frame[name].astype("int64[pyarrow]") for name in (came, "first_time")}
    return frame.assign(
        first_time=counts["first_time"].where(is_said),
        again=(counts[came] - counts["first_time"]).where(is_said),
        unsaid=counts[came].where(~is_said, 0),
    )


def first_and_again_told(last: pd.Series, who: str) -> str:
    """`4 pour la première fois, 21 de nouveau`; of the first year known, that nothing says which."""
    if pd.isna(last["first_time"]):
        return f"{who}. C’est la première année connue : rien ne dit lesquelles étaient déjà venues."
    first, again = (french.number(last[name]) for name in ("first_time", "again"))
    return f"{who} : {first} pour la première fois, {again} de nouveau"


def visits(query: Query) -> pd.DataFrame:
    """One row an organisation (`unit`) at an activity: its year, and `hit`, 1 where it was no member that day."""
    return query(_VISITS)


def coming(query: Query) -> pd.DataFrame:
    """One row a year and organisation (`unit`) that came: `hit`, 1 where it was no member, `is_first`, family and field."""
    return query(_YEARS)
