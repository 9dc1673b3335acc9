"""Ends of a scale exchanged in the title of a question: the direction is asked, and a break of the series noted."""

from __future__ import annotations

from pathlib import Path

import pytest
from next_wave import compare, describe, extended, google_forms, list_points

from dse.ingest.forms import form_files
from dse.ingest.surveys.draft.asked_bounds import find_asked_ends
from dse.ingest.surveys.waves.new_wave import NewWave

BEFORE = "Le plaidoyer (1 = pas important, 5 = très important)"
ROWS = [[str(line % 5 + 1)] for line in range(40)]


def second_wave(before: str, after: str, folder: Path, **answers: str) -> NewWave:
    path = folder / "avis.toml"
    path = path if path.exists() else describe(google_forms(2018, (before,), ROWS), folder)
    return compare(google_forms(2021, (after,), ROWS), path, **answers)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, "Le plaidoyer (1 = très important, 5 = pas important)"),
        (BEFORE, "Le plaidoyer (1 = indispensable, 5 = inutile)"),
        (
            "1 = pas important, 5 = très important : le plaidoyer",
            "1 = très important, 5 = pas important : le plaidoyer",
        ),
        ("Note de 1 (jamais) à 5 (toujours)", "Note de 1 (toujours) à 5 (jamais)"),
        ("L’appui (1 = local, 5 = national)", "L’appui (1 = national, 5 = local)"),
    ],
)
def test_the_direction_of_a_scale_whose_ends_are_exchanged_in_its_title_is_asked(
    before: str, after: str, tmp_path: Path
) -> None:
    new = second_wave(before, after, tmp_path)
    (point,) = list_points(new, "echelle-bouts")
    assert point.proposed == "autre" and "ont échangé leurs libellés" in point.question
    (verdict,) = new.verdicts(new.pairs()).values()
    assert verdict.state == "scaled" and "échangé" in verdict.note
    (question,) = extended(new).questions
    version, known = question.in_wave("2021"), question.in_wave("2018")
    assert version.scale != known.scale and (version.lowest, version.highest) == (1, 5)


def test_a_scale_that_a_person_says_to_be_the_same_goes_on(tmp_path: Path) -> None:
    after = "Le plaidoyer (1 = très important, 5 = pas important)"
    (point,) = list_points(second_wave(BEFORE, after, tmp_path), "echelle-bouts")
    (question,) = extended(second_wave(BEFORE, after, tmp_path, **{point.key: "meme"})).questions
    assert question.in_wave("2021").scale is None


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        "Le plaidoyer (1 = pas important du tout, 5 = très important)",
        "Le plaidoyer (1 = inutile, 5 = indispensable)",
        "Le plaidoyer",
    ],
)
def test_ends_that_stay_where_they_were_ask_nothing(after: str, tmp_path: Path) -> None:
    assert list_points(second_wave(BEFORE, after, tmp_path), "echelle-bouts") == []


@pytest.mark.parametrize(
    ("wording", "ends"),
    [
        (BEFORE, (("1", "pas important"), ("5", "très important"))),
        ("Note de 1 (jamais) à 5 (toujours)", (("1", "jamais"), ("5", "toujours"))),
        ("Vous êtes (1 = une ville, 2 = une région, 3 = un pays)", ()),
        ("Votre note", ()),
    ],
)
def test_a_wording_names_the_ends_of_its_note(wording: str, ends: tuple[tuple[str, str], ...]) -> None:
    assert find_asked_ends(wording) == ends


@pytest.mark.parametrize(
    ("wording", "first", "last"),
    [
        ("De 1 (besoin très fort) à 5 (aucun besoin), votre besoin d’appui sur le genre ?", "5", "1"),
        ("Votre besoin d’appui sur le genre (1 = très fort, 5 = aucun)", "5", "1"),
        ("Votre besoin d’appui sur le genre (1 = aucun, 5 = très fort)", None, None),
        ("Votre besoin d’appui sur le genre (1 = local, 5 = national)", None, None),
    ],
)
def test_a_note_whose_words_say_that_the_smallest_is_the_top_is_read_downwards(
    wording: str, first: str | None, last: str | None, tmp_path: Path
) -> None:
    path = describe(google_forms(2018, (wording,), ROWS), tmp_path)
    survey = form_files.load_form(path).survey
    (question,) = survey.questions
    steps = survey.scales[question.scale].options if question.scale else ()
    assert question.kind == ("likert" if first else "scale")
    assert [steps[at].code for at in (0, -1) if steps] == ([first, last] if first else [])
    if first:
        second = compare(google_forms(2021, (wording,), ROWS), path)
        assert not second.open_points(second.pairs())
        (again,) = extended(second).questions
        assert again.in_wave("2021").scale == question.scale
