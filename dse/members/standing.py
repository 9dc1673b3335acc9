"""Where an organisation stands on the last day known: member or not, since when, and what last reached it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dse.figures.records import with_whole_since
from dse.figures.uptake.never_reached import IS_RECORDED, NEVER_REACHED
from dse.query import Query

MEMBER, FORMER, NEVER_MEMBER = "membre", "ancien", "non-membre"
# Who is a member on the last day known, who was, who never was; the last service up to that day, how many complete years ago it was
# unless an accompaniment is running, and whether none ever came to a member.
STANDINGS = f"""
with lasts as (
    select services.organisation_id, max(services.day) as last_service
    from services cross join reference where services.day <= reference.as_of group by services.organisation_id
),
running as (
    select distinct carriers.organisation_id
    from carriers join requested on requested.accompaniment_id = carriers.accompaniment_id where requested.status = 'EN_COURS'
),
firsts as (
    select stays.organisation_id, min(stays.joined_on) as joined_on, max(stays.joined_on) as came_on, max(stays.last_day) as last_day,
        max(stays.stay) as stays
    from stays cross join reference where stays.joined_on <= reference.as_of group by stays.organisation_id
)
select organisations.organisation_id, organisations.name, organisations.siren, organisations.successor_id, reference.as_of,
    case when members.organisation_id is not null then '{MEMBER}' when firsts.stays is not null then '{FORMER}'
        else '{NEVER_MEMBER}' end as standing,
    firsts.joined_on, case when firsts.stays > 1 then firsts.came_on end as returned_on, case when members.organisation_id is null then firsts.last_day end as left_on, firsts.stays,
    lasts.last_service, running.organisation_id is not null as is_accompanied,
    case when running.organisation_id is null
        then cast(floor(date_diff('day', lasts.last_service, reference.as_of) / cast(365.25 as double)) as bigint) end as idle_years,
    case when members.organisation_id is null or not exists (select 1 from services) or not {{never_reached}} then false
        when {{has_accompaniments}} and {{has_visits}} then true end as is_never_reached
from organisations cross join reference
left join members_now as members on members.organisation_id = organisations.organisation_id
left join firsts on firsts.organisation_id = organisations.organisation_id
left join running on running.organisation_id = organisations.organisation_id
left join lasts on lasts.organisation_id = organisations.organisation_id
""".format(
    never_reached=NEVER_REACHED.format(member="members"),
    has_accompaniments=IS_RECORDED.format(member="members", subject="carrier"),
    has_visits=IS_RECORDED.format(member="members", subject="visit"),
)


class Standing(NamedTuple):
    """Where an organisation stands on `as_of`. `left_on` is None of a member; `stays` None of who never was one.

    `returned_on` is the first day of its last stay, None where it never left before; `idle_years` is None where nothing ever served it,
    and while it `is_accompanied`; `is_never_reached` is None where no service is recorded, and not all are since it joined.
    """

    organisation_id: str
    name: str
    siren: str | None
    successor_id: str | None
    as_of: date | None
    standing: str
    joined_on: date | None
    returned_on: date | None
    left_on: date | None
    stays: int | None
    last_service: date | None
    is_accompanied: bool
    idle_years: int | None
    is_never_reached: bool | None


def read_standing(query: Query, organisation_id: str) -> Standing:
    """The standing of an organisation that there is."""
    of_one = with_whole_since(query).with_parameters(organisation_id=organisation_id)
    rows = of_one.read(f"{STANDINGS} where organisations.organisation_id = $organisation_id").to_pylist()
    return Standing(**rows[0])
