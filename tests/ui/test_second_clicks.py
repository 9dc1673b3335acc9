"""A click that comes while another is being answered: what the first one does is done whole, and what came of it is read."""

from __future__ import annotations

import subprocess
import sys
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.state import SessionState
from streamlit.testing.v1 import AppTest

from dse import paths
from dse.data_entry.entry import Entry
from dse.errors import Refused
from dse.ui.data_entry import basket
from dse.ui.frame import entry, long_work
from dse.ui.importing import import_section
from dse.ui.server import callbacks


@pytest.fixture
def runs_as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are given up as the server has it; afterwards as Streamlit does."""
    for owner, name in ((ScriptRunner, callbacks.GIVE_UP), (SessionState, callbacks.CALL)):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    callbacks.finish_callbacks()


def interrupted_callback() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    def act() -> None:
        context = get_script_run_ctx()
        assert context is not None and context.script_requests is not None
        st.session_state["begun"] = True
        context.script_requests.request_rerun(RerunData())  # as another click
        st.session_state["done"] = True

    st.button("Supprimer", on_click=act)
    st.text(" ".join(name for name in ("begun", "done") if name in st.session_state))


@pytest.mark.usefixtures("runs_as_served")
def test_a_callback_is_done_whole_when_another_click_comes() -> None:
    test = AppTest.from_function(interrupted_callback).run()
    assert test.button[0].click().run().text[0].value == "begun done"


@pytest.mark.usefixtures("runs_as_served")
def test_the_callback_of_a_second_click_waits_for_that_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    session, is_begun, told = SessionState(), Event(), list[str]()

    def act(*_: object, **__: object) -> None:
        told.append("begun")
        is_begun.set()
        Event().wait(0.2)  # while it saves, the second one comes
        told.append("done")

    monkeypatch.setattr(SessionState, "_call_callbacks", act)
    clicks = [Thread(target=session.on_script_will_rerun, args=(WidgetStates(),)) for _ in range(2)]
    clicks[0].start()
    assert is_begun.wait(10)
    clicks[1].start()
    for click in clicks:
        click.join(10)
    assert told == ["begun", "done"] * 2


def interrupted_page() -> None:
    import streamlit as st

    from dse.ui.frame import actions

    with actions.keep_outcomes():
        st.button("Enregistrer", on_click=actions.run, args=(lambda: None, "Enregistré"))
        actions.show_outcome()
        if st.checkbox("Interrompre") and "interrupted" not in st.session_state:
            st.session_state["interrupted"] = True
            st.rerun()  # as another click, which draws all anew
        if st.checkbox("Finir"):
            st.stop()


@pytest.mark.parametrize("end", [None, 0, 1])
def test_an_outcome_is_shown_once_and_again_where_the_run_that_showed_it_was_broken_off(
    end: int | None,
) -> None:
    test = AppTest.from_function(interrupted_page).run()
    if end is not None:
        test.checkbox[end].check()
    assert [success.value for success in test.button[0].click().run().success] == ["Enregistré"]
    assert not test.run().success


def test_a_second_click_takes_out_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basket.st, "session_state", {})
    entries = [Entry("membres", ({"Nom": "Vallée de l’Orb"},)) for _ in range(2)]
    for typed in entries:
        basket.put(typed, None)
    for _ in range(2):
        basket.take_out(entries[0])
    assert len(basket.list_entries()) == 1


def test_a_second_click_in_a_dialog_writes_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry.st, "session_state", {})
    written: list[str] = []

    def refuse() -> None:
        raise Refused("Écrivez le prénom et le nom de la personne.")

    for action in (refuse, lambda: written.append("Awa"), lambda: written.append("Awa")):
        entry.write(action, "Le contact est enregistré.", "contacts")
    assert written == ["Awa"]


def test_a_second_click_confirms_no_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        import_section.st,
        "session_state",
        {import_section.PROPOSAL: "", import_section.AUTHOR: "", import_section.MESSAGE: ""},
    )
    confirmed: list[object] = []

    def confirm(proposal: object, *_: object, **__: object) -> SimpleNamespace:
        confirmed.append(proposal)
        return SimpleNamespace(number=2)

    monkeypatch.setattr(import_section.ingest, "confirm", confirm)
    proposal = SimpleNamespace(code="A1")
    for _ in range(2):
        import_section._confirm(None, proposal)
    assert confirmed == [proposal]


def test_a_second_click_begins_no_second_work(monkeypatch: pytest.MonkeyPatch) -> None:
    may_end, begun = Event(), list[str]()

    def act(_: object) -> str:
        begun.append("begun")
        assert may_end.wait(10)
        return "done"

    monkeypatch.setattr(long_work.st, "session_state", {})
    for _ in range(2):
        long_work.begin("a work", "Écriture…", act)
    may_end.set()
    assert long_work.find("a work").future.result(10) == "done"
    assert begun == ["begun"]


def test_each_window_has_a_work_of_its_own_after_those_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    is_begun, may_end, told = Event(), Event(), list[str]()

    def act(name: str) -> str:
        told.append(f"{name} begun")
        is_begun.set()
        assert may_end.wait(10)
        told.append(f"{name} done")
        return name

    works = []
    for name in ("first", "second"):
        monkeypatch.setattr(long_work.st, "session_state", {})
        assert long_work.find("of all") is None and long_work.is_elsewhere("of all") == bool(works)
        long_work.begin("of all", "Écriture…", lambda _, name=name: act(name))
        assert is_begun.wait(10)
        works.append(long_work.find("of all"))
    while works[1].step != long_work.WAITING:
        assert not Event().wait(0.01)
    may_end.set()
    assert [work.future.result(10) for work in works] == ["first", "second"]
    assert told == ["first begun", "first done", "second begun", "second done"]


def test_a_work_that_nobody_waits_for_is_done_and_its_result_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    is_gone = Event()

    class Folder:
        def __del__(self) -> None:
            is_gone.set()

    monkeypatch.setattr(long_work.st, "session_state", {})
    long_work.begin("left", "Écriture…", lambda _: Folder())
    long_work.st.session_state.clear()  # the window is closed
    assert is_gone.wait(10)


def test_what_a_browser_began_last_is_held_for_it_and_of_few_browsers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def open_page() -> None:
        monkeypatch.setattr(long_work.st, "session_state", {})

    def find_again(browser: str, subject: str) -> object:
        open_page()
        long_work.take_over("held", browser, subject)
        work = long_work.find("held")
        return work and work.future.result(10)

    for subject in ("first", "second"):
        open_page()
        long_work.begin("held", "Écriture…", lambda _, subject=subject: subject, "browser", subject)
    assert [find_again("browser", subject) for subject in ("first", "second")] == [None, "second"]
    assert find_again("other", "second") is None and find_again("", "second") is None
    for number in range(long_work.BROWSERS):
        open_page()
        long_work.begin("held", "Écriture…", lambda _: "done", f"browser {number}", "one")
    assert find_again("browser", "second") is None and find_again("browser 0", "one") == "done"


def received_twice() -> None:
    from collections.abc import Callable

    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from dse.ui.frame import long_work

    def keep(get_result: Callable[[], str]) -> None:
        if "interrupted" not in st.session_state:
            st.session_state["interrupted"] = True
            get_script_run_ctx().script_requests.request_rerun(RerunData())  # as another click
        st.session_state["result"] = get_result()

    st.button("Écrire", on_click=long_work.begin, args=("kept", "Écriture…", lambda _: "done"))
    if long_work.find("kept") is not None:
        long_work.receive("kept", keep)
    st.text(st.session_state.get("result", ""))


def test_a_click_while_a_result_is_kept_does_not_lose_it() -> None:
    test = AppTest.from_function(received_twice).run()
    assert test.button[0].click().run().text[0].value == "done"
    assert "interrupted" in test.session_state


ENDS_AT_FIRST_PICTURE = """
from threading import Event
from dse.export.files import drawing_processes, figure_drawing
from dse.ui.frame.long_work import Work

is_drawing = Event()

def draw(_):
    is_drawing.set()
    Event().wait()

def write(note):
    with drawing_processes.open_pool(0) as pool:
        [pool.submit(None) for _ in range(3)][0].result()

figure_drawing.draw = draw
Work("Écriture…").start(write)
assert is_drawing.wait(60)
"""


def test_the_end_of_the_server_waits_for_no_picture() -> None:
    subprocess.run([sys.executable, "-c", ENDS_AT_FIRST_PICTURE], cwd=paths.ROOT, check=True, timeout=60)
