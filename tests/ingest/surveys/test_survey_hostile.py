"""Exports made to be hard to read: the form that is proposed imports them, and nothing of them vanishes in silence."""

from __future__ import annotations

from pathlib import Path

import hostile_exports as hostile
import pytest
import uploads
from surveys import answers, registered

from dse.ingest import Proposal, propose
from dse.ingest.forms.survey_definitions import Question
from dse.ingest.surveys.draft import answer_guessing, column_guess, form_draft, form_writing
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.reading import answers as answering
from dse.ingest.surveys.tools import limesurvey_structure
from dse.ingest.surveys.tools.limesurvey_structure import CodedText, LssQuestion, Structure
from dse.ingest.values import redaction


def drafted(name: str) -> Draft:
    """The form proposed for one of the exports."""
    return form_draft.draft_from_file(hostile.EVERY[name](), series="e")


def imported(draft: Draft, name: str, tmp_path: Path) -> Proposal:
    """What the export would change, read by the form proposed for it."""
    form = form_writing.write_form(draft, tmp_path / "f.toml")
    proposal = propose([hostile.EVERY[name]()], registered(tmp_path / "s"), form=form)
    assert not proposal.problems, proposal.problems
    return proposal


def kinds(draft: Draft) -> dict[str, str]:
    """The form of the answers to each question, by wording."""
    return {each.wording: each.kind for each in draft.survey.questions}


def labels(draft: Draft, wording: str) -> list[str]:
    """Options of the scale of a question, in order."""
    (question,) = (each for each in draft.survey.questions if each.wording == wording)
    return [each.label for each in draft.survey.scales[question.scale].options]


def chosen(proposal: Proposal, question: str) -> dict[str, float]:
    """How many took each option of a multiple choice."""
    found = answers(proposal).items()
    return {option: sum(row[0] or 0 for row in rows) for (name, option), rows in found if name == question}


@pytest.mark.parametrize("name", hostile.EVERY)
def test_every_line_is_a_respondent_and_every_column_is_read_or_named(name: str, tmp_path: Path) -> None:
    draft = drafted(name)
    proposal = imported(draft, name, tmp_path)
    assert proposal.changes["survey_respondents"].num_rows == hostile.MANY
    known = {spelling for each in draft.survey.list_columns() for spelling in each}
    sheet = form_draft.read_answer_sheet(hostile.EVERY[name]())
    assert set(sheet.headers) <= known


def test_limesurvey_ranks_are_one_choice_each_and_grids_have_a_scale_a_column(tmp_path: Path) -> None:
    draft = drafted("limesurvey_texts")
    assert [kind for wording, kind in kinds(draft).items() if "priorités" in wording] == ["single"] * 3
    assert set(labels(draft, "Classez vos priorités [Rang 1]")) == set(hostile.OPTIONS[:3])
    important = ["Peu important", "Important", "Très important"]
    assert labels(draft, "Votre avis [Le conseil, Importance]") == important
    assert labels(draft, "Votre avis [Le suivi, Importance]") == important
    assert labels(draft, "Votre avis [Le suivi, Satisfaction]")[-1] == "Non concerné"
    given = answers(imported(draft, "limesurvey_texts", tmp_path))
    assert len(given["e-classez-priorites_rang-1", "-"]) == hostile.MANY and not any(
        row[2] for row in given["e-classez-priorites_rang-1", "-"]
    )


def test_limesurvey_codes_of_every_sort_are_told_apart(tmp_path: Path) -> None:
    draft = drafted("limesurvey_codes")
    assert kinds(draft) == {
        "D1": "text",
        **{f"R1 [{rank}]": "single" for rank in (1, 2, 3)},
        **{f"DS [SQ{line}_{axis}]": "single" for line in (1, 2) for axis in (1, 2)},
        "P5": "scale",
        "YN": "single",
        "K [SQ1]": "number",
        "K [SQ2]": "number",
        "GEN": "single",
    }
    assert labels(draft, "DS [SQ1_2]") == ["B1", "B2"]
    assert draft.notes[form_draft.EXCLUDED] == (
        "Laissé de côté (fichiers joints) : « U1 » et « U1[filecount] ».",
    )
    assert column_guess.DAYS in draft.notes["e-D1"]
    given = answers(imported(draft, "limesurvey_codes", tmp_path))
    # A rank that was left empty is a question left without an answer.
    assert [row[2] for row in given["e-R1_3", "-"]].count("SR") == hostile.MANY // 3
    assert all("2022" in row[1] for row in given["e-D1", "-"])


def test_a_day_is_not_taken_for_a_telephone() -> None:
    for text in ("2022-01-01 00:00:00", "le 15/01/2022 10:00"):
        assert redaction.redact_identifiers(text) == (text, [])
    assert redaction.redact_identifiers("01 23 45 67 89")[0] == redaction.REMOVED


def test_a_structure_tells_the_choices_of_a_ranking_and_names_what_is_left(tmp_path: Path) -> None:
    choices = tuple(CodedText(f"A{rank}", {"fr": text}) for rank, text in enumerate(hostile.OPTIONS, 1))
    files = LssQuestion("U1", "|", {"fr": "Joignez un document"})
    for ranking in (
        LssQuestion("R1", limesurvey_structure.RANKING, {"fr": "Classez"}, answers=choices),
        LssQuestion("R1", limesurvey_structure.RANKING, {"fr": "Classez"}, subquestions=choices),
    ):
        structure = Structure(("fr",), {"fr": "Essai"}, (ranking, files))
        draft = form_draft.draft_from_file(hostile.limesurvey_codes(), series="e", structure=structure)
        assert labels(draft, "Classez [Rang 1]") == list(hostile.OPTIONS)
        assert kinds(draft)["Classez [Rang 3]"] == "single"


def test_kobo_places_photographs_and_notes_are_left_aside_and_named() -> None:
    draft = drafted("kobo_names")
    assert kinds(draft) == {"satisf": "likert", "themes": "multiple"}
    labels_read = " ".join(draft.notes[form_draft.EXCLUDED])
    for title in ("g1/note_intro", "g2/lieu", "_g2/lieu_latitude", "g2/photo_URL"):
        assert f"« {title} »" in labels_read


def test_kobo_labels_joined_by_a_space_are_options(tmp_path: Path) -> None:
    draft = drafted("kobo_labels")
    assert labels(draft, "Quels thèmes ?") == ["Climat, eau", "Genre", "Jeunesses"]
    third = hostile.MANY // 4
    assert chosen(imported(draft, "kobo_labels", tmp_path), "e-themes") == {
        "climat-eau": 3 * third,
        "genre": 2 * third,
        "jeunesses": third,
    }


def test_kobo_names_over_labels_are_known_by_their_labels() -> None:
    draft = drafted("kobo_two_rows")
    assert kinds(draft) == {"Quels thèmes ?": "multiple", "Votre satisfaction ?": "likert"}
    assert labels(draft, "Quels thèmes ?") == ["Genre", "Climat"]
    assert draft.survey.respondent_columns("organisation") == ("Votre structure",)


def test_what_kobo_repeats_in_another_sheet_is_named_in_the_draft_and_asked_at_the_import(
    tmp_path: Path,
) -> None:
    draft = drafted("kobo_repeats")
    assert draft.notes[form_draft.EXCLUDED] == ("La feuille « projets » n’est pas lue.",)
    doubts = imported(draft, "kobo_repeats", tmp_path).doubts
    (doubt,) = [issue for issue in doubts if issue.code != "IMP-541"]
    assert doubt.sheet == "projets" and "n’est pas lue" in doubt.reason


def test_commas_inside_options_and_spellings_of_one_answer(tmp_path: Path) -> None:
    draft = drafted("google")
    assert set(labels(draft, "Quels appuis ?")) == set(hostile.OPTIONS)
    assert labels(draft, "Avez-vous un référent ?") == ["Oui", "Non"]
    assert kinds(draft)["Intérêt, de 1 à 5"] == "scale"
    assert labels(draft, "Ancienneté") == ["1 - 3 ans", "4 - 6 ans", "Plus de 6 ans"]
    agreed = [each.casefold() for each in labels(draft, "Votre avis [Le conseil]")]
    assert agreed == [
        "pas du tout d'accord",
        "plutôt pas d'accord",
        "plutôt d’accord",
        "tout à fait d'accord",
        "nsp",
    ]
    proposal = imported(draft, "google", tmp_path)
    cells = form_draft.read_answer_sheet(hostile.google()).columns[3]
    assert sum(chosen(proposal, "e-appuis").values()) == sum(
        option in cell for cell in cells for option in hostile.OPTIONS
    )
    missing = [row[2] for row in answers(proposal)["e-avis_conseil", "-"] if row[2]]
    assert sorted(missing) == ["NC", "NSP", "NSP"]


def test_an_address_that_is_the_same_for_all_identifies_nobody() -> None:
    draft = drafted("microsoft")
    assert draft.survey.respondent_columns("key") == ("ID",) and not draft.survey.pairs_waves
    assert labels(draft, "Quels appuis ?") == list(hostile.OPTIONS[:3])
    assert draft.notes[form_draft.EXCLUDED] == ("Laissé de côté (noms, adresses ou téléphones) : « Nom ».",)


def test_titles_over_two_rows_of_a_web_form() -> None:
    draft = drafted("framaforms")
    assert kinds(draft)["Quels appuis ?"] == "multiple" and kinds(draft)["Votre avis [Le suivi]"] == "likert"


@pytest.mark.parametrize(
    "order",
    [
        ("Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord"),
        ("Jamais", "Rarement", "Parfois", "Souvent", "Toujours"),
        ("Jamais", "Très rarement", "Rarement", "Parfois", "Souvent", "Très souvent", "Toujours"),
        ("Très insatisfait", "Insatisfait", "Ni satisfait ni insatisfait", "Satisfait", "Très satisfait"),
        ("Faible", "Moyen", "Bon", "Très bon"),
        ("Insuffisant", "Passable", "Assez bien", "Bien", "Très bien", "Excellent"),
        ("Pas satisfaisant", "Peu satisfaisant", "Assez satisfaisant", "Très satisfaisant"),
        ("Pas du tout", "Un peu", "Assez", "Beaucoup", "Énormément"),
        ("Non, pas du tout", "Non, plutôt pas", "Oui, plutôt", "Oui, tout à fait"),
        ("Très faible", "Faible", "Moyen", "Fort", "Très fort"),
    ],
)
def test_usual_scales_are_ordered_whatever_comes_first_and_absences_are_no_step(
    order: tuple[str, ...],
) -> None:
    for start in range(len(order)):
        turned = [*order[start:], *order[:start]][::-1]
        guess = answer_guessing.guess_answers([*turned, "NSP", "Non concerné", *turned], "Question", {})
        assert guess.kind == "likert"
        steps = [(each.label, each.rank) for each in guess.options if each.missing is None]
        assert steps == [(label, rank) for rank, label in enumerate(order, 1)]
        assert {each.missing for each in guess.options if each.missing} == {"NSP", "NC"}


@pytest.mark.parametrize(
    "labels_read",
    [
        ("Beaucoup", "Un peu", "Pas du tout", "Beaucoup mieux"),
        ("D’accord", "Plutôt d’accord", "Pas d’accord"),
        ("Vert", "Orange", "Rouge"),
    ],
)
def test_what_cannot_be_ordered_stays_a_list_to_order(labels_read: tuple[str, ...]) -> None:
    guess = answer_guessing.guess_answers([*labels_read, *labels_read, *labels_read], "Question", {})
    assert guess.kind == "single" and guess.notes


def test_a_list_without_order_says_so_where_most_of_it_is_of_a_known_scale() -> None:
    labels_read = ("Beaucoup", "Un peu", "Pas du tout", "Beaucoup mieux")
    assert any(
        "ordonnée" in note
        for note in answer_guessing.guess_answers([*labels_read, *labels_read], "Question", {}).notes
    )


def test_options_that_never_come_apart_are_asked_about() -> None:
    cells = ["Santé, Environnement", "Genre", "Genre, Santé, Environnement", "Climat, Genre", "Climat"]
    guess = answer_guessing.guess_answers([*cells, *cells], "Question", {})
    assert guess.kind == "multiple"
    assert any("« Santé » et « Environnement » viennent toujours ensemble" in each for each in guess.notes)


def test_hard_spaces_and_capitals_make_one_option() -> None:
    draft = answer_guessing.count_answers(["Oui", "oui ", "OUI", "Oui\u00a0", "\u202fOui"])
    assert draft == {"Oui": 5}


def test_ranks_whose_choices_are_numbers_are_no_notes() -> None:
    lines = ["email;R1[1];R1[2];R1[3]"]
    lines += [
        f"p{line}@exemple.invalid;{'123'[line % 3]};{'231'[line % 3]};{'312'[line % 3]}" for line in range(6)
    ]
    draft = form_draft.draft_from_file(uploads.build_upload("r.csv", *lines), series="e")
    assert [each.kind for each in draft.survey.questions] == ["single"] * 3
    assert labels(draft, "R1 [2]") == ["1", "2", "3"]


@pytest.mark.parametrize("kind", ["nps", "scale"])
def test_a_recommendation_is_a_whole_note(kind: str) -> None:
    read = answering._choose_reader(Question("q", kind, lowest=0.0, highest=10.0), None, {}, [])
    assert read("7")[0].value == 7 and read("9,0")[0].value == 9
    for text in ("7,5", "9.9"):
        fault = read(text)[1]
        assert fault is None if kind == "scale" else fault.code == "IMP-217"
