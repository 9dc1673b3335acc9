"""Persons who asked to be forgotten and whom a file brings back: each at its line, since nobody has their identifier any more."""

from __future__ import annotations

from collections.abc import Iterator

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.registry import ERROR, answers, built, check

TABLE, PERSON = "survey_respondents", "respondent_id"


@check(
    "IMP-412",
    level=ERROR,
    title="Personne qui a demandé l’oubli",
    explanation=(
        "Une personne effacée à sa demande ne doit pas revenir par un ancien fichier. La ligne est reconnue par un code qui "
        "ne permet pas de retrouver la personne ; rien de ce qu’elle contient n’est affiché."
    ),
    advice="Retirez cette ligne du fichier, et des autres copies que vous gardez.",
    trips=built("Un fichier de réponses où se trouve une personne effacée depuis.", "forgotten_person"),
    passes=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"),
    on_rows=True,
)
def find_forgotten_persons(context: RowContext) -> Iterator[Issue]:
    """The lines of respondents who were forgotten, without any value."""
    if TABLE not in context.gathered:
        return
    rows = context.gathered[TABLE]
    persons = rows.rows[PERSON].to_pylist()
    forgotten = context.find_forgotten(set(persons) - {None})
    for row, person in enumerate(persons) if forgotten else ():
        if person in forgotten:
            yield rows.problem(
                CellIssue("La personne de cette ligne a demandé l’oubli.", "Retirez la ligne du fichier."),
                row,
                None,
            )
