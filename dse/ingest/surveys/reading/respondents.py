"""Who answered: pseudonym, organisation, date and what else a form tells of a respondent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import schemas
from dse.ingest.checks.table_rules import find_empty_cells
from dse.ingest.forms.definitions import Header
from dse.ingest.forms.survey_definitions import Field, Survey, Wave
from dse.ingest.issues import CellIssue, count_noun
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.surveys import pseudonyms
from dse.ingest.surveys.reading import date_order, wave_files
from dse.ingest.surveys.reading.survey_cells import Cells
from dse.ingest.surveys.reading.wave_files import Told
from dse.ingest.values import dates, parsing

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
# LimeSurvey writes this day where it does not keep dates.
_UNDATED = date(1980, 1, 1)
_TABLE = "survey_respondents"


def without_hour(text: str) -> str:
    """A moment as survey tools write it, without its hour."""
    return _HOUR.sub("", text)


def identified(
    cells: Cells, survey: Survey, wave: Wave, answers: Iterable[Sequence[str]], before: Told
) -> list[str | None]:
    """The identifier of each line; None where it has none or is another line of the same respondent.

    Without a key, or in an anonymous wave, it is made of the answers alone. `before` is what other files of the wave have
    told, to which this one is added.
    """
    if wave.is_anonymous or not survey.columns_of("key"):
        return list(pseudonyms.anonymous(wave.wave_id, answers, before.alike))
    spellings = survey.columns_of("key")
    keys = cells.read(spellings, lambda text: (text, None), personal=True)
    place, secret = cells.place(spellings), pseudonyms.key()
    if place is None:
        cells.say_of_column(_no_key_column(spellings[0]), None)
        return [None] * cells.count
    label = pseudonyms.label(survey.series, wave.wave_id, pairs=survey.pairs_waves)
    for line, each in enumerate(keys):
        if each is None and not any(fault.row == cells.sheet.numbers[line] for fault in cells.problems):
            cells.say(_NO_KEY, line, place, personal=True)
    hidden = [each and pseudonyms.pseudonym(secret, label, each) for each in keys]
    return wave_files.once_of_all(cells, survey, _once(cells, survey, hidden, place), before)


def _no_key_column(title: str) -> CellIssue:
    reason = f"Il manque « {title} », qui identifie les personnes de cette vague."
    return CellIssue("IMP-111", reason, "Ajoutez la colonne, ou dites la vague anonyme dans le formulaire.")


def _once(cells: Cells, survey: Survey, hidden: list[str | None], place: int | None) -> list[str | None]:
    """Each pseudonym once: the first or the last line where the form says which, else a problem."""
    kept: dict[str, int] = {}
    found = list(hidden)
    for line, each in enumerate(hidden):
        if each is None:
            continue
        before = kept.setdefault(each, line)
        if before == line:
            continue
        dropped = before if survey.doubles == "last" else line
        if survey.doubles == "last":
            kept[each] = line
        found[dropped] = None
        other = cells.sheet.numbers[line + before - dropped]
        if survey.doubles is None:
            reason = f"Cette personne répond déjà à la ligne {other}."
            advice = "Gardez l’une des deux lignes, ou dites laquelle compte par doubles dans le formulaire."
            cells.say(CellIssue("IMP-401", reason, advice), line, place, personal=True)
        else:
            reason = f"Cette personne répond aussi à la ligne {other}, qui compte seule."
            cells.notices.append(
                cells.sheet.problem_at(
                    CellIssue("IMP-408", reason, "Rien à faire."), cells.sheet.numbers[dropped]
                )
            )
    return found


def told(cells: Cells, survey: Survey, wave: Wave, organisations: Organisations) -> dict[str, list[Any]]:
    """Organisation, family, partnership, object and date of each line, under the names of their columns."""
    nothing = [None] * cells.count
    read = {
        "organisation_id": nothing
        if wave.is_anonymous
        else _column(cells, survey, "organisation", organisations.finder(())),
        "actor_family": _column(cells, survey, "family", _codes("actor_family")),
        "is_partner": _column(cells, survey, "is_partner", _codes("is_partner")),
        "about": _column(cells, survey, "about", _codes("about")),
        "about_id": _column(cells, survey, "about_id", lambda text: (text, None)),
        "submitted_on": nothing if wave.is_anonymous else _submitted(cells, survey, wave),
    }
    read["about"] = [
        about if each else None for about, each in zip(read["about"], read["about_id"], strict=True)
    ]
    return read


def _column(cells: Cells, survey: Survey, name: str, parser: parsing.Parser) -> list[Any]:
    known = survey.respondents.get(name, Field())
    if known.constant is not None:
        return [known.constant] * cells.count
    return cells.read(known.columns, parser, header=Header(name, values=known.values))


def _codes(name: str) -> parsing.Parser:
    return parsing.column_parser(schemas.column(_TABLE, name), Header(name))


def _submitted(cells: Cells, survey: Survey, wave: Wave) -> list[date | None]:
    """The day each answer was sent; days out of the wave are told once."""
    known = survey.respondents.get("submitted_on", Field())

    def read(text: str) -> tuple[date | None, CellIssue | None]:
        found, fault = dates.parse_date(without_hour(text), known.dates, cells.sheet.day_zero)
        if fault and known.dates:
            found, fault = dates.parse_date(text, known.dates, cells.sheet.day_zero)
        return (None, None) if found == _UNDATED else (found, fault)

    days = cells.read(known.columns, read, personal=True)
    written = [without_hour(text.strip()) for text in cells.texts(known.columns)]
    if not known.dates and (reason := date_order.doubt(written)):
        advice = 'Confirmez qu’il s’agit de jj/mm, ou écrivez dates = "%m/%d/%Y" dans le formulaire.'
        cells.say_of_column(CellIssue("IMP-515", reason, advice, doubtful=True), cells.place(known.columns))
    outside = [
        line for line, each in enumerate(days) if each and not wave.opened_on <= each <= wave.closed_on
    ]
    if outside:
        reason = (
            f"{count_noun(len(outside), 'réponse')} sur {cells.count} hors des dates de la vague "
            f"({wave.opened_on:%d/%m/%Y} – {wave.closed_on:%d/%m/%Y}), la première ici."
        )
        advice = "Choisissez la bonne vague, ou corrigez ses dates dans le formulaire."
        cells.say_of_column(CellIssue("IMP-218", reason, advice), cells.place(known.columns), outside[0])
    return days


def statuses(cells: Cells, survey: Survey, has_answers: Sequence[bool]) -> list[str]:
    """Where each answer stands: as its column says, else by whether it was sent, else complete.

    A line without any answer is an invitation.
    """
    read = _column(cells, survey, "status", _codes("status"))
    sent = survey.columns_of("submitted_on")
    dated = cells.place(sent) is not None
    filled = [bool(text.strip()) for text in cells.texts(sent)]
    found = []
    for line, each in enumerate(read):
        if each is None:
            each = COMPLETE if filled[line] or not dated else PARTIAL
            each = each if has_answers[line] or filled[line] else INVITED
        found.append(each)
    return found
