"""How the tests are shared out between the workers of pytest-xdist, and what each makes once for all of them."""

from __future__ import annotations

import functools
import subprocess
import sys

import pyarrow as pa
import pytest
import ready_reader
from workbooks import packed, xlsx

import schemas
from dse.ingest.files import workbook


@pytest.mark.xdist_group("together")
def test_what_is_to_run_together_does(request: pytest.FixtureRequest) -> None:
    """xdist reads the group at the end of the name; where it is not there, every worker makes every shared fixture."""
    grouped = getattr(request.config.option, "loadgroup", False)
    assert not grouped or request.node.nodeid.endswith("@together")


def test_short_tests_of_a_file_run_together(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("xdist_group").args == (request.path.stem,)


@pytest.mark.long
def test_a_fixture_of_a_module_keeps_its_tests_together(
    one_for_all: str, request: pytest.FixtureRequest
) -> None:
    assert request.node.get_closest_marker("xdist_group").args == (one_for_all,)


@pytest.fixture(scope="module")
def one_for_all() -> str:
    return "test_workers"


@functools.cache
def remembered() -> str:
    return "test_workers"


@pytest.mark.long
def test_what_a_module_remembers_keeps_its_tests_together(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("xdist_group").args == (remembered(),)


@pytest.mark.parametrize("content", [b"\x00"])
def test_bytes_are_not_in_the_name_of_a_test(content: bytes, request: pytest.FixtureRequest) -> None:
    """A file packed while tests are collected holds its hour: two workers would name the same test apart, and run none."""
    assert request.node.callspec.id == "content"


@pytest.mark.parametrize("text", ["x" * 200_000])
def test_a_test_may_start_a_process_whatever_its_parameters(text: str) -> None:
    """Its name stands in the environment of what it starts, which has a limit."""
    subprocess.run([sys.executable, "-c", ""], check=True)


ONE = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')


@pytest.mark.parametrize(
    "content", [ONE, ONE[:-40], packed({"xl/workbook.bin": "x"}), b"", b"PK" + bytes(2**20)]
)
def test_the_reader_that_is_ready_tells_what_one_of_its_own_does(content: bytes) -> None:
    assert workbook.read_in_child is not ready_reader.REAL
    assert workbook.read_in_child(content) == ready_reader.REAL(content)


def test_rows_are_checked_again_once_they_are_others() -> None:
    columns = {"activity_id": ["A1"], "organisation_id": ["M1"], "role": ["PARTICIPANT"]}
    schema = schemas.arrow_schema("participations")
    rows = [
        pa.table({name: columns.get(name, [number]) for name in schema.names}).cast(schema)
        for number in (1, -1, 1)
    ]
    assert [bool(schemas.failures("participations", each)) for each in rows] == [False, True, False]
