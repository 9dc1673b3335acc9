"""Next steps on the pages: written, ticked and removed where they are about something; late ones at the start; none before a public."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import uploads
from app_session import get_sent_bytes, open_page
from test_sheet_contacts import press, send, words

import schemas
from dse.contacts import next_steps
from dse.contacts.next_steps import NextStep
from dse.figures.offer.decided import FIGURE as DECIDED
from dse.store import Store
from dse.ui.frame import actions, entry, filters
from dse.ui.frame.data import DataSource
from dse.ui.next_steps import facts, subjects

TEXT = "Proposer un rendez-vous quatrefages."
OPENED = {
    ("organisation", "M001"): ("membre", {"id": "M001"}),
    ("accompaniment", "ACC-1"): ("accompagnement", {"id": "ACC-1"}),
    ("activity", "ACT-1"): ("activite", {"id": "ACT-1"}),
    ("partnership", "PAR-2"): ("reseau", {"section": "partenariats"}),
}


@pytest.fixture
def store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The team's store, which may be written."""
    monkeypatch.setenv("DSE_STORE", str(store.path))
    return store


def read(store: Store) -> list[NextStep]:
    return next_steps.read_steps(store, store.current())


def write(store: Store, subject: str, subject_id: str, due_on: date) -> None:
    next_steps.add(store, NextStep(subject, subject_id, TEXT, due_on), "Nadia")


@pytest.mark.parametrize("about", OPENED, ids=lambda about: about[0])
def test_a_step_is_written_where_its_subject_is_shown_and_is_read_there(
    store: Store, about: tuple[str, str]
) -> None:
    page, params = OPENED[about]
    opened = press(open_page(page, **params), "etape_ajouter")
    opened = send(opened, "Enregistrer", etape_texte=TEXT, etape_echeance="20/05/2021")
    assert [(step.about, step.text, step.due_on) for step in read(store)] == [
        (about, TEXT, date(2021, 5, 20))
    ]
    assert "L’étape est notée." in words(opened) and "quatrefages" in words(opened)
    assert "en retard de" in words(open_page(page, **params))


def test_a_step_is_ticked_taken_back_corrected_and_removed_for_good(store: Store) -> None:
    write(store, "organisation", "M001", actions.today() + timedelta(days=3))
    opened = open_page("membre", id="M001")
    assert "en retard" not in words(opened)
    (step_id,) = [step.step_id for step in read(store)]
    opened = press(opened, f"etape_faite__{step_id}")
    assert read(store)[0].done_on == actions.today()
    assert [box.label.replace("\xa0", " ") for box in opened.expander] == ["1 étape faite"]
    opened.session_state["etapes_faites"] = True
    press(opened.run(), f"etape_refaire__{step_id}")
    assert read(store)[0].done_on is None
    opened = press(open_page("membre", id="M001"), f"etape_corriger__{step_id}")
    send(opened, "Enregistrer", etape_texte="Écrire.")
    assert read(store)[0].text == "Écrire."
    opened = press(open_page("membre", id="M001"), f"etape_retirer__{step_id}")
    opened.checkbox(key="etape_effacer_tout").check()
    send(opened, "Retirer")
    assert all("quatrefages" not in str(store.read(each, "next_steps")) for each in store.versions())


def test_past_the_first_ones_and_once_done_steps_are_drawn_where_they_are_opened(store: Store) -> None:
    for days in range(12):
        write(store, "organisation", "M001", date(2021, 5, 20) + timedelta(days=days))
    for step in read(store)[:2]:
        next_steps.tick(store, step, date(2021, 6, 1), "Nadia")
    opened = open_page("membre", id="M001")
    told = 1  # once more above, as the one that is late for longest
    assert words(opened).count("quatrefages") == told + 8
    assert [box.label.replace("\xa0", " ") for box in opened.expander] == ["2 autres", "2 étapes faites"]
    for key, count in (("autres_etapes", 10), ("etapes_faites", 12)):
        opened.session_state[key] = True
        assert words(opened.run()).count("quatrefages") == told + count


def test_two_organisations_of_one_name_are_each_offered_under_their_identifier(tmp_path: Path) -> None:
    store = Store(tmp_path / "alike")
    rows = ("M2;Terres;ONG;AUTRE", "M1;Terres;ONG;AUTRE", "M3;Rives;ONG;AUTRE")
    uploads.accepted(store, uploads.build_upload("m.csv", "Identifiant;Nom;Famille d’acteur;Champ", *rows))
    source = DataSource(store.path, store.current(), False)
    offered = subjects.list_named(source, ["Rives", "Terres", "Terres"])
    assert [(about.subject_id, about.label) for about in offered] == [
        ("M3", "Rives"),
        ("M1", "Terres (M1)"),
        ("M2", "Terres (M2)"),
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"etape_texte": " "}, "Écrivez ce qui est à faire"),
        ({"etape_texte": "A", "etape_echeance": "x"}, "Pour le"),
    ],
)
def test_what_is_wrong_is_said_in_the_dialog(store: Store, fields: dict[str, str], reason: str) -> None:
    opened = send(press(open_page("membre", id="M001"), "etape_ajouter"), "Enregistrer", **fields)
    assert reason in words(opened) and read(store) == []


def test_late_ones_are_at_the_start_with_what_they_are_about(store: Store) -> None:
    write(store, "accompaniment", "ACC-1", actions.today() - timedelta(days=2))
    write(store, "organisation", "M002", actions.today() + timedelta(days=2))
    opened = open_page("vue-ensemble")
    said = words(opened).replace("\u202f", " ").replace("\xa0", " ")
    assert "Étapes en retard au" in said and "(1)" in said and "en retard de 2 jours" in said
    assert said.count("quatrefages") == 1


def test_suivi_says_what_is_to_do_within_a_week_too(store: Store) -> None:
    for days in (-1, 0, 6, 7):
        write(store, "organisation", "M002", actions.today() + timedelta(days=days))
    said = words(open_page("suivi")).replace("\xa0", " ")
    assert re.search(r"Étapes en retard au .* \(1\)", said) and "Étapes à faire dans les 7 jours (2)" in said
    assert said.count("quatrefages") == 3


def test_what_became_of_a_step_is_told_above_the_others_and_not_in_their_place(store: Store) -> None:
    for subject in ("M001", "M002"):
        write(store, "organisation", subject, date(2021, 5, 20))
    first, second = read(store)
    opened = press(open_page("suivi"), f"etape_faite_en_retard_{first.step_id}")
    (grid,) = [part for part in opened.main.children.values() if part.type == "grid_container"]
    beside_reminders = grid.children[1]
    (outcome,) = beside_reminders.get("success")
    assert "L’étape est faite" in outcome.value
    keys = [button.key for button in beside_reminders.get("button")]
    assert f"etape_faite_en_retard_{second.step_id}" in keys


def test_a_step_may_be_written_about_a_partnership_until_its_last_day(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = DataSource(store.path, store.current(), False)

    def list_offered(day: date) -> set[str]:
        monkeypatch.setattr(facts, "get_day", lambda source: day)
        return {about.subject_id for about in subjects.list_partnerships(source) if about.is_offered}

    assert list_offered(date(2017, 6, 1)) == {"PAR-1", "PAR-2"}  # PAR-1 ends on 31 December
    assert list_offered(date(2018, 6, 1)) == {"PAR-2"}


def test_a_step_about_an_accompaniment_is_read_on_the_sheet_of_who_leads_it(store: Store) -> None:
    write(store, "accompaniment", "ACC-2", actions.today() - timedelta(days=2))
    assert "quatrefages" in words(open_page("membre", id="M002"))
    assert "quatrefages" not in words(open_page("membre", id="M001"))


def test_late_ones_are_on_suivi_whatever_the_filters_leave(store: Store) -> None:
    write(store, "organisation", "M002", actions.today() - timedelta(days=2))
    said = words(open_page("suivi", familles="FONDATION", regions="MQ")).replace("\xa0", " ")
    assert "quatrefages" in said and "Tous filtres confondus" in said


@pytest.mark.parametrize("page", ["vue-ensemble", "suivi"])
def test_a_late_step_is_ticked_where_it_is_told(store: Store, page: str) -> None:
    write(store, "organisation", "M001", date(2021, 5, 20))
    (step,) = read(store)
    opened = press(open_page(page), f"etape_faite_en_retard_{step.step_id}")
    assert read(store)[0].done_on == actions.today()
    assert "en retard" not in words(opened)


def test_a_late_step_of_what_is_no_longer_there_can_be_removed(store: Store) -> None:
    write(store, "partnership", "PAR-2", date(2021, 5, 20))
    (step,) = read(store)
    emptied = schemas.arrow_schema("partnerships").empty_table()
    store.commit({"partnerships": [emptied]}, parent=store.current().number, author="", message="")
    opened = open_page("vue-ensemble")
    assert "Partenariat PAR-2, qui n’est plus dans les données" in words(opened).replace("\xa0", " ")
    send(press(opened, f"etape_retirer_en_retard_{step.step_id}"), "Retirer")
    assert read(store) == []


@pytest.mark.parametrize(("page", "params"), [("vue-ensemble", {}), ("membre", {"id": "M001"})])
def test_a_long_step_is_told_by_its_beginning(store: Store, page: str, params: dict[str, str]) -> None:
    long = NextStep("organisation", "M001", f"{TEXT} " * 40, date(2021, 5, 20), "x" * 300)
    next_steps.add(store, long, "Nadia")
    opened = open_page(page, **params)
    shown = [*opened.caption, *opened.main.markdown]
    lines = [each.value for each in shown if "quatrefages" in each.value]
    assert len(lines[0]) < 400 and lines[0].count("…") and "x" * 100 not in words(opened)
    assert [box.label for box in opened.main.expander if box.label == "Toute l’étape"] == (
        ["Toute l’étape"] if page == "membre" else []
    )


def test_a_second_click_writes_nothing_more_and_the_next_dialog_opens(store: Store) -> None:
    write(store, "organisation", "M001", date(2021, 5, 20))
    number = store.current().number
    write(store, "organisation", "M001", date(2021, 5, 20))
    assert len(read(store)) == 1 and store.current().number == number
    opened = open_page("membre", id="M001")
    opened.session_state["_sheet_written"] = True  # what the second click leaves
    opened = press(opened, "etape_ajouter")
    send(opened, "Enregistrer", etape_texte="Écrire.", etape_echeance="20/05/2021")
    assert len(read(store)) == 2


def test_what_another_writes_meanwhile_is_no_past_version(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = DataSource(store.path, store.current(), is_demo=False)
    write(store, "organisation", "M001", date(2021, 5, 20))
    for requested, says in ((None, False), (1, True)):
        monkeypatch.setattr(filters, "get_requested_version", lambda requested=requested: requested)
        assert bool(entry.find_obstacle(source, next_steps.TABLE)) is says


@pytest.mark.parametrize("public", ["projection", "diffusion"])
@pytest.mark.parametrize("page", ["vue-ensemble", "reseau", "suivi", "membre", "accompagnement", "activite"])
def test_no_step_is_shown_before_a_public(store: Store, page: str, public: str) -> None:
    for subject, subject_id in OPENED:
        write(store, subject, subject_id, date(2021, 5, 20))
    params = {"membre": "M001", "accompagnement": "ACC-1", "activite": "ACT-1"}
    shown = {"id": params[page]} if page in params else {}
    sections = ("partenariats", "ouverture") if page == "reseau" else ("",)
    for section in sections:
        opened = open_page(page, public=public, **shown, **({"section": section} if section else {}))
        assert b"quatrefages" not in b"".join(map(bytes, get_sent_bytes(opened)))


def test_a_step_about_a_decision_is_ticked_under_the_decisions(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    (step,) = [step for step in read(own_demo) if step.subject == next_steps.DECISION]
    section, _ = DECIDED.position
    press(open_page("reinterroger", section=section), f"etape_faite__{step.step_id}")
    (done,) = [each for each in read(own_demo) if each.step_id == step.step_id]
    assert done.done_on == actions.today()
