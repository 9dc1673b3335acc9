"""The invented people who are invited to answer: members' contacts and partners, from wave to wave, and who answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import NormalDist, fmean

from tests.demo.generator.people import Organisation
from tests.demo.generator.requests import DAYS_A_MONTH, Accompaniment
from tests.demo.generator.surveys_questions import FUNCTIONS, WAVES, Wave

# Share of the members that answer, by family: planted, and without effects.
ANSWERING = {"ONG": 0.76, "COLLECTIVITE": 0.38}
ANSWERING_OTHERS, ANSWERING_NULL, ANSWERING_PARTNERS = 0.70, 0.67, 0.80
LASTING = 0.6  # how much who answers a wave is who answers the others, from 0 to 1
COLLEAGUE = 0.65  # chance that a second or third contact answers where the first does
REPLACED = 0.15  # chance that a contact is someone else at the next wave
SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Person:
    """A contact of an organisation; `temper` is how well this person thinks of everything, in standard deviations."""

    token: str
    function: str
    temper: float


@dataclass(frozen=True)
class Invitation:
    """A person invited to answer a wave. `delays` are the months that the organisation waited, one an accompaniment begun lately."""

    wave: Wave
    organisation: Organisation
    person: Person
    temper: float
    delays: tuple[float, ...]
    answers: bool

    @property
    def is_partner(self) -> bool:
        """Whether it is a partner and not a member."""
        return self.organisation.part == "partner"

    @property
    def delay(self) -> float:
        """Mean of the delays, in months; 0 without any."""
        return fmean(self.delays) if self.delays else 0.0


def generate_invitations(
    rng: Random, people: Sequence[Organisation], requests: Sequence[Accompaniment], effects: bool
) -> Iterator[Invitation]:
    """Everyone who is invited to answer, wave after wave for each organisation."""
    for organisation in (each for each in people if each.stays or each.part == "partner"):
        temper, willing = rng.gauss(0, 1), rng.gauss(0, 1)
        contacts: list[Person] = [_person(rng) for _ in range(_count(rng, organisation))]
        for wave in WAVES:
            contacts = [_person(rng) if rng.random() < REPLACED else each for each in contacts]
            luck = LASTING * willing + (1 - LASTING**2) ** 0.5 * rng.gauss(0, 1)
            comes = NormalDist().cdf(luck) < _rate(organisation, effects)
            others = [rng.random() < COLLEAGUE for _ in contacts[1:]]
            if organisation.part == "partner" or (
                organisation.is_member(wave.opened) and organisation.is_member(wave.closed)
            ):
                waited = delays(requests, organisation.name, wave)
                for person, joins in zip(contacts, (True, *others), strict=True):
                    yield Invitation(wave, organisation, person, temper, waited, comes and joins)


def delays(requests: Sequence[Accompaniment], name: str, wave: Wave) -> tuple[float, ...]:
    """Months from request to start of what an organisation carried and began in the three years before a wave."""
    since = wave.opened.replace(year=wave.year - 3)
    return tuple(
        (each.course.started - each.requested).days / DAYS_A_MONTH
        for each in requests
        if each.course.started
        and since <= each.course.started < wave.opened
        and name in (*each.roles["PORTEUR"], *each.roles.get("CO_PORTEUR", ()))
    )


def _rate(organisation: Organisation, effects: bool) -> float:
    if organisation.part == "partner":
        return ANSWERING_PARTNERS
    return ANSWERING.get(organisation.family, ANSWERING_OTHERS) if effects else ANSWERING_NULL


def _count(rng: Random, organisation: Organisation) -> int:
    return rng.choices((1, 2, 3), (0, 5, 5) if organisation.part == "partner" else (60, 28, 12))[0]


def _person(rng: Random) -> Person:
    token = "".join(rng.choices(SIGNS, k=15))
    return Person(token, rng.choices(FUNCTIONS, (25, 40, 15, 15, 5))[0], rng.gauss(0, 1))
