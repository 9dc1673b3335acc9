"""Columns that survey tools add of themselves: who answered, when, from where, and what nobody needs."""

from __future__ import annotations

import re

from dse.ingest.forms.survey_definitions import Spellings
from dse.ingest.spelling import canonical, words

LIMESURVEY, KOBO, WEB = "limesurvey", "kobo", "web"


def _listed(text: str) -> Spellings:
    return tuple(text.split(" | "))


# Identifies the answer within one wave only.
RESPONSE_KEYS = _listed(
    "id | ID de la réponse | ID réponse | Response ID | token | Code d’accès | Invitation | _uuid | "
    "_id | Respondent ID | ID du répondant | Numéro de soumission | Numéro de série | Serial"
)
SUBMITTED = _listed(
    "submitdate | Date de soumission | Date submitted | _submission_time | Horodateur | Timestamp | "
    "Heure de fin | Completion time | End Date | Date de fin | Soumis le | Envoyé"
)
ADDRESSES = _listed(
    "email | e-mail | mail | Adresse e-mail | Adresse mail | Adresse électronique | "
    "Adresse de messagerie | Courriel | Votre e-mail | Votre adresse e-mail | Nom d’utilisateur | "
    "Email Address"
)
ORGANISATIONS = _listed(
    "organisation | structure | nom structure | nom organisation | Nom de l’organisation | "
    "Nom de votre organisation | Votre organisation | Nom de votre structure | Votre structure | "
    "Nom de la structure | Association | Votre association | Nom de l’association | Collectivité | "
    "Votre collectivité | Nom de la collectivité | Organisme | Nom de l’organisme | attribute_1"
)
_LIMESURVEY_OTHERS = _listed(
    "lastpage | Dernière page | Last page | startlanguage | Langue de départ | Langue | "
    "Start language | seed | Tête de série | Graine | startdate | Date de lancement | Date de début | "
    "Date started | datestamp | Date de la dernière action | Date last action | ipaddr | Adresse IP | "
    "IP address | refurl | URL de référence | URL du référent | Referrer URL | interviewtime | "
    "Temps total | Total time | Durée totale"
)
_KOBO_OTHERS = _listed(
    "start | end | today | username | deviceid | phonenumber | simserial | subscriberid | audit | "
    "__version__ | _version_ | formhub/uuid | meta/instanceID | meta/instanceName | meta/rootUuid | "
    "meta/deprecatedID | _xform_id_string | _validation_status | _notes | _status | _submitted_by | "
    "_tags | _index | _parent_index | _parent_table_name | _attachments | _geolocation | _id | _uuid | "
    "rootUuid"
)
_WEB_OTHERS = _listed(
    "Heure de début | Start time | Start Date | Collector ID | ID du collecteur | Custom Data 1 | "
    "Langue | Adresse IP | IP Address | Identifiant utilisateur | Brouillon | Modifié | UID | SID | "
    "Modifié le | Modified Time | Completed Time | Draft | Heure de la dernière modification | "
    "Last modified time | Nombre total de points | Total points | Commentaires du quiz | Quiz feedback"
)
_IDENTITY = re.compile(
    r"\b(?:(?:votre |le )?(?:nom|prenom)s?(?: et (?:nom|prenom)s?)?(?: de famille| de naissance| du repondant| complet)?"
    r"|nom prenom|nom d usage|first ?name|last ?name|full name|name|telephone|tel|portable|mobile|phone ?number|phone"
    r"|adresse(?: postale)?|signature|date de naissance|contact)\b"
)
_ASKS = re.compile(r"^(?:quel(?:le)?s? (?:est|sont) )?(?:votre |vos |le |la |les |l )?")
_TECHNICAL = {
    canonical(each): tool
    for tool, several in ((WEB, _WEB_OTHERS), (KOBO, _KOBO_OTHERS), (LIMESURVEY, _LIMESURVEY_OTHERS))
    for each in several
}
_SIGNATURES = {
    LIMESURVEY: (
        "submitdate",
        "lastpage",
        "startlanguage",
        "ID de la réponse",
        "ID réponse",
        "Response ID",
        "Dernière page",
    ),
    KOBO: ("_uuid", "_submission_time", "_validation_status", "__version__"),
}
# LimeSurvey counts the seconds of each page and question; Microsoft Forms gives marks to each question of a quiz.
_ADDED = re.compile(
    r"(?:question|group)time[0-9]+|(?:temps (?:pour|passe sur) (?:le groupe|la question)|(?:group|question) time) ?:.*"
    r"|(?:points|feedback|commentaires) [-–] .*"
)
_CODE = re.compile(r"[A-Za-z]\w*\[[^\]]+\](?:\[[^\]]+\])?")


def tool(headers: Spellings) -> str:
    """The tool that wrote these titles."""
    plain = {canonical(header) for header in headers}
    for name, signatures in _SIGNATURES.items():
        if plain & {canonical(signature) for signature in signatures}:
            return name
    return LIMESURVEY if sum(bool(_CODE.fullmatch(header)) for header in headers) > 1 else WEB


def bare(header: str) -> str:
    """A title without the groups that Kobo writes before it."""
    return header.rpartition("/")[2] if "/" in header and " " not in header else header


def is_one_of(header: str, spellings: Spellings) -> bool:
    """Whether a title is one of these, whatever its case, accents, punctuation and group."""
    return words(bare(header)) in {words(spelling) for spelling in spellings}


def is_technical(header: str) -> bool:
    """Whether a tool adds this column of itself; Kobo may put it in a group."""
    plain = canonical(header)
    return (
        plain in _TECHNICAL
        or bool(_ADDED.fullmatch(plain))
        or (plain.rpartition("/")[2] in _TECHNICAL and plain.rpartition("/")[2][:1] == "_")
    )


def is_identity(header: str) -> bool:
    """Whether a title asks for a person's name, telephone or address, and for nothing else."""
    plain = words(bare(header))
    without_verb = _ASKS.sub("", plain)
    return bool(_IDENTITY.fullmatch(plain) or _IDENTITY.fullmatch(without_verb)) or is_one_of(
        header, ADDRESSES
    )
