"""On which days people answered: the column that says it, and whether the month stands before the day, asked before anything is dated."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import surveys

from dse.errors import Refused
from dse.ingest import Proposal, Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension

MARCH = [date(2021, 3, 1 + row % 28) for row in range(40)]
FIRST_DAYS = [date(2021, 3, 1 + row % 12) for row in range(40)]
ADDRESSES = [f"p{row}@exemple.invalid" for row in range(40)]
MONTHS_FIRST = {
    "year of two digits": (MARCH, lambda day: f"{day.month}/{day.day}/{day:%y} 14:05:10", "mois"),
    "both ways": (FIRST_DAYS, lambda day: f"{day:%m/%d/%Y} 14:05:10", "jour"),
    "both ways, two digits": (FIRST_DAYS, lambda day: f"{day.month}/{day.day}/{day:%y}", "jour"),
}


def export(title: str, texts: Sequence[str], name: str = "avis-2021.csv") -> Upload:
    """Forty answers with an address, one on each of some days."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Adresse e-mail", title, "Venez-vous ?"])
    writer.writerows(
        [address, day, ("Oui", "Non")[row % 2]]
        for row, (address, day) in enumerate(zip(ADDRESSES, texts, strict=True))
    )
    return Upload(name, text.getvalue().encode())


def draft(upload: Upload, **answers: str) -> Draft:
    """The draft of an export, after answers."""
    return form_draft.draft_from_file(upload, series="avis", wave_id="2021", answers=answers)


def read(upload: Upload, tmp_path: Path, **answers: str) -> Proposal:
    """What an import of the export proposes with its drafted form."""
    form = form_writing.write_form(draft(upload, **answers), tmp_path / "form.toml")
    return propose([upload], surveys.registered(tmp_path / "store"), form=form)


def list_days(proposal: Proposal) -> list[date]:
    """The days on which people answered, in order."""
    return sorted(row["submitted_on"] for row in proposal.changes["survey_respondents"].to_pylist())


@pytest.mark.parametrize("case", MONTHS_FIRST)
def test_whether_the_month_stands_first_is_asked_before_anything(case: str, tmp_path: Path) -> None:
    days, spell, proposed = MONTHS_FIRST[case]
    upload = export("Heure de fin", [spell(day) for day in days])
    point = draft(upload).points[0]
    assert (point.key, point.proposed, point.is_open) == ("ordre-des-dates", proposed, True)
    first_and_last = f"du {min(days):%d/%m/%Y} au {max(days):%d/%m/%Y}"
    assert first_and_last in dict(point.choices)["mois"] and first_and_last not in dict(point.choices)["jour"]
    answered = draft(upload, **{point.key: "mois"})
    assert (answered.survey.waves[0].opened_on, answered.survey.waves[0].closed_on) == (min(days), max(days))
    proposal = read(upload, tmp_path, **{point.key: "mois"})
    assert not proposal.problems and not proposal.doubts
    assert list_days(proposal) == sorted(days)


@pytest.mark.parametrize("case", MONTHS_FIRST)
def test_days_whose_order_nobody_told_are_confirmed_once_at_the_import(case: str, tmp_path: Path) -> None:
    days, spell, _ = MONTHS_FIRST[case]
    proposal = read(export("Heure de fin", [spell(day) for day in days]), tmp_path)
    asked = [
        issue
        for issue in proposal.doubts
        if "le mois est-il écrit avant le jour" in issue.sentence or issue.code == "IMP-515"
    ]
    assert not proposal.problems and len(asked) == 1


def test_days_that_a_person_said_to_be_day_first_are_read_so(tmp_path: Path) -> None:
    upload = export("Heure de fin", [f"{day:%d/%m/%Y}" for day in FIRST_DAYS])
    proposal = read(upload, tmp_path, **{"ordre-des-dates": "jour"})
    assert not proposal.doubts and list_days(proposal) == sorted(FIRST_DAYS)


def test_days_that_prove_their_order_are_not_asked_about() -> None:
    assert not draft(export("Heure de fin", [f"{day:%d/%m/%Y}" for day in MARCH])).points
    assert not draft(export("Heure de fin", [f"{day:%m/%d/%Y}" for day in MARCH])).points


@pytest.mark.parametrize(
    ("title", "is_asked"),
    [
        ("Date", True),
        ("Date de l’enquête", True),
        ("Date de réponse", False),
        ("Date de saisie", False),
        ("Répondu le", False),
    ],
)
def test_a_table_that_no_tool_wrote_tells_when_people_answered(
    title: str, is_asked: bool, tmp_path: Path
) -> None:
    upload = export(title, [f"{day:%d/%m/%Y}" for day in MARCH])
    drafted = draft(upload)
    assert drafted.survey.respondent_columns("submitted_on") == (title,)
    assert [question.wording for question in drafted.survey.questions] == ["Venez-vous ?"]
    assert [point.key for point in drafted.points] == ["jour-de-reponse"] * is_asked
    proposal = read(upload, tmp_path)
    assert not proposal.problems and list_days(proposal) == sorted(MARCH)


def test_a_column_of_days_that_is_a_question_is_kept_as_one() -> None:
    drafted = draft(
        export("Date", [f"{day:%d/%m/%Y}" for day in MARCH]),
        **{"jour-de-reponse": "non", "dates": "2021-03-01 2021-03-31"},
    )
    assert not drafted.survey.respondent_columns("submitted_on")
    assert [question.wording for question in drafted.survey.questions] == ["Date", "Venez-vous ?"]
    assert [point.chosen for point in drafted.points if point.key == "jour-de-reponse"] == ["non"]


@pytest.mark.parametrize(("title", "texts"), [("Date", ["bientôt"] * 40), ("Date d’adhésion", None)])
def test_what_is_no_day_of_an_answer_stays_a_question(title: str, texts: list[str] | None) -> None:
    drafted = draft(export(title, texts or [f"{day:%d/%m/%Y}" for day in MARCH]))
    assert not drafted.survey.respondent_columns("submitted_on") and len(drafted.survey.questions) == 2


@pytest.mark.parametrize("title", ["Date de réponse", "Date de création de l’association"])
def test_days_of_a_workbook_are_not_doubted_line_by_line(title: str, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Adresse e-mail", title, "Venez-vous ?"])
    for address, day in zip(ADDRESSES, MARCH, strict=True):
        workbook.active.append([address, datetime(day.year, day.month, day.day), "Oui"])  # noqa: DTZ001 - a workbook has no time zone
    content = io.BytesIO()
    workbook.save(content)
    proposal = read(Upload("avis-2021.xlsx", content.getvalue()), tmp_path, dates="2021-03-01 2021-03-31")
    assert not proposal.problems and not any(issue.code == "IMP-227" for issue in proposal.doubts)
    texts = [row["text"] for row in proposal.changes["survey_answers"].to_pylist() if row["text"]]
    assert Counter(texts) == (Counter() if "réponse" in title else Counter(day.isoformat() for day in MARCH))


def test_one_text_that_a_workbook_made_a_day_is_still_asked_about(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Adresse e-mail", "Vos remarques", "Venez-vous ?"])
    for row, address in enumerate(ADDRESSES):
        remark = datetime(2021, 1, 3) if row == 7 else f"Remarque {row}"  # noqa: DTZ001 - a workbook has no time zone
        workbook.active.append([address, remark, "Oui"])
    content = io.BytesIO()
    workbook.save(content)
    proposal = read(Upload("avis-2021.xlsx", content.getvalue()), tmp_path, dates="2021-03-01 2021-03-31")
    assert [issue.row for issue in proposal.doubts if issue.code == "IMP-227"] == [9]


def extend(upload: Upload, form: Path, **answers: str) -> None:
    """The form with one wave more, after answers."""
    new = new_wave.draft_new_wave(upload, form, wave_id="2022", answers=answers)
    pairs = new.pairs()
    after = wave_extension.add_wave(
        new,
        pairs,
        new.to_review(new.verdicts(pairs)),
        new_wave.propose_wave(new),
        new_wave.match_respondent_fields(new),
    )
    form_updating.save_updated_form(new, after)


def test_a_next_wave_is_read_in_the_order_of_the_first(tmp_path: Path) -> None:
    upload = export("Heure de fin", [f"{day:%m/%d/%Y}" for day in MARCH])
    form = form_writing.write_form(draft(upload), tmp_path / "form.toml")
    later = [day.replace(year=2022) for day in FIRST_DAYS]
    again = export("Heure de fin", [f"{day.month}/{day.day}/{day:%y}" for day in later], "avis-2022.csv")
    extend(again, form)
    proposal = propose([again], surveys.registered(tmp_path / "store"), form=form, wave="2022")
    assert not proposal.problems and list_days(proposal) == sorted(later)


def test_a_next_wave_in_the_other_order_is_refused_with_what_to_do(tmp_path: Path) -> None:
    upload = export("Heure de fin", [f"{day:%d/%m/%Y}" for day in MARCH])
    form = form_writing.write_form(draft(upload), tmp_path / "form.toml")
    again = export("Heure de fin", [f"{day.month}/{day.day}/{day:%y}" for day in MARCH], "avis-2022.csv")
    with pytest.raises(Refused, match="jj/mm/aaaa"):
        extend(again, form)


def test_a_form_that_has_days_as_a_free_text_keeps_them_so(tmp_path: Path) -> None:
    days = {"dates": "2021-03-01 2021-03-31"}
    upload = export("Date", [f"{day:%d/%m/%Y}" for day in MARCH])
    form = form_writing.write_form(
        draft(upload, **days, **{"jour-de-reponse": "non"}), tmp_path / "form.toml"
    )
    later = export("Date", [f"{day:%d/%m}/2022" for day in MARCH], "avis-2022.csv")
    extend(later, form, dates="2022-03-01 2022-03-31")
    proposal = propose([later], surveys.registered(tmp_path / "store"), form=form, wave="2022")
    assert not proposal.problems
    texts = [row["text"] for row in proposal.changes["survey_answers"].to_pylist() if row["text"]]
    assert len(texts) == 40


DAYS_OF_THE_WEEK = ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"]
MOMENTS = {
    "Google, Paris": lambda day: f"{day:%Y/%m/%d} 2:05:10 PM CET",
    "Google, Athens": lambda day: f"{day:%Y/%m/%d} 2:05:10 PM EEST",
    "Google, Lima": lambda day: f"{day:%Y/%m/%d} 2:05:10 PM UTC−5",
    "Drupal": lambda day: f"{DAYS_OF_THE_WEEK[day.weekday()]}, {day:%d/%m/%Y} - 14:05",
    "in words": lambda day: f"le {day:%d/%m/%Y} à 14:05",
    "with a comma": lambda day: f"{day:%d/%m/%Y}, 14:05:10",
    "of a spreadsheet": lambda day: f"{(day - date(1899, 12, 30)).days}.586921",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_moments_with_a_zone_or_a_day_of_the_week_are_days(moment: str, tmp_path: Path) -> None:
    upload = export("Horodateur", [MOMENTS[moment](day) for day in MARCH])
    proposal = read(upload, tmp_path)
    assert not proposal.problems and list_days(proposal) == sorted(MARCH)
