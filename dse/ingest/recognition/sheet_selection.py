"""Which sheets of a file are read, by the forms they suit, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.example_lines import GUIDE_SHEET
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.recognition.form_matching import (
    FEWEST_KNOWN_TITLES,
    LEAST_KNOWN_SHARE,
    RecognisedSheet,
    recognise_sheet,
)
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.recognition.stacked_tables import cut_second_table
from dse.ingest.recognition.unrecognised_sheets import NONE_NEAR
from dse.ingest.values.cell_evidence import find_spoilt_lines

Found = tuple[Sheet, RecognisedSheet | Issue]


@dataclass(frozen=True)
class SheetSelection:
    """Sheets of a file that are read, with what is said of cells, of titles, and of sheets left out.

    `unread` are those of no known form that hold something.
    """

    recognised: tuple[RecognisedSheet, ...] = ()
    problems: tuple[Issue, ...] = ()
    doubts: tuple[Issue, ...] = ()
    notices: tuple[Issue, ...] = ()
    unread: tuple[Sheet, ...] = ()


def select_sheets(sheets: Sequence[Sheet], forms: Sequence[Form], known: Sequence[Form]) -> SheetSelection:
    """The sheets of one file that suit the forms, all together; a problem at least where none does.

    A sheet with titles only is left out where another has lines.
    """
    sheets = [cut_second_table(sheet, known) for sheet in sheets]
    found = [(sheet, recognise_sheet(sheet, forms, known)) for sheet in sheets if sheet.headers]
    read = [(sheet, each) for sheet, each in found if isinstance(each, RecognisedSheet)]
    others = [(sheet, each) for sheet, each in found if isinstance(each, Issue)]
    unread = tuple(sheet for sheet, _ in others if _says_something(sheet))
    if not read:
        return SheetSelection(problems=tuple(_unread(sheets, others)), doubts=_doubts(sheets), unread=unread)
    kept = [(sheet, each) for sheet, each in read if _has_lines(sheet, each)] or read
    told = [_left_out(sheet, each, forms) for sheet, each in others if _says_something(sheet)]
    return SheetSelection(
        recognised=tuple(each for _, each in kept),
        problems=(*_of_cells(kept), *(each for kind, each in told if kind == "problem")),
        doubts=(*_doubts(sheet for sheet, _ in kept), *(each for kind, each in told if kind == "doubt")),
        notices=(*_notices(kept), *(each for kind, each in told if kind == "notice")),
        unread=unread,
    )


def _says_something(sheet: Sheet) -> bool:
    return bool(sheet.numbers) and not sheet.is_hidden and sheet.name != GUIDE_SHEET


def _has_lines(sheet: Sheet, recognised: RecognisedSheet) -> bool:
    """Whether something is in it besides titles and the example of a template; broken lines are something."""
    return bool(recognised.sheet.numbers) or any(each.row is not None for each in sheet.problems)


def _of_cells(kept: Sequence[tuple[Sheet, RecognisedSheet]]) -> Iterator[Issue]:
    for sheet, recognised in kept:
        yield from sheet.problems
        for place in recognised.positions.values():
            for line, fault in find_spoilt_lines(recognised.sheet, place):
                if not fault.doubtful:
                    yield recognised.sheet.problem(fault, line, place)


def _doubts(sheets: Sequence[Sheet] | Iterator[Sheet]) -> tuple[Issue, ...]:
    return tuple(each for sheet in sheets for each in sheet.doubts)


def _notices(kept: Sequence[tuple[Sheet, RecognisedSheet]]) -> Iterator[Issue]:
    for sheet, _ in kept:
        yield from sheet.notices
        if sheet.is_hidden:
            reason = f"La feuille « {sheet.name} » est masquée : elle est lue comme les autres."
            yield _about_file(sheet, CellIssue("IMP-138", reason, "Retirez-la si elle ne doit pas l’être."))


def _left_out(sheet: Sheet, why: Issue, forms: Sequence[Form]) -> tuple[str, Issue]:
    """What is said of a sheet that suits no form, beside one that does: nothing known, little, or nearly all."""
    count = max(len(locate_headers(sheet.headers, form)) for form in forms)
    if not count:
        reason = f"La feuille « {sheet.name} » n’est d’aucun formulaire : elle n’est pas lue."
        return "notice", _about_file(sheet, CellIssue("IMP-137", reason, "Rien à faire si c’est voulu."))
    if count >= max(
        FEWEST_KNOWN_TITLES, LEAST_KNOWN_SHARE * len([header for header in sheet.headers if header])
    ):
        return "problem", why
    reason = f"Cette feuille n’est pas lue. {why.reason}"
    return "doubt", replace(
        why, reason=reason, advice="Confirmez, ou corrigez ses titres si elle doit l’être."
    )


def _unread(sheets: Sequence[Sheet], others: Sequence[Found]) -> Iterator[Issue]:
    """Why nothing of a file is read: what the file itself has, or its sheet nearest to a form, or one sentence."""
    if len(others) <= 1:
        strange = any(why.code == NONE_NEAR for _, why in others)
        yield from (each for sheet in sheets for each in sheet.problems if each.row is None or not strange)
        yield from (why for _, why in others)
        return
    seen = [(sheet, why) for sheet, why in others if not sheet.is_hidden] or others
    filled = [(sheet, why) for sheet, why in seen if sheet.numbers] or seen
    near = [why for _, why in filled if why.code != NONE_NEAR]
    widest = max(filled, key=lambda pair: len([header for header in pair[0].headers if header]))
    yield from near or [widest[1]]


def _about_file(sheet: Sheet, fault: CellIssue) -> Issue:
    return replace(sheet.problem(fault), sheet=None)
