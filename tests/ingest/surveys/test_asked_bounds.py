"""How far a note goes and how it is written: « sur une échelle de 1 à 5 » in the question, « 7/10 » in the cells, Y and N of LimeSurvey."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import surveys
import uploads

from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.draft.asked_bounds import find_asked_bounds
from dse.ingest.surveys.draft.form_draft import Draft


def export(title: str, *answers: str, headers: str = "Horodateur") -> Upload:
    """Answers to one question, each on its day."""
    lines = [f"2021-03-{1 + line % 28:02d} 10:00:00;{answer}" for line, answer in enumerate(answers)]
    return uploads.build_upload("avis-2021.csv", f"{headers};{title}", *lines)


def draft(upload: Upload) -> Draft:
    """The draft of an export."""
    return form_draft.draft_from_file(upload, series="avis", wave_id="2021")


@pytest.mark.parametrize(
    ("wording", "bounds"),
    [
        ("Sur une échelle de 1 à 5, le réseau vous est-il utile ?", (1, 5)),
        ("Notez la lettre de 0 à 10", (0, 10)),
        ("Votre note (1 à 7)", (1, 7)),
        ("Note de 1 (jamais) à 5 (toujours)", (1, 5)),
        ("Classez de 1 à 5", (1, 5)),
        ("Votre satisfaction (1 = pas du tout, 5 = tout à fait)", (1, 5)),
        ("Évaluez l’accueil, entre 1 et 4", (1, 4)),
        ("Combien de formations, de 1 à 5 ?", None),
        ("Votre ancienneté (1 à 5 ans)", None),
        ("Note de 2019 à 2021", None),
        ("Notre association compte entre 1 et 5 antennes", None),
        ("Notamment, avez-vous entre 1 et 5 antennes", None),
        ("Combien de fois (de 1 à 7) par semaine", None),
        ("À quelle fréquence (1 = jamais, 3 = parfois, 5 = toujours) ?", None),
        ("Vous êtes (1 = une association, 2 = une ville, 3 = une région)", None),
        ("De 0 à 10, le réseau vous est-il utile ?", (0, 10)),
        ("De 0 à 10 : votre avis sur la lettre", (0, 10)),
        ("Q3. De 1 à 5, notez la lettre", (1, 5)),
        ("From 0 to 10, how useful is the network?", (0, 10)),
        ("How useful is the network, from 0 to 10?", (0, 10)),
        ("On a scale of 1 to 5, is it useful?", (1, 5)),
        ("De 1 à 5 salariés", None),
        ("De 1 à 5, combien d’antennes avez-vous ?", None),
        ("How many meetings, from 0 to 10?", None),
        ("Worked here from 1 to 5 years", None),
        ("Votre note", None),
    ],
)
def test_a_wording_says_how_far_its_note_goes(wording: str, bounds: tuple[int, int] | None) -> None:
    assert find_asked_bounds(wording) == bounds


@pytest.mark.parametrize("start", ["Sur une échelle de 1 à 5", "De 1 à 5", "From 1 to 5"])
def test_a_note_whose_wording_says_how_far_it_goes_is_not_asked_about(start: str) -> None:
    drafted = draft(export(f"{start}, le réseau est-il utile ?", *"234232"))
    (question,) = drafted.survey.questions
    assert (question.kind, question.lowest, question.highest) == ("scale", 1, 5) and not drafted.points


@pytest.mark.parametrize(
    ("wording", "key"),
    [
        ("Votre satisfaction (1 à 7)", "bornes-1-7"),
        ("Combien de fois (de 1 à 7) par semaine", "bornes-1-7"),
        ("À quelle fréquence (1 = jamais, 3 = parfois, 5 = toujours) ?", "bornes-1-5"),
        ("Votre avis (1 = non, 2 = plutôt non, 3 = plutôt oui, 4 = oui)", "bornes-1-4"),
        ("Vous êtes (1 = une association, 2 = une ville, 3 = une région)", "bornes-1-3"),
        ("Notre association compte entre 1 et 5 antennes", "bornes-1-4"),
    ],
)
def test_bounds_that_may_be_those_of_something_else_are_asked_about(wording: str, key: str) -> None:
    (point,) = draft(export(wording, *"123123")).points
    assert point.key == key and {"nombre", "choix"} <= set(dict(point.choices))


def test_answers_beyond_what_the_wording_says_are_asked_about() -> None:
    drafted = draft(export("Sur une échelle de 1 à 5, le réseau est-il utile ?", *"234237"))
    assert [point.key for point in drafted.points] == ["bornes-1-7"]


@pytest.mark.parametrize(
    ("outof", "bounds", "keys"), [(10, (0, 10), []), (20, (0, 20), []), (5, (1, 5), ["bornes-1-5"])]
)
def test_notes_out_of_a_number_are_read_as_notes(
    outof: int, bounds: tuple[int, int], keys: list[str], tmp_path: Path
) -> None:
    notes = [1 + line % outof for line in range(40)]
    upload = export("Votre note", *(f"{note}/{outof}" for note in notes))
    drafted = draft(upload)
    (question,) = drafted.survey.questions
    assert (question.kind, question.lowest, question.highest) == ("scale", *bounds)
    assert [point.key for point in drafted.points] == keys
    form = form_writing.write_form(drafted, tmp_path / "avis.toml")
    proposal = propose([upload], surveys.registered(tmp_path / "store"), form=form)
    assert not proposal.problems
    read = Counter(row["value"] for row in proposal.changes["survey_answers"].to_pylist())
    assert read == Counter(map(float, notes))


def test_yes_and_no_of_limesurvey_have_their_words(tmp_path: Path) -> None:
    upload = export("Q1", *"YNYYNY", headers="submitdate")
    drafted = draft(upload)
    (scale,) = drafted.survey.scales.values()
    assert [(option.code, option.label, option.rank) for option in scale.options] == [
        ("Y", "Oui", 1),
        ("N", "Non", 0),
    ]
    form = form_writing.write_form(drafted, tmp_path / "avis.toml")
    proposal = propose([upload], surveys.registered(tmp_path / "store"), form=form)
    read = Counter(row["value"] for row in proposal.changes["survey_answers"].to_pylist())
    assert read == {1.0: 4, 0.0: 2}


@pytest.mark.parametrize(
    "times",
    [("moins d’un an", "1 an", "2 ans", "10"), ("moins d’un an", "1", "2", "3")],
)
def test_times_with_their_unit_among_numbers_are_no_note(times: tuple[str, ...]) -> None:
    drafted = draft(export("Votre ancienneté", *(times * 8)))
    (question,) = drafted.survey.questions
    labels = [option.label for option in drafted.survey.scales[question.scale].options if not option.missing]
    assert question.kind == "single" and labels == list(times) and not drafted.points


def test_a_note_whose_end_says_how_often_stays_a_note() -> None:
    ends = ("0 - Jamais", "3", "5", "8", "10 - Tous les jours")
    (question,) = draft(export("Votre usage de la lettre", *(ends * 6))).survey.questions
    assert (question.kind, question.lowest, question.highest) == ("scale", 0, 10)
