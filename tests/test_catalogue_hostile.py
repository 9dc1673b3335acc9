"""Catalogue of bad inputs, C4: kinds of files, and files that mean harm. Numbers are those of the catalogue."""

from __future__ import annotations

import pickle

import catalogue
import pytest
import uploads
import workbooks
from catalogue import as_csv, as_xlsx, fingerprinted, grid, is_accepted, is_not_read, is_refused, put
from conftest import shared

from dse.ingest import Upload, archive, delimited
from dse.store import Store

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BINARY = bytes(range(256)) * 20
TITLES = "Activité;Organisation;Rôle\n"


@pytest.mark.parametrize("name", ["presences", "offre"])
@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("named", ["csv", "xlsx", "ods", "xls", "txt", "XLSX"])
def test_47_the_content_says_what_a_file_is(clean_store: Store, name: str, kind: str, named: str) -> None:
    is_accepted(clean_store, Upload(f"{name}.{named}", catalogue.WRITERS[kind](grid(name))))


PAGES = [
    b"<html><table><tr><td>Nom</td></tr></table></html>",
    b"<!DOCTYPE html>\n<html><body><table></table></body></html>",
    b"\r\n  <HTML xmlns:x='urn:schemas-microsoft-com:office:excel'><table></table></HTML>",
    b"<table><tr><td>Nom</td></tr></table>",
]


@pytest.mark.parametrize("named", ["xls", "csv", "xlsx"])
@pytest.mark.parametrize("page", PAGES)
def test_48_a_web_page_in_disguise(clean_store: Store, page: bytes, named: str) -> None:
    proposal = is_not_read(clean_store, "IMP-102", Upload(f"membres.{named}", page))
    assert "page web" in proposal.problems[0].reason


@pytest.mark.parametrize("named", ["xls", "xlsx", "csv"])
@pytest.mark.parametrize("stream", ["Workbook", "Book"])
def test_49_an_old_workbook(clean_store: Store, stream: str, named: str) -> None:
    content = OLD + f"{stream}\0".encode("utf-16-le") + b"\0" * 99
    proposal = is_not_read(clean_store, "IMP-102", Upload(f"membres.{named}", content))
    assert "(.xls)" in proposal.problems[0].reason and ".xlsx" in proposal.problems[0].advice


def test_49_real_old_workbooks(clean_store: Store) -> None:
    for file in sorted(shared("betagouv_api_subventions_asso").glob("*.xls")):
        is_not_read(clean_store, "IMP-102", Upload(file.name, file.read_bytes()))


@pytest.mark.parametrize("named", ["xlsm", "xlsx", "csv"])
@pytest.mark.parametrize("member", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_50_macros(clean_store: Store, member: str, named: str) -> None:
    content = workbooks.xlsx("<row><c><v>1</v></c></row>", **{member: "x"})
    proposal = is_not_read(clean_store, "IMP-133", Upload(f"membres.{named}", content))
    assert "macros" in proposal.problems[0].reason


@pytest.mark.parametrize("name", ["membres", "accompagnements", "presences"])
def test_51_an_open_document_is_read(clean_store: Store, name: str) -> None:
    is_accepted(clean_store, Upload(f"{name}.ods", catalogue.as_ods(grid(name))))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_53_half_a_download(clean_store: Store, kind: str, share: float) -> None:
    whole = catalogue.WRITERS[kind](grid("membres"))
    is_not_read(clean_store, "IMP-131", Upload(f"membres.{kind}", whole[: int(len(whole) * share)]))


BOMBS = {
    "one member": {"xl/workbook.xml": b" " * (archive.LARGEST_INSIDE + 1)},
    "many members": {f"xl/{each}.xml": b" " * 1_000_000 for each in range(150)},
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_54_a_bomb(clean_store: Store, bomb: str) -> None:
    is_not_read(clean_store, "IMP-130", Upload("membres.xlsx", workbooks.packed(BOMBS[bomb])))


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_56_a_document_type(clean_store: Store, member: str) -> None:
    content = workbooks.xlsx("<row><c><v>1</v></c></row>", **{member: f"{LAUGHS}<x>&c;</x>"})
    is_not_read(clean_store, "IMP-133", Upload("membres.xlsx", content))


NAMES = [
    "..\\..\\store\\manifests\\00000001.json",
    "../../../etc/passwd",
    "a" * 300,
    "🧾📊.csv",
    "CON.csv",
    "",
    "\0.csv",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [uploads.clean("membres").content, as_xlsx(grid("membres"))])
def test_60_a_name_is_only_shown(clean_store: Store, name: str, content: bytes) -> None:
    proposal = fingerprinted(clean_store, [Upload(name, content)])
    assert proposal.status == "unchanged" and not proposal.problems
    shown = proposal.sources[0].name
    assert 0 < len(shown) <= 60 and not set(shown) & set("/\\\n\0")


def test_61_a_file_too_large_or_too_long(clean_store: Store) -> None:
    large = TITLES.encode() + b"A;B;\n" * (delimited.LARGEST_HELD // 5)
    long = (TITLES + "A;B;\n" * 101_000).encode()
    for content, limit in ((large, "10 Mo"), (long, "100 000 lignes")):
        proposal = is_not_read(clean_store, "IMP-124", Upload("presences.csv", content))
        assert limit in proposal.problems[0].reason


def test_61_a_workbook_too_large_or_too_long(clean_store: Store) -> None:
    large = as_xlsx(grid("presences")) + b"\0" * archive.LARGEST_FILE
    is_not_read(clean_store, "IMP-130", Upload("presences.xlsx", large))
    far = workbooks.xlsx('<row r="101000"><c r="A101000"><v>1</v></c></row>')
    is_not_read(clean_store, "IMP-134", Upload("presences.xlsx", far))


def test_62_a_cell_of_a_megabyte(clean_store: Store) -> None:
    cells = put(grid("offre"), 2, "Intitulé", "x" * 1_000_000)
    is_refused(clean_store, [("IMP-109", 2, None)], Upload("offre.csv", as_csv(cells)))


def test_62_forty_thousand_columns(clean_store: Store) -> None:
    wide = [[f"t{each}" for each in range(40_000)], ["1"] * 40_000]
    is_not_read(clean_store, "IMP-134", Upload("offre.csv", as_csv(wide)))
    rows = "<row>" + "<c><v>1</v></c>" * 40_000 + "</row>"
    is_not_read(clean_store, "IMP-134", Upload("offre.xlsx", workbooks.xlsx(rows)))


OTHERS = {
    "a pickle": (pickle.dumps({"a": 1}), "IMP-102"),
    "a Parquet file": (b"PAR1" + BINARY + b"PAR1", "IMP-102"),
    "a program of Windows": (b"MZ\x90\x00\x03\x00\x00\x00" + BINARY, "IMP-103"),
    "a program of Linux": (b"\x7fELF\x02\x01\x01" + BINARY, "IMP-103"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "IMP-110"),
}


@pytest.mark.parametrize("named", ["csv", "xlsx"])
@pytest.mark.parametrize("other", OTHERS)
def test_64_what_is_no_table(clean_store: Store, other: str, named: str) -> None:
    content, code = OTHERS[other]
    is_not_read(clean_store, code, Upload(f"membres.{named}", content))
