"""Who answered: pseudonym, organisation, date and what else a form tells of a respondent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import schemas
from dse.ingest import pseudonyms
from dse.ingest.checks.table_rules import find_empty_cells
from dse.ingest.forms.survey_definitions import Field, Survey, Wave
from dse.ingest.issues import CellIssue, count_noun
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.recognition.sheet_checks import describe_left_out_double
from dse.ingest.recognition.title_checks import describe_missing_column
from dse.ingest.rows.duplicate_rows import describe_repeated_row
from dse.ingest.surveys.reading import date_order, wave_files
from dse.ingest.surveys.reading.answer_checks import confirm_day_order, describe_days_outside_wave
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.surveys.reading.wave_files import EarlierFiles
from dse.ingest.surveys.tools.tool_columns import UNDATED
from dse.ingest.values import dates, parsing
from dse.ingest.values.cell_format import CellFormat

INVITED, PARTIAL, COMPLETE = "invited", "partial", "complete"
_NO_KEY = find_empty_cells.stamp(
    CellIssue(
        "L’identifiant de la personne est vide.", "Remplissez-le ; il ne sera gardé que sous pseudonyme."
    )
)
_HOUR = re.compile(
    r"(?:[ T]+|\s+-\s+)[0-9]{1,2}(?:[:h][0-9]{2}){1,2}(?:[.,][0-9]+)?\s*(?:AM|PM)?\s*(?:Z|(?:UTC|GMT)?[+-]?[0-9:]*)$",
    re.I,
)
_TABLE = "survey_respondents"


def strip_hour(text: str) -> str:
    """A moment as survey tools write it, without its hour."""
    return _HOUR.sub("", text)


def identify_respondents(
    cells: SurveyCells,
    survey: Survey,
    wave: Wave,
    answers: Iterable[Sequence[str]],
    earlier_files: EarlierFiles,
) -> list[str | None]:
    """The identifier of each line; None where it has none or is another line of the same respondent.

    Without a key, or in an anonymous wave, it is made of the answers alone. `earlier_files` is what other
    files of the wave hold, to which this one is added.
    """
    if wave.is_anonymous or not survey.respondent_columns("key"):
        return list(pseudonyms.identify_by_answers(wave.wave_id, answers, earlier_files.identical_answers))
    spellings = survey.respondent_columns("key")
    keys = cells.read(spellings, lambda text: (text, None), personal=True)
    column_index, secret = cells.column_index(spellings), pseudonyms.load_key()
    if column_index is None:
        cells.add_column_issue(_no_key_column(spellings[0]), None)
        return [None] * cells.count
    label = pseudonyms.hash_label(survey.series, wave.wave_id, pairs=survey.pairs_waves)
    for line, key in enumerate(keys):
        if key is None and not any(fault.row == cells.sheet.numbers[line] for fault in cells.problems):
            cells.add_issue(_NO_KEY, line, column_index, personal=True)
    hidden = [key and pseudonyms.make_pseudonym(secret, label, key) for key in keys]
    return wave_files.drop_known_respondents(
        cells, survey, _drop_duplicates(cells, survey, hidden, column_index), earlier_files
    )


def _no_key_column(title: str) -> CellIssue:
    reason = f"Il manque « {title} », qui identifie les personnes de cette vague."
    return describe_missing_column(
        reason, "Ajoutez la colonne, ou dites la vague anonyme dans le formulaire."
    )


def _drop_duplicates(
    cells: SurveyCells, survey: Survey, hidden: list[str | None], column_index: int | None
) -> list[str | None]:
    """Each pseudonym once: the first or the last line where the form says which, else a problem."""
    line_kept_by_pseudonym: dict[str, int] = {}
    pseudonyms_kept = list(hidden)
    for line, pseudonym in enumerate(hidden):
        if pseudonym is None:
            continue
        before = line_kept_by_pseudonym.setdefault(pseudonym, line)
        if before == line:
            continue
        dropped = before if survey.doubles == "last" else line
        if survey.doubles == "last":
            line_kept_by_pseudonym[pseudonym] = line
        pseudonyms_kept[dropped] = None
        other = cells.sheet.numbers[line + before - dropped]
        if survey.doubles is None:
            reason = f"Cette personne répond déjà à la ligne {other}."
            advice = "Gardez l’une des deux lignes, ou dites laquelle compte par doubles dans le formulaire."
            cells.add_issue(describe_repeated_row(reason, advice), line, column_index, personal=True)
        else:
            reason = f"Cette personne répond aussi à la ligne {other}, qui compte seule."
            cells.notices.append(
                cells.sheet.problem_at(describe_left_out_double(reason), cells.sheet.numbers[dropped])
            )
    return pseudonyms_kept


def read_respondent_fields(
    cells: SurveyCells, survey: Survey, wave: Wave, organisations: Organisations
) -> dict[str, list[Any]]:
    """Organisation, family, partnership, object and date of each line, under the names of their columns."""
    empty_column = [None] * cells.count
    read = {
        "organisation_id": empty_column
        if wave.is_anonymous
        else _read_field(cells, survey, "organisation", organisations.finder(())),
        "actor_family": _read_field(cells, survey, "family", _code_parser("actor_family")),
        "is_partner": _read_field(cells, survey, "is_partner", _code_parser("is_partner")),
        "about": _read_field(cells, survey, "about", _code_parser("about")),
        "about_id": _read_field(cells, survey, "about_id", lambda text: (text, None)),
        "submitted_on": empty_column if wave.is_anonymous else _read_submission_days(cells, survey, wave),
    }
    read["about"] = [
        about if identifier else None
        for about, identifier in zip(read["about"], read["about_id"], strict=True)
    ]
    return read


def _read_field(cells: SurveyCells, survey: Survey, name: str, parser: parsing.Parser) -> list[Any]:
    field = survey.respondents.get(name, Field())
    if field.constant is not None:
        return [field.constant] * cells.count
    return cells.read(field.columns, parser, cell_format=CellFormat(values=field.values))


def _code_parser(name: str) -> parsing.Parser:
    return parsing.column_parser(schemas.column(_TABLE, name), CellFormat())


def _read_submission_days(cells: SurveyCells, survey: Survey, wave: Wave) -> list[date | None]:
    """The day each answer was sent; one issue for all days out of the wave."""
    field = survey.respondents.get("submitted_on", Field())

    def read(text: str) -> tuple[date | None, CellIssue | None]:
        day, fault = dates.parse_date(strip_hour(text), field.dates, cells.sheet.day_zero)
        if fault and field.dates:
            day, fault = dates.parse_date(text, field.dates, cells.sheet.day_zero)
        return (None, None) if day in UNDATED else (day, fault)

    days = cells.read(field.columns, read, personal=True)
    written = [strip_hour(text.strip()) for text in cells.texts(field.columns)]
    if not field.dates and (reason := date_order.describe_ambiguity(written)):
        cells.add_column_issue(confirm_day_order(reason), cells.column_index(field.columns))
    outside = [line for line, day in enumerate(days) if day and not wave.opened_on <= day <= wave.closed_on]
    if outside:
        reason = (
            f"{count_noun(len(outside), 'réponse')} sur {cells.count} hors des dates de la vague "
            f"({wave.opened_on:%d/%m/%Y} – {wave.closed_on:%d/%m/%Y}), la première ici."
        )
        column_index = cells.column_index(field.columns)
        cells.add_column_issue(describe_days_outside_wave(reason), column_index, outside[0])
    return days


def read_statuses(cells: SurveyCells, survey: Survey, has_answers: Sequence[bool]) -> list[str]:
    """Where each answer stands: as its column says, else by whether it was sent, else complete.

    A line without any answer is an invitation.
    """
    read = _read_field(cells, survey, "status", _code_parser("status"))
    sent = survey.respondent_columns("submitted_on")
    dated = cells.column_index(sent) is not None
    filled = [bool(text.strip()) for text in cells.texts(sent)]
    statuses = []
    for line, status in enumerate(read):
        if status is None:
            status = COMPLETE if filled[line] or not dated else PARTIAL
            status = status if has_answers[line] or filled[line] else INVITED
        statuses.append(status)
    return statuses
