"""Who was in the network, from when to when: founders, then year after year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from tests.demo.generator import names
from tests.demo.generator.effects import YEARS

FOUNDERS = {
    "ONG": 54,
    "COLLECTIVITE": 18,
    "COLLECTIF_OSC": 8,
    "FONDATION": 4,
    "SYNDICAT": 3,
    "ESS": 2,
    "RECHERCHE_FORMATION": 4,
}
JOIN = (4, 4, 4, 4, 5, 5, 5, 4, 5)
RETURN = (0, 0, 0, 1, 0, 1, 0, 1, 0)  # among those that join
LEAVE = (6, 6, 5, 6, 5, 6, 4, 4, 3)


@dataclass(frozen=True)
class Stay:
    """A stay in the network; `left` is its last day."""

    joined: date
    left: date | None = None


def stays_of_members(rng: Random) -> list[tuple[str, str, str, tuple[Stay, ...]]]:
    """Family, name, acronym and stays of each member: founders, then year after year."""
    pools = {family: names.pairs(block) for family, block in names.MEMBERS.items()}
    founders = [(f, *pools[f].pop(0)) for f, count in FOUNDERS.items() for _ in range(count)]
    stays = {who: [Stay(_founding_day(rng, who[0]))] for who in founders}
    waiting = [(f, *pair) for f, rest in pools.items() for pair in rest]
    rng.shuffle(waiting)
    for year, joining, returning, leaving in zip(YEARS, JOIN, RETURN, LEAVE, strict=True):
        _some_leave(rng, stays, year, leaving)
        _some_return(rng, stays, year, returning)
        for _ in range(joining - returning):
            stays[waiting.pop()] = [Stay(day_in(rng, year, 1, 11))]
    return [(*who, tuple(periods)) for who, periods in stays.items()]


def _founding_day(rng: Random, family: str) -> date:
    return day_in(rng, rng.randint(2000 if family == "COLLECTIVITE" else 1994, 2012))


def _some_leave(rng: Random, stays: dict[tuple[str, str, str], list[Stay]], year: int, count: int) -> None:
    present = [who for who, periods in stays.items() if periods[-1].left is None]
    for _ in range(count):
        weights = [1.1 if who[0] == "COLLECTIVITE" else 1.0 for who in present]
        who = present.pop(rng.choices(range(len(present)), weights)[0])
        stays[who][-1] = replace(stays[who][-1], left=day_in(rng, year))


def _some_return(rng: Random, stays: dict[tuple[str, str, str], list[Stay]], year: int, count: int) -> None:
    gone = [who for who, p in stays.items() if len(p) == 1 and p[0].left and p[0].left.year <= year - 2]
    for who in rng.sample(gone, count):
        stays[who].append(Stay(day_in(rng, year, 1, 6)))


def day_in(rng: Random, year: int, first_month: int = 1, last_month: int = 12) -> date:
    """A day of a month between the two, from the 2nd to the 27th."""
    return date(year, rng.randint(first_month, last_month), rng.randint(2, 27))
