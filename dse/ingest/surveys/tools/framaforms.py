"""Framaforms, and Drupal Webform which it is made of: titles over three rows, or two, and crosses in boxes."""

from __future__ import annotations

from dse.ingest.surveys.tools.survey_tool import LineMark, SurveyTool, titles

TOOL = SurveyTool(
    name="Framaforms",
    rank=6,
    signatures=titles("Numéro de soumission | webform_serial | webform_sid"),
    codes="SID|UID",
    part_sign=": ",
    joins=(",", ";"),
    other_takes_its_place=True,
    response_keys=titles(
        "Numéro de soumission | Numéro de série | Serial | SID | webform_serial | webform_sid"
    ),
    submitted=titles("Soumis le | Envoyé | Heure de soumission | Submitted Time | webform_time"),
    begun=LineMark(
        titles("Brouillon | Draft | webform_draft | in_draft"), titles("1 | Oui | Yes | Vrai | True")
    ),
    others=titles(
        "Langue | Adresse IP | IP Address | Identifiant utilisateur | Nom d’utilisateur | Username | Brouillon | Draft | Modifié | "
        "Modifié le | Heure de modification | Modified Time | Heure de fin | Completed Time | UID | Série | "
        "webform_completed_time | webform_modified_time | webform_draft | webform_ip_address | webform_uid | webform_username"
    ),
)
