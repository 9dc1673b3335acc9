"""Names say what a thing is: words that told a reader nothing may not come back as names. docs/dev/glossary.md has the words to use."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dse import paths

# Refused as names of modules, functions, methods, classes and parameters; inside dse/ also of local variables and fields.
EVERYWHERE = set(
    ["told", "said", "known", "found", "kept", "held", "given", "made", "asked", "each", "whole", "of", "at"]
)
# Refused as names of modules, functions, methods, classes and parameters.
DECLARED = EVERYWHERE | set(
    [
        "deed",
        "deeds",
        "older",
        "nothing",
        "lacking",
        "foretold",
        "entering",
        "consign",
        "giving",
        "settling",
        "apart",
        "stacked",
        "stranded",
        "summaries",
        "stand_ins",
        "pinned",
        "standing",
        "far",
        "damage",
        "coded",
        "teach",
        "untaught",
        "word",
        "place",
        "crowd",
        "screenful",
        "lowered",
        "followed",
        "spared",
        "settled",
        "drawn",
        "shown",
        "written",
        "seen",
        "gone",
        "taken",
        "left",
        "read_",
        "sought",
        "meant",
        "wanted",
        "named",
        "worded",
    ]
)
# Not yet held to it: disclosure, publication and the modules beside them, which have such names left.
ROOMS = [
    *(
        f"dse/ingest/{room}"
        for room in [
            "files",
            "values",
            "forms",
            "recognition",
            "rows",
            "organisations",
            "checks",
            "surveys",
            "databases",
        ]
    ),
    "dse/ingest",
    *(
        f"dse/{room}"
        for room in [
            "query",
            "stats",
            "charts",
            "figures",
            "ui",
            "store",
            "export",
            "cli",
            "team_files",
            "demo",
        ]
    ),
    *(
        f"tests/{room}"
        for room in [
            "charts",
            "cli",
            "demo",
            "disclosure",
            "export",
            "figures",
            "ingest",
            "mutants",
            "stats",
            "store",
            "support",
            "ui",
        ]
    ),
    "tests",
]


class Name(NamedTuple):
    """A name that may not stand, and where it does."""

    location: str
    name: str


@functools.cache
def names_by_room() -> dict[str, list[Name]]:
    by_room: dict[str, list[Name]] = {room: [] for room in ROOMS}
    for top in ("dse", "tests"):
        for path in sorted((paths.ROOT / top).rglob("*.py")):
            relative = path.relative_to(paths.ROOT).as_posix()
            room = room_of_file(relative)
            if room:
                by_room[room] += refused_names(path, relative, locals_too=top == "dse")
    return by_room


def room_of_file(relative: str) -> str | None:
    return next((room for room in ROOMS if relative.startswith(f"{room}/")), None)


def refused_names(path: Path, relative: str, locals_too: bool) -> Iterator[Name]:
    if path.stem in DECLARED:
        yield Name(relative, path.stem)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in declared_names(node):
            if name.lstrip("_").lower() in DECLARED:
                yield Name(f"{relative}:{node.lineno}", name)
        for name in assigned_names(node) if locals_too else ():
            if name.lstrip("_") in EVERYWHERE:
                yield Name(f"{relative}:{node.lineno}", name)


def declared_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg


def assigned_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr


@pytest.mark.parametrize("room", ROOMS)
def test_names_say_what_things_are(room: str) -> None:
    names = names_by_room()[room]
    listed = "\n".join(f"  {name.location}  {name.name}" for name in names)
    assert not names, f"names to replace (docs/dev/glossary.md):\n{listed}"


def test_every_room_exists() -> None:
    assert all((paths.ROOT / room).is_dir() for room in ROOMS)


def test_a_refused_name_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "told.py"
    source.write_text("def _said(each, rows):\n    found = 1\n    return found\n", encoding="utf-8")
    names = [name.name for name in refused_names(source, "told.py", locals_too=True)]
    assert sorted(names) == ["_said", "each", "found", "told"]
    assert "found" not in [name.name for name in refused_names(source, "told.py", locals_too=False)]
