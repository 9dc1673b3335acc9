"""Answers that were begun and never sent, or refused in their tool: what a form tool says of a line is read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import surveys
import tool_exports

from dse.ingest import Proposal, Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing

LINES = 40
DAYS = [f"2021-03-{1 + line % 28:02d} 10:00:00" for line in range(LINES)]
NUMBERS = [str(line + 1) for line in range(LINES)]
NOTES = [str(1 + line % 5) for line in range(LINES)]


def propose_import(upload: Upload, folder: Path, **answers: str) -> Proposal:
    """What an import with the drafted form would do."""
    draft = form_draft.draft_from_file(upload, series="e", wave_id="2021", answers=answers)
    return propose(
        [upload],
        surveys.registered(folder / "store"),
        form=form_writing.write_form(draft, folder / "e.toml"),
    )


@pytest.mark.parametrize(
    ("number", "day", "title", "begun", "sent"),
    [
        ("Numéro de soumission", "Soumis le", "Brouillon", "1", "0"),
        ("SID", "Heure de soumission", "Brouillon", "Oui", "Non"),
        ("webform_serial", "webform_time", "webform_draft", "1", ""),
        ("CLE", "DATE_ENREG", "PROGRESSION", "En cours", "Terminé"),
        ("CLE", "DATE_ENREG", "PROGRESSION", "En cours", ""),
    ],
)
def test_what_a_begun_answer_did_not_reach_was_not_asked(
    number: str, day: str, title: str, begun: str, sent: str, tmp_path: Path
) -> None:
    is_begun = [line % 4 == 0 for line in range(LINES)]
    upload = tool_exports.build(
        "export-2021.csv",
        [
            (number, NUMBERS),
            (day, DAYS),
            ("UID", ["0"] * LINES),
            (title, [begun if mark else sent for mark in is_begun]),
            ("Note de 1 à 5", NOTES),
            (
                "Votre type",
                ["" if mark else ("A court", "B court")[line % 2] for line, mark in enumerate(is_begun)],
            ),
        ],
    )
    proposal = propose_import(upload, tmp_path)
    assert not proposal.problems
    notes = form_draft.draft_from_file(upload, series="e").notes[form_draft.RESPONDENTS]
    assert any("10 réponses sans envoi" in note.replace("\u00a0", " ") for note in notes)
    people = Counter(row["status"] for row in proposal.changes["survey_respondents"].to_pylist())
    assert people == {"partial": 10, "complete": 30}
    rows = proposal.changes["survey_answers"].to_pylist()
    assert Counter(row["missing"] for row in rows if row["question_id"] == "e-type") == {None: 30, "NP": 10}
