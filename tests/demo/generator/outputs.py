"""The invented outputs: what accompaniments and activities left, and how long after their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.demo.generator.effects import LAST_DAY, YEARS
from tests.demo.generator.meetings import Activity
from tests.demo.generator.requests import Accompaniment
from tests.demo.generator.spreadsheets import day, label

EFFECTS = (
    (
        "remise_plus_rapide",
        "Ce que les accompagnements produisent est remis de plus en plus vite après leur fin.",
    ),
    (
        "experimentations_partagees",
        "Depuis 2018, presque chaque expérimentation laisse quelque chose ; avant, une sur quatre.",
    ),
)
WAITS = (150, 45)  # days from end to delivery, of those that ended in the first year and in the last
STUDIES_WITH = 0.8  # share of the finished accompaniments that left something
SHORT_TOO = 0.4  # of these, with a short version beside the report
EXPERIMENTS = (0.25, 0.9)  # share that left something, before this year and from then on
SHARED_SINCE = 2018
OTHERS = {
    "PRODUCTION_RESSOURCE": 0.9,
    "RENCONTRE": 0.5,
    "ATELIER": 0.15,
    "FORMATION": 0.1,
    "COMMUNAUTE_PRATIQUES": 0.1,
}
KINDS = {
    "EXPERIMENTATION": ("BOITE_A_OUTILS", "GUIDE", "SYNTHESE", "ARTICLE"),
    "PRODUCTION_RESSOURCE": ("GUIDE", "BOITE_A_OUTILS", "VIDEO"),
    "RENCONTRE": ("ACTES", "ACTES", "VIDEO"),
    "ATELIER": ("ACTES", "BOITE_A_OUTILS"),
    "FORMATION": ("BOITE_A_OUTILS",),
    "COMMUNAUTE_PRATIQUES": ("ACTES", "ARTICLE"),
}
SHARED_KINDS = ("GUIDE", "BOITE_A_OUTILS", "VIDEO", "ARTICLE")
ACTIVITY_WAITS = (20, 90)


@dataclass(frozen=True)
class Output:
    """What one accompaniment or one activity left."""

    accompaniment_id: str
    activity_id: str
    title: str
    kind: str
    delivered: date
    is_public: bool | None


def generate_outputs(
    seed: int, accompaniments: Sequence[Accompaniment], activities: Sequence[Activity], effects: bool
) -> list[Output]:
    """In order of delivery, those delivered by the last day of the files."""
    rng = Random(f"{seed}-productions")
    outputs = [
        *_study_outputs(rng, accompaniments, effects),
        *_activity_outputs(rng, activities, effects),
    ]
    return sorted(
        (output for output in outputs if output.delivered <= LAST_DAY), key=lambda output: output.delivered
    )


def output_rows(outputs: Sequence[Output]) -> Iterator[dict[str, str]]:
    """Outputs in the words of their form, numbered by year."""
    numbers: dict[int, int] = {}
    for one in outputs:
        year = one.delivered.year
        numbers[year] = numbers.get(year, 0) + 1
        reference = f"PROD-{year}-{numbers[year]:02d}"
        yield {
            "Référence de la production": reference,
            "Accompagnement": one.accompaniment_id,
            "Activité": one.activity_id,
            "Intitulé de la production": one.title,
            "Type de production": label("output_kinds", one.kind),
            "Remise le": day(one.delivered),
            "Publique": {True: "oui", False: "non", None: ""}[one.is_public],
            "Adresse": f"https://www.example.org/{reference.lower()}" if one.is_public else "",
        }


def _study_outputs(rng: Random, accompaniments: Sequence[Accompaniment], effects: bool) -> Iterator[Output]:
    for one in accompaniments:
        ended = one.course.ended
        draws = [rng.random() for _ in range(4)]
        if ended is None or draws[0] >= STUDIES_WITH:
            continue
        delivered = ended + timedelta(days=round(_mean_wait(ended.year, effects) * (0.4 + 1.2 * draws[1])))
        yield Output(one.id, "", f"Rapport : {one.topic}", "RAPPORT", delivered, is_public=draws[3] < 0.3)
        if draws[2] < SHORT_TOO:
            later = delivered + timedelta(days=10)
            yield Output(one.id, "", f"Synthèse : {one.topic}", "SYNTHESE", later, is_public=True)


def _mean_wait(year: int, effects: bool) -> float:
    first, last = WAITS
    if not effects:
        return (first + last) / 2
    return first + (last - first) * (min(year, YEARS[-1]) - YEARS[0]) / (len(YEARS) - 1)


def _activity_outputs(rng: Random, activities: Sequence[Activity], effects: bool) -> Iterator[Output]:
    for one in activities:
        draw, kind = rng.random(), rng.choice(KINDS[one.offer.kind])
        delivered = one.ended + timedelta(days=rng.randint(*ACTIVITY_WAITS))
        if draw < _share_with_output(one, effects):
            title = f"{label('output_kinds', kind)} : {one.title}"
            is_public = True if kind in SHARED_KINDS else rng.choice((True, False, None))
            yield Output("", one.id, title, kind, delivered, is_public)


def _share_with_output(one: Activity, effects: bool) -> float:
    if one.offer.kind != "EXPERIMENTATION":
        return OTHERS[one.offer.kind]
    before, after = EXPERIMENTS
    if not effects:
        return (before + after) / 2
    return after if one.held.year >= SHARED_SINCE else before
