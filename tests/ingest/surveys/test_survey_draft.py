"""A form proposed from an export: kinds, scales, who answers; what is doubtful is sentence; what is written is read back."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import surveys
import uploads
from surveys import export, registered

from dse import cli, paths
from dse.errors import Refused
from dse.ingest import propose
from dse.ingest.forms import form_files, survey_form_building
from dse.ingest.forms.survey_definitions import Question, Scale
from dse.ingest.surveys.draft import (
    answer_guessing,
    draft_editing,
    form_draft,
    form_writing,
    label_order,
    naming,
)
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.reading.respondents import MONTH_FIRST
from dse.ingest.surveys.tools import limesurvey_structure

EXPORTS = ("limesurvey_codes.csv", "limesurvey_texte.csv", "kobo_noms.csv", "web.csv", "deux_lignes.csv")


def drafted(name: str, **options: object) -> Draft:
    """The draft of one of the exports kept beside the tests."""
    return form_draft.draft_from_file(export(name), series="essai", **options)


def structure() -> limesurvey_structure.Structure:
    """The fictional LimeSurvey structure."""
    return limesurvey_structure.read_structure((surveys.FOLDER / "enquete.lss").read_bytes())


def questions_by_code(draft: Draft) -> dict[str, Question]:
    """Its questions, by what follows the series."""
    return {each.question_id.removeprefix("essai-"): each for each in draft.survey.questions}


def labels(draft: Draft, question: str) -> list[str]:
    """Labels of a question's scale, in order."""
    return [option.label for option in draft.survey.scales[questions_by_code(draft)[question].scale].options]


@pytest.mark.parametrize("name", EXPORTS)
def test_the_form_proposed_reads_back_and_imports_its_own_export(tmp_path: Path, name: str) -> None:
    made = drafted(name, structure=structure() if name == "limesurvey_codes.csv" else None)
    assert (
        survey_form_building.build_from_toml("essai", tomllib.loads(form_writing.render_draft(made))).survey
        == made.survey
    )
    proposal = propose(
        [export(name)], registered(tmp_path / "s"), form=form_writing.write_form(made, tmp_path / "f.toml")
    )
    assert not proposal.problems and proposal.diffs["survey_answers"].added
    assert not [each for each in proposal.notices if each.code == "IMP-116"]


def test_a_limesurvey_structure_gives_wordings_scales_and_other_spellings(tmp_path: Path) -> None:
    made = drafted("limesurvey_codes.csv", structure=structure(), answers={"repondants": "PERSONNE"})
    assert made.title == "Baromètre fictif des membres"
    kinds = {name: question.kind for name, question in questions_by_code(made).items()}
    assert kinds == {
        "membre-reseau": "single",
        "satisfait-accompagnement_conseil": "likert",
        "satisfait-accompagnement_suivi": "likert",
        "attendez-reseau": "multiple",
        "recommanderiez-reseau": "nps",
        "niveau-expertise-genre": "likert",
        "niveau-expertise-genre-commentaire": "text",
    }
    # Declared from the best to the worst: ranks follow the meaning.
    assert labels(made, "satisfait-accompagnement_conseil") == [
        "Pas du tout satisfait·e",
        "Plutôt pas satisfait·e",
        "Plutôt satisfait·e",
        "Très satisfait·e",
        "Ne sait pas",
    ]
    assert (
        made.survey.scales[questions_by_code(made)["satisfait-accompagnement_conseil"].scale]
        .option("NSP")
        .missing
        == "NSP"
    )
    assert (
        questions_by_code(made)["niveau-expertise-genre"].theme == "GENRE"
        and questions_by_code(made)["niveau-expertise-genre"].dimension == "expertise"
    )
    # The form made from codes reads the export in full text as well.
    store = registered(tmp_path / "s")
    longer = replace(made.survey.waves[0], closed_on=made.survey.waves[0].closed_on.replace(year=2019))
    titled = {
        "key": ("email", "Adresse mail"),
        "organisation": ("attribute_1", "Organisation"),
        "submitted_on": ("submitdate", "Date de soumission"),
    }
    fields = {
        name: replace(made.survey.respondents[name], columns=columns) for name, columns in titled.items()
    }
    both = replace(made, survey=replace(made.survey, waves=(longer,), respondents=fields))
    proposal = propose(
        [export("limesurvey_texte.csv")], store, form=form_writing.write_form(both, tmp_path / "f.toml")
    )
    assert not proposal.problems and not proposal.doubts
    assert sorted(row[0] for row in surveys.answers(proposal)["essai-recommanderiez-reseau", "-"]) == [0, 10]


def test_full_wording_alone_gives_kinds_scales_and_absences() -> None:
    made = drafted("limesurvey_texte.csv")
    kinds = [(question.kind, question.dimension) for question in made.survey.questions]
    assert kinds == [
        ("single", "profile"),
        ("likert", "satisfaction"),
        ("likert", "satisfaction"),
        ("multiple", "expectation"),
        ("nps", "satisfaction"),
        ("likert", "expertise"),
        ("text", "expertise"),
    ]
    # Nobody sentence « Plutôt pas »: the usual scale has it, and it is sentence that it was supposed.
    assert labels(made, "satisfait-accompagnement_conseil") == [
        "Pas du tout satisfait·e",
        "Plutôt pas satisfait",
        "Plutôt satisfait·e",
        "Très satisfait·e",
        "Ne sait pas",
    ]
    assert any(
        "Plutôt pas satisfait" in note for note in made.notes["essai-satisfait-accompagnement_conseil"]
    )
    assert made.survey.respondent_columns("key") == ("Adresse mail",) and made.survey.pairs_waves


def test_kobo_options_in_columns_make_one_question_and_technical_columns_none() -> None:
    made = drafted("kobo_noms.csv")
    assert {name: each.kind for name, each in questions_by_code(made).items()} == {
        "besoin_genre": "likert",
        "themes": "multiple",
        "note": "scale",
    }
    assert [code for code, _ in questions_by_code(made)["themes"].option_columns] == [
        "genre",
        "climat",
        "jeunesses",
    ]
    dropped = {each[0] for each in made.survey.dropped}
    assert {"_uuid", "_validation_status", "start", "deviceid", "__version__", "corps/themes"} <= dropped
    assert (made.survey.respondent_columns("key"), made.survey.respondent_columns("organisation")) == (
        ("intro/email",),
        ("intro/nom_structure",),
    )


def test_kobo_options_in_one_cell_make_one_question_too() -> None:
    lines = [
        "_id;_uuid;structure;themes",
        *(f"{number};u{number};S{number};{cell}" for number, cell in enumerate(("a b", "b", "a c", "c b"))),
    ]
    made = form_draft.draft_from_file(uploads.build_upload("k.csv", *lines), series="essai")
    (question,) = made.survey.questions
    assert question.kind == "multiple" and labels(made, "themes") == ["a", "b", "c"]


def test_a_web_form_gives_partners_numbered_labels_and_several_answers_in_a_cell() -> None:
    made = drafted("web.csv")
    assert made.survey.respondent_columns("is_partner") == ("Êtes-vous un partenaire d’un membre ?",)
    assert [(each.code, each.rank) for each in made.survey.scales["essai-accord"].options] == [
        ("1", 1),
        ("2", 2),
        ("3", 3),
        ("4", 4),
        ("5", 5),
    ]
    assert any(
        "personne n’a données" in note and "2, 3" in note
        for note in made.notes["essai-reseau-repond-attentes"]
    )
    assert [each.kind for each in made.survey.questions[1:]] == ["multiple", "text"]
    assert {each[0] for each in made.survey.dropped} == {"Votre nom et prénom", "Votre téléphone"}


def test_no_name_becomes_an_option() -> None:
    names = [f"Prénom{number} Nom{number}" for number in range(6)]
    lines = [
        "email;structure;Référent",
        *(f"{number}@exemple.invalid;S{number % 2};{name}" for number, name in enumerate(names)),
    ]
    made = form_draft.draft_from_file(uploads.build_upload("n.csv", *lines), series="essai")
    assert [each.kind for each in made.survey.questions] == ["text"] and not made.survey.scales
    assert not [name for name in names if name in form_writing.render_draft(made)]


@pytest.mark.parametrize(
    ("title", "answers", "kind"),
    [
        ("Qui êtes-vous ?", ("Claire Martin", "Awa Diop"), "text"),
        ("Avec qui avez-vous travaillé ?", ("Mme Awa Diop", "M. Jean Le Goff", "Une autre équipe"), "text"),
        ("Avec qui avez-vous travaillé ?", ("Claire", "Awa"), "text"),
        ("Votre interlocutrice", ("DIOP Awa", "Martin Jean-Paul", "Une autre"), "text"),
        ("Votre interlocutrice", ("Claire Martin; Awa Diop", "Awa Diop", "Claire Martin; Awa Diop"), "text"),
        ("Votre interlocutrice", ("Mme de la Tour", "M. d’Estrées", "Une autre"), "text"),
        ("Avec qui avez-vous travaillé ?", ("Une collectivité", "Une association"), "single"),
        ("Votre pays", ("Burkina Faso", "Bénin", "Togo"), "single"),
        ("Votre région", ("Grand Est", "Bretagne", "Pays de la Loire"), "single"),
        ("Votre statut", ("Salarié·e", "Bénévole", "Élu·e"), "single"),
    ],
)
def test_names_of_persons_are_no_choices_of_a_draft(title: str, answers: tuple[str, ...], kind: str) -> None:
    lines = [f"{number}@exemple.invalid;{answers[number % len(answers)]}" for number in range(12)]
    lines = [f'{line.partition(";")[0]};"{line.partition(";")[2]}"' for line in lines]
    made = form_draft.draft_from_file(uploads.build_upload("n.csv", f"email;{title}", *lines), series="essai")
    (question,) = made.survey.questions
    assert question.kind == kind
    if kind == "text":
        assert any("noms de personnes" in note for note in made.notes[question.question_id])
        assert not [
            name for name in ("Claire", "Awa", "Diop", "Martin") if name in form_writing.render_draft(made)
        ]


def steps(cells: tuple[str, ...]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Ranks of the codes of a guessed scale, and its notes."""
    guess = answer_guessing.guess_answers([*cells, *cells], "Question", {})
    assert guess.kind == "likert"
    assert Scale("s", guess.options).missing_ranks() == []
    return {each.code: each.rank for each in guess.options if not each.missing}, guess.notes


@pytest.mark.parametrize(
    "cells",
    [
        (
            "1 - Très satisfait",
            "2 - Plutôt satisfait",
            "3 - Plutôt pas satisfait",
            "4 - Pas du tout satisfait",
        ),
        (
            "Très satisfait (1)",
            "Plutôt satisfait (2)",
            "Plutôt pas satisfait (3)",
            "Pas du tout satisfait (4)",
        ),
        ("1 - Très satisfait", "2 - Plutôt satisfait", "4 - Pas du tout satisfait"),
        ("1 (très satisfait)", "2", "3", "4 (pas du tout satisfait)"),
    ],
)
def test_a_scale_numbered_from_its_top_is_turned_and_keeps_its_codes(cells: tuple[str, ...]) -> None:
    ranks, notes = steps(cells)
    assert ranks == {"4": 1, "3": 2, "2": 3, "1": 4}
    assert any("du plus haut au plus bas" in note for note in notes)


def test_a_scale_numbered_from_its_bottom_is_ranked_by_its_codes() -> None:
    assert steps(("1 - Pas du tout d’accord", "2 - Plutôt pas d’accord", "3 - Plutôt d’accord")) == (
        {"1": 1, "2": 2, "3": 3},
        (),
    )
    ranks, notes = steps(("2 - Peu satisfait", "4 - Satisfait", "5 - Très satisfait", "9 - Ne sait pas"))
    assert ranks == {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5} and "1, 3" in notes[0]


def test_numbers_without_a_known_order_or_against_it_are_to_check() -> None:
    ranks, notes = steps(("1 - Rouge", "2 - Orange", "3 - Vert"))
    assert ranks == {"1": 1, "2": 2, "3": 3} and any("Ordre à vérifier" in note for note in notes)
    ranks, notes = steps(("1 - Satisfait", "2 - Très satisfait", "3 - Peu satisfait"))
    assert ranks == {"3": 1, "1": 2, "2": 3} and any("d’après l’échelle habituelle" in note for note in notes)
    assert steps(("10 - Jamais", "20 - Parfois", "30 - Souvent"))[0] == {"10": 1, "20": 2, "30": 3}


def test_ends_of_a_note_say_which_one_is_the_top() -> None:
    turned = answer_guessing.guess_answers(["1 (très utile)", "2", "3", "5 (inutile)"], "Question", {})
    assert {each.code: each.rank for each in turned.options} == {"5": 1, "4": 2, "3": 3, "2": 4, "1": 5}
    assert (turned.kind, turned.lowest) == ("likert", None)
    right = answer_guessing.guess_answers(["1 (inutile)", "2", "3", "5 (très utile)"], "Question", {})
    assert right.kind == "scale" and not any("Ordre" in note for note in right.notes)
    unknown = answer_guessing.guess_answers(["1 (bof)", "2", "3", "5 (chouette)"], "Question", {})
    assert unknown.kind == "scale" and any("Ordre à vérifier" in note for note in unknown.notes)


@pytest.mark.parametrize(
    "cells", [("Très utile (1)", "Utile (2)", "Inutile (3)"), ("1 (très utile)", "2", "3 (inutile)")]
)
def test_a_draft_of_a_turned_scale_imports_its_own_export(tmp_path: Path, cells: tuple[str, ...]) -> None:
    lines = [f"{number}@exemple.invalid;{cell}" for number, cell in enumerate((*cells, *cells))]
    file = uploads.build_upload("n.csv", "email;Avis", *lines)
    days = {"dates": "2020-01-01 2020-12-31"}
    made = form_draft.draft_from_file(file, series="essai", wave_id="v1", answers=days)
    proposal = propose(
        [file], registered(tmp_path / "s"), form=form_writing.write_form(made, tmp_path / "f.toml")
    )
    assert not proposal.problems
    ((_, given),) = surveys.answers(proposal).items()
    assert [row[0] for row in given] == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("days", "opened", "formats", "sentence"),
    [
        (("03/10/2019", "03/25/2019"), "2019-03-10", MONTH_FIRST, "mm/jj/aaaa"),
        (("03/10/2019 10:22", "03/25/2019 9:05"), "2019-03-10", MONTH_FIRST, "mm/jj/aaaa"),
        (("3/10/19 10:22", "3/25/19 9:05"), "2019-03-10", MONTH_FIRST, None),
        (("10/03/2019", "03/25/2019", "25/03/2019"), "2019-03-10", (), "n’existent pas"),
        (("03/10/2019", "03/11/2019"), "2019-10-03", (), None),
        (("10/03/2019", "25/03/2019"), "2019-03-10", (), None),
    ],
)
def test_american_days_are_told_in_the_draft(
    days: tuple[str, ...], opened: str, formats: tuple[str, ...], sentence: str | None
) -> None:
    lines = [f"{number}@exemple.invalid;{day};Oui" for number, day in enumerate(days)]
    made = form_draft.draft_from_file(
        uploads.build_upload("d.csv", "email;Horodateur;Venez-vous ?", *lines), series="e"
    )
    assert (made.survey.waves[0].opened_on.isoformat(), made.survey.respondents["submitted_on"].dates) == (
        opened,
        formats,
    )
    labels_read = [note for note in made.notes["waves"] if "jj" in note]
    assert labels_read == [] if sentence is None else len(labels_read) == 1 and sentence in labels_read[0]
    fields = {"submitted_on": "Horodateur", "key": "email"}
    rows, options = draft_editing.question_rows(made), draft_editing.option_rows(made)
    kept = draft_editing.apply_edits(made, rows, options, made.survey.waves[0], fields)
    assert kept.survey.respondents == made.survey.respondents


@pytest.mark.parametrize(
    ("labels_read", "order"),
    [
        (
            ("Tout à fait d'accord", "Plutôt d'accord", "Pas du tout d'accord"),
            ("Pas du tout d'accord", "Plutôt d'accord", "Tout à fait d'accord"),
        ),
        (
            ("Très satisfait(e)", "Peu satisfait(e)", "Satisfait(e)"),
            ("Peu satisfait(e)", "Satisfait(e)", "Très satisfait(e)"),
        ),
        (("Souvent", "Jamais", "Parfois", "Toujours"), ("Jamais", "Parfois", "Souvent", "Toujours")),
        (("Besoin fort", "Aucun besoin", "Besoin moyen"), ("Aucun besoin", "Besoin moyen", "Besoin fort")),
        (
            ("Expert·e", "Notions", "Débutant·e", "Confirmé·e"),
            ("Débutant·e", "Notions", "Confirmé·e", "Expert·e"),
        ),
        (("Beaucoup", "Pas du tout", "Un peu"), ("Pas du tout", "Un peu", "Beaucoup")),
        (
            ("Tout à fait besoin", "Peu besoin", "Plutôt besoin", "Pas du tout besoin"),
            ("Pas du tout besoin", "Peu besoin", "Plutôt besoin", "Tout à fait besoin"),
        ),
        (
            ("Priorité forte", "Aucune priorité", "Priorité moyenne"),
            ("Aucune priorité", "Priorité moyenne", "Priorité forte"),
        ),
    ],
)
def test_families_of_answers_are_put_in_their_order(
    labels_read: tuple[str, ...], order: tuple[str, ...]
) -> None:
    name = label_order.find_family(labels_read)
    assert name and tuple(label_order.sort_labels(name, labels_read)) == order


@pytest.mark.parametrize(
    "labels_read",
    [
        ("Bleu", "Rouge"),
        ("Satisfait", "Satisfaite"),
        ("Plutôt satisfait", "Satisfait"),
        ("Souvent", "Expert"),
        ("Formation courte", "Formation longue"),
        ("Un besoin", "Besoin fort"),
    ],
)
def test_answers_of_no_family_or_that_would_tie_are_not_ordered(labels_read: tuple[str, ...]) -> None:
    assert label_order.find_family(labels_read) is None


@pytest.mark.parametrize(
    ("cells", "wording", "kind", "bounds"),
    [
        (["0", "10", "9"], "Recommanderiez-vous le F3E ?", "nps", (None, None)),
        (["1", "5", "3"], "Votre note", "scale", (1, 5)),
        (["0", "7", "3"], "Votre note", "scale", (0, 7)),
        (["12", "250", "3"], "Nombre de salariés", "number", (0, None)),
        (["Oui", "Non", "oui"], "Venez-vous ?", "single", (None, None)),
        (["", " "], "Rien", "text", (None, None)),
        (["Un long avis", "Un autre", "Encore un"], "Votre avis", "text", (None, None)),
    ],
)
def test_the_form_of_an_answer_is_guessed_from_its_cells(
    cells: list[str], wording: str, kind: str, bounds: tuple[float | None, float | None]
) -> None:
    guess = answer_guessing.guess_answers(cells, wording, {})
    assert (guess.kind, (guess.lowest, guess.highest)) == (kind, bounds)


@pytest.mark.parametrize(
    ("wording", "dimension"),
    [
        ("Êtes-vous satisfait du suivi ?", "satisfaction"),
        ("Vos besoins d’appui", "need"),
        ("Votre niveau de maîtrise", "expertise"),
        ("Quels changements avez-vous observés ?", "effect"),
        ("Vos attentes", "expectation"),
        ("Votre région", "profile"),
    ],
)
def test_the_dimension_is_guessed_from_the_words(wording: str, dimension: str) -> None:
    assert naming.guess_dimension(wording) == dimension


def test_tables_that_nobody_changed_give_the_same_draft() -> None:
    made = drafted("web.csv")
    same = draft_editing.apply_edits(
        made, draft_editing.question_rows(made), draft_editing.option_rows(made), made.survey.waves[0], {}
    )
    assert same.survey == made.survey


def test_what_a_person_changes_in_the_tables_is_in_the_form(tmp_path: Path) -> None:
    made = drafted("web.csv")
    rows = draft_editing.question_rows(made)
    rows[0] |= {"dimension": "satisfaction", "theme": "GENRE", "wording": "Vos attentes"}
    rows[1] |= {"kind": "text"}
    rows[2] |= {"keep": False}
    options = [row | {"label": row["label"].upper()} for row in draft_editing.option_rows(made)]
    wave = replace(made.survey.waves[0], wave_id="v2", is_anonymous=True)
    after = draft_editing.apply_edits(
        made, rows, options, wave, {"organisation": None, "key": "Adresse e-mail"}
    )
    assert [(each.kind, each.theme, each.scale) for each in after.survey.questions] == [
        ("likert", "GENRE", "essai-accord"),
        ("text", None, None),
    ]
    assert after.survey.scales["essai-accord"].option("4").label == "PLUTÔT D’ACCORD" and list(
        after.survey.scales
    ) == ["essai-accord"]
    assert {("Un commentaire ?",), ("Nom de votre structure",)} <= set(after.survey.dropped)
    assert after.survey.waves == (wave,) and "organisation" not in after.survey.respondents
    form_writing.write_form(after, tmp_path / "f.toml")


def test_a_draft_that_makes_no_form_says_why(tmp_path: Path) -> None:
    made = drafted("web.csv")
    rows = draft_editing.question_rows(made)
    rows[2] |= {"kind": "likert"}
    after = draft_editing.apply_edits(made, rows, draft_editing.option_rows(made), made.survey.waves[0], {})
    with pytest.raises(Refused, match="demande scale"):
        form_writing.save_form(after, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_form_is_never_written_over_another(tmp_path: Path) -> None:
    made = drafted("web.csv")
    path = form_writing.save_form(made, tmp_path)
    before = path.read_bytes()
    with pytest.raises(Refused, match="existe déjà"):
        form_writing.save_form(replace(made, title="Autre"), tmp_path)
    assert path.read_bytes() == before and path.name == "essai.toml"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"a;b\n", "Aucune ligne"),
        (b"oui;non\noui;non\noui;oui\nnon;non\n", "ligne des titres"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_a_file_that_cannot_be_read_gives_no_draft(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        form_draft.draft_from_file(uploads.Upload("f.csv", content))


def test_the_command_writes_the_form_or_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "store"))
    file, structure_ = str(surveys.FOLDER / "limesurvey_codes.csv"), str(surveys.FOLDER / "enquete.lss")
    assert (
        cli.main(
            ["draft", file, "--lss", structure_, "--series", "Baromètre", "--wave", "2018", "--out", "-"]
        )
        == 0
    )
    out, err = capfd.readouterr()
    assert tomllib.loads(out)["series"] == "barometre" and "[waves.2018]" in out and "à vérifier" in err
    assert not paths.team_forms().exists()
    target = str(tmp_path / "f.toml")
    assert cli.main(["draft", file, "--json", "--out", target]) == 0
    labels_read = json.loads(capfd.readouterr().out)
    assert labels_read["file"] == target and labels_read["form"] == Path(target).read_text(encoding="utf-8")
    assert cli.main(["draft", file, "--out", target]) == 2
    assert cli.main(["draft", str(tmp_path / "rien.csv")]) == 2
    assert cli.main(["draft", file, "--lss", file]) == 2
    assert "existe déjà" in capfd.readouterr().err
    assert cli.main(["draft", file, "--series", "Baromètre", "--wave", "2018"]) == 0
    out, err = capfd.readouterr()
    kept = paths.team_forms() / "barometre.toml"
    assert out.strip() == str(kept) and f"gardé avec vos données ({kept})" in err.replace("\u00a0", " ")
    assert form_files.load_form(kept).survey.waves[0].wave_id == "2018" and "--wave 2018" in err


@pytest.mark.parametrize(
    ("file", "title", "wave"),
    [
        ("results-survey-18.csv", "Enquête", "Enquête 2018"),
        ("Enquête membres 18.csv", "Enquête membres 18", "Enquête membres 2018"),
        ("Enquête membres (réponses).csv", "Enquête membres", "Enquête membres 2018"),
        ("avis-2018.csv", "Avis 2018", "Avis 2018"),
    ],
)
def test_a_title_made_of_the_name_of_a_file_says_the_year_once(file: str, title: str, wave: str) -> None:
    upload = uploads.build_upload(file, "Horodateur,Venez-vous ?", *["2018/05/03 10:00:00,Oui"] * 5)
    draft = form_draft.draft_from_file(upload)
    assert (draft.title, draft.survey.waves[0].title) == (title, wave)


def test_the_command_says_that_no_column_names_an_organisation(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "avis-2021.csv"
    file.write_text("Horodateur;Votre note\n" + "01/03/2021 10:00:00;4\n" * 3, encoding="utf-8")
    assert cli.main(["draft", str(file), "--out", "-"]) == 0
    assert "Aucune colonne d’organisation n’est reconnue" in capfd.readouterr().err
