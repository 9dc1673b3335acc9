"""Tables of any length: written in pieces, by the command line and by the page, which answers others meanwhile."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from app_session import open_page
from browser_session import Server, charts, settle
from playwright.sync_api import Browser, Download, Page

import schemas
from dse import cli, paths
from dse.export.files import atomic_file, delimited_text
from dse.store import Store
from dse.ui.frame.data import DataSource
from dse.ui.reference import full_tables

pytest_plugins = ("browser_session",)

MILLION = 1_000_000
MEGABYTES = 1 << 20


def register(rows: int) -> pa.Table:
    """So many organisations."""
    schema = schemas.arrow_schema("organisations")
    table = pa.table(
        {
            "organisation_id": [f"O{number:07d}" for number in range(rows)],
            "name": [f"=Association « fictive » n° {number} ; la suite" for number in range(rows)],
        }
    )
    others = [name for name in schema.names if name not in table.column_names]
    for name in others:
        table = table.append_column(name, pa.nulls(rows, schema.field(name).type))
    return table.select(schema.names)


def fill_register(rows: int, store: Store) -> Store:
    """A store whose register has so many organisations."""
    store.commit({"organisations": [register(rows)]}, parent=0, author="Nadia", message="Registre")
    return store


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of a few rows, in files and batches of fewer."""
    monkeypatch.setattr(delimited_text, "BATCH_ROWS", 3)
    return fill_register(10, Store(tmp_path / "store"))


def test_a_table_comes_in_batches_that_make_its_rows(small: Store) -> None:
    version = small.current()
    batches = list(small.batches(version, "organisations", 3))
    assert [each.num_rows for each in batches] == [3, 3, 3, 1]
    assert pa.Table.from_batches(batches) == small.read(version, "organisations")
    assert list(small.batches(version, "memberships", 3)) == []


@pytest.mark.parametrize("form", ["csv", "csv-fr", "parquet"])
def test_the_command_writes_the_same_in_pieces_as_to_standard_output(
    small: Store, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], form: str
) -> None:
    out = tmp_path / "table"
    command = ["--store", str(small.path), "table", "organisations", "--format", form]
    assert cli.main([*command, "--out", str(out)]) == 0
    capfdbinary.readouterr()
    assert cli.main(command) == 0
    assert capfdbinary.readouterr().out == out.read_bytes()
    if form == "parquet":
        assert pyarrow.parquet.read_table(out) == small.read(small.current(), "organisations")
    else:
        assert out.read_bytes().count(b"\r\n") == 11


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    out.write_bytes(b"before")

    def broken() -> Iterator[bytes]:
        yield b"begun"
        raise OSError(28, "full")

    with pytest.raises(OSError, match="full"):
        atomic_file.write_pieces(out, broken())
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("table.csv", b"before")]


@pytest.mark.skipif(os.name == "nt", reason="no named pipe")
def test_a_link_leads_to_its_file_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"before")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    assert atomic_file.write_pieces(tmp_path / "link", [b"af", b"ter"]) == 5
    assert (tmp_path / "there").read_bytes() == b"after" and (tmp_path / "link").is_symlink()
    os.mkfifo(tmp_path / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    atomic_file.write_pieces(tmp_path / "pipe", [b"through"])
    reader.join()
    assert read == [b"through"]


def reading(store: Store) -> DataSource:
    return DataSource(store.path, store.current(), is_demo=False)


def test_the_page_s_file_is_that_of_the_command_packed_where_it_is_long(small: Store) -> None:
    expected = b"".join(delimited_text.render_table_csv(small, 1, "organisations", delimited_text.FRENCH))
    given = (reading(small), "organisations", delimited_text.FRENCH, "organisations.csv")
    with full_tables.write_file(*given, is_packed=False) as file:
        assert isinstance(file, io.BufferedReader) and file.read() == expected
    with full_tables.write_file(*given, is_packed=True) as file, zipfile.ZipFile(file) as archive:
        assert archive.read("organisations.csv") == expected


def test_the_page_answers_another_session_while_a_table_is_written(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is made in a thread of the server, as Streamlit makes it; it waits half way until the page has answered."""
    begun, answered, written = threading.Event(), threading.Event(), []
    real = delimited_text.render_table_csv

    def waiting(*arguments: object) -> Iterator[bytes]:
        for piece in real(*arguments):
            begun.set()
            assert answered.wait(120)
            yield piece

    monkeypatch.setattr(delimited_text, "render_table_csv", waiting)
    monkeypatch.setenv("DSE_STORE", str(small.path))
    arguments = (reading(small), "organisations", delimited_text.MACHINE, "organisations.csv")
    download = threading.Thread(
        target=lambda: written.append(full_tables.write_file(*arguments, is_packed=False).read())
    )
    download.start()
    assert begun.wait(60)
    test = open_page("donnees")
    assert not test.exception and [title.value for title in test.title] == ["Données"]
    assert written == []
    answered.set()
    download.join()
    assert written[0].count(b"\r\n") == 11


def test_the_dictionary_offers_each_table_whole(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(small.path))
    test = open_page("donnees")
    test.session_state["partie"] = "Dictionnaire"
    test.run()
    labels = [each.label for each in test.get("download_button")]
    assert (
        not test.exception and labels.count("Table pour Excel") == labels.count("Table pour un logiciel") == 1
    )


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return fill_register(MILLION, Store(tmp_path_factory.mktemp("million") / "store"))


# The most memory that this program held since it began; getrusage would count what the test held before it.
MEASURED = """
import re, sys
from dse import cli
code = cli.main(sys.argv[1:])
print(re.search("VmHWM:.*?([0-9]+)", open("/proc/self/status").read())[1], file=sys.stderr)
raise SystemExit(code)
"""


def peak(store: Store, out: Path, form: str) -> int:
    """Bytes of memory that the command took at most."""
    command = ["--store", str(store.path), "table", "organisations", "--format", form, "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], cwd=paths.ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stderr.split()[-1]) * 1024


@pytest.mark.long
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
@pytest.mark.parametrize("form", ["csv", "csv-fr", "parquet"])
def test_a_million_rows_take_hardly_more_memory_than_ten(million: Store, tmp_path: Path, form: str) -> None:
    ten = peak(fill_register(10, Store(tmp_path / "ten")), tmp_path / "ten.csv", form)
    out = tmp_path / "million.csv"
    assert peak(million, out, form) - ten < 150 * MEGABYTES
    if form != "parquet":
        with out.open("rb") as lines:
            assert sum(1 for _ in lines) == MILLION + 1


@pytest.mark.long
def test_a_million_rows_are_packed_for_the_page(million: Store) -> None:
    given = (reading(million), "organisations", delimited_text.FRENCH, "organisations.csv")
    with full_tables.write_file(*given, is_packed=True) as file:
        with zipfile.ZipFile(file) as archive, archive.open("organisations.csv") as lines:
            assert sum(1 for _ in lines) == MILLION + 1
        file.seek(0, os.SEEK_END)
        assert file.tell() < 40 * MEGABYTES


@pytest.fixture
def crowded(network: str, own_demo: Store) -> Iterator[Server]:
    """A dashboard over the demo, with two million organisations more: their file is long in the making."""
    known = own_demo.read(own_demo.current(), "organisations")
    own_demo.commit(
        {"organisations": [known, register(2 * MILLION)]}, parent=1, author="Nadia", message="Registre"
    )
    server = Server(own_demo.path)
    yield server
    server.stop()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_page_is_painted_while_another_session_has_millions_of_rows_made_and_sent(
    crowded: Server, browser: Browser, page: Page, tmp_path: Path
) -> None:
    downloads: list[Download] = []
    page.on("download", lambda file: downloads.append(file))
    page.goto(crowded.address("donnees"))
    page.get_by_role("tab", name="Dictionnaire").click()
    download = page.get_by_role("button", name="Table pour un logiciel")
    download.wait_for()
    other = browser.new_context().new_page()
    other.goto(crowded.address("recours"))
    settle(other)
    download.click()
    other.get_by_role("link", name="Tendances thématiques").click()
    other.get_by_role("heading", name="Tendances thématiques").wait_for()
    other.locator('[data-testid="stVegaLiteChart"] svg text').first.wait_for()
    assert charts(other)[0] and not downloads, "the file was there before the page"
    while not downloads:
        page.wait_for_timeout(200)
    downloads[0].save_as(tmp_path / "organisations.zip")
    with zipfile.ZipFile(tmp_path / "organisations.zip") as archive:
        (name,) = archive.namelist()
        with archive.open(name) as lines:
            assert sum(1 for _ in lines) > 2 * MILLION
    other.context.close()
