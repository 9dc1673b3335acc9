"""A number under « Région »: that of a region, or of a department."""

from __future__ import annotations

import pytest

from dse.ingest.values import codes, list_checks
from schemas import codelists


@pytest.mark.parametrize(
    ("number", "code", "places"),
    [
        ("75", "75", ("Nouvelle-Aquitaine", "Paris", "Île-de-France")),
        ("93", "93", ("Provence-Alpes-Côte d’Azur", "Seine-Saint-Denis", "Île-de-France")),
        ("94", "94", ("Corse", "Val-de-Marne", "Île-de-France")),
        ("01", "01", ("Guadeloupe", "Ain", "Auvergne-Rhône-Alpes")),
    ],
)
def test_a_number_of_a_region_and_of_a_department_is_asked_about(
    number: str, code: str, places: tuple[str, ...]
) -> None:
    value, doubt = codes.region_parser()(number)
    assert value == code and doubt is not None and doubt.is_question and doubt.code in list_checks.MATCHABLE
    assert all(name in f"{doubt.reason} {doubt.advice}" for name in places)


@pytest.mark.parametrize(
    ("number", "region"), [("38", "Auvergne-Rhône-Alpes"), ("2A", "Corse"), ("9", "Occitanie")]
)
def test_the_number_of_a_department_alone_proposes_its_region(number: str, region: str) -> None:
    value, fault = codes.region_parser()(number)
    assert value is None and fault is not None and f"« {region} »" in fault.advice


def test_every_department_is_of_one_region() -> None:
    labels = codelists.labels("regions")
    for number in codes.departments.NAMES:
        others = [code for code in codes.find_meant(number.upper(), ("regions",)) if code != number]
        assert len(others) == 1, (number, [labels[code] for code in others])


def test_a_name_is_not_asked_about() -> None:
    assert codes.region_parser()("Bretagne") == ("53", None)
    assert codes.region_parser()("bretagne") == ("53", None)
