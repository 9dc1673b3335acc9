"""Catalogue of bad inputs, C1: encodings. Numbers are those of the catalogue."""

from __future__ import annotations

import codecs

import catalogue
import pytest
import uploads
from catalogue import fingerprinted, grid, is_accepted, is_refused, letter, put, upload

from dse.ingest import Upload
from dse.store import Store

NAMES = ("membres", "accompagnements", "activites")
ENCODINGS = {
    1: "utf-8-sig",
    2: "cp1252",
    3: "iso8859-15",
    4: "utf-16",
    5: "utf-32",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("item", ENCODINGS)
def test_1_to_5_encodings_of_today(clean_store: Store, name: str, item: int) -> None:
    text = catalogue.as_csv(grid(name)).decode()
    if item == 3 and "’" in text:
        pytest.skip("l’ISO 8859-15 n’a pas d’apostrophe typographique")
    content = text.encode(ENCODINGS[item], "strict")
    is_accepted(clean_store, Upload(f"{name}.csv", content))


@pytest.mark.parametrize("name", NAMES)
def test_4_unicode_text_of_excel(clean_store: Store, name: str) -> None:
    text = catalogue.as_csv(grid(name), "\t", end="\r\n").decode()
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        is_accepted(clean_store, Upload(f"{name}.txt", mark + text.encode(encoding)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
def test_6_mac_and_dos_are_never_silent(clean_store: Store, name: str, encoding: str) -> None:
    text = catalogue.as_csv(grid(name)).decode().replace("’", "'").replace(" (€)", "")
    proposal = fingerprinted(clean_store, [Upload(f"{name}.csv", text.encode(encoding))])
    assert "IMP-103" in {each.code for each in (*proposal.problems, *proposal.doubts)}


TWICE = [
    ("Les amis de FranÃ§ois", "« Les amis de François »"),
    ("Lâ€™eau", "« L’eau »"),
    ("Ã‰tude", "« Étude »"),
    ("FranÃƒÂ§ois", "« François »"),
    ("L\x92eau \x9cuvre", "« L’eau œuvre »"),
]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(("text", "intended"), TWICE)
def test_8_accents_read_twice(clean_store: Store, kind: str, text: str, intended: str) -> None:
    cells = put(put(grid("membres"), 2, "Nom", text), 3, "Nom", text)
    proposal = is_refused(
        clean_store, [("IMP-115", 2, "B"), ("IMP-115", 3, "B")], upload("membres", cells, kind)
    )
    assert all(intended in each.advice for each in proposal.problems)


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("row", [2, 3])
def test_10_a_sign_that_was_lost(clean_store: Store, kind: str, row: int) -> None:
    cells = put(grid("accompagnements"), row, "Intitulé", "Probl\ufffdme")
    is_refused(clean_store, [("IMP-114", row, "D")], upload("accompagnements", cells, kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(("title", "code"), [("Co\ufffdt (€)", "IMP-114"), ("CoÃ»t (€)", "IMP-115")])
def test_8_and_10_in_a_title(clean_store: Store, kind: str, title: str, code: str) -> None:
    cells = put(grid("accompagnements"), 1, "Coût (€)", title)
    wanted = [(code, 1, letter("accompagnements", "Coût (€)"))]
    is_refused(clean_store, wanted, upload("accompagnements", cells, kind))


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x07", "\x1b", "\x7f"])
@pytest.mark.parametrize("row", [2, 3])
def test_11_a_null_or_control_sign(clean_store: Store, sign: str, row: int) -> None:
    cells = put(grid("accompagnements"), row, "Intitulé", f"Évaluer{sign} un programme")
    is_refused(clean_store, [("IMP-104", row, "D")], upload("accompagnements", cells))


def test_11_a_null_sign_in_a_title(clean_store: Store) -> None:
    cells = put(grid("membres"), 1, "Champ", "Cha\x00mp")
    is_refused(clean_store, [("IMP-104", 1, letter("membres", "Champ"))], upload("membres", cells))


def test_12_a_file_of_another_encoding_beside_good_ones_keeps_all_out(clean_store: Store) -> None:
    wrong = Upload(
        "membres.csv", catalogue.as_csv(grid("membres")).decode().replace("’", "'").encode("cp850")
    )
    others = [each for each in uploads.every_clean() if each.name != "membres.csv"]
    proposal = fingerprinted(clean_store, [*others, wrong])
    assert proposal.status in ("refused", "confirm", "unchanged")
    assert "IMP-103" in {each.code for each in (*proposal.problems, *proposal.doubts)}


def pasted(name: str, *rows: int, ends: str = "\n", mark: bytes = b"") -> Upload:
    """A file in UTF-8 but for some lines, which Windows has written."""
    lines = catalogue.as_csv(grid(name)).decode().splitlines()
    written = [line.encode("cp1252" if row in rows else "utf-8") for row, line in enumerate(lines, 1)]
    return Upload(f"{name}.csv", mark + ends.encode().join([*written, b""]))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["unix", "windows", "mac"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["plain", "marked"])
@pytest.mark.parametrize(
    ("name", "rows", "reason"),
    [
        ("membres", (3,), "la ligne 3 ne se lit pas comme le reste (« Lysée »)"),
        ("offre", (2,), "la ligne 2 ne se lit pas comme le reste (« d’évaluation »)"),
    ],
)
def test_7_two_encodings_pasted_together_are_named_with_the_line(
    clean_store: Store, ends: str, mark: bytes, name: str, rows: tuple[int, ...], reason: str
) -> None:
    proposal = is_refused(clean_store, [("IMP-103", None, None)], pasted(name, *rows, ends=ends, mark=mark))
    assert reason in proposal.problems[0].reason


def test_7_several_lines_of_the_other_encoding_are_counted(clean_store: Store) -> None:
    lines = [line.encode("utf-8") for line in catalogue.as_csv(grid("membres")).decode().splitlines()]
    others = [f"X{row};Fondation d’Étrée {row};;;FR;FONDATION".encode("cp1252") for row in range(2)]
    many = [f"Y{row};Évêché réuni à Étrée {row};;;FR;FONDATION".encode() for row in range(9)]
    file = Upload("membres.csv", b"\n".join([*lines, *many, *others, b""]))
    proposal = is_refused(clean_store, [("IMP-103", None, None)], file)
    assert (
        "la ligne 16 et 1 autre ne se lisent pas comme le reste (« d’Étrée »)" in proposal.problems[0].reason
    )


def test_7_a_file_of_windows_with_a_few_texts_of_utf_8_is_told_at_its_cells(clean_store: Store) -> None:
    cells = put(grid("membres"), 3, "Nom", "Ville de LysÃ©e")
    content = catalogue.as_csv(cells, encoding="cp1252")
    is_refused(clean_store, [("IMP-115", 3, "B")], Upload("membres.csv", content))


def test_7_a_file_cut_in_the_middle_of_a_sign_is_told(clean_store: Store) -> None:
    whole = catalogue.as_csv(grid("activites")).rstrip() + "\nACT-3;;FORMATION;;É".encode()
    proposal = is_refused(clean_store, [("IMP-103", None, None)], Upload("activites.csv", whole[:-1]))
    assert "milieu d’un caractère" in proposal.problems[0].reason
