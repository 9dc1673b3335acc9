"""Web forms whose exports are a column a question, under its wording: only the columns they add tell them apart."""

from __future__ import annotations

from dse.ingest.surveys.tools.survey_tool import SurveyTool, titles

GOOGLE_FORMS = SurveyTool(
    submitted=titles("Horodateur | Timestamp"),
    addresses=titles("Nom d’utilisateur | Email Address"),
)
MICROSOFT_FORMS = SurveyTool(
    submitted=titles("Heure de fin | Completion time"),
    others=titles(
        "Heure de début | Start time | Heure de la dernière modification | Last modified time | "
        "Nombre total de points | Total points | Commentaires du quiz | Quiz feedback"
    ),
    # Marks for each question of a quiz.
    other_patterns=(r"(?:points|feedback|commentaires) [-–] .*",),
)
SURVEYMONKEY = SurveyTool(
    response_keys=titles("Respondent ID | ID du répondant"),
    submitted=titles("End Date | Date de fin"),
    others=titles("Start Date | Collector ID | ID du collecteur | Custom Data 1 | Adresse IP | IP Address"),
)
# Drupal Webform, as Framaforms has it.
WEBFORM = SurveyTool(
    response_keys=titles("Numéro de soumission | Numéro de série | Serial"),
    submitted=titles("Soumis le | Envoyé"),
    others=titles(
        "Langue | Adresse IP | Identifiant utilisateur | Brouillon | Modifié | UID | SID | Modifié le | "
        "Modified Time | Completed Time | Draft"
    ),
)
