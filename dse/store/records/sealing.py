"""JSON bytes that carry their own hash."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any


def seal(fields: dict[str, Any]) -> bytes:
    """The bytes of some fields."""
    digest = hashlib.sha256(_json(fields)).hexdigest()
    return _json({**fields, "sha256": digest})


def unseal(content: bytes) -> dict[str, Any] | None:
    """The fields of sealed bytes; None unless every byte is as written."""
    try:
        return _fields(content) if _is_whole(content) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


@lru_cache(maxsize=8)
def _is_whole(content: bytes) -> bool:
    """Whether a record is as it was written. A page reads the same few at every question."""
    return seal(_fields(content)) == content


def _fields(content: bytes) -> dict[str, Any]:
    fields = json.loads(content.decode("utf-8"))
    del fields["sha256"]
    return fields


def _json(fields: dict[str, Any]) -> bytes:
    text = json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return f"{text}\n".encode()
