"""Who answered: pseudonym, organisation, date and what else a form tells of a respondent, over all files of a wave."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import schemas
from dse.ingest import pseudonyms
from dse.ingest.checks.table_rules import find_empty_cells
from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Field, Survey, Wave
from dse.ingest.issues import CellIssue, count_noun
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.recognition.sheet_checks import describe_left_out_double
from dse.ingest.recognition.title_checks import describe_missing_column
from dse.ingest.rows.duplicate_rows import describe_repeated_row
from dse.ingest.spelling import canonical
from dse.ingest.surveys.reading import line_checks, missing_answers
from dse.ingest.surveys.reading.answer_checks import confirm_day_order, describe_days_outside_wave
from dse.ingest.surveys.reading.survey_cells import SurveyCells
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.values import dates, parsing, redaction
from dse.ingest.values.cell_format import CellFormat
from schemas import WITHOUT_ORGANISATION

INVITED, PARTIAL, COMPLETE = "invited", "partial", "complete"
_NO_KEY = find_empty_cells.stamp(
    CellIssue(
        "L’identifiant de la personne est vide.", "Remplissez-le ; il ne sera gardé que sous pseudonyme."
    )
)
_HOUR = re.compile(
    r"(?:[ T]+|\s+-\s+|,\s*|\s+à\s+)[0-9]{1,2}(?:[:h][0-9]{2}){1,2}(?:[.,][0-9]+)?\s*(?:AM|PM)?\s*(?:[A-Z]{1,5})?(?:[+\-−][0-9:]*)?$",
    re.I,
)
_BEFORE_DAY = re.compile(r"^(?:le |(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?,? )(?=[0-9])", re.I)
_SERIAL_MOMENT = re.compile(r"^([2-6][0-9]{4})[.,][0-9]+$")
_HOUR_PARTS = re.compile(
    r"(?<![0-9])([0-9]{1,2})[:h]([0-9]{2})(?:[:h]([0-9]{2}(?:\.[0-9]+)?))?\s*(AM|PM)?", re.I
)
_TABLE = "survey_respondents"
_MOSTLY = 0.9  # of the cells of a column of days
MONTH_FIRST, DAY_FIRST = ("%m/%d/%Y", "%m/%d/%y"), ("%d/%m/%Y", "%d/%m/%y")
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/(?:[0-9]{4}|[0-9]{2})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}")
_READ = (
    "Des dates n’existent pas le jour avant le mois : toutes sont lues le mois avant le jour (mm/jj/aaaa)."
)
_IMPOSSIBLE = "Des dates n’existent pas le jour avant le mois ; sont-elles écrites mm/jj/aaaa ?"
_EITHER = "Toutes les dates se lisent aussi bien jj/mm que mm/jj ; elles sont lues le jour avant le mois."


def strip_hour(text: str) -> str:
    """A moment as survey tools and spreadsheets write it, without its hour or its day of the week."""
    return _BEFORE_DAY.sub("", _SERIAL_MOMENT.sub(r"\1", _HOUR.sub("", text)))


def identify_respondents(
    cells: SurveyCells,
    survey: Survey,
    wave: Wave,
    answers: Iterable[Sequence[str]],
    fullness: Sequence[int],
    earlier_files: EarlierFiles,
) -> list[str | None]:
    """The identifier of each line; None where it has none or is another line of the same respondent.

    Without a key, or in an anonymous wave, it is made of the answers alone. `fullness` tells which line of a
    respondent may count. `earlier_files` is what other files of the wave hold, to which this one is added.
    """
    refused = line_checks.leave_out_refused(cells, survey)
    if wave.is_anonymous or not survey.respondent_columns("key"):
        ids = pseudonyms.identify_by_answers(wave.wave_id, answers, earlier_files.identical_answers)
        left_out = line_checks.leave_out_repeats(cells) | refused
        return [None if line in left_out else identifier for line, identifier in enumerate(ids)]
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
    hidden = [
        pseudonyms.make_pseudonym(secret, label, key) if key and line not in refused else None
        for line, key in enumerate(keys)
    ]
    pseudonyms_kept = (
        _refuse_duplicates(cells, hidden, column_index)
        if survey.doubles is None
        else _drop_duplicates(cells, survey, hidden, fullness)
    )
    return drop_known_respondents(cells, survey, pseudonyms_kept, earlier_files)


def _no_key_column(title: str) -> CellIssue:
    reason = f"Il manque « {title} », qui identifie les personnes de cette vague."
    return describe_missing_column(
        reason, "Ajoutez la colonne, ou dites la vague anonyme dans le formulaire."
    )


def _refuse_duplicates(
    cells: SurveyCells, pseudonyms: Sequence[str | None], column_index: int | None
) -> list[str | None]:
    """Each pseudonym once, on its first line: another line is a problem."""
    pseudonyms_kept: list[str | None] = []
    first_lines: dict[str | None, int] = {}
    for line, pseudonym in enumerate(pseudonyms):
        first = first_lines.setdefault(pseudonym, line)
        is_again = pseudonym is not None and first != line
        if is_again:
            reason = f"Cette personne répond déjà à la ligne {cells.sheet.numbers[first]}."
            advice = "Gardez l’une des deux lignes dans le fichier. Le formulaire proposé d’un export demande laquelle compte."
            cells.add_issue(describe_repeated_row(reason, advice), line, column_index, personal=True)
        pseudonyms_kept.append(None if is_again else pseudonym)
    return pseudonyms_kept


def _drop_duplicates(
    cells: SurveyCells, survey: Survey, pseudonyms: Sequence[str | None], fullness: Sequence[int]
) -> list[str | None]:
    """Each pseudonym once, on the first or the last of the fullest lines that it has; the days tell their order, where there are any."""
    lines_by_pseudonym: dict[str, list[int]] = {}
    for line, pseudonym in enumerate(pseudonyms):
        if pseudonym is not None:
            lines_by_pseudonym.setdefault(pseudonym, []).append(line)
    moments = _read_moments(cells, survey)
    pseudonyms_kept = list(pseudonyms)
    for lines in lines_by_pseudonym.values():
        fullest = max(fullness[line] for line in lines)
        in_order = sorted(
            (line for line in lines if fullness[line] == fullest), key=lambda line: (moments[line], line)
        )
        counted = in_order[-1 if survey.doubles == "last" else 0]
        reason = f"Cette personne répond aussi à la ligne {cells.sheet.numbers[counted]}, qui compte seule."
        for line in lines:
            if line != counted:
                pseudonyms_kept[line] = None
                cells.notices.append(
                    cells.sheet.problem_at(describe_left_out_double(reason), cells.sheet.numbers[line])
                )
    return pseudonyms_kept


def _read_moments(cells: SurveyCells, survey: Survey) -> list[tuple[date, float]]:
    """The day and the hour of each line, the earliest there is where it has none."""
    field = survey.respondents.get("submitted_on", Field())
    moments = []
    for text in cells.texts(field.columns):
        day = _parse_day(text, field, cells)[0]
        moments.append((day or date.min, _read_hour(text)))
    return moments


def _read_hour(text: str) -> float:
    """The seconds since midnight of a moment, 0 where it has no hour."""
    match = _HOUR_PARTS.search(text.strip())
    if match is None:
        return 0.0
    hour, minute, second = (float(part or 0) for part in match.groups()[:3])
    half_day = (match[4] or "").upper()
    hour = hour % 12 + 12 * (half_day == "PM") if half_day else hour
    return 3600 * hour + 60 * minute + second


def measure_fullness(statuses: Sequence[str], has_answers: Sequence[bool]) -> list[int]:
    """How much of the questionnaire each line answers: 2 where it was sent, 1 where it was begun, 0 without any answer."""
    return [
        (2 if status == COMPLETE else 1) if answers_something else 0
        for status, answers_something in zip(statuses, has_answers, strict=True)
    ]


def read_respondent_fields(
    cells: SurveyCells, survey: Survey, wave: Wave, organisations: Organisations
) -> dict[str, list[Any]]:
    """Organisation, family, partnership, object and date of each line, under the names of their columns."""
    empty_column = [None] * cells.count
    read = {
        "organisation_id": empty_column
        if wave.is_anonymous
        else _read_organisations(cells, survey, organisations),
        "actor_family": _read_field(cells, survey, "family", _code_parser("actor_family")),
        "is_partner": _read_field(cells, survey, "is_partner", _code_parser("is_partner")),
        "about": _read_field(cells, survey, "about", _code_parser("about")),
        "about_id": _read_field(cells, survey, "about_id", lambda text: (text, None)),
        "submitted_on": _read_submission_days(cells, survey, wave),
    }
    read["about"] = [
        about if identifier else None
        for about, identifier in zip(read["about"], read["about_id"], strict=True)
    ]
    return read


def _read_field(
    cells: SurveyCells,
    survey: Survey,
    name: str,
    parser: parsing.Parser,
    *,
    personal: Callable[[str], bool] | bool = False,
) -> list[Any]:
    field = survey.respondents.get(name, Field())
    if field.constant is not None:
        return [field.constant] * cells.count
    return cells.read(field.columns, parser, cell_format=CellFormat(values=field.values), personal=personal)


def _read_organisations(cells: SurveyCells, survey: Survey, organisations: Organisations) -> list[str | None]:
    """The organisation that each line names, as lists of members name it; a cell that seems to name a person is not shown."""
    find_known = organisations.finder((WITHOUT_ORGANISATION,))
    absences = missing_answers.declared_reasons(survey.missing)

    def find(text: str) -> parsing.ParseResult:
        identifier, fault = find_known(text)
        is_none = fault and (canonical(text) in absences or missing_answers.names_no_organisation(text))
        return (None, None) if is_none or identifier == WITHOUT_ORGANISATION else (identifier, fault)

    return _read_field(cells, survey, "organisation", find, personal=redaction.may_designate)


def _code_parser(name: str) -> parsing.Parser:
    return parsing.column_parser(schemas.column(_TABLE, name), CellFormat())


def _read_submission_days(cells: SurveyCells, survey: Survey, wave: Wave) -> list[date | None]:
    """The day each answer was sent, which an anonymous wave does not keep; one issue for all days out of the wave."""
    field = survey.respondents.get("submitted_on", Field())
    if wave.is_anonymous:
        days = [_parse_day(text, field, cells)[0] for text in cells.texts(field.columns)]
    else:
        days = cells.read(field.columns, lambda text: _parse_day(text, field, cells), personal=True)
        written = [strip_hour(text.strip()) for text in cells.texts(field.columns)]
        if not field.dates and (reason := describe_ambiguity(written)):
            cells.add_column_issue(confirm_day_order(reason), cells.column_index(field.columns))
    _check_days(cells, wave, days, cells.column_index(field.columns))
    return [None] * cells.count if wave.is_anonymous else days


def _check_days(
    cells: SurveyCells, wave: Wave, days: Sequence[date | None], column_index: int | None
) -> None:
    """One issue for all days out of the wave."""
    outside = [line for line, day in enumerate(days) if day and not wave.opened_on <= day <= wave.closed_on]
    if outside:
        reason = (
            f"{count_noun(len(outside), 'réponse')} sur {cells.count} hors des dates de la vague "
            f"({wave.opened_on:%d/%m/%Y} – {wave.closed_on:%d/%m/%Y}), la première ici."
        )
        are_most = 2 * len(outside) > sum(day is not None for day in days)
        cells.add_column_issue(
            describe_days_outside_wave(reason, are_most=are_most), column_index, outside[0]
        )


def _parse_day(text: str, field: Field, cells: SurveyCells) -> tuple[date | None, CellIssue | None]:
    """The day of a moment, as the form says that days are written."""
    day, fault = dates.parse_date(strip_hour(text), field.dates, cells.sheet.day_zero)
    if fault and field.dates:
        day, fault = dates.parse_date(text, field.dates, cells.sheet.day_zero)
    return (None, None) if day in tool_columns.UNDATED else (day, fault)


def read_statuses(cells: SurveyCells, survey: Survey, has_answers: Sequence[bool]) -> list[str]:
    """Where each answer stands: as its column says, else by whether it was sent, as its tool or its day tells, else complete.

    A line without any answer is an invitation.
    """
    begun = tool_columns.find_marked_lines(cells.sheet, cells.tool.begun)
    read = _read_field(cells, survey, "status", _code_parser("status"))
    sent = survey.respondent_columns("submitted_on")
    dated = cells.column_index(sent) is not None
    filled = [bool(text.strip()) for text in cells.texts(sent)]
    statuses = []
    for line, status in enumerate(read):
        if status is None:
            is_sent = line not in begun and (filled[line] or not dated)
            status = COMPLETE if is_sent else PARTIAL
            status = status if has_answers[line] or (filled[line] and is_sent) else INVITED
        statuses.append(status)
    return statuses


def is_month_first(days: Iterable[str]) -> bool:
    """Whether some day does not exist, day first, where month first reads them all."""
    parts = set(days)
    return any(month > 12 for _, month in _day_parts(parts)) and all(
        dates.parse_date(part, MONTH_FIRST)[1] is None for part in parts
    )


def is_order_doubtful(days: Iterable[str]) -> bool:
    """Whether a person has to say which comes first: days that read both ways, or month first with a year of two digits."""
    parts = set(days)
    if is_month_first(parts):
        return any(map(_SHORT_YEAR.fullmatch, parts))
    return describe_ambiguity(parts) == _EITHER


def describe_ambiguity(days: Iterable[str]) -> str | None:
    """What a person has to say of days read as they are in France; None where one of them tells."""
    parts = _day_parts(days)
    if any(month > 12 for _, month in parts):
        return _IMPOSSIBLE
    either = all(day <= 12 for day, _ in parts) and any(day != month for day, month in parts)
    return _EITHER if either else None


def are_mostly_days(sheet: Sheet, column_index: int) -> bool:
    """Whether nearly all cells of a column that are filled are days, in either order."""
    texts = [strip_hour(text.strip()) for text in sheet.columns[column_index] if text.strip()]
    days = sum(
        any(dates.parse_date(text, formats, sheet.day_zero)[0] is not None for formats in ((), MONTH_FIRST))
        for text in texts
    )
    return bool(texts) and days >= _MOSTLY * len(texts)


def list_notes(days: Iterable[str]) -> tuple[str, ...]:
    """What a draft says of the order of its days."""
    parts = set(days)
    note = _READ if is_month_first(parts) else describe_ambiguity(parts)
    return (note,) if note else ()


def _day_parts(days: Iterable[str]) -> list[tuple[int, int]]:
    matches = map(_SLASHES.fullmatch, days)
    return [(int(match[1]), int(match[2])) for match in matches if match]


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
