"""What some said at the end of an activity or an accompaniment: a short questionnaire, with a random stream of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from tests.demo.generator.meetings import WITHOUT_ORGANISATION, Activity, Presence
from tests.demo.generator.requests import Accompaniment
from tests.demo.generator.surveys_respondents import SIGNS

FILE = "enquete_fin_2021.csv"
ABOUT = {"accompaniment": "Un accompagnement", "activity": "Une activité"}
OPENED, CLOSED = date(2021, 1, 11), date(2021, 7, 9)
SATISFIED = ("Plutôt pas satisfait·e", "Plutôt satisfait·e", "Très satisfait·e")
WEIGHTS = (1, 4, 4)
KINDS = (
    "COMMUNAUTE_PRATIQUES",
    "ATELIER",
)  # no training: a target shows what is said where no survey is about any
ANSWERS, WRITES = 0.6, 0.7
WORDS = (
    "Nous en parlerons au prochain conseil.",
    "Un cadre de suivi plus court, avec trois questions.",
    "Reprendre la grille avec nos partenaires.",
    "Une restitution dans chaque commune.",
    "Former les deux personnes qui nous rejoignent.",
)


def generate_rows(
    seed: int,
    accompaniments: Sequence[Accompaniment],
    activities: Sequence[Activity],
    presences: Sequence[Presence],
) -> list[dict[str, str]]:
    """Lines of the export, in the order in which people came: of who carried what ended while it was open, and of who came."""
    rng = Random(f"{seed}-fin")
    answers = sorted(
        _draw_answers(rng, accompaniments, activities, presences), key=lambda row: row["Date de soumission"]
    )
    return [{"ID de la réponse": str(number), **row} for number, row in enumerate(answers, 1)]


def _draw_answers(
    rng: Random,
    accompaniments: Sequence[Accompaniment],
    activities: Sequence[Activity],
    presences: Sequence[Presence],
) -> Iterator[dict[str, str]]:
    for one in accompaniments:
        if one.course.ended and _is_open(one.course.ended):
            for name in (*one.roles["PORTEUR"], *one.roles.get("CO_PORTEUR", ())):
                yield from _draw_answer(rng, "accompaniment", one.id, name, one.course.ended)
    for activity in activities:
        if activity.offer.kind in KINDS and _is_open(activity.ended):
            for presence in presences:
                if presence.activity_id == activity.id and presence.organisation != WITHOUT_ORGANISATION:
                    yield from _draw_answer(
                        rng, "activity", activity.id, presence.organisation, activity.ended
                    )


def _is_open(day: date) -> bool:
    """Whether who is asked within three weeks of a day may still answer."""
    return OPENED <= day <= CLOSED - timedelta(days=21)


def _draw_answer(
    rng: Random, subject: str, subject_id: str, name: str, ended: date
) -> Iterator[dict[str, str]]:
    token = "".join(rng.choices(SIGNS, k=15))
    moment = datetime.combine(ended, datetime.min.time()) + timedelta(
        days=rng.randint(1, 20), seconds=rng.randint(30_000, 65_000)
    )
    satisfied = rng.choices(SATISFIED, WEIGHTS)[0]
    answer = {
        "Date de soumission": f"{moment:%Y-%m-%d %H:%M:%S}",
        "Code d’accès": token,
        "Structure": name,
        "Ce qui s’achève": ABOUT[subject],
        "Référence": subject_id,
        "Êtes-vous satisfait·e de ce qui s’achève ?": satisfied,
        "De 0 à 10, le recommanderiez-vous à une autre organisation ?": str(
            5 + SATISFIED.index(satisfied) + rng.randint(0, 3)
        ),
        "Qu’en ferez-vous ?": rng.choice(WORDS) if rng.random() < WRITES else "",
    }
    if rng.random() < ANSWERS:
        yield answer
