"""What was produced, the targets and the next steps of the demo: they cite what there is, and what is planted can be counted."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache
from statistics import fmean

import pytest
from test_demo_files import LAST_DAY, NULL_SEEDS, day

from dse import paths
from tests.demo import generator
from tests.demo.generator import outputs

Rows = list[dict[str, str]]
SPANS = (range(2013, 2016), range(2019, 2022))


@cache
def files(seed: int = generator.SEED, effects: bool = True) -> dict[str, Rows]:
    content = generator.generate_files(seed, effects)
    return {
        name: list(
            csv.DictReader(
                io.StringIO(text.decode("cp1252" if name == "activites.csv" else "utf-8-sig")), delimiter=";"
            )
        )
        for name, text in content.items()
    }


def waits(content: dict[str, Rows], years: range) -> list[int]:
    """Days from the end of each accompaniment that ended in some years to its first output."""
    first: dict[str, date] = {}
    for row in content["productions.csv"]:
        if reference := row["Accompagnement"]:
            first[reference] = min(day(row["Remise le"]), first.get(reference, LAST_DAY))
    ended = {row["Référence"]: day(row["Fin"]) for row in content["accompagnements.csv"] if row["Fin"]}
    return [(when - ended[each]).days for each, when in first.items() if ended[each].year in years]


def share_left(content: dict[str, Rows], years: range) -> float:
    """Share of the experiments of some years that left something."""
    left = {row["Activité"] for row in content["productions.csv"]}
    held = [
        row["Référence"]
        for row in content["activites.csv"]
        if row["Type"] == "Expérimentation" and day(row["Date"]).year in years
    ]
    return sum(each in left for each in held) / len(held)


def test_outputs_come_after_what_they_come_from_and_are_named_apart() -> None:
    content = files()
    rows = content["productions.csv"]
    ends = {
        row["Référence"]: row["Fin"]
        for name in ("accompagnements.csv", "activites.csv")
        for row in content[name]
    }
    assert len({row["Référence de la production"] for row in rows}) == len(rows)
    for row in rows:
        assert bool(row["Accompagnement"]) != bool(row["Activité"])
        assert day(ends[row["Accompagnement"] or row["Activité"]]) <= day(row["Remise le"]) <= LAST_DAY


def test_outputs_come_sooner_and_experiments_leave_more() -> None:
    early, late = (fmean(waits(files(), years)) for years in SPANS)
    assert early > 1.7 * late
    assert share_left(files(), range(2013, outputs.SHARED_SINCE)) < 0.5
    assert share_left(files(), range(outputs.SHARED_SINCE, 2021)) > 0.75


def test_without_effects_neither_moves() -> None:
    means = [[fmean(waits(files(seed, False), years)) for years in SPANS] for seed in NULL_SEEDS]
    early, late = (fmean(each) for each in zip(*means, strict=True))
    assert early == pytest.approx(late, rel=0.1)
    shares = [
        [share_left(files(seed, False), years) for years in (range(2013, 2018), range(2018, 2021))]
        for seed in NULL_SEEDS
    ]
    before, after = (fmean(each) for each in zip(*shares, strict=True))
    assert before == pytest.approx(after, abs=0.1)


def test_every_effect_of_these_files_is_written_down() -> None:
    text = (paths.ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    for name, _ in outputs.EFFECTS:
        assert f"| `{name}` |" in text
    early, late = (round(fmean(waits(files(), years))) for years in SPANS)
    assert f"{early} jours en 2013-2015, {late} en 2019-2021" in text
    assert f"{len(files()['productions.csv'])} productions" in text


def test_next_steps_are_about_what_there_is() -> None:
    content = files()
    titles = {
        "organisation": ("membres.csv", "Identifiant"),
        "partnership": ("partenariats.csv", "Référence"),
        "accompaniment": ("accompagnements.csv", "Référence"),
        "activity": ("activites.csv", "Référence"),
        "decision": ("decisions.csv", "decision_id"),
    }
    steps = content["prochaines_etapes.csv"]
    assert {row["subject"] for row in steps} == set(titles)
    for row in steps:
        name, column = titles[row["subject"]]
        assert row["subject_id"] in {each[column] for each in content[name]}
    is_late = [not row["done_on"] and row["due_on"] <= LAST_DAY.isoformat() for row in steps]
    assert 5 <= sum(is_late) < len(steps)
