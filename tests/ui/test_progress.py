"""The rule of progress, worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from dse.charts import bullet
from dse.french import typeset
from dse.indicator_status import Aim, assess, elapsed_pct
from schemas import codelists

QUANTITY = "1"


def aim(direction: str, baseline: float | None, target: float | None, **more: object) -> Aim:
    """An aim on a quantity, without tolerance unless told."""
    told = {"measure": QUANTITY, "tolerance": None} | more
    return Aim(direction=direction, baseline=baseline, target=target, **told)


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "actual", "elapsed", "status", "pct"),
    [
        ("HAUSSE", 20, 40, 30, 40, "EN_BONNE_VOIE", 50),
        ("HAUSSE", 20, 40, 30, 50, "EN_BONNE_VOIE", 50),
        ("HAUSSE", 20, 40, 30, 51, "EN_RETARD", 50),
        ("HAUSSE", 20, 40, 30, 100, "NON_ATTEINTE", 50),
        ("HAUSSE", 20, 40, 40, 10, "ATTEINTE", 100),
        ("HAUSSE", 20, 40, 50, 100, "ATTEINTE", 150),
        ("HAUSSE", 20, 40, 10, 10, "EN_RETARD", -50),
        ("BAISSE", 100, 80, 85, 50, "EN_BONNE_VOIE", 75),
        ("BAISSE", 100, 80, 80, 50, "ATTEINTE", 100),
        ("BAISSE", 100, 80, 120, 100, "NON_ATTEINTE", -100),
        ("HAUSSE", -10, 10, 0, 60, "EN_RETARD", 50),
    ],
)
def test_progress_is_the_way_done_from_baseline_to_target(
    direction: str, baseline: float, target: float, actual: float, elapsed: float, status: str, pct: float
) -> None:
    found = assess(aim(direction, baseline, target), actual, elapsed)
    assert (found.status, found.progress_pct, found.note) == (status, pct, None)


@pytest.mark.parametrize(
    ("indicator", "actual", "status", "note"),
    [
        (aim("HAUSSE", 30, 20), 25, "ATTEINTE", "cible déjà atteinte au départ"),
        (aim("HAUSSE", 30, 20), 19, "NON_ATTEINTE", "cible déjà atteinte au départ"),
        (aim("BAISSE", 20, 25), 24, "ATTEINTE", "cible à ne pas dépasser, déjà tenue au départ"),
        (aim("HAUSSE", 90, 90), 90, "ATTEINTE", "la cible est égale au départ"),
        (aim("HAUSSE", 90, 90), 89, "NON_ATTEINTE", "la cible est égale au départ"),
        (aim("HAUSSE", None, 6), 7, "ATTEINTE", "aucune valeur de départ"),
        (
            aim("HAUSSE", 1, 3, measure="4"),
            2,
            "NON_ATTEINTE",
            "niveaux sur une échelle, sans distance à calculer",
        ),
        (aim("MAINTIEN", None, 85, tolerance=5), 80, "ATTEINTE", None),
        (aim("MAINTIEN", 85, 85, tolerance=5), 90.5, "NON_ATTEINTE", None),
        (aim("MAINTIEN", 85, 85, tolerance=0), 85, "ATTEINTE", None),
        (aim("MAINTIEN", 1, 1.0, tolerance=0.1), 1.1, "ATTEINTE", None),
        (aim("BAISSE", None, 0.3), 0.1 + 0.2, "ATTEINTE", "aucune valeur de départ"),
    ],
)
def test_without_a_way_to_measure_only_reached_or_not_is_told(
    indicator: Aim, actual: float, status: str, note: str | None
) -> None:
    status_found = assess(indicator, actual, 10)
    assert (status_found.status, status_found.progress_pct, status_found.note) == (status, None, note)


@pytest.mark.parametrize(
    ("indicator", "actual", "note"),
    [
        (aim("HAUSSE", 1, None), 2, "aucune cible"),
        (aim("HAUSSE", 1, 3), None, "aucune valeur réalisée"),
        (aim("MAINTIEN", 1, 3), 3, "aucune tolérance déclarée"),
        (aim("HAUSSE", 1, 3, measure="3"), 2, "catégorie sans ordre, sans calcul"),
        (aim("HAUSSE", 1, 3, measure="5"), 2, "appréciation qualitative, sans calcul"),
    ],
)
def test_what_cannot_be_computed_says_why(indicator: Aim, actual: float | None, note: str) -> None:
    status_found = assess(indicator, actual, 10)
    assert (status_found.status, status_found.progress_pct, status_found.note) == (
        "NON_CALCULABLE",
        None,
        note,
    )


def test_time_passes_from_the_first_day_to_the_last_included() -> None:
    start, end = date(2021, 1, 1), date(2023, 12, 31)
    assert elapsed_pct(start, end, date(2020, 12, 31)) == 0
    assert elapsed_pct(start, end, date(2021, 12, 31)) == pytest.approx(100 / 3)
    assert elapsed_pct(start, end, end) == elapsed_pct(start, end, date(2030, 1, 1)) == 100
    assert elapsed_pct(end, end, end) == 100


def test_every_status_is_a_code_with_a_french_label() -> None:
    told = {"ATTEINTE", "EN_BONNE_VOIE", "EN_COURS", "EN_RETARD", "NON_ATTEINTE", "NON_CALCULABLE"}
    assert set(codelists.codes("indicator_statuses")) == told


@pytest.mark.parametrize(
    ("actual", "unit", "text"),
    [
        (1, "communautés", "1 communauté"),
        (2, "communautés", "2 communautés"),
        (1, "mois", "1 mois"),
        (1.5, "jours", "1,5 jour"),
        (1, "%", "1 %"),
    ],
)
def test_a_unit_agrees_with_its_value(actual: float, unit: str, text: str) -> None:
    row = {"value": None, "actual": actual, "unit": unit, "target": None, "target_on": None}
    assert bullet._values(row) == typeset(text)
