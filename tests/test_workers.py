"""How the tests are shared out between the workers of pytest-xdist."""

from __future__ import annotations

import functools
import subprocess
import sys

import pytest


@pytest.mark.xdist_group("together")
def test_what_is_to_run_together_does(request: pytest.FixtureRequest) -> None:
    """xdist reads the group at the end of the name; where it is not there, every worker makes every shared fixture."""
    grouped = getattr(request.config.option, "loadgroup", False)
    assert not grouped or request.node.nodeid.endswith("@together")


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
