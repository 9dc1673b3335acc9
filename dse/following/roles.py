"""Those who take part in something, by what they are in it, then by their name as a French dictionary has it: É beside E."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from dse.ingest.spelling import words
from schemas import codelists


class _HasRole(Protocol):
    @property
    def organisation_id(self) -> str: ...

    @property
    def name(self) -> str | None: ...

    @property
    def role(self) -> str: ...


_Part = TypeVar("_Part", bound=_HasRole)


def put_in_order(parts: Sequence[_Part], codelist: str) -> tuple[_Part, ...]:
    """The same, in the order of the roles of a list, then of names; those without a name come last in their role."""
    ranks = {role: rank for rank, role in enumerate(codelists.labels(codelist))}

    def make_key(part: _Part) -> tuple[int, bool, str, str]:
        return ranks[part.role], part.name is None, words(part.name or ""), part.organisation_id

    return tuple(sorted(parts, key=make_key))
