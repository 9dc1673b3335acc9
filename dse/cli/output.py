"""How the command line answers: a result on standard output, sentences on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dse.process import print_message


@dataclass(frozen=True)
class Outcome:
    """What a command found: `value` for --json, `text` (or the bytes of a file, in pieces) for a reader, and the exit code."""

    value: Any
    text: str | Iterable[bytes]
    code: int = 0


def use_utf8() -> None:
    """UTF-8 on both streams, also where they are pipes on Windows."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write_outcome(outcome: Outcome, *, as_json: bool) -> int:
    """Write the outcome to standard output; its exit code."""
    try:
        if as_json:
            print(render_json(outcome.value))
        elif not isinstance(outcome.text, str):
            sys.stdout.buffer.writelines(outcome.text)
        elif outcome.text:
            print(outcome.text)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has seen enough (… | head); Python must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return outcome.code


def with_notices(outcome: Outcome, sentences: Sequence[str]) -> Outcome:
    """The outcome with the sentences about the team's own files, where its value has room for it."""
    if not sentences or not isinstance(outcome.value, dict):
        return outcome
    return replace(outcome, value=outcome.value | {"own_files": list(sentences)})


def report_failure(sentence: str, code: int, *, as_json: bool) -> int:
    """Say why nothing was done, in the same words to both streams."""
    print_message(sentence)
    status = "refused" if code == 2 else "failed"
    return write_outcome(Outcome({"status": status, "message": sentence}, "", code), as_json=as_json)


def format_grid(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Aligned columns under a ruled header. Empty cells are blank."""
    lines = [tuple(header), *(tuple("" if cell is None else str(cell) for cell in row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    ruled = [lines[0], tuple("─" * width for width in widths), *lines[1:]]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in ruled
    )


def render_json(value: Any) -> str:
    """The JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_json_value)


def _json_value(value: Any) -> Any:
    """A value as JSON can hold it: ISO dates, exact decimals as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
