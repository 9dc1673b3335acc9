"""Answers of a next wave mean what they meant: not reached, not asked, without an answer, in the same unit, on the same side."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from next_wave import compare, describe, extended, google_forms, imported, limesurvey, list_points
from surveys import answers as answers_of
from surveys import registered

from dse.ingest import Upload, propose

HELPED = tuple(
    f"{code}. {name} vous a-t-il servi ?"
    for code, name in zip("ABC", ("Conseil", "Cours", "Réseau"), strict=True)
)
READ = "N. Avez-vous lu la lettre du réseau ?"


def notes(count: int) -> list[list[str]]:
    """Lines of three notes."""
    return [[str(line % 11), str(line * 3 % 11), str(line * 7 % 11)] for line in range(count)]


def test_who_stops_before_the_questions_of_a_next_wave_has_not_reached_them(tmp_path: Path) -> None:
    path = describe(limesurvey(2018, HELPED, notes(24)), tmp_path)
    titles = [HELPED[0], READ, *HELPED[:0:-1]]
    whole = [[one, ("oui", "non")[line % 2], three, two] for line, (one, two, three) in enumerate(notes(20))]
    upload = limesurvey(2021, titles, [*whole, *[["4", "oui", "", ""]] * 5], unsent=5)
    survey = extended(compare(upload, path))
    by_title = {question.columns[0]: question.question_id for question in survey.questions}
    proposal = imported(upload, path, tmp_path)
    answers = answers_of(proposal)
    reasons = {title: Counter(why for _, _, why in answers[by_title[title], "-"]) for title in titles}
    assert reasons == {
        titles[0]: {None: 25},
        titles[1]: {None: 25},
        titles[2]: {None: 20, "NP": 5},
        titles[3]: {None: 20, "NP": 5},
    }
    positions = {row["question_id"]: row["position"] for row in proposal.changes["survey_items"].to_pylist()}
    assert positions == {by_title[title]: place for place, title in enumerate(titles, 1)}


UNITS = {
    "other unit": ("ans", "mois", "autre"),
    "unit lost": ("ans", "", "meme"),
    "unit gained": ("", "h", "meme"),
}


@pytest.mark.parametrize("answer", [None, "meme", "autre"])
@pytest.mark.parametrize("case", UNITS)
def test_numbers_in_another_unit_are_another_question_unless_a_person_says_no(
    case: str, answer: str | None, tmp_path: Path
) -> None:
    before, after, proposed = UNITS[case]
    title = "Depuis combien de temps êtes-vous membre ?"

    def export(year: int, unit: str) -> Upload:
        return google_forms(year, [title], [[f"{20 + line} {unit}".strip()] for line in range(24)])

    path, upload = describe(export(2018, before), tmp_path), export(2021, after)
    (point,) = list_points(compare(upload, path), "echelle-unite")
    assert point.proposed == proposed and len(point.counts) == 12
    answers = {point.key: answer} if answer else {}
    survey = extended(compare(upload, path, **answers))
    is_followed = (answer or proposed) == "meme"
    asked = [question for question in survey.questions if question.in_wave("2021")]
    followed = [question for question in asked if question.in_wave("2018")]
    assert len(asked) == 1 and len(followed) == is_followed
    answers_given = answers_of(imported(upload, path, tmp_path))[asked[0].question_id, "-"]
    assert sorted(value for value, *_ in answers_given) == [20 + line for line in range(24)]


def test_numbers_in_one_unit_ask_nothing_and_keep_it(tmp_path: Path) -> None:
    def export(year: int) -> Upload:
        return google_forms(year, ["Votre âge"], [[f"{20 + line} ans"] for line in range(24)])

    path = describe(export(2018), tmp_path)
    new = compare(export(2021), path)
    assert list_points(new, "echelle") == []
    (question,) = extended(new).questions
    assert (question.kind, question.unit, question.waves) == ("number", "an", {})
    other = google_forms(2021, ["Votre âge"], [["30 ans"], ["240 jours"]])
    problems = propose([other], registered(tmp_path / "store"), form=path, wave="2021").problems
    assert [issue.code for issue in problems] == ["IMP-217"]


NOTE = "Quelle note donnez-vous à la lettre ?"


def test_a_word_for_no_answer_that_only_the_next_wave_has_does_not_end_the_series(tmp_path: Path) -> None:
    path = describe(google_forms(2018, [NOTE], [[str(line % 5 + 1)] for line in range(30)]), tmp_path)
    rows = [[("1", "2", "3", "4", "5", "NA", "s.o.")[line % 7]] for line in range(35)]
    upload = google_forms(2021, [NOTE], rows)
    new = compare(upload, path)
    assert [point.proposed for point in list_points(new, "absence")] == ["SR", "NC"]
    (question,) = extended(new).questions
    assert question.waves == {}
    reasons = Counter(
        why for *_, why in answers_of(imported(upload, path, tmp_path))[question.question_id, "-"]
    )
    assert reasons == {None: 25, "SR": 5, "NC": 5}


ODD = {
    "number": ("Combien de salariés avez-vous ?", [str(20 + line) for line in range(24)], "une dizaine"),
    "note": (NOTE, [str(line % 5 + 1) for line in range(24)], "99"),
    "choice": ("Êtes-vous employeur ?", [("Oui", "Non")[line % 2] for line in range(24)], "Oui mais"),
}


@pytest.mark.parametrize("case", ODD)
def test_one_odd_cell_is_a_mistake_in_the_file_unless_a_person_says_that_the_question_changed(
    case: str, tmp_path: Path
) -> None:
    title, texts, odd = ODD[case]
    path = describe(google_forms(2018, [title], [[text] for text in texts]), tmp_path)
    upload = google_forms(2021, [title], [[odd], *([text] for text in texts[1:])])
    (point,) = list_points(compare(upload, path), "echelle-cellules")
    assert point.proposed == "meme" and "ligne 2 (1 réponse sur 24)" in point.question
    assert odd not in point.question and odd not in dict(point.counts)
    changed = compare(upload, path, **{point.key: "autre"})
    (verdict,) = changed.verdicts(changed.pairs()).values()
    assert verdict.state == ("otherwise" if case == "number" else "scaled")
    (question,) = extended(compare(upload, path)).questions
    assert question.waves == {}
    problems = propose([upload], registered(tmp_path / "store"), form=path, wave="2021").problems
    code = "IMP-202" if case == "number" else "IMP-217"
    assert [(issue.code, issue.row) for issue in problems] == [(code, 2)]


def test_an_answer_off_the_scale_that_comes_again_is_another_scale(tmp_path: Path) -> None:
    path = describe(google_forms(2018, [NOTE], [[str(line % 5 + 1)] for line in range(30)]), tmp_path)
    new = compare(google_forms(2021, [NOTE], [[str(line % 7 + 1)] for line in range(35)]), path)
    (verdict,) = new.verdicts(new.pairs()).values()
    assert verdict.state == "scaled" and not list_points(new, "echelle-cellules")


VIEWS = ("Pas du tout", "Plutôt pas", "Plutôt", "Tout à fait")
RISING = [f"{number} - {label}" for number, label in enumerate(VIEWS, 1)]
FALLING = [f"{number} - {label}" for number, label in enumerate(reversed(VIEWS), 1)]
BARE = ["1", "2", "3", "4"]
TURNED = {  # before, after, what is proposed, what the first four lines are worth if it is as before, and if not
    "rising, then falling": (RISING, FALLING, "autre", [4, 3, 2, 1], [4, 3, 2, 1]),
    "bare, then falling": (BARE, FALLING, "autre", [1, 2, 3, 4], [4, 3, 2, 1]),
    "falling, then bare": (FALLING, BARE, "meme", [4, 3, 2, 1], [1, 2, 3, 4]),
}


@pytest.mark.parametrize("answer", [None, "meme", "autre"])
@pytest.mark.parametrize("case", TURNED)
def test_a_numbered_scale_that_is_turned_round_is_asked_about_and_imported_either_way(
    case: str, answer: str | None, tmp_path: Path
) -> None:
    before, after, proposed, if_same, if_other = TURNED[case]
    path = describe(google_forms(2018, ["Votre avis"], [[text] for text in before * 6]), tmp_path)
    upload = google_forms(2021, ["Votre avis"], [[text] for text in after * 6 + after[:1]])
    (point,) = list_points(compare(upload, path), "echelle-sens")
    assert point.proposed == proposed and " - Tout à fait »" in point.question
    (question,) = extended(compare(upload, path, **({point.key: answer} if answer else {}))).questions
    is_same = (answer or proposed) == "meme"
    scales = {question.in_wave(wave).scale for wave in ("2018", "2021")}
    assert len(scales) == 2 - is_same
    answers = answers_of(imported(upload, path, tmp_path))[question.question_id, "-"]
    worth = if_same if is_same else if_other
    assert Counter(value for value, *_ in answers) == Counter(worth * 6 + worth[:1])


@pytest.mark.parametrize(
    "both", [(RISING, BARE), (BARE, RISING), (FALLING, FALLING)], ids=["lost", "gained", "same"]
)
def test_numbers_that_go_the_same_way_ask_nothing(both: tuple[list[str], list[str]], tmp_path: Path) -> None:
    path = describe(google_forms(2018, ["Votre avis"], [[text] for text in both[0] * 6]), tmp_path)
    assert (
        list_points(
            compare(google_forms(2021, ["Votre avis"], [[text] for text in both[1] * 6]), path), "echelle"
        )
        == []
    )


BETWEEN = list(map(str, range(1, 10)))
ENDS = (
    ["0 - Pas du tout", *BETWEEN, "10 - Tout à fait"],
    ["0 - Tout à fait", *BETWEEN, "10 - Pas du tout"],
)
UNSURE_ENDS = (["1 - Local", "2", "3", "4", "5 - National"], ["1 - National", "2", "3", "4", "5 - Local"])


@pytest.mark.parametrize("answer", [None, "meme", "autre"])
@pytest.mark.parametrize("both", [ENDS, UNSURE_ENDS], ids=["low is known", "low is not known"])
def test_a_note_whose_ends_exchange_their_labels_is_asked_about_and_imported_either_way(
    both: tuple[list[str], list[str]], answer: str | None, tmp_path: Path
) -> None:
    before, after = both
    path = describe(google_forms(2018, ["Votre avis"], [[text] for text in before * 4]), tmp_path)
    upload = google_forms(2021, ["Votre avis"], [[text] for text in after * 4])
    (point,) = list_points(compare(upload, path), "echelle-bouts")
    assert point.proposed == "autre" and f"« {after[0]} » et non « {before[0]} »" in point.question
    (question,) = extended(compare(upload, path, **({point.key: answer} if answer else {}))).questions
    scales = {question.in_wave(wave).scale for wave in ("2018", "2021")}
    assert len(scales) == 2 - (answer == "meme")
    answers = answers_of(imported(upload, path, tmp_path))[question.question_id, "-"]
    assert len(answers) == 4 * len(after) and len({value for value, *_ in answers}) == len(after)
    if answer == "meme":
        assert {value for value, *_ in answers} == {float(text.split()[0]) for text in after}


def test_a_note_whose_ends_keep_their_labels_asks_nothing(tmp_path: Path) -> None:
    path = describe(google_forms(2018, ["Votre avis"], [[text] for text in ENDS[0] * 4]), tmp_path)
    new = compare(google_forms(2021, ["Votre avis"], [[text] for text in ENDS[0] * 3]), path)
    assert list_points(new, "echelle") == []
