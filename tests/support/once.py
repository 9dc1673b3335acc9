"""What tests would make again and again, made once a session: a plugin of pytest, which conftest.py takes."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest
import ready_reader
from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

import schemas
from dse.export.files import drawing_processes, figure_drawing, svg_image
from dse.export.files.figure_drawing import Drawing, FigurePictures
from dse.ingest.files import workbook
from dse.query import facts
from dse.query.engine import name_engine
from dse.store.tables import parquet_files
from tests.demo import generator

TABLES_KEPT, SMALL = 500, 2**16
CHARTS_KEPT, DRAWS_KEPT = 400, 40
DRAW_SVG = svg_image.render_spec_svg
FEW = re.compile(r"(?<=[\[-])few(?=[\]-])")  # the parameter of a test that has one called `all`
FSYNC, POLL = os.fsync, local_script_runner.require_widgets_deltas


@pytest.hookimpl(trylast=True)  # after the marks chose among them
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that runs over all is not run over a few of them too."""
    names = {item.nodeid for item in items}
    twice = {name for name in names if FEW.search(name) and FEW.sub("all", name) in names}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in twice])
    items[:] = [item for item in items if item.nodeid not in twice]


@pytest.fixture(scope="session", autouse=True)
def components_sought_once() -> Iterator[None]:
    """Each simulated page would read what every installed package says of itself, to find components of Streamlit."""
    from streamlit.components.v2 import manifest_scanner

    once = functools.cache(manifest_scanner.scan_component_manifests)
    with mock.patch.object(manifest_scanner, "scan_component_manifests", once):
        yield


@pytest.fixture(scope="session", autouse=True)
def pixels_drawn_once() -> Iterator[None]:
    """Dossiers of the same figures hold the same drawings, of which the same pixels are made."""
    with (
        mock.patch.object(svg_image, "render_light_png", functools.cache(svg_image.render_light_png)),
        mock.patch.object(figure_drawing, "draw", _draw_once()),
        mock.patch.object(drawing_processes, "MOST_CHILDREN", 1),
    ):
        yield


def _draw_once() -> Callable[[Drawing], FigurePictures]:
    drawn = functools.cache(functools.partial(_draw_of_line, figure_drawing.draw))
    return lambda drawing: drawn(figure_drawing.write_drawing(drawing))


def _draw_of_line(draw: Callable[[Drawing], FigurePictures], line: bytes) -> FigurePictures:
    return draw(figure_drawing.read_drawing(line))


@pytest.fixture(scope="session", autouse=True)
def charts_drawn_once() -> Iterator[None]:
    """Files, dossiers and slides of the demo hold the same charts: each specification is drawn once."""
    drawn = functools.lru_cache(CHARTS_KEPT)(lambda text: DRAW_SVG(json.loads(text)))
    with mock.patch.object(svg_image, "render_spec_svg", lambda spec: drawn(json.dumps(spec))):
        yield


@pytest.fixture(scope="session", autouse=True)
def demo_files_drawn_once() -> Iterator[None]:
    """Many tests read the same few draws of the demonstration."""
    drawn = functools.lru_cache(DRAWS_KEPT)(generator.generate_files)
    with mock.patch.object(
        generator,
        "generate_files",
        lambda seed=generator.SEED, effects=True: dict(drawn(seed, effects)),
    ):
        yield


@pytest.fixture
def charts_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each chart is drawn as users' are, whatever was drawn before it."""
    monkeypatch.setattr(svg_image, "render_spec_svg", DRAW_SVG)


@pytest.fixture
def drawn_by_children() -> Iterator[None]:
    """Charts are drawn as users' are: side by side, by programs started for them."""
    with mock.patch.object(drawing_processes, "MOST_CHILDREN", 2):
        yield


@pytest.fixture(scope="session", autouse=True)
def disk_not_waited_for() -> Iterator[None]:
    """Each import waits for the disk some twenty times, and the stores of tests are thrown away. Tests of a cut current stand in for the
    disk themselves; `disk_waited_for` gives the real one."""
    with mock.patch.object(os, "fsync", os.fstat):  # an error for what is no open file, too
        yield


@pytest.fixture
def disk_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is flushed reaches the disk itself, as at users'."""
    monkeypatch.setattr(os, "fsync", FSYNC)


@pytest.fixture(scope="session", autouse=True)
def pages_waited_for() -> Iterator[None]:
    """A simulated page ends when its thread does: Streamlit looks a thousand times a second, and the page stands still meanwhile."""

    def wait(runner: LocalScriptRunner, timeout: float = 3) -> None:
        runner._script_thread.join(timeout)
        POLL(runner, timeout)

    with mock.patch.object(local_script_runner, "require_widgets_deltas", wait):
        yield


@pytest.fixture(autouse=True)
def main_module_given_back() -> Iterator[None]:
    """Streamlit runs app.py as the main module and leaves it there: a process that a later test starts would run it again."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session", autouse=True)
def programs_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where Python may leave nothing beside the sources, each of the many programs that tests start would compile them."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        base = tmp_path_factory.getbasetemp()
        of_all = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
        os.environ["PYTHONPYCACHEPREFIX"] = str(of_all / "compiled")


@pytest.fixture(scope="session", autouse=True)
def rows_checked_once() -> Iterator[None]:
    """Imports of nearly the same files check the same rows, of which the same is found."""
    real = schemas.failures
    found: dict[tuple[str, str, bytes], list[schemas.Failure]] = {}

    def failures(table: str, rows: pa.Table) -> list[schemas.Failure]:
        asked = (table, schemas.fingerprint(table), _digest(rows))
        if asked not in found:
            found[asked] = real(table, rows)
        return list(found[asked])

    with mock.patch.object(schemas, "failures", failures):
        yield


@pytest.fixture(scope="session", autouse=True)
def tables_decoded_once() -> Iterator[None]:
    """Each import reads the small tables of a store anew, which most tests share: a file is checked each time, and decoded once."""
    once, real = functools.lru_cache(TABLES_KEPT)(parquet_files.decode), parquet_files.decode

    def decode(content: bytes, *columns: object) -> object:
        return (once if len(content) <= SMALL else real)(content, *columns)

    with mock.patch.object(parquet_files, "decode", decode):
        yield


@pytest.fixture(scope="session", autouse=True)
def workbooks_read_once(programs_compiled_once: None) -> Iterator[None]:
    """A workbook is asked of the program apart once, and of one that is ready where the system can have it so."""
    with (
        ready_reader.started() as read_in_child,
        mock.patch.object(workbook, "read_in_child", functools.cache(read_in_child)),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def facts_made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Versions of the same files have the same facts: the program apart computes them once, and they are laid where they are asked for."""
    real = facts._run_child
    made: dict[tuple[str, str, str], tuple[Path, list[tuple[str, float]]]] = {}

    def run_child(task: dict[str, Any], progress: facts.Progress | None) -> None:
        progress, folder = progress or (lambda label, share: None), Path(task["folder"])
        asked = facts.CHILD, name_engine(), _digest_task(task)
        if asked not in made:
            shares: list[tuple[str, float]] = []
            real(task, lambda *share: (shares.append(share), progress(*share)))
            kept = shutil.copytree(folder, tmp_path_factory.mktemp("facts") / "kept")
            made[asked] = kept, shares
            return
        kept, shares = made[asked]
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        for share in shares:
            progress(*share)

    with mock.patch.object(facts, "_run_child", run_child):
        yield


@pytest.fixture
def reader_of_its_own() -> Iterator[None]:
    """Each workbook is read as users' are: by a program started for it alone."""
    with mock.patch.object(workbook, "read_in_child", ready_reader.REAL):
        yield


def _digest(rows: pa.Table) -> bytes:
    """What stands for these rows and no others, of these types."""
    written = pa.BufferOutputStream()
    with pa.ipc.new_stream(written, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return hashlib.sha256(written.getvalue()).digest()


def _digest_task(task: dict[str, Any]) -> str:
    """What stands for the bytes, the days and the codes that facts are made of; of a file that has gone, its path."""
    bytes_of = {
        table: [
            hashlib.sha256(Path(name).read_bytes()).hexdigest() if Path(name).is_file() else name
            for name in names
        ]
        for table, names in task["files"].items()
    }
    asked = bytes_of, task["days"], task["codelists"]
    return hashlib.sha256(json.dumps(asked).encode("utf-8")).hexdigest()
