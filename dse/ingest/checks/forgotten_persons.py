"""Persons who asked to be forgotten and whom a file brings back: each at its line, since nobody has their identifier any more."""

from __future__ import annotations

from collections.abc import Iterator

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.organisations import contact_marks, erased_texts
from dse.ingest.registry import ERROR, QUESTION, answers, built, check, lines

TABLE, PERSON = "survey_respondents", "respondent_id"


@check(
    "IMP-412",
    level=ERROR,
    title="Personne qui a demandé l’oubli",
    explanation=(
        "Une personne effacée à sa demande, ou une note ou une étape effacée pour toujours, ne doit pas revenir par un ancien fichier. La ligne est reconnue par un code qui "
        "ne permet pas de retrouver la personne ; rien de ce qu’elle contient n’est affiché."
    ),
    advice="Retirez cette ligne du fichier, et des autres copies que vous gardez.",
    trips=built("Un fichier de réponses où se trouve une personne effacée depuis.", "forgotten_person"),
    passes=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"),
    on_rows=True,
)
def find_forgotten_persons(context: RowContext) -> Iterator[Issue]:
    """The lines of respondents and of contacts who were forgotten, and of notes and next steps that were erased, without any value."""
    yield from _find_respondents(context)
    yield from _find_contacts(context)
    yield from _find_texts(context)


def _find_respondents(context: RowContext) -> Iterator[Issue]:
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


def _find_contacts(context: RowContext) -> Iterator[Issue]:
    if contact_marks.TABLE not in context.changed:
        return
    rows = context.changed[contact_marks.TABLE]
    for row in contact_marks.find_forgotten(rows.rows.to_pylist(), context.find_forgotten):
        yield rows.problem(
            CellIssue("Ce contact a demandé l’oubli.", "Retirez la ligne du fichier."), row, None
        )


def _find_texts(context: RowContext) -> Iterator[Issue]:
    for table, key in erased_texts.KEYS.items():
        if table not in context.changed:
            continue
        rows = context.changed[table]
        for row in erased_texts.find_erased(table, rows.rows[key].to_pylist(), context.find_forgotten):
            reason = f"La {erased_texts.LABELS[table]} de cette ligne a été effacée pour toujours."
            yield rows.problem(CellIssue(reason, "Retirez la ligne du fichier."), row, None)


@check(
    "IMP-526",
    level=QUESTION,
    title="Contacts oubliés impossibles à reconnaître",
    explanation=(
        "Des contacts ont été oubliés à leur demande. Le code qui les reconnaîtrait dans ce fichier demande la clé des "
        "pseudonymes qui a servi ce jour-là, et elle n’est pas sur ce poste : un contact oublié pourrait revenir."
    ),
    advice="Remettez la clé à sa place, ou vérifiez qu’aucun contact oublié n’est dans le fichier, puis confirmez.",
    trips=built("Un fichier de contacts, sur un poste sans la clé d’un oubli passé.", "contacts_without_key"),
    passes=lines("contacts", {"Contact": "Fatou Ambrelin"}),
    on_rows=True,
)
def find_missing_key(context: RowContext) -> Iterator[Issue]:
    """An import of contacts where those forgotten cannot be recognised, once."""
    if contact_marks.TABLE not in context.changed or not context.changed[contact_marks.TABLE].rows.num_rows:
        return
    if contact_marks.is_key_missing(context.find_forgotten):
        reason = "Des contacts oubliés ne peuvent pas être reconnus : la clé des pseudonymes de ce jour-là n’est pas sur ce poste."
        yield context.changed[contact_marks.TABLE].problem(
            CellIssue(reason, "Remettez-la, ou vérifiez qu’aucun n’est dans le fichier."), 0, None
        )
