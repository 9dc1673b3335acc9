"""Google Forms: a column a question under its wording; a grid has its lines in brackets."""

from __future__ import annotations

from dse.ingest.surveys.tools.survey_tool import SurveyTool, titles

TOOL = SurveyTool(
    name="Google Forms",
    rank=3,
    file_name=r"\((?:réponses|responses)\)",
    joins=(", ", ";"),
    other_takes_its_place=True,
    signatures=titles("Horodateur | Timestamp"),
    submitted=titles("Horodateur | Timestamp"),
    addresses=titles("Nom d’utilisateur | Email Address"),
)
