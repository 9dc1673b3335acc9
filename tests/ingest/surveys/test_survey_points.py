"""Points of a draft: each has a name of its own, its answer is heeded, and none quotes what people wrote."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from surveys import answers, registered

from dse.ingest import Upload, propose
from dse.ingest.surveys.draft import form_draft, form_writing, points
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.waves import new_wave, wave_review

DAYS = [f"2021/03/{day:02d} 10:00:00" for day in range(1, 25)]


def drafted(columns: dict[str, Sequence[str]], **point_answers: str) -> Draft:
    """The draft of an export."""
    return form_draft.draft_from_file(export(columns), series="e", answers=point_answers)


def export(columns: dict[str, Sequence[str]]) -> Upload:
    """24 answers, whose columns repeat their texts."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Horodateur", *columns])
    writer.writerows(
        [day, *(texts[row % len(texts)] for texts in columns.values())] for row, day in enumerate(DAYS)
    )
    return Upload("avis-2021.csv", text.getvalue().encode())


def test_signs_that_may_mean_no_answer_are_asked_about_one_by_one() -> None:
    columns = {
        "Votre note du service": ("-", ".", "3", "4", "5", "1"),
        "Votre note du réseau": ("--", "3", "-", "4", "5", "1"),
        "Votre avis": ("s.o.", "Bon", "s/o", "Moyen", "Bon", "Moyen"),
    }
    by_text = {point.counts[0][0]: point.key for point in drafted(columns).points if len(point.counts) == 1}
    assert set(by_text) == {"-", "--", ".", "s.o.", "s/o"}
    assert len(set(by_text.values())) == 5
    answered = drafted(columns, **{by_text["--"]: "NC"})
    assert [point.counts[0][0] for point in answered.points if point.chosen] == ["--"]
    assert ("--", "NC") in answered.survey.missing and ("-", "SR") in answered.survey.missing


def test_points_whose_names_begin_alike_are_answered_one_by_one() -> None:
    about = "Les choses que nous avons vues ensemble, pour le service"
    columns = {
        "Service": (f"1 - {about} un", "2 - Moyen", "3 - Assez"),
        "Réseau": (f"1 - {about} deux", "2 - Moyen", "3 - Assez"),
    }
    orders = [point.key for point in drafted(columns).points if point.key.startswith("ordre")]
    assert len(set(orders)) == 2


@pytest.mark.parametrize("free_text", ["aidante de Mme Fictive", "DURAND Awa", "Je préfère me taire"])
def test_what_was_written_once_beside_other_is_counted_and_not_shown(free_text: str) -> None:
    statuses = [*["Salarié", "Bénévole", "Élu"] * 7, "Salarié", "Élu", free_text]
    (point,) = [point for point in drafted({"Votre statut": statuses}).points if point.key == "autre"]
    assert dict(point.counts) == {"Bénévole": 7, "Salarié": 8, "Élu": 8, "venues une seule fois": 1}


@pytest.mark.parametrize("none", ["Aucun", "Aucun de ces choix", "Rien", "Pas de besoin"])
def test_who_chose_none_wrote_nothing_beside_other(none: str, tmp_path: Path) -> None:
    """« Aucun » is a choice, though one alone made it: nobody is asked whether it is « Autre », which nobody chose."""
    columns = {
        "Vos besoins de thèmes": [*["Eau, Santé", "Eau", "Santé"] * 7, "Eau", "Santé", none],
        "Votre besoin": [*["Eau", "Sols", "Santé"] * 7, "Eau", "Santé", none],
    }
    draft = drafted(columns)
    assert not [point for point in draft.points if point.key == "autre" or f"« {none} »" in point.question]
    for question in draft.survey.questions:
        labels = {option.label for option in draft.survey.scales[question.scale].options}
        assert none in labels and "Autre" not in labels and question.other is None
    form = form_writing.write_form(draft, tmp_path / "form.toml")
    proposal = propose([export(columns)], registered(tmp_path / "store"), form=form)
    assert not proposal.problems and not [issue for issue in proposal.doubts if issue.code == "IMP-514"]


def test_several_choices_in_a_cell_show_no_cell_that_came_once() -> None:
    themes = [*["Eau, Santé", "Eau", "Santé"] * 7, "Eau", "Santé", "Eau, aidante de la rue"]
    (point,) = [
        point for point in drafted({"Vos thèmes": themes}).points if point.key.startswith("separateur")
    ]
    assert dict(point.counts) == {"Eau, Santé": 7, "Eau": 8, "Santé": 8, "venues une seule fois": 1}


@pytest.mark.parametrize(
    ("answer", "kind", "expected"),
    [
        (None, "multiple", {"Atelier": 15, "Formation": 12, "Webinaire": 9}),
        ("un-seul-signe", "multiple", {"• Atelier": 9, "Formation": 6, "Formation / Webinaire": 3}),
        ("une", "single", {"• Atelier": 6, "Formation": 3, "Formation / Webinaire": 3}),
    ],
)
def test_signs_that_change_from_cell_to_cell_are_asked_about(
    answer: str | None, kind: str, expected: dict[str, int], tmp_path: Path
) -> None:
    cells = [
        "Atelier, Formation",
        "Formation / Webinaire",
        "• Atelier\n• Webinaire",
        "• Atelier",
        "Atelier",
        "Formation",
        "Webinaire",
        "Atelier; Formation",
    ]
    columns = {"Vos formats": cells}
    (point,) = [point for point in drafted(columns).points if point.key.startswith("signes")]
    assert "tantôt par « / »" in point.question and point.proposed == "plusieurs"
    draft = drafted(columns, **({point.key: answer} if answer else {}))
    (question,) = draft.survey.questions
    form = form_writing.write_form(draft, tmp_path / "form.toml")
    proposal = propose([export(columns)], registered(tmp_path / "store"), form=form)
    labels = {option.code: option.label for option in draft.survey.scales[question.scale].options}
    labels |= {f"{option.rank}": option.label for option in draft.survey.scales[question.scale].options}
    rows = proposal.changes["survey_answers"].to_pylist()
    ticked = Counter(
        labels[row["option"]] if kind == "multiple" else labels[f"{row['value']:g}"]
        for row in rows
        if row["value"]
    )
    assert question.kind == kind and not proposal.problems
    assert {label: ticked[label] for label in expected} == expected


def test_a_new_wave_and_an_import_show_no_answer_that_names_somebody(tmp_path: Path) -> None:
    known = {"Votre statut": ["Salarié", "Bénévole", "Élu"]}
    form = form_writing.write_form(drafted(known), tmp_path / "avis.toml")
    free_text = [*["Salarié", "Bénévole", "Élu"] * 7, "DURAND Awa", "aidante de Mme Fictive", "a@exemple.org"]
    upload = export({"Votre statut": free_text})
    wave = new_wave.draft_new_wave(upload, form, wave_id="2022", answers={})
    verdicts = wave.verdicts(wave.pairs())
    said = [*wave_review.describe_comparison(wave, wave.pairs(), verdicts), str(verdicts)]
    proposal = propose([upload], registered(tmp_path / "store"), form=form)
    said += [issue.sentence for issue in proposal.problems]
    assert len(proposal.problems) == 3 and "[retiré]" in str(verdicts)
    assert not [sentence for sentence in said if re.search("Awa|Mme|exemple", sentence)]


EXPECTED = "Qu’attendez-vous du réseau ?", "Vos attentes pour la suite"


@pytest.mark.parametrize(
    ("answers_now", "expected_counts"),
    [
        (["Des outils", "Du temps", "Merci", "Des outils", "Du temps", "Rien de plus"], {}),
        ([*["2", "15", "40"] * 7, "12", "15", "environ 40, je crois"], {"12": 1, "15": 8, "2": 7, "40": 7}),
    ],
)
def test_which_known_question_one_is_is_asked_without_a_free_answer(
    answers_now: list[str], expected_counts: dict[str, int], tmp_path: Path
) -> None:
    free = [f"Une attente, dite en quelques mots {row}" for row in range(24)]
    before = free if not expected_counts else ["3", "18", "60"]
    titles = [f"Q1. {title}" for title in EXPECTED]
    form = form_writing.write_form(drafted({titles[0]: before}), tmp_path / "avis.toml")
    wave = new_wave.draft_new_wave(export({titles[1]: answers_now}), form, wave_id="2022", answers={})
    (asked,) = [point for point in wave.points(wave.pairs()) if point.key.startswith("question")]
    assert EXPECTED[1] in asked.question and dict(asked.counts) == expected_counts


@pytest.mark.parametrize(
    ("title", "is_partner"),
    [
        ("Partenaire", True),
        ("Êtes-vous partenaire ?", True),
        ("Êtes-vous un partenaire d’un membre ?", True),
        ("Êtes-vous partenaire d’une organisation membre ?", True),
        ("Travaillez-vous avec des partenaires locaux ?", False),
        ("Êtes-vous satisfait de l’appui à vos partenaires ?", False),
        ("Avez-vous un partenaire ?", False),
        ("Partenaire local rencontré", False),
    ],
)
def test_only_who_is_asked_to_be_a_partner_is_one(title: str, is_partner: bool) -> None:
    survey = drafted({title: ["Oui", "Non"], "Votre note": ["1", "3", "5"]}).survey
    assert bool(survey.respondent_columns("is_partner")) == is_partner
    assert (title in [question.wording for question in survey.questions]) != is_partner


def test_days_that_a_person_gives_are_those_of_the_wave() -> None:
    wave = drafted({"Votre note": ["1", "3", "5"]}, dates="2021-02-01 2021-05-31").survey.waves[0]
    assert (wave.opened_on, wave.closed_on) == (date(2021, 2, 1), date(2021, 5, 31))


@pytest.mark.parametrize(
    ("title", "answer", "kind"),
    [
        ("Nombre de projets en cours", None, ("number", None)),
        ("Combien de projets menez-vous ?", "nombre", ("number", None)),
        ("Nombre de projets en cours", "1-7", ("scale", 7)),
        ("Nombre de projets en cours", "choix", ("single", None)),
        ("Le nombre de projets vous convient-il ?", None, ("scale", 7)),
    ],
)
def test_small_numbers_of_a_question_that_asks_how_many_are_no_note_unless_a_person_says_so(
    title: str, answer: str | None, kind: tuple[str, int | None]
) -> None:
    columns = {title: ["1", "2", "3", "4", "6", ""]}
    (point,) = drafted(columns).points
    draft = drafted(columns, **({point.key: answer} if answer else {}))
    assert [(question.kind, question.highest) for question in draft.survey.questions] == [kind]
    assert point.is_open and point.counts[0] == ("1", 4)


def test_99_that_comes_again_beside_a_note_is_asked_about_and_not_counted_in_its_mean(tmp_path: Path) -> None:
    columns = {"Votre note": ["99", "1", "2", "3", "4", "5"]}
    draft = drafted(columns)
    point = next(point for point in draft.points if point.question.startswith("« 99 »"))
    assert point.proposed == "NSP" and draft.survey.questions[0].kind == "scale"
    form = form_writing.write_form(draft, tmp_path / "avis.toml")
    proposal = propose([export(columns)], registered(tmp_path / "store"), form=form)
    point_answers = [(value, missing) for value, _, missing in answers(proposal)["e-note", "-"]]
    assert Counter(point_answers) == {(None, "NSP"): 4, **{(float(note), None): 4 for note in range(1, 6)}}
    counted = drafted(columns, **{point.key: "reponse"}).survey.questions[0]
    assert (counted.kind, counted.highest) == ("number", None)


@pytest.mark.parametrize(
    "choices", [("Eau; Santé; Climat", "Eau; Genre", "Climat"), ("Eau; Santé", "Eau; Genre")]
)
def test_several_choices_in_a_cell_do_not_part_the_columns_of_a_file(choices: tuple[str, ...]) -> None:
    questions = drafted({"Vos besoins": choices, "Votre note": ["1", "3", "5"]}).survey.questions
    assert [question.columns[0] for question in questions] == ["Vos besoins", "Votre note"]


@pytest.mark.parametrize(
    "labels",
    [
        ("Pas d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "D’accord"),
        ("Non", "Plutôt non", "Plutôt oui", "Oui"),
        ("Très difficile", "Plutôt difficile", "Plutôt facile", "Très facile"),
        ("Jamais", "Parfois", "La plupart du temps", "Toujours"),
    ],
)
def test_usual_answers_in_four_steps_are_in_their_order(labels: tuple[str, ...]) -> None:
    survey = drafted({"Votre avis": sorted(labels)}).survey
    (scale,) = survey.scales.values()
    assert survey.questions[0].kind == "likert"
    assert [option.label for option in scale.options] == list(labels)


def test_yes_and_no_alone_are_two_choices() -> None:
    assert drafted({"Votre avis": ["Oui", "Non"]}).survey.questions[0].kind == "single"


def test_the_most_frequent_answers_are_counted_and_always_those_that_came_once() -> None:
    counts = Counter({f"Choix {rank:02d}": rank for rank in range(1, 20)} | {"venues une seule fois": 1})
    shown = points.list_counts(counts)
    assert [count for _, count in shown] == [*range(8, 20), 1] and shown[-1][0] == "venues une seule fois"


UNNUMBERED = ("Génial", "2", "3", "4", "Nul")


@pytest.mark.parametrize(
    ("answer", "values"),
    [
        (None, {1: "Nul", 5: "Génial"}),
        ("bouts", {1: "Nul", 5: "Génial"}),
        ("inverse", {5: "Nul", 1: "Génial"}),
        ("NSP", {}),
    ],
)
def test_two_labels_beside_numbers_are_the_ends_of_a_note_as_a_person_says(
    answer: str | None, values: dict[int, str], tmp_path: Path
) -> None:
    columns = {"Votre avis": (*UNNUMBERED, "3")}
    (point,) = drafted(columns).points
    assert point.proposed == "bouts" and dict(point.counts)["Nul"] == 4
    draft = drafted(columns, **({point.key: answer} if answer else {}))
    form = form_writing.write_form(draft, tmp_path / "avis.toml")
    proposal = propose([export(columns)], registered(tmp_path / "store"), form=form)
    assert not proposal.problems
    read = [(value, missing) for value, _, missing in answers(proposal)["e-avis", "-"]]
    expected = [
        (float(text), None)
        if text.isdigit()
        else next(((float(value), None) for value, label in values.items() if label == text), (None, "NSP"))
        for text in columns["Votre avis"]
    ]
    assert Counter(read) == Counter(expected * 4)


def test_labels_counted_apart_leave_how_far_the_note_goes_to_be_asked() -> None:
    columns = {"Votre avis": UNNUMBERED}
    (point,) = drafted(columns).points
    left = drafted(columns, **{point.key: "NSP"})
    assert [point.key for point in left.points if point.is_open] == ["bornes-1-4"]
    answered = drafted(columns, **{point.key: "NSP", "bornes-1-4": "1-7"})
    assert answered.survey.questions[0].highest == 7
    listed = drafted(columns, **{point.key: "choix"}).survey
    assert {option.label for option in listed.scales[listed.questions[0].scale].options} == set(UNNUMBERED)


@pytest.mark.parametrize("beside", [("Pas encore utilisé", "À découvrir"), ("Jamais venu", "Première fois")])
@pytest.mark.parametrize("highest", [5, 7])
def test_two_texts_beside_a_whole_note_are_no_ends_of_it(
    beside: tuple[str, str], highest: int, tmp_path: Path
) -> None:
    notes = [str(note) for note in range(1, highest + 1)]
    columns = {"Note de l’accueil": (*notes, *beside)}
    draft = drafted(columns)
    assert sum(point.key.startswith("a-part") for point in draft.points) == 2
    form = form_writing.write_form(draft, tmp_path / "avis.toml")
    proposal = propose([export(columns)], registered(tmp_path / "store"), form=form)
    values = [value for value, *_ in answers(proposal)["e-note-accueil", "-"]]
    cells = columns["Note de l’accueil"]
    expected = [cells[row % len(cells)] for row in range(len(DAYS))]
    assert Counter(values) == Counter(float(cell) if cell.isdigit() else None for cell in expected)


def test_0_and_6_are_ends_where_the_question_says_so() -> None:
    columns = {"Votre avis, sur une échelle de 0 à 6": ("Mal", "1", "2", "3", "4", "5", "Bien", "3")}
    draft = drafted(columns)
    assert [(question.lowest, question.highest) for question in draft.survey.questions] == [(0, 6)]
    assert [point.key.split("-")[0] for point in draft.points] == ["bouts"]


def test_names_beside_a_note_are_neither_its_ends_nor_shown(tmp_path: Path) -> None:
    columns = {"Note": ("Camille Durand", "2", "3", "4", "Paul Martin", "2", "3", "4")}
    draft = drafted(columns)
    form = form_writing.write_form(draft, tmp_path / "avis.toml")
    assert not re.search("durand|martin", f"{draft.points}{form.read_text(encoding='utf-8')}", re.IGNORECASE)
