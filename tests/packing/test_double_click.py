"""The Linux archive, made from the registry, unpacked by a user without network: a page twice, and nothing outside its folder."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_session import DONE, PATIENCE
from conftest import tool

from dse.packing.archive import FOLDER, make_archive
from dse.packing.machines import SYSTEMS

pytest_plugins = ("browser_session",)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="the Linux archive"),
]
INSTALLED_WITHIN = 600  # seconds, on a machine that does other things besides
STOPPED_WITHIN = 120  # seconds, on the same
LINUX = SYSTEMS["linux"]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """Made before the network is cut; with the wheels of the Python that runs us, the only one that it will find."""
    folder = tmp_path_factory.mktemp("Ma sœur & l’été")
    archive = folder / "dse-linux.zip"
    make_archive(LINUX, archive, [f"3.{sys.version_info.minor}"])
    subprocess.run([tool("unzip"), "-q", archive, "-d", folder], check=True)
    return folder / FOLDER


@contextlib.contextmanager
def double_click(folder: Path, home: Path) -> Iterator[tuple[str, str]]:
    """The address that the script says, and all that it has said until then; stopped at the end as by closing its window."""
    output_text = home.with_suffix(".txt")
    variables = {
        "HOME": str(home),
        "PATH": f"{sys.base_prefix}/bin:{link_tools(home.with_name('bin'))}",
        "LANG": "C.UTF-8",
    }
    with output_text.open("wb") as output:
        script = subprocess.Popen(
            ["sh", folder / LINUX.launcher_name],
            cwd="/", env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        yield wait_for_address(script, output_text), output_text.read_text(encoding="utf-8")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(script.pid, signal.SIGHUP)
        script.wait(STOPPED_WITHIN)


def link_tools(folder: Path) -> Path:
    """What a system has besides Pythons: others than ours would be found first, and have no wheels here."""
    folder.mkdir(exist_ok=True)
    for name in ("sh", "dirname", "uname", "chmod", "mkdir"):
        if not (link := folder / name).exists():
            link.symlink_to(tool(name))
    return folder


def wait_for_address(script: subprocess.Popen[bytes], output_text: Path) -> str:
    for _ in range(INSTALLED_WITHIN * 5):
        text = output_text.read_text(encoding="utf-8")
        if (found := re.search(r"http://127\.0\.0\.1:\d+", text)) and does_answer(found[0]):
            return found[0]
        assert script.poll() is None, text
        time.sleep(0.2)
    raise TimeoutError(output_text.read_text(encoding="utf-8"))


def does_answer(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
    except OSError:
        return False
    return True


def test_a_double_click_opens_the_dashboard_without_network_twice(unpacked, network, browser, tmp_path):
    if network:
        pytest.skip(network)
    home = tmp_path / "home"
    home.mkdir()
    for is_first in (True, False):
        with double_click(unpacked, home) as (address, output_text):
            assert ("Étape 2 sur 2" in output_text) == is_first
            page = browser.new_page()
            page.goto(address)
            page.wait_for_selector("text=Vue d’ensemble", timeout=PATIENCE)
            page.wait_for_selector(DONE, timeout=PATIENCE)
            page.close()
    assert [path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()] == []
