"""Catalogue of bad inputs, C5: numbers, marks, yes and no. Numbers of items are those of the catalogue."""

from __future__ import annotations

import catalogue
import pytest
from catalogue import grid, is_accepted, is_refused, letter, put, upload

from dse.store import Store


def cell(name: str, header: str, text: str, kind: str, row: int = 2):
    """A clean file with one cell that is another."""
    return upload(name, put(grid(name), row, header, text), kind)


AMOUNTS = (
    "12 500,50",
    "12\u00a0500,50",
    "12\u202f500,50",
    "12\u2009500,5",
    "12'500,50",
    "12’500,50",
    "12500.50",
)


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", [*AMOUNTS, "+12500,5", " 12500,50 ", "'12500,5"[1:]])
def test_65_thousands_set_apart(clean_store: Store, kind: str, text: str) -> None:
    is_accepted(clean_store, cell("accompagnements", "Coût (€)", text, kind))


APART = ("3 4", "12 50", "1 234 56", "1234 567")
UNITS = (
    "12 %",
    "1 200 €",
    "1200€",
    "env. 50",
    "50-60",
    ">100",
    "12k",
    "12 EUR",
    "(50)",
    "50-",
    "12*",
    "douze",
    "1/2",
    "½",
)
TOKENS = (
    "n.c.",
    "NC",
    "-",
    "—",
    "?",
    "/",
    "NA",
    "n/a",
    "s.o.",
    "sans objet",
    "néant",
    "…",
    "non renseigné",
    "x",
    "VRAI",
)
POWERS = ("1E5", "1e5", "inf", "-inf", "Infinity", "NaN", "nan", "1e400", "0x10", "1_000", "--5")
ENGLISH = ("1,234.56", "1.234,56", "1 234.567,8", "12,5,6", "12..5", ",5", "5,")
DIGITS = ("１２", "١٢", "1O0", "l2", "Ⅻ", "²")


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", [*APART, *UNITS, *TOKENS, *POWERS, *ENGLISH, *DIGITS])
def test_67_68_70_what_only_looks_like_a_number(clean_store: Store, kind: str, text: str) -> None:
    wanted = [("IMP-202", 2, letter("accompagnements", "Coût (€)"))]
    proposal = is_refused(clean_store, wanted, cell("accompagnements", "Coût (€)", text, kind))
    assert proposal.problems[0].value == text


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["10.500", "1,234"])
def test_69_three_decimals_may_be_thousands(clean_store: Store, kind: str, text: str) -> None:
    wanted = [("IMP-204", 2, letter("accompagnements", "Coût (€)"))]
    is_refused(clean_store, wanted, cell("accompagnements", "Coût (€)", text, kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("row", [2, 3, 4])
@pytest.mark.parametrize(
    ("text", "code"),
    [("3,5", "IMP-203"), ("1.000", "IMP-203"), ("3 personnes", "IMP-202"), ("inf", "IMP-202")],
)
def test_71_a_count_is_whole(clean_store: Store, kind: str, row: int, text: str, code: str) -> None:
    is_refused(clean_store, [(code, row, "D")], cell("presences", "Participants", text, kind, row))


@pytest.mark.parametrize("text", ["3,0", "3.0", "03", "'3"])
def test_71_a_count_written_otherwise(clean_store: Store, text: str) -> None:
    is_accepted(clean_store, cell("presences", "Participants", text, "csv"))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["3", "-1", "6", "NSP", "1,5", "deux", "x", "oui"])
def test_72_a_mark_off_the_scale(clean_store: Store, kind: str, text: str) -> None:
    place = letter("accompagnements", "Genre")
    proposal = is_refused(clean_store, [("IMP-210", 2, place)], cell("accompagnements", "Genre", text, kind))
    assert "« Objectif principal »" in proposal.problems[0].advice


@pytest.mark.parametrize("text", ["2", "Objectif principal", "objectif  PRINCIPAL"])
def test_72_a_mark_by_its_label(clean_store: Store, text: str) -> None:
    is_accepted(clean_store, cell("accompagnements", "Genre", text, "csv"))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["1.2345E+13", "1000.0", "1,23E+5", "12E+3"])
def test_74_a_code_that_a_spreadsheet_took_for_a_number(clean_store: Store, kind: str, text: str) -> None:
    code = "IMP-202"
    is_refused(clean_store, [(code, 3, "A")], cell("activites", "Référence", text, kind, row=3))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["1.23456789E+08", "123456789.0", "12345678", "1234567890", "12345678O"])
def test_74_a_siren_that_lost_digits(clean_store: Store, kind: str, text: str) -> None:
    proposal = is_refused(clean_store, [("IMP-213", 2, "D")], cell("membres", "SIREN", text, kind))
    assert proposal.problems[0].reason == "Un SIREN a neuf chiffres."


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["123456782", "123\u00a0456\u202f782", "'123456782"])
def test_43_a_number_kept_as_text(clean_store: Store, kind: str, text: str) -> None:
    is_accepted(clean_store, cell("membres", "SIREN", text, kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["oui", "OUI", "Oui ", "o", "x", "1", "VRAI", "TRUE", "✓"])
def test_76_yes(clean_store: Store, kind: str, text: str) -> None:
    is_accepted(clean_store, cell("membres", "ESS", text, kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["peut-être", "2", "-", "?", "oui/non", "NSP", "✗"])
def test_76_neither_yes_nor_no(clean_store: Store, kind: str, text: str) -> None:
    is_refused(clean_store, [("IMP-212", 2, letter("membres", "ESS"))], cell("membres", "ESS", text, kind))
