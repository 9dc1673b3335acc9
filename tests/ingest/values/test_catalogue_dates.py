"""Catalogue of bad inputs, C6: dates. Numbers are those of the catalogue."""

from __future__ import annotations

from datetime import date, datetime

import catalogue
import pytest
import workbooks
from catalogue import grid, is_accepted, is_asked, is_refused, letter, put, upload

from dse.ingest import Upload
from dse.store import Store

ASKED = letter("accompagnements", "Demande")


def requested(text: str, kind: str, row: int = 2) -> Upload:
    """The requests, the date of one of them otherwise."""
    return upload("accompagnements", put(grid("accompagnements"), row, "Demande", text), kind)


SPELLINGS = (
    "03/04/2018",
    "3/4/2018",
    "03-04-2018",
    "03.04.2018",
    "03 / 04 / 2018",
    "2018-04-03",
    "2018/04/03",
    "2018-04-03T00:00:00",
    "2018-04-03T00:00:00Z",
    "03/04/2018 00:00",
    "2018-04-03 00:00:00.000",
    "3 avril 2018",
    "3 avr. 2018",
    "3-avr.-2018",
    "mardi 3 avril 2018",
    "03 AVRIL 2018",
    "03/04/2018\u00a0",
)


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", SPELLINGS)
def test_77_the_third_of_april(clean_store: Store, kind: str, text: str) -> None:
    is_accepted(clean_store, requested(text, kind))


@pytest.mark.parametrize("row", [2, 3])
@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    "text", ["04/13/2018", "12/31/2018", "2018-13-01", "31/02/2018", "29/02/2019", "31/04/2018"]
)
def test_79_80_no_such_day(clean_store: Store, kind: str, text: str, row: int) -> None:
    is_refused(clean_store, [("IMP-206", row, ASKED)], requested(text, kind, row))


PERIODS = ("avril 2018", "2018", "T2 2018", "été 2018", "04/2018", "S1 2018", "2018-04")
NO_DATES = (
    "hier",
    "3/4",
    "?",
    "n.c.",
    "12",
    "03/04/20188",
    "vers le 03/04/2018",
    "03/04/2018 (prévu)",
    "20180403",
    "٠٣/٠٤/٢٠١٨",
)
HOURS = ("2018-04-03 14:30:00", "2018-04-03T14:30:00")
YEARS = ("1/1/1900", "30/12/1899", "01/01/2108", "9999-12-31")


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(
    ("text", "code"),
    [(text, "IMP-207") for text in PERIODS]
    + [(text, "IMP-205") for text in (*NO_DATES, *HOURS)]
    + [(text, "IMP-209") for text in YEARS],
)
def test_81_82_what_is_no_day(clean_store: Store, kind: str, text: str, code: str) -> None:
    is_refused(clean_store, [(code, 2, ASKED)], requested(text, kind))


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["03/04/18", "3-4-18", "3 avril 18", "43193"])
def test_44_82_what_may_be_a_day_asks_and_says_which(clean_store: Store, kind: str, text: str) -> None:
    proposal = is_asked(clean_store, [("IMP-208", 2, ASKED)], requested(text, kind))
    assert "03/04/2018" in proposal.doubts[0].reason
    assert proposal.status == "unchanged"


def dated(value: object, **options: object) -> Upload:
    """A workbook where one date is typed as such."""
    lines = [list(line) for line in grid("accompagnements")]
    lines[1][lines[0].index("Demande")] = value
    kept = [[None if cell == "" else cell for cell in line] for line in lines]
    return Upload("accompagnements.xlsx", workbooks.render_xlsx({"F": kept}, **options))


@pytest.mark.parametrize("since_1904", [False, True])
def test_44_days_of_a_workbook_from_1900_or_1904(clean_store: Store, since_1904: bool) -> None:
    is_accepted(clean_store, dated(date(2018, 4, 3), date_1904=since_1904))
    number = 43193 - 1462 if since_1904 else 43193
    proposal = is_asked(clean_store, [("IMP-208", 2, ASKED)], dated(number, date_1904=since_1904))
    assert "03/04/2018" in proposal.doubts[0].reason and proposal.status == "unchanged"


def test_44_an_hour_or_part_of_a_day_is_refused(clean_store: Store) -> None:
    for value in (datetime.fromisoformat("2018-04-03T14:30:00"), 43193.6):
        is_refused(clean_store, [("IMP-205", 2, ASKED)], dated(value))


ORDER = [
    ("accompagnements", "Fin", 2, "01/01/2010"),
    ("activites", "Fin", 2, "01/01/2012"),
    ("membres", "Départ", 4, "01/01/2010"),
    ("indicateurs", "Fin", 2, "01/01/2015"),
    ("offre", "Fermeture", 3, "01/01/2016"),
    ("partenariats", "Fin", 2, "01/01/2015"),
]


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(("name", "header", "row", "text"), ORDER)
def test_84_an_end_before_its_start(
    clean_store: Store, kind: str, name: str, header: str, row: int, text: str
) -> None:
    proposal = catalogue.fingerprinted(clean_store, [upload(name, put(grid(name), row, header, text), kind)])
    assert {(each.code, each.row) for each in proposal.problems} == {("IMP-406", row)}


OUTSIDE = [
    ("Porteur", {"Porteur": "M003", "Co-porteurs": "", "Demande": "01/01/2016", "Fin": "31/12/2017"}),
    ("Co-porteurs", {"Demande": "01/01/2016", "Fin": "31/12/2017"}),
    ("Porteur", {"Co-porteurs": "", "Demande": "03/04/2012", "Fin": "31/12/2012"}),
]
OTHERS = {"Statut": "Abandonné", "Décision": "", "Début": ""}
MEMBER = [
    {"Demande": "01/01/2015", "Fin": "01/06/2016"},
    {"Demande": "31/12/2015", "Fin": "01/01/2016"},
    {"Demande": "01/01/2016", "Fin": ""},
    {"Co-porteurs": "Ville de Lysee|C001|M003", "Demande": "01/03/2015", "Fin": "02/03/2015"},
    {"Co-porteurs": "Ville de Lysee", "Partenaires": "M003", "Demande": "01/01/2016", "Fin": "31/12/2017"},
]


def carried(cells: dict[str, str], kind: str) -> Upload:
    """The requests, the first of them with other days or other organisations."""
    lines = grid("accompagnements")
    for header, text in (OTHERS | cells).items():
        lines = put(lines, 2, header, text)
    return upload("accompagnements", lines, kind)


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize(("header", "cells"), OUTSIDE)
def test_84_carried_by_a_member_on_days_when_it_is_none(
    clean_store: Store, kind: str, header: str, cells: dict[str, str]
) -> None:
    is_refused(clean_store, [("IMP-411", 2, letter("accompagnements", header))], carried(cells, kind))


@pytest.mark.parametrize("cells", MEMBER)
def test_84_a_day_as_a_member_or_no_membership_at_all_is_enough(
    clean_store: Store, cells: dict[str, str]
) -> None:
    catalogue.is_new(clean_store, carried(cells, "csv"))


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_84_a_decision_before_its_request(clean_store: Store, kind: str) -> None:
    early = upload("accompagnements", put(grid("accompagnements"), 2, "Décision", "01/04/2018"), kind)
    is_asked(clean_store, [("IMP-516", 2, letter("accompagnements", "Décision"))], early)


@pytest.mark.parametrize("kind", catalogue.KINDS)
@pytest.mark.parametrize("text", ["12 mai 2018", "12 MAI 2018", "12-mai-2018", "samedi 12 mai 2018"])
def test_85_french_months(clean_store: Store, kind: str, text: str) -> None:
    is_accepted(
        clean_store, upload("accompagnements", put(grid("accompagnements"), 2, "Décision", text), kind)
    )


@pytest.mark.parametrize(
    "text", ["5 févr. 2019", "5 fevrier 2019", "5 Fév 2019", "5 FÉVRIER 2019", "05-févr-2019"]
)
def test_85_months_with_or_without_accent_and_dot(clean_store: Store, text: str) -> None:
    is_accepted(clean_store, requested(text, "csv", row=3))


@pytest.mark.parametrize("text", ["12/31/2018", "4-13-2018", "04.13.18"])
def test_79_a_month_before_its_day_puts_the_whole_column_in_doubt(clean_store: Store, text: str) -> None:
    cells = put(grid("accompagnements"), 2, "Demande", text)
    proposal = is_refused(
        clean_store, [("IMP-206", 2, letter("accompagnements", "Demande"))], upload("accompagnements", cells)
    )
    assert "toutes les dates de la colonne" in proposal.problems[0].advice
