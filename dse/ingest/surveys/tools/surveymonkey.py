"""SurveyMonkey: titles over two rows, the question and its options."""

from __future__ import annotations

from dse.ingest.surveys.tools.survey_tool import SurveyTool, titles

TOOL = SurveyTool(
    name="SurveyMonkey",
    rank=5,
    signatures=titles("Collector ID | ID du collecteur"),
    response_keys=titles("Respondent ID | ID du répondant"),
    submitted=titles("End Date | Date de fin"),
    others=titles("Start Date | Collector ID | ID du collecteur | Custom Data 1 | Adresse IP | IP Address"),
)
