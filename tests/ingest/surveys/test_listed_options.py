"""Options of a list, however they are written in a cell: with a comma of their own, beside a text of « Autre », or many of them."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
import surveys
import tool_exports
import uploads

from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing

OPTIONS = (
    "Formation",
    "Conseil",
    "Veille, documentation",
    "Plaidoyer",
    "Mise en réseau",
    "Élus, techniciens",
)
WRITTEN = (
    "rien",
    "traduction",
    "partenariats, échanges",
    "aide au recrutement",
    "je ne sais pas",
    "logistique",
)
LINES = 80


def build(cells: list[str]) -> Upload:
    """An export of one question to one person a line."""
    days = [f"{line % 28 + 1:02d}/03/2021 10:00:00" for line in range(len(cells))]
    return tool_exports.build("export-2021.csv", [("Horodateur", days), ("Vos appuis", cells)])


def count_ticks(upload: Upload, folder: Path) -> dict[str, int]:
    """How many people chose each option, by an import of the drafted form."""
    draft = form_draft.draft_from_file(upload, series="e", wave_id="2021")
    (question,) = draft.survey.questions
    form = form_writing.write_form(draft, folder / "e.toml")
    proposal = propose([upload], surveys.registered(folder / "store"), form=form)
    options = draft.survey.scales[question.scale].options
    by_code = {option.code: option.label for option in options}
    by_rank = {option.rank: option.label for option in options}
    rows = proposal.changes["survey_answers"].to_pylist()
    if question.kind == "multiple":
        return Counter(by_code[row["option"]] for row in rows if row["value"] == 1)
    return Counter(by_rank[row["value"]] for row in rows if row["value"] is not None)


@pytest.mark.parametrize("seed", range(6))
def test_an_option_with_a_comma_is_whole_beside_texts_of_other(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    cells, truth = [], Counter[str]()
    for _ in range(LINES):
        chosen = [option for option in OPTIONS if draw.random() < 0.4]
        truth.update(chosen)
        cells.append(", ".join([*chosen, *([draw.choice(WRITTEN)] if draw.random() < 0.12 else [])]))
    counts = count_ticks(build(cells), tmp_path)
    assert {option: counts[option] for option in OPTIONS} == truth


def test_what_is_written_after_other_is_no_option(tmp_path: Path) -> None:
    others = ["Autre : bouche à oreille"] * 2 + ["Autre : radio", "Autre (précisez) : tv", "Autre"]
    cells = ["Site"] * 20 + ["Lettre"] * 15 + others
    assert count_ticks(build(cells), tmp_path) == {"Site": 20, "Lettre": 15, "Autre": 5}


@pytest.mark.parametrize(("often", "kind"), [(5, "single"), (2, "text")])
def test_a_long_list_is_a_choice_where_its_answers_come_again_and_again(often: int, kind: str) -> None:
    countries = [f"pays {letter}{other}" for letter in "ABCDE" for other in "abcdefgh"]
    draft = form_draft.draft_from_file(build(countries * often), series="e", wave_id="2021")
    (question,) = draft.survey.questions
    assert question.kind == kind
    if kind == "single":
        assert len(draft.survey.scales[question.scale].options) == len(countries)


@pytest.mark.parametrize("sign", [";", ", ", " > "])
def test_a_ranking_in_one_cell_is_no_multiple_choice(sign: str) -> None:
    orders = (("Eau", "Route", "École"), ("École", "Eau", "Route"), ("Route", "École", "Eau"))
    draft = form_draft.draft_from_file(build([sign.join(orders[line % 3]) for line in range(60)]))
    (question,) = draft.survey.questions
    assert question.kind == "text" and any("classement" in note for note in draft.notes[question.question_id])
    several = form_draft.draft_from_file(
        build([sign.join(orders[line % 3][: line % 3 + 1]) for line in range(60)])
    )
    assert several.survey.questions[0].kind != "text"


def test_signs_written_as_on_a_web_page_are_the_signs(tmp_path: Path) -> None:
    cells = ["D&#039;accord", "D’accord", "Pas d&#039;accord", "R&amp;D"] * 10
    assert count_ticks(build(cells), tmp_path) == {"D'accord": 20, "Pas d'accord": 10, "R&D": 10}


def test_zeros_and_ones_are_yes_and_no_unless_a_person_says_numbers(tmp_path: Path) -> None:
    upload = build(["0", "1", "1", ""] * 10)
    assert count_ticks(upload, tmp_path) == {"Oui": 20, "Non": 10}
    (point,) = [point for point in form_draft.draft_from_file(upload).points if point.key == "zero-un"]
    assert [value for value, _ in point.choices] == ["oui-non", "nombre"]
    answered = form_draft.draft_from_file(upload, answers={point.key: "oui-non", "sans-sujet": "oui"})
    form = form_writing.write_form(answered, tmp_path / "answered.toml")
    assert not propose([upload], surveys.registered(tmp_path / "answered"), form=form).doubts
    numbers = form_draft.draft_from_file(upload, answers={point.key: "nombre"})
    assert [question.kind for question in numbers.survey.questions] == ["number"]


def test_two_labels_of_kobotoolbox_in_a_cell_are_several_answers_and_asked_about() -> None:
    answers = ("Riz", "Mil", "Riz Mil", "Mil", "")
    lines = [f"{answers[place % 5]};u{place};2021-03-{place + 1:02d}T09:00:00" for place in range(25)]
    upload = uploads.build_upload("dons.csv", "Don en nature;_uuid;_submission_time", *lines)
    draft = form_draft.draft_from_file(upload, series="dons")
    (question,) = draft.survey.questions
    assert (question.kind, question.split) == ("multiple", (" ",))
    assert {option.label for option in draft.survey.scales[question.scale].options} == {"Riz", "Mil"}
    assert "separateur-une-espace" in {point.key for point in draft.points}
