"""Many people at once over raw websockets: ten who open a page together, ten and twenty who choose years and filters at random."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from dse import selections
from dse.filters import FILTERS
from dse.query import Selection
from schemas import codelists
from tests.benchmarks.measure import Line, median, percentile, serve_product

PAGE = "recours"
# Of those who open the page together.
OPENINGS = ("", "familles=ONG", "familles=COLLECTIVITE", "familles=RESEAU", "familles=ESS")
# Years of the demo, and the filters of the figures of the page.
YEARS = range(2013, 2022)
CHOSEN_FILTERS = ("families", "regions", "kinds")
SECONDS = 40


@dataclass
class Visits:
    """What the sessions saw: seconds of first pages and of reruns, largest message in bytes, errors shown; and what they asked for."""

    first: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    largest: int = 0
    errors: int = 0

    @property
    def new_pct(self) -> float:
        """How many of a hundred reruns asked for what nobody had asked for."""
        return 100 * len(set(self.queries)) / len(self.queries)


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
        lines.append(Line(f"{people} sessions at random, selections never asked", visits.new_pct, "%"))
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
        await _time_page(socket, OPENINGS[number % len(OPENINGS)], visits, visits.first)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            await asyncio.sleep(chance.uniform(2, 5))
            query = selections.written(_draw_selection(chance))
            visits.queries.append(query)
            await _time_page(socket, query, visits, visits.reruns)


def _draw_selection(chance: random.Random) -> Selection:
    """Some years in a row; each filter with one chance in two, and then any number of its codes: hardly two are the same."""
    first, last = sorted(chance.choices(YEARS, k=2))
    codes = {
        code_filter.field: _draw_codes(code_filter.codelists[0], chance)
        for code_filter in FILTERS
        if code_filter.field in CHOSEN_FILTERS and chance.random() < 0.5
    }
    return Selection(first, last, **codes)


def _draw_codes(name: str, chance: random.Random) -> tuple[str, ...]:
    codes = codelists.codes(name)
    return tuple(sorted(chance.sample(codes, chance.randint(1, len(codes)))))


async def _time_page(socket: ClientConnection, query: str, visits: Visits, times: list[float]) -> None:
    begun = time.perf_counter()
    await _ask(socket, query, visits)
    times.append(time.perf_counter() - begun)


async def _ask(socket: ClientConnection, query: str, visits: Visits) -> None:
    """Run the page again at this query of its address, until it is done."""
    message = BackMsg()
    message.rerun_script.page_name = PAGE
    message.rerun_script.query_string = query
    await socket.send(message.SerializeToString())
    while True:
        raw = await asyncio.wait_for(socket.recv(), 120)
        visits.largest = max(visits.largest, len(raw))
        answer = ForwardMsg()
        answer.ParseFromString(raw)
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            is_error = element.WhichOneof("type") == "exception" or "imprévue" in element.alert.body
            visits.errors += is_error
        if kind == "script_finished" and answer.script_finished in (0, 1):
            return
