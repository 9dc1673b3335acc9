"""Catalogue of bad inputs, C4: kinds of files, and files that mean harm. Numbers are those of the catalogue."""

from __future__ import annotations

import gzip
import pickle

import catalogue
import pytest
import uploads
import workbooks
from catalogue import as_csv, as_xlsx, fingerprinted, grid, is_accepted, is_not_read, is_refused, put
from conftest import shared

from dse.ingest import Upload
from dse.ingest.files import archive, delimited
from dse.store import Store

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BINARY = bytes(range(256)) * 20
TITLES = "Activité;Organisation;Rôle\n"


@pytest.mark.parametrize("name", ["presences", "offre"])
@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods", "xls", "txt", "XLSX"])
def test_47_the_content_says_what_a_file_is(clean_store: Store, name: str, kind: str, extension: str) -> None:
    is_accepted(clean_store, Upload(f"{name}.{extension}", catalogue.WRITERS[kind](grid(name))))


PAGES = [
    b"<html><table><tr><td>Nom</td></tr></table></html>",
    b"<!DOCTYPE html>\n<html><body><table></table></body></html>",
    b"\r\n  <HTML xmlns:x='urn:schemas-microsoft-com:office:excel'><table></table></HTML>",
    b"<table><tr><td>Nom</td></tr></table>",
]


@pytest.mark.parametrize("extension", ["xls", "csv", "xlsx"])
@pytest.mark.parametrize("page", PAGES)
def test_48_a_web_page_in_disguise(clean_store: Store, page: bytes, extension: str) -> None:
    proposal = is_not_read(clean_store, "IMP-102", Upload(f"membres.{extension}", page))
    assert "page web" in proposal.problems[0].reason


@pytest.mark.parametrize("extension", ["xls", "xlsx", "csv"])
@pytest.mark.parametrize("stream", ["Workbook", "Book"])
def test_49_an_old_workbook(clean_store: Store, stream: str, extension: str) -> None:
    content = OLD + f"{stream}\0".encode("utf-16-le") + b"\0" * 99
    proposal = is_not_read(clean_store, "IMP-102", Upload(f"membres.{extension}", content))
    assert "(.xls)" in proposal.problems[0].reason and ".xlsx" in proposal.problems[0].advice


def test_49_real_old_workbooks(clean_store: Store) -> None:
    for file in sorted(shared("betagouv_api_subventions_asso").glob("*.xls")):
        is_not_read(clean_store, "IMP-102", Upload(file.name, file.read_bytes()))


@pytest.mark.parametrize("extension", ["xlsm", "xlsx", "csv"])
@pytest.mark.parametrize("member", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_50_macros(clean_store: Store, member: str, extension: str) -> None:
    content = workbooks.xlsx("<row><c><v>1</v></c></row>", **{member: "x"})
    proposal = is_not_read(clean_store, "IMP-133", Upload(f"membres.{extension}", content))
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
    large = TITLES.encode() + b"A;B;\n" * (delimited.LARGEST_UPLOAD // 5)
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


# A mark before makes other bytes of these.
NOT_AT_THE_FIRST_BYTE = (
    "an archive tar",
    "the trace of an open workbook",
    "what macOS leaves",
    "a base Access",
    "a zipped table",
)
OTHERS = {
    "a pickle": (pickle.dumps({"a": 1}), "Python"),
    "a Parquet file": (b"PAR1" + BINARY + b"PAR1", "Parquet"),
    "a program of Windows": (b"MZ\x90\x00\x03\x00\x00\x00" + BINARY, "un programme"),
    "a program of Linux": (b"\x7fELF\x02\x01\x01" + BINARY, "un programme"),
    "a program of macOS": (b"\xcf\xfa\xed\xfe\x07\0\0\x01" + BINARY, "un programme"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "un script"),
    "a PDF": (b"%PDF-1.7\n" + BINARY, "PDF"),
    "a picture PNG": (b"\x89PNG\r\n\x1a\n" + BINARY, "une image"),
    "a photograph": (b"\xff\xd8\xff\xe0\0\x10JFIF" + BINARY, "une image"),
    "a drawing": (b'<?xml version="1.0"?><svg xmlns="x"></svg>', "XML"),
    "a box of mail": (
        b"From a@b.org Mon Jan  2 10:00:00 2023\nFrom: a@b.org\nSubject: x\n\nNom;Ville\n",
        "un courriel",
    ),
    "a message": (
        b"Subject: Les chiffres\nFrom: a@b.org\n\tb@c.org\nMIME-Version: 1.0\n\nNom;Ville\n",
        "un courriel",
    ),
    "a page kept as mail": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "un courriel"),
    "a rich text": (b"{\\rtf1\\ansi Nom}", "(.rtf)"),
    "an old document": (OLD + "WordDocument\0".encode("utf-16-le"), "ancien fichier Office"),
    "a compressed table": (gzip.compress(TITLES.encode() * 9), "une archive compressée"),
    "an archive tar": (b"membres.csv".ljust(257, b"\0") + b"ustar\0" + BINARY, "une archive compressée"),
    "a zipped table": (workbooks.packed({"membres.csv": TITLES}), "une archive (.zip)"),
    "JSON": (b'[\n  {"nom": "A", "ville": "B"}\n]', "JSON"),
    "lines of JSON": (b'{"nom": "A"}\n{"nom": "B"}\n', "JSON"),
    "XML": (b'<?xml version="1.0"?>\n<membres><membre/></membres>', "XML"),
    "XML without its declaration": (b"<membres>\n  <membre>A</membre>\n</membres>", "XML"),
    "a dump of MySQL": (b"-- MySQL dump 10.13\n--\n/*!40101 SET NAMES utf8 */;\n", "(SQL)"),
    "orders in SQL": (b"/* membres */\nCREATE TABLE membres (id int);\n", "(SQL)"),
    "a base SQLite": (b"SQLite format 3\0" + BINARY, "une base de données"),
    "a base Access": (b"\0\x01\0\0Standard ACE DB\0" + BINARY, "une base de données"),
    "a shortcut": (b"[InternetShortcut]\nURL=https://exemple.org\n", "un raccourci"),
    "the trace of an open workbook": (
        b"\x05Alice".ljust(55) + b"\x05\0" + b"A\0l\0i\0c\0e\0 ".ljust(108, b"\0"),
        "« ~$… »",
    ),
    "what macOS leaves": (b"\0\x05\x16\x07\0\x02" + BINARY, "Finder"),
    "bytes of no known kind": (b"\x01\x02\x03" + BINARY, "sorte inconnue"),
}


def _one_kind(store: Store, upload: Upload, kind: str) -> None:
    (problem,) = is_not_read(store, "IMP-102", upload).problems
    assert (
        kind in problem.reason and problem.advice.endswith(".") and problem.sentence.endswith(problem.advice)
    )


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
@pytest.mark.parametrize("other", OTHERS)
def test_64_what_is_no_table(clean_store: Store, other: str, extension: str) -> None:
    content, kind = OTHERS[other]
    _one_kind(clean_store, Upload(f"membres.{extension}", content), kind)


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"  \r\n ", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("other", [name for name in OTHERS if name not in NOT_AT_THE_FIRST_BYTE])
def test_64_a_mark_or_blanks_before_hide_nothing(clean_store: Store, other: str, before: bytes) -> None:
    content, kind = OTHERS[other]
    _one_kind(clean_store, Upload("membres.csv", before + content), kind)


@pytest.mark.parametrize("name", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("page", PAGES)
def test_48_a_web_page_in_disguise_whatever_its_letters(clean_store: Store, page: bytes, name: str) -> None:
    _one_kind(clean_store, Upload("membres.xls", page.decode().encode(name)), "page web")


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf \r\n", b"\0" * 5000]
)
def test_a_mark_blanks_or_null_bytes_alone_are_an_empty_file(clean_store: Store, content: bytes) -> None:
    is_not_read(clean_store, "IMP-101", Upload("membres.csv", content))


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n"])
def test_a_workbook_spoilt_by_what_stands_before_it_is_told_as_damaged(
    clean_store: Store, before: bytes
) -> None:
    content = catalogue.as_ods(grid("membres"))
    is_not_read(clean_store, "IMP-131", Upload("membres.ods", before + content))


@pytest.mark.parametrize(
    "title",
    [
        "Set de table",
        "From",
        "Use",
        "MZ",
        "BM",
        "{nom}",
        "[nom]",
        "--",
        "<nom>",
        "@nom",
        "# nom",
        "Date: 2024",
    ],
)
def test_a_table_with_an_odd_first_title_is_still_a_table(clean_store: Store, title: str) -> None:
    is_not_read(clean_store, "IMP-110", Upload("essai.csv", f"{title};Couleur\nA;B\n".encode()))


def test_a_table_in_wide_letters_of_the_east_is_still_a_table(clean_store: Store) -> None:
    titles = ";".join(chr(sign) for sign in range(0x4E00, 0x4E40))
    is_not_read(clean_store, "IMP-110", Upload("essai.csv", f"{titles}\n{titles}\n".encode("utf-16")))
