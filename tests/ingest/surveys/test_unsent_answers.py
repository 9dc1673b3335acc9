"""Answers that were begun and never sent, or refused in their tool: what a form tool says of a line is read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import surveys
import tool_exports

from dse.ingest import Proposal, Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing, points
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension

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


def export_kobo(*refused: int, status: str = "Not approved", year: int = 2021) -> Upload:
    """Forty answers of KoboToolbox, some lines of which were refused; the last two are of one person."""
    people = [*(f"p{line}@exemple.org" for line in range(LINES - 1)), f"p{LINES - 2}@exemple.org"]
    return tool_exports.build(
        f"export-{year}.csv",
        [
            ("email", people),
            ("Note de 1 à 5", NOTES),
            ("_id", NUMBERS),
            ("_submission_time", [day.replace("2021", str(year)) for day in DAYS]),
            ("_validation_status", [status if line in refused else "Approved" for line in range(LINES)]),
        ],
    )


def list_notes(proposal: Proposal, wave: str = "2021") -> list[float]:
    """The notes given in a wave, in order."""
    rows = proposal.changes["survey_answers"].to_pylist()
    return sorted(row["value"] for row in rows if row["wave_id"] == wave)


def list_notes_expected(*left_out: int) -> list[float]:
    """The notes in the file, without those of some lines."""
    return sorted(float(note) for line, note in enumerate(NOTES) if line not in left_out)


@pytest.mark.parametrize("status", ["Not approved", "validation_status_not_approved"])
@pytest.mark.parametrize(
    ("answer", "left_out"), [(None, (3, 4, 39)), (points.LEFT_OUT, (3, 4, 39)), (points.COUNTED, (38,))]
)
def test_a_person_says_whether_answers_refused_in_the_tool_count(
    answer: str | None, left_out: tuple[int, ...], status: str, tmp_path: Path
) -> None:
    upload = export_kobo(3, 4, 39, status=status)
    said = {} if answer is None else {points.REFUSED: answer}
    draft = form_draft.draft_from_file(upload, series="e", wave_id="2021", answers=said)
    (point,) = [point for point in draft.points if point.key == points.REFUSED]
    assert (
        point.question.replace("\u00a0", " ").startswith("3 réponses sont refusées")
        and point.chosen == answer
    )
    proposal = propose_import(upload, tmp_path, **said)
    assert not proposal.problems and list_notes(proposal) == list_notes_expected(*left_out)
    assert sum(issue.code == "IMP-418" for issue in proposal.notices) == (
        0 if answer == points.COUNTED else 3
    )
    assert any("refusées" in issue.sentence for issue in proposal.doubts) == (answer is None)


@pytest.mark.parametrize(("answer", "is_asked"), [(points.LEFT_OUT, False), (points.COUNTED, True)])
def test_a_refused_answer_that_is_left_out_says_nothing_of_how_people_answer(
    answer: str, is_asked: bool
) -> None:
    notes = ["55" if line == 3 else note for line, note in enumerate(NOTES)]
    columns = [
        ("Note", notes),
        ("_id", NUMBERS),
        ("_submission_time", DAYS),
        ("_validation_status", ["Not approved" if line == 3 else "" for line in range(LINES)]),
    ]
    upload = tool_exports.build("export-2021.csv", columns)
    draft = form_draft.draft_from_file(upload, series="e", answers={points.REFUSED: answer})
    assert any(point.key.startswith("inattendu") for point in draft.points) == is_asked


def test_a_form_that_says_nothing_of_refused_answers_makes_the_import_ask(tmp_path: Path) -> None:
    form = form_writing.write_form(
        form_draft.draft_from_file(export_kobo(), series="e", wave_id="2021"), tmp_path / "e.toml"
    )
    assert "refused" not in form.read_text(encoding="utf-8")
    proposal = propose([export_kobo(3, 4)], surveys.registered(tmp_path / "store"), form=form)
    assert [issue.code for issue in proposal.doubts].count("IMP-548") == 1
    assert list_notes(proposal) == list_notes_expected(38)


def test_a_next_wave_with_refused_answers_for_the_first_time_asks_and_keeps_what_is_said(
    tmp_path: Path,
) -> None:
    form = form_writing.write_form(
        form_draft.draft_from_file(export_kobo(), series="e", wave_id="2021"), tmp_path / "e.toml"
    )
    later = export_kobo(3, 4, year=2022)
    new = new_wave.draft_new_wave(later, form, wave_id="2022")
    pairs = new.pairs()
    assert points.REFUSED in [point.key for point in new.points(pairs)]
    wave, fields = new_wave.propose_wave(new), new_wave.match_respondent_fields(new)
    reviewed = new.to_review(new.verdicts(pairs))
    form_updating.save_updated_form(new, wave_extension.add_wave(new, pairs, reviewed, wave, fields))
    proposal = propose([later], surveys.registered(tmp_path / "store"), form=form, wave="2022")
    assert not proposal.problems and list_notes(proposal, "2022") == list_notes_expected(3, 4, 38)
    again = new_wave.draft_new_wave(export_kobo(5, year=2023), form, wave_id="2023")
    assert points.REFUSED not in [point.key for point in again.points(again.pairs())]
