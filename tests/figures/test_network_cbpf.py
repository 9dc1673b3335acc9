"""Composition and participation on real projects, counted again from the raw files: which kinds of organisation, in which year.

A project is read as a stay in the network, from its start to its end, and its submission as an activity to which its
organisation comes: with a project running it comes as a member, without one as a non-member.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter, defaultdict
from datetime import date

import pyarrow as pa
import pytest
from cbpf import FILES, propose_projects
from conftest import shared
from counted_store import Row, answer_figure, build_rows

from dse.ingest import confirm
from dse.store import Store


@pytest.fixture(scope="module", autouse=True)
def real_files() -> None:
    """Skip where there are none, or fail."""
    shared("cbpf")


FAMILIES = {"1": "ONG", "2": "ONG", "3": "PUBLIC_AUTRE", "4": "AUTRE"}
Stay = tuple[date, date]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The projects, with a stay and an activity each."""
    made = Store(tmp_path_factory.mktemp("cbpf_network"))
    confirm(propose_projects(made), made, code="all", author="Essai", message="Fonds communs 2015-2019")
    version = made.current()
    of = {
        row["accompaniment_id"]: row["organisation_id"] for row in _read(made, "accompaniment_organisations")
    }
    projects = [
        row | {"organisation_id": of[row["accompaniment_id"]]} for row in _read(made, "accompaniments")
    ]
    changes = {name: build_rows(name, found) for name, found in _network(projects).items()}
    made.commit(changes, parent=version.number, author="Essai", message="Séjours et venues")
    return made


def _read(store: Store, table: str) -> list[Row]:
    found: pa.Table = store.read(store.current(), table)
    return found.to_pylist()


def _network(projects: list[Row]) -> dict[str, list[Row]]:
    stays: dict[tuple[str, date], date] = {}
    for row in projects:
        if row["started_on"] and row["ended_on"]:
            key = (row["organisation_id"], row["started_on"])
            stays[key] = max(stays.get(key, row["ended_on"]), row["ended_on"])
    came = [row for row in projects if row["requested_on"]]
    return {
        "memberships": [
            {"organisation_id": who, "joined_on": joined, "left_on": left}
            for (who, joined), left in stays.items()
        ],
        "activities": [
            {
                "activity_id": row["accompaniment_id"],
                "kind": "ATELIER",
                "title": "Dépôt",
                "held_on": row["requested_on"],
            }
            for row in came
        ],
        "participations": [
            {
                "activity_id": row["accompaniment_id"],
                "organisation_id": row["organisation_id"],
                "role": "PARTICIPANT",
                "participants": 1,
            }
            for row in came
        ],
    }


# --- the same from the raw files, with nothing of ours ---


def _day(text: str) -> date | None:
    if not text:
        return None
    month, day_, year = map(int, text.split(" ")[0].split("/"))
    return date(year, month, day_)


def _plain(name: str) -> str:
    """Letters and digits without case nor accents, a space for whatever stands between them."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(each if each.isalnum() else " " for each in letters if not unicodedata.combining(each))
    return " ".join(kept.split())


def _periods(projects: list[Stay]) -> list[Stay]:
    """Spans without a day between them, put together."""
    merged: list[list[date]] = []
    for start, end in sorted(projects):
        if merged and (start - merged[-1][1]).days <= 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [tuple(each) for each in merged]


@pytest.fixture(scope="module")
def raw() -> tuple[dict[str, str], dict[str, list[Stay]], list[tuple[str, date]]]:
    """The family of each organisation, its projects' spans, and every submission."""
    families, spans, came = {}, defaultdict(list), []
    for file in FILES:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for line in csv.DictReader(lines):
                who = _plain(line["OrgNm"])
                families.setdefault(who, FAMILIES[line["OrgTypeId"]])
                start, end = _day(line["AStrDt"]), _day(line["AEndDt"])
                if start and end:
                    spans[who].append((start, end))
                if held := _day(line["PrjSubDt"]):
                    came.append((who, held))
    return families, spans, came


def test_kinds_of_organisations_at_each_year_s_end(store: Store, raw) -> None:
    families, spans, _ = raw
    found = answer_figure(store, "composition_by_family").table
    counted = {(row.year, row.actor_family): row.members for row in found.itertuples() if row.members}
    expected = Counter(
        (year, families[who])
        for year in range(2015, 2020)
        for who, projects in spans.items()
        if any(start <= date(year, 12, 31) < end for start, end in _periods(projects))
    )
    assert {key: count for key, count in counted.items() if key[0] in range(2015, 2020)} == expected
    assert sum(expected.values()) > 1000


def test_organisations_that_come_for_the_first_time_come_back_and_leave(store: Store, raw) -> None:
    _, spans, _ = raw
    moves: dict[int, Counter[str]] = defaultdict(Counter)
    for projects in spans.values():
        for place, (start, end) in enumerate(_periods(projects)):
            moves[start.year]["returned" if place else "joined"] += 1
            moves[end.year]["left"] += 1
    found = answer_figure(store, "network_moves").table.set_index("year")
    for year in range(2015, 2020):
        told = found.loc[year, ["joined", "returned", "left"]].to_dict()
        assert told == {name: moves[year][name] for name in ("joined", "returned", "left")}
    assert moves[2018]["returned"] > 20


def test_submissions_by_organisations_without_a_running_project(store: Store, raw) -> None:
    families, spans, came = raw
    visits, outside, firsts = Counter(), Counter(), defaultdict(set)
    for who, held in came:
        is_member = any(start <= held <= end for start, end in spans[who])
        visits[held.year] += 1
        outside[held.year] += not is_member
        firsts[held.year, families[who]] |= {who}
    found = answer_figure(store, "opening_by_year").table.set_index("year")
    assert found["visits"].to_dict() == visits
    assert found["outside_visits"].to_dict() == outside
    organisations = (
        answer_figure(store, "opening_first_and_again").table.set_index("year")["organisations"].to_dict()
    )
    assert {year: count for year, count in organisations.items() if count} == {
        year: len(set().union(*(who for (when, _), who in firsts.items() if when == year))) for year in visits
    }


def test_kinds_of_organisations_that_come_without_a_running_project(store: Store, raw) -> None:
    families, spans, came = raw
    members: dict[tuple[int, str], bool] = defaultdict(bool)
    for who, held in came:
        members[held.year, who] |= any(start <= held <= end for start, end in spans[who])
    expected = Counter((year, families[who]) for (year, who), inside in members.items() if not inside)
    found = answer_figure(store, "opening_by_family").table
    counted = {(row.year, row.actor_family): row.non_members for row in found.itertuples() if row.non_members}
    assert counted == expected
