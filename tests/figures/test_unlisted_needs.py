"""Needs that are in no list of themes: a sheet names them, and a figure that does not count them says so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from counted_store import answer_figure, commit_tables
from survey_rows import Row, answer_row, item_row, parse_replies, register_tables, scale_rows, wave_row

from dse import slides
from dse.figures.basis import list_basis
from dse.figures.surveys.unlisted import says_none
from dse.members import directory, lines
from dse.members.sheet import read_sheet
from dse.query import Query, Selection, open_version
from dse.store import Store

TODAY = date(2021, 12, 31)
WAVE, MEMBERS = "V21", 40
LABELS = ("Climat", "Outils et guides", "Numérique responsable", "Aucun")
CHOSEN = {"M0": "1 2", "M1": "2 3", "M2": "4"} | {f"M{number}": "1" for number in range(3, MEMBERS)}
STEPS = ("Faible", "Moyen", "Fort")
READ_THERE = (
    "« Que choisissent les membres quand ils peuvent choisir plusieurs réponses ? », page Enquêtes membres"
)


def _tables(chosen: dict[str, str], kind: str = "multiple") -> dict[str, list[Row]]:
    """A survey of one question on needs, of which one option is a theme; and a line of a grid that is about nothing of the lists."""
    options = [row | {"theme": None} for row in scale_rows("besoins", LABELS)]
    options[0]["theme"] = "CLIMAT"
    ticks = [
        answer_row(WAVE, f"R{who}", "besoins", float(str(row["rank"]) in chosen[who].split()), row["option"])
        if kind == "multiple"
        else answer_row(WAVE, f"R{who}", "besoins", int(chosen[who].split()[0]))
        for who in chosen
        for row in (options if kind == "multiple" else options[:1])
    ]
    people = "\n".join(f"R{who} {who} complete" for who in chosen)
    return register_tables("\n".join(f"{who} ONG 2010-01-01" for who in chosen)) | {
        "survey_waves": [wave_row(WAVE, date(2021, 6, 30))],
        "survey_respondents": [row for row, _ in parse_replies(WAVE, people)],
        "survey_questions": [
            {"question_id": "besoins", "dimension": "need"},
            {"question_id": "ligne", "dimension": "need"},
            {"question_id": "seule", "dimension": "need"},
        ],
        "survey_items": [
            item_row(WAVE, "besoins", "Sur quels thèmes auriez-vous besoin d’appui ?", kind, "besoins", 1),
            item_row(WAVE, "ligne", "Vos besoins [Plaidoyer]", "likert", "S3", 2),
            item_row(WAVE, "seule", "Avez-vous besoin d’un appui cette année ?", "likert", "S3", 3),
        ],
        "survey_options": [*options, *scale_rows("S3", STEPS)],
        "survey_answers": [
            *ticks,
            answer_row(WAVE, "RM3", "ligne", 3),
            answer_row(WAVE, "RM4", "ligne", 1),
            answer_row(WAVE, "RM4", "seule", 3),
        ],
        "accompaniments": [
            {"accompaniment_id": "A1", "kind": "EVALUATION", "title": "Évaluer", "status": "EN_COURS"}
            | dict.fromkeys(("requested_on", "started_on"), date(2019, 3, 1))
        ],
        "accompaniment_organisations": [
            {"accompaniment_id": "A1", "organisation_id": "M0", "role": "PORTEUR"}
        ],
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("hors-listes"), TODAY, _tables(CHOSEN))


def _say_needs(store: Store, who: str) -> str:
    query = Query(open_version(store, store.current().number), Selection())
    sheet = read_sheet(query, directory.find(query, who).organisation)
    return _plain(lines.describe_needs(sheet))


def _plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (
            "M1",
            "À l’enquête de 2021, elle ne dit que des besoins qui ne sont d’aucune de vos listes, et dont aucune suite n’est comptée : "
            "« Outils et guides » et « Numérique responsable ».",
        ),
        ("M2", "À l’enquête de 2021, elle ne dit aucun besoin."),
    ],
)
def test_only_who_says_none_is_said_to_say_none(store: Store, who: str, sentence: str) -> None:
    assert _say_needs(store, who) == sentence


@pytest.mark.parametrize(("who", "label"), [("M0", "Outils et guides"), ("M3", "Plaidoyer")])
def test_a_sheet_names_what_is_said_beside_the_lists(store: Store, who: str, label: str) -> None:
    assert _say_needs(store, who).endswith(
        f"Elle dit aussi un besoin qui n’est d’aucune de vos listes, et dont aucune suite n’est comptée : « {label} »."
    )
    assert "aussi" not in _say_needs(store, "M4")


def test_one_choice_among_several_is_named_too(tmp_path: Path) -> None:
    alone = commit_tables(tmp_path, TODAY, _tables(CHOSEN | {"M1": "3"}, "single"))
    assert "« Numérique responsable »" in _say_needs(alone, "M1")
    assert _say_needs(alone, "M2").endswith("elle ne dit aucun besoin.")


def test_the_team_reads_how_many_say_needs_that_a_figure_does_not_count(store: Store) -> None:
    gaps, needs = (answer_figure(store, name) for name in ("gaps_by_theme", "answers_need"))
    assert _plain(gaps.left_out) == (
        "3 membres sur 40 disent aussi, ou seulement, des besoins qui ne sont d’aucune de vos listes (« Outils et guides », "
        f"« Numérique responsable » et « Plaidoyer ») : voyez {READ_THERE} et « Quels appuis les membres demandent-ils le plus ? », "
        "page Enquêtes membres"
    )
    assert _plain(needs.left_out).startswith("2 membres sur 40 disent aussi")
    assert gaps.left_out in list_basis(gaps)
    assert "aussi, ou seulement" not in slides.describe_base(gaps, 1, lambda _: True, is_fictional=False)
    assert gaps.left_out in slides.explain(gaps, "version 1", "", is_fictional=False)[0]


@pytest.mark.parametrize("figure", ["gaps_by_theme", "answers_need"])
def test_a_public_reads_the_same_whoever_says_them(store: Store, tmp_path: Path, figure: str) -> None:
    other = commit_tables(tmp_path, TODAY, _tables(CHOSEN | dict.fromkeys(("M5", "M6"), "1 2 3")))
    said, said_then = (answer_figure(each, figure, audience="projection").left_out for each in (store, other))
    assert said == said_then and not re.search(r"\d", said)
    assert _plain(said) == (
        "d’autres besoins étaient proposés, qui ne sont d’aucune liste de thèmes ou de formes d’appui"
    )


def test_nothing_is_said_where_all_options_are_of_the_lists(tmp_path: Path) -> None:
    tables = _tables(CHOSEN)
    tables["survey_options"] = [
        row | ({"theme": "GENRE"} if row["label"] in LABELS[1:3] else {}) for row in tables["survey_options"]
    ]
    assert answer_figure(commit_tables(tmp_path, TODAY, tables), "answers_need").left_out == ""


@pytest.mark.parametrize(
    ("label", "is_none"),
    [
        ("Aucun", True),
        ("Aucun de ces thèmes", True),
        ("Pas de besoin", True),
        ("Je n’ai pas de besoin", True),
        ("Non", True),
        ("Nous n’avons pas de besoin", True),
        ("Je n’ai besoin de rien", True),
        ("Non concerné", True),
        ("Sans objet", True),
        ("Pas pour le moment", True),
        ("— Aucun", True),
        ("Nul en informatique", False),
        ("Non-violence", False),
        ("Autre", False),
        ("Rasoirs", False),
    ],
)
def test_who_says_none_is_known_by_its_label(label: str, is_none: bool) -> None:
    assert says_none(label) is is_none


def test_another_survey_of_the_same_year_is_named_where_it_is_not_read(tmp_path: Path) -> None:
    tables = _tables(CHOSEN)
    other = "AUTRE"
    tables["survey_waves"].append(
        wave_row(other, date(2021, 6, 1)) | {"series": "autre", "title": "Nos envies 2021"}
    )
    tables["survey_respondents"] += [row for row, _ in parse_replies(other, "N1 M1 complete")]
    tables["survey_questions"].append({"question_id": "autre", "dimension": "need", "theme": "GENRE"})
    tables["survey_items"].append(item_row(other, "autre", "Genre ?", "likert", "S3"))
    tables["survey_answers"].append(answer_row(other, "N1", "autre", 3))
    store = commit_tables(tmp_path, TODAY, tables)
    for audience in ("equipe", "projection"):
        said = _plain(answer_figure(store, "gaps_by_theme", audience=audience).left_out)
        assert said.endswith(
            "l’enquête « Nos envies 2021 » demande aussi des besoins et n’est pas lue ici : "
            "seule l’est la dernière close, « Vague 2021 »"
        )
