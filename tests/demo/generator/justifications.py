"""Why some themes are aimed at, in the words of whoever marked them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.demo.generator.effects import LAST_DAY
from tests.demo.generator.meetings import Activity
from tests.demo.generator.requests import Accompaniment

AIMED_AT = 2  # the highest score
TEXTS = {
    "CLIMAT_ATTENUATION": "La réduction des émissions est l’objet même du projet.",
    "CLIMAT_ADAPTATION": "L’action répond d’abord aux effets du climat sur les récoltes.",
    "GENRE": "L’égalité est l’objectif principal, et une question évaluative lui est consacrée.",
    "AGROECO": "Les pratiques agroécologiques sont au cœur de la démarche.",
    "JEUNESSES": "Les jeunes décident et conduisent l’action.",
    "POUVOIR_AGIR": "Les habitantes et habitants choisissent les questions posées.",
    "INTERCULTURALITE": "Le dialogue entre équipes d’ici et de là-bas est ce qui est travaillé.",
    "ECSI": "L’éducation à la citoyenneté est le but premier.",
    "MIGRATIONS": "L’action est menée par des associations issues des migrations.",
}


def generate_rows(
    accompaniments: Sequence[Accompaniment], activities: Sequence[Activity]
) -> Iterator[dict[str, str]]:
    """Of the highest marks of the last year; the names are those of the table."""
    marked = [
        *(
            ("accompaniment", one.id, one.marks)
            for one in accompaniments
            if one.requested.year == LAST_DAY.year
        ),
        *(("activity", one.id, one.marks) for one in activities if one.held.year == LAST_DAY.year),
    ]
    for subject, subject_id, marks in marked:
        for theme, score in marks.items():
            if score == AIMED_AT:
                yield {
                    "subject": subject,
                    "subject_id": subject_id,
                    "theme": theme,
                    "score": str(score),
                    "justification": TEXTS[theme],
                }
