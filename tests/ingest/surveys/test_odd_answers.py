"""A first export where one cell is not as the 59 others: the kind of the question stays, and a person says what the cell is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
import surveys
import uploads

from dse.ingest import Proposal, Upload, propose
from dse.ingest.surveys.draft import draft_editing, form_draft, form_writing
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.draft.points import Point
from dse.ingest.surveys.waves import new_wave

AGREEMENT = ("Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord")
ODD = {
    "a digit twice": ("Votre note", "12345", "55", ("scale", 1, 5)),
    "beyond the note": ("Votre note", [str(n) for n in range(11)], "15", ("scale", 0, 10)),
    "a word beside notes": ("Votre note", "12345", "bien", ("scale", 1, 5)),
    "two notes": ("Votre note", "12345", "3 ou 4", ("scale", 1, 5)),
    "a note out of ten": ("Votre note", [str(n) for n in range(11)], "7/10", ("scale", 0, 10)),
    "a half out of ten": ("Votre note", [f"{n}/10" for n in range(11)], "7,5/10", ("scale", 0, 10)),
    "about a number": ("Effectif", [str(20 + n) for n in range(20)], "environ 20", ("number", 0, None)),
    "a number in words": ("Effectif", [str(20 + n) for n in range(20)], "une dizaine", ("number", 0, None)),
    "a mark after a label": ("Votre avis", AGREEMENT, "d’accord !", ("likert", None, None)),
    "a label cut short": ("Votre avis", AGREEMENT, "tout a fait", ("likert", None, None)),
}


def export(title: str, texts: Sequence[str], odd: str) -> Upload:
    """60 answers, of which the one of line 61 is odd."""
    answers = [*(texts[row % len(texts)] for row in range(59)), odd]
    lines = [f'2021/03/{1 + row % 28:02d} 10:00:00,"{answer}"' for row, answer in enumerate(answers)]
    return uploads.build_upload("avis-2021.csv", f"Horodateur,{title}", *lines)


def draft(upload: Upload, **answers: str) -> Draft:
    """The draft of an export, after answers."""
    return form_draft.draft_from_file(upload, series="avis", wave_id="2021", answers=answers)


def ask(upload: Upload) -> Point:
    """The point about the odd cell."""
    (point,) = [point for point in draft(upload).points if point.key.startswith(("inattendu", "virgule"))]
    return point


def read(upload: Upload, tmp_path: Path, **answers: str) -> Proposal:
    """What an import of the export proposes with its drafted form."""
    form = form_writing.write_form(draft(upload, **answers), tmp_path / "form.toml")
    return propose([upload], surveys.registered(tmp_path / "store"), form=form)


def count(proposal: Proposal) -> Counter[str]:
    """How often each answer comes: a number, an option, or why there is none."""
    rows = proposal.changes["survey_answers"].to_pylist()
    return Counter(row["missing"] or f"{row['value']:g}" for row in rows)


@pytest.mark.parametrize("case", ODD)
def test_one_odd_cell_of_sixty_is_asked_about_and_the_kind_is_that_of_the_others(case: str) -> None:
    title, texts, odd, form = ODD[case]
    upload = export(title, list(texts), odd)
    (question,) = draft(upload).survey.questions
    assert (question.kind, question.lowest, question.highest) == form
    point = ask(upload)
    assert "ligne 61" in point.question and "1\u00a0réponse sur 60" in point.question
    assert point.proposed == "corriger" and point.is_open
    said = (point.question, *dict(point.choices).values(), *dict(point.counts))
    assert not any(f"« {odd} »" in text or text == odd for text in said)
    assert sum(dict(point.counts).values()) == 59 or len(point.counts) == 12


@pytest.mark.parametrize("case", ODD)
def test_an_odd_cell_is_refused_by_its_line_until_a_person_counts_it_apart(case: str, tmp_path: Path) -> None:
    title, texts, odd, _ = ODD[case]
    upload = export(title, list(texts), odd)
    (tmp_path / "before").mkdir()
    refused = read(upload, tmp_path / "before")
    assert [issue.row for issue in refused.problems] == [61]
    assert sum("ligne 61" in issue.sentence for issue in refused.doubts) == 1
    apart = read(upload, tmp_path, **{ask(upload).key: "NSP"})
    assert not apart.problems
    assert count(apart) == count(refused) - Counter({"SR": 1}) + Counter({"NSP": 1})


@pytest.mark.parametrize("case", ["a digit twice", "beyond the note"])
def test_notes_and_an_odd_number_are_counted_as_pandas_does(case: str, tmp_path: Path) -> None:
    title, texts, odd, (_, _, highest) = ODD[case]
    upload = export(title, list(texts), odd)
    column = pd.Series([*(texts[row % len(texts)] for row in range(59)), odd]).astype(float)
    expected = {f"{note:g}": n for note, n in column[column <= highest].value_counts().items()}
    assert count(read(upload, tmp_path, **{ask(upload).key: "SR"})) == {**expected, "SR": 1}


def test_an_odd_number_that_is_an_answer_makes_the_question_a_number(tmp_path: Path) -> None:
    upload = export("Votre note", "12345", "55")
    key = ask(upload).key
    drafted = draft(upload, **{key: "reponse"})
    assert [(q.kind, q.highest) for q in drafted.survey.questions] == [("number", None)]
    assert [point.chosen for point in drafted.points if point.key == key] == ["reponse"]
    assert count(read(upload, tmp_path, **{key: "reponse"}))["55"] == 1
    numbers = draft(upload, **{"bornes-1-5": "nombre"})
    assert [q.kind for q in numbers.survey.questions] == ["number"]
    assert not any(point.key == key for point in numbers.points)


def test_an_odd_text_that_is_an_answer_makes_the_question_what_all_of_them_are() -> None:
    upload = export("Effectif", [str(20 + n) for n in range(59)], "une dizaine")
    (question,) = draft(upload, **{ask(upload).key: "reponse"}).survey.questions
    assert question.kind == "text"


def test_half_a_note_is_asked_about_and_kept_unless_a_person_says_otherwise(tmp_path: Path) -> None:
    upload = export("Votre note", "12345", "3,5")
    (question,) = draft(upload).survey.questions
    assert (question.kind, question.lowest, question.highest) == ("scale", 1, 5)
    point = ask(upload)
    assert point.proposed == "reponse" and "ligne 61" in point.question
    (tmp_path / "before").mkdir()
    assert count(read(upload, tmp_path / "before"))["3.5"] == 1
    apart = count(read(upload, tmp_path, **{point.key: "SR"}))
    assert (apart["3.5"], apart["SR"], apart.total()) == (0, 1, 60)


def test_what_may_name_a_person_among_notes_is_never_written_in_a_form() -> None:
    upload = export("Votre note", "12345", "Mme Fictive")
    point = ask(upload)
    assert [value for value, _ in point.choices] == ["corriger", "reponse"]
    form = form_writing.render_form(draft(upload))
    assert "Fictive" not in form and "ligne 61" in form


@pytest.mark.parametrize(
    ("title", "texts", "kind"),
    [
        ("Combien de projets avez-vous ?", [*map(str, range(1, 9)), "12", "15"], "number"),
        ("Votre avis", [*("Moyen", "Bien", "Excellent") * 9, *("Accueil à revoir",) * 2], "single"),
        ("Vos remarques", [*map(str, range(20)), *(f"Remarque {n}" for n in range(10))], "text"),
    ],
)
def test_answers_that_may_be_as_the_others_are_no_odd_cells(title: str, texts: list[str], kind: str) -> None:
    lines = [f"2021/03/{1 + row % 28:02d} 10:00:00,{text}" for row, text in enumerate(texts * 2)]
    lines = lines if kind == "number" else lines[: len(texts)]
    drafted = draft(uploads.build_upload("avis-2021.csv", f"Horodateur,{title}", *lines))
    assert [question.kind for question in drafted.survey.questions] == [kind]
    assert not any(point.key.startswith("inattendu") for point in drafted.points)


SALARIED = "Combien de salariés compte votre structure ?"
STAFF = [str(2 + 3 * row) for row in range(20)]


def export_often(
    texts: Sequence[str], count: int, title: str = SALARIED, regular: Sequence[str] = STAFF
) -> Upload:
    """60 answers, of which the first are texts, one after the other."""
    cells = [
        *(texts[row % len(texts)] for row in range(count)),
        *(regular[row % len(regular)] for row in range(60 - count)),
    ]
    return export(title, cells[:59], cells[59])


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["une dizaine"], 10),
        (["aucun"], 8),
        (["10-20"], 8),
        (["plus de 50"], 8),
        (["environ 20"], 8),
        (["2 ou 3"], 8),
        (["une dizaine", "une vingtaine"], 24),
        (["une dizaine"], 35),
        ([f"entre nous, {name}" for name in "abcdefghijkl"], 12),
    ],
)
def test_texts_that_come_often_among_numbers_are_asked_about_too(
    texts: list[str], count: int, tmp_path: Path
) -> None:
    upload = export_often(texts, count)
    (question,) = draft(upload).survey.questions
    point = ask(upload)
    assert (question.kind, point.proposed, point.is_open) == ("number", "corriger", True)
    assert f"{count}\u00a0réponses sur 60" in point.question and "lignes 2, 3, 4, 5, 6 et" in point.question
    assert not set(texts) & {text for text, _ in point.counts}
    refused = read(upload, tmp_path)
    assert [issue.row for issue in refused.problems] == list(range(2, 2 + count))
    expected = Counter(STAFF[row % 20] for row in range(60 - count))
    assert count_numbers(refused) == expected
    (listed,) = draft(upload, **{point.key: "reponse"}).survey.questions
    assert listed.kind in ("single", "text")


def count_numbers(proposal: Proposal) -> Counter[str]:
    """How often each number comes."""
    return Counter({text: times for text, times in count(proposal).items() if text.isdigit()})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("corriger", {"1": 13, "2": 13, "3": 13, "4": 13, "SR": 8}),
        ("croissant", {"1": 19, "2": 13, "3": 13, "4": 15}),
        ("decroissant", {"1": 15, "2": 13, "3": 13, "4": 19}),
        ("NSP", {"1": 13, "2": 13, "3": 13, "4": 13, "NSP": 8}),
    ],
)
def test_bare_numbers_beside_labels_of_a_scale_are_steps_only_where_a_person_says_so(
    answer: str, expected: dict[str, int], tmp_path: Path
) -> None:
    texts = [*AGREEMENT * 13, *["1"] * 6, *["4"] * 2]
    upload = export("Votre avis", texts[:-1], texts[-1])
    point = ask(upload)
    assert "8\u00a0réponses sur 60" in point.question and point.proposed == "corriger"
    chosen = {} if answer == "corriger" else {point.key: answer}
    (question,) = draft(upload, **chosen).survey.questions
    proposal = read(upload, tmp_path, **chosen)
    assert (question.kind, len(proposal.problems)) == ("likert", 8 if answer == "corriger" else 0)
    assert count(proposal) == expected


def test_a_number_that_is_no_step_of_a_scale_of_labels_is_asked_about() -> None:
    upload = export("Votre avis", [*AGREEMENT * 13, *["5"] * 7], "5")
    assert not {"croissant", "decroissant"} & set(dict(ask(upload).choices))
    yes_and_no = export("Venez-vous ?", [*("Oui", "Non") * 26, *"1111111"], "1")
    assert "8\u00a0réponses sur 60" in ask(yes_and_no).question


def test_a_dozen_is_no_first_step_of_a_list() -> None:
    upload = export_often(["une dizaine"], 10, regular=["2", "5", "12", "40"])
    drafted = draft(upload, **{ask(upload).key: "reponse"})
    (scale,) = drafted.survey.scales.values()
    assert [option.label for option in scale.options] == ["12", "2", "40", "5", "une dizaine"]


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Combien d’enfants avez-vous ?", ["0", "1", "2", "3 et plus"]),
        ("Combien de projets menez-vous ?", ["Aucun", "1", "2", "3", "4 ou plus"]),
        ("Combien de salariés avez-vous ?", ["0", "1-5", "6-10", "plus de 10"]),
        ("Année d’adhésion", ["Avant 2019", "2019", "2020", "2021"]),
        ("Depuis combien de temps ?", ["moins d’un an", "1 an", "2 ans", "3"]),
        ("Votre ville", ["Lyon", "Paris", "75", "69"]),
        ("Code postal", ["75001", "69001", "étranger", "44000"]),
    ],
)
def test_numbers_and_spans_of_a_list_are_choices_and_nothing_is_asked(title: str, texts: list[str]) -> None:
    drafted = draft(export(title, texts, texts[0]))
    assert [question.kind for question in drafted.survey.questions] == ["single"] and not drafted.points


def test_texts_that_come_often_in_a_new_wave_are_asked_about_and_refused_by_their_lines(
    tmp_path: Path,
) -> None:
    form = form_writing.write_form(draft(export_often(["2"], 1)), tmp_path / "avis.toml")
    wave = new_wave.draft_new_wave(export_often(["une dizaine"], 10), form, wave_id="2022", answers={})
    (point,) = wave.points(wave.pairs())
    assert "lignes 2, 3, 4, 5, 6 et 5\u00a0autres" in point.question and point.proposed == "meme"
    assert not any("dizaine" in said for said in (point.question, *dict(point.counts)))


def test_odd_cells_of_a_grid_are_told_line_by_line() -> None:
    rows = [[str(row % 5 + 1), str((row + 2) % 5 + 1)] for row in range(60)]
    rows[3][0], rows[9][1], rows[12][1] = "44", "bien", "bof"
    lines = [f"2021/03/{1 + row % 28:02d} 10:00:00,{a},{b}" for row, (a, b) in enumerate(rows)]
    drafted = draft(
        uploads.build_upload("avis-2021.csv", "Horodateur,Votre avis [Accueil],Votre avis [Lettre]", *lines)
    )
    assert [(q.kind, q.highest) for q in drafted.survey.questions] == [("scale", 5)] * 2
    asked = [point.question for point in drafted.points if point.key.startswith("inattendu")]
    assert ["ligne 5" in asked[0], "lignes 11 et 14" in asked[1], len(asked)] == [True, True, 2]


@pytest.mark.parametrize(("answer", "refused"), [("oui", 0), ("non", 12)])
def test_numbers_of_which_some_have_the_one_unit_are_read_after_one_question(
    answer: str, refused: int, tmp_path: Path
) -> None:
    ages = [str(30 + row % 20) for row in range(48)]
    written = [f"{age} ans" if row % 4 == 0 else age for row, age in enumerate(ages)]
    lines = [f"2021/03/{1 + row % 28:02d} 10:00:00,{age}" for row, age in enumerate(written)]
    upload = uploads.build_upload("avis-2021.csv", "Horodateur,Âge", *lines)
    (point,) = draft(upload).points
    assert "12\u00a0réponses sur 48" in point.question and point.proposed == "oui"
    proposal = read(upload, tmp_path, **{point.key: answer})
    assert len(proposal.problems) == refused
    expected = Counter(age for age, text in zip(ages, written, strict=True) if not refused or text == age)
    assert count(proposal) == expected + Counter({"SR": refused})
    read_without_answer = draft(upload).survey.questions[0]
    assert (read_without_answer.kind, read_without_answer.unit) == ("number", "an")


def test_answers_whose_label_was_edited_are_still_read(tmp_path: Path) -> None:
    upload = export("Votre avis", AGREEMENT, AGREEMENT[0])
    drafted = draft(upload)
    rows = draft_editing.option_rows(drafted)
    options = [
        row | {"label": "D’accord, plutôt"} if row["label"] == "Plutôt d’accord" else row for row in rows
    ]
    edited = draft_editing.apply_edits(
        drafted,
        draft_editing.question_rows(drafted),
        options,
        drafted.survey.waves[0],
        {"submitted_on": "Horodateur"},
    )
    form = form_writing.write_form(edited, tmp_path / "form.toml")
    proposal = propose([upload], surveys.registered(tmp_path / "store"), form=form)
    assert not proposal.problems and "D’accord, plutôt" in form.read_text(encoding="utf-8")
    assert count(proposal) == count(read(upload, tmp_path / "as-drafted"))


def test_two_labels_that_were_exchanged_are_read_as_they_now_stand() -> None:
    drafted = draft(export("Venez-vous ?", ["Oui", "Non"], "Non"))
    other = {"Oui": "Non", "Non": "Oui"}
    options = [row | {"label": other[row["label"]]} for row in draft_editing.option_rows(drafted)]
    edited = draft_editing.apply_edits(
        drafted, draft_editing.question_rows(drafted), options, drafted.survey.waves[0], {}
    )
    (scale,) = edited.survey.scales.values()
    assert [option.aliases for option in scale.options] == [(), ()]


@pytest.mark.parametrize("sign", ["NR", "n.a.", "?", "(vide)", "#REF!", "so"])
@pytest.mark.parametrize("texts", [AGREEMENT, "12345"])
def test_signs_of_no_answer_are_asked_about_and_break_no_scale(texts: Sequence[str], sign: str) -> None:
    drafted = draft(export("Votre avis", texts, sign))
    kind = drafted.survey.questions[0].kind
    assert (kind, [text for text, _ in drafted.survey.missing]) == (
        "likert" if texts == AGREEMENT else "scale",
        [sign],
    )
    assert any(point.key.startswith("absence") for point in drafted.points)


def test_a_word_among_numbers_is_refused_without_being_quoted(tmp_path: Path) -> None:
    upload = export("Effectif", [str(20 + n) for n in range(20)], "secret médical")
    form = form_writing.write_form(draft(upload), tmp_path / "form.toml")
    proposal = propose([upload], surveys.registered(tmp_path / "store"), form=form)
    sentences = " ".join(issue.sentence for issue in (*proposal.problems, *proposal.doubts))
    assert "ligne 61" in sentences and "secret" not in sentences


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (("15 k€", "20 k€", "12000"), "k€"),
        (("1,5 M", "2 M", "250000"), "million"),
        (("3 000 F CFA", "500 FCFA", "250"), "fcfa"),
        (("50 %", "60 %", "0,5"), "%"),
    ],
)
def test_numbers_without_the_unit_of_the_others_are_asked_about_even_where_few(
    texts: Sequence[str], unit: str
) -> None:
    drafted = draft(export("Budget", texts, texts[0]))
    assert [(question.kind, question.unit) for question in drafted.survey.questions] == [("number", unit)]
    assert [point.key for point in drafted.points if point.key.startswith("unite")]
