"""Exports of five tools: the kind of every question is right, every answer is counted as in the file, and a blank is not a missing answer."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import tool_exports as tools
from surveys import answers, registered

from dse import cli
from dse.ingest import Proposal, Upload, propose
from dse.ingest.forms import form_files
from dse.ingest.forms.form_building import FormError
from dse.ingest.forms.survey_definitions import Option, Question
from dse.ingest.surveys.draft import form_draft, form_writing
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.reading import choices, scale_answers
from dse.ingest.surveys.reading.scale_answers import Answer

KOBO = {
    "slash": tools.kobo("/", with_cell=True, group="g/"),
    "slash without the cell": tools.kobo("/", with_cell=False, group="g/"),
    "underscore": tools.kobo("_", with_cell=True),
    "underscore without the cell": tools.kobo("_", with_cell=False),
    "dot": tools.kobo(".", with_cell=True),
}


def drafted(upload: Upload, **answers_given: str) -> Draft:
    """The draft of an export, after some answers to its points."""
    return form_draft.draft_from_file(upload, series="e", answers=answers_given)


def kinds(draft: Draft) -> dict[str, str]:
    """The kind of each question, by the end of its name."""
    return {question.question_id.removeprefix("e-"): question.kind for question in draft.survey.questions}


def by_code(draft: Draft) -> dict[str, Question]:
    """Questions of a LimeSurvey export, by the code that the title of their first column begins with."""
    titles = {
        (question.columns or question.option_columns[0][1])[0]: question
        for question in draft.survey.questions
    }
    return {re.sub(r"\..*", "", title): question for title, question in titles.items()}


def imported(draft: Draft, upload: Upload, tmp_path: Path) -> Proposal:
    """What the export changes, read by its own draft."""
    form = form_writing.write_form(draft, tmp_path / "form.toml")
    proposal = propose([upload], registered(tmp_path / "store"), form=form)
    assert not proposal.problems, [issue.sentence for issue in proposal.problems[:3]]
    return proposal


def cells(upload: Upload) -> dict[str, list[str]]:
    """Columns of an export, read by nothing of ours."""
    titles, *lines = csv.reader(io.StringIO(upload.content.decode("utf-8")))
    return {title: [line[index] for line in lines] for index, title in enumerate(titles)}


def counted(proposal: Proposal, question: str, option: str = "-") -> Counter[object]:
    """How many gave each value, and how many none for each reason."""
    return Counter(
        value if missing is None else missing for value, _, missing in answers(proposal)[question, option]
    )


@pytest.mark.parametrize("style", tools.ENDS)
def test_limesurvey_notes_whose_ends_have_a_text_are_scales_and_na_is_no_answer(
    style: str, tmp_path: Path
) -> None:
    upload = tools.limesurvey(style)
    draft = drafted(upload)
    questions = by_code(draft)
    assert {code: question.kind for code, question in questions.items()} == {
        **{f"A[L{line}]": "scale" for line in range(6)},
        **dict.fromkeys(("B", "C"), "scale"),
        "AGE": "number",
        "FREQ": "likert",
        "DEPUIS": "single",
        "CP": "single",
        "U[S]": "multiple",
        "NPS": "nps",
        "MOTS": "text",
    }
    assert questions["A[L0]"].question_id == "e-satisfait_aspect-0"
    assert (questions["U[S]"].question_id, questions["U[S]"].scale) == ("e-usages", "e-usages")
    assert {
        (question.lowest, question.highest) for question in draft.survey.questions if question.kind == "scale"
    } == {(0, 10)}
    assert draft.survey.missing == (("NA", "SR"),)
    assert {point.key for point in draft.points} == {"absence-na", "a-part-ne-connais-pas"}
    scales = draft.survey.scales
    assert [option.label for option in scales[questions["FREQ"].scale].options] == list(tools.OFTEN)
    assert [option.label for option in scales[questions["DEPUIS"].scale].options] == list(tools.SINCE)
    assert len({questions[f"A[L{line}]"].scale for line in range(6)} | {questions["B"].scale}) == 1
    proposal = imported(draft, upload, tmp_path)
    low, high = tools.ENDS[style]
    notes = {low: 0.0, high: 10.0, "NA": "SR", tools.UNKNOWN: "NSP"} | {
        str(n): float(n) for n in range(1, 10)
    }
    for title, texts in cells(upload).items():
        question = questions.get(title.partition(".")[0])
        if question and question.kind in ("scale", "nps"):
            assert counted(proposal, question.question_id) == Counter(notes[text] for text in texts)
    ages = cells(upload)["AGE. Votre âge"]
    assert counted(proposal, "e-age") == Counter("SR" if text == "NA" else float(text[:2]) for text in ages)


@pytest.mark.parametrize("tool", tools.OTHERS)
def test_what_is_only_written_beside_autre_is_an_answer_that_chooses_it(tool: str, tmp_path: Path) -> None:
    upload, question, other = tools.OTHERS[tool]()
    draft = drafted(upload)
    name = next(q.question_id for q in draft.survey.questions if q.kind == "multiple")
    assert "text" not in kinds(draft).values()
    table = pd.read_csv(io.BytesIO(upload.content), dtype=str, keep_default_na=False)
    boxes = table.loc[:, [title for title in table if title.startswith(question)]].ne("")
    answered = boxes.any(axis="columns")
    assert (boxes[other] & ~boxes.drop(columns=other).any(axis="columns")).sum() > 5
    proposal = imported(draft, upload, tmp_path)
    by_title = {spellings[0]: code for code, spellings in draft.survey.questions[0].option_columns}
    assert list(by_title) == list(boxes)
    for title, code in by_title.items():
        expected = {1.0: boxes[title].sum(), 0.0: (answered & ~boxes[title]).sum(), "SR": (~answered).sum()}
        assert counted(proposal, name, code) == {value: count for value, count in expected.items() if count}
    texts = [text for _, text, _ in answers(proposal)[name, by_title[other]] if text]
    assert Counter(texts) == Counter(text for text in table[other] if text)


OTHER_LABELS = ("AUT|Autre", "SQ9|Autre, précisez", "SQ9|Autre(s)", "SQ9|Précisez :", "SQ9|Autres thèmes")


def lines(columns: dict[str, tuple[str, ...]], *, has_codes: bool = True) -> Upload:
    """60 answers of LimeSurvey, whose columns repeat their texts; their titles with or without codes."""
    titles = [title if has_codes else re.sub(r"^Q1(?:\[\w+\])?\. ", "", title) for title in columns]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Response ID", "submitdate", *titles])
    writer.writerows(
        [
            row + 1,
            f"2018-05-{row % 28 + 1:02d} 10:00:00",
            *(texts[row % len(texts)] for texts in columns.values()),
        ]
        for row in range(60)
    )
    return Upload("e-2018.csv", text.getvalue().encode())


@pytest.mark.parametrize("has_codes", [True, False])
@pytest.mark.parametrize("other", OTHER_LABELS)
def test_what_limesurvey_writes_beside_autre_is_no_choice_of_every_box_whatever_its_code(
    other: str, has_codes: bool, tmp_path: Path
) -> None:
    code, label = other.split("|")
    boxes = {
        "Q1[A]. Vos thèmes ? [Genre]": ("Oui", "Non", "Non"),
        "Q1[B]. Vos thèmes ? [Climat]": ("Non", "Oui"),
    }
    texts = {f"Q1[{code}]. Vos thèmes ? [{label}]": ("", "", "numérique", "", "santé", "", "")}
    upload = lines({**boxes, **texts}, has_codes=has_codes)
    draft = drafted(upload)
    assert kinds(draft) == {"themes": "multiple"}
    proposal = imported(draft, upload, tmp_path)
    codes = [code for code, _ in draft.survey.questions[0].option_columns]
    columns = list(cells(upload).values())[2:]
    expected = [sum(text not in ("", "Non") for text in column) for column in columns]
    assert [counted(proposal, "e-themes", code)[1.0] for code in codes] == expected == [20, 30, 17]
    written = Counter(text for _, text, _ in answers(proposal)["e-themes", codes[-1]] if text)
    assert written == Counter(text for text in columns[-1] if text)


@pytest.mark.parametrize("has_codes", [True, False])
def test_a_line_of_a_grid_called_autre_is_answered_as_the_others(has_codes: bool, tmp_path: Path) -> None:
    labels = ("Très satisfait", "Plutôt satisfait", "Pas du tout satisfait")
    columns = {
        "Q1[A]. Votre avis ? [Genre]": labels,
        "Q1[AUT]. Votre avis ? [Autre]": (labels[0], "", labels[2], ""),
    }
    upload = lines(columns, has_codes=has_codes)
    draft = drafted(upload)
    assert list(kinds(draft).values()) == ["likert", "likert"]
    proposal = imported(draft, upload, tmp_path)
    assert counted(proposal, draft.survey.questions[1].question_id) == {4.0: 15, 1.0: 15, "SR": 30}


@pytest.mark.parametrize("label", ["Précisez :", "Si autre, précisez", "Laquelle ?"])
def test_a_question_is_not_lost_for_the_column_of_what_is_written_beside_it(
    label: str, tmp_path: Path
) -> None:
    functions = ("Direction", "Bénévole", "Autre")
    upload = lines(
        {"Q1. Votre fonction": functions, f"Q1[P]. Votre fonction [{label}]": ("", "", "stagiaire")}
    )
    draft = drafted(upload)
    (main,) = [question for question in draft.survey.questions if question.columns[0] == "Q1. Votre fonction"]
    assert main.kind == "single" and len(draft.survey.questions) == 2
    assert {option.label for option in draft.survey.scales[main.scale].options} == set(functions)
    proposal = imported(draft, upload, tmp_path)
    assert sorted(counted(proposal, main.question_id).values()) == [20, 20, 20]


SEVERAL = ("Formation", "Atelier{0}Formation", "Webinaire", "Atelier{0}Webinaire{0}Formation", "")


@pytest.mark.parametrize("title", ["Q2. Vos formats ?", "Vos formats ?"])
@pytest.mark.parametrize("sign", [", ", "; ", " / ", "/", " + ", " & ", " et ", " - ", "\n"])
def test_several_answers_in_a_cell_are_asked_about_where_the_tool_writes_them_apart(
    title: str, sign: str, tmp_path: Path
) -> None:
    upload = lines({title: tuple(text.format(sign) for text in SEVERAL)})
    draft = drafted(upload)
    (point,) = draft.points
    assert "plusieurs réponses par cellule" in point.question and point.is_open
    proposal = imported(draft, upload, tmp_path)
    expected = {
        option.code: sum(option.label in text for text in SEVERAL) * 12
        for option in draft.survey.scales["e-formats"].options
    }
    assert sorted(expected.values()) == [24, 24, 36]
    assert {code: counted(proposal, "e-formats", code)[1.0] for code in expected} == expected
    (one,) = drafted(upload, **{point.key: "une"}).survey.questions
    assert one.kind == "single"


@pytest.mark.parametrize("case", ["Atelier, formation", "atelier, formation"])
def test_several_answers_in_a_cell_may_begin_with_a_small_letter(case: str) -> None:
    draft = drafted(lines({"Q2. Vos formats ?": (case, "Formation", "Atelier")}))
    assert kinds(draft) == {"formats": "multiple"} and len(draft.points) == 1


@pytest.mark.parametrize(
    "labels",
    [
        ("Oui, tout à fait", "Oui, un peu", "Non, pas du tout", "Non, un peu"),
        ("Lyon, France", "Paris, France", "Dakar, Sénégal", "France"),
        ("Chargé/e de projet", "Directeur/trice", "Suivi/évaluation", "Bénévole"),
        ("2018/2019", "2019/2020", "2020/2021"),
        ("Eau et assainissement", "Eau", "Santé", "Santé et éducation"),
    ],
)
def test_a_label_that_holds_a_sign_is_one_choice_and_nothing_is_asked(labels: tuple[str, ...]) -> None:
    draft = drafted(lines({"Q2. Votre réponse ?": labels}))
    assert kinds(draft) == {"reponse": "single"} and not draft.points


def test_a_question_beside_boxes_is_one_of_its_own_and_lends_them_no_answer() -> None:
    columns = {
        "Q1[A]. Formation [Utile]": ("Oui", "Non"),
        "Q1[B]. Formation [Suivie]": ("Non", "Oui", "Oui"),
        "Q1[C]. Formation [Lieu]": ("Lyon", "Nantes", "Lyon"),
    }
    draft = drafted(lines(columns))
    assert kinds(draft) == {"formation": "multiple", "formation_lieu": "single"}
    assert [option.label for option in draft.survey.scales["e-formation"].options] == ["Utile", "Suivie"]


def test_what_is_written_beside_autre_names_nobody_and_may_say_that_there_is_none() -> None:
    option = Option("autre", "Autre", 3)
    read = choices.other_reader(option, {"na": "SR", "n/a": "NP"})
    assert read("la danse") == (Answer("autre", 1.0, "la danse"), None)
    assert read("Oui") == (Answer("autre", 1.0), None)
    assert read("NA") == (None, None)
    assert read("N/A")[0] == Answer(missing="NP")
    none, asked = read("Aucun")
    assert none == Answer("autre", 0.0) and asked is not None


@pytest.mark.parametrize("layout", KOBO)
def test_boxes_of_kobo_are_one_question_and_an_option_that_a_version_lacks_was_not_asked(
    layout: str, tmp_path: Path
) -> None:
    upload = KOBO[layout]
    draft = drafted(upload)
    assert kinds(draft) == {"age": "number", "besoins": "multiple", "besoins-autre": "text"}
    proposal = imported(draft, upload, tmp_path)
    ticked = tools.needs()
    for need in tools.NEEDS:
        expected = Counter(
            "NP" if need == "ecole" and line < 40 else float(need in several) if several else "SR"
            for line, several in enumerate(ticked)
        )
        assert counted(proposal, "e-besoins", need) == expected


def test_boxes_of_kobo_without_a_no_are_not_chosen_and_asked_about(tmp_path: Path) -> None:
    upload = tools.without_no(tools.kobo("/", with_cell=False))
    proposal = imported(drafted(upload), upload, tmp_path)
    asked = [issue for issue in proposal.doubts if issue.code == "IMP-542"]
    assert len(asked) == 1 and "lue « non choisi »" in asked[0].reason.replace("\u00a0", " ")
    ticked = tools.needs()
    for need in tools.NEEDS:
        expected = Counter("SR" if not several else float(need in several) for several in ticked)
        assert counted(proposal, "e-besoins", need) == expected


def test_an_option_of_kobo_without_a_no_beside_others_with_one_is_asked_about(tmp_path: Path) -> None:
    upload = tools.without_no(tools.kobo("/", with_cell=False), "sante")
    proposal = imported(drafted(upload), upload, tmp_path)
    asked = [issue for issue in proposal.doubts if issue.code == "IMP-542"]
    assert len(asked) == 1 and "« sante »" in asked[0].reason.replace("\u00a0", " ")
    given = counted(proposal, "e-besoins", "sante")
    assert given["NP"] == sum(bool(several) and "sante" not in several for several in tools.needs())


@pytest.mark.parametrize("layout", KOBO)
def test_boxes_of_kobo_with_both_are_not_asked_about(layout: str, tmp_path: Path) -> None:
    upload = KOBO[layout]
    proposal = imported(drafted(upload), upload, tmp_path)
    assert "IMP-542" not in [issue.code for issue in proposal.doubts]


def test_several_answers_of_kobo_in_one_cell_are_one_question(tmp_path: Path) -> None:
    upload = tools.kobo("/", with_cell=True, with_boxes=False)
    draft = drafted(upload)
    assert kinds(draft)["besoins"] == "multiple"
    proposal = imported(draft, upload, tmp_path)
    for need in tools.NEEDS:
        given = counted(proposal, "e-besoins", need)
        assert given[1.0] == sum(need in several for several in tools.needs())
        assert given["SR"] == sum(not several for several in tools.needs())


def test_sphinx_is_known_by_its_columns_and_so_is_left_out_of_the_questions(tmp_path: Path) -> None:
    upload = tools.sphinx()
    draft = drafted(upload)
    assert list(kinds(draft).values()) == ["multiple", "likert", "single"]
    assert draft.survey.missing == (("s.o.", "NC"),)
    proposal = imported(draft, upload, tmp_path)
    several = cells(upload)["Quels besoins ?"]
    for need in tools.NEEDS:
        assert counted(proposal, draft.survey.questions[0].question_id, need)[1.0] == sum(
            need in text.split(";") for text in several
        )


def test_framaforms_titles_of_a_question_and_its_option_are_one_question(tmp_path: Path) -> None:
    upload = tools.framaforms()
    draft = drafted(upload)
    assert list(kinds(draft).values()) == ["multiple", "likert", "likert", "single"]
    months = draft.survey.scales[draft.survey.questions[-1].scale].options
    assert [option.label for option in months] == ["janvier", "février", "mars"]
    proposal = imported(draft, upload, tmp_path)
    first = draft.survey.questions[0]
    columns = cells(upload)
    for code, (title,) in first.option_columns:
        given = counted(proposal, first.question_id, code)
        assert given[1.0] == columns[title].count("X")
        assert given["SR"] == sum(
            not any(line)
            for line in zip(*(columns[other[0]] for _, other in first.option_columns), strict=True)
        )
    ranks = {"Mauvais": 1.0, "Moyen": 2.0, "Bien": 3.0, "": "SR"}
    for question in draft.survey.questions[1:3]:
        assert counted(proposal, question.question_id) == Counter(
            ranks[text] for text in columns[question.columns[0]]
        )


def test_google_boxes_whose_option_holds_a_comma_are_counted_as_they_were_ticked(tmp_path: Path) -> None:
    upload = tools.google()
    draft = drafted(upload)
    assert list(kinds(draft).values()) == ["multiple", "likert", "likert", "number", "nps"]
    proposal = imported(draft, upload, tmp_path)
    themes, columns = draft.survey.questions[0], cells(upload)
    for option in draft.survey.scales[themes.scale].options:
        given = counted(proposal, themes.question_id, option.code)
        assert given[1.0] == sum(option.label in text for text in columns["Quels thèmes ?"])
    budget = draft.survey.questions[3].question_id
    assert counted(proposal, budget) == Counter(float(text[:-6]) * 1000 for text in columns["Votre budget"])


def test_how_far_a_note_goes_is_asked_once_for_all_its_questions(tmp_path: Path) -> None:
    upload = tools.plain()
    draft = drafted(upload)
    assert list(kinds(draft).values()) == ["scale", "scale", "likert", "text"]
    by_key = {point.key: point for point in draft.points}
    assert set(by_key) == {"dates", "absence", "bornes-1-4"}
    assert by_key["bornes-1-4"].question == "Ces 2 questions vont-elles de 1 à 4 ?"
    settled = drafted(upload, **{"bornes-1-4": "1-5", "absence": "NC", "dates": "2021-03-01 2021-04-30"})
    assert not settled.open_points and settled.survey.missing == (("-", "NC"),)
    assert {(q.lowest, q.highest) for q in settled.survey.questions if q.kind == "scale"} == {(1, 5)}
    proposal = imported(settled, upload, tmp_path)
    for question, title in zip(settled.survey.questions[:2], cells(upload), strict=False):
        expected = Counter("NC" if text == "-" else float(text) for text in cells(upload)[title])
        assert counted(proposal, question.question_id) == expected


def test_what_may_be_an_answer_is_counted_as_one_where_a_person_says_so(tmp_path: Path) -> None:
    upload = tools.limesurvey("dash")
    draft = drafted(upload, **{"a-part-ne-connais-pas": "NC"})
    assert counted(imported(draft, upload, tmp_path), "e-service-rare")["NC"] == cells(upload)[
        "C. Et du service rare ?"
    ].count(tools.UNKNOWN)
    listed = drafted(upload, **{"a-part-ne-connais-pas": "reponse"})
    assert by_code(listed)["C"].kind == "single"
    scale = listed.survey.scales[by_code(listed)["C"].scale]
    assert tools.UNKNOWN in [option.label for option in scale.options if option.missing is None]


@pytest.mark.parametrize(
    "upload", [*map(tools.limesurvey, tools.ENDS), *KOBO.values(), tools.google(), tools.framaforms()]
)
def test_names_of_a_draft_are_words_of_the_file(upload: Upload) -> None:
    survey = drafted(upload).survey
    for name in (*survey.scales, *(question.question_id for question in survey.questions)):
        assert not re.search(r"-choix$|-q[0-9]+$|SQ[0-9]", name), name


def test_two_questions_of_one_name_have_two_names() -> None:
    titles = ("Votre avis sur le lieu ?", "Votre avis sur ce lieu", "VOTRE AVIS, le lieu !")
    upload = tools.build("avis.csv", [(title, ["oui", "non"] * 60) for title in titles])
    names = [question.question_id for question in drafted(upload).survey.questions]
    assert names == ["e-avis-lieu", "e-avis-lieu-2", "e-avis-lieu-3"]


def test_nothing_is_imported_on_a_date_that_nobody_said(tmp_path: Path) -> None:
    upload = tools.plain()
    draft = drafted(upload)
    assert (draft.survey.waves[0].opened_on, draft.survey.waves[0].closed_on) == (None, None)
    form = form_writing.write_form(draft, tmp_path / "form.toml")
    with pytest.raises(FormError, match="n’a pas ses dates"):
        propose([upload], registered(tmp_path / "store"), form=form)
    wrong = drafted(upload, dates="2021-04-30 2021-03-01")
    assert wrong.survey.waves[0].opened_on is None and "dates" in {point.key for point in wrong.open_points}


def test_what_stays_open_is_named_when_the_import_asks_for_its_confirmation(tmp_path: Path) -> None:
    upload = tools.plain()
    proposal = imported(drafted(upload, dates="2021-03-01 2021-04-30"), upload, tmp_path)
    named = [issue.reason for issue in proposal.doubts if issue.code == "IMP-541"]
    assert len(named) == 2 and any("Ces 2 questions vont-elles de 1 à 4" in reason for reason in named)


def test_points_are_answered_in_a_file_on_the_command_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    upload = tools.plain()
    (tmp_path / upload.name).write_bytes(upload.content)
    file, form, given = tmp_path / upload.name, tmp_path / "form.toml", tmp_path / "answers.toml"
    assert cli.main(["draft", str(file)]) == 2
    assert "Les dates de l’enquête ne sont pas dans le fichier" in capfd.readouterr().err
    assert cli.main(["draft", str(file), "--out", "-"]) == 0
    assert "bornes-1-4 = 1-4 | 0-10" in capfd.readouterr().err
    given.write_text(
        'bornes-1-4 = "1-7"\nabsence = "SR"\ndates = "01/03/2021 30/04/2021"\n', encoding="utf-8"
    )
    assert cli.main(["draft", str(file), "--answers", str(given), "--out", str(form)]) == 0
    survey = form_files.load_form(form).survey
    assert survey.questions[0].highest == 7 and not survey.to_check
    assert survey.waves[0].opened_on == date(2021, 3, 1)
    for wrong in ('bornes = "1-7"', 'bornes-1-4 = "1-6"', "bornes-1-4 = 3", "ceci n’est pas du TOML"):
        given.write_text(wrong, encoding="utf-8")
        assert cli.main(["draft", str(file), "--answers", str(given)]) != 0


def test_a_remark_or_a_name_among_notes_is_told_by_its_lines_and_no_option() -> None:
    for remark in ("Claire Martin", "voir avec p.fictive@exemple.invalid"):
        texts = ["1", "2", "3", "4"] * 29 + [remark] * 4
        draft = drafted(tools.build("avis.csv", [("Votre note", texts)]))
        assert kinds(draft) == {"note": "scale"}
        (odd,) = [point for point in draft.points if point.key.startswith("inattendu")]
        assert "lignes 118, 119, 120 et 121" in odd.question
        assert [value for value, _ in odd.choices] == ["corriger", "reponse"]
        assert remark not in form_writing.render_form(draft)
        assert not any(remark in point.question or remark in dict(point.counts) for point in draft.points)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["52 ans", "47", "1 an", "38 ans"], [52, 47, 1, 38]),
        (["52 ans", "6 mois", "1 an"], [52, 0.5, 1]),
        (["52 ans", "6 jours", "1 an"], [52, None, 1]),
        (["12 km", "3,5", "4", "7"], [None, 3.5, 4, 7]),
        (["50,5 K€", "3,5", "4"], [None, 3.5, 4]),
        (["30 m²", "①", "½", "12²", "4 m2"], [30, None, None, None, 4]),
        (["10.500 km", "12 km"], [None, 12]),
    ],
)
def test_a_number_may_have_the_unit_of_its_column_and_no_other(
    texts: list[str], expected: list[float | None]
) -> None:
    unit = scale_answers.find_unit(texts)
    values = [scale_answers.parse_measure(text, unit) for text in texts]
    assert [value if isinstance(value, float) else None for value in values] == expected
