"""Choices that a next wave words otherwise, or lays out otherwise, are asked about, and counted as one series where a person says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import uploads
from next_wave import Rows, compare, describe, extended, google_forms, imported, limesurvey, list_points
from surveys import answers as answers_of
from surveys import registered

from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft

NEEDS = ("Eau", "Santé", "Climat")
CHOSEN = [[need for place, need in enumerate(NEEDS, 2) if line % place == 0] for line in range(24)]
TICKED = Counter(need for line in CHOSEN for need in line)


def boxes(year: int, labels: Sequence[str] = NEEDS, chosen: Rows = CHOSEN) -> Upload:
    """An export with a column a choice."""
    rows = [["Oui" if label in line else "Non" for label in labels] for line in chosen]
    return limesurvey(year, [f"Besoins [{label}]" for label in labels], rows)


def cells(year: int, chosen: Rows = CHOSEN) -> Upload:
    """An export with all choices of a line in a cell."""
    return google_forms(year, ["Besoins"], [[";".join(line)] for line in chosen])


def rename(old: str, new: str) -> list[list[str]]:
    """What is chosen, one choice under another label."""
    return [[new if label == old else label for label in line] for line in CHOSEN]


def count_ticks(upload: Upload, path: Path, folder: Path, question_id: str) -> dict[str, int]:
    """How often each option of a question is chosen in the second wave, by its code."""
    rows = imported(upload, path, folder).changes["survey_answers"].to_pylist()
    ticked = [row for row in rows if row["wave_id"] == "2021" and row["question_id"] == question_id]
    return Counter(row["option"] for row in ticked if row["value"] == 1.0)


RENAMED = {
    "one a line": (
        lambda year, label: google_forms(
            year, ["Votre structure"], [[(label, "ONG", "Réseau")[line % 3]] for line in range(24)]
        ),
        "Collectivité",
        "Collectivité territoriale",
    ),
    "several in a cell": (
        lambda year, label: cells(year, rename("Santé", label)),
        "Santé",
        "Santé et nutrition",
    ),
    "in columns": (
        lambda year, label: boxes(year, ("Eau", label, "Climat"), rename("Santé", label)),
        "Lettre d’information",
        "Lettre d’information F3E",
    ),
}


@pytest.mark.parametrize("answer", ["meme", "autre"])
@pytest.mark.parametrize("case", RENAMED)
def test_a_choice_worded_otherwise_is_asked_about(case: str, answer: str, tmp_path: Path) -> None:
    write, before, after = RENAMED[case]
    path = describe(write(2018, before), tmp_path)
    upload = write(2021, after)
    (point,) = list_points(compare(upload, path), "echelle-choix")
    assert before in point.question and after in point.question
    assert point.proposed == "autre"
    survey = extended(compare(upload, path, **{point.key: answer}))
    (question,) = survey.questions
    scales = [survey.scales[question.in_wave(wave).scale] for wave in ("2018", "2021")]
    assert (scales[0] == scales[1]) == (answer == "meme")
    assert after in {text for option in scales[1].options for text in option.spellings}
    given = answers_of(imported(upload, path, tmp_path))
    assert sum(value is not None for several in given.values() for value, *_ in several) > 0


@pytest.mark.parametrize("after", ["Podcast", "Santé 2"])
def test_a_choice_that_takes_the_place_of_another_is_not_asked_about(after: str, tmp_path: Path) -> None:
    path = describe(boxes(2018), tmp_path)
    upload = boxes(2021, ("Eau", after, "Climat"), rename("Santé", after))
    assert list_points(compare(upload, path), "echelle") == []


LAYOUTS = {"columns, then a cell": (boxes, cells), "a cell, then columns": (cells, boxes)}


@pytest.mark.parametrize("answer", [None, "meme", "autre"])
@pytest.mark.parametrize("case", LAYOUTS)
def test_the_same_choices_in_another_layout_are_one_question_unless_a_person_says_no(
    case: str, answer: str | None, tmp_path: Path
) -> None:
    first, second = LAYOUTS[case]
    path = describe(first(2018), tmp_path)
    upload = second(2021)
    (point,) = list_points(compare(upload, path), "echelle-presentation")
    assert point.proposed == "meme"
    survey = extended(compare(upload, path, **({point.key: answer} if answer else {})))
    assert len(survey.questions) == (2 if answer == "autre" else 1)
    question = next(question for question in survey.questions if question.in_wave("2021"))
    labels = {option.code: option.label for option in survey.scales[question.in_wave("2021").scale].options}
    ticked = count_ticks(upload, path, tmp_path, question.question_id)
    assert {labels[code]: count for code, count in ticked.items()} == TICKED
    again = propose([first(2018)], registered(tmp_path / "again"), form=path, wave="2018")
    assert not again.problems


def kobo(year: int, *, has_boxes: bool) -> Upload:
    """An export of KoboToolbox with all choices in a cell, and a column a choice beside it or not."""
    names = ("eau", "sante", "climat")
    titles = ["besoins", *(f"besoins/{name}" for name in names if has_boxes), "_uuid", "_submission_time"]
    lines = []
    for place, line in enumerate(CHOSEN):
        chosen = [name for name, need in zip(names, NEEDS, strict=True) if need in line]
        ticks = [str(int(name in chosen)) if chosen else "" for name in names if has_boxes]
        day = f"{year}-03-{place % 28 + 1:02d}T09:00:00"
        lines.append(";".join([" ".join(chosen), *ticks, f"u{year}{place}", day]))
    return uploads.build_upload(f"avis-{year}.csv", ";".join(titles), *lines)


def test_a_cell_that_sums_up_boxes_is_read_where_the_export_has_no_boxes(tmp_path: Path) -> None:
    path = describe(kobo(2018, has_boxes=True), tmp_path)
    upload = kobo(2021, has_boxes=False)
    new = compare(upload, path)
    assert [point.key.split("-")[1] for point in list_points(new, "echelle")] == ["presentation"]
    (question,) = extended(new).questions
    ticked = count_ticks(upload, path, tmp_path, question.question_id)
    assert ticked == dict(zip(("eau", "sante", "climat"), (TICKED[need] for need in NEEDS), strict=True))
    again = propose([kobo(2018, has_boxes=True)], registered(tmp_path / "again"), form=path, wave="2018")
    assert not again.problems


def test_a_question_that_several_answers_are_given_to_from_now_on_is_asked_about(tmp_path: Path) -> None:
    def write(year: int, *answers: str) -> Upload:
        return google_forms(year, ["Votre canal"], [[answers[line % len(answers)]] for line in range(60)])

    path = describe(write(2018, "Site", "Site", "Lettre", "Lettre", "Réseaux"), tmp_path)
    upload = write(2021, "Site", "Site", "Lettre, Site", "Lettre, Site", "Réseaux, Lettre")
    (point,) = list_points(compare(upload, path), "separateur")
    assert point.proposed == "plusieurs" and "une" in dict(point.choices)
    *_, question = extended(compare(upload, path)).questions
    assert count_ticks(upload, path, tmp_path, question.question_id) == {
        "site": 48,
        "lettre": 36,
        "reseaux": 12,
    }


@pytest.mark.parametrize(
    "answers", [("Oui, souvent", "Oui, parfois", "Oui", "Non"), ("Lyon, centre", "Lyon, sud", "Autun")]
)
def test_a_comma_that_goes_on_is_no_second_answer(answers: tuple[str, ...], tmp_path: Path) -> None:
    upload = google_forms(2018, ["Votre avis"], [[answers[line % len(answers)]] for line in range(60)])
    describe(upload, tmp_path)
    (question,) = form_draft.draft_from_file(upload, series="avis").survey.questions
    assert question.kind == "single"
