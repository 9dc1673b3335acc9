"""What is installed: every package that the lists need, in one version, for every Python and system that we support."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dse import environment, paths
from dse.packing import wheels
from dse.packing.machines import PYTHONS, SYSTEMS, list_targets
from dse.packing.wheels import LockedPackage
from tests import lock

MOST_DISTRIBUTIONS = 60  # a budget: each is one more to read, to trust and to keep; another is a decision


def index_lock(requirements: tuple[Path, ...]) -> dict[str, LockedPackage]:
    """Package → its line and the hashes of its files; no line is overlooked."""
    path = environment.find_lock(requirements)
    packages = {canonicalize_name(package.requirement.name): package for package in wheels.read_lock(path)}
    assert len(packages) == len(re.findall(r"(?m)^[^#\s]", path.read_text(encoding="utf-8")))
    return packages


@pytest.mark.parametrize("requirements", lock.LISTS, ids=["run", "test", "pack"])
def test_a_lock_has_what_its_lists_pin(requirements):
    locked = index_lock(requirements)
    assert locked
    for name, version in environment.read_pins(requirements).items():
        package = locked[canonicalize_name(name)]
        assert str(package.requirement.specifier) == f"=={version}"
        assert package.requirement.marker is None
        assert package.hashes


@pytest.mark.parametrize("requirements", lock.LISTS[:2], ids=["run", "test"])
def test_a_lock_has_what_its_packages_need_on_every_machine(requirements):
    locked = index_lock(requirements)
    needs = sum(
        _check_needs(name, machine.describe(python), locked)
        for system in SYSTEMS.values()
        for machine, python in list_targets(system, PYTHONS)
        for name, package in locked.items()
        if package.is_for(machine, python)
    )
    assert needs > 500


def _check_needs(name: str, machine: dict[str, str], locked: dict[str, LockedPackage]) -> int:
    try:
        needed = importlib.metadata.requires(name) or ()
    except importlib.metadata.PackageNotFoundError:  # of another system
        return 0
    applying = [need for need in map(Requirement, needed) if not need.marker or need.marker.evaluate(machine)]
    for need in applying:
        found = locked[canonicalize_name(need.name)].requirement
        (pin,) = found.specifier
        assert need.specifier.contains(pin.version, prereleases=True), f"{name}: {need}"
        assert not found.marker or found.marker.evaluate(machine), f"{name}: {need}"
    return len(applying)


def test_the_tests_run_on_what_is_given_to_users():
    run, test, pack = map(index_lock, lock.LISTS)
    given = run | pack
    assert given == {name: package for name, package in test.items() if name in given}


def test_distributions_stay_within_their_budget():
    assert len(index_lock(environment.RUN)) <= MOST_DISTRIBUTIONS


def test_the_licence_of_each_is_written_down():
    text = (paths.ROOT / "docs" / "dev" / "licences.md").read_text(encoding="utf-8")
    written = dict(re.findall(r"(?m)^\| (\S+) \| (.+?) \|$", text))
    packages = {*index_lock(environment.RUN), *index_lock(lock.PACK)}
    assert set(written) - {"package", "---"} == packages
    assert lock.render_licences(sorted(packages)) == text
