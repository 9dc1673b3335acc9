"""A sign added to a label of a choice in a next wave: punctuation changes nothing, a picture is asked about, what tells two apart is another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from next_wave import compare, describe, extended, google_forms, imported, list_points
from surveys import answers as answers_of

from dse.ingest.forms import form_files

NEEDS = "De quoi avez-vous besoin ?"
CELLS = ("Eau;Santé", "Eau", "Santé")


def needs(year: int, label: str = "Eau") -> list[str]:
    """Sixty cells of several choices, of which one has this label."""
    return [CELLS[row % 3].replace("Eau", label) for row in range(60)]


def test_punctuation_added_to_a_choice_changes_nothing(tmp_path: Path) -> None:
    path = describe(google_forms(2018, [NEEDS], [[cell] for cell in needs(2018)]), tmp_path)
    upload = google_forms(2021, [NEEDS], [[cell] for cell in needs(2021, "Eau !")])
    new = compare(upload, path)
    assert not list_points(new, "echelle")
    (question,) = extended(new).questions
    assert question.waves == {}
    proposal = imported(upload, path, tmp_path)
    assert not proposal.problems
    cells = [set(cell.split(";")) for cell in needs(2021)]
    expected = {label: Counter(float(label in cell) for cell in cells) for label in ("Eau", "Santé")}
    given = answers_of(proposal)
    codes = {"Eau": "eau", "Santé": "sante"}
    for label, counts in expected.items():
        assert Counter(value for value, *_ in given[question.question_id, codes[label]]) == counts


@pytest.mark.parametrize("cells", [CELLS, ("Eau", "Santé", "Eau")])
def test_a_picture_added_to_a_choice_is_asked_about(cells: tuple[str, ...], tmp_path: Path) -> None:
    before = [cells[row % 3] for row in range(60)]
    path = describe(google_forms(2018, [NEEDS], [[cell] for cell in before]), tmp_path)
    upload = google_forms(2021, [NEEDS], [[cell.replace("Eau", "💧 Eau")] for cell in before])
    new = compare(upload, path)
    (point,) = list_points(new, "echelle-libelles")
    assert point.proposed == "meme" and "« 💧 Eau »" in point.question
    changed = compare(upload, path, **{point.key: "autre"})
    assert [verdict.state for verdict in changed.verdicts(changed.pairs()).values()] == ["scaled"]
    (question,) = extended(new).questions
    assert question.waves == {}
    proposal = imported(upload, path, tmp_path)
    assert not proposal.doubts or all("échelle" in issue.sentence for issue in proposal.doubts)
    rows = proposal.changes["survey_answers"].to_pylist()
    chosen = sum(row["option"] == "eau" and row["value"] == 1.0 for row in rows)
    chosen += sum(row["option"] == "-" and row["value"] == rank_of_water(path) for row in rows)
    assert chosen == sum("Eau" in cell for cell in before)


def rank_of_water(path: Path) -> int | None:
    """The rank of « Eau » in the form."""
    survey = form_files.load_form(path).survey
    return next(
        option.rank for scale in survey.scales.values() for option in scale.options if option.label == "Eau"
    )


@pytest.mark.parametrize(("label", "another"), [("👍 Utile", "👎 Utile"), ("+ de 10", "- de 10")])
def test_a_sign_that_tells_two_choices_apart_is_never_read_as_the_other(
    label: str, another: str, tmp_path: Path
) -> None:
    cells = (label, "Sans effet", label)
    path = describe(google_forms(2018, [NEEDS], [[cells[row % 3]] for row in range(60)]), tmp_path)
    later = [[cells[row % 3].replace(label, another)] for row in range(60)]
    new = compare(google_forms(2021, [NEEDS], later), path)
    assert not list_points(new, "echelle-libelles")
    assert [verdict.state for verdict in new.verdicts(new.pairs()).values()] == ["scaled"]
