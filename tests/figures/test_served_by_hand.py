"""Who was accompanied, and who was that or came to an activity: counted from the demo's own files, line by line."""

from __future__ import annotations

import math
from datetime import date, datetime
from functools import cache

import pandas as pd
import pytest

from dse import figures, paths
from dse.figures import REGISTRY
from dse.query import Selection
from dse.store import Store

FIRST, LAST = 2019, 2021
CLOSED = date(2021, 12, 10)  # the wave of 2021
# By theme: members accompanied, and members accompanied or at an activity, of the 88 of that day.
EXPECTED = {"Agroécologie": (10, 38), "Genre": (25, 63), "Interculturalité": (10, 56)}
CODES = {"Agroécologie": "AGROECO", "Genre": "GENRE", "Interculturalité": "INTERCULTURALITE"}


@cache
def read_raw(name: str, encoding: str = "utf-8-sig") -> pd.DataFrame:
    return pd.read_csv(
        paths.DEMO / f"{name}.csv", sep=";", dtype=str, encoding=encoding, keep_default_na=False
    )


def parse_day(text: str) -> date | None:
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None  # noqa: DTZ007 - a day has no zone


@cache
def find_members() -> frozenset[str]:
    """The identifiers of the members of the day."""
    return frozenset(
        line["Identifiant"]
        for line in read_raw("membres").to_dict("records")
        if line["Adhésion"]
        and parse_day(line["Adhésion"]) <= CLOSED
        and (not line["Départ"] or parse_day(line["Départ"]) >= CLOSED)
    )


@cache
def list_identifiers() -> dict[str, str]:
    """The identifier of each organisation under each of its names."""
    lines = [*read_raw("membres").to_dict("records"), *read_raw("autres_organisations").to_dict("records")]
    names = {line["Nom"]: line["Identifiant"] for line in lines}
    others = {
        other.strip(): line["Identifiant"] for line in lines for other in line["Autres noms"].split("|")
    }
    return others | names


def list_accompanied(theme: str) -> set[str]:
    lines = read_raw("accompagnements").to_dict("records")
    return {
        list_identifiers()[name.strip()]
        for line in lines
        if line["Début"] and FIRST <= parse_day(line["Début"]).year <= LAST and line[theme] in ("1", "2")
        for name in (line["Porteur"], *line["Co-porteurs"].split("|"))
        if name.strip()
    }


def list_visitors(theme: str) -> set[str]:
    activities = {
        line["Référence"]
        for line in read_raw("activites", "cp1252").to_dict("records")
        if FIRST <= parse_day(line["Date"]).year <= LAST and line[theme] in ("1", "2")
    }
    return {
        list_identifiers()[line["Organisation"]]
        for line in read_raw("presences").to_dict("records")
        if line["Activité"] in activities
        and line["Organisation"] in list_identifiers()
        and int(line["Participants"]) > 0
    }


@pytest.mark.parametrize("theme", EXPECTED)
def test_a_theme_is_served_as_its_lines_say_both_ways(demo_store: Store, theme: str) -> None:
    accompanied, members = list_accompanied(theme), find_members()
    served = accompanied | list_visitors(theme)
    counts = len(accompanied & members), len(served & members)
    assert counts == EXPECTED[theme]
    table = figures.answer(demo_store, 1, REGISTRY["gaps_by_theme"], Selection()).table
    row = table[table["theme"] == CODES[theme]].iloc[0]
    assert (row["accompanied"], row["met"], row["members"]) == (*counts, len(members))
    assert row["gap_points"] == pytest.approx(row["need_pct"] - 100 * counts[1] / len(members))
    assert row["accompanied_gap_points"] == pytest.approx(row["need_pct"] - 100 * counts[0] / len(members))


def test_the_three_gaps_that_were_told_of_accompaniments_alone(demo_store: Store) -> None:
    """As the method says it, « ou une activité a eu lieu »: two of the three gaps change their sign."""
    table = figures.answer(demo_store, 1, REGISTRY["gaps_by_theme"], Selection()).table.set_index("theme")
    gaps = table[["accompanied_gap_points", "gap_points"]].astype(float).round()
    assert gaps.loc["AGROECO"].tolist() == [83, 51]
    assert gaps.loc["GENRE"].tolist() == [37, -6]
    assert gaps.loc["INTERCULTURALITE"].tolist() == [18, -34]


SCALE = [
    "Pas du tout satisfait·e",
    "Plutôt pas satisfait·e",
    "Ni satisfait·e ni insatisfait·e",
    "Plutôt satisfait·e",
    "Très satisfait·e",
]
FAVOURABLE = SCALE[3:]


def find_users() -> pd.DataFrame:
    """One line an offer and organisation that used it in the three years: carried what started, or came."""
    carried = read_raw("accompagnements")
    carried = carried[carried["Début"].str[-4:].isin(["2019", "2020", "2021"])]
    carriers = (carried["Porteur"] + "|" + carried["Co-porteurs"]).str.split("|")
    led = carried.assign(name=carriers).explode("name")[["Offre", "name"]]
    held = read_raw("activites", "cp1252")
    held = held[held["Date"].str[-4:].isin(["2019", "2020", "2021"])]
    came = read_raw("presences").merge(held[["Référence", "Offre"]], left_on="Activité", right_on="Référence")
    came = came[came["Participants"].astype(int) > 0].rename(columns={"Organisation": "name"})
    users = pd.concat([led, came[["Offre", "name"]]])
    users["member"] = users["name"].str.strip().map(list_identifiers())
    return users[(users["Offre"] != "") & users["member"].isin(find_ever_members())].drop_duplicates(
        ["Offre", "member"]
    )


def find_ever_members() -> set[str]:
    """The identifiers of those that were members on some day of the three years."""
    lines = read_raw("membres")
    joined, left = (pd.to_datetime(lines[title], format="%d/%m/%Y") for title in ("Adhésion", "Départ"))
    is_member = (joined <= pd.Timestamp(LAST, 12, 31)) & (left.isna() | (left >= pd.Timestamp(FIRST, 1, 1)))
    return set(lines.loc[is_member, "Identifiant"])


def rate_members() -> pd.Series:
    """How favourable each member of the day is, 0 to 1: the mean of its people to each question, then of its questions."""
    replies = read_raw("enquete_membres_2021")
    replies = replies[replies["Vous répondez en tant que"] == "Membre du réseau"]
    questions = [title for title in replies if "satisfait·e" in title]
    answers = replies.melt("Structure", questions, "question", "answer")
    answers = answers[answers["answer"].isin(SCALE)]
    answers["member"] = answers["Structure"].map(list_identifiers())
    answers = answers[answers["member"].isin(find_members())]
    answers["hit"] = answers["answer"].isin(FAVOURABLE)
    return answers.groupby(["member", "question"])["hit"].mean().groupby("member").mean()


def test_the_satisfied_of_each_offer_are_those_of_the_lines(demo_store: Store) -> None:
    rates = rate_members()
    expected = {}
    for offer, users in find_users().groupby("Offre"):
        rated = users["member"].map(rates).dropna()
        halves_up = math.floor(round(rated.sum(), 3) + 0.5)
        expected[offer] = (len(users), len(rated), halves_up)
    table = figures.answer(demo_store, 1, REGISTRY["offers_satisfaction"], Selection()).table
    favourable = (table["satisfied_pct"].astype(float) * table["satisfied_base"] / 100).fillna(0).round()
    titles = read_raw("offre").set_index("Intitulé")["Identifiant"]
    shown = {
        titles[title]: (int(met), int(base), int(count))
        for title, met, base, count in zip(
            table["title"], table["met"], table["satisfied_base"], favourable, strict=True
        )
    }
    assert len(shown) > 8
    assert shown == expected
