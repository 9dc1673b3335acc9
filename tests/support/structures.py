"""The structures of the tables: as they are declared, and as the last release left them."""

from __future__ import annotations

import json

import schemas
from dse import paths

RELEASED = paths.ROOT / "tests" / "fixtures" / "stores" / "structures.json"


def today() -> dict:
    """The structures as they are declared."""
    return {
        "structure": schemas.migrations.latest(),
        "tables": {table: schemas.structure(table) for table in schemas.TABLES},
    }


def released() -> dict:
    """The structures that the last release left."""
    return json.loads(RELEASED.read_text(encoding="utf-8"))


def write() -> None:
    """Keep the structures of today for the next release."""
    RELEASED.write_text(json.dumps(today(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
