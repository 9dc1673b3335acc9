"""What somebody writes beside a choice, in a column of its own, chooses « Autre »; nobody who wrote is without an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import uploads
from next_wave import compare, describe, extended, imported, list_points
from surveys import answers as answers_of

from dse.errors import Refused
from dse.ingest import Upload
from dse.ingest.surveys.draft import draft_editing, form_draft, form_writing

STATUSES = ("Salarié", "Bénévole", "", "Salarié")


def surveymonkey(
    year: int, texts: Sequence[str] = ("élue", "élu"), statuses: Sequence[str] = STATUSES
) -> Upload:
    """An export of SurveyMonkey, titles over two rows: a choice, and what was written beside it where it is blank."""
    lines = [
        ["Respondent ID", "Collector ID", "End Date", "Quel est votre statut ?", ""],
        ["", "", "", "Response", "Autre (veuillez préciser)"],
    ]
    for place in range(24):
        status = statuses[place % 4]
        text = "" if status or place % 8 == 6 or not texts else texts[place % 2]
        lines.append([f"1{place:09d}", "9", f"03/{place + 1:02d}/{year} 09:00:00 AM", status, text])
    return uploads.build_upload(f"avis-{year}.csv", *(",".join(line) for line in lines))


EXPECTED = {"Salarié": 12, "Bénévole": 6, "Autre": 3, "SR": 3}


def count_labels(upload: Upload, path: Path, folder: Path) -> Counter[str]:
    """How often each answer to the only question comes, by its label."""
    changes = imported(upload, path, folder).changes
    labels = {row["rank"]: row["label"] for row in changes["survey_options"].to_pylist()}
    rows = [row for row in changes["survey_answers"].to_pylist() if row["wave_id"] == "2021"]
    return Counter(row["missing"] or labels[row["value"]] for row in rows)


def test_what_is_written_beside_a_choice_is_other(tmp_path: Path) -> None:
    path = describe(surveymonkey(2018), tmp_path)
    survey = extended(compare(surveymonkey(2021), path))
    (question,) = survey.questions
    assert (question.kind, question.scale) == ("single", question.in_wave("2021").scale)
    assert count_labels(surveymonkey(2021), path, tmp_path) == EXPECTED
    given = answers_of(imported(surveymonkey(2021), path, tmp_path / "texts"))[question.question_id, "-"]
    assert Counter(text for _, text, _ in given if text) == {"élue": 3}


def test_nobody_who_writes_in_a_next_wave_changes_nothing(tmp_path: Path) -> None:
    path = describe(surveymonkey(2018), tmp_path)
    upload = surveymonkey(2021, ())
    new = compare(upload, path)
    assert not list_points(new, "question")
    assert len(extended(new).questions) == 1
    assert count_labels(upload, path, tmp_path) == {"Salarié": 12, "Bénévole": 6, "SR": 6}


def test_who_writes_for_the_first_time_in_a_next_wave_is_counted(tmp_path: Path) -> None:
    path = describe(surveymonkey(2018, ()), tmp_path)
    upload = surveymonkey(2021)
    new = compare(upload, path)
    extended(new)
    assert count_labels(upload, path, tmp_path) == EXPECTED


def test_a_form_says_which_choice_is_written_beside_it(tmp_path: Path) -> None:
    draft = form_draft.draft_from_file(surveymonkey(2018), series="avis", wave_id="2018")
    (question,) = draft.survey.questions
    rows = [{**row, "kind": "text"} for row in draft_editing.question_rows(draft)]
    edited = draft_editing.apply_edits(
        draft, rows, draft_editing.option_rows(draft), draft.survey.waves[0], {}
    )
    form_writing.render_form(edited)
    without_other = replace(draft.survey, questions=(replace(question, other=None),))
    with pytest.raises(Refused, match="other_columns"):
        form_writing.render_form(replace(draft, survey=without_other))
