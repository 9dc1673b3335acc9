"""Several files of one wave: each tells what those before it have not, and nobody counts twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.issues import CellIssue
from dse.ingest.surveys.reading.survey_cells import SurveyCells


@dataclass
class EarlierFiles:
    """What the files of a wave have told so far: questions known and asked, scales, and who answered in which file.

    `alike` counts the lines that have the same answers where nobody has a key.
    """

    known: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    scales: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    alike: Counter[str] = field(default_factory=Counter)
    is_wave_told: bool = False


def drop_known_respondents(
    cells: SurveyCells, survey: Survey, hidden: list[str | None], before: EarlierFiles
) -> list[str | None]:
    """Pseudonyms that no other file of the wave has; those that one has are told in one sentence."""
    place = cells.place(survey.columns_of("key"))
    again = [line for line, each in enumerate(hidden) if each in before.people]
    if again:
        other = before.people[hidden[again[0]]]
        cells.say_of_column(
            _describe_repeated_respondents(len(again), other, survey.pairs_waves), place, again[0]
        )
    before.people.update({each: cells.sheet.file for each in hidden if each})
    return [None if line in set(again) else each for line, each in enumerate(hidden)]


def _describe_repeated_respondents(count: int, other: str, names_people: bool) -> CellIssue:
    one = "identifiant d’ici est aussi" if count == 1 else "identifiants d’ici sont aussi"
    reason = f"{count} {one} dans {other}, le premier à cette ligne."
    advice = "Gardez une seule réponse de chaque personne, dans l’un des fichiers."
    if not names_people:
        advice = (
            "Ces numéros ne valent que dans leur fichier : réunissez les deux en un, avec d’autres numéros."
        )
    return CellIssue("IMP-401", reason, advice)
