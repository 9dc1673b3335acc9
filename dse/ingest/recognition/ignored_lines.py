"""Lines that a form says to leave aside, such as « Extraction du 12/03/2020 » at the foot of an export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dse import formula
from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.forms.definitions import Form
from dse.ingest.issues import CellIssue, Issue, count_noun, quoted_list
from dse.ingest.recognition.headers import locate_headers
from dse.ingest.registry import NOTICE, built, check
from dse.ingest.spelling import LONGEST_COMPARED, canonical, clean

_MOST_NAMED = 3


@check(
    "IMP-152",
    level=NOTICE,
    title="Lignes que le formulaire laisse de côté",
    explanation=(
        "Le formulaire dit par « ignore » quelles lignes ne sont pas des données, comme la date d’extraction au bas d’un export ou les "
        "lignes « Total » parmi celles qu’elles résument. "
        "Elles ne sont pas lues, et sont comptées ici."
    ),
    advice="Rien à faire si c’est voulu ; sinon corrigez « ignore » dans le formulaire.",
    trips=built(
        "Un export qui finit par « Extraction du 12/03/2020 », sous un formulaire qui l’ignore.",
        "ignored_line",
    ),
    passes=built("Le même export, sans cette ligne.", "no_ignored_line"),
)
def describe_ignored_lines(texts: list[str]) -> CellIssue:
    """Lines left aside, by their first texts."""
    verb = "n’est pas lue" if len(texts) == 1 else "ne sont pas lues"
    first = quoted_list(dict.fromkeys(texts[:_MOST_NAMED]), "et")
    more = "…" if len(texts) > _MOST_NAMED else ""
    reason = f"{count_noun(len(texts), 'ligne')} {verb}, comme le formulaire le dit : {first}{more}."
    return CellIssue(reason, "Rien à faire si c’est voulu.")


def remove_ignored_lines(sheet: Sheet, form: Form) -> tuple[Sheet, tuple[Issue, ...]]:
    """The sheet without such lines, those that do not fit the titles included, and a notice about them."""
    chosen = dict(_find_chosen_lines(sheet, form))
    if not form.ignore and not chosen:
        return sheet, ()
    misaligned = {
        row: text
        for row, cells in sheet.misaligned_lines.items()
        if (text := _find_ignored_text(cells, form))
    }
    ignored = chosen | {line: text for line, text in enumerate(_find_texts(sheet, form)) if text}
    if not ignored and not misaligned:
        return sheet, ()
    lines = [line for line in range(len(sheet.numbers)) if line not in ignored]
    others = replace(
        sheet,
        columns=tuple(DictionaryColumn.encode(column[line] for line in lines) for column in sheet.columns),
        numbers=tuple(sheet.numbers[line] for line in lines),
        problems=tuple(issue for issue in sheet.problems if issue.row not in misaligned),
        misaligned_lines={
            row: cells for row, cells in sheet.misaligned_lines.items() if row not in misaligned
        },
    )
    texts = {**misaligned, **{sheet.numbers[line]: text for line, text in ignored.items()}}
    return others, (sheet.problem(describe_ignored_lines([texts[row] for row in sorted(texts)])),)


def _find_chosen_lines(sheet: Sheet, form: Form) -> Iterator[tuple[int, str]]:
    """Lines that the cell under a header tells to leave aside, with that cell."""
    columns = locate_headers(sheet.headers, form)
    for name, header in form.headers.items():
        if header.ignore and name in columns:
            cells = DictionaryColumn.encode(sheet.columns[columns[name]])
            lines = cells.find_spelled({*map(canonical, header.ignore)}.__contains__)
            yield from ((line, clean(cells[line])) for line in lines)


def _find_texts(sheet: Sheet, form: Form) -> Iterable[str]:
    return (_find_ignored_text(cells, form) for cells in zip(*sheet.columns, strict=True))


def _find_ignored_text(cells: Iterable[str], form: Form) -> str:
    """The first text of a line, where the form says to leave the line aside; else nothing."""
    if not form.ignore:
        return ""
    first = next(filter(None, (clean(formula.unescape(cell)) for cell in cells)), "")
    return first if first and re.search(form.ignore, first[:LONGEST_COMPARED]) else ""
