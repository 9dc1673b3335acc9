"""Numbers of staff where a list has bands: each is in one band, found without asking number by number."""

from __future__ import annotations

from pathlib import Path

import pytest
import uploads

from dse.ingest import propose
from dse.ingest.recognition import number_bands
from dse.store import Store
from schemas import codelists

TITLES = "Identifiant;Nom;Famille d’acteur;Champ;Taille"


@pytest.mark.parametrize("number", [0, 1, 9, 10, 49, 50, 249, 250, 4000])
def test_a_number_is_in_the_band_that_its_description_says(number: int) -> None:
    code = number_bands.find_band(f"{number}", codelists.labels("size_bands"))
    expected = next(
        name
        for name, last in (("MOINS_10", 9), ("DE_10_A_49", 49), ("DE_50_A_249", 249), ("PLUS_250", 10**9))
        if number <= last
    )
    assert code == expected


@pytest.mark.parametrize("text", ["aucun", "?", "12-15", "-3", "1,5", "douze", "12 bénévoles"])
def test_what_is_no_number_of_staff_is_in_no_band(text: str) -> None:
    assert number_bands.find_band(text, codelists.labels("size_bands")) is None


def test_lists_that_are_no_bands_have_none() -> None:
    assert number_bands.find_band("12", codelists.labels("actor_families")) is None
    assert number_bands.find_band("12", {"A": "10 à 20", "B": "12 et plus"}) is None


def test_the_numbers_of_a_column_are_together(tmp_path: Path) -> None:
    lines = [
        f"X{at};Nom {at};ONG;Solidarité internationale;{size}"
        for at, size in enumerate(["12", "120", "5", "3 salariés", "aucun", "12"])
    ]
    upload = uploads.build_upload("membres.csv", TITLES, *lines)
    (bands,) = number_bands.find_number_bands(propose([upload], Store(tmp_path / "store")).unlisted_values)
    assert (bands.form, bands.headers) == ("membres", ("Taille",))
    assert bands.texts_by_label == {
        "Moins de 10 salarié·es": ["5", "3 salariés"],
        "10 à 49 salarié·es": ["12"],
        "50 à 249 salarié·es": ["120"],
    }
