"""The strongest findings of all pages: kept with the version for the choice of all years without a filter, else computed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import dse
from dse import paths
from dse.disclosure import audience
from dse.errors import StoreError
from dse.figures import REGISTRY, Answer, strongest
from dse.figures.strongest import StrongFinding
from dse.query import Selection
from dse.ui.card import figure_card
from dse.ui.frame import filters
from dse.ui.frame.data import DataSource, find_answer

# What answers are made of beside the data: an update of any of it makes the kept findings anew.
_PROGRAM = ("dse", "schemas", "data/codelists", "data/audiences.toml")
_FILE, _KIND = "findings.json", "findings"

Move = Callable[[float, str], None]


class Strongest(NamedTuple):
    """The strongest findings, what is said where there are none (empty where no figure has rows), and whether all could be read."""

    findings: list[StrongFinding]
    otherwise: str
    is_complete: bool = True


def find_kept(source: DataSource, selection: Selection) -> Strongest | None:
    """What is kept for a selection; None where nothing is."""
    folder = _is_default(source, selection) and source.store.find_facts(_build_key(source, selection))
    if not folder:
        return None
    try:
        content = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return Strongest([StrongFinding(*finding) for finding in content["findings"]], content["otherwise"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def compute(
    source: DataSource, selection: Selection, describe_none: Callable[[list[Answer]], str], move: Move
) -> Strongest:
    """Ask all figures that compare, and keep what they say where it is the choice of all years without a filter.

    What ignores a filter chosen is not among the findings, which would not say so.
    """
    candidates = strongest.list_candidates(REGISTRY.values())
    answers = []
    for number, figure in enumerate(candidates, start=1):
        answers.append(find_answer(source, figure.id, selection))
        move(number / len(candidates), figure.question)
    readable = [answer for answer in answers if answer]
    has_rows = any(not answer.table.empty for answer in readable)
    of_choice = [
        answer
        for answer in readable
        if not figure_card.list_unused_filters(REGISTRY[answer.figure_id], selection)
    ]
    strongest_now = Strongest(
        strongest.rank(of_choice), describe_none(readable) if has_rows else "", len(readable) == len(answers)
    )
    if strongest_now.is_complete and _is_default(source, selection):
        _keep(source, selection, strongest_now)
    return strongest_now


def _keep(source: DataSource, selection: Selection, strongest_now: Strongest) -> None:
    text = json.dumps(
        {"findings": strongest_now.findings, "otherwise": strongest_now.otherwise}, ensure_ascii=False
    )

    def fill(folder: Path) -> None:
        (folder / _FILE).write_text(text, encoding="utf-8")

    with suppress(StoreError):  # the data changed meanwhile: what is computed next is kept
        source.store.make_facts(_build_key(source, selection), source.version, fill)


def _is_default(source: DataSource, selection: Selection) -> bool:
    first, last = filters.get_all_years(source)
    return selection == Selection(first_year=first, last_year=last, audience=selection.audience)


def _build_key(source: DataSource, selection: Selection) -> str:
    """What stands for all that the findings of an audience come from: version, newest version, lists, settings, program."""
    parts = (source.key[1:], selection, audience(selection.audience), dse.__version__, _stamp_program())
    return f"{_KIND}-{hashlib.sha256(repr(parts).encode('utf-8')).hexdigest()[:32]}"


@cache
def _stamp_program() -> str:
    """The content of each file of the program that answers come from."""
    places = [paths.ROOT / name for name in _PROGRAM]
    files = sorted(
        file
        for place in places
        for file in (place.rglob("*") if place.is_dir() else [place])
        if file.suffix in (".py", ".toml", ".csv")
    )
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(paths.ROOT).as_posix()} {len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
