"""Bytes to cells: encodings, delimiters and broken lines, each known by its spreadsheet row."""

from __future__ import annotations

import pytest
import uploads

from dse import paths
from dse.ingest import Upload, propose
from dse.ingest.files import cells, reader
from dse.ingest.recognition import form_matching
from dse.store import Store

FORMS = form_matching.load_known_forms(paths.FORMS)
LINES = ("Activité;Organisation;Rôle;Participants;Dont femmes", "ACT-1;Œuvre d’été « n° 5 »;Participant;3;2")


def read(content: bytes) -> cells.Sheet:
    return reader.read_sheets(
        Upload("f.csv", content), lambda headers: form_matching.best_likeness(headers, FORMS)
    )[0]


def text(*lines: str, end: str = "\n") -> str:
    return end.join((*lines, ""))


def problems(content: bytes) -> list[tuple[str, int | None, str | None]]:
    return [(each.code, each.row, each.column) for each in read(content).problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_give_the_same_cells(encoding: str) -> None:
    sheet = read(text(*LINES).encode(encoding))
    assert not sheet.problems and not sheet.doubts
    assert sheet.headers[0] == "Activité" and sheet.columns[1] == ("Œuvre d’été « n° 5 »",)


def test_iso_8859_15_is_told_by_its_own_letters() -> None:
    sheet = read(
        "Activité;Organisation;Rôle;Participants\nA;Le cœur à 5 €;Participant;1\n".encode("iso8859-15")
    )
    assert sheet.columns[1] == ("Le cœur à 5 €",) and not sheet.doubts


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_mac_and_dos_files_ask_or_are_refused_and_never_pass(encoding: str) -> None:
    line = "ACT-1;Fédération des comités;Participant;3;2"
    sheet = read(text(LINES[0], line).encode(encoding))
    told = [*sheet.problems, *sheet.doubts]
    assert [each.code for each in told] == ["IMP-103"]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_a_doubtful_encoding_shows_what_the_word_may_be(encoding: str) -> None:
    header = "Code;Nom;Rang"
    sheet = read(text(header, "1;décidé;2").encode(encoding))
    assert "« décidé »" in sheet.doubts[0].reason


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_the_expected_headers(delimiter: str) -> None:
    sheet = read(text(*(line.replace(";", delimiter) for line in LINES)).encode("utf-8"))
    assert len(sheet.headers) == 5 and not sheet.problems


def test_the_delimiter_is_not_the_most_frequent_sign() -> None:
    sheet = read(text("Identifiant;Nom;Autres noms", "M1;A, B, C, D;E, F, G").encode("utf-8"))
    assert sheet.columns[1] == ("A, B, C, D",)


def test_a_separator_line_is_not_a_row() -> None:
    sheet = read(text("sep=;", *LINES).encode("utf-8"))
    assert sheet.headers[0] == "Activité" and tuple(sheet.numbers) == (2,)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_separator_line_is_told_by_any_end_of_line(end: str) -> None:
    sheet = read(text("sep=;", *LINES, LINES[1], end=end).encode("utf-8"))
    assert sheet.headers[0] == "Activité" and tuple(sheet.numbers) == (2, 3) and not sheet.problems


def test_one_cell_is_singular() -> None:
    sheet = read(text("Activité;Organisation;Rôle", "A", "A;B;C").encode("utf-8"))
    assert sheet.problems[0].reason == "La ligne a 1 cellule au lieu de 3."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_read(end: str) -> None:
    assert read(text(*LINES, LINES[1], end=end).encode("utf-8")).numbers == range(2, 4)


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    content = text("Activité;Organisation", "", 'A;"deux\nlignes"', ";", ";;;;", "B;C").encode("utf-8")
    sheet = read(content)
    assert tuple(sheet.numbers) == (3, 6) and not sheet.problems


def test_empty_cells_past_the_last_header_are_accepted() -> None:
    assert not read(text("Activité;Organisation;", "A;B;", "C;D;;;").encode("utf-8")).problems


def test_a_cell_too_many_and_a_cell_too_few_are_named_at_their_line() -> None:
    content = text("Activité;Organisation;Rôle", "A;B;C", "A;B;C;D", "A;B", "A;B;C").encode("utf-8")
    assert problems(content) == [("IMP-106", 3, "D"), ("IMP-107", 4, "C")]


def test_a_line_broken_in_two_is_named_twice() -> None:
    content = text("Activité;Organisation;Rôle", "A;B", "suite;C", "A;B;C").encode("utf-8")
    assert problems(content) == [("IMP-107", 2, "C"), ("IMP-107", 3, "C")]


def test_an_open_quote_is_named_where_it_opens() -> None:
    good = [f"A{number};B" for number in range(2, 40)]
    content = text("Activité;Organisation", *good, 'A40;"B', *good).encode("utf-8")
    assert problems(content) == [("IMP-105", 40, None)]


def test_repeated_headers_are_refused_with_both_columns() -> None:
    sheet = read(text("Activité;Note;Rôle;note ", "A;1;2;3").encode("utf-8"))
    assert [(each.code, each.row, each.column) for each in sheet.problems] == [("IMP-108", 1, "D")]
    assert "colonne B" in sheet.problems[0].reason


def test_a_null_sign_is_named_at_its_cell() -> None:
    assert problems(b"Activit\xc3\xa9;Organisation\nA;B\nC;D\x00E\n") == [("IMP-104", 3, "B")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "IMP-101"),
        (b" \r\n ", "IMP-101"),
        ("Activité;Organisation\n".encode(), "IMP-112"),
        (b"PK\x03\x04rest", "IMP-131"),
        (b"\xd0\xcf\x11\xe0rest", "IMP-102"),
        (b"<html><table></table></html>", "IMP-102"),
        (b"PAR1rest", "IMP-102"),
        (b"\x80\x04\x95rest", "IMP-102"),
        (b"Activit\x81;Organisation\nA;B\n", "IMP-103"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    assert [each[0] for each in problems(content)] == [code]


def test_a_cell_of_a_million_signs_is_refused() -> None:
    content = text("Activité;Organisation", f"A;{'x' * 1_000_000}").encode("utf-8")
    assert problems(content) == [("IMP-109", 2, None)]


@pytest.mark.parametrize(
    "header",
    ["Référence\u00a0", "\u200bRéférence", " reference ", "RÉFÉRENCE", "Re\u0301fe\u0301rence", "Réf."],
)
def test_headers_are_known_whatever_their_spelling(tmp_path: object, header: str) -> None:
    upload = uploads.changed("activites", "Référence;Offre", f"{header};Offre")
    files = [each for each in uploads.every_clean() if each.name != "activites.csv"]
    proposal = propose([*files, upload], Store(tmp_path))
    assert not proposal.problems and proposal.forms[-1] == "activites"


@pytest.mark.parametrize(
    "name", ["..\\..\\store\\manifests\\00000001.json", "../../x.csv", "a" * 300, "📊.csv"]
)
def test_the_name_of_a_file_is_only_shown(name: str) -> None:
    display_name = Upload(name, b"").display_name
    assert len(display_name) <= 60 and "/" not in display_name and "\\" not in display_name
