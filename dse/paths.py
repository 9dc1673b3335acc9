"""Where things live on disk; imports nothing of ours."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
FORMS = DATA / "forms"
SOURCES = DATA / "sources.toml"
DEMO = DATA / "demo"
DEMO_STORE = DEMO / "store"


def store_path() -> Path:
    """The team's store: `DSE_STORE` if set, else data/store."""
    return Path(os.environ.get("DSE_STORE") or DATA / "store").expanduser()
