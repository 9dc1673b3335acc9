"""Under a gap that stands first, whether a decision follows it; beside the choice of the public, what the room will read."""

from __future__ import annotations

from datetime import date

import pytest
from app_session import open_page
from counted_store import answer_figure
from streamlit.testing.v1 import AppTest

from dse import decisions
from dse.store import Store
from dse.ui.card import room_reading

ROOM = room_reading.READS.split(" : ")[0]
NONE = "Aucune décision ne suit encore cet écart"


def captions(test: AppTest) -> str:
    assert not test.exception
    return "\n".join(box.value.replace("\\", "").replace("\u00a0", " ") for box in test.caption)


@pytest.mark.parametrize("page", ["vue-ensemble", "reinterroger"])
def test_the_team_reads_what_the_room_will_read_first_and_the_room_nothing_of_it(
    demo_store: Store, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    read = captions(open_page(page))
    assert read.count(f"{ROOM} : Le thème Agroécologie est le moins couvert (au moins") == 1
    for audience in ("projection", "diffusion"):
        public = captions(open_page(page, public=audience))
        assert ROOM not in public and "suit cet écart" not in public and NONE not in public


def test_nothing_is_written_where_both_read_the_same(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    monkeypatch.setattr(room_reading.strongest, "GAPS", ("gaps_by_theme",))
    assert ROOM not in captions(open_page("reinterroger"))


def describe(store: Store, figure_id: str, subject: str) -> str:
    return decisions.describe_follow_up(store, store.current().number, figure_id, subject)


def test_a_decision_follows_the_gap_of_the_subject_that_it_was_taken_on(own_demo: Store) -> None:
    found = answer_figure(own_demo, "gaps_by_theme", themes=("AGROECO",))
    record = decisions.before(
        own_demo,
        found,
        decided_on=date(2021, 12, 20),
        occasion="Essai",
        decision="Un fonds pour l’agroécologie",
    )
    decisions.record(own_demo, record, "essai")
    follow_up = describe(own_demo, "gaps_by_theme", "AGROECO")
    assert follow_up == "Une décision suit cet écart (à faire) : « Un fonds pour l’agroécologie »"
    assert describe(own_demo, "gaps_by_theme", "JEUNESSE").startswith(NONE)
    last = decisions.recorded(own_demo)[-1]
    decisions.amend(own_demo, last.decision_id, "essai", status="ABANDONNEE")
    assert "Un fonds pour l’agroécologie" not in describe(own_demo, "gaps_by_theme", "AGROECO")
    assert describe(own_demo, "waves_need", "AGROECO") == "", "only gaps are followed"


@pytest.mark.parametrize("page", ["vue-ensemble", "reinterroger"])
def test_each_gap_that_stands_first_says_whether_a_decision_follows(
    demo_store: Store, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    test = open_page(page)
    gaps = [
        link
        for link in test.get("page_link")
        if "nettement l" in link.proto.label and "couvert" in link.proto.label
    ]
    read = captions(test)
    assert gaps and read.count("suit cet écart") + read.count(NONE) == len(gaps)
