"""Options and codes of a next wave that no longer mean what they did are not read under the old ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import uploads
from next_wave import compare, describe, extended, google_forms, imported, limesurvey, list_points
from surveys import answers as answers_of
from surveys import registered

from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft, question_drafting
from dse.ingest.surveys.tools.limesurvey_structure import CodedText, LssQuestion
from dse.ingest.surveys.tools.survey_tool import Structure

FIRST_BOXES = ("B[SQ1]. Besoins [Eau]", "B[SQ2]. Besoins [Santé]", "B[SQ3]. Besoins [Climat]")
FIRST_TICKS = [["Oui" if place % step else "Non" for step in (2, 3, 4)] for place in range(24)]


@pytest.mark.parametrize(
    "labels", [("Eau", "Climat", "Santé"), ("Eau", "Climat", "Numérique"), ("Climat", "Eau")], ids="-".join
)
def test_a_box_is_read_under_its_label_where_its_code_has_moved(
    labels: tuple[str, ...], tmp_path: Path
) -> None:
    path = describe(limesurvey(2018, FIRST_BOXES, FIRST_TICKS), tmp_path)
    titles = [f"B[SQ{place}]. Besoins [{label}]" for place, label in enumerate(labels, 1)]
    ticks = [["Oui" if line < 3 + 5 * place else "Non" for place in range(len(labels))] for line in range(24)]
    upload = limesurvey(2021, titles, ticks)
    survey = extended(compare(upload, path))
    (question,) = survey.questions
    scale = survey.scales[question.in_wave("2021").scale]
    codes = {option.label: option.code for option in scale.options}
    answers = answers_of(imported(upload, path, tmp_path))
    ticked = {
        label: sum(value == 1.0 for value, *_ in answers[question.question_id, codes[label]])
        for label in labels
    }
    assert ticked == {label: 3 + 5 * place for place, label in enumerate(labels)}


def priorities(*labels: str) -> Structure:
    """A questionnaire whose answers are coded in the order given."""
    among = tuple(CodedText(f"A{rank}", {"fr": label}) for rank, label in enumerate(labels, 1))
    return Structure(
        ("fr",), {"fr": "Avis"}, (LssQuestion("Q", "L", {"fr": "Votre priorité"}, answers=among),)
    )


@pytest.mark.parametrize(
    "labels",
    [("Eau", "Climat", "Numérique"), ("Eau", "Climat", "Santé"), ("Climat", "Eau", "Santé")],
    ids="-".join,
)
def test_a_code_that_the_questionnaire_gives_to_another_label_is_read_under_it(
    labels: tuple[str, ...], tmp_path: Path
) -> None:
    def export(year: int) -> Upload:
        lines = [f"{line};{year}-03-{line:02d} 10:00:00;A{1 + min(line % 6, 2)}" for line in range(1, 25)]
        return uploads.build_upload(f"avis-{year}.csv", "id;submitdate;Q", *lines)

    path = describe(export(2018), tmp_path, priorities("Eau", "Santé", "Climat"))
    survey = extended(compare(export(2021), path, priorities(*labels)))
    (question,) = survey.questions
    scale = survey.scales[question.in_wave("2021").scale]
    proposal = imported(export(2021), path, tmp_path)
    rows = [row for row in proposal.changes["survey_answers"].to_pylist() if row["wave_id"] == "2021"]
    counts = Counter(scale.options[int(row["value"]) - 1].label for row in rows)
    assert counts == Counter(labels[min(line % 6, 2)] for line in range(1, 25))
    assert scale.scale_id != question.in_wave("2018").scale


def coded_export(year: int, *titles: str) -> Upload:
    """An export by codes, A3 four times as often as A1 and A2."""
    lines = [
        ";".join([str(line), f"{year}-03-{line:02d} 10:00:00", *[f"A{1 + min(line % 6, 2)}"] * len(titles)])
        for line in range(1, 25)
    ]
    return uploads.build_upload(f"avis-{year}.csv", ";".join(["id", "submitdate", *titles]), *lines)


@pytest.mark.parametrize("answer", [None, "meme", "autre"])
def test_codes_without_their_questionnaire_mean_what_they_did_only_if_a_person_says_so(
    answer: str | None, tmp_path: Path
) -> None:
    path = describe(coded_export(2018, "Q"), tmp_path, priorities("Eau", "Santé", "Climat"))
    upload = coded_export(2021, "Q")
    (point,) = list_points(compare(upload, path), "echelle-codes")
    assert dict(point.counts) == {"A1 : Eau": 4, "A2 : Santé": 4, "A3 : Climat": 16}
    assert point.proposed == "autre"
    survey = extended(compare(upload, path, **({point.key: answer} if answer else {})))
    (question,) = survey.questions
    scale = survey.scales[question.in_wave("2021").scale]
    assert (scale.scale_id == question.in_wave("2018").scale) == (answer == "meme")
    proposal = imported(upload, path, tmp_path)
    rows = [row for row in proposal.changes["survey_answers"].to_pylist() if row["wave_id"] == "2021"]
    labels = {option.rank: option.label for option in scale.options}
    shown = ("Eau", "Santé", "Climat") if answer == "meme" else ("A1", "A2", "A3")
    assert Counter(labels[row["value"]] for row in rows) == dict(zip(shown, (4, 4, 16), strict=True))


def test_codes_of_a_new_question_do_not_take_the_labels_of_another(tmp_path: Path) -> None:
    path = describe(coded_export(2018, "Q"), tmp_path, priorities("Eau", "Santé", "Climat"))
    survey = extended(compare(coded_export(2021, "Q", "ROLE"), path))
    added = next(question for question in survey.questions if question.columns == ("ROLE",))
    assert {option.label for option in survey.scales[added.scale].options} == {"A1", "A2", "A3"}


def test_codes_that_their_questionnaire_declares_and_answers_in_full_ask_nothing(tmp_path: Path) -> None:
    labels = ("Eau", "Santé", "Climat")
    path = describe(coded_export(2018, "Q"), tmp_path, priorities(*labels))
    declared = compare(coded_export(2021, "Q"), path, priorities(*labels))
    in_full = compare(limesurvey(2021, ["Q"], [[labels[line % 3]] for line in range(24)]), path)
    assert list_points(declared, "echelle") == list_points(in_full, "echelle") == []


BASE = ("Salarié", "Bénévole", "Élu")
STATUSES = [[BASE[line % 3]] for line in range(57)] + [["stagiaire"], ["retraitée"], ["consultante"]]


@pytest.mark.parametrize("answer", ["meme", "autre"])
def test_an_answer_read_as_another_that_comes_again_may_be_a_choice_that_was_added(
    answer: str, tmp_path: Path
) -> None:
    path = describe(google_forms(2018, ["Votre statut"], STATUSES), tmp_path, autre="autre")
    rows = [[(*BASE, "Volontaire")[line % 4]] for line in range(60)]
    upload = google_forms(2021, ["Votre statut"], rows)
    (point,) = list_points(compare(upload, path), "echelle")
    assert "Volontaire" in point.question and dict(point.counts)["Volontaire"] == 15
    assert point.proposed == "autre"
    survey = extended(compare(upload, path, **{point.key: answer}))
    (question,) = survey.questions
    now, then = question.in_wave("2021"), question.in_wave("2018")
    assert (now.scale == then.scale) == (answer == "meme")
    answers = answers_of(imported(upload, path, tmp_path))[question.question_id, "-"]
    scale = survey.scales[now.scale]
    by_rank = {option.rank: option.label for option in scale.options}
    label = "Autre" if answer == "meme" else "Volontaire"
    assert Counter(by_rank[int(value)] for value, *_ in answers)[label] == 15


def test_what_was_written_once_or_twice_is_no_choice_that_was_added(tmp_path: Path) -> None:
    path = describe(google_forms(2018, ["Votre statut"], STATUSES), tmp_path, autre="autre")
    new = compare(google_forms(2021, ["Votre statut"], [*STATUSES, ["stagiaire"]]), path)
    assert list_points(new, "echelle") == []


LOST = {
    "one choice": (
        [[("Présentiel", "Distance", "Hybride", "Aucun mode")[line % 4]] for line in range(24)],
        [[("Présentiel", "Distance")[line % 2]] for line in range(24)],
    ),
    "several in a cell": (
        [[("Eau; Santé; Climat", "Eau; Genre", "Santé; Genre", "Climat")[line % 4]] for line in range(24)],
        [[("Eau; Santé", "Eau", "Santé")[line % 3]] for line in range(24)],
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_choices_that_nobody_takes_any_more_are_asked_about(case: str, tmp_path: Path) -> None:
    first, second = LOST[case]
    path = describe(google_forms(2018, ["Vos choix"], first), tmp_path)
    upload = google_forms(2021, ["Vos choix"], second)
    (point,) = list_points(compare(upload, path), "echelle")
    survey = extended(compare(upload, path, **{point.key: "autre"}))
    (question,) = survey.questions
    scale = survey.scales[question.in_wave("2021").scale]
    assert len(scale.options) == 2 < len(survey.scales[question.in_wave("2018").scale].options)
    imported(upload, path, tmp_path)


def test_few_answers_say_nothing_of_a_choice_that_nobody_takes(tmp_path: Path) -> None:
    path = describe(google_forms(2018, ["Vos choix"], LOST["one choice"][0]), tmp_path)
    new = compare(google_forms(2021, ["Vos choix"], LOST["one choice"][1][:16]), path)
    assert list_points(new, "echelle") == []


@pytest.mark.parametrize("counts", [(2, 1), (1, 2)], ids=["one is gone", "one is added"])
def test_which_of_two_questions_of_one_title_is_left_or_was_added_is_asked(
    counts: tuple[int, int], tmp_path: Path
) -> None:
    def export(year: int, count: int) -> Upload:
        rows = [[str(line % 11), *([str(line * 7 % 11)] * (count - 1))] for line in range(33)]
        return google_forms(year, ["Votre note"] * count, rows)

    path = describe(export(2018, counts[0]), tmp_path)
    points = list_points(compare(export(2021, counts[1]), path), "question")
    assert len(points) == counts[1]
    assert all(len(set(dict(point.choices).values())) == counts[0] + 1 for point in points)
    assert list_points(compare(export(2021, counts[0]), path), "question") == []


def test_a_file_with_two_questions_of_a_title_that_the_form_has_once_is_refused(tmp_path: Path) -> None:
    path = describe(google_forms(2018, ["Votre note"], [["7"]] * 12), tmp_path, dates="2018-03-01 2018-04-30")
    twice = google_forms(2018, ["Votre note"] * 2, [["7", "2"]] * 12)
    proposal = propose([twice], registered(tmp_path / "store"), form=path)
    assert [issue.code for issue in proposal.problems] == ["IMP-108"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("+ de 10 salariés", "- de 10 salariés"),
        ("👍 Utile", "👎 Utile"),
        ("> 5 %", "< 5 %"),
        ("≥ 5", "≤ 5"),
        ("+5 points", "-5 points"),
    ],
)
def test_a_label_that_another_sign_begins_is_another_answer(before: str, after: str, tmp_path: Path) -> None:
    def export(year: int, label: str) -> Upload:
        return google_forms(year, ["Votre avis"], [[(label, "Stable")[line % 3 == 0]] for line in range(24)])

    path = describe(export(2018, before), tmp_path)
    refused = propose([export(2018, after)], registered(tmp_path / "first"), form=path)
    assert len(refused.problems) == 16
    survey = extended(compare(export(2021, after), path))
    (question,) = survey.questions
    scales = [survey.scales[question.in_wave(wave).scale] for wave in ("2018", "2021")]
    assert [{option.label for option in scale.options} for scale in scales] == [
        {before, "Stable"},
        {after, "Stable"},
    ]
    imported(export(2021, after), path, tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("D’accord", "D’accord !"),
        ("Eau, santé", "Eau - santé"),
        ("Île-de-France", "Ile de France"),
        ("10-20 salariés", "10 - 20 salariés"),
        ("> 5 %", ">5%"),
        ("👍 Utile", "👍🏽 utile."),
    ],
)
def test_punctuation_makes_no_other_answer(before: str, after: str, tmp_path: Path) -> None:
    def export(year: int, label: str) -> Upload:
        return google_forms(year, ["Votre avis"], [[(label, "Stable")[line % 3 == 0]] for line in range(24)])

    path = describe(export(2018, before), tmp_path)
    survey = extended(compare(export(2021, after), path))
    (question,) = survey.questions
    assert question.in_wave("2021").scale == question.in_wave("2018").scale
    imported(export(2021, after), path, tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("1 - jamais", "5 - toujours"), ("1 - jamais", "5 - très souvent")),
        (("1 (jamais)", "5 (toujours)"), ("1 (pas une fois)", "5 (très souvent)")),
        (("Jamais", "Toujours"), ("Jamais", "Très souvent")),
    ],
)
def test_a_note_whose_ends_have_other_labels_is_the_same_unless_a_person_says_no(
    before: tuple[str, str], after: tuple[str, str], tmp_path: Path
) -> None:
    def write(year: int, ends: tuple[str, str]) -> Upload:
        texts = (ends[0], "2", "3", "4", ends[1])
        return google_forms(year, ("Venez-vous souvent ?",), [[texts[line % 5]] for line in range(60)])

    path = describe(write(2018, before), tmp_path)
    upload = write(2021, after)
    new = compare(upload, path)
    (point,) = list_points(new, "echelle")
    assert (point.proposed, "est-ce la même échelle" in point.question) == ("meme", True)
    other = compare(upload, path, **{point.key: "autre"})
    (verdict,) = other.verdicts(other.pairs()).values()
    assert verdict.state == "scaled"
    extended(compare(upload, path, **{point.key: "meme"}))
    (given,) = answers_of(imported(upload, path, tmp_path)).values()
    assert Counter(value for value, *_ in given) == dict.fromkeys((1.0, 2.0, 3.0, 4.0, 5.0), 12)


def test_boxes_known_by_their_codes_alone_are_said_to_be_so(tmp_path: Path) -> None:
    titles = ("B[SQ1]", "B[SQ2]", "C")
    rows = [[("Y", "")[line % 2], ("Y", "")[line % 3 > 0], f"A{line % 3 + 1}"] for line in range(30)]
    draft = form_draft.draft_from_file(limesurvey(2021, titles, rows), series="avis")
    kinds = {question.question_id: question.kind for question in draft.survey.questions}
    assert sorted(kinds.values()) == ["multiple", "single"]
    assert all(question_drafting.CODES_ALONE in draft.notes[name] for name in kinds)
    labelled = form_draft.draft_from_file(limesurvey(2021, FIRST_BOXES, FIRST_TICKS), series="avis")
    assert not any(question_drafting.CODES_ALONE in notes for notes in labelled.notes.values())
