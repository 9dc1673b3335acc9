"""`open` and `test`: install what is needed, then start Streamlit or pytest. Standard library only."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dse import environment, paths, process
from dse.cli import older_files, usual_store
from dse.cli.output import Outcome
from dse.environment import EnvironmentFailure
from dse.process import print_message

HOST = "127.0.0.1"
PORTS = range(8501, 8600)
EVERY_PROCESSOR = (
    "-n",
    "auto",
    "--dist",
    "loadgroup",
)  # of pytest-xdist, where nothing is asked of the tests


def open_dashboard(options: argparse.Namespace) -> Outcome:
    """Serve the dashboard until Ctrl-C. --json gives its address when it has stopped."""
    usual_store.refuse_store_around_application()
    older_files.remove_older_files()
    python = environment.prepare_python(environment.RUN)
    usual_store.take_over_store()
    with hold_port() as port:
        address = f"http://{HOST}:{port}"
        way_out = "fermez cette fenêtre" if paths.WHEELS.is_dir() else "Ctrl-C"
        print_message(f"Le tableau de bord est servi à l’adresse {address} ; pour l’arrêter : {way_out}.")
        headless = options.no_browser or not has_screen()
        code = process.run(
            [*_STREAMLIT, f"--server.port={port}", f"--server.headless={str(headless).lower()}"],
            python,
            folder=paths.ROOT,
            added=_store(options),
            quiet=True,
        )
    print_message(
        "Le tableau de bord est arrêté."
        if code in process.STOPPED_BY_USER
        else f"Le tableau de bord s’est arrêté de lui-même (code {code}). Si la mémoire manque, fermez d’autres programmes ; puis ouvrez de nouveau."
    )
    return Outcome({"address": address}, "", code)


def run_tests(options: argparse.Namespace) -> Outcome:
    """Run pytest with the arguments that are not ours; its exit code."""
    python = environment.prepare_python(environment.TEST)
    pytest_arguments = options.rest or EVERY_PROCESSOR
    code = process.run(["-m", "pytest", *pytest_arguments], python, folder=paths.ROOT, quiet=options.json)
    return Outcome({"code": code}, "", code)


@contextmanager
def hold_port() -> Iterator[int]:
    """First port that nobody listens on and that no other start holds: Streamlit takes it only when it has loaded."""
    for port in PORTS:
        with socket.socket(
            type=socket.SOCK_DGRAM
        ) as claim:  # its number is ours to claim: nobody listens to datagrams there
            if _can_bind(claim, port) and _is_free(port):
                yield port
                return
    raise EnvironmentFailure(
        f"Aucun port n’est libre entre {PORTS[0]} et {PORTS[-1]}. Fermez d’autres tableaux de bord, puis recommencez."
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # a port that has just been left is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return _can_bind(probe, port)


def _can_bind(probe: socket.socket, port: int) -> bool:
    try:
        probe.bind((HOST, port))
    except OSError:
        return False
    return True


def has_screen() -> bool:
    """Whether a browser can be shown."""
    if sys.platform in ("win32", "darwin"):
        return "CI" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


_STREAMLIT = (
    "-m",
    "streamlit",
    "run",
    "app.py",
    f"--server.address={HOST}",
    "--logger.hideWelcomeMessage=true",
    "--logger.level=warning",
)


def _store(options: argparse.Namespace) -> dict[str, str]:
    """The store's place, made absolute: the dashboard starts in the project's folder, whatever ours is."""
    chosen = options.store or os.environ.get("DSE_STORE")
    return {"DSE_STORE": str(Path(chosen).expanduser().resolve())} if chosen else {}
