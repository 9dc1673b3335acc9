"""Suivi on screen: what needs somebody first, the choice in the address, a title that opens its sheet."""

from __future__ import annotations

import re
from datetime import date

import pytest
from app_session import go_to_page, open_page
from streamlit.testing.v1 import AppTest

from dse.export.files.figure_names import name_list
from dse.following import follow_up_list, stages
from dse.following.follow_up_list import Choice
from dse.query import Query, Selection, open_version
from dse.store import Store
from dse.ui.following import activity_page, list_choice

OFFERS = {"OFF-1": "Fonds"}


@pytest.fixture
def _demo(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))


def read_words(test: AppTest) -> str:
    assert not test.exception and not test.error
    texts = [
        element.value
        for group in (test.title, test.markdown, test.caption, test.warning)
        for element in group
    ]
    return " ".join(texts).replace("\u00a0", " ").replace("\\", "")


def test_a_choice_is_written_and_read_as_an_address() -> None:
    choice = Choice(
        "mer", ("activite", "partenariat"), ("en-cours",), "OFF-1", "FORMATION", "decision", "intitule"
    )
    assert list_choice.decode(list_choice.encode(choice), OFFERS) == choice
    assert list_choice.encode(Choice()) == {}
    unknown = {"quoi": "x|activite", "etape": "?", "type": "?", "offre": "?", "relance": "?", "ordre": "?"}
    assert list_choice.decode(unknown, OFFERS) == Choice(subjects=("activite",))


@pytest.mark.usefixtures("_demo")
def test_what_to_follow_up_stands_first_with_why(demo_store: Store) -> None:
    test = open_page("suivi")
    text = read_words(test)
    assert "À relancer au 25 décembre 2021 (" in text and "jours sans décision, d’habitude" in text
    assert text.index("À relancer") < text.index("lignes")


@pytest.mark.usefixtures("_demo")
def test_what_waits_for_one_reason_is_a_list_that_the_address_keeps() -> None:
    test = open_page("suivi", relance="decision", ordre="attente")
    assert "**4 lignes**" in read_words(test)
    assert "jours sans décision" in read_words(test).split("lignes**")[1]
    go_to_page(test, "membres")
    assert "**4 lignes**" in read_words(go_to_page(test, "suivi"))


@pytest.mark.usefixtures("_demo")
def test_past_the_first_three_what_waits_is_drawn_where_it_is_opened() -> None:
    def count_waiting(test: AppTest) -> int:
        return sum("jours sans décision" in caption.value for caption in test.caption)

    test = open_page("suivi", quoi="partenariat")
    assert count_waiting(test) == 3
    test.session_state["autres_relance_decision"] = True
    assert count_waiting(test.run()) == 4


@pytest.mark.usefixtures("_demo")
def test_years_and_families_narrow_the_list_but_years_no_reminder() -> None:
    everywhere = read_words(open_page("suivi"))
    narrowed = read_words(open_page("suivi", annees="2013-2013"))
    reminder = "À relancer au 25 décembre 2021 ("
    assert reminder + everywhere.split(reminder)[1][:1] in narrowed
    assert everywhere.split("lignes**")[0][-4:] != narrowed.split("lignes**")[0][-4:]


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize(
    ("page", "identifier", "content"),
    [
        ("accompagnement", "ACC-2021-031", "jours sans décision"),
        ("accompagnement", "ACC-2013-001", "Étapes"),
        ("activite", "ACT-2013-01", "pour la première fois"),
    ],
)
def test_a_sheet_opens_by_its_address(page: str, identifier: str, content: str) -> None:
    test = open_page(page, id=identifier)
    texts = read_words(test) + " ".join(part.value for part in test.subheader)
    assert content in texts and test.title


@pytest.mark.usefixtures("_demo")
def test_that_nobody_is_known_to_have_come_is_said_once(demo_store: Store) -> None:
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    rows = follow_up_list.read_rows(query)
    first = rows.loc[rows["reason"] == stages.NO_ATTENDANCE, "id"].iloc[0]
    assert read_words(open_page("activite", id=first)).count("noté comme venu") == 1


@pytest.mark.usefixtures("_demo")
def test_whoever_came_to_a_series_or_saw_a_change_leads_to_its_sheet() -> None:
    texts = read_words(open_page("activite", id="ACT-2021-25"))
    assert "absentes, venues" in texts and texts.count("](membre?id=") > 10


@pytest.mark.usefixtures("_demo")
def test_a_title_of_several_leads_to_those_of_exactly_that_title_in_all_years() -> None:
    test = open_page("suivi", intitule='"énergies locales (Mali)"')
    assert "Rien pour ce choix" in " ".join(box.value for box in test.info)
    test = open_page("suivi", intitule='"Évaluation : énergies locales (Mali)"')
    assert "**1 ligne**" in read_words(test)


@pytest.mark.usefixtures("_demo")
def test_a_type_that_the_filters_exclude_is_not_offered_and_empties_no_list() -> None:
    test = open_page("suivi", types="EVALUATION", type="FORMATION")
    assert test.selectbox(key="type").options == ["Tous les types", "Évaluation"]
    assert "lignes**" in read_words(test)


@pytest.mark.usefixtures("_demo")
def test_what_the_filters_hide_of_what_to_follow_up_is_said() -> None:
    everywhere = read_words(open_page("suivi"))
    (count,) = re.findall(r"À relancer au 25 décembre 2021 \((\d+)\)", everywhere)
    hidden = read_words(open_page("suivi", familles="COLLECTIVITE"))
    (left,) = re.findall(r"À relancer au 25 décembre 2021 \((\d+)\)", hidden)
    assert f"{int(count) - int(left)} attendent hors des filtres choisis" in hidden
    assert "hors des filtres" not in everywhere


def test_files_of_the_list_are_named_after_the_filter_and_the_day_of_the_data() -> None:
    chosen = Selection(families=("COLLECTIVITE",))
    name = name_list("suivi", chosen, date(2021, 12, 25), "csv")
    assert name == "suivi-collectivite-territoriale-2021-12-25.csv"


@pytest.mark.usefixtures("_demo")
def test_a_file_of_the_list_says_of_what_is_over_that_it_waits_for_nothing(demo_store: Store) -> None:
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    rows = follow_up_list.label_rows(follow_up_list.read_rows(query))
    assert set(rows.loc[rows["waited_days"].notna(), "reason"]) <= set(stages.REASON_LABELS.values())
    over = (rows["stage"] == "Terminé") & (rows["reason"] != stages.REASON_LABELS[stages.NO_ATTENDANCE])
    assert rows.loc[over, "waited_days"].isna().all()
    assert {column.name for column in follow_up_list.COLUMNS} <= set(rows.columns)


@pytest.mark.usefixtures("_demo")
def test_the_sheet_of_an_organisation_leads_to_those_of_what_was_done_with_it() -> None:
    test = open_page("membre", id="ORG-073")
    pages = [link.proto.page for link in test.get("page_link")]
    assert "accompagnement" in pages and "activite" in pages


@pytest.mark.usefixtures("_demo")
def test_a_long_attendance_is_drawn_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity_page, "SHOWN", 2)
    monkeypatch.setattr(activity_page, "MEETINGS", 1)
    links = open_page("activite", id="ACT-2013-01").get("page_link")
    assert [link.proto.page for link in links if link.proto.page in ("membre", "activite")] == ["membre"] * 2


@pytest.mark.usefixtures("_demo")
def test_an_unknown_identifier_says_so_and_offers_the_nearest() -> None:
    test = open_page("activite", id="ACT-2013-99")
    assert [
        box.value
        for box in test.warning
        if "Rien ne porte la référence « ACT\\-2013\\-99 »" in box.value.replace("\xa0", " ")
    ]
    assert [link.proto.page for link in test.get("page_link")] == ["activite"] * 5 + ["suivi"]


def test_every_reason_has_a_label_of_its_own() -> None:
    assert len({*stages.REASON_LABELS.values()}) == len(stages.REASONS)
