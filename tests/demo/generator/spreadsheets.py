"""The invented rows as the team's files: French headers, labels, dates and separators."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from schemas import codelists
from tests.demo.generator.meetings import Activity, Presence
from tests.demo.generator.offer import Offer
from tests.demo.generator.people import Organisation, Profile
from tests.demo.generator.requests import Accompaniment
from tests.demo.generator.stays import Stay

COLLEGES = {"ONG": "ONG", "COLLECTIF_OSC": "COLLECTIFS", "COLLECTIVITE": "COLLECTIVITES"}
ROLES = {
    "Porteur": "PORTEUR",
    "Co-porteurs": "CO_PORTEUR",
    "Partenaires": "PARTENAIRE",
    "Consultants": "CONSULTANT",
    "Cofinanceurs": "COFINANCEUR",
}
SEVERAL = " | "
SOCIAL_ECONOMY = ("5458", "5560", "8210")  # legal categories


def write_csv(rows: Iterable[dict[str, str]], encoding: str) -> bytes:
    """Bytes of a CSV file as French Excel writes it; the headers are those of the first row."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def organisation_rows(organisation: Organisation, successor: int | None = None) -> list[dict[str, str]]:
    """One row a stay, then one without a stay for each profile that changed during one; all name the successor, by its number."""
    return [
        _identity(organisation)
        | _profile(profile)
        | _stay(organisation.family, _stay_from(organisation.stays, profile.since))
        | {"Successeur": _identifier(successor) if successor else ""}
        for profile in organisation.profiles
    ]


def offer_row(offer: Offer) -> dict[str, str]:
    """An offer."""
    return {
        "Identifiant": offer.id,
        "Intitulé": offer.title,
        "Type": _kind(offer),
        "Familles visées": label("actor_families", offer.families),
        "Ouverture": day(offer.opened),
        "Fermeture": day(offer.closed),
        "Places par an": number(offer.places),
        "Note": offer.note,
    }


def accompaniment_row(one: Accompaniment) -> dict[str, str]:
    """An accompaniment, with one column a leaf theme."""
    course = one.course
    country = label("countries", one.country)
    return {
        "Référence": one.id,
        "Offre": one.offer.id,
        "Type": _kind(one.offer),
        "Intitulé": f"{_kind(one.offer)} : {one.topic}" + (f" ({country})" if country else ""),
        "Statut": label("accompaniment_statuses", course.status),
        **{header: SEVERAL.join(one.roles.get(role, ())) for header, role in ROLES.items()},
        "Demande": day(one.requested),
        "Décision": day(course.decided),
        "Début": day(course.started),
        "Fin": day(course.ended),
        "Coût (€)": amount(one.cost),
        "Cofinancement (€)": amount(one.cofinancing),
        "Pays": country,
        "Secteur": label("sectors", one.sector),
        **_marks(one.marks),
    }


def activity_row(one: Activity) -> dict[str, str]:
    """An activity, with one column a leaf theme."""
    return {
        "Référence": one.id,
        "Offre": one.offer.id,
        "Type": _kind(one.offer),
        "Série": one.series,
        "Intitulé": one.title,
        "Date": day(one.held),
        "Fin": day(one.ended),
        "Format": label("activity_formats", one.format),
        "Places": number(one.places),
        **_marks(one.marks),
    }


def presence_row(one: Presence) -> dict[str, str]:
    """The people of one organisation at one activity."""
    return {
        "Activité": one.activity_id,
        "Organisation": one.organisation,
        "Rôle": label("participation_roles", one.role),
        "Participants": number(one.participants),
        "Dont femmes": number(one.women),
    }


def label(codelist: str, code: str) -> str:
    """French label of a code; empty for an empty code."""
    return codelists.labels(codelist)[code] if code else ""


def day(value: date | None) -> str:
    """A date as French Excel shows it."""
    return f"{value:%d/%m/%Y}" if value else ""


def number(value: int | None) -> str:
    """A whole number; empty where unknown."""
    return "" if value is None else str(value)


def amount(value: int | None) -> str:
    """Euros with a decimal comma; empty where unknown."""
    return "" if value is None else f"{value},00"


def _kind(offer: Offer) -> str:
    kinds = codelists.labels("accompaniment_kinds") | codelists.labels("activity_kinds")
    return kinds[offer.kind]


def _marks(marks: dict[str, int]) -> dict[str, str]:
    titles = codelists.labels("themes")
    return {titles[leaf]: number(marks.get(leaf)) for leaf in codelists.leaves("themes")}


def _identity(organisation: Organisation) -> dict[str, str]:
    return {
        "Identifiant": _identifier(organisation.number),
        "Nom": organisation.name,
        "Autres noms": organisation.acronym,
        "SIREN": "",
        "Pays": label("countries", organisation.country),
    }


def _identifier(number: int) -> str:
    return f"ORG-{number:03d}"


def _profile(profile: Profile) -> dict[str, str]:
    return {
        "Famille d’acteur": label("actor_families", profile.family),
        "Champ": label("fields", profile.field),
        "Catégorie juridique": label("legal_categories", profile.legal),
        "ESS": ""
        if profile.family == "PUBLIC_AUTRE"
        else "oui"
        if profile.legal in SOCIAL_ECONOMY
        else "non",
        "Région": label("regions", profile.region),
        "Taille": label("size_bands", profile.size),
        "Situation depuis le": day(profile.since),
    }


def _stay(family: str, stay: Stay | None) -> dict[str, str]:
    return {
        "Adhésion": day(stay.joined) if stay else "",
        "Départ": day(stay.left) if stay else "",
        "Collège": label("colleges", COLLEGES.get(family, "AUTRES")) if stay else "",
    }


def _stay_from(stays: tuple[Stay, ...], since: date) -> Stay | None:
    return next((stay for stay in stays if stay.joined == since), None)
