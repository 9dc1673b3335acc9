"""Which sheets of a file are read, by the forms they suit, and issues about the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dse.ingest.files.cells import Sheet
from dse.ingest.files.file_checks import describe_repeated_title
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.example_lines import GUIDE_SHEET
from dse.ingest.issues import NOTICE, QUESTION, Issue, letters, shorten
from dse.ingest.recognition.form_matching import (
    FEWEST_KNOWN_TITLES,
    LEAST_KNOWN_SHARE,
    RecognisedSheet,
    recognise_sheet,
)
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.recognition.ignored_lines import remove_ignored_lines
from dse.ingest.recognition.sheet_checks import describe_foreign_sheet, describe_hidden_sheet
from dse.ingest.recognition.stacked_tables import cut_second_table
from dse.ingest.recognition.title_checks import describe_unlike_titles
from dse.ingest.spelling import canonical
from dse.ingest.values.cell_evidence import find_spoilt_lines

Unread = tuple[Sheet, Issue]


@dataclass(frozen=True)
class SheetSelection:
    """Sheets of a file that are read, with issues about cells, titles, and sheets left out.

    `unread` are those of no known form that hold something.
    """

    recognised: tuple[RecognisedSheet, ...] = ()
    problems: tuple[Issue, ...] = ()
    doubts: tuple[Issue, ...] = ()
    notices: tuple[Issue, ...] = ()
    unread: tuple[Sheet, ...] = ()


def select_sheets(
    sheets: Sequence[Sheet], forms: Sequence[Form], all_forms: Sequence[Form]
) -> SheetSelection:
    """The sheets of one file that suit the forms, all together; a problem at least where none does.

    A sheet with titles only is left out where another has lines.
    """
    sheets = [cut_second_table(sheet, all_forms) for sheet in sheets]
    outcomes = [(sheet, recognise_sheet(sheet, forms, all_forms)) for sheet in sheets if sheet.headers]
    read = [(sheet, outcome) for sheet, outcome in outcomes if isinstance(outcome, RecognisedSheet)]
    others = [(sheet, outcome) for sheet, outcome in outcomes if isinstance(outcome, Issue)]
    unread = tuple(sheet for sheet, _ in others if _says_something(sheet))
    if not read:
        problems = tuple(_explain_unread(sheets, others))
        return SheetSelection(problems=problems, doubts=_doubts(sheets), unread=unread)
    selected = [(sheet, recognised) for sheet, recognised in read if _has_lines(sheet, recognised)] or read
    left_out = [_explain_left_out(sheet, issue, forms) for sheet, issue in others if _says_something(sheet)]
    return SheetSelection(
        recognised=tuple(recognised for _, recognised in selected),
        problems=(*_cell_problems(selected), *(issue for kind, issue in left_out if kind == "problem")),
        doubts=(
            *_doubts(sheet for sheet, _ in selected),
            *(issue for kind, issue in left_out if kind == "doubt"),
        ),
        notices=(*_notices(selected), *(issue for kind, issue in left_out if kind == "notice")),
        unread=unread,
    )


def _says_something(sheet: Sheet) -> bool:
    return bool(sheet.numbers) and not sheet.is_hidden and sheet.name != GUIDE_SHEET


def _has_lines(sheet: Sheet, recognised: RecognisedSheet) -> bool:
    """Whether there is something besides titles and the example of a template; broken lines are something."""
    return bool(recognised.sheet.numbers) or any(issue.row is not None for issue in sheet.problems)


def _cell_problems(selected: Sequence[tuple[Sheet, RecognisedSheet]]) -> Iterator[Issue]:
    for sheet, recognised in selected:
        problems = remove_ignored_lines(sheet, recognised.form)[0].problems
        yield from (issue for issue in problems if not _is_numbered_title(issue, recognised))
        for column in recognised.positions.values():
            for line, fault in find_spoilt_lines(recognised.sheet, column):
                if not fault.is_question:
                    yield recognised.sheet.problem(fault, line, column)


def _doubts(sheets: Sequence[Sheet] | Iterator[Sheet]) -> tuple[Issue, ...]:
    return tuple(issue for sheet in sheets for issue in sheet.doubts)


def _notices(selected: Sequence[tuple[Sheet, RecognisedSheet]]) -> Iterator[Issue]:
    for sheet, recognised in selected:
        yield from sheet.notices
        for issue in sheet.problems:
            if _is_numbered_title(issue, recognised):
                yield _describe_numbered_title(issue, recognised.sheet)
        if sheet.is_hidden:
            yield replace(sheet.problem(describe_hidden_sheet(sheet.name)), sheet=None)


def _is_numbered_title(issue: Issue, recognised: RecognisedSheet) -> bool:
    """Whether an issue is of two questions of a survey that are asked in the same words: they are numbered.

    Not where its form has one of them only: which of the two columns that is, nobody knows.
    """
    form = recognised.form
    if form.survey is None or issue.code != describe_repeated_title.code:
        return False
    titles = {*form.spellings, *form.ignored}
    numbered = _find_title(issue, recognised.sheet)
    return canonical(issue.header or "") not in titles or canonical(numbered) in titles


def _describe_numbered_title(issue: Issue, sheet: Sheet) -> Issue:
    title = shorten(_find_title(issue, sheet))
    reason = f"Deux colonnes ont ce titre : celle-ci est lue comme « {title} », dans l’ordre du fichier."
    return replace(issue, reason=reason, advice="Rien à faire si c’est voulu.", level=NOTICE)


def _find_title(issue: Issue, sheet: Sheet) -> str:
    return next(title for index, title in enumerate(sheet.headers) if letters(index) == issue.column)


def _explain_left_out(sheet: Sheet, why: Issue, forms: Sequence[Form]) -> tuple[str, Issue]:
    """The issue of a sheet that suits no form, beside one that does: no title is known, a few, or nearly all."""
    count = max(len(locate_headers(sheet.headers, form)) for form in forms)
    if not count:
        return "notice", replace(sheet.problem(describe_foreign_sheet(sheet.name)), sheet=None)
    if count >= max(
        FEWEST_KNOWN_TITLES, LEAST_KNOWN_SHARE * len([header for header in sheet.headers if header])
    ):
        return "problem", why
    reason = f"Cette feuille n’est pas lue. {why.reason}"
    advice = "Confirmez, ou corrigez ses titres si elle doit l’être."
    return "doubt", replace(why, reason=reason, advice=advice, level=QUESTION)


def _explain_unread(sheets: Sequence[Sheet], others: Sequence[Unread]) -> Iterator[Issue]:
    """Why nothing of a file is read: its own problems, or its sheet nearest to a form, or one sentence."""
    if len(others) <= 1:
        is_strange = any(_is_unlike(issue) for _, issue in others)
        problems = (issue for sheet in sheets for issue in sheet.problems)
        yield from (issue for issue in problems if issue.row is None or not is_strange)
        yield from (issue for _, issue in others)
        return
    visible = [(sheet, issue) for sheet, issue in others if not sheet.is_hidden] or others
    filled = [(sheet, issue) for sheet, issue in visible if sheet.numbers] or visible
    near = [issue for _, issue in filled if not _is_unlike(issue)]
    widest = max(filled, key=lambda pair: len([header for header in pair[0].headers if header]))
    yield from near or [widest[1]]


def _is_unlike(issue: Issue) -> bool:
    return issue.code == describe_unlike_titles.code
