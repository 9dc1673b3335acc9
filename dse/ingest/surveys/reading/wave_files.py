"""Several files of one wave: each tells what those before it have not, and nobody counts twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.issues import CellIssue
from dse.ingest.rows.duplicate_rows import describe_repeated_row
from dse.ingest.surveys.reading.survey_cells import SurveyCells


@dataclass
class EarlierFiles:
    """What the files of a wave that were read before this one hold: identifiers of questions, items and scales, and the file in
    which each respondent answered.

    `identical_answers` counts the lines with the same answers, where respondents have no key.
    """

    question_ids: set[str] = field(default_factory=set)
    item_ids: set[str] = field(default_factory=set)
    scale_ids: set[str] = field(default_factory=set)
    files_by_pseudonym: dict[str, str] = field(default_factory=dict)
    identical_answers: Counter[str] = field(default_factory=Counter)
    has_wave_row: bool = False


def drop_known_respondents(
    cells: SurveyCells, survey: Survey, pseudonyms: list[str | None], earlier_files: EarlierFiles
) -> list[str | None]:
    """Pseudonyms, None for those that another file of the wave already has; one issue counts these."""
    column_index = cells.column_index(survey.respondent_columns("key"))
    again = [
        line for line, pseudonym in enumerate(pseudonyms) if pseudonym in earlier_files.files_by_pseudonym
    ]
    if again:
        other = earlier_files.files_by_pseudonym[pseudonyms[again[0]]]
        cells.add_column_issue(
            _describe_repeated_respondents(len(again), other, survey.pairs_waves), column_index, again[0]
        )
    earlier_files.files_by_pseudonym.update(
        {pseudonym: cells.sheet.file for pseudonym in pseudonyms if pseudonym}
    )
    return [None if line in set(again) else pseudonym for line, pseudonym in enumerate(pseudonyms)]


def _describe_repeated_respondents(count: int, other: str, names_people: bool) -> CellIssue:
    one = "identifiant d’ici est aussi" if count == 1 else "identifiants d’ici sont aussi"
    reason = f"{count} {one} dans {other}, le premier à cette ligne."
    advice = "Gardez une seule réponse de chaque personne, dans l’un des fichiers."
    if not names_people:
        advice = (
            "Ces numéros ne valent que dans leur fichier : réunissez les deux en un, avec d’autres numéros."
        )
    return describe_repeated_row(reason, advice)
