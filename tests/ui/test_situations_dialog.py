"""What the dialog asks about the situations of a member, refusal after refusal in the same box."""

from __future__ import annotations

import pytest
import uploads
from streamlit.testing.v1 import AppTest
from test_sheet_contacts import require_no_crash

from dse.data_entry import meaning, preparation
from dse.store import Store


@pytest.fixture
def store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """M001 is known since 2013 in Île-de-France, and since 2019 in Brittany."""
    monkeypatch.setenv("DSE_STORE", str(store.path))
    titles = "Identifiant;Nom;Famille d’acteur;Champ;Région;Situation depuis le"
    second = "M001;Terres d’Orvaine;ONG;ESS;Bretagne;01/01/2019"
    uploads.accepted(store, uploads.build_upload("situations.csv", titles, second))
    return store


def draw() -> None:
    """The dialog of M001 as a fragment draws it, run after run with one argument."""
    import streamlit as st

    from dse.data_entry.entry import MEMBERS, Entry, load_form
    from dse.data_entry.records import Records
    from dse.ui.data_entry import form_dialog
    from dse.ui.frame.data import open_source

    source = open_source()
    if st.session_state.get("closed"):
        return
    if "opened" not in st.session_state:
        records = Records(source.store, source.store.current())
        lines = records.find_lines(load_form(MEMBERS), {"Identifiant": "M001"})
        entry = Entry(MEMBERS, lines, {"Identifiant": "M001"}, lines)
        st.session_state["opened"] = form_dialog.Opened(source, entry, None)
        st.session_state["_data_entry_number"] = None
    form_dialog.draw_dialog(st.session_state["opened"])


def press_send(opened: AppTest) -> AppTest:
    (button,) = [each for each in opened.button if each.label == "Voir ce qui changera"]
    button.click().run()
    require_no_crash(opened)
    return opened


def open_dialog() -> AppTest:
    return AppTest.from_function(draw, default_timeout=60).run()


def choose_line(opened: AppTest, line: int) -> AppTest:
    return opened.selectbox(key="saisie_ligne").set_value(line).run()


def type_region(opened: AppTest, line: int, region: str) -> None:
    opened.selectbox(key=f"saisie_{line}_Région").set_value(region)


def say_since(opened: AppTest, line: int, day: str) -> None:
    opened.radio(key=f"saisie_reponse_{line}").set_value(meaning.CHANGE)
    opened.text_input(key=f"saisie_depuis_{line}").set_value(day)


def close_and_reopen(opened: AppTest) -> AppTest:
    """By the cross: what nothing draws is forgotten by Streamlit."""
    for is_closed in (True, False):
        opened.session_state["closed"] = is_closed
        opened.run()
    return opened


def list_regions_after_saving(opened: AppTest, store: Store) -> list[str]:
    """Save what waits, if nothing more is asked about it."""
    typed = opened.session_state["_data_entries"]
    proposal = preparation.prepare(store, typed).proposal
    agreed = {doubt.reason for doubt in proposal.doubts}
    assert {doubt.code for doubt in proposal.doubts} <= {"IMP-501"}
    preparation.save(store, typed, "Nadia", proposal.code, agreed)
    profiles = store.read(store.current(), "organisation_profiles").to_pylist()
    return [row["region"] for row in profiles if row["organisation_id"] == "M001"]


def test_two_situations_are_corrected_in_one_box_though_the_first_was_refused(store: Store) -> None:
    opened = choose_line(open_dialog(), 0)
    type_region(opened, 0, "Occitanie")
    assert "correction, ou changement" in next(error.value for error in press_send(opened).error)
    opened = choose_line(opened, 1)
    type_region(opened, 1, "Normandie")
    opened.radio(key="saisie_reponse_1").set_value(meaning.CORRECTION)
    assert list_regions_after_saving(press_send(opened), store) == ["76", "28"]


@pytest.mark.parametrize(
    ("holds_after", "expected"),
    [(False, ["11", "28", "53"]), (True, ["11", "28", "28"])],
    ids=["until the next", "after it too"],
)
def test_a_change_dated_before_a_known_situation_asks_whether_it_holds_after_it_too(
    store: Store, holds_after: bool, expected: list[str]
) -> None:
    opened = open_dialog()
    type_region(opened, 1, "Normandie")
    say_since(opened, 1, "1/1/2017")
    opened = press_send(opened)
    (error,) = opened.error
    assert "déjà connue depuis le 01/01/2019" in error.value and "Bretagne" in error.value
    (question,) = [radio for radio in opened.radio if radio.key == "saisie_ailleurs_1"]
    assert question.value is None, "nothing is chosen beforehand"
    question.set_value((("01/01/2019",), holds_after))
    opened = press_send(opened)
    typed = opened.session_state["_data_entries"]
    assert not preparation.prepare(store, typed).proposal.doubts, "asked once"
    assert list_regions_after_saving(opened, store) == expected


def test_a_change_that_is_refused_is_mended_where_it_stands(store: Store) -> None:
    opened = open_dialog()
    type_region(opened, 1, "Normandie")
    opened.text_input(key="saisie_1_SIREN").set_value("12")
    say_since(opened, 1, "1/3/2019")
    opened = press_send(opened)
    assert opened.selectbox(key="saisie_ligne").value == 2, "the new situation"
    opened.text_input(key="saisie_2_SIREN").set_value("123 456 782")
    assert list_regions_after_saving(press_send(opened), store) == ["11", "53", "28"]


def test_what_was_corrected_before_is_no_change_from_a_later_day(store: Store) -> None:
    opened = choose_line(open_dialog(), 0)
    type_region(opened, 0, "Normandie")
    opened.radio(key="saisie_reponse_0").set_value(meaning.CORRECTION)
    opened = press_send(opened)
    opened.selectbox(key="saisie_0_Taille").set_value("10 à 49 salarié·es")
    say_since(opened, 0, "1/1/2017")
    opened = press_send(opened)
    opened.radio(key="saisie_ailleurs_0").set_value((("01/01/2019",), False))
    assert list_regions_after_saving(press_send(opened), store) == ["28", "28", "53"]


def test_what_was_typed_stays_when_a_situation_is_taken_away(store: Store) -> None:
    opened = open_dialog()
    opened.text_input(key="saisie_1_SIREN").set_value("732 829 320")
    opened.button(key="saisie_supprimer_0").click().run()
    assert list_regions_after_saving(opened, store) == ["11"]
    organisations = store.read(store.current(), "organisations").to_pylist()
    assert "732829320" in {row["siren"] for row in organisations if row["organisation_id"] == "M001"}


def test_a_membership_stays_taken_away_after_the_question_that_it_brings(store: Store) -> None:
    opened = open_dialog()
    type_region(opened, 1, "Normandie")
    (button,) = [each for each in opened.button if "adhésion" in each.label]
    button.click().run()
    assert "correction, ou changement" in opened.error[0].value
    assert not opened.text_input(key="saisie_1_Adhésion").value
    opened.radio(key="saisie_reponse_1").set_value(meaning.CORRECTION)
    assert list_regions_after_saving(press_send(opened), store) == ["11", "28"]
    memberships = store.read(store.current(), "memberships").to_pylist()
    assert "M001" not in {row["organisation_id"] for row in memberships}


def test_a_later_day_typed_in_its_field_is_that_of_the_change(store: Store) -> None:
    opened = choose_line(open_dialog(), 0)
    type_region(opened, 0, "Normandie")
    opened.text_input(key="saisie_0_Situation depuis le").set_value("1/1/2017")
    assert "changement à partir du 01/01/2017, ou correction" in press_send(opened).error[0].value
    opened.radio(key="saisie_reponse_0").set_value(meaning.CHANGE)
    opened = press_send(opened)
    assert opened.text_input(key="saisie_depuis_0").value == "01/01/2017"
    opened.radio(key="saisie_ailleurs_0").set_value((("01/01/2019",), False))
    assert list_regions_after_saving(press_send(opened), store) == ["11", "28", "53"]


def test_a_day_of_which_nothing_was_said_is_there_again_when_the_box_is_opened_anew(store: Store) -> None:
    opened = open_dialog()
    opened.text_input(key="saisie_1_Situation depuis le").set_value("1/6/2020")
    opened = close_and_reopen(press_send(opened))
    assert opened.text_input(key="saisie_1_Situation depuis le").value == "01/06/2020"
    assert not opened.error, "it is asked where it is answered"
    typed = opened.session_state["_data_entries"]
    assert "01/06/2020" in preparation.prepare(store, typed).refusals[0], "not saved without a word"
    say_since(opened, 1, "1/1/2017")
    opened = press_send(opened)
    assert "se corrige à part" in opened.error[0].value, "one of the two days would be lost"
    opened.text_input(key="saisie_1_Situation depuis le").set_value("1/1/2017")
    opened = press_send(opened)
    assert "depuis le 01/01/2019\\. Le changement" in opened.error[0].value
    assert opened.radio(key="saisie_ailleurs_1"), "it can be answered"
    opened.text_input(key="saisie_1_Situation depuis le").set_value("1/6/2020")
    opened.radio(key="saisie_reponse_1").set_value(meaning.CORRECTION)
    list_regions_after_saving(press_send(opened), store)
    profiles = store.read(store.current(), "organisation_profiles").to_pylist()
    assert [row["valid_from"].year for row in profiles if row["organisation_id"] == "M001"] == [2013, 2020]


def test_the_day_of_a_change_is_there_again_when_the_box_is_opened_anew(store: Store) -> None:
    opened = open_dialog()
    type_region(opened, 1, "Normandie")
    say_since(opened, 1, "1/1/2017")
    opened = close_and_reopen(press_send(opened))
    assert opened.radio(key="saisie_reponse_1").value == meaning.CHANGE
    assert opened.text_input(key="saisie_depuis_1").value == "1/1/2017"
    opened.radio(key="saisie_ailleurs_1").set_value((("01/01/2019",), False))
    assert list_regions_after_saving(press_send(opened), store) == ["11", "28", "53"]
