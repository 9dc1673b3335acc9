"""Every rule about a line is reached by correcting the line or setting it aside: the same rule judges what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import check_builders
import check_running
import grants
import pytest
import surveys

from dse.ingest import Issue, Proposal, Upload, propose
from dse.ingest.files import reader
from dse.ingest.files.corrections import Cell, Corrections
from dse.ingest.registry import NOTICE, Example, all_checks
from dse.ingest.rows.rejected_lines import RejectedLines
from dse.store import Store

CHECKS = all_checks()
# Examples whose passing file differs by more than the refused line: what a person would type in it, by title.
TYPED: Mapping[str, Mapping[str, str]] = {
    "IMP-226": {"Date": "12/02/2018"},
    "IMP-416": {"Activité": "ACT-1"},
}
SET_ASIDE = {
    "IMP-106": "a line with a cell too many is cut into cells that are not its own",
    "IMP-107": "a line with cells too few is cut into cells that are not its own",
    "IMP-148": "a note alone in a line is no data",
    "IMP-407": "a total of the other lines is no data",
}
# Answers are those of the persons who gave them.
OF_SURVEYS = frozenset({"IMP-217", "IMP-218", "IMP-412", "IMP-514", "IMP-521"})
# About a file, its titles, a column or a version as a whole, or a row that no file has any more (544): a new check is here,
# or its lines are reached.
OF_NO_LINE = frozenset(
    [
        "IMP-101",
        "IMP-102",
        "IMP-103",
        "IMP-108",
        "IMP-110",
        "IMP-111",
        "IMP-112",
        "IMP-113",
        "IMP-116",
        "IMP-117",
        "IMP-118",
        "IMP-119",
        "IMP-120",
        "IMP-122",
        "IMP-124",
        "IMP-130",
        "IMP-131",
        "IMP-132",
        "IMP-133",
        "IMP-134",
        "IMP-136",
        "IMP-137",
        "IMP-138",
        "IMP-139",
        "IMP-143",
        "IMP-147",
        "IMP-150",
        "IMP-151",
        "IMP-152",
        "IMP-405",
        "IMP-413",
        "IMP-414",
        "IMP-502",
        "IMP-507",
        "IMP-508",
        "IMP-509",
        "IMP-511",
        "IMP-512",
        "IMP-515",
        "IMP-517",
        "IMP-528",
        "IMP-532",
        "IMP-536",
        "IMP-537",
        "IMP-540",
        "IMP-541",
        "IMP-542",
        "IMP-544",
        "IMP-545",
        "IMP-546",
        "IMP-547",
        "IMP-548",
        "IMP-549",
        "IMP-550",
        "IMP-551",
        "IMP-552",
    ]
)
NOT_REACHED = {
    "IMP-105": "below a quote that is never closed, lines are hidden in one another",
    "IMP-109": "a line with such a cell is left out before it is cut",
}
ASKS_NOTHING = {
    "IMP-121": "an example of a template is left out",
    "IMP-408": "a double that counts once",
    "IMP-418": "an answer that was refused is left out",
}
NO_FILE = {
    "IMP-100": "there is no file",
    "IMP-123": "counts what is not listed",
    "IMP-126": "a file of matched titles",
    "IMP-135": "the program that reads workbooks fails",
    "IMP-140": "a query",
    "IMP-141": "a query",
    "IMP-142": "a query",
    "IMP-145": "a query",
    "IMP-223": "a query",
    "IMP-224": "a query",
}


@dataclass(frozen=True)
class Import:
    """An import that an example made, all that was asked with it, and what the example says in the end."""

    uploads: list[Upload]
    store: Store
    options: dict[str, Any]
    proposal: Proposal
    said: tuple[Issue, ...] = ()

    def correct(self, corrections: Corrections) -> Proposal:
        return propose(self.uploads, self.store, **(self.options | {"corrections": corrections}))

    def list_issues(self) -> list[Issue]:
        return list_issues(self.proposal)

    def find_lines(self, issue: Issue) -> RejectedLines | None:
        """The lines of the editor among which the cell of an issue is."""
        for lines in (*self.proposal.rejected, *self.proposal.doubtful):
            is_there = issue.row in lines.whole_rows | lines.cut_rows
            if (lines.file, lines.sheet) == (issue.file, issue.sheet) and is_there:
                return lines
        return None


def list_issues(proposal: Proposal) -> list[Issue]:
    return [*proposal.problems, *proposal.doubts, *proposal.notices]


@pytest.fixture
def imports(monkeypatch: pytest.MonkeyPatch) -> list[Import]:
    """Every import that an example makes, in their order."""
    done: list[Import] = []

    def record(uploads: list[Upload], store: Store, **options: Any) -> Proposal:
        proposal = propose(uploads, store, **options)
        done.append(Import(list(uploads), store, options, proposal))
        return proposal

    for module in (check_builders, check_running, grants, surveys):
        monkeypatch.setattr(module, "propose", record)
    return done


def run(example: Example, store: Store, folder: Path, imports: list[Import]) -> Import | None:
    """The import of an example; None where it makes none."""
    imports.clear()
    folder.mkdir()
    said = check_running.issues_of(example, store, folder)
    return replace(imports[-1], said=tuple(said)) if imports else None


def list_line_issues(issues: Iterable[Issue], code: str) -> list[Issue]:
    """Issues of a code at a line below the titles, about which something is to be done."""
    asks = [issue for issue in issues if issue.code == code and issue.level is not NOTICE]
    return [issue for issue in asks if (issue.row or 0) > 1]


def read_rows(done: Import) -> dict[int, dict[str, str]]:
    """Cells by spreadsheet row and title, of all sheets together."""
    rows: dict[int, dict[str, str]] = {}
    for upload in done.uploads:
        for sheet in reader.read_sheets(upload, lambda headers: float("" not in headers)):
            for line, row in enumerate(sheet.numbers):
                pairs = zip(sheet.headers, sheet.columns, strict=False)
                rows.setdefault(row, {title: cells[line] for title, cells in pairs})
    return rows


def correct_lines(
    done: Import, issues: list[Issue], cells: Mapping[int, Mapping[str, str]], *, own: bool
) -> Corrections:
    """Corrections of the lines of issues: of the cells at fault alone, or of the whole line."""
    corrected: dict[Cell, str] = {}
    for issue in issues:
        lines = done.find_lines(issue)
        assert lines is not None and issue.row is not None, issue
        for column, title in enumerate(lines.headers):
            if title in cells.get(issue.row, {}) and (title == issue.header or not own):
                corrected[lines.file_hash, lines.sheet, issue.row, column] = cells[issue.row][title]
    return Corrections(corrected)


def list_attempts(
    code: str, done: Import, issues: list[Issue], passing: list[Import]
) -> Iterator[Corrections]:
    """What a person may type: the values of a passing example in the cell at fault, then in its line."""
    if code in TYPED:
        yield correct_lines(done, issues, {issue.row or 0: TYPED[code] for issue in issues}, own=False)
    for own in (True, False):
        for other in passing:
            yield correct_lines(done, issues, read_rows(other), own=own)


@pytest.mark.parametrize("code", [code for code in CHECKS if code not in NO_FILE])
def test_a_rule_about_a_line_is_mended_by_correcting_it(
    code: str, clean_store: Store, tmp_path: Path, imports: list[Import]
) -> None:
    passing = [
        run(example, clean_store, tmp_path / f"passes{number}", imports)
        for number, example in enumerate(CHECKS[code].passes)
    ]
    tripping = [
        run(example, clean_store, tmp_path / f"trips{number}", imports)
        for number, example in enumerate(CHECKS[code].trips)
    ]
    on_lines = [(done, list_line_issues(done.said, code)) for done in tripping if done]
    is_listed = code in OF_NO_LINE | ASKS_NOTHING.keys()
    assert any(issues for _, issues in on_lines) != is_listed, "reach its lines, or say that it has none"
    for done, issues in on_lines:
        if not issues:
            continue
        if code in OF_SURVEYS | NOT_REACHED.keys():
            assert not any(map(done.find_lines, issues))
            continue
        assert all(map(done.find_lines, issues))
        if code in SET_ASIDE or not any(issue.column for issue in issues):
            rows = [(done.find_lines(issue).file_hash, issue.sheet, issue.row) for issue in issues]
            left = done.correct(Corrections(set_aside=frozenset(rows)))
            assert code not in {issue.code for issue in list_issues(left)}
            continue
        attempts = list_attempts(code, done, issues, [other for other in passing if other])
        assert any(
            code not in {issue.code for issue in list_issues(done.correct(typed))}
            for typed in attempts
            if typed
        ), [issue.sentence for issue in issues]


@pytest.mark.parametrize("code", NO_FILE)
def test_what_comes_from_no_file_has_no_cell_to_correct(
    code: str, clean_store: Store, tmp_path: Path, imports: list[Import]
) -> None:
    for number, example in enumerate(CHECKS[code].trips):
        done = run(example, clean_store, tmp_path / f"trips{number}", imports)
        assert done is None or not list_line_issues(done.said, code)
