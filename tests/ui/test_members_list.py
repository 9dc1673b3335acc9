"""The list of organisations: found, narrowed, ordered, kept in the address, given as files, each name a link to its sheet."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from app_session import go_to_page, open_page
from counted_store import commit_next, commit_tables, small_tables
from streamlit.testing.v1 import AppTest
from survey_rows import register_tables

from dse.export.lists import render_list_csv
from dse.figures.records import ACCOMPANIMENTS, CARRIERS, MEMBERSHIPS, VISITS, Records
from dse.members import everyone
from dse.members.everyone import Choice
from dse.members.recorded import Recorded, read_recorded
from dse.query import Query, Selection, open_version
from dse.store import Store
from dse.ui.members import list_choice


@pytest.fixture
def query(demo_store: Store) -> Query:
    return Query(open_version(demo_store, demo_store.current().number), Selection())


@pytest.fixture
def _demo(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("éclaireurs", "Éclaireurs du Fouta Bleu"),
        ("ECLAIREURS fouta", "Éclaireurs du Fouta Bleu"),
        ("eclereurs du fouta", "Éclaireurs du Fouta Bleu"),
        ("solouv", "Solidarités Ouvélia"),
        ("ORG-001", "Solidarités Ouvélia"),
    ],
)
def test_an_organisation_is_found_by_any_spelling(query: Query, text: str, name: str) -> None:
    rows = everyone.choose(query, everyone.read_everyone(query), Choice(text=text))
    assert rows["name"].iloc[0] == name


def test_an_organisation_is_found_by_its_siren(tmp_path: Path) -> None:
    organisations = [
        {"organisation_id": "A", "name": "Amis", "siren": "123456782"},
        {"organisation_id": "B", "name": "Bois"},
    ]
    store = commit_tables(tmp_path, date(2022, 1, 1), {"organisations": organisations})
    small = Query(open_version(store, 1), Selection())
    assert everyone.find_ids(small, "123 456 782") == ["A"]


def test_each_situation_is_a_part_and_two_are_both(query: Query) -> None:
    everybody = everyone.read_everyone(query)

    def chosen(*situations: str) -> set[str]:
        return set(everyone.choose(query, everybody, Choice(situations=situations))["organisation_id"])

    parts = {situation: chosen(situation) for situation in everyone.SITUATIONS}
    assert all(0 < len(part) < len(everybody) for part in parts.values())
    assert chosen("besoin", "insatisfait") == parts["besoin"] & parts["insatisfait"]


def test_names_are_in_the_order_of_a_french_dictionary(query: Query) -> None:
    names = everyone.read_everyone(query)["name"].tolist()
    initials = (
        "Eau ",
        "Écho ",
        "Éclaireurs ",
        "École ",
        "Écoles ",
        "Énergies ",
        "Enfances ",
        "Entraide ",
        "Épicerie ",
        "Études ",
        "Fédération ",
    )
    asked = [name for name in names if name.startswith(initials)]
    assert [name.split()[0] for name in asked][: len(initials)] == [initial.strip() for initial in initials]


def test_a_family_narrows_the_list(query: Query) -> None:
    selection = Selection(families=("COLLECTIVITE",), first_year=2014, last_year=2014)
    rows = everyone.read_everyone(Query(query.engine, selection))
    assert set(rows["actor_family"]) == {"COLLECTIVITE"}


@pytest.mark.parametrize(
    ("order", "by", "never"), [(everyone.SERVED_LAST, "last_service", 0), (everyone.JOINED, "joined_on", -1)]
)
def test_an_order_puts_what_has_no_value_last_and_the_never_served_first(
    query: Query, order: str, by: str, never: int
) -> None:
    values = everyone.choose(query, everyone.read_everyone(query), Choice(order=order))[by]
    assert values.dropna().is_monotonic_increasing
    assert values.isna().iloc[never] and not values.isna().iloc[-1 - never]


def test_a_choice_is_written_and_read_as_an_address() -> None:
    choice = Choice("mer", ("ancien",), ("jamais", "sans-service"), 3, "besoins")
    assert list_choice.decode(list_choice.encode(choice)) == choice
    assert list_choice.encode(Choice()) == {}
    assert list_choice.decode({"tri": "?", "situation": "x|besoin", "sans-service": "99"}) == Choice(
        situations=("besoin",)
    )


def read_count(test: AppTest) -> str:
    assert not test.exception and not test.error
    return next(text.value for text in test.markdown if "organisation" in text.value).replace("\u00a0", " ")


@pytest.mark.usefixtures("_demo")
def test_the_address_chooses_and_keeps_the_choice_while_a_sheet_is_read() -> None:
    test = open_page("membres", situation="jamais", tri="adhesion")
    assert read_count(test) == "**11 organisations**"
    test.text_input(key="cherche").input("ville").run()
    shown = read_count(test)
    assert test.query_params["cherche"] == "ville" and test.query_params["situation"] == "jamais"
    test.query_params.clear()
    test.query_params["id"] = "ORG-001"
    go_to_page(test, "membre")
    assert "cherche" not in test.query_params
    test.query_params.clear()
    assert read_count(go_to_page(test, "membres")) == shown
    assert test.query_params["cherche"] == "ville"


@pytest.mark.usefixtures("_demo")
def test_names_of_organisations_in_tables_are_links_for_the_team_only() -> None:
    def list_kinds(**params: str) -> list[str]:
        test = open_page("recours", section="servis", **params)
        columns = [json.loads(table.proto.columns) for table in test.dataframe]
        return [each["name"].get("type_config", {}).get("type", "") for each in columns if "name" in each]

    assert "button" in list_kinds()
    assert "button" not in list_kinds(public="projection")


@pytest.mark.usefixtures("_demo")
def test_the_list_says_which_day_it_is_of_and_that_years_change_nothing() -> None:
    def read_caption(**params: str) -> str:
        test = open_page("membres", **params)
        assert not test.error
        return (
            next(text.value for text in test.caption if "dernier jour connu" in text.value)
            .replace("\\", "")
            .replace("\u00a0", " ")
        )

    assert "25 décembre 2021" in read_caption() and "années" not in read_caption()
    assert "les années choisies (2019-2021) n’y changent rien" in read_caption(annees="2019-2021")


YEARS = tuple(range(2013, 2022))
EVERY_YEAR = dict.fromkeys((MEMBERSHIPS, ACCOMPANIMENTS, CARRIERS, VISITS), YEARS)
COMPLETE = Recorded(Records(YEARS, YEARS, EVERY_YEAR))


def test_a_file_says_what_the_list_was_narrowed_to() -> None:
    choice = Choice("mer", ("membre", "ancien"), ("sans-service", "besoin"), 3)
    said = ["« mer »", "Membres et Anciens membres", "Sans service depuis 3 ans", "Besoin jamais servi"]
    assert [text.replace("\u00a0", " ") for text in list_choice.describe(choice, COMPLETE)] == said
    assert list_choice.describe(Choice(), COMPLETE) == []
    recorded = ["Sans service enregistré depuis 3 ans", "Besoin sans service enregistré"]
    later = list_choice.describe(choice, Recorded(Records(YEARS, YEARS, EVERY_YEAR | {VISITS: (2020, 2021)})))
    assert [text.replace("\u00a0", " ") for text in later] == [*said[:2], *recorded]


def test_nobody_is_said_to_be_no_member_where_no_member_is_recorded() -> None:
    others = Choice(standings=(everyone.NEVER_MEMBER,))
    assert list_choice.describe(others, COMPLETE) == ["Non membres"]
    nobody = Recorded(Records(YEARS, YEARS, EVERY_YEAR | {MEMBERSHIPS: ()}))
    assert list_choice.describe(others, nobody) == ["Adhésion non enregistrée"]


def test_the_list_and_its_files_call_nobody_a_non_member_where_members_are_not_imported(
    without_memberships: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(without_memberships.path))
    test = open_page("membres", adhesion="non-membre")
    assert not test.exception and not test.error
    texts = [part.value for part in (*test.markdown, *test.caption)]
    texts += [label for pills in test.button_group for label in pills.options]
    assert sum("dhésion non enregistrée" in text for text in texts) > 20
    assert not [text for text in texts if "non membre" in text.lower()]
    query = Query(open_version(without_memberships, 1), Selection())
    recorded = read_recorded(query)
    rows = everyone.name_standings(everyone.read_everyone(query), recorded)
    written = render_list_csv(rows, everyone.list_columns(recorded)).decode("utf-8-sig").lower()
    foot = " · ".join(list_choice.describe(Choice(standings=(everyone.NEVER_MEMBER,)), recorded))
    assert "adhésion non enregistrée" in written and "non membre" not in written + foot.lower()


def test_a_file_has_no_code_of_a_standing_and_the_year_of_each_wish(query: Query) -> None:
    rows = everyone.name_standings(everyone.read_everyone(query), COMPLETE)
    text = render_list_csv(rows, everyone.COLUMNS).decode("utf-8-sig")
    lines = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert {line["Situation"] for line in lines} == {"Membre", "Ancien membre", "Non membre"}
    assert all(bool(line["Souhaite"]) == bool(line["Souhait dit à l’enquête de"]) for line in lines)
    assert {line["Souhait dit à l’enquête de"] for line in lines} == {"", "2015", "2018", "2021"}


@pytest.mark.usefixtures("_demo")
def test_who_came_back_is_not_said_to_have_been_a_member_all_along() -> None:
    test = open_page("membres", cherche="ORG-021")
    assert any(
        "membre depuis 1997, de retour en" in text.value.replace("\u00a0", " ") for text in test.markdown
    )


PARTS = ["besoins", "souhaits", "histoire", "reponses", "decisions"]


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize(
    "organisation_id", ["ORG-073", "ORG-043", "ORG-008", "ORG-051", "ORG-001", "ORG-141"]
)
def test_a_sheet_has_all_its_parts(organisation_id: str) -> None:
    test = open_page("membre", id=organisation_id)
    assert not test.exception and not test.error
    assert [box.anchor for box in test.subheader if box.anchor in PARTS] == PARTS


def test_the_sheet_of_who_was_taken_over_is_that_of_its_successor(
    demo_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(Path(shutil.copytree(demo_store.path, tmp_path / "store")))
    successors = {"ORG-100": "ORG-043", "ORG-043": "ORG-050"}
    organisations = [
        row | {"successor_id": successors.get(row["organisation_id"])}
        for row in store.read(store.current(), "organisations").to_pylist()
    ]
    commit_next(store, store.current().created.date(), {"organisations": organisations})
    monkeypatch.setenv("DSE_STORE", str(store.path))
    test = open_page("membre", id="ORG-100")
    assert not test.exception and not test.error
    assert ["reprise" in box.value for box in test.info] == [True, True]
    labels = [part.label.replace("\u00a0", " ") for part in test.expander]
    assert [label for label in labels if "disait" in label] == [
        "Ce que disait « Éclaireurs du Fouta Bleu »",
        "Ce que disait « Clé des Dunes »",
    ]


def test_a_store_without_surveys_says_which_file_would_fill_the_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = commit_tables(tmp_path / "store", date(2021, 10, 15), small_tables())
    monkeypatch.setenv("DSE_STORE", str(store.path))
    test = open_page("membre", id="M02")
    assert not test.exception and not test.error
    said = [text.value for text in test.caption if "le fichier d’une enquête" in text.value]
    assert len(said) == 3
    assert [link.proto.label for link in test.get("page_link")].count("Importer") == 3


@pytest.mark.usefixtures("_demo")
def test_who_answered_nothing_is_not_said_to_lack_a_file() -> None:
    test = open_page("membre", id="ORG-019")
    assert not test.error and not any("le fichier d’une enquête" in text.value for text in test.caption)
    assert sum("répondu à aucune enquête" in text.value for text in test.caption) == 3


@pytest.mark.usefixtures("_demo")
def test_an_unknown_identifier_is_said_and_the_nearest_names_are_offered() -> None:
    test = open_page("membre", id="Eclereurs du Fouta")
    assert not test.exception and not test.error and "Eclereurs" in test.warning[0].value
    assert "Éclaireurs du Fouta Bleu" in [link.proto.label for link in test.get("page_link")]


def test_a_sheet_of_nothing_but_members_says_that_nothing_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = commit_tables(tmp_path, date(2022, 1, 1), register_tables("M1 ONG 2015-01-01 -"))
    monkeypatch.setenv("DSE_STORE", str(store.path))
    test = open_page("membre", id="M1")
    assert not test.exception and not test.error
    assert "Rien de particulier" in " ".join(text.value for text in test.markdown)


@pytest.mark.usefixtures("_demo")
def test_a_name_that_the_choice_leaves_out_is_offered_and_no_file_is() -> None:
    test = open_page("membres", cherche="eclereurs du fouta", adhesion="non-membre")
    assert not test.exception and not test.error and "Aucune organisation pour ce choix" in test.info[0].value
    assert "Éclaireurs du Fouta Bleu" in [link.proto.label for link in test.get("page_link")]
    assert not test.get("download_button")
