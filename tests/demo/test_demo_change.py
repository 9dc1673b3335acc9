"""Partnerships and changes of the demonstration: what is planted, counted again in the lines of their files."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from dse import paths
from tests.demo import generator
from tests.demo.generator import changes, partnerships

Rows = list[dict[str, str]]
NULL_SEEDS = range(5)
STUDIES = [f"Accompagnements, contribution {word}" for word in ("décisive", "partagée", "faible")]
ACTIVITIES = [f"Activités, contribution {word}" for word in ("décisive", "partagée", "faible")]
DEPTHS = ("Échange", "Coopération ponctuelle", "Partenariat conventionné", "Alliance")


@cache
def files(seed: int = generator.SEED, effects: bool = True) -> dict[str, Rows]:
    names = ("partenariats.csv", "changements.csv", "accompagnements.csv", "activites.csv", "presences.csv")
    encodings = {"activites.csv": "cp1252"}
    content = generator.generate_files(seed, effects)
    return {
        name: list(
            csv.DictReader(io.StringIO(content[name].decode(encodings.get(name, "utf-8-sig"))), delimiter=";")
        )
        for name in names
    }


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone


def names_in(row: dict[str, str], columns: list[str]) -> list[str]:
    return [each for column in columns for each in row[column].split(" | ") if each]


def unforeseen(rows: Rows, first: int, last: int) -> float:
    mine = [row for row in rows if first <= day(row["Observé le"]).year <= last]
    return sum(row["Prévu"] == "Imprévu" for row in mine) / len(mine)


def verified(rows: Rows, studied: bool) -> float:
    mine = [row for row in rows if bool(names_in(row, STUDIES)) is studied]
    return sum(row["Vérification"] == "Vérifié" for row in mine) / len(mine)


def cited_more(files: dict[str, Rows]) -> float:
    """The share of ended AOC that is cited, less that of the other accompaniments."""
    cited = {each for row in files["changements.csv"] for each in names_in(row, STUDIES)}
    ended = [row for row in files["accompagnements.csv"] if row["Statut"] == "Terminé"]
    shares = []
    for is_aoc in (True, False):
        mine = [row for row in ended if (row["Type"] == "Démarche AOC") is is_aoc]
        shares.append(sum(row["Référence"] in cited for row in mine) / len(mine))
    return shares[0] - shares[1]


def test_what_is_planted_can_be_counted() -> None:
    rows = files()["changements.csv"]
    assert unforeseen(rows, 2019, 2021) - unforeseen(rows, 2013, 2015) > 0.3
    assert verified(rows, True) - verified(rows, False) > 0.3
    assert cited_more(files()) > 0.3


def test_draws_without_effects_do_not_show_it() -> None:
    drawn = [files(seed, False) for seed in NULL_SEEDS]
    rises = [
        unforeseen(each["changements.csv"], 2019, 2021) - unforeseen(each["changements.csv"], 2013, 2015)
        for each in drawn
    ]
    gaps = [
        verified(each["changements.csv"], True) - verified(each["changements.csv"], False) for each in drawn
    ]
    for found in (rises, gaps, [cited_more(each) for each in drawn]):
        assert abs(sum(found) / len(found)) < 0.12
        assert min(found) < 0.05


def spells(seed: int = generator.SEED, effects: bool = True) -> dict[tuple[str, str, str], Rows]:
    found: dict[tuple[str, str, str], Rows] = {}
    for row in files(seed, effects)["partenariats.csv"]:
        found.setdefault((row["Partenaire"], row["Service"], row["Type"]), []).append(row)
    return found


def test_partnerships_follow_one_another_without_a_hole() -> None:
    for rows in spells().values():
        for before, after in zip(rows, rows[1:], strict=False):
            assert day(after["Début"]) == day(before["Fin"]) + timedelta(days=1)
            assert DEPTHS.index(after["Profondeur"]) == DEPTHS.index(before["Profondeur"]) + 1


def test_one_partnership_goes_all_the_way_and_one_partner_opens_services() -> None:
    by_partner = {key: [row["Profondeur"] for row in rows] for key, rows in spells().items()}
    assert by_partner[partnerships.COORDINATION, "", "Co-organisation"] == list(DEPTHS)
    services = [service for partner, service, _ in by_partner if partner == partnerships.AGENCY]
    assert services[0] == partnerships.FUNDING_DESK and len(set(services)) == 3
    begun = [day(spells()[key][0]["Début"]).year for key in by_partner if key[0] == partnerships.AGENCY]
    assert begun[0] <= 2013 < min(begun[1:])


@pytest.mark.parametrize("seed", NULL_SEEDS)
def test_without_effects_no_partnership_deepens_begins_or_ends(seed: int) -> None:
    for rows in spells(seed, False).values():
        assert len(rows) == 1 and not rows[0]["Fin"] and day(rows[0]["Début"]).year <= partnerships.BEGUN[1]


def test_a_change_cites_what_came_before_it_and_concerned_its_observer() -> None:
    content = files()
    ended = {row["Référence"]: row for row in content["accompagnements.csv"] if row["Statut"] == "Terminé"}
    held = {row["Référence"]: day(row["Date"]) for row in content["activites.csv"]}
    for row in content["changements.csv"]:
        when = day(row["Observé le"])
        for each in names_in(row, STUDIES):
            assert when - changes.LATELY <= day(ended[each]["Fin"]) <= when
            assert row["Organisation"] in names_in(ended[each], ["Porteur", "Partenaires"])
        assert all(when - changes.LATELY <= held[each] <= when for each in names_in(row, ACTIVITIES))


def test_every_effect_of_these_files_is_written_down() -> None:
    text = (paths.ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    for name, _ in (*partnerships.EFFECTS, *changes.EFFECTS):
        assert f"| `{name}` |" in text
    rows = files()["changements.csv"]
    studied = [row for row in rows if names_in(row, STUDIES)]
    assert (
        f"{len(rows)} changements observés par {len({row['Organisation'] for row in rows})} organisations"
        in text
    )
    assert f"({sum(row['Vérification'] == 'Vérifié' for row in studied)} sur {len(studied)})" in text
