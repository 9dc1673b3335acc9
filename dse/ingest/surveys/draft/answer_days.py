"""On which days the answers of an export were sent, and in which order they are written: what the file proves, and what a person says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from dse import french
from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Field, Survey
from dse.ingest.issues import shorten
from dse.ingest.surveys.draft import points
from dse.ingest.surveys.draft.points import Answers, Point
from dse.ingest.surveys.reading import respondents
from dse.ingest.surveys.reading.respondents import DAY_FIRST, MONTH_FIRST, strip_hour
from dse.ingest.values import dates

DAY_ORDER, COLUMN = "ordre-des-dates", "jour-de-reponse"
MONTH, DAY, YES, NO = "mois", "jour", "oui", "non"
_FIRST_YEAR = 1980  # before, a day is none on which somebody answered
_LONGEST_TITLE = 60


@dataclass(frozen=True)
class AnswerDays:
    """The days of answers in order, the formats in which they are written where these have to be declared, what a person is asked, and what a
    draft says of them."""

    days: tuple[date, ...] = ()
    formats: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()


def read_answer_days(sheet: Sheet, column_index: int | None, answers: Answers) -> AnswerDays:
    """The days of a column, after what a person said of their order."""
    if column_index is None:
        return AnswerDays()
    texts = {strip_hour(text.strip()) for text in sheet.columns[column_index] if text.strip()}
    is_month_first = respondents.is_month_first(texts)
    order = None
    order_points: tuple[Point, ...] = ()
    if respondents.is_order_doubtful(texts):
        order_points = (_ask_order(sheet, texts, answers, is_month_first=is_month_first),)
        order = order_points[0].chosen
    if order is None and is_month_first:
        order = MONTH
    formats = {MONTH: MONTH_FIRST, DAY: DAY_FIRST}.get(order or "", ())
    return AnswerDays(
        tuple(_list_days(sheet, texts, formats)),
        formats,
        order_points,
        () if order_points else respondents.list_notes(texts),
    )


def _list_days(sheet: Sheet, texts: Collection[str], formats: tuple[str, ...]) -> list[date]:
    days = (dates.parse_date(text, formats, sheet.day_zero)[0] for text in texts)
    return sorted(day for day in days if day and day.year > _FIRST_YEAR)


def _ask_order(sheet: Sheet, texts: Collection[str], answers: Answers, *, is_month_first: bool) -> Point:
    """Whether the month stands before the day, with the days that each answer makes."""
    labels = {
        MONTH: f"Oui, mois/jour/année : {_describe_days(sheet, texts, MONTH_FIRST)}",
        DAY: f"Non, jour/mois/année : {_describe_days(sheet, texts, DAY_FIRST)}",
    }
    proposed = MONTH if is_month_first else DAY
    question = "Dans les dates des réponses, le mois est-il écrit avant le jour ?"
    return points.make_point(DAY_ORDER, question, labels, proposed, answers)


def _describe_days(sheet: Sheet, texts: Collection[str], formats: tuple[str, ...]) -> str:
    days = _list_days(sheet, texts, formats)
    if unread := len(texts) - len(days):
        verb = "n’existerait pas" if unread == 1 else "n’existeraient pas"
        return f"{french.count(unread, 'date')} {verb}"
    return f"du {days[0]:%d/%m/%Y} au {days[-1]:%d/%m/%Y}"


def is_asked_at_import(point: Point, survey: Survey) -> bool:
    """Whether an import asks a point of a draft again by itself: the order of days, where its form does not declare it."""
    return point.key == DAY_ORDER and not survey.respondents.get("submitted_on", Field()).dates


def ask_about_column(title: str, answers: Answers) -> Point:
    """Whether a column of days says when people answered."""
    labels = {
        YES: "Oui : elle donne leur date aux réponses",
        NO: "Non : c’est une question comme les autres",
    }
    question = f"« {shorten(title, _LONGEST_TITLE)} » : est-ce le jour où l’on a répondu ?"
    return points.make_point(COLUMN, question, labels, YES, answers)
