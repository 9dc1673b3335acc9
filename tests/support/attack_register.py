"""What the members of a row say beside the register, whose composition is public: over which families they were counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from attack import Fact


def facts_of_members(
    question: str,
    wave: str,
    answers: frozenset[str],
    members: Mapping[str, int],
    families: frozenset[str],
    total: int,
) -> Iterator[Fact]:
    """Which families answered a question, where the members of some are not the register's: they were counted over those alone."""
    present = sorted(family for family in families if members.get(family))
    if total == sum(members[family] for family in present):
        return
    sets = _sets_that_sum_to(total, present, members)
    for family in present:
        if not any(family in each for each in sets):
            yield Fact(question, wave, frozenset([family]), answers, 0, 0)
        elif all(family in each for each in sets):
            yield Fact(question, wave, frozenset([family]), answers, 1, members[family])


def _sets_that_sum_to(total: int, families: list[str], members: Mapping[str, int]) -> list[tuple[str, ...]]:
    return [
        chosen
        for size in range(len(families) + 1)
        for chosen in combinations(families, size)
        if sum(members[family] for family in chosen) == total
    ]
