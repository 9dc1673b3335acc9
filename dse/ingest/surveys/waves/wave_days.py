"""Days of answers in a new wave, beside how those of before are written."""

from __future__ import annotations

from dse.errors import Refused
from dse.ingest.forms.survey_definitions import Field, Survey
from dse.ingest.issues import quoted_list
from dse.ingest.surveys.draft import answer_days
from dse.ingest.surveys.draft.points import Answers


def recall_days(survey: Survey) -> Answers:
    """What a form says of the days of its answers: that a column holds them, and in which order they are written."""
    days = survey.respondents.get("submitted_on", Field())
    answers = {answer_days.COLUMN: answer_days.YES} if days.columns else {}
    if days.dates:
        answers[answer_days.DAY_ORDER] = answer_days.MONTH if _is_month_first(days) else answer_days.DAY
    return answers


def _is_month_first(days: Field) -> bool:
    return any(date_format.startswith("%m") for date_format in days.dates)


def require_same_order(known_survey: Survey, drafted: Survey, title: str | None) -> None:
    """Refused where days have the month first, or the day, and those of the form have not: a form reads all its waves alike."""
    before = known_survey.respondents.get("submitted_on", Field())
    after = drafted.respondents.get("submitted_on", Field())
    if not (before.columns and after.dates) or title not in after.columns:
        return
    if _is_month_first(before) != _is_month_first(after):
        here, there = ("mois", "jour") if _is_month_first(after) else ("jour", "mois")
        written = "jj/mm/aaaa" if there == "jour" else "mm/jj/aaaa"
        raise Refused(
            f"Les dates de ce fichier commencent par le {here}, celles d’avant par le {there}. Dans votre tableur, mettez la colonne "
            f"{quoted_list([title])} au format {written}, puis recommencez."
        )


def merge_formats(before: Field, after: Field) -> tuple[str, ...]:
    """In which formats days of all waves are written: none where they are as in France."""
    if not before.columns:
        return after.dates
    return tuple(dict.fromkeys((*before.dates, *after.dates))) if before.dates else ()
