"""The activities counted from the raw files of the demonstration: places, people, women, on site and remote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from counted_store import Row, answer_figure, commit_tables, figure_table

from dse import french, paths
from dse.figures.groups import Groups
from dse.store import Store
from schemas import codelists

KINDS = {label: code for code, label in codelists.labels("activity_kinds").items()}
FAMILIES = {label: code for code, label in codelists.labels("actor_families").items()}


def read_raw(name: str, encoding: str = "utf-8-sig") -> pd.DataFrame:
    return pd.read_csv(paths.DEMO / name, sep=";", encoding=encoding)


def read_days(texts: pd.Series) -> pd.Series:
    return pd.to_datetime(texts, format="%d/%m/%Y")


@pytest.fixture(scope="module")
def activities() -> pd.DataFrame:
    frame = read_raw("activites.csv", "cp1252")
    return frame.assign(day=read_days(frame["Date"]), kind=frame["Type"].map(KINDS))


@pytest.fixture(scope="module")
def presences(activities: pd.DataFrame) -> pd.DataFrame:
    """A line a presence, with its activity and the family of its organisation that day."""
    frame = read_raw("presences.csv").merge(
        activities[["Référence", "day", "kind", "Format"]], left_on="Activité", right_on="Référence"
    )
    return frame.assign(
        year=frame["day"].dt.year, family=list(find_families(frame["Organisation"], frame["day"]))
    )


def list_organisations() -> pd.DataFrame:
    return pd.concat([read_raw("membres.csv"), read_raw("autres_organisations.csv")])


def name_organisations(names: pd.Series) -> pd.Series:
    """An organisation is written by its name or by another."""
    return names.map(list_identifiers(list_organisations()))


def list_identifiers(rows: pd.DataFrame) -> dict[str, str]:
    return {
        text.strip(): row["Identifiant"]
        for _, row in rows.iterrows()
        for names in (row["Nom"], row["Autres noms"])
        if isinstance(names, str)
        for text in names.split("|")
    }


def find_families(names: pd.Series, days: pd.Series) -> Iterator[str | None]:
    rows = list_organisations()
    rows = rows.assign(since=read_days(rows["Situation depuis le"]))
    identifiers = list_identifiers(rows)
    profiles = {key: group.sort_values("since") for key, group in rows.groupby("Identifiant")}
    for name, day in zip(names, days, strict=True):
        if name == "SANS_ORGANISATION":
            yield None
            continue
        own = profiles[identifiers[name]]
        before = own[own["since"] <= day]
        yield FAMILIES[
            (before if len(before) else own.head(1)).iloc[-1 if len(before) else 0]["Famille d’acteur"]
        ]


@pytest.fixture(scope="module")
def places(activities: pd.DataFrame, presences: pd.DataFrame) -> pd.DataFrame:
    """The activities whose places are known, with those that are taken."""
    came = presences[presences["Rôle"] == "Participant"].groupby("Activité")["Participants"].sum()
    frame = activities[activities["Places"] > 0]
    people = frame["Référence"].map(came).fillna(0)
    taken = people.clip(upper=frame["Places"])
    return frame.assign(taken=taken, is_full=people >= frame["Places"], year=frame["day"].dt.year)


def test_places_by_kind_are_those_of_the_files(
    demo_store: Store, activities: pd.DataFrame, places: pd.DataFrame
) -> None:
    counted = {
        kind: (
            int((activities["kind"] == kind).sum()),
            len(rows),
            rows["Places"].sum(),
            rows["taken"].sum(),
            rows["is_full"].sum(),
            round(100 * rows["taken"].sum() / rows["Places"].sum(), 2),
        )
        for kind, rows in places.groupby("kind")
    }
    columns = "kind activities counted places taken full taken_pct"
    assert {row[0]: row[1:] for row in figure_table(demo_store, "places_by_kind", columns)} == counted


def test_places_by_year_are_those_of_the_files(demo_store: Store, places: pd.DataFrame) -> None:
    counted = {
        key: (
            rows["Places"].sum(),
            rows["taken"].sum(),
            round(100 * rows["taken"].sum() / rows["Places"].sum(), 2),
        )
        for key, rows in places.groupby(["kind", "year"])
    }
    found = figure_table(demo_store, "places_by_year", "kind year places taken taken_pct")
    assert {row[:2]: row[2:] for row in found} == counted


def test_full_trainings_are_found(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "places_by_kind")
    words = answer.table.set_index("kind")["standing"]
    assert words["FORMATION"] == "PLUS" and set(words.drop("FORMATION")) <= {"SEMBLABLE", "NON_CALCULABLE"}
    assert answer.finding.sentence.startswith(
        "Les activités de type «\xa0Formation\xa0» sont nettement plus remplies que l’ensemble des autres"
    )
    others = answer.table[answer.table["kind"] != "FORMATION"]
    taken, places = others["taken"].sum(), others["places"].sum()
    counts = f"{french.percent(100 * taken / places)} ({french.number(taken)} sur {french.number(places)})"
    assert f", contre {counts}" in answer.finding.sentence
    assert answer.finding.weight > 0.1


def test_people_by_kind_and_year_are_those_of_the_files(demo_store: Store, presences: pd.DataFrame) -> None:
    counted = presences.groupby(["year", "kind"])["Participants"].sum()
    identified = presences[presences["family"].notna()].assign(
        name=lambda rows: name_organisations(rows["Organisation"])
    )
    organisations = identified.groupby(["year", "kind"])["name"].nunique()
    found = figure_table(demo_store, "people_by_kind", "year kind people organisations")
    assert {row[:2]: row[2] for row in found if row[2]} == counted.to_dict()
    assert {row[:2]: row[3] for row in found if row[3]} == organisations.to_dict()


def test_people_by_family_are_those_of_the_files(demo_store: Store, presences: pd.DataFrame) -> None:
    counted = (
        presences.assign(family=presences["family"].fillna("?"))
        .groupby(["kind", "family"])["Participants"]
        .sum()
    )
    of_kind = presences.groupby("kind")["Participants"].sum()
    found = figure_table(demo_store, "people_by_family", "kind actor_family people people_pct")
    assert {(kind, family or "?"): people for kind, family, people, _ in found} == counted.to_dict()
    assert all(share == round(100 * people / of_kind[kind], 2) for kind, _, people, share in found)


def test_formats_are_those_of_the_files(demo_store: Store, presences: pd.DataFrame) -> None:
    counted = presences.groupby(["year", "Format"])["Participants"].sum().unstack(fill_value=0)
    found = figure_table(demo_store, "formats_by_year", "year on_site hybrid remote people")
    assert found == [
        (year, row["Présentiel"], row["Hybride"], row["Distanciel"], row.sum())
        for year, row in counted.iterrows()
    ]
    _, *numbers = found[-1]
    on_site, hybrid, remote, people = map(int, numbers)
    sentence = answer_figure(demo_store, "formats_by_year").finding.sentence.replace("\xa0", " ")
    assert f"({remote} sur {people})" in sentence
    assert f"{on_site} personnes sont venues sur place et {hybrid} personnes à une activité" in sentence


@pytest.mark.parametrize(
    ("figure_id", "column", "raw"),
    [
        ("women_by_year", "year", "year"),
        ("women_by_kind", "kind", "kind"),
        ("women_by_family", "actor_family", "family"),
    ],
)
def test_women_are_those_of_the_files(
    demo_store: Store, presences: pd.DataFrame, figure_id: str, column: str, raw: str
) -> None:
    keys = presences[raw].fillna("?")
    said = presences[presences["Dont femmes"].notna()]
    people = presences.groupby(keys)["Participants"].sum()
    counted = said.groupby(keys)["Participants"].sum()
    women = said.groupby(keys)["Dont femmes"].sum()
    found = figure_table(demo_store, figure_id, f"{column} people counted women women_pct")
    assert {row[0] or "?": row[1] for row in found} == people.to_dict()
    assert {row[0] or "?": row[2:] for row in found if row[2]} == {
        key: (counted[key], women[key], round(100 * women[key] / counted[key], 2)) for key in counted.index
    }


def test_the_women_that_authorities_do_not_send_are_found(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "women_by_family")
    words = answer.table[answer.table["standing"].isin(["PLUS", "MOINS"])]
    assert words[["actor_family", "standing"]].to_numpy().tolist() == [["COLLECTIVITE", "MOINS"]]
    assert answer.finding.sentence.startswith(
        "La famille Collectivité territoriale envoie nettement moins de femmes"
    )
    others = answer_figure(demo_store, "women_by_kind").table["standing"]
    assert set(others) <= {"SEMBLABLE", "NON_CALCULABLE"}


# What a public may not subtract: K sends two women of two people.
FEW = """
A ONG          30 18
B ONG          20 11
C COLLECTIVITE 25 10
D ESS          14  6
K SYNDICAT      2  2
"""


def few_tables() -> dict[str, list[Row]]:
    lines = [line.split() for line in FEW.strip().splitlines()]
    return {
        "organisations": [{"organisation_id": who, "name": who} for who, *_ in lines],
        "organisation_profiles": [
            {"organisation_id": who, "valid_from": date(2010, 1, 1), "actor_family": family, "field": "AUTRE"}
            for who, family, *_ in lines
        ],
        "activities": [
            {"activity_id": "T", "kind": "FORMATION", "title": "T", "held_on": date(2017, 3, 1), "places": 80},
            {"activity_id": "U", "kind": "ATELIER", "title": "U", "held_on": date(2017, 4, 1), "places": 10},
            {"activity_id": "V", "kind": "ATELIER", "title": "V", "held_on": date(2017, 5, 1)},
            {"activity_id": "W", "kind": "ATELIER", "title": "W", "held_on": date(2019, 5, 1), "places": 9},
        ],
        "participations": [
            *(
                {
                    "activity_id": "T",
                    "organisation_id": who,
                    "role": "PARTICIPANT" if who != "D" else "INTERVENANT",
                    "participants": int(people),
                    "women": int(women),
                }
                for who, _, people, women in lines
            ),
            {"activity_id": "V", "organisation_id": "A", "role": "PARTICIPANT", "participants": 4},
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("activities"), date(2018, 7, 1), few_tables())


# T: 77 participants of 80 places, D speaks. U: nobody noted who came; V: no places. W is to come.
def test_places_are_counted_where_both_sides_are_known(few: Store) -> None:
    columns = "kind activities counted places taken full standing"
    assert figure_table(few, "places_by_kind", columns) == [
        ("FORMATION", 1, 1, 80, 77, 0, "NON_CALCULABLE"), ("ATELIER", 2, 0, 0, 0, 0, "NON_CALCULABLE"),
    ]  # fmt: skip
    assert answer_figure(few, "places_by_kind", last_year=2016, first_year=2015).table.empty


def test_a_family_of_which_no_woman_is_counted_is_there_without_a_number(demo_store: Store) -> None:
    rows = figure_table(demo_store, "women_by_family", "actor_family counted standing")
    assert (None, None, "NON_CALCULABLE") in rows


FILTERS = (
    {},
    {"families": ("ONG", "COLLECTIVITE", "ESS")},
    {"families": ("SYNDICAT",)},
    {"regions": ("11",)},
)
WOMEN = ("women_by_year", "women_by_kind", "women_by_family")


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_no_filter_and_no_other_figure_gives_away_the_women_of_a_few(few: Store, audience: str) -> None:
    assert ("SYNDICAT", 2, 2) in figure_table(few, "women_by_family", "actor_family counted women")
    told = {
        (identity, *row)
        for identity in WOMEN
        for chosen in FILTERS
        for row in figure_table(few, identity, "counted women", audience=audience, **chosen)
    }
    assert told == {("women_by_year", 91, 47)}, "all of the year, whatever is chosen, and nothing of a part"


def test_a_year_of_few_women_or_of_few_organisations_is_not_told_to_a_public(tmp_path: Path) -> None:
    """2017: nobody is few. 2016: no woman. 2015: two organisations alone."""
    tables = few_tables()
    at = {2017: ("ABCDE", 4, 2), 2016: ("ABCDEF", 2, 0), 2015: ("AB", 40, 20)}
    tables["organisations"] = [{"organisation_id": who, "name": who} for who in "ABCDEF"]
    tables["activities"] = [
        {"activity_id": f"T{year}", "kind": "FORMATION", "title": "T", "held_on": date(year, 3, 1)}
        for year in at
    ]
    tables["participations"] = [
        {
            "activity_id": f"T{year}",
            "organisation_id": who,
            "role": "PARTICIPANT",
            "participants": people,
            "women": women,
        }
        for year, (names, people, women) in at.items()
        for who in names
    ]
    tables["organisation_profiles"] = []
    store = commit_tables(tmp_path / "years", date(2018, 7, 1), tables)
    columns = "year people counted women"
    assert figure_table(store, "women_by_year", columns) == [
        (2015, 80, 80, 40),
        (2016, 12, 12, 0),
        (2017, 20, 20, 10),
    ]
    public = figure_table(store, "women_by_year", columns, audience="diffusion")
    assert public == [(2015, 80, None, None), (2016, 12, None, None), (2017, 20, 20, 10)]
    sentence = answer_figure(store, "women_by_year", audience="diffusion").finding.sentence
    assert "10 sur 20" in sentence.replace("\xa0", " ")


def test_a_group_that_is_not_known_is_compared_with_the_others_and_not_told() -> None:
    """Ten units of each group; all of one hit, as all of those of whom the group is not known."""
    codes = ["A"] * 10 + ["B"] * 10 + [None] * 10
    hits = [4] * 10 + [0] * 10 + [4] * 10
    units = [f"U{number}" for number in range(30)]
    rows = pd.DataFrame({"unit": units, "group": codes, "events": 4, "hit": hits})
    groups = Groups.from_rows(rows, "group")
    assert groups.codes == ["?", "A", "B"]
    unknown, *known = groups.p_values()
    assert unknown is None and None not in known
    assert Groups.from_rows(rows, "group", lambda code: (code == "?", code)).codes == ["A", "B", "?"]
    assert groups.p_values(untested=("B",))[1] is None, "those left do not differ"


def test_a_year_that_is_not_over_decides_no_word(tmp_path: Path) -> None:
    """In the years that are over nobody differs; in the one that is not, ONG send women alone and trainings alone are full."""
    families, kinds = {"A": "ONG", "B": "COLLECTIVITE"}, {"A": "FORMATION", "B": "ATELIER"}
    senders = [(letter, f"{letter}{number}") for letter in families for number in range(12)]
    years = {2015: (2, 2), 2016: (2, 2), 2017: (2, 2), 2018: (40, 0)}
    store = commit_tables(tmp_path / "years", date(2018, 7, 1), {
        "organisations": [{"organisation_id": who, "name": who} for _, who in senders],
        "organisation_profiles": [
            {"organisation_id": who, "valid_from": date(2010, 1, 1), "actor_family": families[letter], "field": "AUTRE"}
            for letter, who in senders
        ],
        "activities": [
            {"activity_id": f"{who}-{year}", "kind": kinds[letter], "title": who, "held_on": date(year, 3, 1), "places": 40 if year == 2018 else 8}
            for letter, who in senders for year in years
        ],
        "participations": [
            {"activity_id": f"{who}-{year}", "organisation_id": who, "role": "PARTICIPANT",
             "participants": 4 if year < 2018 else 40 if letter == "A" else 4, "women": women["AB".index(letter)]}
            for letter, who in senders for year, women in years.items()
        ],
    })  # fmt: skip
    for identity in ("women_by_family", "women_by_kind", "places_by_kind"):
        group = "actor_family" if identity == "women_by_family" else "kind"
        assert {word for _, word in figure_table(store, identity, f"{group} standing")} == {"SEMBLABLE"}, (
            identity
        )
