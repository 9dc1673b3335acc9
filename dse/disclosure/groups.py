"""Which groups of respondents are shown together: decided once a wave, from who answered, whatever the question.

A fixed merge is what keeps two figures, two questions or two filters from being subtracted from one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dse.disclosure import marks
from dse.disclosure.audiences import Thresholds
from dse.query import Ask

UNKNOWN = "?"
_COLUMNS = {
    "families": "coalesce(profile.actor_family, units.actor_family, '?')",
    "regions": "coalesce(profile.region, '?')",
    "sizes": "coalesce(profile.size_band, '?')",
    "partners": "case when units.is_partner then 'PARTENAIRE' else 'MEMBRE' end",
}
# Who was asked, or could have been: the members of the register on the day the wave opened, and all invited. A partner of a
# member answers for itself, and has no family of its own.
_GROUPS = """
with replies as (
    select
        wave_id, case when is_partner then respondent_id else coalesce(organisation_id, respondent_id) end as unit,
        any_value(organisation_id) as organisation_id, any_value(actor_family) as actor_family,
        coalesce(is_partner, false) as is_partner,
        bool_or(status in ('partial', 'complete')) as answered
    from survey_respondents where status <> 'ineligible' group by all
),
register as (
    select distinct
        survey_waves.wave_id, memberships.organisation_id as unit, memberships.organisation_id,
        cast(null as varchar) as actor_family, false as is_partner, false as answered
    from survey_waves join memberships
        on memberships.joined_on <= survey_waves.opened_on
        and coalesce(memberships.left_on, date '9999-12-31') > survey_waves.opened_on
),
units as (select *, false as listed from replies union all select *, true as listed from register)
select
    units.wave_id, {group} as code, cast(count(*) filter (answered) as bigint) as answered,
    cast(greatest(count(*) filter (not listed), count(*) filter (listed)) as bigint) as asked
from units
join survey_waves on survey_waves.wave_id = units.wave_id
left join profile_spans as profile on profile.organisation_id = units.organisation_id
    and survey_waves.opened_on >= profile.valid_from and survey_waves.opened_on < profile.valid_until
where {among}
group by all order by all
"""


@dataclass(frozen=True)
class Group:
    """A group of a wave: how many could answer, how many did."""

    code: str
    answered: int
    asked: int


Blocks = Mapping[str, str]  # code of a group → the name under which it is shown


def blocks(ask: Ask, breakdown: str, thresholds: Thresholds) -> dict[str, Blocks]:
    """For each wave, the name under which each group is shown; a wave that cannot be broken down has none."""
    waves: dict[str, list[Group]] = {}
    among = "true" if breakdown == "partners" else "not units.is_partner"
    for row in ask(_GROUPS.format(group=_COLUMNS[breakdown], among=among)).itertuples():
        waves.setdefault(row.wave_id, []).append(Group(row.code, int(row.answered), int(row.asked)))
    return {wave: merge(groups, thresholds) for wave, groups in waves.items()}


def merge(groups: Iterable[Group], thresholds: Thresholds) -> Blocks:
    """Each group under its own code or among « Autres »; empty where everything would be one.

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
    return {group.code: group.code for group in standing} | {group.code: name for group in gathered}


def _stands(answered: int, asked: int, thresholds: Thresholds) -> bool:
    return answered >= thresholds.distribution_base and asked - answered >= thresholds.cell


def _hidden(gathered: list[Group], thresholds: Thresholds) -> bool:
    """Whether the groups shown together are many enough, and none of them is nearly all of them."""
    answered, asked = sum(group.answered for group in gathered), sum(group.asked for group in gathered)
    rest = answered - max(group.answered for group in gathered)
    return _stands(answered, asked, thresholds) and rest >= thresholds.cell
