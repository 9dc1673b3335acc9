"""Lines of a sheet that are not read as data: how many of each kind, for who compares with the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dse import french
from dse.ingest.files.cells import Sheet
from dse.ingest.forms.example_lines import describe_left_out_example
from dse.ingest.issues import Issue
from dse.ingest.recognition.sheet_checks import (
    describe_inner_titles,
    describe_left_out_double,
    describe_left_out_refusal,
    describe_lone_cell,
    describe_total_row,
)
from dse.ingest.recognition.stray_rows import find_foot_issues

IGNORED, CUT = "ignored", "cut"
_NOUNS = {
    describe_total_row.code: ("total", "totaux"),
    describe_lone_cell.code: ("note", "notes"),
    describe_inner_titles.code: ("ligne de titres", "lignes de titres"),
    describe_left_out_double.code: ("double", "doubles"),
    describe_left_out_refusal.code: ("réponse refusée", "réponses refusées"),
    describe_left_out_example.code: ("exemple du modèle", "exemples du modèle"),
    IGNORED: ("ligne que le formulaire écarte", "lignes que le formulaire écarte"),
    CUT: ("ligne mal découpée", "lignes mal découpées"),
}


def count_left_out(issues: Iterable[Issue], *, ignored: int, cut: int) -> Counter[str]:
    """Lines by kind: those that issues are about, those that a form ignores, those that do not fit the titles."""
    counts = Counter({IGNORED: ignored, CUT: cut})
    counts.update(issue.code for issue in issues if issue.row is not None and issue.code in _NOUNS)
    return +counts


def count_at_foot(sheet: Sheet) -> Counter[str]:
    """Totals and notes at the foot of a sheet of no known form."""
    return Counter(issue.code for issue in find_foot_issues(sheet))


def describe_left_out(counts: Counter[str]) -> Iterator[str]:
    """`2 totaux`, `1 note`."""
    return (french.count(counts[kind], *nouns) for kind, nouns in _NOUNS.items() if counts[kind])
