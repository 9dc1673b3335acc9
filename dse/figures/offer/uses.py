"""Who uses each offer: SQL shared by the figures on offers."""

from __future__ import annotations

# Whether an offer is for a family: it names its families between bars, or is for all.
IS_FOR = """
(offers.for_families is null or strpos('|' || replace(offers.for_families, ' ', '') || '|', '|' || {family} || '|') > 0)
"""
# Offers that were open on a day of the chosen years, of the kinds chosen, and for one at least of the families chosen.
OFFERS = f"""
select offers.*, coalesce(closed_on, date '9999-12-31') > reference.created_on as is_open_now
from offers cross join reference
where extract(year from opened_on) <= $last_year
and coalesce(extract(year from closed_on), 9999) >= $first_year
and ($all_kinds or list_contains($kinds, kind))
and ($all_families or exists (
    select 1 from codelist_actor_families as families
    where list_contains($families, families.code) and {IS_FOR.format(family="families.code")}
))
"""
# The uses of the chosen years by members chosen, or by whoever where no people are chosen.
USES = """
select offer_uses.*, members.organisation_id is not null as is_member
from offer_uses
left join (select distinct organisation_id from chosen_member_years) as members
    on members.organisation_id = offer_uses.organisation_id
where offer_uses.year between $first_year and $last_year
and (members.organisation_id is not null or ($all_families and $all_regions))
"""
# An accompaniment that several carry is one use, as each organisation at an activity is.
COUNT_USES = """
count(distinct case when subject = 'accompaniment' then subject_id end) + count(*) filter (where subject = 'activity')
"""
