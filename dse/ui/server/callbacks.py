"""What a click does is done whole, and before what the next one does.

Where another click comes meanwhile, Streamlit gives a run up at its next look at the session, even in the midst of a callback: a plan deleted that nobody
is told of, a version saved and what was typed still waiting. And it starts the next run beside it: the second click of two saved again what the first one
was saving. It has no setting against either.
"""

from __future__ import annotations

from threading import RLock
from typing import Any

from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState
from streamlit.runtime.state import SessionState

GIVE_UP, CALL = "_maybe_handle_execution_control_request", "on_script_will_rerun"
_give_up_if_asked, _call = getattr(ScriptRunner, GIVE_UP), getattr(SessionState, CALL)
_turns: dict[int, RLock] = {}  # by session; one that has the number of one that is gone takes over its lock


def finish_callbacks() -> None:
    """Have runs given up before or after a callback, never in it; and the callbacks of a session called one after the other."""
    setattr(ScriptRunner, GIVE_UP, _give_up_outside_callbacks)
    setattr(SessionState, CALL, _call_in_turn)


def _give_up_outside_callbacks(runner: ScriptRunner) -> None:
    if not (runner._is_in_script_thread() and ThreadState.get().run_location is RunLocation.CALLBACK):
        _give_up_if_asked(runner)


def _call_in_turn(session: SessionState, *states: Any, **settings: Any) -> None:
    with _turns.setdefault(id(session), RLock()):
        _call(session, *states, **settings)
