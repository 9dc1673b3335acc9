"""Answers as cells hold them: errors of a spreadsheet, signs from minus to plus, months and years; and sheets of what is asked several times."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import surveys
from next_wave import google_forms

from dse.ingest import Proposal, Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.draft.form_draft import Draft

Row = Sequence[object]


def workbook(**sheets: Sequence[Row]) -> Upload:
    """A workbook, the rows of each sheet under its name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return Upload("avis-2021.xlsx", content.getvalue())


def read(upload: Upload, folder: Path, **answers: str) -> tuple[Draft, Proposal]:
    """The draft of an export, points answered, and what its form reads."""
    draft = form_draft.draft_from_file(upload, series="avis", wave_id="2021", answers=answers)
    form = form_writing.write_form(draft, folder / "avis.toml")
    proposal = propose([upload], surveys.registered(folder / "store"), form=form)
    assert not proposal.problems, [issue.sentence for issue in proposal.problems[:3]]
    return draft, proposal


REPEATS = {
    "its own titles": ["age_enfant", "_index", "_parent_table_name", "_parent_index"],
    "titles of questions": ["age", "sexe", "_index", "_parent_index"],
}


@pytest.mark.parametrize("case", REPEATS)
def test_a_sheet_of_what_is_asked_several_times_is_left_aside_by_a_form_asked_for(
    case: str, tmp_path: Path
) -> None:
    titles = REPEATS[case]
    people = [["fh"[n % 2], 20 + n, f"u{n}", f"2021-03-{n + 1:02d}T09:00:00"] for n in range(20)]
    repeats = [[n % 17, *["h" for _ in titles[2:]], n % 20 + 1] for n in range(60)]
    upload = workbook(
        Avis=[["sexe", "age", "_uuid", "_submission_time"], *people], Enfants=[titles, *repeats]
    )
    _, proposal = read(upload, tmp_path)
    counts = Counter(row["question_id"] for row in proposal.changes["survey_answers"].to_pylist())
    assert set(counts.values()) == {20}
    assert any("Enfants" in issue.sentence for issue in proposal.notices)


@pytest.mark.parametrize("reason", ["SR", "NSP"])
def test_an_error_of_a_spreadsheet_that_means_no_answer_is_none(reason: str, tmp_path: Path) -> None:
    staff = [12, 15, "#N/A", 1200, "#N/A"]
    rows = [[f"2021/03/{n + 1:02d} 10:00:00", staff[n % 5]] for n in range(25)]
    _, proposal = read(
        workbook(Avis=[["Horodateur", "Effectif"], *rows]), tmp_path, **{"absence-n-a": reason}
    )
    given = Counter(row["missing"] for row in proposal.changes["survey_answers"].to_pylist())
    assert given == {None: 15, reason: 10}


def test_signs_from_minus_to_plus_are_a_scale_and_no_absence(tmp_path: Path) -> None:
    signs = ("--", "-", "+", "++")
    upload = google_forms(2021, ["Votre impact", "Vos remarques"], [[signs[n % 4], "-"] for n in range(28)])
    draft, proposal = read(upload, tmp_path)
    impact, remarks = draft.survey.questions
    assert impact.kind == "likert"
    assert tuple(option.label for option in draft.survey.scales[impact.scale].options) == signs
    assert draft.survey.missing == ()
    given = surveys.answers(proposal)
    assert Counter(value for value, *_ in given[impact.question_id, "-"]) == dict.fromkeys((1, 2, 3, 4), 7)
    assert {missing for *_, missing in given[remarks.question_id, "-"]} == {"SR"}


def test_a_stroke_alone_is_still_no_answer(tmp_path: Path) -> None:
    upload = google_forms(2021, ["Votre choix"], [[("Eau", "Climat", "-")[n % 3]] for n in range(27)])
    draft, _ = read(upload, tmp_path)
    assert draft.survey.missing == (("-", "SR"),)


@pytest.mark.parametrize(
    ("texts", "unit", "values"),
    [
        (("6 mois", "1 an", "18 mois", "2 ans"), "mois", (6, 12, 18, 24)),
        (("1 h", "30 min", "2 h", "45 min"), "minute", (60, 30, 120, 45)),
    ],
)
def test_months_and_years_are_one_number(
    texts: Sequence[str], unit: str, values: Sequence[float], tmp_path: Path
) -> None:
    upload = google_forms(2021, ["Durée de la mission"], [[texts[n % 4]] for n in range(28)])
    draft, proposal = read(upload, tmp_path)
    (question,) = draft.survey.questions
    assert (question.kind, question.unit, draft.points) == ("number", unit, draft.points[:0])
    (given,) = surveys.answers(proposal).values()
    assert Counter(value for value, *_ in given) == dict.fromkeys(values, 7)


def test_days_and_months_which_do_not_make_each_other_exactly_are_not_added(tmp_path: Path) -> None:
    texts = ("20 jours", "1 mois", "40 jours", "3 mois")
    upload = google_forms(2021, ["Durée de la mission"], [[texts[n % 4]] for n in range(28)])
    draft = form_draft.draft_from_file(upload, series="avis", wave_id="2021")
    assert draft.survey.questions[0].kind != "number"
