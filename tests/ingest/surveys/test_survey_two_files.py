"""Two files of one wave in one import: all that they say is kept, or one sentence says why it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
import uploads
from surveys import answers, registered, small_form

from dse.ingest import Proposal, propose

ONLINE = (
    "Mail;Structure;Avis;Note",
    "a@exemple.invalid;Ville Fictive;4;3",
    "b@exemple.invalid;Ville Fictive;5;2",
)
PAPER = ("Mail;Structure;Avis;Appuis", "c@exemple.invalid;Collectif Fictif;1;eval")


def both(tmp_path: Path, *files: tuple[str, ...], form: Path | None = None, **options: object) -> Proposal:
    """What several files would change together."""
    given = [uploads.build_upload(f"f{number}.csv", *lines) for number, lines in enumerate(files, 1)]
    store = registered(tmp_path / "s")
    return propose(given, store, form=form or small_form(tmp_path), **options)


def survey_rows(proposal: Proposal) -> dict[str, set[tuple[object, ...]]]:
    """Rows of the survey that would be there."""
    return {
        table: {tuple(each.values()) for each in rows.to_pylist()}
        for table, rows in proposal.changes.items()
        if table.startswith("survey_")
    }


def test_questions_of_both_files_are_told_and_every_respondent_is_kept(tmp_path: Path) -> None:
    proposal = both(tmp_path, ONLINE, PAPER)
    assert not proposal.problems
    asked = sorted(each["question_id"] for each in proposal.changes["survey_items"].to_pylist())
    assert asked == ["appuis", "avis", "note"]
    assert proposal.changes["survey_respondents"].num_rows == 3
    scales = {each["scale_id"] for each in proposal.changes["survey_options"].to_pylist()}
    assert scales == {"accord", "appuis"}
    given = answers(proposal)
    assert sorted(row[0] for row in given["avis", "-"]) == [1, 4, 5]
    # What a file does not ask was not asked of those who are in it.
    assert [row[2] for row in given["note", "-"]].count("NP") == 1
    assert [row[2] for row in given["appuis", "eval"]].count("NP") == 2


def test_the_order_of_the_files_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    assert survey_rows(both(tmp_path / "1", ONLINE, PAPER)) == survey_rows(
        both(tmp_path / "2", PAPER, ONLINE)
    )


def test_both_files_again_change_nothing(tmp_path: Path) -> None:
    store, form = registered(tmp_path / "s"), small_form(tmp_path)
    files = [uploads.build_upload("e.csv", *ONLINE), uploads.build_upload("p.csv", *PAPER)]
    uploads.accepted(store, *files, form=form)
    assert propose(files, store, form=form).status == "unchanged"
    assert propose(files[::-1], store, form=form).status == "unchanged"


def test_a_person_in_both_files_is_told_in_one_sentence(tmp_path: Path) -> None:
    again = (*PAPER, "A@exemple.invalid;Ville Fictive;2;eval", "b@exemple.invalid;Ville Fictive;2;eval")
    proposal = both(tmp_path, ONLINE, again)
    (problem,) = proposal.problems
    assert (problem.code, problem.file, problem.row) == ("IMP-401", "f2.csv", 3)
    assert problem.reason == "2 identifiants d’ici sont aussi dans f1.csv, le premier à cette ligne."
    assert "une seule réponse de chaque personne" in problem.advice and problem.value is None


def test_numbers_that_mean_nothing_outside_their_file_do_not_make_one_person_of_two(tmp_path: Path) -> None:
    form = small_form(tmp_path, ('series = "petite"', 'series = "petite"\npairs_waves = false'))
    one = ("Mail;Structure;Avis", "1;Ville Fictive;4")
    other = ("Mail;Structure;Avis", "1;Ville Fictive;4")
    (problem,) = both(tmp_path, one, other, form=form).problems
    assert problem.code == "IMP-401" and "réunissez les deux" in problem.advice


@pytest.mark.parametrize("key", ["", 'key = "Mail"\n'])
def test_the_same_answers_in_two_anonymous_files_are_two_respondents(tmp_path: Path, key: str) -> None:
    form = small_form(
        tmp_path,
        ("closed_on = 2018-12-31", "closed_on = 2018-12-31\nis_anonymous = true"),
        ('key = "Mail"\n', key),
    )
    lines = ("Structure;Avis;Note", "Ville Fictive;4;3", "Ville Fictive;4;3")
    proposal = both(tmp_path, lines, lines, form=form)
    assert not proposal.problems and proposal.changes["survey_respondents"].num_rows == 4
    assert len(answers(proposal)["avis", "-"]) == 4


def test_two_languages_of_one_questionnaire_make_the_same_items(tmp_path: Path) -> None:
    form = small_form(
        tmp_path,
        ('scale = "accord"\ncolumns = "Avis"', 'scale = "accord"\ncolumns = ["Avis", "Opinión"]'),
        (
            'label = "Plutôt d’accord", rank = 4, aliases = "4"',
            'label = "Plutôt d’accord", rank = 4, aliases = ["Bastante de acuerdo"]',
        ),
    )
    spanish = ("Mail;Structure;Opinión", "d@exemple.invalid;Ville Fictive;Bastante de acuerdo")
    proposal = both(tmp_path, ONLINE, spanish, form=form)
    assert not proposal.problems and sorted(row[0] for row in answers(proposal)["avis", "-"]) == [4, 4, 5]
    (item,) = (each for each in proposal.changes["survey_items"].to_pylist() if each["question_id"] == "avis")
    assert item["wording"] == "Avis"


def test_a_wave_that_is_not_anonymous_needs_its_key_even_where_another_has_none(tmp_path: Path) -> None:
    added = '[waves.v2]\ntitle = "V2"\nopened_on = 2019-01-01\nclosed_on = 2019-12-31\nis_anonymous = true\n'
    form = small_form(tmp_path, ("[respondents]", f"{added}[respondents]"))
    lines = ("Structure;Avis;Note", "Ville Fictive;4;3")
    assert not both(tmp_path, lines, form=form, wave="v2").problems
    (problem,) = propose(
        [uploads.build_upload("f.csv", *lines)], registered(tmp_path / "autre"), form=form, wave="v1"
    ).problems
    assert problem.code == "IMP-111" and "« Mail »" in problem.reason
