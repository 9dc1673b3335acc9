"""The invented next steps of the team: what it has to do with whom, for when, and what is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from tests.demo.generator.effects import LAST_DAY
from tests.demo.generator.meetings import Activity
from tests.demo.generator.partnerships import Spell
from tests.demo.generator.people import Organisation
from tests.demo.generator.requests import Accompaniment

OWNERS = ("Pôle accompagnement", "Pôle réseau", "Direction", "")
TEXTS = {
    "organisation": (
        "Proposer un rendez-vous avant l’assemblée générale.",
        "Envoyer le calendrier des formations.",
        "Inviter à la prochaine rencontre du réseau.",
    ),
    "partnership": ("Préparer l’avenant à la convention.", "Fixer le thème de l’étude commune."),
    "accompaniment": ("Demander où en est le comité de pilotage.", "Relire les termes de référence."),
    "activity": ("Envoyer le compte rendu aux personnes venues.", "Relever les présences manquantes."),
    "decision": ("Présenter l’avancement au conseil.",),
}
COUNTS = {"organisation": 9, "partnership": 4, "accompaniment": 5, "activity": 4, "decision": 1}
DUE = (-75, 120)  # days from the last day of the files
DECISION = "DEC-2021-01"


def generate_rows(
    seed: int,
    organisations: Sequence[Organisation],
    spells: Sequence[Spell],
    accompaniments: Sequence[Accompaniment],
    activities: Sequence[Activity],
) -> Iterator[dict[str, str]]:
    """Some about each kind of thing, one in three done; the names are those of the table."""
    rng = Random(f"{seed}-next-steps")
    choices = {
        "organisation": [f"ORG-{each.number:03d}" for each in organisations if each.is_member(LAST_DAY)],
        "partnership": [each.id for each in spells if each.ended is None],
        "accompaniment": [each.id for each in accompaniments if each.requested.year == LAST_DAY.year],
        "activity": [each.id for each in activities if each.held.year == LAST_DAY.year],
        "decision": [DECISION],
    }
    number = 0
    for subject, count in COUNTS.items():
        for subject_id in rng.sample(choices[subject], count):
            number += 1
            yield _row(rng, number, subject, subject_id)


def _row(rng: Random, number: int, subject: str, subject_id: str) -> dict[str, str]:
    days = rng.randint(*DUE)
    due = LAST_DAY + timedelta(days=abs(days) if subject == "decision" else days)
    is_done = rng.random() < 0.33
    return {
        "step_id": f"ETAPE-{LAST_DAY.year}-{number:03d}",
        "subject": subject,
        "subject_id": subject_id,
        "text": rng.choice(TEXTS[subject]),
        "owner": rng.choice(OWNERS),
        "due_on": due.isoformat(),
        "done_on": _done_on(due).isoformat() if is_done else "",
    }


def _done_on(due: date) -> date:
    return min(due, LAST_DAY) - timedelta(days=3)
