"""What accompaniments and activities left, counted from the raw files of the demonstration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from counted_store import answer_figure, commit_tables, figure_table

from dse import paths
from dse.store import Store
from schemas import codelists

KINDS = {
    label: code
    for name in ("accompaniment_kinds", "activity_kinds", "output_kinds")
    for code, label in codelists.labels(name).items()
}


def read_raw(name: str, encoding: str = "utf-8-sig") -> pd.DataFrame:
    return pd.read_csv(paths.DEMO / name, sep=";", encoding=encoding)


def read_days(texts: pd.Series) -> pd.Series:
    return pd.to_datetime(texts, format="%d/%m/%Y")


@pytest.fixture(scope="module")
def outputs() -> pd.DataFrame:
    frame = read_raw("productions.csv")
    return frame.assign(
        day=read_days(frame["Remise le"]),
        kind=frame["Type de production"].map(KINDS),
        reference=frame["Accompagnement"].fillna(frame["Activité"]),
    )


@pytest.fixture(scope="module")
def ended(outputs: pd.DataFrame) -> pd.DataFrame:
    """What ended, with the number of its outputs and the days to the first."""
    studies = read_raw("accompagnements.csv")
    studies = studies[studies["Fin"].notna() & studies["Début"].notna() & (studies["Statut"] != "Abandonné")]
    held = read_raw("activites.csv", "cp1252")
    rows = pd.concat(
        [
            studies.assign(is_study=True, end=read_days(studies["Fin"])),
            held.assign(is_study=False, end=read_days(held["Fin"].fillna(held["Date"]))),
        ]
    )
    days = outputs.groupby("reference")["day"].min()
    return rows.assign(
        kind=rows["Type"].map(KINDS),
        outputs=rows["Référence"].map(outputs.groupby("reference").size()).fillna(0),
        days=(rows["Référence"].map(days) - rows["end"]).dt.days,
    )


def test_outputs_by_year_and_kind_are_those_of_the_files(demo_store: Store, outputs: pd.DataFrame) -> None:
    counted = outputs.groupby([outputs["day"].dt.year, "kind"]).agg(
        outputs=("kind", "size"), public=("Publique", lambda texts: int((texts == "oui").sum()))
    )
    found = figure_table(demo_store, "outputs_by_year", "year kind outputs public_outputs")
    assert {row[:2]: row[2:] for row in found if row[2]} == {
        key: (row["outputs"], row["public"]) for key, row in counted.iterrows()
    }


@pytest.mark.parametrize("years", [(2013, 2021), (2013, 2017), (2018, 2021)])
def test_what_ended_and_left_something_is_that_of_the_files(
    demo_store: Store, ended: pd.DataFrame, years: tuple[int, int]
) -> None:
    rows = ended[ended["end"].dt.year.between(*years)]
    counted = {
        kind: (
            len(group),
            int((group["outputs"] > 0).sum()),
            int(group["outputs"].sum()),
            group["days"].median(),
        )
        for kind, group in rows.groupby("kind")
    }
    columns = "support ended leaving outputs median_days"
    found = figure_table(demo_store, "outputs_by_support", columns, first_year=years[0], last_year=years[1])
    assert {row[0]: row[1:] for row in found} == counted


def test_since_2018_experiments_leave_something(demo_store: Store) -> None:
    before, since = (
        dict(
            figure_table(
                demo_store, "outputs_by_support", "support leaving_pct", first_year=first, last_year=last
            )
        )["EXPERIMENTATION"]
        for first, last in ((2013, 2017), (2018, 2021))
    )
    assert before < 30 and since > 80


def test_days_from_the_end_are_those_of_the_files(demo_store: Store, ended: pd.DataFrame) -> None:
    answer = answer_figure(demo_store, "outputs_delays")
    studies = ended[ended["is_study"] & (ended["end"] <= pd.Timestamp(answer.as_of) - pd.Timedelta(days=365))]
    left = studies[studies["days"].between(0, 365)]
    found = figure_table(demo_store, "outputs_delays", "year followed leaving median_days low_days high_days")
    assert found == [
        (
            year,
            len(rows),
            len(own := left.loc[left["end"].dt.year == year, "days"]),
            own.median(),
            own.quantile(0.25),
            own.quantile(0.75),
        )
        for year, rows in studies.groupby(studies["end"].dt.year)
    ]


def test_outputs_that_come_sooner_are_found(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "outputs_delays")
    assert set(answer.table["tendency"]) == {"BAISSE"}
    assert answer.finding.sentence.startswith(
        "Ce que les accompagnements produisent arrive nettement plus tôt"
    )
    assert answer.finding.weight > 0.2


def test_outputs_by_theme_are_those_of_the_files(demo_store: Store, outputs: pd.DataFrame) -> None:
    label = codelists.labels("themes")["GENRE"]
    rows = pd.concat([read_raw("accompagnements.csv"), read_raw("activites.csv", "cp1252")])
    aiming = set(rows.loc[rows[label] > 0, "Référence"])
    of_theme = outputs[outputs["reference"].isin(aiming)]
    found = figure_table(demo_store, "outputs_by_theme", "theme outputs studies activities")
    assert (
        "GENRE",
        len(of_theme),
        of_theme["Accompagnement"].nunique(),
        of_theme["Activité"].nunique(),
    ) in found


def study(identity: str, status: str, started_on: date | None, ended_on: date | None) -> dict[str, object]:
    return {
        "accompaniment_id": identity, "kind": "EVALUATION", "title": identity, "requested_on": date(2018, 12, 1),
        "status": status, "started_on": started_on, "ended_on": ended_on,
    }  # fmt: skip


def output(identity: str, accompaniment_id: str, on: date) -> dict[str, object]:
    return {
        "output_id": identity, "kind": "RAPPORT", "title": identity, "accompaniment_id": accompaniment_id, "delivered_on": on,
    }  # fmt: skip


def test_what_is_delivered_is_counted_once_for_all_figures(tmp_path: Path) -> None:
    """B was refused, and C ended without a start: what is said to come from them is of no year; A left a synthesis before it ended."""
    started = date(2019, 1, 15)
    store = commit_tables(
        tmp_path / "store",
        date(2021, 7, 1),
        {
            "organisations": [{"organisation_id": "M1", "name": "Une"}],
            "memberships": [{"organisation_id": "M1", "joined_on": date(2018, 1, 1)}],
            "accompaniments": [
                study("A", "TERMINE", started, date(2019, 12, 1)),
                study("B", "REFUSE", None, None) | {"requested_on": date(2020, 1, 5)},
                study("C", "TERMINE", None, date(2020, 3, 1)),
                study("D", "TERMINE", started, date(2019, 12, 1)),
            ],
            "accompaniment_organisations": [
                {"accompaniment_id": each, "organisation_id": "M1", "role": "PORTEUR"} for each in "ABCD"
            ],
            "activities": [
                {"activity_id": "V", "kind": "ATELIER", "title": "V", "held_on": date(2021, 3, 1)}
            ],
            "outputs": [
                output("1", "A", date(2019, 11, 20)),
                output("2", "A", date(2020, 1, 10)),
                output("3", "B", date(2020, 2, 1)),
                output("4", "C", date(2020, 4, 1)),
            ],
            "service_targets": [
                {
                    "target_id": "T",
                    "kind": "EVALUATION",
                    "measure": "PRODUCTIONS",
                    "year": 2020,
                    "target": 2.0,
                }
            ],
        },
    )
    by_year = figure_table(store, "outputs_by_year", "year outputs")
    assert (2020, 1) in by_year and sum(count for _, count in by_year) == 2
    assert figure_table(store, "targets_by_year", "actual") == [(1.0,)]
    assert figure_table(store, "outputs_by_support", "support ended leaving median_days") == [
        ("EVALUATION", 2, 1, 0.0), ("ATELIER", 1, 0, None),
    ]  # fmt: skip
    assert figure_table(store, "outputs_delays", "year followed leaving median_days") == [(2019, 2, 1, 0.0)]


def test_what_came_more_than_a_year_after_the_end_is_not_of_its_first_year(tmp_path: Path) -> None:
    store = commit_tables(
        tmp_path / "store",
        date(2021, 7, 1),
        {
            "accompaniments": [
                study(name, "TERMINE", date(2019, 1, 15), date(2019, 6, 1)) for name in ("A", "B")
            ],
            "activities": [
                {"activity_id": "V", "kind": "ATELIER", "title": "V", "held_on": date(2021, 3, 1)},
                {"activity_id": "W", "kind": "ATELIER", "title": "W", "held_on": date(2019, 3, 1)},
            ],
            "outputs": [
                output("O1", "A", date(2020, 5, 31)),
                output("O2", "B", date(2020, 6, 1)),
                output("O3", None, date(2019, 3, 2)) | {"activity_id": "W"},
            ],
        },
    )
    found = figure_table(store, "outputs_delays", "year followed leaving median_days")
    assert found == [(2019, 2, 1, 365)]


def test_an_activity_leaves_outputs_to_those_who_came(tmp_path: Path) -> None:
    tables = {
        "organisations": [{"organisation_id": who, "name": who} for who in ("M1", "M2")],
        "organisation_profiles": [
            {"organisation_id": who, "valid_from": date(2010, 1, 1), "actor_family": family, "field": "AUTRE"}
            for who, family in (("M1", "ONG"), ("M2", "ESS"))
        ],
        "activities": [
            {"activity_id": name, "kind": "FORMATION", "title": name, "held_on": date(2019, 3, 1)}
            for name in ("T", "U")
        ],
        "participations": [
            {"activity_id": name, "organisation_id": who, "role": "PARTICIPANT", "participants": 2}
            for name, who in (("T", "M1"), ("U", "M2"))
        ],
        "outputs": [
            {
                "output_id": f"O{name}",
                "kind": "GUIDE",
                "title": name,
                "activity_id": name,
                "delivered_on": date(2019, 4, 1),
            }
            for name in ("T", "U")
        ],
    }
    store = commit_tables(tmp_path / "store", date(2021, 7, 1), tables)
    columns = "support ended leaving outputs"
    assert figure_table(store, "outputs_by_support", columns) == [("FORMATION", 2, 2, 2)]
    assert figure_table(store, "outputs_by_support", columns, families=("ESS",)) == [("FORMATION", 1, 1, 1)]
