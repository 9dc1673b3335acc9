"""The hardening of .streamlit/config.toml is in force, read by Streamlit itself from the project's folder."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib

import pytest

from dse import paths

HARDENED = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["localhost", "127.0.0.1"],
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.xsrfCookieSameSite": "strict",
    "server.maxUploadSize": 10,
    "server.maxMessageSize": 50,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "server.maxCacheDataSize": "500mb",
    "server.showEmailPrompt": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.disableDataExport": True,
    "client.toolbarMode": "minimal",
    "client.showSidebarNavigation": False,
    "browser.gatherUsageStats": False,
}
ASK = """
import json, sys
from streamlit import config
print(json.dumps({key: config.get_option(key) for key in json.loads(sys.argv[1])}))
"""


@pytest.fixture(scope="module")
def in_force() -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(list(HARDENED))],
        cwd=paths.ROOT, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("key", HARDENED)
def test_hardening_is_in_force(in_force, key):
    assert in_force[key] == HARDENED[key]


def test_every_setting_is_one_that_streamlit_knows():
    written = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    known = subprocess.run(
        [sys.executable, "-m", "streamlit", "config", "show"],
        cwd=paths.ROOT, capture_output=True, check=True, encoding="utf-8",
    ).stdout  # fmt: skip
    for section, settings in written.items():
        assert f"[{section}]" in known
        for key, value in settings.items():
            assert isinstance(value, dict) or f"\n{key} = " in known or f"\n# {key} =" in known, (
                f"{section}.{key}"
            )
