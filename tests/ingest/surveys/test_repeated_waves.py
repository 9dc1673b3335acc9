"""The export of a wave added again as another one is asked about; another wave is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from next_wave import Rows, compare, describe, extended, google_forms
from surveys import registered
from uploads import accepted

from dse.ingest import Proposal, propose
from dse.ingest.surveys.waves import new_wave, wave_review

TITLES = ("Votre note", "Vos salariés", "Venez-vous ?")


def lines(start: int, count: int) -> list[list[str]]:
    return [
        [str(line % 5 + 1), str(line * 7 % 90), ("Oui", "Non")[line % 2]]
        for line in range(start, start + count)
    ]


def second_wave(rows: Rows, folder: Path) -> Proposal:
    """A second wave after one of 40 answers that is in the store."""
    first = google_forms(2018, TITLES, lines(0, 40))
    path = describe(first, folder)
    store = registered(folder / "store")
    accepted(store, first, form=path)
    upload = google_forms(2021, TITLES, rows)
    extended(compare(upload, path))
    return propose([upload], store, form=path, wave="2021")


def list_repeated(proposal: Proposal) -> list[str]:
    assert not proposal.problems
    return [issue.reason for issue in proposal.doubts if issue.code == "IMP-550"]


def test_the_same_export_as_another_wave_is_asked_about(tmp_path: Path) -> None:
    (reason,) = list_repeated(second_wave(lines(0, 40), tmp_path))
    assert "« Avis 2018 » a déjà 40 des 40 réponses" in reason


@pytest.mark.parametrize(("year", "is_told"), [(2018, True), (2021, False)])
def test_answers_of_the_days_of_a_known_wave_are_told_before_it_is_added(
    year: int, is_told: bool, tmp_path: Path
) -> None:
    path = describe(google_forms(2018, TITLES, lines(0, 40)), tmp_path)
    new = compare(google_forms(year, TITLES, lines(0, 40)), path)
    notes = " ".join(wave_review.list_notes(new, new_wave.match_respondent_fields(new)))
    assert ("Si c’est le même export, ne l’ajoutez pas." in notes) == is_told


def test_an_export_that_goes_on_from_the_first_wave_is_asked_about(tmp_path: Path) -> None:
    (reason,) = list_repeated(second_wave(lines(0, 65), tmp_path))
    assert "a déjà 40 des 65 réponses" in reason


def test_other_answers_to_the_same_questions_are_another_wave(tmp_path: Path) -> None:
    assert list_repeated(second_wave(lines(40, 40), tmp_path)) == []
