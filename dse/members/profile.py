"""Who an organisation is: its names, what it is and was, its stays in the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dse.query import Query

Row = dict[str, Any]

_IDENTITY = """
select organisations.name, organisations.siren, organisations.country
from organisations where organisation_id = $organisation_id
"""
_ALIASES = "select alias from organisation_aliases where organisation_id = $organisation_id order by alias"
_PROFILES = """
select valid_from, actor_family, field, legal_category, is_ess, region, size_band from organisation_profiles
where organisation_id = $organisation_id order by valid_from
"""
# A stay that ends after the day of the version has not ended.
_STAYS = """
select stays.organisation_id, stays.stay, stays.joined_on,
    case when stays.last_day <= reference.known_on then stays.last_day end as left_on
from stays cross join reference
where list_contains($organisations, organisation_id) and stays.joined_on <= reference.known_on
order by stays.organisation_id, stays.stay
"""


@dataclass(frozen=True)
class Profile:
    """Who an organisation is. `profiles` and `stays` from the first to the last."""

    name: str
    siren: str | None
    country: str | None
    aliases: tuple[str, ...]
    profiles: tuple[Row, ...]
    stays: tuple[Row, ...]


def read_stays(query: Query, organisations: Sequence[str]) -> list[Row]:
    """The stays of some organisations in the network, from the first to the last of each; `left_on` is None where it goes on."""
    return query.with_parameters(organisations=list(organisations)).read(_STAYS).to_pylist()


def read_profile(query: Query, organisation_id: str) -> Profile:
    """The profile of an organisation that there is."""
    of_one = query.with_parameters(organisation_id=organisation_id)
    return Profile(
        **of_one.read(_IDENTITY).to_pylist()[0],
        aliases=tuple(of_one.read(_ALIASES)["alias"].to_pylist()),
        profiles=tuple(of_one.read(_PROFILES).to_pylist()),
        stays=tuple(read_stays(query, [organisation_id])),
    )
