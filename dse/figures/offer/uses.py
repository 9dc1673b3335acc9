"""Who uses each offer: SQL shared by the figures on offers."""

from __future__ import annotations

# Offers that were open on a day of the chosen years, of the kinds chosen.
OFFERS = """
select offers.*, coalesce(closed_on, date '9999-12-31') > reference.created_on as is_open_now
from offers cross join reference
where extract(year from opened_on) <= $last_year
and coalesce(extract(year from closed_on), 9999) >= $first_year
and ($all_kinds or kind in (select unnest($kinds)))
and ($all_families or for_families is null or list_has_any(
    list_transform(string_split(for_families, '|'), lambda family: trim(family)), $families
))
"""
# One row a use: an accompaniment started, an organisation at an activity, and the member that is behind it, if any.
USES = """
with members as (
    select distinct organisation_id from chosen_member_years
),
uses as (
    select accompaniments.offer_id, delivered.year, delivered.accompaniment_id as use_id, carriers.organisation_id
    from delivered
    join accompaniments on accompaniments.accompaniment_id = delivered.accompaniment_id
    join carriers on carriers.accompaniment_id = delivered.accompaniment_id
    union all
    select activities.offer_id, attendances.year,
        attendances.activity_id || '|' || attendances.organisation_id as use_id, attendances.organisation_id
    from attendances join activities on activities.activity_id = attendances.activity_id
    group by all
)
select uses.*, members.organisation_id is not null as is_member
from uses left join members on members.organisation_id = uses.organisation_id
where uses.offer_id is not null and uses.year between $first_year and $last_year
and (members.organisation_id is not null or ($all_families and $all_regions))
"""
