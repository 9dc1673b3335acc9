"""The export of a wave added again as another one is asked about; another wave is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from next_wave import Rows, compare, describe, extended, google_forms
from surveys import HEADERS, registered, small_form
from uploads import accepted, build_upload

from dse.ingest import Proposal, Upload, propose
from dse.ingest.checks import replaced_answers
from dse.ingest.surveys.reading import answer_checks
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


NOBODY, EVERYBODY, SOME = "nobody", "everybody", "some"
WHO = {NOBODY: (), EVERYBODY: ("Ville Fictive",), SOME: ("Ville Fictive", "")}


def answer_again(who: str, year: int, rows: Rows, folder: Path) -> Proposal:
    """What a file under the titles of a wave of 40 answers in the store does; `who` names its organisation."""
    path = describe(_name(who, 2018, lines(0, 40)), folder, unite="ORGANISATION")
    store = registered(folder / "store")
    accepted(store, _name(who, 2018, lines(0, 40)), form=path)
    return propose([_name(who, year, rows)], store, form=path)


def _name(who: str, year: int, rows: Rows) -> Upload:
    names = WHO[who]
    titles = (*TITLES, "Votre organisation") if names else TITLES
    rows = [[*row, *names[place % max(len(names), 1) :][:1]] for place, row in enumerate(rows)]
    return google_forms(year, titles, rows)


@pytest.mark.parametrize("who", WHO)
def test_answers_of_other_days_are_never_taken_for_those_of_a_wave(who: str, tmp_path: Path) -> None:
    proposal = answer_again(who, 2021, lines(40, 40), tmp_path)
    (issue,) = [issue for issue in proposal.problems if issue.code == "IMP-218"]
    assert "40 réponses sur 40 hors des dates" in issue.reason and "posée une nouvelle fois" in issue.advice
    assert answer_checks.proposes_new_wave(issue)


@pytest.mark.parametrize("who", WHO)
def test_a_few_answers_after_the_last_day_of_a_wave_are_not_another_wave(who: str, tmp_path: Path) -> None:
    path = describe(_name(who, 2018, lines(0, 40)), tmp_path, unite="ORGANISATION")
    store = registered(tmp_path / "store")
    accepted(store, _name(who, 2018, lines(0, 40)), form=path)
    first, later = _name(who, 2018, lines(0, 40)), _name(who, 2019, lines(40, 3))
    (issue,) = propose([join(first, later)], store, form=path).problems
    assert "3 réponses sur 43 hors des dates" in issue.reason and "son dernier jour" in issue.advice
    assert not answer_checks.proposes_new_wave(issue)


def join(first: Upload, later: Upload) -> Upload:
    """Both exports in one file, under the titles of the first."""
    lines = later.content.split(b"\n")[1:]
    return replace(first, content=first.content.rstrip(b"\n") + b"\n" + b"\n".join(lines))


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("rows", "count", "is_new"),
    [
        (lines(40, 40), 40, True),
        (lines(0, 30), 10, False),
        (lines(0, 60), None, False),
        (lines(0, 40), None, False),
    ],
    ids=["other answers", "fewer answers", "more answers", "the same"],
)
def test_answers_that_would_leave_a_wave_are_asked_about(
    who: str, rows: Rows, count: int | None, is_new: bool, tmp_path: Path
) -> None:
    proposal = answer_again(who, 2018, rows, tmp_path)
    issues = [issue for issue in proposal.doubts if issue.code == "IMP-551"]
    assert [
        f"{count} réponses de « Avis 2018 » sur 40 seraient retirées" in issue.reason for issue in issues
    ] == ([True] if count else [])
    assert [replaced_answers.proposes_new_wave(issue) for issue in issues] == ([is_new] if count else [])


def test_the_same_people_who_answer_otherwise_are_asked_about(tmp_path: Path) -> None:
    before = [f"p{place}@exemple.org;Ville Fictive;Plutôt d’accord;3;;" for place in range(12)]
    store, form = registered(tmp_path / "store"), small_form(tmp_path)
    accepted(store, build_upload("petite.csv", HEADERS, *before), form=form)
    after = build_upload("petite.csv", HEADERS, *(line.replace(";3;", ";5;") for line in before))
    (issue,) = [issue for issue in propose([after], store, form=form).doubts if issue.code == "IMP-551"]
    assert issue.reason.startswith(
        "12 réponses de « Vague 1 » sur 12"
    ) and replaced_answers.proposes_new_wave(issue)


@pytest.mark.parametrize("columns", [7, 6])
def test_a_table_of_waves_without_their_answers_asks_nothing(columns: int, tmp_path: Path) -> None:
    titles = ("wave_id", "series", "opened_on", "closed_on", "unit", "is_anonymous", "title")
    rows = [
        (f"W{day}", "S", f"2018-01-0{day}", "2018-02-01", "organisation", "non", "Avis") for day in (1, 2)
    ]
    store = registered(tmp_path / "store")
    accepted(store, build_upload("vagues.csv", ",".join(titles), *map(",".join, rows)))
    cut = [",".join(row[:columns]) for row in (titles, *rows)]
    proposal = propose([build_upload("vagues.csv", *cut)], store)
    assert not proposal.problems and "IMP-551" not in [issue.code for issue in proposal.doubts]
