"""A later wave whose answers are fewer than those that were offered: asked about, never another scale in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from next_wave import compare, describe, extended, google_forms, list_points

from dse.ingest.surveys.waves.new_wave import NewWave

STEPS = ("Pas du tout satisfait", "Plutôt pas satisfait", "Plutôt satisfait", "Très satisfait")
TITLE = ("Êtes-vous satisfait du réseau ?",)


def compare_labels(before: tuple[str, ...], after: tuple[str, ...], folder: Path, **answers: str) -> NewWave:
    first = google_forms(2018, TITLE, [[before[line % len(before)]] for line in range(40)])
    later = google_forms(2021, TITLE, [[after[line % len(after)]] for line in range(40)])
    path = folder / "avis.toml"
    path = path if path.exists() else describe(first, folder)
    return compare(later, path, **answers)


@pytest.mark.parametrize(
    "after",
    [
        ("Plutôt pas satisfait", "Assez satisfait", "Très satisfait"),
        ("Plutôt pas satisfait", "Plutôt satisfait", "Tout à fait satisfait"),
        ("Pas satisfait du tout", "Plutôt pas satisfait", "Très satisfait"),
    ],
)
def test_one_answer_that_nobody_gives_and_another_relabelled_are_asked_about_together(
    after: tuple[str, ...], tmp_path: Path
) -> None:
    new = compare_labels(STEPS, after, tmp_path)
    (point,) = list_points(new, "echelle-choix")
    assert "personne n’a répondu" in point.question and "mais" in point.question
    same = compare_labels(STEPS, after, tmp_path, **{point.key: "meme"})
    (question,) = extended(same).questions
    assert question.waves == {} and len(list_labels(same)) == 4


def list_labels(new: NewWave) -> list[str]:
    (scale,) = new.known_survey.scales.values()
    return [option.label for option in scale.options if option.missing is None]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("Association", "Commune", "Entreprise", "Université"), ("Association", "Fondation", "Commune")),
        (STEPS, ("Peu", "Beaucoup", "Très satisfait")),
    ],
)
def test_a_scale_of_fewer_answers_is_never_another_in_silence(
    before: tuple[str, ...], after: tuple[str, ...], tmp_path: Path
) -> None:
    new = compare_labels(before, after, tmp_path)
    assert list_points(new, "echelle-")


ASKED = {
    "Votre satisfaction envers le conseil": "How satisfied are you with the advice?",
    "Votre métier": "What is your role?",
    "Votre envie de revenir": "Would you come again?",
}
ROWS = [[str(line % 5 + 1), ("Élue", "Salariée")[line % 2], ("Oui", "Non")[line % 2]] for line in range(40)]


@pytest.mark.parametrize("titles", [tuple(ASKED.values()), ("sat_conseil_x", "mtr", "rvn")])
def test_series_that_would_all_stop_are_asked_about(titles: tuple[str, ...], tmp_path: Path) -> None:
    path = describe(google_forms(2018, tuple(ASKED), ROWS), tmp_path)
    new = compare(google_forms(2021, titles, ROWS), path)
    asked = {name for point in list_points(new, "question-") for name in point.question_ids}
    assert asked == {question.question_id for question in new.questions}


def test_answers_that_are_all_others_are_asked_about(tmp_path: Path) -> None:
    new = compare_labels(("Élue", "Salariée", "Bénévole"), ("Elected", "Employee", "Volunteer"), tmp_path)
    assert list_points(new, "echelle-")
