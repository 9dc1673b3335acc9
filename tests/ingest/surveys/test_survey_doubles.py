"""Who answered twice: addresses that come again are of one person or of several, which the draft asks and its form says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import surveys
import uploads

from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms.survey_definitions import ORGANISATION, PERSON
from dse.ingest.surveys.draft import form_draft, form_writing, points
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension

TITLES = ("email", "Adresse e-mail", "EMAIL. Votre adresse e-mail", "Q9. Quelle est votre adresse mail ?")
FORTY = [f"p{line % 38}@exemple.org" for line in range(40)]  # two persons answer twice
BOXES = [f"contact{line % 14}@exemple.org" for line in range(42)]


def export(addresses: Sequence[str], title: str = "email", year: int = 2021) -> Upload:
    """Answers of LimeSurvey, each with a number and an address; the note is that of the line."""
    lines = [
        f"{line};{year}-03-{1 + line % 28:02d} 10:00:00;{address};{line % 11}"
        for line, address in enumerate(addresses)
    ]
    return uploads.build_upload(f"avis-{year}.csv", f"id;submitdate;{title};Votre note", *lines)


def draft(upload: Upload, answer: str | None = None) -> Draft:
    """The draft, after an answer about those who answer twice."""
    answers = {points.DOUBLES: answer} if answer else {}
    return form_draft.draft_from_file(upload, series="avis", wave_id="2021", answers=answers)


def read(upload: Upload, drafted: Draft, folder: Path) -> Proposal:
    """What an import with the drafted form would do."""
    form = form_writing.write_form(drafted, folder / "avis.toml")
    return propose([upload], surveys.registered(folder / "store"), form=form)


def list_notes(proposal: Proposal) -> list[float]:
    """The notes given, in order."""
    rows = proposal.changes["survey_answers"].to_pylist()
    return sorted(row["value"] for row in rows if row["question_id"] == "avis-note")


@pytest.mark.parametrize("title", TITLES)
def test_an_address_identifies_persons_under_any_title_that_asks_for_it(title: str) -> None:
    survey = draft(export([f"p{line}@exemple.org" for line in range(40)], title)).survey
    assert survey.respondent_columns("key") == (title,) and survey.pairs_waves


@pytest.mark.parametrize(
    ("answer", "left_out"),
    [(None, (0, 1)), (points.LAST, (0, 1)), (points.FIRST, (38, 39)), (points.SHARED, ())],
)
def test_of_somebody_who_answers_twice_one_answer_counts_and_a_person_says_which(
    answer: str | None, left_out: tuple[int, ...], tmp_path: Path
) -> None:
    upload = export(FORTY)
    drafted = draft(upload, answer)
    (point,) = [point for point in drafted.points if point.key == points.DOUBLES]
    assert "2 adresses viennent plusieurs fois" in point.question.replace("\u00a0", " ")
    assert (point.proposed, point.chosen) == (points.LAST, answer)
    proposal = read(upload, drafted, tmp_path)
    assert not proposal.problems
    assert list_notes(proposal) == sorted(line % 11 for line in range(40) if line not in left_out)
    assert any("Qui a répondu" in issue.sentence for issue in proposal.doubts) == (answer is None)


def write_lines(*twice: tuple[str, str]) -> Upload:
    """Forty persons who answer 3 once on 15 March, and lines of one more, each with its moment and its note, the first above the others and the rest below."""
    lines = [f"{line};2021-03-15 10:00:00;p{line}@exemple.org;3" for line in range(40)]
    again = [f"{99 - place};{moment};twice@exemple.org;{note}" for place, (moment, note) in enumerate(twice)]
    return uploads.build_upload(
        "avis-2021.csv", "id;submitdate;email;Votre note", again[0], *lines, *again[1:]
    )


@pytest.mark.parametrize(
    ("twice", "first", "last"),
    [
        ((("2021-03-31 10:00:00", "9"), ("2021-03-01 10:00:00", "1")), 1, 9),
        ((("2021-03-15 17:30:00", "9"), ("2021-03-15 9:05:00", "1")), 1, 9),
        ((("15/03/2021 05:30 PM", "9"), ("15/03/2021 09:05 AM", "1")), 1, 9),
        ((("2021-03-01 10:00:00", "9"), ("", "")), 9, 9),
        ((("2021-03-01 10:00:00", "9"), ("2021-03-20 10:00:00", "")), 9, 9),
        ((("", "1"), ("2021-03-20 10:00:00", "9"), ("", "2")), 9, 9),
        ((("", "1"), ("", "2"), ("", "")), 1, 2),
    ],
)
def test_the_last_answer_of_somebody_is_that_of_the_last_day_and_an_answer_sent_counts_before_one_begun(
    twice: Sequence[tuple[str, str]], first: float, last: float, tmp_path: Path
) -> None:
    upload = write_lines(*twice)
    for answer, expected in ((points.FIRST, first), (points.LAST, last)):
        (tmp_path / answer).mkdir()
        proposal = read(upload, draft(upload, answer), tmp_path / answer)
        assert not proposal.problems
        assert list_notes(proposal) == sorted([3] * 40 + [expected])
        people = proposal.changes["survey_respondents"].num_rows
        assert people == 41
        assert (
            len([issue for issue in proposal.notices if "compte seule" in issue.sentence]) == len(twice) - 1
        )


def test_addresses_that_many_lines_share_identify_nobody(tmp_path: Path) -> None:
    upload = export(BOXES)
    drafted = draft(upload)
    assert drafted.survey.respondent_columns("key") == ("id",) and drafted.survey.doubles is None
    proposal = read(upload, drafted, tmp_path)
    assert not proposal.problems and len(list_notes(proposal)) == 42
    said = draft(upload, points.LAST)
    assert said.survey.respondent_columns("key") == ("email",)
    (tmp_path / "said").mkdir()
    assert len(list_notes(read(upload, said, tmp_path / "said"))) == 14


def test_a_next_wave_in_which_somebody_answers_twice_for_the_first_time_is_read(tmp_path: Path) -> None:
    form = form_writing.write_form(
        draft(export([f"p{line}@exemple.org" for line in range(40)])), tmp_path / "avis.toml"
    )
    later = export(FORTY, year=2022)
    new = new_wave.draft_new_wave(later, form, wave_id="2022")
    pairs = new.pairs()
    assert points.DOUBLES in [point.key for point in new.points(pairs)]
    wave, fields = new_wave.propose_wave(new), new_wave.match_respondent_fields(new)
    reviewed = new.to_review(new.verdicts(pairs))
    form_updating.save_updated_form(new, wave_extension.add_wave(new, pairs, reviewed, wave, fields))
    store = surveys.registered(tmp_path / "store")
    proposal = propose([later], store, form=form, wave="2022")
    assert not proposal.problems and len(list_notes(proposal)) == 38


def test_who_answers_is_asked_also_where_an_organisation_answers_twice() -> None:
    def unit_point(*names: str) -> points.Point | None:
        lines = [f"2021/03/{1 + line:02d} 10:00;{name};{line % 7}" for line, name in enumerate(names)]
        upload = uploads.build_upload("avis-2021.csv", "Horodateur;Votre organisation;Votre note", *lines)
        drafted = form_draft.draft_from_file(upload, series="avis", wave_id="2021").points
        return next((point for point in drafted if point.key == points.UNIT), None)

    names = [f"Association {name}" for name in ("Fictive Un", "du Lien", "des Rives", "du Port")]
    assert unit_point(*names).proposed == ORGANISATION
    assert unit_point(*names, names[0]).proposed == PERSON
    assert unit_point(*(names * 4)) is None
