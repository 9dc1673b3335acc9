"""Framaforms, and Drupal Webform which it is made of: titles over two rows, crosses in boxes."""

from __future__ import annotations

from dse.ingest.surveys.tools.survey_tool import SurveyTool, titles

TOOL = SurveyTool(
    name="Framaforms",
    rank=6,
    signatures=titles("Numéro de soumission"),
    part_sign=": ",
    response_keys=titles("Numéro de soumission | Numéro de série | Serial"),
    submitted=titles("Soumis le | Envoyé"),
    others=titles(
        "Langue | Adresse IP | Identifiant utilisateur | Brouillon | Modifié | UID | SID | Modifié le | "
        "Modified Time | Completed Time | Draft"
    ),
)
