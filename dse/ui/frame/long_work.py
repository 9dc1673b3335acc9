"""A long work that a click begins: done to its end whatever is clicked next, and found again by the window that began it, also once its
page was loaded again, where the browser that it is for is known.

In the thread of a page it would not be: Streamlit stops a page at the first click, in the midst of what it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

import streamlit as st

from dse.ui.frame.progress_bar import show_progress

REFRESH_S = 0.2
RESTORATION = "restoration"  # in the key of one: nothing else is read meanwhile
WAITING = "En attente de ce qu’une autre fenêtre a commencé…"
_HELD = "_travaux"
Result = TypeVar("Result")
Note = Callable[[float, str], None]


@dataclass(eq=False)
class Work(Generic[Result]):
    """The step that a work is at, how far it has come, from 0 to 1, and its result or what it failed of."""

    step: str
    share: float = 0.0
    future: Future[Result] = field(default_factory=Future)

    def start(self, action: Callable[[Note], Result]) -> None:
        """Do it in a thread that ends with the server; the action is given what notes its progress."""
        Thread(target=self._run, args=(action,), name="long work", daemon=True).start()

    def follow(self) -> None:
        """Wait for its end under a bar. A click breaks off the waiting, not the work."""
        if self.future.done():
            return
        with show_progress(self.step) as move:
            while not wait([self.future], timeout=REFRESH_S).done:
                move(self.share, self.step)

    def _run(self, action: Callable[[Note], Result]) -> None:
        try:
            self.future.set_result(action(self._note))
        except BaseException as error:  # noqa: BLE001  raised again by who asks for the result
            self.future.set_exception(error)

    def _note(self, share: float, step: str) -> None:
        self.share, self.step = share, step


BROWSERS = 8
_last_by_browser: dict[str, tuple[Hashable, Work[Any]]] = {}  # what each began last, with its subject
_turns: dict[Hashable, Lock] = {}  # works of one key are done one after the other
_lock = Lock()


def begin(
    key: Hashable,
    step: str,
    action: Callable[[Note], object],
    browser: str = "",
    subject: Hashable = None,
) -> None:
    """Have a work done for this session alone, after those of its key that others began.

    It is held by its thread and by the session: what nobody waits for goes with its files. The last one of a browser, if its code is
    given, is also held for `take_over` until that browser begins another, or was told why it failed.
    """
    works = st.session_state.setdefault(_HELD, {})
    if key not in works:  # else a second click
        works[key] = Work(step)
        _hold_for(browser, subject, works[key])
        works[key].start(partial(_act_in_turn, _get_turn(key), step, action))


def take_over(key: Hashable, browser: str, subject: Hashable) -> None:
    """Find again the last work that this browser began, if it is of this subject: a page that is loaded again is a session of its own."""
    last_subject, work = _last_by_browser.get(browser, (None, None))
    works = st.session_state.setdefault(_HELD, {})
    if work is not None and last_subject == subject:
        works.setdefault(key, work)


def find(key: Hashable) -> Work[Any] | None:
    """The work of a key that this session began, and whose result it has not received."""
    works: dict[Hashable, Work[Any]] = st.session_state.get(_HELD, {})
    return works.get(key)


def is_elsewhere(key: Hashable) -> bool:
    """Whether a work of this key is under way that another session began."""
    return find(key) is None and _get_turn(key).locked()


def receive(key: Hashable, keep: Callable[[Callable[[], Any]], object]) -> None:
    """Wait for the end of a work that this session began, have its result kept, and run the page again.

    `keep` is given what gives the result, or raises what the work raised. Any look at the session may break off a run: the work is let
    go of only then, and `keep` may be called twice.
    """
    works: dict[Hashable, Work[Any]] = st.session_state[_HELD]
    works[key].follow()
    try:
        keep(works[key].future.result)
    except Exception:
        _let_go(works, key)
        raise
    _let_go(works, key)
    st.rerun()


def _let_go(works: dict[Hashable, Work[Any]], key: Hashable) -> None:
    """Hold a work that was received no more: one that failed for no session, since it was told."""
    work = works.pop(key)
    if work.future.exception() is None:
        return
    with _lock:
        for browser in [browser for browser, (_, last) in _last_by_browser.items() if last is work]:
            del _last_by_browser[browser]


def _hold_for(browser: str, subject: Hashable, work: Work[Any]) -> None:
    with _lock:
        if browser:
            _last_by_browser.pop(browser, None)
            _last_by_browser[browser] = subject, work
        if len(_last_by_browser) > BROWSERS:
            del _last_by_browser[next(iter(_last_by_browser))]


def _get_turn(key: Hashable) -> Lock:
    with _lock:
        return _turns.setdefault(key, Lock())


def _act_in_turn(turn: Lock, step: str, action: Callable[[Note], Result], note: Note) -> Result:
    if turn.locked():
        note(0.0, WAITING)
    with turn:
        note(0.0, step)
        return action(note)
