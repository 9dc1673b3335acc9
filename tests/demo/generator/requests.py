"""The invented accompaniments: who asked for what, what came of it, when and at what cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from schemas import codelists
from tests.demo.generator import aims
from tests.demo.generator.effects import AUTHORITY_FACTOR, LAST_DAY, YEARS, rate, start_chance
from tests.demo.generator.offer import Offer, catalogue
from tests.demo.generator.people import Organisation
from tests.demo.generator.stays import day_in

A_YEAR, A_YEAR_NULL = (30, 29, 31, 32, 30, 31, 33, 31, 34), (31,) * len(YEARS)
DAYS_A_MONTH = 30.4
WAITING_MONTHS = 2.5  # before anyone looks at a request
STUDY_KINDS = frozenset(codelists.codes("accompaniment_kinds"))
COUNTRIES = (*("SN", "ML", "BF", "MG", "TG", "BJ", "CM", "HT") * 3, "MA", "TN", "PS", "LB", "KH", "VN", "PE", "BO",
             "NP", "IN", "RW", "TD", "GN", "CI", "FR", "FR", "FR", "")  # fmt: skip
TOPICS = {
    "11231": "éducation des jeunes",
    "11330": "formation professionnelle",
    "12220": "santé de proximité",
    "14030": "eau et assainissement",
    "15112": "coopération décentralisée",
    "15150": "appui à la société civile",
    "15160": "défense des droits",
    "16010": "protection sociale",
    "99820": "éducation à la solidarité",
}
GREEN_TOPICS = {"23210": "énergies locales", "41010": "plans climat", "43060": "prévention des risques"}
FARM_TOPICS = {
    "31120": "exploitations familiales",
    "31161": "cultures vivrières",
    "43040": "terroirs et marchés",
}
GENDER_TOPICS = {"15170": "droits des femmes", "15180": "lutte contre les violences faites aux femmes"}


@dataclass(frozen=True)
class Course:
    """What became of a request: a status code and its dates."""

    status: str
    decided: date | None = None
    started: date | None = None
    ended: date | None = None


@dataclass(frozen=True)
class Accompaniment:
    """One request and what came of it. `roles` maps a role code to names; `marks` holds examined themes."""

    id: str
    offer: Offer
    topic: str
    sector: str
    country: str
    requested: date
    course: Course
    roles: dict[str, tuple[str, ...]]
    cost: int | None
    cofinancing: int | None
    marks: dict[str, int]


def generate_accompaniments(rng: Random, people: list[Organisation], effects: bool) -> list[Accompaniment]:
    """Requests of every year, in order of date within each."""
    offers = [offer for offer in catalogue(effects) if offer.kind in STUDY_KINDS]
    accompaniments: list[Accompaniment] = []
    for year, count in zip(YEARS, A_YEAR if effects else A_YEAR_NULL, strict=True):
        carried: Counter[int] = Counter()
        days = sorted(day_in(rng, year, 1, 10) for _ in range(count))
        for i, (day, luck) in enumerate(zip(days, _even_draws(rng, count), strict=True)):
            carrier = _carrier(rng, people, day, carried, effects)
            reference = f"ACC-{year}-{i + 1:03d}"
            accompaniments.append(_accompaniment(rng, reference, day, luck, carrier, people, offers, effects))
    return accompaniments


def _even_draws(rng: Random, count: int) -> list[float]:
    """As many draws in [0, 1), one a slice and shuffled: about as many requests succeed every year."""
    draws = [(i + rng.random()) / count for i in range(count)]
    rng.shuffle(draws)
    return draws


def _carrier(
    rng: Random, people: list[Organisation], day: date, carried: Counter[int], effects: bool
) -> Organisation:
    """A member for nine more months at least, that has not yet asked twice this year."""
    later = day + timedelta(days=270)
    able = [o for o in people if o.is_member(day) and o.is_member(later) and carried[o.number] < 2]
    factor = AUTHORITY_FACTOR if effects else 1.0
    weights = [o.asks * (factor if o.family == "COLLECTIVITE" else 1.0) for o in able]
    carrier = rng.choices(able, weights)[0]
    carried[carrier.number] += 1
    return carrier


def _accompaniment(
    rng: Random,
    reference: str,
    day: date,
    luck: float,
    carrier: Organisation,
    people: list[Organisation],
    offers: list[Offer],
    effects: bool,
) -> Accompaniment:
    offer = _offer(rng, offers, day, effects)
    aimed = aims.draw_request_scores(rng, offer.kind, day.year, carrier.leanings, effects)
    course = _course(rng, day, luck < start_chance(aimed["AGROECO"] > 0, day.year, effects), effects)
    sector, topic = _topic(rng, aimed)
    cost, cofinancing = _amounts(rng, day.year)
    return Accompaniment(
        id=reference,
        offer=offer,
        topic=topic,
        sector=sector,
        country=rng.choice(COUNTRIES),
        requested=day,
        course=course,
        roles=_roles(rng, carrier, people, day, course),
        cost=cost,
        cofinancing=cofinancing,
        marks=aims.keep_examined(rng, aimed, day.year, pending=course.status == "DEMANDE"),
    )


def _offer(rng: Random, offers: list[Offer], day: date, effects: bool) -> Offer:
    able = [offer for offer in offers if offer.is_open(day)]
    total = sum(offer.weight for offer in able)
    genre = rate("genre_studies", day.year, effects)
    weights = [genre * total if o.kind == "ETUDE_GENRE" else o.weight * (1 - genre) for o in able]
    return rng.choices(able, weights)[0]


def _course(rng: Random, day: date, accepted: bool, effects: bool) -> Course:
    """What became of the request by the last day of the files."""
    months = rate("delay_months", day.year, effects) + rng.uniform(-1.2, 1.2)
    decided = _after(day, months * rng.uniform(0.4, 0.6))
    started = _after(day, months)
    ended = _after(started, rng.uniform(5, 14))
    if decided > LAST_DAY:
        return Course("DEMANDE" if _after(day, WAITING_MONTHS) > LAST_DAY else "INSTRUCTION")
    if not accepted:
        return Course("REFUSE" if rng.random() < 0.65 else "ABANDONNE", decided)
    if started > LAST_DAY:
        return Course("ACCORDE", decided)
    stopped = _after(started, 2)
    if rng.random() < 0.03 and stopped <= LAST_DAY:
        return Course("ABANDONNE", decided, started, stopped)
    return (
        Course("TERMINE", decided, started, ended)
        if ended <= LAST_DAY
        else Course("EN_COURS", decided, started)
    )


def _after(day: date, months: float) -> date:
    return day + timedelta(days=round(months * DAYS_A_MONTH))


def _topic(rng: Random, aimed: dict[str, int]) -> tuple[str, str]:
    """A sector and a topic in keeping with what the request aims at."""
    topics = TOPICS
    if aimed["GENRE"] == 2:
        topics = GENDER_TOPICS
    elif aimed["AGROECO"]:
        topics = FARM_TOPICS
    elif max(aimed["CLIMAT_ATTENUATION"], aimed["CLIMAT_ADAPTATION"]) and rng.random() < 0.5:
        topics = GREEN_TOPICS
    return rng.choice(list(topics.items()))


def _roles(
    rng: Random, carrier: Organisation, people: list[Organisation], day: date, course: Course
) -> dict[str, tuple[str, ...]]:
    """Names by role; consultants and funders only once it has started."""
    roles = {"PORTEUR": (carrier.name,)}
    if rng.random() < 0.10:
        able = [o for o in people if o.is_member(day) and o.asks and o.number != carrier.number]
        roles["CO_PORTEUR"] = (rng.choice(able).name,)
    roles["PARTENAIRE"] = _some(rng, people, "partner", rng.choice((0, 0, 1, 1, 2)))
    if course.started:
        roles["CONSULTANT"] = _some(rng, people, "consultant", rng.choice((1, 1, 1, 2)))
        roles["COFINANCEUR"] = _some(rng, people, "funder", rng.choice((0, 1, 1)))
    return roles


def _some(rng: Random, people: list[Organisation], part: str, count: int) -> tuple[str, ...]:
    return tuple(o.name for o in rng.sample([o for o in people if o.part == part], count))


def _amounts(rng: Random, year: int) -> tuple[int | None, int | None]:
    """Cost and share cofinanced, in euros; one in ten is missing, one in three in the first year."""
    cost = round(rng.triangular(8000, 45000, 18000) / 50) * 50
    cofinancing = int(cost * rng.uniform(0.4, 0.7) / 50) * 50
    missing = rng.random() < (0.33 if year == YEARS[0] else 0.10)
    return (None, None) if missing else (cost, cofinancing)
