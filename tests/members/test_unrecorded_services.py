"""The list and the sheets of members, over stores that record less: what is not known is not said never to have been."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd
import pytest
from counted_store import answer_figure

from dse import french
from dse.members import directory, everyone, lines
from dse.members.everyone import NEVER_REACHED, Choice
from dse.members.reasons import list_reasons
from dse.members.recorded import Recorded, read_recorded
from dse.members.sheet import Sheet, read_sheet
from dse.query import Query, Selection, open_version
from dse.store import Store

# The demo has ten members of long standing and one of 2020 whom nothing ever reached.
UNREACHED = {
    "without_visits": "sans accompagnement ; participations non enregistrées",
    "visits_since_2020": "sans accompagnement, ni participation depuis 2020",
    "without_accompaniments": "sans participation ; accompagnements non enregistrés",
}


# Who carries them is not recorded; accompaniments are.
WITHOUT_CARRIERS = {
    "without_carriers": "sans participation ; porteurs d’accompagnements non enregistrés",
    "carriers_since_2018": "sans participation, ni accompagnement depuis 2018 ; avant, porteurs d’accompagnements non enregistrés",
}


class Members(NamedTuple):
    """The list of a store, and every sheet of it."""

    rows: pd.DataFrame
    recorded: Recorded
    sheets: list[Sheet]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=() if name == "visits_since_2020" else pytest.mark.long)
        for name in UNREACHED
    ],
)
def members(request: pytest.FixtureRequest) -> tuple[str, Members]:
    store: Store = request.getfixturevalue(request.param)
    query = Query(open_version(store, store.current().number), Selection())
    rows = everyone.read_everyone(query)
    opened = [directory.find(query, organisation_id) for organisation_id in rows["organisation_id"]]
    sheets = [read_sheet(query, each.organisation) for each in opened if each]
    return request.param, Members(rows, read_recorded(query), sheets)


@pytest.mark.parametrize("name", WITHOUT_CARRIERS)
def test_accompaniments_that_are_imported_are_not_said_not_to_be(
    name: str, request: pytest.FixtureRequest
) -> None:
    store: Store = request.getfixturevalue(name)
    recorded = read_recorded(Query(open_version(store, store.current().number), Selection()))
    assert recorded.describe_unreached(2013) == french.typeset(WITHOUT_CARRIERS[name])


def test_a_need_of_a_kind_that_nobody_is_known_to_carry_is_in_no_list(without_carriers: Store) -> None:
    query = Query(open_version(without_carriers, without_carriers.current().number), Selection())
    unserved = everyone.read_everyone(query)["unserved"].dropna()
    names = {need for text in unserved for need in text.split(" ; ")}
    assert {"Climat", "Formation"} <= names and not {"Évaluation", "Capitalisation"} & names


@pytest.mark.parametrize(
    ("name", "asks_of_all"), [("disjoint", False), ("without_visits_of_2017_2019", True)]
)
def test_nobody_is_said_never_to_have_been_reached_up_to_today_by_what_ends_or_has_a_hole(
    name: str, asks_of_all: bool, request: pytest.FixtureRequest
) -> None:
    store: Store = request.getfixturevalue(name)
    query = Query(open_version(store, store.current().number), Selection())
    recorded, rows = read_recorded(query), everyone.read_everyone(query)
    assert not recorded.is_complete and recorded.has_accompaniments() == asks_of_all
    never = rows[rows["is_never_reached"].fillna(False).astype(bool)]
    assert not len(never) if name == "disjoint" else all(day.year >= 2020 for day in never["joined_on"])
    counted = answer_figure(store, "never_reached").table
    assert not counted[["has_accompaniments", "has_visits"]].all(axis=None)
    needing = [each for each in rows["organisation_id"][rows["needs"] > 0]][:3]
    said = [
        row
        for organisation_id in needing
        for sheet in [read_sheet(query, directory.find(query, organisation_id).organisation)]
        for row in lines.list_needs(sheet.stated_needs.needs, sheet.recorded)
    ]
    assert said and not [row for row in said if row["Dernier service"] == "jamais"]
    assert asks_of_all or not [row for row in said if row["Dernière demande"] == "jamais"]


def test_nobody_is_said_not_to_be_a_member_where_members_are_not_imported(
    without_memberships: Store,
) -> None:
    query = Query(open_version(without_memberships, 1), Selection())
    sheet = read_sheet(query, directory.find(query, "ORG-001").organisation)
    assert lines.describe_standing(sheet) == "Adhésion non enregistrée"
    assert not any("membre" in reason.sentence for reason in list_reasons(sheet))
    assert sheet.participation.years_unrecorded and not sheet.participation.years
    silence = lines.describe_silence(sheet, lines.NEEDS)
    assert "son adhésion n’étant pas enregistrée" in silence and "membre" not in silence


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_nobody_is_said_never_to_have_been_reached(members: tuple[str, Members]) -> None:
    name, found = members
    unknown = found.rows[found.rows["is_never_reached"].isna()]
    never = found.rows[found.rows["is_never_reached"].fillna(False).astype(bool)]
    assert len(unknown) >= 10
    # Who joined since visits are recorded is known.
    assert all(day.year >= 2020 for day in never["joined_on"]) and len(never) == (name == "visits_since_2020")
    said = {plain(found.recorded.describe_unreached(day.year)) for day in unknown["joined_on"]}
    assert said == {UNREACHED[name]}


def test_the_list_keeps_them_with_those_never_reached(members: tuple[str, Members]) -> None:
    _, found = members
    kept = found.rows[everyone._is_chosen(found.rows, Choice(situations=(NEVER_REACHED,)))]
    assert len(kept) == len(found.rows) - (~found.rows["is_never_reached"].fillna(True).astype(bool)).sum()


def test_no_sheet_says_never_of_services_that_are_not_recorded(members: tuple[str, Members]) -> None:
    name, found = members
    texts = [
        plain(text)
        for sheet in found.sheets
        if not sheet.standing.is_never_reached
        for text in (
            *(part for reason in list_reasons(sheet) for part in reason),
            *lines.list_expectations(sheet)[: len(sheet.wishes)],
        )
    ]
    services = r"jamais (?:été accompagnée|touchée|servi)|n’en est venu|n’a plus été"
    wishes = r"jamais venue" if name != "without_accompaniments" else r"(?!)"
    assert len(texts) > 100
    assert not [text for text in texts if re.search(f"{services}|{wishes}", text)]
    assert any(UNREACHED[name] in text for text in texts)


def test_no_need_is_said_to_be_never_served_or_asked_for(members: tuple[str, Members]) -> None:
    name, found = members
    rows = [
        (need, row)
        for sheet in found.sheets
        if sheet.stated_needs
        for need, row in zip(
            sorted(sheet.stated_needs.needs, key=lambda need: need.name),
            sorted(lines.list_needs(sheet.stated_needs.needs, sheet.recorded), key=lambda row: row["Besoin"]),
            strict=True,
        )
    ]
    assert rows and not [row for _, row in rows if "jamais" in row["Dernier service"]]
    assert not [row for _, row in rows if row["Ce qui en est advenu"] == "Jamais touché"]
    asked = {row["Dernière demande"] for _, row in rows}
    outcomes = {row["Ce qui en est advenu"] for _, row in rows}
    if name == "without_accompaniments":
        assert asked == {"aucune d’enregistrée"} and "Jamais demandé à ce sujet" not in outcomes
    else:
        assert "jamais" in asked and "Jamais demandé à ce sujet" in outcomes, "requests are recorded"


def test_a_need_of_a_kind_that_is_not_recorded_at_all_is_in_no_list(members: tuple[str, Members]) -> None:
    name, found = members
    names = {need for text in found.rows["unserved"].dropna() for need in text.split(" ; ")}
    studies, activities = {"Évaluation", "Capitalisation"}, {"Formation", "Communauté de pratiques"}
    assert ("Climat" in names) and (studies <= names) == (name != "without_accompaniments")
    assert (activities <= names) == (name != "without_visits")
