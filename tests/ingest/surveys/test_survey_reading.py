"""A survey export becomes waves, respondents, items and answers; what is no answer is told apart by its kind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import surveys
import uploads
from surveys import FORM, answers, export, registered, small, small_form

from dse.ingest import propose
from dse.store import Store


def wave(store: Store, name: str, wave_id: str | None, **options: object):
    """A wave of the survey of members, as proposed."""
    return propose([export(name)], store, form=FORM, wave=wave_id, **options)


def test_codes_become_answers_and_each_kind_of_absence_is_kept_apart(tmp_path: Path) -> None:
    store = registered(tmp_path)
    uploads.accepted(store, export("limesurvey_codes.csv"), form=FORM, wave="2018")
    of = {row["respondent_id"]: row for row in uploads.rows(store, "survey_respondents")}
    given = uploads.rows(store, "survey_answers")

    def sentence(organisation: str, status: str) -> dict[tuple[str, str], object]:
        return {
            (row["question_id"], row["option"]): row["missing"] or row["text"] or row["value"]
            for row in given
            if (of[row["respondent_id"]]["organisation_id"], of[row["respondent_id"]]["status"])
            == (organisation, status)
        }

    assert Counter(row["status"] for row in of.values()) == {"complete": 2, "partial": 1, "invited": 1}
    partial = sentence("O2", "partial")
    assert partial["membre", "-"] == 1 and partial["conseil", "-"] == 1
    # Left blank before the last answer; shown to nobody (N/A); and never reached.
    assert (partial["suivi", "-"], partial["attentes", "outils"], partial["recommande", "-"]) == (
        "NP",
        "NP",
        "NP",
    )
    assert sentence("O3", "invited") == {}
    whole = [row for row in given if row["question_id"] == "suivi" and row["missing"] == "NSP"]
    assert len(whole) == 1 and whole[0]["value"] is None
    ticked = Counter(
        (row["option"], row["value"])
        for row in given
        if row["question_id"] == "attentes" and not row["missing"]
    )
    assert ticked == {
        ("formations", 1): 1,
        ("formations", 0): 1,
        ("rencontres", 1): 1,
        ("rencontres", 0): 1,
        ("outils", 1): 1,
        ("outils", 0): 1,
    }


def test_labels_and_codes_of_two_waves_give_the_same_questions_and_pair_respondents(tmp_path: Path) -> None:
    store = registered(tmp_path)
    uploads.accepted(store, export("limesurvey_codes.csv"), form=FORM, wave="2018")
    uploads.accepted(store, export("limesurvey_texte.csv"), form=FORM, wave="2019")
    people = uploads.rows(store, "survey_respondents")
    both = Counter(row["respondent_id"] for row in people)
    # Claire's address has other capitals in 2019.
    assert sorted(both.values()) == [1, 1, 1, 1, 2]
    items = {(row["wave_id"], row["question_id"]): row for row in uploads.rows(store, "survey_items")}
    assert items["2018", "membre"]["wording"] == "Êtes-vous membre ?"
    assert items["2019", "membre"]["wording"] == "Êtes-vous membre du réseau ?"
    assert (
        items["2019", "conseil"]["wording"].endswith("[du conseil]")
        and items["2019", "attentes"]["position"] == 4
    )
    given = [row for row in uploads.rows(store, "survey_answers") if row["wave_id"] == "2019"]
    texts = {row["text"] for row in given if row["question_id"] == "genre-commentaire"}
    assert texts == {"Toujours rien", None}
    none_ticked = [
        row["value"] for row in given if row["question_id"] == "attentes" and row["missing"] is None
    ]
    assert sorted(none_ticked) == [0, 0, 0, 0, 1, 1]


def test_a_wave_imported_again_changes_nothing_and_replaces_itself_alone(tmp_path: Path) -> None:
    store = registered(tmp_path)
    uploads.accepted(store, export("limesurvey_codes.csv"), form=FORM, wave="2018")
    uploads.accepted(store, export("limesurvey_texte.csv"), form=FORM, wave="2019")
    assert wave(store, "limesurvey_codes.csv", "2018").status == "unchanged"
    assert wave(store, "limesurvey_texte.csv", "2019").status == "unchanged"
    before = [row for row in uploads.rows(store, "survey_answers") if row["wave_id"] == "2018"]
    shorter = export("limesurvey_texte.csv").content.splitlines(keepends=True)[:-1]
    less = uploads.build_upload("t.csv", *b"".join(shorter).decode().splitlines())
    proposal = propose([less], store, form=FORM, wave="2019")
    assert proposal.diffs["survey_respondents"].removed == 1 and proposal.diffs["survey_waves"].is_empty
    after = proposal.changes["survey_answers"].to_pylist()
    assert [row for row in after if row["wave_id"] == "2018"] == before
    assert {row["wave_id"] for row in after} == {"2018", "2019"}


@pytest.mark.parametrize(
    ("wave_id", "sentence"),
    [(None, "Rien ne dit de quelle enquête"), ("2017", "« 2017 » n’est pas une enquête de ce formulaire")],
)
def test_the_wave_must_be_one_of_the_form(tmp_path: Path, wave_id: str | None, sentence: str) -> None:
    proposal = wave(registered(tmp_path), "limesurvey_codes.csv", wave_id)
    assert uploads.codes(proposal) == [("IMP-117", None, None)] and sentence in proposal.problems[0].reason
    assert "« Vague 2018 » ou « Vague 2019 »" in proposal.problems[0].advice
    assert [each.wave_id for each in proposal.waves] == ["2018", "2019"]


def test_answers_sent_out_of_the_dates_of_the_wave_are_told_once(tmp_path: Path) -> None:
    proposal = wave(registered(tmp_path), "limesurvey_codes.csv", "2019")
    assert uploads.codes(proposal) == [("IMP-218", 2, "B")]
    assert "2 réponses sur 4" in proposal.problems[0].reason and proposal.problems[0].value is None


def test_a_survey_dropped_among_members_is_named(tmp_path: Path) -> None:
    store = registered(tmp_path / "s")
    forms = tmp_path / "formulaires"
    forms.mkdir()
    (forms / "enquete.toml").write_bytes(FORM.read_bytes())
    proposal = propose([export("limesurvey_texte.csv")], store, form="organisations", forms_directory=forms)
    assert "ressemble à « Enquête fictive auprès des membres »" in proposal.problems[0].reason
    found = propose([export("limesurvey_texte.csv")], store, wave="2019", forms_directory=forms)
    assert found.forms == ("enquete",) and not found.problems


@pytest.mark.parametrize(
    ("typed", "value", "missing"),
    [
        ("4", 4, None),
        ("4.0", 4, None),
        ("Plutôt d'accord", 4, None),
        ("PLUTOT D’ACCORD ", 4, None),
        ("4 - Plutôt d’accord", 4, None),
        ("(5) Tout à fait d’accord", 5, None),
        ("Non concerné(e)", None, "NC"),
        ("NSP", None, "NSP"),
        ("Ne sait pas", None, "NSP"),
        ("Sans réponse", None, "SR"),
        ("", None, "SR"),
    ],
)
def test_an_answer_on_a_scale_is_read_as_code_label_both_or_absence(
    tmp_path: Path, typed: str, value: int | None, missing: str | None
) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;{typed};3;;")
    assert not proposal.problems, proposal.problems
    assert answers(proposal)["avis", "-"] == [(value, None, missing)]


@pytest.mark.parametrize("typed", ["0", "6", "3", "8/5", "3 ou 4", "5 - Plutôt d’accord", "D’accord", "Bof"])
def test_an_answer_that_is_not_on_the_scale_is_told_at_its_cell(tmp_path: Path, typed: str) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;{typed};3;;")
    assert uploads.codes(proposal) == [("IMP-217", 2, "C")] and proposal.problems[0].value == typed


@pytest.mark.parametrize("typed", ["0", "6", "5,5"])
def test_a_number_out_of_its_bounds_is_told_at_its_cell(tmp_path: Path, typed: str) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;4;{typed};;")
    assert uploads.codes(proposal) == [("IMP-217", 2, "D")] and "de 1 à 5" in proposal.problems[0].reason


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("Évaluation", {"eval"}),
        ("Formation, en ligne", {"form"}),
        ("Évaluation, Formation, en ligne", {"eval", "form"}),
        ("eval form", {"eval", "form"}),
        ("evaluation|Formation, en ligne", {"eval", "form"}),
        ("Mentorat", {"autre"}),
        ("Aucun", set()),
        ("rien", set()),
        ("Évaluation, rien", {"eval"}),
    ],
)
def test_several_answers_in_one_cell_are_one_row_an_option(
    tmp_path: Path, typed: str, chosen: set[str]
) -> None:
    given = answers(small(tmp_path, f"a@exemple.invalid;Ville Fictive;4;3;{typed};"))
    found = {option: rows[0][0] for (question, option), rows in given.items() if question == "appuis"}
    assert found == {option: float(option in chosen) for option in ("eval", "form", "autre")}
    assert (given["appuis", "autre"][0][1] is None) == ("autre" not in chosen)


@pytest.mark.parametrize(("typed", "doubts"), [("Aucune", ["IMP-514"]), ("Mentorat", []), ("Évaluation", [])])
def test_no_choice_written_as_another_choice_is_doubted(
    tmp_path: Path, typed: str, doubts: list[str]
) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;4;3;{typed};")
    assert [each.code for each in proposal.doubts] == doubts


@pytest.mark.parametrize(
    ("typed", "text", "missing"),
    [
        ("Non concerné", None, "NC"),
        ("N/A", None, "NC"),
        ("ne sait pas", None, "NSP"),
        ("Non concerné par la pause", "Non concerné par la pause", None),
    ],
)
def test_a_free_text_that_only_says_there_is_none_is_no_verbatim(
    tmp_path: Path, typed: str, text: str | None, missing: str | None
) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;4;3;;{typed}")
    assert answers(proposal)["texte", "-"] == [(None, text, missing)]


@pytest.mark.parametrize(
    "typed", ["3 ou 4", "1 2", "2 sur 10", "2/10", "4/5", "3 ou quatre", "4 et demi", "1 - 3", "5 - de 1 à 5"]
)
def test_a_cell_that_is_more_than_one_note_is_refused(tmp_path: Path, typed: str) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;4;{typed};;")
    assert uploads.codes(proposal) == [("IMP-217", 2, "D")]
    assert "note seule" in proposal.problems[0].reason


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("4", 4),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("5 étoiles", 5),
        ("4 - utile", 4),
        ("(2) bof", 2),
        ("1 (nul)", 1),
    ],
)
def test_a_note_may_carry_what_it_means(tmp_path: Path, typed: str, value: float) -> None:
    proposal = small(tmp_path, f"a@exemple.invalid;Ville Fictive;4;{typed};;")
    assert not proposal.problems and answers(proposal)["note", "-"] == [(value, None, None)]


@pytest.mark.parametrize(
    ("days", "dates", "doubts"),
    [
        (("02/03/2018", "04/05/2018"), "", ["IMP-515"]),
        (("02/03/2018 10:22", "04/05/2018 9:00"), "", ["IMP-515"]),
        (("02/03/2018", "14/05/2018"), "", []),
        (("03/03/2018", "05/05/2018"), "", []),
        (("2018-03-02", "2018-05-04"), "", []),
        (("02/03/2018", "04/05/2018"), "%d/%m/%Y", []),
        (("02/03/2018 10:22", "04/25/2018 9:00"), "%m/%d/%Y", []),
    ],
)
def test_days_that_read_both_ways_are_asked_about(
    tmp_path: Path, days: tuple[str, str], dates: str, doubts: list[str]
) -> None:
    told = f'{{ columns = "Le", dates = "{dates}" }}' if dates else '"Le"'
    form = small_form(tmp_path, ('key = "Mail"', f'key = "Mail"\nsubmitted_on = {told}'))
    lines = [f"{place}@exemple.invalid;Ville Fictive;4;3;;;{day}" for place, day in enumerate(days)]
    file = uploads.build_upload("p.csv", f"{surveys.HEADERS};Le", *lines)
    proposal = propose([file], registered(tmp_path / "s"), form=form)
    assert not proposal.problems and [each.code for each in proposal.doubts] == doubts


def test_days_that_exist_month_first_only_are_asked_about_beside_their_cells(tmp_path: Path) -> None:
    form = small_form(tmp_path, ('key = "Mail"', 'key = "Mail"\nsubmitted_on = "Le"'))
    lines = [f"{day}@exemple.invalid;Ville Fictive;4;3;;;03/{day}/2018" for day in (10, 25)]
    file = uploads.build_upload("p.csv", f"{surveys.HEADERS};Le", *lines)
    proposal = propose([file], registered(tmp_path / "s"), form=form)
    assert uploads.codes(proposal) == [("IMP-206", 3, "G")]
    (doubt,) = proposal.doubts
    assert doubt.code == "IMP-515" and "mm/jj" in doubt.reason and "%m/%d/%Y" in doubt.advice


def test_a_filter_says_which_empty_cells_were_not_asked(tmp_path: Path) -> None:
    proposal = small(
        tmp_path,
        "a@exemple.invalid;Ville Fictive;Plutôt d’accord;3;;",
        "b@exemple.invalid;Ville Fictive;Plutôt pas d’accord;3;;",
        "c@exemple.invalid;Ville Fictive;;3;;",
        "d@exemple.invalid;Ville Fictive;Plutôt d’accord;3;;Beaucoup",
    )
    assert answers(proposal)["texte", "-"] == [
        (None, "Beaucoup", None),
        (None, None, "NP"),
        (None, None, "NP"),
        (None, None, "SR"),
    ]


def test_several_respondents_of_one_member_are_kept_and_one_person_counts_once(tmp_path: Path) -> None:
    lines = ("a@exemple.invalid;Ville Fictive;4;3;;", "b@exemple.invalid;Ville Fictive;5;3;;")
    people = (
        small(tmp_path / "1", *lines).changes["survey_respondents"].to_pylist()
        if (tmp_path / "1").mkdir() is None
        else []
    )
    assert [row["organisation_id"] for row in people] == ["O3", "O3"]
    (tmp_path / "2").mkdir()
    twice = small(tmp_path / "2", *lines, " A@exemple.invalid;Ville Fictive;1;3;;")
    assert uploads.codes(twice) == [("IMP-401", 4, "A")] and twice.problems[0].value is None
    (tmp_path / "3").mkdir()
    form = small_form(tmp_path / "3", ('series = "petite"', 'series = "petite"\ndoubles = "last"'))
    last = small(tmp_path / "3", *lines, " A@exemple.invalid;Ville Fictive;1;3;;", form=form)
    assert [row[0] for row in answers(last)["avis", "-"]] == [1, 5]
    assert [each.row for each in last.notices if each.code == "IMP-408"] == [2]


def test_an_unknown_organisation_is_listed_with_the_nearest(tmp_path: Path) -> None:
    proposal = small(tmp_path, "a@exemple.invalid;Vile Fictive;4;3;;")
    assert (
        uploads.codes(proposal) == [("IMP-301", 2, "B")]
        and "« Ville Fictive »" in proposal.problems[0].advice
    )


def test_a_column_that_the_file_lacks_is_doubted_then_not_asked(tmp_path: Path) -> None:
    store = registered(tmp_path / "s")
    file = uploads.build_upload("p.csv", "Mail;Structure;Avis", "a@exemple.invalid;Ville Fictive;4")
    proposal = propose([file], store, form=small_form(tmp_path))
    assert not proposal.problems and [each.code for each in proposal.doubts] == ["IMP-507"]
    assert answers(proposal)["note", "-"] == [(None, None, "NP")]
    assert {row["question_id"] for row in proposal.changes["survey_items"].to_pylist()} == {"avis"}


def test_a_scale_that_changes_while_another_wave_has_it_is_doubted(tmp_path: Path) -> None:
    store = registered(tmp_path / "s")
    line = ("p.csv", surveys.HEADERS, "a@exemple.invalid;Ville Fictive;4;3;;")
    uploads.accepted(store, uploads.build_upload(*line), form=small_form(tmp_path))
    other = (
        ("[waves.v1]", "[waves.v2]"),
        (
            'code = "N", label = "Ni d’accord ni pas d’accord"',
            'code = "3", label = "Ni d’accord ni pas d’accord"',
        ),
    )
    proposal = propose([uploads.build_upload(*line)], store, form=small_form(tmp_path, *other))
    assert [each.code for each in proposal.doubts] == ["IMP-508"]


def test_what_answers_are_about_must_be_known(tmp_path: Path) -> None:
    form = small_form(
        tmp_path,
        (
            'organisation = "Structure"',
            'organisation = "Structure"\nabout = { constant = "activity" }\nabout_id = "Activité"',
        ),
    )
    store = registered(tmp_path / "s")
    file = uploads.build_upload(
        "p.csv", f"{surveys.HEADERS};Activité", "a@exemple.invalid;Ville Fictive;4;3;;;ACT-1"
    )
    proposal = propose([file], store, form=form)
    assert uploads.codes(proposal) == [("IMP-404", 2, "G")]


def test_members_and_partners_are_told_apart(tmp_path: Path) -> None:
    form = small_form(
        tmp_path,
        (
            'organisation = "Structure"',
            'organisation = "Structure"\nis_partner = { columns = "Qui", values = { "Membre" = "non", "Partenaire d’un membre" = "oui" } }',
        ),
    )
    lines = (
        "a@exemple.invalid;Ville Fictive;4;3;;;Membre",
        "b@exemple.invalid;Ville Fictive;4;3;;;partenaire d'un membre",
    )
    proposal = propose(
        [uploads.build_upload("p.csv", f"{surveys.HEADERS};Qui", *lines)],
        registered(tmp_path / "s"),
        form=form,
    )
    assert sorted(row["is_partner"] for row in proposal.changes["survey_respondents"].to_pylist()) == [
        False,
        True,
    ]


def test_titles_over_two_rows_are_read_as_question_and_option(tmp_path: Path) -> None:
    form = tmp_path / "deux.toml"
    form.write_text(
        """
series = "deux"
dropped = ["Respondent ID", "Collector ID", "Start Date", "IP Address", "First Name", "Last Name"]
[waves.2018]
title = "Deux"
opened_on = 2018-03-01
closed_on = 2018-03-31
[respondents]
key = "Email Address"
submitted_on = "End Date"
organisation = "Votre structure ?"
[scales.themes]
options = [{ code = "g", label = "Genre", rank = 1 }, { code = "c", label = "Climat", rank = 2 }]
[scales.sat]
options = [{ code = "1", label = "Peu satisfait", rank = 1 }, { code = "2", label = "Satisfait", rank = 2 }, { code = "3", label = "Très satisfait", rank = 3 }]
[questions.themes]
dimension = "need"
kind = "multiple"
scale = "themes"
option_columns = { g = "Quels thèmes ? [Genre]", c = "Quels thèmes ? [Climat]" }
[questions.autre]
dimension = "need"
kind = "text"
columns = "Quels thèmes ? [Autre (précisez)]"
[questions.suivi]
dimension = "satisfaction"
kind = "likert"
scale = "sat"
columns = "Êtes-vous satisfait ? [Du suivi]"
""",
        encoding="utf-8",
    )
    proposal = propose([export("deux_lignes.csv")], registered(tmp_path / "s"), form=form)
    assert not proposal.problems
    given = answers(proposal)
    assert [row[0] for row in given["suivi", "-"]] == [1, 2, 2]
    assert [row[0] for row in given["themes", "g"]] == [0, 1, 1] and given["autre", "-"][0][1] == "Eau"
