"""Texts of cells to values: what is read, what is refused, what asks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import schemas
from dse import french
from dse.ingest.forms.definitions import Header
from dse.ingest.issues import CellIssue
from dse.ingest.spelling import canonical
from dse.ingest.values import dates, numbers, parsing
from dse.ingest.values.codes import code_parser
from schemas import codelists, our_lists


def read(text: str, table: str, column: str, **options: object) -> object:
    """Value of a cell, or the code of what is wrong with it."""
    header = Header("Colonne", **options)
    parser = parsing.cell_parser(header, parsing.column_parser(schemas.column(table, column), header))
    value, fault = parser(text)
    return fault.code if fault else value


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234,5", "1234.50"),
        ("1234.5", "1234.50"),
        ("1 234,5", "1234.50"),
        ("1\u00a0234,5", "1234.50"),
        ("1\u202f234\u202f567", "1234567.00"),
        (" 12 ", "12.00"),
        ("0012", "12.00"),
        ("'-5", "-5.00"),
        ("−5", "-5.00"),
        ("9999999999,99", "9999999999.99"),
    ],
)
def test_french_amounts_are_read_exactly(text: str, amount: str) -> None:
    assert read(text, "accompaniments", "cost_eur") == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3 4", "IMP-202"),
        ("1 23", "IMP-202"),
        ("1234 567", "IMP-202"),
        ("1E5", "IMP-202"),
        ("inf", "IMP-202"),
        ("NaN", "IMP-202"),
        ("1e400", "IMP-202"),
        ("12 %", "IMP-202"),
        ("1 200 €", "IMP-202"),
        ("env. 50", "IMP-202"),
        ("50-60", "IMP-202"),
        (">100", "IMP-202"),
        ("n.c.", "IMP-202"),
        ("-", "IMP-202"),
        ("?", "IMP-202"),
        ("١٢", "IMP-202"),
        ("1.234,5", "IMP-202"),
        ("10.500", "IMP-204"),
        ("0,125", "IMP-204"),
        ("10000000000", "IMP-202"),
    ],
)
def test_what_only_looks_like_an_amount_is_refused(text: str, code: str) -> None:
    assert read(text, "accompaniments", "cost_eur") == code


@pytest.mark.parametrize(
    ("text", "correction"),
    [
        ("12 000 €", "12 000"),
        ("12000€", "12 000"),
        ("12 000,5 EUR", "12 000,50"),
        ("12 euros", "12"),
        ("12 k€", "12 000"),
        ("1,5 M€", "1 500 000"),
    ],
)
def test_an_amount_with_its_unit_is_refused_with_the_number_to_type(text: str, correction: str) -> None:
    fault = numbers.parse_amount(text)
    assert fault.code == "IMP-202" and fault.advice == f"Écrivez {correction.replace(' ', french.NARROW)}."


@pytest.mark.parametrize(
    "text", ["12.500 €", "1,234 k€", "12 m€", "3 4 €", "12 $", "12 CHF", "0,001 €", "1E5 €"]
)
def test_no_number_is_proposed_for_what_is_not_sure(text: str) -> None:
    assert "par exemple" in numbers.parse_amount(text).advice


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_the_number_to_type_is_the_amount_that_was_meant(amount: Decimal) -> None:
    written = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
    assert numbers.parse_amount(numbers.parse_amount(f"{written} €").advice[len("Écrivez ") : -1]) == amount


@pytest.mark.parametrize("name", codelists.names())
def test_labels_are_known_without_hyphens_apostrophes_nor_accents(name: str) -> None:
    labels = codelists.labels(name)
    plain = str.maketrans("-’'", "   ")
    for code, label in labels.items():
        assert code_parser([name])(canonical(label).translate(plain)) == (code, None)


@pytest.mark.parametrize("text", ["-1", "1-", "Oui ?", "Suivi/évaluation", "Mali (?)"])
def test_other_signs_than_hyphens_still_tell_labels_apart(text: str) -> None:
    assert all(code_parser([name])(text)[0] is None for name in codelists.names())


def test_a_label_that_only_its_hyphen_tells_from_another_is_read_only_as_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    labels = {"UN": "Sous-traitance", "DEUX": "Sous traitance"}
    monkeypatch.setattr(codelists, "labels", lambda _: labels)
    monkeypatch.setattr(our_lists, "codes", lambda _: ())
    reads = [code_parser(["liste"])(text) for text in (*labels.values(), "Sous – traitance")]
    assert [value for value, _ in reads] == ["UN", "DEUX", None] and reads[2][1].code == "IMP-210"


def test_a_form_may_declare_powers_rounding_and_missing_tokens() -> None:
    assert read("1.96999E+07", "accompaniments", "cost_eur", scientific=True) == Decimal("19699900.00")
    assert read("0,125", "accompaniments", "cost_eur", round=2) == Decimal("0.13")
    assert read("N.C.", "accompaniments", "cost_eur", missing=("n.c.",)) is None


@pytest.mark.parametrize(("text", "expected"), [("12", 12), ("1 200", 1200), ("12,0", 12), ("0", 0)])
def test_counts_are_whole(text: str, expected: int) -> None:
    assert read(text, "activities", "places") == expected


@pytest.mark.parametrize("text", ["12,5", "1,000", "1.000"])
def test_a_count_with_decimals_or_english_thousands_is_refused(text: str) -> None:
    assert read(text, "activities", "places") == "IMP-203"


@pytest.mark.parametrize("text", ["10.500", "1,000", "-12,345"])
def test_three_decimals_may_be_thousands_and_ask(text: str) -> None:
    header = Header("Valeur")
    parser = parsing.cell_parser(
        header, parsing.column_parser(schemas.column("indicator_periods", "actual"), header)
    )
    value, fault = parser(text)
    assert value == float(text.replace(",", "."))
    assert fault is not None and fault.code == "IMP-215" and fault.is_question


@pytest.mark.parametrize("text", ["0,125", "1234,567", "10,5", "10,5000"])
def test_decimals_that_are_no_thousands_are_read(text: str) -> None:
    assert read(text, "indicator_periods", "actual") == float(text.replace(",", "."))


def test_a_count_that_does_not_fit_is_refused() -> None:
    assert read("9" * 30, "activities", "places") == "IMP-202"


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2018",
        "3/4/2018",
        "03-04-2018",
        "03.04.2018",
        "2018-04-03",
        "2018-04-03 00:00:00",
        "3 avril 2018",
        "3 avr. 2018",
        "3 AVRIL 2018",
        " 03/04/2018\u200b",
    ],
)
def test_days_are_read_the_french_way(text: str) -> None:
    assert read(text, "activities", "held_on") == date(2018, 4, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er février 2018", date(2018, 2, 1)),
        ("2 févr. 2018", date(2018, 2, 2)),
        ("5 aout 2018", date(2018, 8, 5)),
        ("5 août 2018", date(2018, 8, 5)),
        ("29/02/2020", date(2020, 2, 29)),
        ("05-févr-2019", date(2019, 2, 5)),
        ("05-févr.-2019", date(2019, 2, 5)),
        ("lundi 5 février 2019", date(2019, 2, 5)),
        ("Dimanche, 5 février 2019", date(2019, 2, 5)),
        ("1 er février 2019", date(2019, 2, 1)),
    ],
)
def test_months_are_read_with_or_without_accents_and_dots(text: str, day: date) -> None:
    assert read(text, "activities", "held_on") == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2018", "IMP-206"),
        ("29/02/2019", "IMP-206"),
        ("04/13/2018", "IMP-206"),
        ("avril 2018", "IMP-207"),
        ("2018", "IMP-207"),
        ("T2 2018", "IMP-207"),
        ("été 2018", "IMP-207"),
        ("04/2018", "IMP-207"),
        ("1/1/1900", "IMP-209"),
        ("30/12/1899", "IMP-209"),
        ("01/01/2108", "IMP-209"),
        ("demain", "IMP-205"),
        ("03/04-2018", "IMP-205"),
        ("2018-04-03 14:30", "IMP-205"),
    ],
)
def test_what_is_not_a_day_is_refused(text: str, code: str) -> None:
    assert read(text, "activities", "held_on") == code


@pytest.mark.parametrize(
    ("text", "day"),
    [("03/04/18", date(2018, 4, 3)), ("03/04/98", date(1998, 4, 3)), ("43193", date(2018, 4, 3))],
)
def test_two_digit_years_and_spreadsheet_numbers_ask(text: str, day: date) -> None:
    value, fault = dates.parse_date(text)
    assert value == day
    assert fault is not None and fault.is_question and f"{day:%d/%m/%Y}" in fault.reason


def test_a_declared_date_is_read_as_declared_and_no_other_way() -> None:
    american = ("%m/%d/%Y %I:%M:%S %p",)
    assert dates.parse_date("12/1/2021 12:00:00 AM", american) == (date(2021, 12, 1), None)
    assert isinstance(dates.parse_date("03/04/2018", american)[1], CellIssue)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, True) for text in ("oui", "OUI", "Oui ", "o", "x", "1", "VRAI", "TRUE", "✓")]
    + [(text, False) for text in ("non", "N", "0", "faux")]
    + [("", None), ("peut-être", "IMP-212")],
)
def test_yes_and_no_are_read_from_a_table(text: str, expected: object) -> None:
    assert read(text, "organisation_profiles", "is_ess") == expected


@pytest.mark.parametrize(
    "text", ["COLLECTIF_OSC", "collectif d'osc", "Collectif d’OSC", "  COLLECTIF D’OSC "]
)
def test_a_code_is_read_from_its_code_or_its_label(text: str) -> None:
    assert read(text, "organisation_profiles", "actor_family") == "COLLECTIF_OSC"


def test_leading_zeros_and_words_that_look_missing_are_kept() -> None:
    assert code_parser(("regions",))("01") == ("01", None)
    assert read("NA", "organisations", "country") == "NA"
    for name in ("Null", "None", "True", "nan"):
        assert read(name, "organisations", "name") == name


def test_texts_are_composed_and_trimmed_and_otherwise_kept() -> None:
    assert read("\u200b Cafe\u0301  du\nport \ufeff", "organisations", "name") == "Café  du\nport"
    assert read("'=HYPERLINK(1)", "organisations", "name") == "=HYPERLINK(1)"
    assert read("<script>$x$ :red[a]", "organisations", "name") == "<script>$x$ :red[a]"


def test_lost_and_twice_encoded_accents_are_named_with_what_was_meant() -> None:
    assert read("Fran\ufffdais", "organisations", "name") == "IMP-114"
    header = Header("Nom")
    _, fault = parsing.cell_parser(header, lambda text: (text, None))("FranÃ§ois")
    assert fault is not None and fault.code == "IMP-115" and "« François »" in fault.advice
    assert read("São João", "organisations", "name") == "São João"


def test_declared_values_are_matched_whole_or_by_their_longest_beginning() -> None:
    declared = {"values": (("4-", ""), ("4- Likely", "1")), "match": "prefix"}
    assert read("4- Likely to contribute", "theme_marks", "score", **declared) == 1
    assert read("4- Not applicable", "theme_marks", "score", **declared) is None
    assert read("5", "theme_marks", "score", **declared) == "IMP-211"
    assert read("4- Likely so", "theme_marks", "score", values=(("4- Likely", "1"),)) == "IMP-211"


def test_each_distinct_text_is_read_once() -> None:
    seen: list[str] = []

    def parser(text: str) -> parsing.ParseResult:
        seen.append(text)
        return text, None

    assert parsing.parse_column(["a", "b", "a", "a"], parser).values == ["a", "b", "a", "a"]
    assert seen == ["a", "b"]


def test_every_type_of_the_schemas_has_a_parser() -> None:
    samples = {pa.string(): "a", pa.int64(): "1", pa.float64(): "1,5", pa.bool_(): "oui"}
    samples |= {
        pa.date32(): "03/04/2018",
        pa.decimal128(12, 2): "1,50",
        pa.timestamp("s"): "2018-04-03T10:00:00",
    }
    for table in schemas.TABLES:
        for column in schemas.columns(table):
            text = "OUI" if column.codelists else samples[column.type]
            if not column.codelists:
                value, fault = parsing.column_parser(column, Header("C"))(text)
                assert fault is None
                assert pa.array([value], column.type).type == column.type
