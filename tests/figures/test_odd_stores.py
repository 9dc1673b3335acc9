"""Small and odd stores, as the first weeks of a network have them: every figure answers, draws its chart, and says no false none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from counted_store import TODAY, Row, commit_tables, small_tables
from survey_rows import answer_row, item_row, parse_replies, scale_rows, wave_row

from dse import figures
from dse.disclosure.audiences import ORDER
from dse.figures import REGISTRY
from dse.query import Selection, open_versions_once
from dse.store import Store

Tables = dict[str, list[Row]]
REGISTER = ("organisations", "organisation_profiles", "memberships")
YEARS = ((), (2021, 2021), (2019, 2021))


def keep(*names: str) -> Tables:
    """Some of the small store's tables; nothing of the others."""
    tables = small_tables()
    marks = [row for row in tables["theme_marks"] if f"{row['subject']}" in {name[:-1] for name in names}]
    return {name: tables[name] for name in names} | ({"theme_marks": marks} if marks else {})


def make_survey() -> Tables:
    """Answers to one question, and none to another."""
    people = parse_replies("V21", "R1 M01 complete\nR2 M02 complete\nR3 M04 complete")
    return {
        "organisations": small_tables()["organisations"],
        "survey_waves": [wave_row("V21", date(2021, 6, 30))],
        "survey_respondents": [who for who, _ in people],
        "survey_questions": [{"question_id": "sat", "dimension": "satisfaction"}],
        "survey_items": [item_row("V21", "sat", "Êtes-vous satisfait·e ?")],
        "survey_options": scale_rows(
            "S5", ("Pas du tout", "Plutôt pas", "Entre les deux", "Plutôt", "Tout à fait")
        ),
        "survey_answers": [answer_row("V21", who["respondent_id"], "sat", 4) for who, _ in people],
    }


def keep_one_member() -> Tables:
    tables = keep(*REGISTER)
    return {name: [row for row in rows if row["organisation_id"] == "M01"] for name, rows in tables.items()}


# Each a day of the version, and the tables.
ODD: dict[str, tuple[date, Callable[[], Tables]]] = {
    "members alone": (TODAY, lambda: keep(*REGISTER)),
    "one member": (TODAY, keep_one_member),
    "a survey alone": (TODAY, make_survey),
    "activities without visits": (TODAY, lambda: keep(*REGISTER, "activities")),
    "accompaniments alone": (
        TODAY,
        lambda: keep("organisations", "accompaniments", "accompaniment_organisations"),
    ),
    "visits without members": (TODAY, lambda: keep("organisations", "activities", "participations")),
    "all to come": (date(2012, 6, 1), small_tables),
}


@pytest.fixture(scope="module", params=ODD)
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    day, make = ODD[request.param]
    return commit_tables(tmp_path_factory.mktemp("odd"), day, make())


@pytest.mark.parametrize("audience", ORDER)
def test_every_figure_answers_and_is_drawn(odd: Store, audience: str) -> None:
    with open_versions_once():
        for figure in REGISTRY.values():
            for years in YEARS if audience == ORDER[0] else YEARS[:1]:
                found = figures.answer(odd, 1, figure, Selection(*years, audience=audience))
                assert found.finding.sentence
                if figure.chart and not found.table.empty:
                    figures.draw(figure, found).to_dict()


def test_nothing_is_said_never_to_have_been_where_nothing_is_recorded(odd: Store) -> None:
    with open_versions_once():
        said = {
            name: figures.answer(odd, 1, figure, Selection()).finding.sentence
            for name, figure in REGISTRY.items()
        }
    never = re.compile(
        r"\b(?:0|100)[\u00a0\u202f]% des (?:membres|organisations)|\b0[\u00a0]organisation|[Jj]amais"
    )
    assert not {name: text for name, text in said.items() if never.search(text)}
