"""What a second wave becomes beside the form of a first: right, refused, asked about, or followed or counted wrongly in silence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from next_wave import extended

from dse.errors import Refused
from dse.ingest import propose
from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.spelling import canonical
from dse.ingest.surveys.draft import form_draft
from dse.ingest.surveys.waves import new_wave
from dse.ingest.surveys.waves.new_wave import NewWave
from mutants import survey_exports, survey_judging
from mutants.survey_exports import Export
from mutants.survey_judging import ASKED, REFUSED, RIGHT, WRONG, Difference, Mutant, Outcome

_DATES = {"dates": "2022-03-01 2022-03-31"}


def judge_wave(export: Export, other_questions: frozenset[str]) -> Outcome:
    """What becomes of an export as a wave more of its survey. `other_questions` are first columns that no longer ask what they did."""
    mutant = Mutant(export, survey_exports.csv_bytes(export.rows(), export.delimiter))
    path = Path(mkdtemp(prefix="dse-waves-")) / "avis.toml"
    shutil.copy(survey_judging.base_form(export.name), path)
    new = new_wave.draft_new_wave(mutant.upload, path, wave_id="later", answers=_DATES)
    points = new.open_points(new.pairs())
    try:
        survey = extended(new)
    except Refused as refusal:
        return Outcome(REFUSED, (str(refusal),))
    wave = survey.waves[-1].wave_id
    proposal = propose([mutant.upload], survey_judging.store(), form=path, wave=wave)
    if proposal.problems:
        return Outcome(REFUSED, tuple(issue.sentence for issue in proposal.problems[:3]))
    versions = tuple(version for question in survey.questions if (version := question.in_wave(wave)))
    differences = [
        *survey_judging.list_differences(mutant, proposal, replace(survey, questions=versions)),
        *_find_wrongly_followed(mutant, survey, other_questions),
    ]
    asked = _list_asked_columns(mutant, new)
    unasked = [text for columns, text in differences if asked is not None and not asked & set(columns)]
    keys = frozenset(point.key for point in points)
    if unasked:
        return Outcome(WRONG, tuple(unasked), keys)
    return Outcome(ASKED if points else RIGHT, tuple(text for _, text in differences), keys)


def _name_columns(mutant: Mutant) -> dict[str, str]:
    """The column of each title."""
    headers = form_draft.read_answer_sheet(mutant.upload).headers
    return {canonical(title): name for name, title in zip(mutant.export.columns, headers, strict=False)}


def _list_asked_columns(mutant: Mutant, new: NewWave) -> set[str] | None:
    """Columns about which something is asked; None where it is about the whole file."""
    names = _name_columns(mutant)
    questions = {question.question_id: question for question in new.questions}
    points = new.open_points(new.pairs())
    if any(not point.question_ids for point in points):
        return None
    asked = {question_id for point in points for question_id in point.question_ids}
    return {
        names[canonical(spellings[0])]
        for question_id in asked
        for spellings in questions[question_id].list_columns()
        if canonical(spellings[0]) in names
    }


def _find_wrongly_followed(
    mutant: Mutant, survey: Survey, other_questions: frozenset[str]
) -> Iterator[Difference]:
    """Questions that go on though they ask something else, and questions whose series ends though they do not."""
    first, last = survey.waves[0].wave_id, survey.waves[-1].wave_id
    titles = {name: title for title, name in _name_columns(mutant).items()}
    for truth in mutant.export.truths:
        title = titles[truth.columns[0]]
        question = next(
            one
            for one in survey.questions
            if (now := one.in_wave(last))
            and any(title in map(canonical, spellings) for spellings in now.list_columns())
        )
        then, now = question.in_wave(first), question.in_wave(last)
        is_followed = then is not None and (then.kind, then.scale) == (now.kind, now.scale)
        if is_followed == (truth.columns[0] in other_questions):
            yield truth.columns, f"« {title} » {'suivie' if is_followed else 'rompue'}"
