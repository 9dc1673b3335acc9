"""How the server starts and ends, which Streamlit sees to for a bare script but not for an application with a server of its own."""

from __future__ import annotations

import signal
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
import uvicorn
from streamlit import config

from dse import paths, private_files
from dse.ui.server import callbacks

_SECONDS_TO_LISTEN = 0.5  # from here to the first request that is answered: far less


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Open the reader's browser unless there is none; clicks are done whole; Ctrl-C ends the server without an
    error; what is written is for this account alone."""
    callbacks.finish_callbacks()
    for number in (signal.SIGINT, signal.SIGTERM):
        _end_quietly_on(number)
    if not config.get_option("server.headless"):
        address = f"http://{config.get_option('server.address')}:{config.get_option('server.port')}"
        threading.Timer(_SECONDS_TO_LISTEN, webbrowser.open, [address]).start()
    with private_files.keep_private(paths.store_path()):
        yield


def _end_quietly_on(number: signal.Signals) -> None:
    """End the server in order at a signal. uvicorn would end, then send itself the signal again: « Aborted! », or no farewell at all.

    A second signal does not wait for what is under way.
    """
    server = getattr(signal.getsignal(number), "__self__", None)
    if not isinstance(server, uvicorn.Server):
        return

    def end(*_: object) -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    signal.signal(number, end)
