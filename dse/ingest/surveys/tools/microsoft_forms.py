"""Microsoft Forms: a column a question under its wording; several answers end with a semicolon each."""

from __future__ import annotations

from dse.ingest.surveys.tools.survey_tool import SurveyTool, titles

TOOL = SurveyTool(
    name="Microsoft Forms",
    rank=4,
    pair=titles(
        "Heure de début | Start time | Heure de fin | Completion time | Heure de la dernière modification | Last modified time"
    ),
    joins=(";",),
    other_takes_its_place=True,
    submitted=titles("Heure de fin | Completion time"),
    others=titles(
        "Heure de début | Start time | Heure de la dernière modification | Last modified time | "
        "Nombre total de points | Total points | Commentaires du quiz | Quiz feedback"
    ),
    # Marks for each question of a quiz.
    other_patterns=(r"(?:points|feedback|commentaires) [-–] .*",),
)
