"""Each survey tool has an adapter: what it says of its columns is what a draft makes of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dse import paths
from dse.ingest.files.cells import Sheet
from dse.ingest.surveys.draft.column_roles import assign_roles
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.surveys.tools.survey_tool import SurveyTool
from dse.ingest.surveys.tools.tool_columns import TOOLS

by_tool = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
SURVEYS = paths.ROOT / "dse" / "ingest" / "surveys"


def sheet_of(*titles: str) -> Sheet:
    columns = [["a", "b"] for _ in titles]
    return Sheet("export.csv", headers=titles, numbers=(2, 3), columns=columns)


@by_tool
def test_a_title_that_only_one_tool_writes_names_it(tool: SurveyTool) -> None:
    for title in tool.signatures:
        assert tool_columns.identify_tool(("Votre avis", title)) is tool


@by_tool
def test_columns_that_a_tool_adds_are_no_questions(tool: SurveyTool) -> None:
    roles = assign_roles(sheet_of("Votre avis", *tool.response_keys, *tool.submitted, *tool.others))
    assert roles.others == [0]


@by_tool
def test_the_day_of_an_answer_is_known_by_the_title_that_the_tool_gives_it(tool: SurveyTool) -> None:
    for title in tool.submitted:
        assert assign_roles(sheet_of("Votre avis", title)).fields == {"submitted_on": 1}


def test_only_the_adapters_know_the_names_of_tools() -> None:
    names = [tool.name for tool in TOOLS] + [
        "kobo",
        "lime",
        "framaforms",
        "drupal",
        "google",
        "sphinx",
        "lss",
    ]
    naming = {
        (path.relative_to(SURVEYS).as_posix(), name)
        for path in SURVEYS.rglob("*.py")
        if path.parent.name != "tools"
        for name in names
        if re.search(rf"(?i)\b{name}", path.read_text(encoding="utf-8"))
    }
    assert not naming


def test_every_tool_of_the_team_has_an_adapter() -> None:
    assert {tool.name for tool in TOOLS} >= {
        "LimeSurvey",
        "KoboToolbox",
        "Google Forms",
        "Framaforms",
        "Sphinx",
    }
    assert tool_columns.identify_tool(("Votre avis", "Date")) is tool_columns.PLAIN_TABLE


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        ("ID | Heure de début | Heure de fin | Adresse de messagerie | Nom | Votre avis", "Microsoft Forms"),
        ("ID | Start time | Completion time | Email | Name | Votre avis", "Microsoft Forms"),
        ("Respondent ID | Collector ID | Start Date | End Date | IP Address | Votre avis", "SurveyMonkey"),
        ("Timestamp | Votre avis", "Google Forms"),
        ("Organisation | Heure de début | Votre avis", ""),
    ],
)
def test_an_export_is_known_by_the_titles_that_its_tool_adds(titles: str, name: str) -> None:
    assert tool_columns.identify_tool(tuple(titles.split(" | "))).name == name


@pytest.mark.parametrize(
    "title", ["Votre nom et prénom (facultatif)", "Q1. Nom et prénom", "Nom du chef de ménage", "Identité"]
)
def test_names_of_persons_are_left_aside_in_small_letters_too(title: str) -> None:
    names = ("camille durand", "Awa Traoré", "MOUSSA DIALLO", "")
    sheet = Sheet("export.csv", headers=("Votre avis", title), numbers=(2, 3, 4, 5), columns=["abab", names])
    assert assign_roles(sheet).others == [0]
    towns = ("Villeneuve", "Sainte-Eau", "Bourg", "")
    assert assign_roles(replace(sheet, columns=["abab", towns])).others == [0, 1]
