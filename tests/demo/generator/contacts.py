"""The invented contacts of the organisations and the team's notes on them: no such person, address or number exists.

Addresses are of example.org, numbers of the ranges that France keeps for fiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dse.ingest.spelling import words
from tests.demo.generator.people import Organisation
from tests.demo.generator.spreadsheets import day
from tests.demo.generator.stays import day_in

GIVEN_NAMES = [
    "Awa",
    "Camille",
    "Idrissa",
    "Nolwenn",
    "Salimata",
    "Bastien",
    "Mariam",
    "Yannick",
    "Aïcha",
    "Corentin",
    "Fatou",
    "Lucile",
    "Ousmane",
    "Gwenaëlle",
    "Hamidou",
    "Solène",
    "Rokia",
    "Étienne",
    "Djénéba",
    "Mathilde",
]
SURNAMES = [
    "Bellombre",
    "Tavernoux",
    "Kassoulé",
    "Valbrume",
    "Orvigny",
    "Dabazan",
    "Montaurèle",
    "Lysaure",
    "Quenbrelle",
    "Samourelle",
    "Trévombre",
    "Nakoundé",
    "Ambrelin",
    "Zélicourt",
    "Pontombre",
    "Karouval",
    "Mirandol",
    "Estérault",
    "Brumalène",
    "Ouvéliac",
]
ROLES = (
    "Direction",
    "Présidence",
    "Partenariats",
    "Suivi et évaluation",
    "Gestion des projets",
    "Coopération",
)
AUTHORS = ("Pôle accompagnement", "Pôle réseau", "Direction")
NOTES = (
    "Appel de rentrée : cherche un atelier court sur l’évaluation avant le printemps.",
    "N’a pas vu passer l’appel à demandes ; à prévenir deux mois avant le prochain.",
    "Équipe renouvelée. Veut reprendre la capitalisation là où elle s’était arrêtée.",
    "Contente de la dernière rencontre, trouve le délai d’instruction trop long.",
    "Préfère être appelée le matin. Prépare une demande sur le genre.",
    "Hésite à renouveler son adhésion : budget serré cette année.",
    "Propose d’accueillir la prochaine rencontre régionale.",
    "A besoin d’un contact parmi les membres qui ont mené une étude d’effets.",
)
LAST_DAY = date(2021, 12, 31)
NOTED = (2019, 2021)  # the years in which the team began to write notes


@dataclass(frozen=True)
class Contact:
    """A person at an organisation."""

    organisation: str
    name: str
    role: str
    email: str
    telephone: str
    since: date | None
    until: date | None


def generate_contacts(seed: int, organisations: Sequence[Organisation]) -> Iterator[Contact]:
    """One or two at most members of today, and at one in four of those that left."""
    rng = Random(f"{seed}-contacts")
    names = [f"{given} {surname}" for surname in SURNAMES for given in GIVEN_NAMES]
    rng.shuffle(names)
    for organisation in organisations:
        if not organisation.stays:
            continue
        is_member = organisation.is_member(LAST_DAY)
        for place in range(_count_contacts(rng, is_member=is_member)):
            yield _contact(rng, organisation, names.pop(), is_former=is_member and place == 1)


def _count_contacts(rng: Random, *, is_member: bool) -> int:
    return rng.choices((0, 1, 2), (1, 6, 3) if is_member else (3, 1, 0))[0]


def _contact(rng: Random, organisation: Organisation, name: str, *, is_former: bool) -> Contact:
    since = day_in(rng, rng.randint(2014, 2018)) if rng.random() < 0.7 else None
    return Contact(
        organisation=organisation.name,
        name=name,
        role=rng.choice(ROLES),
        email=f"{words(name).replace(' ', '.')}@example.org",
        telephone=_telephone(rng),
        since=since,
        until=day_in(rng, 2020) if is_former and rng.random() < 0.5 else None,
    )


def _telephone(rng: Random) -> str:
    begins = rng.choice(("01 99 00", "06 39 98"))
    return f"{begins} {rng.randint(0, 99):02d} {rng.randint(0, 99):02d}"


def contact_row(one: Contact) -> dict[str, str]:
    """A contact, in the words of its form."""
    return {
        "Organisation": one.organisation,
        "Contact": one.name,
        "Fonction": one.role,
        "Adresse électronique": one.email,
        "Téléphone": one.telephone,
        "En fonction depuis": day(one.since),
        "En fonction jusqu’au": day(one.until),
    }


def generate_notes(seed: int, organisations: Sequence[Organisation]) -> Iterator[dict[str, str]]:
    """One or more on a third of the members of today; the names are those of the table."""
    rng = Random(f"{seed}-notes")
    members = [organisation for organisation in organisations if organisation.is_member(LAST_DAY)]
    written = sorted(
        (day_in(rng, rng.randint(*NOTED)) + timedelta(days=place), organisation.number)
        for organisation in rng.sample(members, len(members) // 3)
        for place in range(rng.choice((1, 1, 2, 3)))
    )
    numbers: dict[int, int] = {}
    for when, organisation_number in written:
        numbers[when.year] = numbers.get(when.year, 0) + 1
        yield {
            "note_id": f"NOTE-{when.year}-{numbers[when.year]:03d}",
            "organisation_id": f"ORG-{organisation_number:03d}",
            "written_on": when.isoformat(),
            "author": rng.choice(AUTHORS),
            "text": rng.choice(NOTES),
        }
