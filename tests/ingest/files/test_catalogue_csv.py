"""Catalogue of bad inputs, C2: the structure of CSV files. Numbers are those of the catalogue."""

from __future__ import annotations

import catalogue
import pytest
from catalogue import fingerprinted, grid, is_accepted, is_asked, is_refused, raw, upload

from dse.ingest import Upload, spelling
from dse.ingest.files import delimited
from dse.ingest.files.cells import Sheet
from dse.ingest.files.delimited_lines import LinesBuilder
from dse.ingest.issues import shorten
from dse.store import Store

NAMES = ("membres", "accompagnements", "activites", "presences", "indicateurs", "offre")
TEXT = catalogue.as_csv(grid("presences")).decode()
LINES = TEXT.splitlines()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("name", NAMES)
def test_13_any_delimiter(clean_store: Store, name: str, delimiter: str) -> None:
    is_accepted(clean_store, Upload(f"{name}.csv", catalogue.as_csv(grid(name), delimiter)))


@pytest.mark.parametrize("line", ["sep=;\n", "sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_14_a_line_that_declares_the_separator(clean_store: Store, line: str, mark: str) -> None:
    is_accepted(clean_store, raw("presences", mark + line + TEXT))


@pytest.mark.parametrize(
    ("line", "codes"), [("sep=,\n", []), ("sep=\n", ["IMP-136"]), ("sep=;;;;\n", ["IMP-136"])]
)
def test_14_a_separator_wrongly_declared(clean_store: Store, line: str, codes: list[str]) -> None:
    is_accepted(clean_store, raw("presences", line + TEXT), notices=codes)


def lines(*changed: str) -> Upload:
    """The attendances, some of their lines given."""
    return raw("presences", "\n".join((LINES[0], *changed, "")))


def test_16_an_empty_cell_too_many_in_every_row(clean_store: Store) -> None:
    is_accepted(clean_store, lines(*(f"{line};" for line in LINES[1:])))
    is_accepted(clean_store, raw("presences", "\n".join(f"{line};" for line in LINES)))
    is_accepted(clean_store, raw("presences", "\n".join(f";{line}" for line in LINES)))


def test_16_an_empty_cell_too_many_in_a_row_may_be_a_text_cut_by_a_separator(clean_store: Store) -> None:
    """The comment « vu en mars; à revoir », with an empty source: the row ends with an empty cell, and its cells are shifted."""
    header, first, *others = catalogue.as_csv(grid("indicateurs")).decode().splitlines()
    cut = ";".join([*first.split(";")[:-2], "vu en mars", " à revoir avec tous", ""])
    assert len(cut.split(";")) == len(header.split(";")) + 1
    is_asked(clean_store, [("IMP-146", 2, None)], raw("indicateurs", "\n".join((header, cut, *others))))
    is_asked(clean_store, [("IMP-146", 2, None)], raw("indicateurs", f"{header}\n{cut}\n"))
    padded = (f"{each};" for each in (header, cut, *others))
    is_asked(clean_store, [("IMP-146", 2, None)], raw("indicateurs", "\n".join(padded)))


def test_16_a_cell_too_many_in_every_row(clean_store: Store) -> None:
    wanted = [("IMP-106", row, "F") for row in (2, 3, 4)]
    is_refused(clean_store, wanted, lines(*(f"{line};x" for line in LINES[1:])))


@pytest.mark.parametrize("row", [2, 3, 4])
def test_17_a_cell_too_many(clean_store: Store, row: int) -> None:
    changed = [f"{line};x" if at == row else line for at, line in enumerate(LINES, 1)][1:]
    is_refused(clean_store, [("IMP-106", row, "F")], lines(*changed))


@pytest.mark.parametrize("row", [2, 3, 4])
def test_18_a_short_row(clean_store: Store, row: int) -> None:
    changed = [line.rpartition(";")[0] if at == row else line for at, line in enumerate(LINES, 1)][1:]
    is_refused(clean_store, [("IMP-107", row, "E")], lines(*changed))


def test_18_of_short_rows_without_end_only_the_first_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dse.ingest.files.delimited_lines.MOST_LISTED", 3)
    builder = LinesBuilder(Sheet("f.csv", headers=("a", "b")))
    for row in range(2, 10):
        builder.add(row, ["x"])
    assert [*builder.finish().misaligned_lines] == [2, 3, 4]


@pytest.mark.parametrize("broken", ['ACT-1;"M002;Participant;1;0', 'ACT-1;"M002" x;Participant;1;0'])
def test_19_a_quote_that_is_not_closed_is_named_where_it_opens(clean_store: Store, broken: str) -> None:
    good = [f"ACT-1;M00{number};Participant;1;0" for number in (1, 3)]
    repeated = [("IMP-401", row, "A") for row in range(5, 44)]  # what stands below is read all the same
    is_refused(clean_store, [("IMP-105", 3, None), *repeated], lines(good[0], broken, *good[1:] * 40))


def test_21_a_line_break_without_quotes(clean_store: Store) -> None:
    changed = (LINES[1], "ACT-1;M0", "02;Participant;1;0", LINES[3])
    is_refused(clean_store, [("IMP-107", 3, "C"), ("IMP-107", 4, "E")], lines(*changed))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_22_ends_of_lines(clean_store: Store, end: str) -> None:
    is_accepted(clean_store, raw("presences", end.join((*LINES, ""))))


@pytest.mark.parametrize("others", ["\n", "\r"])
def test_22_mixed_ends_of_lines(clean_store: Store, others: str) -> None:
    is_accepted(clean_store, raw("presences", "\r\n".join(LINES[:2]) + "\r\n" + others.join(LINES[2:])))


@pytest.mark.parametrize("blank", ["", "   ", ";;;;", "\u00a0;;;;", '"";"";"";"";""'])
def test_23_blank_rows_in_the_middle(clean_store: Store, blank: str) -> None:
    is_accepted(clean_store, lines(LINES[1], blank, *LINES[2:]))


def test_23_hundreds_of_blank_rows_at_the_end(clean_store: Store) -> None:
    is_accepted(clean_store, lines(*LINES[1:], *[";;;;"] * 900))


def test_29_blank_lines_and_a_heading_above_the_titles(clean_store: Store) -> None:
    is_accepted(clean_store, raw("presences", "\n\n" + TEXT))
    for heading in ("Présences 2018\n\n", "Liste, des présences\n;;;;\nExporté le 3 avril;;;;\n"):
        is_accepted(clean_store, raw("presences", heading + TEXT), notices=["IMP-136"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_29_a_heading_above_the_titles(clean_store: Store, name: str, kind: str) -> None:
    heading = [["Un réseau, " + name], [""], ["Exporté le", "03/04/2018"], [""]]
    is_accepted(clean_store, upload(name, [*heading, *grid(name)], kind), notices=["IMP-136"])


def test_61_a_held_file_has_no_more_lines_than_a_spreadsheet_empty_ones_included(clean_store: Store) -> None:
    titles = ";".join(grid("presences")[0])
    blank = "\n" * delimited.MOST_ROWS
    for below in (blank, f"{blank}ACT-1;M002;Participant;1;0\n"):
        file = raw("presences", f"{titles}\n{below}")
        is_refused(clean_store, [("IMP-124", delimited.MOST_ROWS + 1, None)], file)


@pytest.mark.parametrize("cell", ["", "de trop"])
def test_62_a_line_wider_than_any_spreadsheet(clean_store: Store, cell: str) -> None:
    wide = [*grid("presences")[1], *[""] * (3 * delimited.WIDEST), cell]
    cells = [grid("presences")[0], wide, *grid("presences")[2:]]
    if cell:
        is_refused(clean_store, [("IMP-106", 2, "F")], upload("presences", cells))
    else:
        is_asked(clean_store, [("IMP-146", 2, None)], upload("presences", cells))


def test_62_a_line_without_end_is_read_in_pieces_and_refused(
    clean_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "LONGEST_LINE", 400)
    cells = catalogue.put(grid("presences"), 3, "Rôle", "Participant" * 50)
    assert fingerprinted(clean_store, [upload("presences", cells)]).status == "refused"


def test_a_long_text_is_shown_cut_and_resembles_nothing() -> None:
    assert shorten("é" * 10**6) == f"{'é' * 39}…" and shorten(f" {'a' * 40} ") == "a" * 40
    assert not spelling.nearest("ACT-1" * 200, ["ACT-1" * 199]) and spelling.nearest("ACT1", ["ACT-1"])
