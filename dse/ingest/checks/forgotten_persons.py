"""Persons who asked to be forgotten and whom a file brings back: each at its line, since nobody has their identifier any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from dse.ingest.issues import CellIssue, Issue
from dse.ingest.rows.gathering import Gathered

TABLE, PERSON = "survey_respondents", "respondent_id"
_RETURNS = CellIssue(
    "IMP-412", "La personne de cette ligne a demandé l’oubli.", "Retirez la ligne du fichier."
)

# Those of some pseudonyms whose person was forgotten.
Forgotten = Callable[[Collection[str]], set[str]]


def returning(gathered: Mapping[str, Gathered], forgotten_among: Forgotten) -> Iterator[Issue]:
    """The lines of respondents who were forgotten, without any value."""
    if TABLE not in gathered:
        return
    rows = gathered[TABLE]
    persons = rows.rows[PERSON].to_pylist()
    back = forgotten_among(set(persons) - {None})
    for row, person in enumerate(persons) if back else ():
        if person in back:
            yield rows.problem(_RETURNS, row, None)
