"""Organisations that would succeed themselves, at once or through others: the story has no end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, quoted_list

TABLE = "organisations"


def find_successor_circles(context: RowContext) -> Iterator[Issue]:
    """Rows of the files from which one successor after the other leads back to the row itself, as it did not before."""
    if TABLE not in context.gathered:
        return
    rows = context.gathered[TABLE]
    after, before = _successors(context.content(TABLE)), _successors(context.current(TABLE))
    for row, organisation in enumerate(rows.rows["organisation_id"].to_pylist()):
        path = _path_back(organisation, after)
        if path is not None and path != _path_back(organisation, before):
            yield rows.problem(_describe(path), row, "successor_id")


def _successors(organisations: pa.Table) -> dict[str, str | None]:
    names = ("organisation_id", "successor_id")
    return dict(zip(*(organisations[name].to_pylist() for name in names), strict=True))


def _path_back(start: str, successors: Mapping[str, str | None]) -> list[str] | None:
    """The organisations between one and itself, following successors; None where these do not lead back."""
    path: list[str] = []
    successor = successors.get(start)
    while successor is not None and successor != start and successor not in path:
        path.append(successor)
        successor = successors.get(successor)
    return path if successor == start else None


def _describe(path: list[str]) -> CellIssue:
    if not path:
        reason = "Une organisation ne peut pas se succéder à elle-même."
        return CellIssue(reason, "Corrigez-la ou videz la cellule.")
    verb = "a" if len(path) == 1 else "ont"
    reason = f"{quoted_list(path[:3], 'et')} {verb} déjà celle-ci pour successeur."
    return CellIssue(reason, "Corrigez la succession, ou videz la cellule.")
