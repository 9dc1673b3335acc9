"""A long work that a click begins: done to its end whatever is clicked next, and found again by who comes back, in this window or another.

In the thread of a page it would not be: Streamlit stops a page at the first click, in the midst of what it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

import streamlit as st

from dse.ui.frame.progress_bar import show_progress

REFRESH_S = 0.2
RESTORATION = "restoration"  # in the key of one: nothing else is read meanwhile
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


# A work is held by its thread, then by the sessions that wait for its result: what nobody waits for goes with its files.
_under_way: WeakValueDictionary[Hashable, Work[Any]] = WeakValueDictionary()
_lock = Lock()


def begin(key: Hashable, step: str, action: Callable[[Note], object]) -> None:
    """Have a work done, and this session wait for it; the one of this key where that is under way, whoever began it."""
    works = st.session_state.setdefault(_HELD, {})
    if key in works:
        return  # a second click
    with _lock:
        work = _find_under_way(key)
        if work is None:
            work = _under_way[key] = Work(step)
            work.start(action)
    works[key] = work


def find(key: Hashable) -> Work[Any] | None:
    """The work of a key that this session waits for, or that another began and is under way."""
    works: dict[Hashable, Work[Any]] = st.session_state.setdefault(_HELD, {})
    if key not in works and (work := _find_under_way(key)):
        works[key] = work
    return works.get(key)


def receive(key: Hashable, keep: Callable[[Callable[[], Any]], object]) -> None:
    """Wait for the end of a work that this session holds, have its result kept, and run the page again.

    `keep` is given what gives the result, or raises what the work raised. Any look at the session may break off a run: the work is let
    go of only then, and `keep` may be called twice.
    """
    works: dict[Hashable, Work[Any]] = st.session_state[_HELD]
    works[key].follow()
    try:
        keep(works[key].future.result)
    except Exception:
        del works[key]
        raise
    del works[key]
    st.rerun()


def _find_under_way(key: Hashable) -> Work[Any] | None:
    work = _under_way.get(key)
    return None if work is None or work.future.done() else work
