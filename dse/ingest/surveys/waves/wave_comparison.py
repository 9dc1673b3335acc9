"""What a new wave asks beside the others, in sentences and as rows to review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dse.ingest.issues import count_noun
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft.form_draft import WAVES
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.ingest.surveys.waves.question_matching import (
    NEW,
    OTHER_FORM,
    RESCALED,
    REWORDED,
    SAME,
    Comparison,
    Pairs,
)

STATES = {
    SAME: "Identique",
    REWORDED: "Libellé changé",
    RESCALED: "Échelle changée",
    OTHER_FORM: "Autre forme de réponse",
    NEW: "Nouvelle",
}


def comparison_rows(new: NewWave, pairs: Pairs, verdicts: Mapping[str, Comparison]) -> list[dict[str, Any]]:
    """One row a question of the export: the known question it is paired with, and how it stands; first what to look at."""
    found = [
        {
            "question_id": each.question_id,
            "wording": each.wording,
            "known": pairs[each.question_id],
            "state": STATES[verdicts[each.question_id].state],
            "notes": verdicts[each.question_id].note,
        }
        for each in new.questions
    ]
    return sorted(found, key=lambda row: row["state"] == STATES[SAME] and not row["notes"])


def describe_comparison(new: NewWave, pairs: Pairs, verdicts: Mapping[str, Comparison]) -> Iterator[str]:
    """What a person reviews before the form is used: in all, then each question that is not asked as before."""
    count = {state: [each for each in verdicts.values() if each.state == state] for state in STATES}
    told = [f"{label.lower()} : {len(count[state])}" for state, label in STATES.items() if count[state]]
    gone = new.not_asked(pairs)
    yield f"Nouvelle vague de « {new.form.title} », {count_noun(len(verdicts), 'question')} ({', '.join(told)})."
    for each in comparison_rows(new, pairs, verdicts):
        if each["state"] != STATES[SAME] or each["notes"]:
            known = f" ({each['known']})" if each["known"] else ""
            yield f"{each['state']}{known} : {each['wording']}. {each['notes']}".strip()
    if gone:
        yield f"Non posée{'s' if len(gone) > 1 else ''} cette fois : {', '.join(each.question_id for each in gone)}."


def list_notes(new: NewWave, fields: Mapping[str, str | None]) -> Iterator[str]:
    """What to look at in the wave and in the columns that say who answered."""
    yield from new.draft.notes.get(WAVES, ())[:1]
    known = new.known_survey.respondent_columns("key")
    key = fields.get("key")
    if key and known and canonical(key) not in map(canonical, known):
        yield (
            f"« {key} » identifie les personnes, et non plus « {known[0]} » : "
            "qui a répondu avant y a-t-il le même identifiant ?"
        )
    if known and not key:
        yield "Rien n’identifie les personnes : seule une vague anonyme peut s’en passer."
