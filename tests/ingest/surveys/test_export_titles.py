"""Titles of exports taken apart: an option stays in its question whatever signs its label holds, and a comment is no option."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import surveys
import tool_exports

from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.tools.limesurvey_structure import CodedText, LssQuestion
from dse.ingest.surveys.tools.survey_tool import Structure

LINES = 40
NUMBERED = ("id", "submitdate")


def build(start: Sequence[str], columns: Mapping[str, Sequence[object]]) -> Upload:
    """An export of forty answers whose first columns are the number and the day of each."""
    days = [f"2021-03-{1 + line % 28:02d} 10:00:00" for line in range(LINES)]
    numbers = [str(line + 1) for line in range(LINES)]
    every = dict(zip(start, (numbers, days), strict=True)) | columns
    return tool_exports.build(
        "export-2021.csv", [(title, [str(text) for text in texts]) for title, texts in every.items()]
    )


def count_reasons(upload: Upload, folder: Path) -> dict[str, dict[str, int]]:
    """Of each option of the only multiple choice, how many ticked it, and how many have no answer for each reason."""
    draft = form_draft.draft_from_file(upload, series="e", wave_id="2021")
    (asked,) = [question for question in draft.survey.questions if question.kind == "multiple"]
    form = form_writing.write_form(draft, folder / "e.toml")
    proposal = propose([upload], surveys.registered(folder / "store"), form=form)
    assert not proposal.problems
    labels = {option.code: option.label for option in draft.survey.scales[asked.scale].options}
    counts: dict[str, Counter[str]] = {label: Counter() for label in labels.values()}
    for row in proposal.changes["survey_answers"].to_pylist():
        if row["question_id"] == asked.question_id:
            counts[labels.get(row["option"], "-")][row["missing"] or f"{row['value']:g}"] += 1
    return {label: dict(count) for label, count in counts.items()}


@pytest.mark.parametrize(
    "titles",
    [
        ("B[SQ1]", "B[SQ1comment]", "B[SQ2]", "B[SQ2comment]", "B[other]", "B[othercomment]"),
        ("B[eau]", "B[eaucomment]", "B[sante]", "B[santecomment]", "B[other]", "B[othercomment]"),
        (
            "Besoins [Eau]",
            "Besoins [Eau] [Commentaire]",
            "Besoins [Santé]",
            "Besoins [Santé] [Commentaire]",
            "Besoins [Autre]",
            "Besoins [Autre commentaire]",
        ),
    ],
)
def test_a_comment_beside_other_is_no_option_and_who_wrote_at_other_answered(
    titles: Sequence[str], tmp_path: Path
) -> None:
    cells = [["Y" if line % 4 == place else "" for line in range(LINES)] for place in (1, 2)]
    written = [f"forage {line}" if line % 4 == 3 else "" for line in range(LINES)]
    nothing = [""] * LINES
    columns = dict(zip(titles, (cells[0], nothing, cells[1], nothing, written, nothing), strict=True))
    counts = count_reasons(build(NUMBERED, columns), tmp_path)
    assert len(counts) == 3
    assert all(count == {"1": 10, "0": 20, "SR": 10} for count in counts.values())


def test_a_structure_declares_the_comment_beside_other() -> None:
    question = LssQuestion("B", "P", {"fr": "Besoins"}, (CodedText("SQ1", {"fr": "Eau"}),), has_other=True)
    columns = question.list_columns(Structure(("fr",), {}, (question,)))
    assert [column.part for column in columns] == ["SQ1", "other", "SQ1comment", "othercomment"]
    assert "Besoins [Autre commentaire]" in columns[-1].spellings
