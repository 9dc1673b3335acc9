"""Many people at once over raw websockets: ten who open a page together, ten and twenty who change period and family at random."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.measure import PERIODS, Line, median, percentile, serve_product

PAGE = "recours"
FAMILIES = ("", "ONG", "COLLECTIVITE", "RESEAU", "ESS")
SECONDS = 40


@dataclass
class Visits:
    """What the sessions saw: seconds of first pages and of reruns, largest message in bytes, errors shown."""

    first: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    largest: int = 0
    errors: int = 0


def measure_sessions(store: Path) -> list[Line]:
    """One alone and ten at once on a fresh server; then ten and twenty at random."""
    alone = _run(store, 1, 0.0)
    together = _run(store, 10, 0.0)
    lines = [Line("ten at once on a fresh server", max(together.first), "s", median(alone.first), 3.0)]
    for people, target in ((10, 1.5), (20, 3.0)):
        visits = _run(store, people, SECONDS)
        lines.append(
            Line(f"{people} sessions at random, p95", percentile(visits.reruns, 95), "s", target=target)
        )
        lines.append(Line(f"{people} sessions, errors shown", visits.errors, "", target=0))
        lines.append(Line(f"{people} sessions, largest message", visits.largest / 1000, "kB", target=500))
    return lines


def _run(store: Path, people: int, seconds: float) -> Visits:
    visits = Visits()
    with serve_product(store) as server:
        asyncio.run(_visit_together(server.port, people, seconds, visits))
    return visits


async def _visit_together(port: int, people: int, seconds: float, visits: Visits) -> None:
    await asyncio.gather(*(_visit(port, number, seconds, visits) for number in range(people)))


async def _visit(port: int, number: int, seconds: float, visits: Visits) -> None:
    chance = random.Random(number)
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    origin = f"http://127.0.0.1:{port}"
    async with connect(address, origin=origin, subprotocols=["streamlit"], max_size=100_000_000) as socket:
        begun = time.perf_counter()
        selectbox = await _ask(socket, {}, FAMILIES[number % len(FAMILIES)], visits)
        visits.first.append(time.perf_counter() - begun)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            await asyncio.sleep(chance.uniform(2, 5))
            begun = time.perf_counter()
            await _ask(socket, {selectbox: chance.choice(PERIODS)}, chance.choice(FAMILIES), visits)
            visits.reruns.append(time.perf_counter() - begun)


async def _ask(socket: ClientConnection, chosen: dict[str, str], family: str, visits: Visits) -> str:
    """Run the page again with these widgets, until it is done; the identifier of the choice of a period."""
    message = BackMsg()
    message.rerun_script.page_name = PAGE
    message.rerun_script.query_string = f"familles={family}" if family else ""
    for identifier, value in chosen.items():
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id, widget.string_value = identifier, value
    await socket.send(message.SerializeToString())
    period = ""
    while True:
        raw = await asyncio.wait_for(socket.recv(), 120)
        visits.largest = max(visits.largest, len(raw))
        answer = ForwardMsg()
        answer.ParseFromString(raw)
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            if element.WhichOneof("type") == "selectbox" and element.selectbox.label == "Période":
                period = element.selectbox.id
            is_error = element.WhichOneof("type") == "exception" or "imprévue" in element.alert.body
            visits.errors += is_error
        if kind == "script_finished" and answer.script_finished in (0, 1):
            return period
