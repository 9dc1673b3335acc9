"""LimeSurvey: CSV and workbooks with codes, full titles or both. Its structure file is read by limesurvey_structure."""

from __future__ import annotations

from datetime import date

from dse.ingest.surveys.tools import limesurvey_structure
from dse.ingest.surveys.tools.survey_tool import SurveyTool, titles

TOOL = SurveyTool(
    name="LimeSurvey",
    rank=1,
    signatures=titles(
        "submitdate | lastpage | startlanguage | ID de la réponse | ID réponse | Response ID | Dernière page"
    ),
    codes=r"[A-Za-z]\w*\[[^\]]+\](?:\[[^\]]+\])?",
    response_keys=titles(
        "id | ID de la réponse | ID réponse | Response ID | token | Code d’accès | Invitation"
    ),
    submitted=titles("submitdate | Date de soumission | Date submitted"),
    organisations=titles("attribute_1"),
    languages=titles("startlanguage | Langue de départ | Langue | Start language"),
    others=titles(
        "lastpage | Dernière page | Last page | startlanguage | Langue de départ | Langue | "
        "Start language | seed | Tête de série | Graine | startdate | Date de lancement | Date de début | "
        "Date started | datestamp | Date de la dernière action | Date last action | ipaddr | Adresse IP | "
        "IP address | refurl | URL de référence | URL du référent | Referrer URL | interviewtime | "
        "Temps total | Total time | Durée totale"
    ),
    file_name=r"^results survey ?[0-9]*$",
    # The seconds spent on each page and question.
    other_patterns=(
        r"(?:question|group)time[0-9]+",
        r"(?:temps (?:pour|passe sur) (?:le groupe|la question)|(?:group|question) time) ?:.*",
    ),
    yes_no=("Y", "N"),
    joins=(),
    not_applicable_is_not_asked=True,
    # Written where a survey does not keep dates.
    undated=date(1980, 1, 1),
    read_structure=limesurvey_structure.read_structure,
)
