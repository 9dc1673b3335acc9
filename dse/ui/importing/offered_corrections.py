"""Corrections that a person takes with one click for all lines of a kind: totals and notes set aside, one text written in each cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from dse import french
from dse.ingest.files.corrections import Corrections
from dse.ingest.issues import Issue, Mend, letters, quoted_list
from dse.ingest.registry import find_check
from dse.ingest.rows.rejected_lines import RejectedLine, RejectedLines
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import corrected_lines
from dse.ui.importing.correction_steps import Change, Step, describe_location, locate_sheet

_WIDTHS = [7, 5]
_MOST_QUOTED = 3


@dataclass(frozen=True)
class Target:
    """A line that the page can correct, and the issue of it that one click settles."""

    sheet: RejectedLines
    line: RejectedLine
    issue: Issue

    @property
    def sets_aside(self) -> bool:
        return self.issue.mends[0].text is None

    @property
    def kind(self) -> tuple[object, ...]:
        """The same for targets that one click settles together: of all files, or of a column."""
        if self.sets_aside:
            return (self.issue.code,)
        return (*locate_sheet(self.sheet), self.issue.column, self.issue.code, self.issue.reason)


def group_targets(sheets: Iterable[RejectedLines]) -> list[list[Target]]:
    """What one click each can settle, in the order of the lines."""
    groups: dict[tuple[object, ...], list[Target]] = {}
    for target in _find_targets(sheets):
        groups.setdefault(target.kind, []).append(target)
    return list(groups.values())


def _find_targets(sheets: Iterable[RejectedLines]) -> Iterator[Target]:
    for sheet in sheets:
        for line in sheet.lines:
            for issue in line[2]:
                if issue.mends and _can_mend(sheet, line[0], issue.mends[0]):
                    yield Target(sheet, line, issue)


def _can_mend(sheet: RejectedLines, row: int, mend: Mend) -> bool:
    return row in sheet.whole_rows or (mend.text is None and row in sheet.cut_rows)


def build_step(targets: Sequence[Target], index: int) -> Step:
    """What the mend of that index of each target does."""
    cells, changes = {}, {}
    lines_by_sheet: dict[tuple[str, str | None], tuple[RejectedLines, list[RejectedLine]]] = {}
    for target in targets:
        sheet, (row, texts, _), text = target.sheet, target.line, target.issue.mends[index].text
        if text is None:
            lines_by_sheet.setdefault(locate_sheet(sheet), (sheet, []))[1].append(target.line)
            continue
        column = [letters(position) for position in range(len(texts))].index(target.issue.column or "")
        cell = (*locate_sheet(sheet), row, column)
        cells[cell] = text
        changes[cell] = Change(describe_location(sheet), row, sheet.headers[column], texts[column], text)
    aside = tuple(replace(sheet, lines=tuple(lines)) for sheet, lines in lines_by_sheet.values())
    rows = frozenset((*locate_sheet(sheet), row) for sheet in aside for row, *_ in sheet.lines)
    return Step(Corrections(cells, rows), changes, aside)


def show(sheets: Sequence[RejectedLines], round_number: int, part: str) -> None:
    """A sentence and its buttons for each kind of line; nothing where no click settles any."""
    groups = group_targets(sheets)
    if not groups:
        return
    with st.container(border=True, key=f"en_un_clic_{part}"):
        st.markdown("**En un clic**")
        for number, targets in enumerate(groups):
            left, right = st.columns(_WIDTHS, vertical_alignment="center")
            heading, detail = describe(targets)
            left.markdown(f"{format_sentence(heading)}  \n:small[:gray[{format_sentence(detail)}]]")
            with right.container(horizontal=True):
                for index, mend in enumerate(targets[0].issue.mends):
                    st.button(
                        mend.label,
                        key=f"en_un_clic_{part}_{number}_{index}",
                        on_click=_take,
                        args=(round_number, targets, index),
                    )


def describe(targets: Sequence[Target]) -> tuple[str, str]:
    """What is wrong with so many lines or cells, and the first of them."""
    first = targets[0]
    if first.sets_aside:
        check = find_check(first.issue.code)
        lines = french.count(len(targets), "ligne")
        heading = f"{check.title if check else first.issue.reason} : {lines}"
        more = "…" if len(targets) > _MOST_QUOTED else ""
        quoted = quoted_list(dict.fromkeys(_list_values(targets)), "et")
        return heading, f"{quoted}{more}" if quoted else _name_lines(targets)
    cells = french.count(len(targets), "cellule")
    examples = " ou ".join(mend.text or "" for mend in first.issue.mends)
    return (
        f"{first.issue.reason.removesuffix('.')} : {cells} sous « {first.issue.header} »",
        f"« {first.issue.value} » devient {examples}",
    )


def _name_lines(targets: Sequence[Target]) -> str:
    """`ligne 5`, `lignes 5 et 6`, `lignes 5, 6, 7…`."""
    rows = [str(target.line[0]) for target in targets[:_MOST_QUOTED]]
    listed = french.listed(rows) if len(targets) <= _MOST_QUOTED else f"{', '.join(rows)}…"
    return f"{'ligne' if len(targets) == 1 else 'lignes'} {listed}"


def _list_values(targets: Sequence[Target]) -> list[str]:
    return [target.issue.value for target in targets[:_MOST_QUOTED] if target.issue.value]


def _take(round_number: int, targets: Sequence[Target], index: int) -> None:
    corrected_lines.apply_step(round_number, build_step(targets, index))
