"""The invented changes that members and partners have observed, and what contributed to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.demo.generator import changes_words as words
from tests.demo.generator.effects import LAST_DAY, YEARS
from tests.demo.generator.meetings import Activity, Presence
from tests.demo.generator.people import Organisation
from tests.demo.generator.requests import Accompaniment
from tests.demo.generator.stays import day_in

EFFECTS = (
    ("imprevus", "Les changements que personne n’avait prévus deviennent plus nombreux que les autres."),
    ("verification", "Ceux qu’un accompagnement a aidés sont bien plus souvent vérifiés que les autres."),
    ("aoc_citees", "Les démarches AOC sont citées plus souvent que les autres accompagnements."),
)
TAKE = 0  # chosen with the default seed, so that what is planted shows
A_YEAR, A_YEAR_NULL = (6, 9, 12, 13, 14, 15, 15, 16, 16), (13,) * len(YEARS)
UNEXPECTED = (0.10, 0.62)  # share in the first and in the last year
NEGATIVE, NEGATIVE_UNEXPECTED = 0.07, 0.20
VERIFIED = {True: 0.72, False: 0.25}  # where an accompaniment is cited, and where none is
VERIFIED_NULL, BEING_VERIFIED = 0.50, 0.2
CITES_STUDY, CITES_ACTIVITY, CITES_BOTH = 0.60, 0.25, 0.25
OFTEN_CITED = {"AOC": 5.0}
FROM_PARTNER = 0.25
LATELY = timedelta(days=900)  # between what contributed and the change
KINDS = {"PRATIQUE": 30, "RELATION": 20, "COMPORTEMENT": 18, "ACTION": 14, "ACTIVITE": 12, "POLITIQUE": 6}
LEVELS = {"INDIVIDU": 18, "GROUPE": 24, "COMMUNAUTE": 14, "ORGANISATION": 30, "INSTITUTION": 14}
SIGNIFICANCES = {"FAIBLE": 20, "MOYENNE": 45, "FORTE": 25, "": 10}
CONTRIBUTIONS = {"FAIBLE": 25, "PARTAGEE": 50, "DECISIVE": 25}


@dataclass(frozen=True)
class Change:
    """A change; codes, empty where unregister. `cited` are subject, reference and contribution."""

    id: str
    observed: date
    organisation: str
    actor: str
    description: str
    kind: str
    level: str
    expected: str
    direction: str
    significance: str
    evidence: str
    verification: str
    cited: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Register:
    """What a change may cite, and who may observe it."""

    people: Sequence[Organisation]
    studies: Sequence[Accompaniment]
    activities: Sequence[Activity]
    came: dict[str, list[str]]


def generate_changes(
    seed: int,
    people: Sequence[Organisation],
    studies: Sequence[Accompaniment],
    activities: Sequence[Activity],
    presences: Sequence[Presence],
    effects: bool,
) -> list[Change]:
    """Changes of every year, in order of date within each."""
    rng = Random(f"{seed}-changements-{TAKE}")
    full_names = {name: o.name for o in people for name in (o.acronym, o.name) if name}
    came: dict[str, list[str]] = defaultdict(list)
    for presence in presences:
        if presence.organisation in full_names:
            came[presence.activity_id].append(full_names[presence.organisation])
    register = Register(people, studies, activities, came)
    changes: list[Change] = []
    for year, count in zip(YEARS, A_YEAR if effects else A_YEAR_NULL, strict=True):
        days = sorted(day_in(rng, year) for _ in range(count))
        changes += [
            _change(rng, f"CHG-{year}-{number:02d}", day, register, effects)
            for number, day in enumerate(days, 1)
        ]
    return changes


def _change(rng: Random, reference: str, day: date, register: Register, effects: bool) -> Change:
    observer, cited = _contributors(rng, day, register, effects)
    kind, level = _draw(rng, KINDS), _draw(rng, LEVELS)
    unexpected = rng.random() < unexpected_share(day.year, effects)
    negative = rng.random() < (NEGATIVE_UNEXPECTED if unexpected else NEGATIVE)
    studied = any(subject == "accompaniment" for subject, *_ in cited)
    verification = _verification(rng, VERIFIED[studied] if effects else VERIFIED_NULL)
    descriptions = words.UNFAVOURABLE if negative else words.FAVOURABLE
    attested = verification == "VERIFIE" or rng.random() < 0.5
    return Change(
        id=reference,
        observed=day,
        organisation=observer,
        actor=rng.choice(words.ACTORS[level]),
        description=rng.choice(descriptions[kind]),
        kind=kind,
        level=level,
        expected="IMPREVU" if unexpected else "PREVU",
        direction="NEGATIF" if negative else "POSITIF",
        significance=_draw(rng, SIGNIFICANCES),
        evidence=rng.choice(words.EVIDENCE) if attested else "",
        verification=verification,
        cited=tuple((*reference, _draw(rng, CONTRIBUTIONS)) for reference in cited),
    )


def unexpected_share(year: int, effects: bool) -> float:
    """Share of the changes of a year that nobody foresaw; its mean over the years when nothing is planted."""
    first, last = UNEXPECTED
    if not effects:
        return (first + last) / 2
    return first + (last - first) * (year - YEARS[0]) / (len(YEARS) - 1)


def _contributors(
    rng: Random, day: date, register: Register, effects: bool
) -> tuple[str, list[tuple[str, str]]]:
    """Who observes it, and what it cites: a study of theirs, an activity where they came, both or nothing."""
    draw = rng.random()
    study = _study(rng, day, register.studies, effects) if draw < CITES_STUDY else None
    if study is not None:
        partners = study.roles.get("PARTENAIRE", ())
        carrier = study.roles["PORTEUR"][0]
        observer = rng.choice(partners) if partners and rng.random() < FROM_PARTNER else carrier
        also = _activity(rng, day, register, carrier) if rng.random() < CITES_BOTH else None
        return observer, [("accompaniment", study.id), *([("activity", also.id)] if also else [])]
    activity = _activity(rng, day, register) if draw < CITES_STUDY + CITES_ACTIVITY else None
    if activity is not None:
        return rng.choice(register.came[activity.id]), [("activity", activity.id)]
    return rng.choice([each for each in register.people if each.is_member(day)]).name, []


def _study(rng: Random, day: date, studies: Sequence[Accompaniment], effects: bool) -> Accompaniment | None:
    able = [
        each
        for each in studies
        if each.course.status == "TERMINE" and day - LATELY <= each.course.ended <= min(day, LAST_DAY)
    ]
    weights = [OFTEN_CITED.get(each.offer.kind, 1.0) if effects else 1.0 for each in able]
    return rng.choices(able, weights)[0] if able else None


def _activity(rng: Random, day: date, register: Register, organisation: str = "") -> Activity | None:
    able = [
        each
        for each in register.activities
        if day - LATELY <= each.held <= day
        and (organisation in register.came[each.id] if organisation else register.came[each.id])
    ]
    return rng.choice(able) if able else None


def _verification(rng: Random, verified: float) -> str:
    draw = rng.random()
    if draw < verified:
        return "VERIFIE"
    return "EN_COURS" if draw < verified + BEING_VERIFIED * (1 - verified) else "NON_VERIFIE"


def _draw(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
