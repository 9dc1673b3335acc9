"""Removal of what designates a person: identifiers in free texts, and values in messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.files.file_checks import refuse_extra_cell, refuse_short_line
from dse.ingest.forms.survey_definitions import CLOSED
from dse.ingest.issues import CellIssue, Issue, letters
from dse.ingest.recognition.form_matching import RecognisedSheet
from dse.ingest.values import personal_data, redaction

_EXTRA_REASON = "Cellule de trop, après la dernière colonne."
_PLAIN_ADVICE = "Corrigez la cellule dans le fichier."

# Fields of a respondent whose cells tell nothing of a person.
_HARMLESS_FIELDS = ("organisation", "is_partner", "submitted_on", "status", "family", "about_id")


def confirm_personal_data(kinds_found: Sequence[str]) -> CellIssue:
    """The doubt about a free text in which identifiers were found."""
    kinds = ", ".join(kinds_found)
    is_cut = any(kind not in (redaction.LINK, personal_data.NAME) for kind in kinds_found)
    gone = " Adresses et numéros seront retirés du texte." if is_cut else ""
    stays = " Le nom serait gardé." if personal_data.NAME in kinds_found else ""
    stays = stays or (" Un nom de personne peut y rester." if is_cut else "")
    reason = f"Donnée personnelle probable ({kinds}).{gone}{stays}"
    return personal_data.describe_personal_data(
        reason, "Relisez la cellule dans le fichier, puis confirmez ou corrigez."
    )


def confirm_text_of_form(title: str, kinds: Sequence[str]) -> CellIssue:
    """The doubt about a text that comes from the form of an enquiry; `title` is that of its column in the store."""
    reason = (
        f"Donnée personnelle probable ({', '.join(kinds)}) dans « {title} », qui serait gardée telle quelle."
    )
    return personal_data.describe_personal_data(
        reason,
        "Retirez-la du formulaire ou du titre de la colonne ; ne confirmez que si personne n’y est reconnaissable.",
    )


def mask_cell_issue(sheet: Sheet, fault: CellIssue, line: int, column: int) -> Issue:
    """A fault at a cell that may name a person: its text is neither shown nor quoted."""
    plain = replace(fault, advice=_PLAIN_ADVICE) if "«" in fault.advice else fault
    return replace(sheet.problem(plain, line, column), value=None, names=())


def mask_issues(problems: Sequence[Issue], recognised: Sequence[RecognisedSheet]) -> list[Issue]:
    """Problems, where those of survey files, and of files of no known form, show nothing that could name a person."""
    surveys = {
        (sheet.sheet.file, sheet.sheet.name): _find_harmless_columns(sheet)
        for sheet in recognised
        if sheet.form.survey
    }
    others = {sheet.sheet.file for sheet in recognised if not sheet.form.survey}
    masked = []
    for issue in problems:
        if (location := (issue.file, issue.sheet)) in surveys:
            masked.append(_mask_issue(issue, surveys[location]))
        else:
            masked.append(issue if issue.file in others else _mask_issue(issue, frozenset()))
    return masked


def _mask_issue(problem: Issue, harmless: frozenset[str]) -> Issue:
    if problem.code == refuse_extra_cell.code:
        problem = replace(problem, reason=_EXTRA_REASON)
    if problem.code == refuse_short_line.code:  # a line of one cell is quoted
        problem = replace(problem, value=None)
    if problem.value is None or problem.column in harmless:
        return problem
    return replace(problem, value=None, names=())


def _find_harmless_columns(recognised: RecognisedSheet) -> frozenset[str]:
    """Letters of the columns whose cells say nothing of who answered."""
    survey, column_indexes = recognised.form.survey, recognised.positions
    spellings_list = [survey.respondent_columns(name) for name in _HARMLESS_FIELDS]
    closed = [
        question
        for question in survey.questions
        if question.kind in CLOSED or question.kind in ("scale", "nps", "number")
    ]
    spellings_list += [
        spellings for question in closed if question.other is None for spellings in question.list_columns()
    ]
    return frozenset(
        letters(column_indexes[spellings[0]])
        for spellings in spellings_list
        if spellings and spellings[0] in column_indexes
    )
