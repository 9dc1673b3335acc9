"""Catalogue of bad inputs: lines that a workbook does not show, and that are read."""

from __future__ import annotations

import re

import pytest
import workbooks
from catalogue import Grid, as_ods, fingerprinted, grid, is_accepted, put

from dse.ingest import Upload
from dse.ingest.issues import letters
from dse.store import Store

KINDS = ("xlsx", "ods")
WAYS = {"xlsx": ("hidden",), "ods": ("collapse", "filter")}


def hiding(kind: str, cells: Grid, rows: tuple[int, ...], way: str = "collapse") -> Upload:
    """The attendances as a workbook, some of its rows hidden."""
    if kind == "ods":
        return Upload("presences.ods", _in_ods(cells, rows, way))
    lines = "".join(
        f'<row r="{row}" hidden="{int(row in rows)}">{_line(row, line)}</row>'
        for row, line in enumerate(cells, 1)
    )
    return Upload("presences.xlsx", workbooks.xlsx(lines))


def _line(row: int, line: list[str]) -> str:
    return "".join(
        f'<c r="{letters(column)}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in enumerate(line)
        if text
    )


def _in_ods(cells: Grid, rows: tuple[int, ...], way: str) -> bytes:
    written = workbooks.members(as_ods(cells))
    count = iter(range(1, len(cells) + 1))
    written["content.xml"] = re.sub(
        "<table:table-row>",
        lambda tag: f'<table:table-row table:visibility="{way}">' if next(count) in rows else tag[0],
        written["content.xml"].decode(),
    )
    return workbooks.packed(written)


@pytest.mark.parametrize(("kind", "way"), [(kind, way) for kind in KINDS for way in WAYS[kind]])
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((3,), "La ligne 3 est masquée"),
        ((2, 4), "2 lignes sur 3 sont masquées, et lues comme les autres : 2 et 4."),
    ],
)
def test_hidden_lines_are_read_and_asked_about(
    clean_store: Store, kind: str, way: str, rows: tuple[int, ...], reason: str
) -> None:
    cells = put(grid("presences"), 3, "Participants", "2")
    proposal = fingerprinted(clean_store, [hiding(kind, cells, rows, way)])
    assert proposal.status == "confirm" and [each.code for each in proposal.doubts] == ["IMP-147"]
    assert reason in proposal.doubts[0].reason
    assert proposal.diffs["participations"].changed == 1


@pytest.mark.parametrize("kind", KINDS)
def test_many_hidden_lines_are_counted_and_the_first_named(clean_store: Store, kind: str) -> None:
    people = [["ACT-1", "M002", "INTERVENANT", "1", "0"], *grid("presences")[1:]]
    cells = [
        grid("presences")[0],
        *people,
        *[["", "", "", "", ""]] * 3,
        *[[f"ACT-{row}"] for row in range(5)],
    ]
    proposal = fingerprinted(clean_store, [hiding(kind, cells, tuple(range(2, 14)))])
    (doubt,) = (each for each in proposal.doubts if each.code == "IMP-147")
    assert doubt.reason.startswith("9 lignes sur 9 sont masquées") and doubt.reason.endswith(
        ": 2, 3, 4, 5, 9…"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_hidden_row_of_titles_or_without_a_cell_says_nothing(clean_store: Store, kind: str) -> None:
    cells = [*grid("presences"), [""] * 5, [""] * 5]
    is_accepted(clean_store, hiding(kind, cells, (1, 5, 6)))


def test_a_million_empty_rows_hidden_in_an_ods_cost_nothing(clean_store: Store) -> None:
    rows = '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    written = workbooks.members(as_ods(grid("presences")))
    content = written["content.xml"].decode().replace("</table:table>", f"{rows}</table:table>")
    is_accepted(clean_store, Upload("presences.ods", workbooks.packed({**written, "content.xml": content})))
