"""What a new wave asks beside the others, in sentences and as rows to review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dse.ingest.forms.survey_definitions import Question
from dse.ingest.issues import count_noun, quoted_list
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft.form_draft import WAVES
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.ingest.surveys.waves.question_comparison import NEW, OTHER_FORM, RESCALED, REWORDED, SAME, Comparison
from dse.ingest.surveys.waves.question_matching import Pairs
from dse.ingest.surveys.waves.wording_comparison import list_wordings

STATES = {
    SAME: "Identique",
    REWORDED: "Libellé changé",
    RESCALED: "Échelle changée",
    OTHER_FORM: "Autre forme de réponse",
    NEW: "Nouvelle",
}


def comparison_rows(new: NewWave, pairs: Pairs, verdicts: Mapping[str, Comparison]) -> list[dict[str, Any]]:
    """One row a question of the export: the known question it is paired with, and how it stands; first what to look at."""
    rows = [
        {
            "question_id": question.question_id,
            "wording": question.wording,
            "known": pairs[question.question_id],
            "state": STATES[verdicts[question.question_id].state],
            "notes": verdicts[question.question_id].note,
        }
        for question in new.questions
    ]
    return sorted(rows, key=lambda row: row["state"] == STATES[SAME] and not row["notes"])


def describe_comparison(new: NewWave, pairs: Pairs, verdicts: Mapping[str, Comparison]) -> Iterator[str]:
    """What a person reviews before the form is used: in all, then each question that is not asked as before."""
    count = {
        state: [comparison for comparison in verdicts.values() if comparison.state == state]
        for state in STATES
    }
    counts_by_state = [
        f"{label.lower()} : {len(count[state])}" for state, label in STATES.items() if count[state]
    ]
    questions_not_asked = new.not_asked(pairs)
    yield f"Nouvelle vague de « {new.form.title} », {count_noun(len(verdicts), 'question')} ({', '.join(counts_by_state)})."
    for row in comparison_rows(new, pairs, verdicts):
        if row["state"] != STATES[SAME] or row["notes"]:
            known_question = f" ({row['known']})" if row["known"] else ""
            yield f"{row['state']}{known_question} : {row['wording']}. {row['notes']}".strip()
    if questions_not_asked:
        wordings = list(map(_name_question, questions_not_asked))
        yield f"Non posée{'s' if len(questions_not_asked) > 1 else ''} cette fois : {quoted_list(wordings, 'et')}."


def _name_question(question: Question) -> str:
    """Its wording, else a title of it that is no code alone, where it has one."""
    wordings = list(list_wordings(question))
    return next((wording for wording in wordings if " " in wording), wordings[0])


def _list_waves_of_same_days(new: NewWave) -> Iterator[str]:
    """Known waves during which answers of the export were given: it may be an export of theirs."""
    drafted = new.draft.survey.waves[0]
    if not (drafted.opened_on and drafted.closed_on):
        return
    for wave in new.known_survey.waves:
        if drafted.opened_on <= wave.closed_on and wave.opened_on <= drafted.closed_on:
            yield (
                f"Des réponses de ce fichier datent de {quoted_list([wave.title])} ({wave.opened_on:%d/%m/%Y} – {wave.closed_on:%d/%m/%Y}), "
                "que le formulaire a déjà. Si c’est le même export, ne l’ajoutez pas."
            )


def list_notes(new: NewWave, fields: Mapping[str, str | None]) -> Iterator[str]:
    """What to look at in the wave and in the columns that say who answered."""
    yield from new.draft.notes.get(WAVES, ())[:1]
    yield from _list_waves_of_same_days(new)
    key_spellings = new.known_survey.respondent_columns("key")
    key = fields.get("key")
    if key and key_spellings and canonical(key) not in map(canonical, key_spellings):
        yield (
            f"« {key} » identifie les personnes, et non plus « {key_spellings[0]} » : "
            "qui a répondu avant y a-t-il le même identifiant ?"
        )
    if key_spellings and not key:
        yield "Rien n’identifie les personnes : seule une vague anonyme peut s’en passer."
