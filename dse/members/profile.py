"""Who an organisation is: its names, what it is and was, its stays in the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dse.query import Query

Row = dict[str, Any]

_IDENTITY = """
select organisations.name, organisations.siren, organisations.country,
    (select string_agg(alias, '\u00a6' order by alias) from organisation_aliases as aliases
        where aliases.organisation_id = organisations.organisation_id) as aliases
from organisations where organisation_id = $organisation_id
"""
_PROFILES = """
select valid_from, actor_family, field, legal_category, is_ess, region, size_band from organisation_profiles
where organisation_id = $organisation_id order by valid_from
"""
# A stay that ends after the last day known has not ended.
_STAYS = """
select stays.stay, stays.joined_on,
    case when stays.last_day <= reference.created_on then stays.last_day end as left_on
from stays cross join reference
where organisation_id = $organisation_id and stays.joined_on <= reference.created_on order by stay
"""
_PREDECESSORS = (
    "select organisation_id, name from organisations where successor_id = $organisation_id order by name"
)


@dataclass(frozen=True)
class Profile:
    """Who an organisation is. `profiles` and `stays` from the first to the last; `predecessors` are those that it took over."""

    name: str
    siren: str | None
    country: str | None
    aliases: tuple[str, ...]
    profiles: tuple[Row, ...]
    stays: tuple[Row, ...]
    predecessors: tuple[Row, ...]


def read_profile(query: Query, organisation_id: str) -> Profile:
    """The profile of an organisation that there is."""
    of_one = query.with_parameters(organisation_id=organisation_id)
    identity = of_one.read(_IDENTITY).to_pylist()[0]
    aliases = tuple(identity.pop("aliases").split("\u00a6")) if identity["aliases"] else ()
    return Profile(
        **{name: identity[name] for name in ("name", "siren", "country")},
        aliases=aliases,
        profiles=tuple(of_one.read(_PROFILES).to_pylist()),
        stays=tuple(of_one.read(_STAYS).to_pylist()),
        predecessors=tuple(of_one.read(_PREDECESSORS).to_pylist()),
    )
