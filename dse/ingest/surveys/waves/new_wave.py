"""A wave more of a survey that is known, from its export: what is asked as before, otherwise, no more, or newly, in sentences and rows to review."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dse.ingest.files.cells import Sheet, Upload
from dse.ingest.forms import form_files
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.survey_definitions import Question, Survey, Wave
from dse.ingest.issues import count_noun
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import form_draft
from dse.ingest.surveys.draft.form_draft import WAVES, Draft
from dse.ingest.surveys.draft.points import Answers
from dse.ingest.surveys.tools.survey_tool import Structure
from dse.ingest.surveys.waves import question_matching
from dse.ingest.surveys.waves.question_matching import (
    NEW,
    OTHER_FORM,
    RESCALED,
    REWORDED,
    SAME,
    Comparison,
    Pairs,
)

MIN_SHARE = 0.4  # of the questions of an export, from which it may be a wave of a known survey
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
STATES = {
    SAME: "Identique",
    REWORDED: "Libellé changé",
    RESCALED: "Échelle changée",
    OTHER_FORM: "Autre forme de réponse",
    NEW: "Nouvelle",
}


@dataclass(frozen=True)
class NewWave:
    """An export drafted beside the form that knows its survey. `is_declared`: its scales are those of the questionnaire.

    `path` and `content` are those of the form.
    """

    form: Form
    path: Path
    content: str
    draft: Draft
    sheet: Sheet
    is_declared: bool = False

    @property
    def known_survey(self) -> Survey:
        """The survey as its form tells it."""
        return self.form.survey

    @property
    def questions(self) -> list[Question]:
        """Questions of the export, without the columns that the form knows to be something else."""
        other_columns = [
            *(field.columns for field in self.known_survey.respondents.values()),
            *self.known_survey.dropped,
        ]
        others = {canonical(spelling) for spellings in other_columns for spelling in spellings}
        return [
            question
            for question in self.draft.survey.questions
            if not others & question_matching.question_titles(question)
        ]

    def pairs(self) -> dict[str, str | None]:
        """The known question that each question of the export seems to be."""
        return question_matching.match_questions(self.questions, self.known_survey)

    def verdicts(self, pairs: Pairs) -> dict[str, Comparison]:
        """How each question of the export stands, paired so."""
        known_questions = {question.question_id: question for question in self.known_survey.questions}
        scales = self.draft.survey.scales if self.is_declared else {}
        return {
            question.question_id: question_matching.compare_question(
                question,
                known_questions.get(pairs[question.question_id]),
                self.known_survey,
                self.sheet,
                scales.get(question.scale),
            )
            for question in self.questions
        }

    def not_asked(self, pairs: Pairs) -> list[Question]:
        """Known questions of which the export has no column."""
        there = set(map(canonical, self.sheet.headers))
        return [
            question
            for question in self.known_survey.questions
            if question.question_id not in pairs.values()
            and not there & question_matching.question_titles(question)
        ]

    def to_review(self, verdicts: Mapping[str, Comparison]) -> Draft:
        """The draft of what the form does not know: new questions, and those whose scale has changed."""
        questions = [
            question
            for question in self.questions
            if verdicts[question.question_id].state in (NEW, OTHER_FORM, RESCALED)
        ]
        scales = {
            question.scale: self.draft.survey.scales[question.scale]
            for question in questions
            if question.scale
        }
        return replace(
            self.draft,
            survey=replace(self.draft.survey, questions=tuple(questions), scales=scales, dropped=()),
        )


def draft_new_wave(
    upload: Upload,
    path: Path,
    *,
    wave_id: str | None = None,
    structure: Structure | None = None,
    answers: Answers | None = None,
) -> NewWave:
    """An export beside the form in a file. FormError if it is none, Refused if the export cannot be read."""
    form = form_files.load_form(path)
    draft = form_draft.draft_from_file(
        upload, series=form.survey.series, wave_id=wave_id, structure=structure, answers=answers
    )
    content = path.read_text(encoding="utf-8")
    return NewWave(form, path, content, draft, form_draft.read_answer_sheet(upload), structure is not None)


def find_form_by_name(names: Sequence[str], directory: Path | None = None) -> Path | None:
    """The file of the first survey form among those named."""
    return next((path for path, form in _list_survey_forms(directory) if form.name in names), None)


def find_form_by_series(series: str, directory: Path | None = None) -> Path | None:
    """The file of the form of a series; None where no form is of it."""
    return next((path for path, form in _list_survey_forms(directory) if form.survey.series == series), None)


def find_likeliest_form(draft: Draft, directory: Path | None = None) -> Path | None:
    """The file of the survey form that knows most questions of an export; None where none knows enough of them."""
    shares = [
        (_share_of_known_questions(draft, form.survey), path) for path, form in _list_survey_forms(directory)
    ]
    best = max(shares, default=(0.0, None))
    return best[1] if best[0] >= MIN_SHARE else None


def _list_survey_forms(directory: Path | None = None) -> list[tuple[Path, Form]]:
    return [(path, form) for path, form in form_files.load_all_forms(directory) if form.survey]


def _share_of_known_questions(draft: Draft, known_survey: Survey) -> float:
    paired = question_matching.match_questions(draft.survey.questions, known_survey)
    return sum(match is not None for match in paired.values()) / max(len(paired), 1)


def propose_wave(new: NewWave) -> Wave:
    """The wave of the export, named as the last one of its survey is, with its own year."""
    drafted = new.draft.survey.waves[0]
    last = max(new.known_survey.waves, key=lambda wave: wave.opened_on)
    year = str(drafted.opened_on.year) if drafted.opened_on else drafted.wave_id
    name = _YEAR.sub(year, last.wave_id) if _YEAR.search(last.wave_id) else drafted.wave_id
    taken = {wave.wave_id for wave in new.known_survey.waves}
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    title = _YEAR.sub(year, last.title) if _YEAR.search(last.title) else drafted.title
    return replace(
        drafted,
        wave_id=next(candidate for candidate in names if candidate not in taken),
        title=title,
        unit=last.unit,
        is_anonymous=last.is_anonymous,
    )


def match_respondent_fields(new: NewWave) -> dict[str, str | None]:
    """The column of the export for what a form tells of respondents: one that the form knows, else the likeliest."""
    there = {canonical(header): header for header in new.sheet.headers if header}
    fields: dict[str, str | None] = {}
    for name in ("key", "organisation", "submitted_on"):
        titles = [
            there[canonical(spelling)]
            for spelling in new.known_survey.respondent_columns(name)
            if canonical(spelling) in there
        ]
        fields[name] = next(iter((*titles, *new.draft.survey.respondent_columns(name))), None)
    return fields


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
        yield f"Non posée{'s' if len(questions_not_asked) > 1 else ''} cette fois : {', '.join(question.question_id for question in questions_not_asked)}."


def list_notes(new: NewWave, fields: Mapping[str, str | None]) -> Iterator[str]:
    """What to look at in the wave and in the columns that say who answered."""
    yield from new.draft.notes.get(WAVES, ())[:1]
    key_spellings = new.known_survey.respondent_columns("key")
    key = fields.get("key")
    if key and key_spellings and canonical(key) not in map(canonical, key_spellings):
        yield (
            f"« {key} » identifie les personnes, et non plus « {key_spellings[0]} » : "
            "qui a répondu avant y a-t-il le même identifiant ?"
        )
    if key_spellings and not key:
        yield "Rien n’identifie les personnes : seule une vague anonyme peut s’en passer."
