"""Which groups of respondents are shown together: decided once a wave, from who answered, whatever the question.

A fixed merge is what keeps two figures, two questions or two filters from being subtracted from one another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dse.disclosure import marks
from dse.disclosure.audiences import Thresholds
from dse.query import Query
from dse.query.survey_relations import OUTSIDER
from schemas import codelists

UNKNOWN = "?"
_CODES = {
    "families": "coalesce(units.actor_family, '?')",
    "regions": "coalesce(units.region, '?')",
    "sizes": "coalesce(units.size_band, '?')",
    "partners": "units.population",
}
# The order in which groups are shown: any other would tell which of those that are hidden is the largest.
_ORDER = {
    "families": "actor_families",
    "regions": "regions",
    "sizes": "size_bands",
    "partners": "survey_populations",
}
# Who could answer for those a wave was made for: all eligible members on the day it closed; where no member answered, all
# others of one kind who answered or were invited. A partner of a member answers for itself, and has no family of its own.
# A group of the register all of whose members count under another, which they said was theirs, is there with nobody.
_GROUPS = """
with known as (
    select wave_id, 'MEMBRE' as population, organisation_id as unit_id, actor_family, region, size_band, false as answered
    from survey_registers where is_eligible
    union all
    select wave_id, population, unit_id, actor_family, region, size_band, true from survey_units
    union all
    select
        invited.wave_id,
        case when invited.is_partner then 'PARTENAIRE' when invited.organisation_id is null then 'SANS_ORGANISATION'
             else {outsider} end,
        case when invited.is_partner then invited.respondent_id
             else coalesce(invited.organisation_id, invited.respondent_id) end,
        invited.actor_family, null, null, false
    from survey_respondents as invited
    join survey_waves as waves on waves.wave_id = invited.wave_id
    left join survey_registers as register
        on register.wave_id = invited.wave_id and register.organisation_id = invited.organisation_id
    where invited.status = 'invited' and (invited.is_partner or register.organisation_id is null)
),
units as (
    select
        wave_id, population, unit_id, bool_or(answered) as answered,
        max(actor_family) as actor_family, max(region) as region, max(size_band) as size_band
    from known group by wave_id, population, unit_id
),
ranks as (
    select units.wave_id, min(populations.rank) as rank
    from units join codelist_survey_populations as populations on populations.code = units.population
    where units.answered group by units.wave_id
),
coded as (
    select wave_id, population, {code} as code, case when answered then 1 else 0 end as answered, 1 as asked from units
    union all
    select distinct wave_id, population, {code}, 0, 0 from known as units
)
select units.wave_id, units.code, sum(units.answered) as answered, sum(units.asked) as asked
from coded as units
join ranks on ranks.wave_id = units.wave_id
join codelist_survey_populations as main on main.rank = ranks.rank
where units.population = main.code {others}
group by units.wave_id, units.code order by units.wave_id, units.code
"""
_AND_PARTNERS = "or units.population = 'PARTENAIRE'"


@dataclass(frozen=True)
class Group:
    """A group of a wave: how many could answer, how many did."""

    code: str
    answered: int
    asked: int


Blocks = Mapping[str, str]  # code of a group → the name under which it is shown


def blocks(query: Query, breakdown: str, thresholds: Thresholds) -> dict[str, Blocks]:
    """For each wave, the name under which each group is shown, in the order of the codelist; none where it cannot be broken down."""
    waves: dict[str, list[Group]] = {}
    others = _AND_PARTNERS if breakdown == "partners" else ""
    found = query(_GROUPS.format(code=_CODES[breakdown], outsider=OUTSIDER, others=others))
    places = codelists.ranks(_ORDER[breakdown])
    for row in found.sort_values("code", key=lambda each: each.map(places), kind="stable").itertuples():
        waves.setdefault(row.wave_id, []).append(Group(row.code, int(row.answered), int(row.asked)))
    return {wave: merge(groups, thresholds) for wave, groups in waves.items()}


def merge(groups: Sequence[Group], thresholds: Thresholds) -> Blocks:
    """Each group under its own code or among « Autres », in the order given; empty where everything would be one.

    A group stands alone if enough answered and enough did not. The others are shown together, with the smallest of those
    that stand until each of them is hidden by enough others.
    """
    standing = sorted(groups, key=lambda group: (group.answered, group.code))
    gathered = [group for group in standing if not _stands(group.answered, group.asked, thresholds)]
    standing = [group for group in standing if group not in gathered]
    while gathered and standing and not _hidden(gathered, thresholds):
        gathered.append(standing.pop(0))
    if len(standing) + bool(gathered) < 2 or (gathered and not _hidden(gathered, thresholds)):
        return {}
    name = marks.others(sum(group.answered for group in gathered))
    return {group.code: name if group in gathered else group.code for group in groups}


def _stands(answered: int, asked: int, thresholds: Thresholds) -> bool:
    return answered >= thresholds.distribution_base and asked - answered >= thresholds.cell


def _hidden(gathered: list[Group], thresholds: Thresholds) -> bool:
    """Whether the groups shown together are many enough, and none of them is nearly all of them."""
    answered, asked = sum(group.answered for group in gathered), sum(group.asked for group in gathered)
    rest = answered - max(group.answered for group in gathered)
    return _stands(answered, asked, thresholds) and rest >= thresholds.cell
