"""What a click does is done whole.

Where another click comes meanwhile, Streamlit gives a run up at its next look at the session, even in the midst of a callback: a plan deleted that nobody
is told of, a version saved and what was typed still waiting. It has no setting against that.
"""

from __future__ import annotations

from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState

GIVE_UP = "_maybe_handle_execution_control_request"
_give_up_if_asked = getattr(ScriptRunner, GIVE_UP)


def finish_callbacks() -> None:
    """Have runs given up before or after a callback, never in it."""
    setattr(ScriptRunner, GIVE_UP, _give_up_outside_callbacks)


def _give_up_outside_callbacks(runner: ScriptRunner) -> None:
    if not (runner._is_in_script_thread() and ThreadState.get().run_location is RunLocation.CALLBACK):
        _give_up_if_asked(runner)
