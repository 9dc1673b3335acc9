"""Published results of the French government through a form kept with the tests, computed again from the raw files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conftest import shared

from dse import paths
from dse.figures.framework import behind, breakdowns, overall
from dse.figures.framework.periods import periods
from dse.indicator_status import ALREADY_HELD
from dse.ingest import Proposal, Upload, confirm, propose
from dse.ingest.spelling import canonical
from dse.query import Query, Selection, open_version
from dse.store import Store

FORM = paths.ROOT / "tests" / "forms" / "barometre.toml"
TERRITORY = {
    "national": "maille_geographique",
    "regional": "libelle_region",
    "departemental": "libelle_departement",
}
FALLING = {"duree-moyenne-traitement-demandes-allocation-adulte-handicape"}
NOT_PUBLISHED_AS_REACHED = ("Doubs", "tx-entreprise-egalite-pro")

Row = tuple[dict[str, str], dict[str, object]]


def raw(path: Path) -> list[dict[str, str]]:
    """Lines of a published file, read by nothing of ours."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def proposed(store: Store, path: Path) -> Proposal:
    """What one file would change."""
    return propose([Upload(path.name, path.read_bytes())], store, form=FORM)


def imported(store: Store, path: Path) -> Proposal:
    """One file imported; it raises no doubt."""
    proposal = proposed(store, path)
    assert proposal.status in ("ready", "unchanged"), [each.sentence for each in proposal.problems[:5]]
    confirm(proposal, store, code=None, author="Essai", message=path.name)
    return proposal


def synthesis(level: str) -> Path:
    """The file of a level, or a skip."""
    return shared("barometre_resultats") / f"barometre-resultats-synthese-{level}.csv"


def history() -> list[Path]:
    """The ten published versions of the national file, in order of time."""
    return sorted((shared("barometre_resultats") / "historique").glob("*.csv"))


def about(line: dict[str, str], territory: str) -> tuple[str, str, str]:
    """What a line is about: identifier, title and territory, however they are typed."""
    place = "" if line[territory] == "national" else line[territory]
    return line["id_indicateur"], canonical(line["indicateur"]), canonical(place)


@pytest.fixture(scope="module", params=TERRITORY)
def level(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Row]]:
    """A level, and each published line with our row of the same indicator and territory."""
    store = Store(tmp_path_factory.mktemp(request.param))
    path = synthesis(request.param)
    imported(store, path)
    frame = periods(Query(open_version(store, 1), Selection()), latest=True)
    ours = {
        (row["indicator_id"][:-7], canonical(row["title"]), canonical(row["breakdown_label"])): row
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    }
    lines = raw(path)
    assert len(ours) == len({about(line, TERRITORY[request.param]) for line in lines})
    return request.param, [(line, ours[about(line, TERRITORY[request.param])]) for line in lines]


def side(line: dict[str, str]) -> float | None:
    """Distance from baseline to target in the declared direction: negative on the wrong side; None if unknown."""
    if not line["cible"] or not line["valeur_initiale"]:
        return None
    way = float(line["cible"]) - float(line["valeur_initiale"])
    return -way if line["id_indicateur"] in FALLING else way


def test_progress_is_the_published_one_wherever_the_target_is_on_the_declared_side(
    level: tuple[str, list[Row]],
) -> None:
    compared = 0
    for line, row in level[1]:
        if (side(line) or 0) > 0:
            ours = min(100.0, max(0.0, row["progress_pct"]))
            assert abs(ours - float(line["pourcentage_cible"])) <= 0.5, line
            compared += 1
    assert compared == sum((side(line) or 0) > 0 for line, _ in level[1]) > 40


def test_a_target_on_the_wrong_side_is_said_and_only_reached_or_not(level: tuple[str, list[Row]]) -> None:
    name, rows = level
    wrong = [(line, row) for line, row in rows if (side(line) or 0) < 0]
    assert len(wrong) == {"national": 0, "regional": 3, "departemental": 69}[name]
    for line, row in wrong:
        assert row["progress_pct"] is None
        assert row["note"] in ALREADY_HELD.values()
        told = {"ATTEINTE": 100.0, "NON_ATTEINTE": 0.0}[row["status"]]
        where = (line.get("libelle_departement"), line["id_indicateur"])
        if where == NOT_PUBLISHED_AS_REACHED:
            assert (line["valeur_actuelle"], line["cible"], line["pourcentage_cible"]) == (
                "90.0",
                "90.0",
                "0.0",
            )
            assert told == 100.0
        else:
            assert told == float(line["pourcentage_cible"]), line


def test_a_target_equal_to_the_baseline_or_unknown_gives_no_percentage(level: tuple[str, list[Row]]) -> None:
    for line, row in level[1]:
        if not side(line):
            assert row["progress_pct"] is None and row["note"]
        if not line["cible"]:
            assert (row["status"], row["note"]) == ("NON_CALCULABLE", "aucune cible")


def test_one_identifier_under_two_titles_is_two_indicators_and_a_repeated_line_counts_once(
    tmp_path: Path,
) -> None:
    path = synthesis("national")
    proposal = imported(Store(tmp_path), path)
    lines = raw(path)
    assert (len(lines), len({line["id_indicateur"] for line in lines})) == (59, 57)
    assert (
        proposal.diffs["indicators"].added
        == len({about(line, "maille_geographique") for line in lines})
        == 58
    )
    assert proposal.diffs["indicator_periods"].added == 58
    repeated = [each for each in proposal.notices if each.code == "IMP-408"]
    assert len(repeated) == 1
    same = [tuple(line.values()) for line in lines]
    assert same[repeated[0].row - 2] in same[: repeated[0].row - 2]


def rows_by_key(
    lines: list[dict[str, str]], columns: tuple[str, ...]
) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """What raw lines say of one table, by indicator and territory; a baseline without a value is none."""
    return {
        about(line, "maille_geographique"): tuple(_value(line[name]) for name in columns)
        for line in lines
        if columns[0] != "valeur_initiale" or line["valeur_initiale"]
    }


def _value(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text.strip()


TABLES = {
    "indicators": ("mesure", "indicateur", "unite"),
    "indicator_baselines": ("valeur_initiale", "date_valeur_initiale"),
    "indicator_periods": ("cible", "date_cible", "valeur_actuelle", "date_valeur_actuelle"),
}


def test_ten_published_versions_one_after_the_other_each_give_the_right_difference(tmp_path: Path) -> None:
    store = Store(tmp_path)
    known: dict[str, dict[tuple[str, str, str], tuple[object, ...]]] = {table: {} for table in TABLES}
    changed = []
    for path in history():
        proposal, lines = imported(store, path), raw(path)
        for table, columns in TABLES.items():
            old, new = known[table], rows_by_key(lines, columns)
            added = sum(key not in old for key in new)
            changes = sum(key in old and old[key] != new[key] for key in new)
            diff = proposal.diffs[table]
            assert (diff.added, diff.changed, diff.removed) == (added, changes, 0), (path.name, table)
            known[table] = old | new
        changed.append(tuple(proposal.diffs[table].changed for table in TABLES))
        assert store.current().number == len(changed)
    assert changed.count((0, 1, 0)) == 1


def test_two_published_versions_differ_in_one_baseline_date_and_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for path in history()[5:7]:
        proposal = imported(store, path)
    assert {table for table, diff in proposal.diffs.items() if not diff.is_empty} == {"indicator_baselines"}
    detail = proposal.details["indicator_baselines"]
    (before,), (after,) = detail.before.to_pylist(), detail.after.to_pylist()
    assert {name for name in before if before[name] != after[name]} == {"observed_on"}


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    imported(store, synthesis("regional"))
    assert proposed(store, synthesis("regional")).status == "unchanged"


def test_the_figures_of_the_page_hold_at_six_thousand_values(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in TERRITORY:
        confirm(proposed(store, synthesis(name)), store, code="all", author="Essai", message=name)
    query = Query(open_version(store, store.current().number), Selection())
    parts = breakdowns.by_breakdown(query)
    territories = {
        about(line, TERRITORY[name])
        for name in ("regional", "departemental")
        for line in raw(synthesis(name))
    }
    assert (len(overall.of_all(query)), len(parts)) == (58, len(territories))
    bars = breakdowns.FIGURE.chart(parts).to_dict()["layer"][0]
    drawn = next(iter(breakdowns.FIGURE.chart(parts).to_dict()["datasets"].values()))
    assert bars["mark"]["type"] == "bar" and sum(row["count"] for row in drawn) == len(territories)
    assert set(behind.behind(query)["status"]) == {"EN_RETARD", "NON_ATTEINTE"}


def test_the_workbook_of_the_departments_says_what_the_csv_says(tmp_path: Path) -> None:
    store = Store(tmp_path)
    imported(store, synthesis("departemental"))
    workbook = shared("barometre_resultats") / "barometre-resultats-departements-synthese.xlsx"
    assert proposed(store, workbook).status == "unchanged"
