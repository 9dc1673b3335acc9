"""Each survey tool has an adapter: what it says of its columns is what a draft makes of them."""

from __future__ import annotations

import pytest

from dse.ingest.files.cells import Sheet
from dse.ingest.surveys.draft.column_roles import assign_roles
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.surveys.tools.survey_tool import SurveyTool
from dse.ingest.surveys.tools.tool_columns import TOOLS

ADAPTERS = ("LimeSurvey", "KoboToolbox", "Google Forms", "Microsoft Forms", "SurveyMonkey", "Webform")
by_tool = pytest.mark.parametrize("tool", TOOLS, ids=ADAPTERS)


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
