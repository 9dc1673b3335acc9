"""What members want beside what is asked and delivered, and triennials level by level: by hand, and on the demo."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from counted_store import TODAY, Row, answer_figure, commit_tables, draw_chart, figure_table, small_tables
from survey_rows import answer_row, item_row, scale_rows, wave_row

from dse import french
from dse.figures import REGISTRY, Answer
from dse.figures.paging import page_of
from dse.store import Store

BEFORE, AFTER = date(2018, 6, 30), date(2021, 6, 30)
FOUR = ("Aucun besoin", "Besoin faible", "Besoin moyen", "Besoin fort")
# On the four-step scale, of which 3 and 4 are favourable. R2b answers for M02 too, R8 says nothing of gender.
SAID = {
    "genre": "R1 4 R2 3 R2b 1 R3 2 R4 1 R5 3 R7 4 R8 SR R10 2",
    "climat": "R1 1 R2 1 R3 4",
    "genre-bis": "R1 1 R2 1",
    "appui": "R1 4",
}
ORGANISATIONS = {"R2b": "M02", "R10": "M10"} | {
    f"R{number}": f"M0{number}" for number in (1, 2, 3, 4, 5, 7, 8)
}


def surveyed() -> dict[str, list[Row]]:
    """The small register with two waves: eight members on the day of the second."""
    asked = [
        item_row("V21", "genre-bis", "Genre, en détail", position=9),
        item_row("V21", "genre", "Genre", position=2),
        item_row("V21", "climat", "Climat", position=1),
        item_row("V21", "appui", "Évaluation", position=3),
        item_row("V18", "genre", "Genre"),
    ]
    answers = [
        answer_row("V21", who, question, value if value == "SR" else int(value))
        for question, text in SAID.items()
        for who, value in zip(text.split()[::2], text.split()[1::2], strict=True)
    ]
    return small_tables() | {
        "survey_waves": [wave_row("V18", BEFORE), wave_row("V21", AFTER)],
        "survey_questions": [
            {"question_id": "genre", "dimension": "need", "theme": "GENRE"},
            {"question_id": "genre-bis", "dimension": "need", "theme": "GENRE"},
            {"question_id": "climat", "dimension": "need", "theme": "CLIMAT"},
            {"question_id": "appui", "dimension": "need", "kind_asked_about": "EVALUATION"},
        ],
        "survey_items": [each | {"scale_id": "S4"} for each in asked],
        "survey_options": scale_rows("S4", FOUR),
        "survey_respondents": [
            {"wave_id": "V21", "respondent_id": who, "organisation_id": organisation, "status": "complete"}
            for who, organisation in ORGANISATIONS.items()
        ]
        + [{"wave_id": "V18", "respondent_id": "R1", "organisation_id": "M01", "status": "complete"}],
        "survey_answers": [*answers, answer_row("V18", "R1", "genre", 1)],
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("wanted"), TODAY, surveyed())


COLUMNS = "theme wave_id favourable others base members wanted_pct"


# Gender: M01, half of M02, M05 and M07 of seven, which is four. Climate: M03 of three. The shares of the register are those of
# test_themes_requested_delivered.
def test_themes_wanted(store: Store) -> None:
    assert figure_table(store, "themes_wanted", COLUMNS) == [
        ("CLIMAT", "V21", 1.0, 2.0, 3, 8, 33.33),
        ("GENRE", "V21", 4.0, 3.0, 7, 8, 57.14),
    ]
    shares = "theme examined_requests requested_pct examined_delivered delivered_pct"
    assert figure_table(store, "themes_wanted", shares) == [
        ("CLIMAT", 6, 66.67, 5, 60.0),
        ("GENRE", 11, 63.64, 8, 62.5),
    ]
    answer = answer_figure(store, "themes_wanted")
    sentence = answer.finding.sentence
    assert answer.size.replace("\u00a0", " ") == (
        "3 à 7 membres ayant répondu, sur 8 au jour de l’enquête\u202f; 6 à 11 demandes\u202f; 5 à 8 accompagnements"
    )
    assert (
        "Genre est le besoin le plus partagé\u00a0: 57\u202f%" in sentence and "(7\u00a0réponses" in sentence
    )
    assert (
        "2e dans les demandes d’accompagnement (64\u202f%) et 1er dans les accompagnements démarrés (63\u202f%)"
        in sentence
    )


# M01 M02 M07 M10 of the five ONG, two and a half of which rounded alone are three; of climate, M01 and M02.
FILTERED = [
    (
        {"families": ("ONG",)},
        [("CLIMAT", "V21", 0.0, 2.0, 2, 5, 0.0), ("GENRE", "V21", 3.0, 1.0, 4, 5, 75.0)],
    ),
    ({"themes": ("CLIMAT",)}, [("CLIMAT", "V21", 1.0, 2.0, 3, 8, 33.33)]),
    (
        {"kinds": ("EVALUATION",)},
        [("CLIMAT", "V21", 1.0, 2.0, 3, 8, 33.33), ("GENRE", "V21", 4.0, 3.0, 7, 8, 57.14)],
    ),
    ({"last_year": 2018}, [("GENRE", "V18", 0.0, 1.0, 1, 6, 0.0)]),
    ({"themes": ("CLIMAT_ADAPTATION",)}, []),
    ({"last_year": 2017}, []),
]


@pytest.mark.parametrize(("choice", "expected"), FILTERED)
def test_themes_wanted_filtered(store: Store, choice: Row, expected: list[tuple]) -> None:
    assert figure_table(store, "themes_wanted", COLUMNS, **choice) == expected


def test_without_a_survey_nothing_is_wanted(tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = commit_tables(tmp_path_factory.mktemp("bare"), TODAY, small_tables())
    found = answer_figure(bare, "themes_wanted")
    assert found.table.empty and found.finding.sentence.startswith("Aucune enquête")


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_before_a_public_what_few_said_is_masked_and_the_register_is_not(store: Store, audience: str) -> None:
    found = answer_figure(store, "themes_wanted", audience=audience, families=("ONG",))
    assert found.selection.families == ()
    rows = found.table.set_index("theme")
    assert rows["wanted_pct"].isna().all() and rows["base"].isna().all() and rows["favourable"].isna().all()
    assert rows["mark"].str.startswith("[masqué").all()
    assert rows["requested_pct"].round(2).to_dict() == {"CLIMAT": 66.67, "GENRE": 63.64}
    spec = REGISTRY["themes_wanted"].chart(found.table).to_dict()
    texts = [row.get("said") for data in spec["datasets"].values() for row in data]
    assert texts.count("masqué (seuil de 9 réponses)") == 2


def test_agroecology_is_the_most_wanted_and_the_least_delivered(demo_store: Store) -> None:
    found = answer_figure(demo_store, "themes_wanted")
    rows = found.table.set_index("theme")
    assert rows["wanted_pct"].idxmax() == "AGROECO"
    assert rows["delivered_pct"].idxmin() == "AGROECO"
    assert "le thème Agroécologie est le besoin le plus partagé\u00a0: 95\u202f%" in found.finding.sentence
    assert "6e dans les accompagnements démarrés" in found.finding.sentence


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_what_nearly_all_want_is_bounded_and_first_before_a_public(demo_store: Store, audience: str) -> None:
    found = answer_figure(demo_store, "themes_wanted", audience=audience)
    rows = found.table.set_index("theme")
    assert rows.loc["AGROECO", "mark"] == "[masqué, ≥ 90 %]" and pd.isna(rows.loc["AGROECO", "wanted_pct"])
    assert rows["wanted_pct"].notna().any()
    assert (
        "le thème Agroécologie est le besoin le plus partagé\u00a0: au moins 90\u202f% de ceux qui ont répondu"
        in found.finding.sentence
    )
    texts, ends = read_chart(found)
    assert texts[0] == "" and ends == [(90.0, 100.0, "≥ 90\u202f%")]
    first = page_of(found.table, REGISTRY["themes_wanted"].paging, 2, 1).table
    assert "AGROECO" in set(first["theme"]), "a screen of two themes begins with it"


def read_chart(answer: Answer) -> tuple[list[str], list[tuple[float, float, str]]]:
    """What stands beside the bars of the first block, and between what its bounds are hatched."""
    tables = REGISTRY["themes_wanted"].chart(answer.table).to_dict()["datasets"].values()
    texts = [row["said"] for rows in tables for row in rows if row.get("start") == 0.0]
    ends = {
        (row["bound_from"], row["bound_end"], row["bound_text"])
        for rows in tables
        for row in rows
        if row.get("bound_from")
    }
    return texts, sorted(ends)


# --- triennials ---


# Gender among A01 A02 A03 A15, then A04 A05 A09: 2 and 1, then 1 and 2. Climate among A01 A03, then A05 A09: 1 and 2, then 0.
def test_triennials_tell_principal_objectives_apart(store: Store) -> None:
    columns = "theme share_before_pct principal_before_pct share_after_pct principal_after_pct"
    assert figure_table(store, "themes_triennials", columns)[:2] == [
        ("CLIMAT", 100.0, 50.0, 0.0, 0.0),
        ("GENRE", 50.0, 25.0, 66.67, 33.33),
    ]
    # A01 is principal and A02 aims elsewhere, then A05 and A09.
    here = {"themes": ("GENRE",), "regions": ("11",)}
    assert figure_table(store, "themes_triennials", columns, **here) == [("GENRE", 50.0, 50.0, 50.0, 50.0)]


def test_the_gender_fund_shows_among_principal_objectives(demo_store: Store) -> None:
    rows = answer_figure(demo_store, "themes_triennials").table.set_index("theme")
    assert rows.loc["GENRE", "principal_after_pct"] > 1.5 * rows.loc["GENRE", "principal_before_pct"]
    assert (rows["principal_after_pct"] <= rows["share_after_pct"]).all()


def test_what_is_hatched_is_named_above_the_chart(demo_store: Store) -> None:
    for audience, key in (
        ("diffusion", "Trait : marge d’erreur\u2003▨ la part est dans cette zone"),
        ("equipe", "Trait : marge d’erreur"),
    ):
        spec = draw_chart(demo_store, "themes_wanted", audience=audience, first_year=2019, last_year=2021)
        assert spec["title"]["text"] == [french.typeset(key)]
