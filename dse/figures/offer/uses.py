"""Who uses each offer: SQL shared by the figures on offers."""

from __future__ import annotations

from dse.figures.records import RECORDS

# Offers that were open on a day of the chosen years, of the kinds chosen, and for one at least of the families chosen; since when
# their uses are recorded, which are visits of a kind of activity; and whether they are of all these years in which it was open.
OFFERS = f"""
select offers.*, coalesce(closed_on, date '9999-12-31') > coalesce(reference.as_of, reference.known_on) as is_open_now,
    records.since as used_since,
    coalesce(records.since <= greatest($first_year, extract(year from offers.opened_on), data.first_year), false) as has_known_uses
from chosen_offers as offers cross join reference
cross join (select min(year) as first_year from years) as data
left join codelist_activity_kinds as activity_kinds on activity_kinds.code = offers.kind
left join ({RECORDS}) as records
    on records.has_any and records.subject = case when activity_kinds.code is null then 'accompaniment' else 'visit' end
where extract(year from opened_on) <= $last_year
and coalesce(extract(year from closed_on), 9999) >= $first_year
"""
# The uses of the chosen years by members chosen, or by whoever where no people are chosen.
USES = """
select offer_uses.*, members.organisation_id is not null as is_member
from offer_uses
left join (select distinct organisation_id from chosen_member_years) as members
    on members.organisation_id = offer_uses.organisation_id
left join chosen_everyone as everyone on true
where offer_uses.year between $first_year and $last_year
and (members.organisation_id is not null or everyone.known_on is not null)
"""
# An accompaniment that several carry is one use, as each organisation at an activity is.
COUNT_USES = """
count(distinct case when subject = 'accompaniment' then subject_id end) + count(*) filter (where subject = 'activity')
"""
