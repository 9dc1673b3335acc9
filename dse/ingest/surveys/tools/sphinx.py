"""Sphinx: names of variables or wordings in one row, several answers in one cell, the days and times that it adds in capitals."""

from __future__ import annotations

from dse.ingest.surveys.tools.survey_tool import LineMark, SurveyTool, titles

TOOL = SurveyTool(
    name="Sphinx",
    rank=2,
    signatures=titles(
        "DATE_SAISIE | DATE_ENREG | TEMPS_SAISIE | ORIGINE_SAISIE | LANG_SAISIE | DERNIERE_QUESTION_SAISIE"
    ),
    response_keys=titles("CLE"),
    submitted=titles("DATE_ENREG"),
    begun=LineMark(titles("PROGRESSION"), titles("En cours | In progress")),
    others=titles(
        "DATE_SAISIE | DATE_MODIF | TEMPS_SAISIE | ORIGINE_SAISIE | LANG_SAISIE | APPAREIL_SAISIE | "
        "NAVIGATEUR_SAISIE | PROGRESSION | DERNIERE_QUESTION_SAISIE | LOGIN | PASSWORD | IPADR | NUM_OBS"
    ),
)
