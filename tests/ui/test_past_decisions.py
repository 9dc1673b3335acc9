"""The team marks, where it follows a decision, which of its texts a public may read, and is told what stands in the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from app_session import open_page
from streamlit.testing.v1 import AppTest

from dse import decisions
from dse.decisions import Decision
from dse.store import Store
from dse.ui import past_decisions
from dse.ui.frame.prose import format_sentence

OPEN = "DEC-2018-02"  # neither its text nor a result is marked
MARKED = "DEC-2018-01"


def find(store: Store, decision_id: str) -> Decision:
    return next(row for row in decisions.recorded(store) if row.decision_id == decision_id)


def open_form(store: Store, monkeypatch: pytest.MonkeyPatch, decision_id: str) -> AppTest:
    monkeypatch.setenv("DSE_STORE", str(store.path))
    page = open_page("reinterroger", section="decisions")
    return page.button(key=f"modifier_{decision_id}").click().run()


def save(form: AppTest) -> AppTest:
    saved = next(button for button in form.button if button.label == "Enregistrer").click().run()
    assert not saved.exception
    return saved


def test_nothing_is_marked_unless_the_team_does(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    form = open_form(own_demo, monkeypatch, OPEN)
    assert [form.checkbox(key=f"suivi_{name}_{OPEN}_public").value for name in ("decision", "resultat")] == [
        False,
        False,
    ]
    save(form)
    assert find(own_demo, OPEN).decision_seal is None


def test_a_text_that_is_ticked_is_marked_and_the_result_apart(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = open_form(own_demo, monkeypatch, OPEN)
    form.checkbox(key=f"suivi_decision_{OPEN}_public").check()
    save(form)
    saved = find(own_demo, OPEN)
    assert decisions.is_marked(saved, "decision") and saved.outcome_seal is None
    form = open_form(own_demo, monkeypatch, OPEN)
    form.checkbox(key=f"suivi_decision_{OPEN}_public").uncheck()
    save(form)
    assert find(own_demo, OPEN).decision_seal is None


def test_a_text_that_names_somebody_is_not_marked_and_the_reason_is_listed(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = open_form(own_demo, monkeypatch, OPEN)
    form.text_area(key=f"suivi_decision_{OPEN}").set_value("Appeler Mme Fictive.")
    form.checkbox(key=f"suivi_decision_{OPEN}_public").check()
    refused = save(form)
    assert any(
        "Rien n’est enregistré" in box.value and "nom d’une personne" in box.value for box in refused.error
    )
    assert find(own_demo, OPEN).decision_seal is None
    decisions.amend(own_demo, OPEN, "Camille", decision="Appeler Mme Fictive.")
    form = open_form(own_demo, monkeypatch, OPEN)
    assert any("À changer avant qu’un public" in text.value for text in form.caption)


def test_a_number_stands_in_the_way_under_a_protected_figure_alone(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for decision_id, is_refused in (("DEC-2021-01", True), (OPEN, False)):
        form = open_form(own_demo, monkeypatch, decision_id)
        form.text_area(key=f"suivi_decision_{decision_id}").set_value("La moitié le demandent.")
        form.checkbox(key=f"suivi_decision_{decision_id}_public").check()
        assert bool(save(form).error) is is_refused
        assert decisions.is_marked(find(own_demo, decision_id), "decision") is not is_refused


def test_a_marked_text_that_changes_asks_again(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = find(own_demo, MARKED)
    assert decisions.is_marked(before, "decision") and decisions.is_marked(before, "outcome")
    form = open_form(own_demo, monkeypatch, MARKED)
    form.text_area(key=f"suivi_resultat_{MARKED}").set_value("Le fonds est ouvert.")
    saved = save(form)
    assert any(format_sentence(past_decisions.ASKED_AGAIN) in box.value for box in saved.success)
    assert find(own_demo, MARKED) == replace(before, outcome="Le fonds est ouvert.", outcome_seal=None)
    form = open_form(own_demo, monkeypatch, MARKED)
    form.checkbox(key=f"suivi_resultat_{MARKED}_public").check()
    save(form)
    assert decisions.is_marked(find(own_demo, MARKED), "outcome")


def test_a_decision_without_text_is_refused(own_demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    form = open_form(own_demo, monkeypatch, OPEN)
    form.text_area(key=f"suivi_decision_{OPEN}").set_value("  ")
    assert any("Écrivez ce qui est décidé" in box.value for box in save(form).error)
