"""Which files and lines of the application's `data/` are ours: fingerprints of all that a release brought there."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dse import paths
from schemas import spreadsheets

LINE_DIGITS = 12


@dataclass(frozen=True)
class Shipped:
    """Fingerprints of a file of ours in each release that brought another, and those of its lines if it is a list."""

    files: frozenset[str]
    lines: frozenset[str]


def is_ours(path: str, content: bytes) -> bool:
    """Whether a file of `data/` is as a release brought it; `path` is relative to `data/`, with slashes."""
    fingerprints = load_fingerprints().get(path)
    return fingerprints is not None and fingerprint(content) in fingerprints.files


def extract_team_lines(path: str, content: bytes) -> str:
    """The lines of a list that no release brought, as a CSV with its titles; empty if there is none. ValueError if it is no list."""
    reader = spreadsheets.rows(spreadsheets.text(content))
    shipped_lines = load_fingerprints()[path].lines
    lines = [line for line in reader if line_fingerprint(line) not in shipped_lines]
    out = io.StringIO(newline="")
    if lines:
        titles = reader.fieldnames or ()
        rows = [titles, *([str(line[title] or "") for title in titles] for line in lines)]
        out.writelines(spreadsheets.row(row) + "\n" for row in rows)
    return out.getvalue()


@cache
def load_fingerprints(path: Path | None = None) -> Mapping[str, Shipped]:
    """All that releases brought, by path relative to `data/`."""
    by_path: dict[str, Shipped] = {}
    with (path or paths.SHIPPED).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            before = by_path.get(row["file"], Shipped(frozenset(), frozenset()))
            lines = before.lines | set(row["lines"].split())
            by_path[row["file"]] = Shipped(before.files | {row["sha256"]}, lines)
    return by_path


def fingerprint(content: bytes) -> str:
    """SHA-256 of a text, whatever ends its lines: a checkout may have changed that."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def line_fingerprint(line: Mapping[str, str | None]) -> str:
    """What tells a line of a list from others, however its cells are quoted."""
    cells = "\x1f".join(
        spreadsheets.iso((cell or "").strip()) for cell in line.values() if not isinstance(cell, list)
    )
    return hashlib.sha256(cells.encode("utf-8")).hexdigest()[:LINE_DIGITS]
