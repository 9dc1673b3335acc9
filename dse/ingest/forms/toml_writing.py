"""Values and keys as TOML has them."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml_key(name: str) -> str:
    """A name as a key of TOML."""
    return name if _BARE.fullmatch(name) else to_toml(name)


def to_toml(value: Any) -> str:
    """A value as TOML has it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{to_toml_key(name)} = {to_toml(item)}" for name, item in value.items()) + " }"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(to_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
