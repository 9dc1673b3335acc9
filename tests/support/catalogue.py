"""Bad files made from clean ones, and the outcomes that an import may have: A, W, R and F of the catalogue.

A row is a spreadsheet's, from 1; a grid is the cells of a file, its titles first.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date, time
from functools import cache
from pathlib import Path

import pyarrow as pa
import uploads
import workbooks

from dse.ingest import Issue, Proposal, Upload, propose
from dse.ingest.issues import letters
from dse.store import Store

Grid = list[list[str]]
Location = tuple[str, int | None, str | None]

ADVICE = re.compile(r"\b(?:[a-zéèêâîûç]{2,}(?:ez|-la|-le|-les)|dites|rien à faire)\b", re.IGNORECASE)
ENGLISH = re.compile(
    r"\b(?:the|error|invalid|expected|column|row|value|none|null|nan|traceback|exception|failed|file|sheet|cell|check|"
    r"not|is|of|missing|unknown|true|false|could|cannot)\b",
    re.IGNORECASE,
)
NOWHERE = Path(__file__).parent / "no-store-here"


def grid(name: str) -> Grid:
    """Cells of one of the clean files."""
    text = (uploads.FILES / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def put(cells: Grid, row: int, header: str, text: object) -> Grid:
    """The same cells, one of them another: a text, or what only a workbook holds."""
    column = cells[0].index(header)
    return [
        [text if (line, at) == (row, column) else cell for at, cell in enumerate(each)]
        for line, each in enumerate(cells, 1)
    ]


def letter(name: str, header: str) -> str:
    """Letters of the column of a clean file."""
    return letters(grid(name)[0].index(header))


def as_csv(
    cells: Sequence[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8", end: str = "\n"
) -> bytes:
    """A CSV file of these cells."""
    content = io.StringIO()
    csv.writer(content, delimiter=delimiter, lineterminator=end).writerows(cells)
    return content.getvalue().encode(encoding)


def as_xlsx(cells: Sequence[Sequence[object]]) -> bytes:
    """An .xlsx of one sheet; empty texts are empty cells."""
    return workbooks.render_xlsx(
        {"Feuille": [[None if cell == "" else cell for cell in line] for line in cells]}
    )


def as_ods(cells: Sequence[Sequence[object]]) -> bytes:
    """An .ods of one sheet; days, hours and flags have the type of their kind and the text that French shows."""
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, line))}</table:table-row>" for line in cells)
    return workbooks.ods(workbooks.table(rows))


def ods_cell(value: object) -> str:
    """XML of a cell of an .ods."""
    if isinstance(value, bool):
        attributes = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
        return f"<table:table-cell {attributes}><text:p>{'VRAI' if value else 'FAUX'}</text:p></table:table-cell>"
    if isinstance(value, date):
        attributes = f'office:value-type="date" office:date-value="{value}"'
        return f"<table:table-cell {attributes}><text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
    if isinstance(value, time):
        attributes = f'office:value-type="time" office:time-value="PT{value:%HH%MM%SS}"'
        return f"<table:table-cell {attributes}><text:p>{value}</text:p></table:table-cell>"
    return _ods_text(str(value))


def _ods_text(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "</text:p><text:p>")
    return workbooks.text(escaped) if text else "<table:table-cell/>"


WRITERS: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "ods": as_ods,
}
KINDS = tuple(WRITERS)


def upload(name: str, cells: Sequence[Sequence[str]], kind: str = "csv") -> Upload:
    """A file of one of the three kinds."""
    return Upload(f"{name}.{kind}", WRITERS[kind](cells))


def raw(name: str, text: str, encoding: str = "utf-8") -> Upload:
    """A CSV file written as it is."""
    return Upload(f"{name}.csv", text.encode(encoding))


def is_clear(problem: Issue) -> bool:
    """The definition of a clear error in French: its whole place, value, reason and one advice in 300 signs."""
    sentence = problem.sentence
    assert sentence.startswith(problem.file) and problem.reason.strip() and problem.advice.strip(), problem
    assert re.fullmatch(r"IMP-\d{3}", problem.code), problem
    assert problem.sheet is None or f"feuille « {problem.sheet} »" in sentence, sentence
    assert problem.row is None or (problem.row >= 1 and f"ligne {problem.row}" in sentence), sentence
    assert problem.column is None or re.search(rf"colonne {problem.column}\b", sentence), sentence
    assert not problem.header or "« " in sentence.partition(" : ")[0], sentence
    assert len(problem.value or "") <= 40 and len(sentence) <= 300 and "\n" not in sentence, sentence
    assert problem.value is None or problem.value in sentence, sentence
    assert not sentence.endswith("…") and ADVICE.search(problem.advice), sentence
    assert not ENGLISH.search(re.sub("«[^»]*»", "", f"{problem.reason} {problem.advice}")), sentence
    assert "Traceback" not in sentence and "Error" not in sentence, sentence
    return True


def places(problems: Sequence[Issue]) -> list[Location]:
    """Code, row and column of each."""
    return [(each.code, each.row, each.column) for each in problems]


def fingerprinted(store: Store, files: Sequence[Upload], **options: object) -> Proposal:
    """What files would do; the store keeps its bytes, and all that is said is clear."""
    before = uploads.bytes_of(store)
    proposal = propose(files, store, **options)
    assert uploads.bytes_of(store) == before
    assert all(is_clear(each) for each in (*proposal.problems, *proposal.doubts, *proposal.notices))
    return proposal


# The clean files to which one refers, and that an empty store lacks.
_REFERRED = {
    "accompagnements": {"membres", "offre"},
    "activites": {"membres", "offre"},
    "presences": {"membres", "offre", "accompagnements", "activites"},
    "partenariats": {"membres"},
    "changements": {"membres", "offre", "accompagnements", "activites"},
    "contacts": {"membres"},
    "productions": {"membres", "offre", "accompagnements", "activites"},
    "cibles": {"offre"},
}


@cache
def clean_tables(names: frozenset[str] = frozenset(uploads.CLEAN)) -> dict[str, pa.Table]:
    """Tables that these clean files make of an empty store."""
    files = [uploads.clean(name) for name in uploads.CLEAN if name in names]
    return dict(propose(files, Store(NOWHERE)).changes)


def find_referred(names: set[str]) -> set[str]:
    """The clean files without which those of these names are not understood: all of them, of a file of another name."""
    if not names <= set(uploads.CLEAN):
        return set(uploads.CLEAN) - names
    return set().union(*(_REFERRED.get(name, set()) for name in names)) - names


def is_accepted(store: Store, *files: Upload, notices: Sequence[str] = ()) -> Proposal:
    """A: no remark but these notices; the tables are those of the clean files of the same names, byte for byte."""
    proposal = fingerprinted(store, files)
    assert not proposal.problems and not proposal.doubts, [
        each.sentence for each in (*proposal.problems, *proposal.doubts)
    ]
    assert proposal.status == "unchanged", proposal.diffs
    assert [each.code for each in proposal.notices] == list(notices)
    names = {each.name.partition(".")[0] for each in files}
    others = find_referred(names)
    expected = clean_tables(frozenset(names & set(uploads.CLEAN) | others))
    fresh_proposal = propose([*map(uploads.clean, sorted(others)), *files], Store(NOWHERE))
    assert fresh_proposal.changes.keys() == expected.keys() and not fresh_proposal.doubts
    assert all(table.equals(expected[name]) for name, table in fresh_proposal.changes.items())
    return proposal


def is_new(store: Store, *files: Upload, notices: Sequence[str] = ()) -> Proposal:
    """A, for files that say something new: ready, without a doubt."""
    proposal = fingerprinted(store, files)
    assert proposal.status == "ready", [each.sentence for each in (*proposal.problems, *proposal.doubts)]
    assert [each.code for each in proposal.notices] == list(notices)
    return proposal


def is_asked(store: Store, locations: Sequence[Location], *files: Upload, **options: object) -> Proposal:
    """W: nothing is refused, and the doubts are these, at their locations."""
    proposal = fingerprinted(store, files, **options)
    assert not proposal.problems, [each.sentence for each in proposal.problems]
    assert places(proposal.doubts) == list(locations)
    return proposal


def is_refused(store: Store, locations: Sequence[Location], *files: Upload, **options: object) -> Proposal:
    """R: the problems are these, at their locations, and no others."""
    proposal = fingerprinted(store, files, **options)
    assert proposal.status == "refused" and places(proposal.problems) == list(locations)
    return proposal


def is_not_read(store: Store, code: str, *files: Upload, **options: object) -> Proposal:
    """F: one sentence, about the whole file."""
    return is_refused(store, [(code, None, None)], *files, **options)
