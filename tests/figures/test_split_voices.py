"""An organisation without profile whose respondents name several families: a filter chooses a part of its voice."""

from __future__ import annotations

import math
from datetime import date

import pytest
from counted_store import commit_tables, figure_table
from survey_rows import Row, answer_row, item_row, register_tables, scale_rows, wave_row

from dse.figures.registry import REGISTRY
from dse.figures.rows import to_rows
from dse.query import Query, Selection
from dse.query.versions import open_version
from dse.store import Store

DAYS = {"V18": date(2018, 6, 1), "V21": date(2021, 6, 1)}
# Respondent, organisation outside the register, family, then the degree said in 2018 and in 2021.
PEOPLE = """
R1 X ONG          5 5
R2 X COLLECTIVITE 1 5
R3 X COLLECTIVITE 5 NSP
R4 Y ONG          1 5
"""
LABELS = ("Non", "Plutôt non", "Entre les deux", "Plutôt oui", "Oui")


def reply(wave: str, who: str, organisation: str, family: str) -> Row:
    row = {"wave_id": wave, "respondent_id": who, "organisation_id": organisation, "actor_family": family}
    return row | {"status": "complete", "is_partner": False}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    lines = [line.split() for line in PEOPLE.strip().splitlines()]
    questions = {"Q": "need", "E": "effect", "S": "satisfaction"}
    register = register_tables("M1 ONG 2010-01-01")
    strangers = [{"organisation_id": who, "name": who} for who in ("X", "Y")]
    tables = register | {
        "organisations": [*register["organisations"], *strangers],
        "survey_waves": [wave_row(wave, day) for wave, day in DAYS.items()],
        "survey_respondents": [reply(wave, *line[:3]) for wave in DAYS for line in lines],
        "survey_questions": [{"question_id": name, "dimension": what} for name, what in questions.items()],
        "survey_items": [item_row(wave, name, "Un appui ?") for wave in DAYS for name in questions],
        "survey_options": scale_rows("S5", LABELS),
        "survey_answers": [
            answer_row(wave, line[0], name, degree if degree == "NSP" else float(degree))
            for line in lines
            for wave, degree in zip(DAYS, line[3:], strict=True)
            for name in questions
        ],
    }
    return commit_tables(tmp_path_factory.mktemp("split") / "store", date(2021, 12, 31), tables)


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        ((), [("V18", 0.67, 2, None), ("V21", 2.0, 2, 2)]),
        (("ONG",), [("V18", 0.33, 2, None), ("V21", 1.5, 2, 2)]),
        (("COLLECTIVITE",), [("V18", 0.33, 1, None), ("V21", 0.5, 1, 1)]),
    ],
)
def test_a_part_of_a_voice_weighs_what_its_respondents_weigh_in_it(
    store: Store, families: tuple[str, ...], expected: list[tuple[object, ...]]
) -> None:
    """A third of X each in 2018, half of X each of the two who answered in 2021; X is one organisation in all."""
    assert parts(store, "waves_need", "wave_id favourable base pairs", families) == expected
    overall = parts(store, "satisfaction", "wave_id favourable base", families)
    assert overall == [row[:3] for row in expected]
    shown = figure_table(store, "waves_need", "wave_id favourable base pairs", families=families)
    assert [row[1] for row in shown] == [float(math.floor(row[1] + 0.5)) for row in expected]


def parts(store: Store, figure_id: str, columns: str, families: tuple[str, ...]) -> list[tuple[object, ...]]:
    """The named columns before counts are rounded to whole organisations."""
    query = Query(open_version(store, store.current().number), Selection(families=families))
    rows = to_rows(REGISTRY[figure_id].rows(query))
    return [tuple(_round(row[name]) for name in columns.split()) for row in rows]


def _round(value: object) -> object:
    return round(value, 2) if isinstance(value, float) else value


def test_the_parts_of_a_voice_are_one_in_a_distribution_and_say_no_reason(store: Store) -> None:
    """In 2021 X did answer, though one of its respondents does not know."""
    rows = figure_table(store, "answers_need", "answer voices base dont_know")
    assert [row for row in rows if row[1]] == [("Oui", 2.0, 2, 0)]


def test_people_of_a_split_voice_are_followed_one_by_one(store: Store) -> None:
    """R1, R2 and R4 answered twice; as voices X goes from 3 to 5 on average, Y from 1 to 5."""
    moves = figure_table(store, "transitions_effect", "rank_before rank_after respondents")
    assert sorted(row for row in moves if row[2]) == [(1, 5, 2), (5, 5, 1)]
    assert figure_table(store, "paired_effect", "pairs") == [(2,)]
    assert figure_table(store, "paired_effect", "pairs", families=("COLLECTIVITE",)) == [(1,)]
