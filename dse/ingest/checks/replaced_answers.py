"""Answers of a wave that a file takes away or changes: it may be the wave itself, corrected, or the survey asked again."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, quoted_list
from dse.ingest.registry import QUESTION, built, check

_OF_ANSWERS = {"survey_items", "survey_respondents", "survey_answers"}
_NEW_WAVE = (
    "C’est sans doute une nouvelle vague : ajoutez-la au formulaire (page Données, ou python -m dse draft). "
    "Ne confirmez que si ces réponses sont bien à remplacer."
)
_KNOWN_WAVE = "Confirmez si elles ont été corrigées ou retirées ; si c’est une nouvelle vague, ajoutez-la au formulaire."


@check(
    "IMP-551",
    level=QUESTION,
    title="Réponses d’une enquête qui seraient remplacées",
    explanation=(
        "Un fichier de réponses remplace celles de sa vague. Si la même enquête a été posée une nouvelle fois, ses titres sont souvent les "
        "mêmes : lue comme la vague d’avant, elle en effacerait les réponses. Une nouvelle vague garde les deux."
    ),
    advice="Ajoutez la nouvelle vague au formulaire ; ne confirmez que si ce sont les mêmes réponses, corrigées.",
    trips=built("D’autres réponses sous les titres d’une vague déjà importée.", "other_answers_of_a_wave"),
    passes=built("Une deuxième vague de la même enquête.", "second_wave"),
    on_rows=True,
)
def check_replaced_answers(context: RowContext) -> Iterator[Issue]:
    """Waves of which respondents, or what they answered, would go."""
    if not context.merged.keys() >= _OF_ANSWERS:
        return
    for batch in context.batches:
        if batch.table == "survey_waves":
            wave_ids = batch.columns["wave_id"]
            for wave_id, title in zip(wave_ids, batch.columns.get("title", wave_ids), strict=True):
                if issue := _describe_replaced(context, wave_id, title):
                    yield batch.sheet.problem(issue)


def proposes_new_wave(issue: Issue) -> bool:
    """Whether the answers of a file are probably those of a wave that no form has."""
    return issue.code == check_replaced_answers.code and issue.advice == _NEW_WAVE


def _describe_replaced(context: RowContext, wave_id: str, title: str) -> CellIssue | None:
    replaced = _list_replaced(context, wave_id)
    if not replaced:
        return None
    total = _select(context.current("survey_respondents"), wave_id).num_rows
    has_other_titles = _select(context.merged["survey_items"].detail.removed, wave_id).num_rows
    is_new = has_other_titles or 2 * len(replaced) > total
    return CellIssue(_describe(len(replaced), total, title), _NEW_WAVE if is_new else _KNOWN_WAVE)


def _list_replaced(context: RowContext, wave_id: str) -> set[str]:
    """Respondents of a wave that are there no more, or of whom an answer that was given is."""
    gone = context.merged["survey_respondents"].detail.removed
    answers = context.merged["survey_answers"].detail
    answered = (table.filter(pc.is_null(table["missing"])) for table in (answers.removed, answers.before))
    return {
        identifier
        for table in (gone, *answered)
        for identifier in _select(table, wave_id)["respondent_id"].to_pylist()
    }


def _select(rows: pa.Table, wave_id: str) -> pa.Table:
    return rows.filter(pc.equal(rows["wave_id"], wave_id))


def _describe(count: int, total: int, title: str) -> str:
    what = (
        "réponse de {} sur {} serait retirée ou changée"
        if count == 1
        else "réponses de {} sur {} seraient retirées ou changées"
    )
    return f"{count} {what.format(quoted_list([title]), total)} par ce fichier."
