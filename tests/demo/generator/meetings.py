"""The invented activities and who came to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.demo.generator import aims
from tests.demo.generator.effects import MOST_TRAINING_PLACES, WOMEN, YEARS, rate, women_of_authorities
from tests.demo.generator.offer import ACTIVITIES, MEETINGS_A_YEAR, Offer, catalogue, communities
from tests.demo.generator.people import Organisation
from tests.demo.generator.stays import day_in

IDS = frozenset(offer.id for offer in ACTIVITIES)
WITHOUT_ORGANISATION = "SANS_ORGANISATION"
OLD_GUESTS = 0.10  # share of the places taken by partners, consultants and members to be
AUTHORITY_COMES = 0.7
SUBJECTS = {
    "FORMATION": ("Les bases de l’évaluation", "Animer une démarche AOC", "Suivre ses effets", "Écrire ses termes de référence",
                  "Restituer autrement", "Capitaliser pas à pas", "Évaluer avec les personnes concernées"),
    "ATELIER": ("Indicateurs utiles", "Récits de changement", "Suivi léger", "Lire une évaluation", "Apprendre de ses échecs"),
    "RENCONTRE": ("Journée du réseau", "Regards croisés sur les évaluations", "Rencontre des partenaires"),
    "EXPERIMENTATION": ("Évaluation transformative", "Cartographie des changements", "Enquête menée par les pairs"),
    "PRODUCTION_RESSOURCE": ("Guide pratique", "Carnet de méthodes", "Série de vidéos"),
}  # fmt: skip
A_YEAR = timedelta(days=365)
EXTRA_DAYS = {"FORMATION": 2, "EXPERIMENTATION": 1, "RENCONTRE": 1}


@dataclass(frozen=True)
class Activity:
    """One training, meeting, workshop…; `marks` holds the examined themes."""

    id: str
    offer: Offer
    series: str
    title: str
    held: date
    ended: date
    format: str
    places: int | None
    marks: dict[str, int]


@dataclass(frozen=True)
class Presence:
    """People of one organisation at one activity; `women` is None where nobody counted."""

    activity_id: str
    organisation: str
    role: str
    participants: int
    women: int | None


def generate_activities(rng: Random, effects: bool) -> list[Activity]:
    """Activities of every year, in order of date within each."""
    activities: list[Activity] = []
    for year in YEARS:
        planned = sorted(_plan_year(rng, year, effects), key=lambda entry: entry[0])
        activities += [
            _activity(rng, f"ACT-{year}-{i + 1:02d}", *entry, effects) for i, entry in enumerate(planned)
        ]
    return activities


def _plan_year(rng: Random, year: int, effects: bool) -> list[tuple[date, Offer, str, str]]:
    """Day, offer, series and title of each activity of the year."""
    offers = {offer.id: offer for offer in catalogue(effects) if offer.id in IDS}
    plan = []
    for name, first, last in communities(effects):
        if first <= year <= last:
            for meeting in range(1, MEETINGS_A_YEAR + 1):
                day = day_in(rng, year, 4 * meeting - 3, 4 * meeting)
                plan.append((day, offers["OFF-COMM"], name, f"{name}, rencontre {meeting}"))
    for offer in offers.values():
        for _ in range(int(offer.weight)):
            day = day_in(rng, year, 2, 12)
            if offer.is_open(day):
                plan.append((day, offer, "", rng.choice(SUBJECTS[offer.kind])))
    return plan


def _activity(
    rng: Random, reference: str, day: date, offer: Offer, series: str, title: str, effects: bool
) -> Activity:
    remote = 0.75 if day >= date(2020, 3, 16) else 0.05
    form = "DISTANCIEL" if rng.random() < remote else rng.choice(("PRESENTIEL",) * 5 + ("HYBRIDE",))
    return Activity(
        id=reference,
        offer=offer,
        series=series,
        title=f"{title} ({day.year})",
        held=day,
        ended=day + timedelta(days=rng.randint(0, EXTRA_DAYS.get(offer.kind, 0))),
        format=form,
        places=_limit_places(rng.choice((None, 12, 15, 15, 20, 25)), offer, effects),
        marks=aims.keep_examined(rng, aims.draw_activity_scores(rng), day.year),
    )


def _limit_places(places: int | None, offer: Offer, effects: bool) -> int | None:
    is_small = effects and places is not None and offer.kind == "FORMATION"
    return min(places, MOST_TRAINING_PLACES) if is_small else places


def generate_presences(
    rng: Random, people: list[Organisation], activities: list[Activity], effects: bool
) -> list[Presence]:
    """Who came to each activity, some without an organisation."""
    return [line for activity in activities for line in _presences(rng, people, activity, effects)]


def _presences(rng: Random, people: list[Organisation], activity: Activity, effects: bool) -> list[Presence]:
    came: dict[int, Organisation] = {}
    pools = _pools(people, activity.held, effects)
    for _ in range(rng.randint(5, 11)):
        organisation = _draw_organisation(rng, pools)
        came.setdefault(organisation.number, organisation)
    lines = [_presence(rng, activity.id, organisation, effects) for organisation in came.values()]
    if rng.random() < 0.15:
        lines.append(Presence(activity.id, WITHOUT_ORGANISATION, "PARTICIPANT", rng.randint(1, 3), None))
    return lines


Pool = tuple[float, list[Organisation], list[float]]


def _pools(people: list[Organisation], day: date, effects: bool) -> list[Pool]:
    """Who may come that day: up to which draw each pool is taken, its organisations, how readily each comes."""
    newcomers = rate("newcomers", day.year, effects)
    factor = AUTHORITY_COMES if effects else 1.0
    pools = (
        (newcomers, [o for o in people if o.part == "newcomer"]),
        (newcomers + OLD_GUESTS, [o for o in people if _is_guest(o, day)]),
        (1.0, [o for o in people if o.is_member(day)]),
    )
    return [
        (most, pool, [o.comes * (factor if o.family == "COLLECTIVITE" else 1.0) for o in pool])
        for most, pool in pools
    ]


def _draw_organisation(rng: Random, pools: list[Pool]) -> Organisation:
    draw = rng.random()
    pool, weights = next((pool, weights) for most, pool, weights in pools if draw < most)
    return rng.choices(pool, weights)[0]


def _is_guest(organisation: Organisation, day: date) -> bool:
    return organisation.part in ("partner", "consultant", "guest") or _joins_soon(organisation, day)


def _joins_soon(organisation: Organisation, day: date) -> bool:
    """Whether it joins for the first time within a year."""
    return bool(organisation.stays) and day < organisation.stays[0].joined < day + A_YEAR


def _presence(rng: Random, activity_id: str, organisation: Organisation, effects: bool) -> Presence:
    name = organisation.acronym if organisation.acronym and rng.random() < 0.3 else organisation.name
    leads = 0.35 if organisation.part == "consultant" else 0.08
    role = "INTERVENANT" if rng.random() < leads else "PARTICIPANT"
    if role == "PARTICIPANT" and organisation.stays and rng.random() < 0.04:
        role = "CO_ORGANISATEUR"
    participants = rng.choice((1, 1, 1, 2, 2, 3))
    share = women_of_authorities(effects) if organisation.family == "COLLECTIVITE" else WOMEN
    women = sum(rng.random() < share for _ in range(participants))
    return Presence(activity_id, name, role, participants, None if rng.random() < 0.08 else women)
