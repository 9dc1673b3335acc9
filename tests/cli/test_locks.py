"""What is installed: every package that the lists need, in one version, for every Python and system that we support."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dse import environment, paths
from tests import lock

SYSTEMS = (("win32", "nt", "Windows"), ("darwin", "posix", "Darwin"), ("linux", "posix", "Linux"))
PYTHONS = ("3.11", "3.12", "3.13")
MOST_DISTRIBUTIONS = 60  # a budget: each is one more to read, to trust and to keep; another is a decision


def read_lock(requirements: tuple[Path, ...]) -> dict[str, tuple[Requirement, set[str]]]:
    """Package → its line and the hashes of its files."""
    text = environment.find_lock(requirements).read_text(encoding="utf-8")
    entries = re.findall(r"(?m)^([^#\s][^\\\n]*?) \\\n((?:    --hash=\S+(?: \\)?\n?)+)", text)
    lines = [
        (Requirement(line), set(re.findall(r"sha256:([0-9a-f]{64})", hashes))) for line, hashes in entries
    ]
    return {canonicalize_name(line.name): (line, hashes) for line, hashes in lines}


def list_machines() -> list[dict[str, str]]:
    """What the markers of packages may ask of each machine that we support."""
    return [
        {
            "python_version": python, "python_full_version": f"{python}.9", "sys_platform": platform, "os_name": name,
            "platform_system": system, "platform_python_implementation": "CPython", "implementation_name": "cpython",
            "platform_machine": machine, "extra": "",
        }
        for python in PYTHONS
        for platform, name, system in SYSTEMS
        for machine in ("x86_64", "arm64")
    ]  # fmt: skip


@pytest.mark.parametrize("requirements", lock.LISTS, ids=["run", "test", "pack"])
def test_a_lock_has_what_its_lists_pin(requirements):
    locked = read_lock(requirements)
    assert locked
    for name, version in environment.read_pins(requirements).items():
        line, hashes = locked[canonicalize_name(name)]
        assert str(line.specifier) == f"=={version}"
        assert line.marker is None
        assert hashes


@pytest.mark.parametrize("requirements", lock.LISTS[:2], ids=["run", "test"])
def test_a_lock_has_what_its_packages_need_on_every_machine(requirements):
    locked = read_lock(requirements)
    needs = 0
    for name, (line, _) in locked.items():
        for machine in list_machines():
            if not line.marker or line.marker.evaluate(machine):
                needs += _check_needs(name, machine, locked)
    assert needs > 500


def _check_needs(name: str, machine: dict[str, str], locked: dict[str, tuple[Requirement, set[str]]]) -> int:
    try:
        needed = importlib.metadata.requires(name) or ()
    except importlib.metadata.PackageNotFoundError:  # of another system
        return 0
    applying = [need for need in map(Requirement, needed) if not need.marker or need.marker.evaluate(machine)]
    for need in applying:
        found, _ = locked[canonicalize_name(need.name)]
        (pin,) = found.specifier
        assert need.specifier.contains(pin.version, prereleases=True), f"{name}: {need}"
        assert not found.marker or found.marker.evaluate(machine), f"{name}: {need}"
    return len(applying)


def test_the_tests_run_on_what_is_given_to_users():
    run, test, pack = map(read_lock, lock.LISTS)
    given = run | pack
    assert {name: (str(line), hashes) for name, (line, hashes) in given.items()} == {
        name: (str(line), hashes) for name, (line, hashes) in test.items() if name in given
    }


def test_distributions_stay_within_their_budget():
    assert len(read_lock(environment.RUN)) <= MOST_DISTRIBUTIONS


def test_the_licence_of_each_is_written_down():
    text = (paths.ROOT / "docs" / "dev" / "licences.md").read_text(encoding="utf-8")
    written = dict(re.findall(r"(?m)^\| (\S+) \| (.+?) \|$", text))
    assert set(written) - {"package", "---"} == set(read_lock(environment.RUN))
    assert lock.render_licences(sorted(read_lock(environment.RUN))) == text
