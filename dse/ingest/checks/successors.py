"""Organisations that would succeed themselves, at once or through others: the story has no end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from dse.ingest.issues import CellIssue, Issue, quoted_list
from dse.ingest.rows.gathering import Gathered
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current

TABLE = "organisations"
_ITSELF = CellIssue(
    "IMP-406", "Une organisation ne peut pas se succéder à elle-même.", "Corrigez-la ou videz la cellule."
)


def circular(
    gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> Iterator[Issue]:
    """Rows of the files from which one successor after the other leads back to the row itself, as it did not before."""
    if TABLE not in gathered:
        return
    after, before = _successors(merged[TABLE].content), _successors(current(TABLE))
    for row, each in enumerate(gathered[TABLE].rows["organisation_id"].to_pylist()):
        path = _back_to(each, after)
        if path is not None and path != _back_to(each, before):
            yield gathered[TABLE].problem(_fault(path), row, "successor_id")


def _successors(organisations: pa.Table) -> dict[str, str | None]:
    names = ("organisation_id", "successor_id")
    return dict(zip(*(organisations[name].to_pylist() for name in names), strict=True))


def _back_to(start: str, successors: Mapping[str, str | None]) -> list[str] | None:
    """The organisations between one and itself, following successors; None where these do not lead back."""
    path: list[str] = []
    each = successors.get(start)
    while each is not None and each != start and each not in path:
        path.append(each)
        each = successors.get(each)
    return path if each == start else None


def _fault(path: list[str]) -> CellIssue:
    if not path:
        return _ITSELF
    reason = (
        f"{quoted_list(path[:3], 'et')} {'a' if len(path) == 1 else 'ont'} déjà celle-ci pour successeur."
    )
    return CellIssue("IMP-406", reason, "Corrigez la succession, ou videz la cellule.")
