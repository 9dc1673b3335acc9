"""French sentences are made by one formatter, from templates that a French reader may correct."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dse import paths, sentences
from tests.support.screen_words import find_banned

FILES = sorted((paths.ROOT / "dse").rglob(sentences.PHRASES))


@pytest.mark.parametrize(
    ("template", "values", "sentence"),
    [
        ("{n} venues", {"n": 1829}, "1\u202f829 venues"),
        ("{n:membre|membres}", {"n": 3}, "3\u00a0membres"),
        ("{n:membre|membres}", {"n": 0}, "0\u00a0membre"),
        ("{n:refus|refus}", {"n": 2}, "2\u00a0refus"),
        ("{n:aucun membre|membre|membres}", {"n": 0}, "aucun membre"),
        ("{n:aucun membre|membre|membres}", {"n": 2}, "2\u00a0membres"),
        ("{n} {n:=porte|portent} tout", {"n": 1}, "1 porte tout"),
        ("{n} {n:=porte|portent} tout", {"n": 2}, "2 portent tout"),
        (
            "{n:=Le membre porte|Les {n} membres portent} tout",
            {"n": 1829},
            "Les 1\u202f829 membres portent tout",
        ),
        ("{n:=aucun ne vient|{n} vient|{n} viennent}", {"n": 0}, "aucun ne vient"),
        ("accompagné{n:=|s}", {"n": 2}, "accompagnés"),
        ("{rate:%} des membres", {"rate": 52.4}, "52\u202f% des membres"),
        ("{gap:points}", {"gap": 35.2}, "+35\u00a0points"),
        ("{gap:points}", {"gap": -1.2}, "−1\u00a0point"),
        ("{x:.1} jours", {"x": 2.25}, "2,2 jours"),
        ("{x:.2}", {"x": 2.0}, "2,00"),
        ("en {year:année}", {"year": 2021}, "en 2021"),
        ("{names} y viennent", {"names": ["a", "b", "c"]}, "a, b et c y viennent"),
        ("depuis le {day}", {"day": date(2021, 3, 1)}, "depuis le 1er mars 2021"),
        ("« {name} » : non ?", {"name": "Genre"}, "«\u00a0Genre\u00a0»\u00a0: non\u202f?"),
    ],
)
def test_a_sentence_is_written_as_french_readers_write(
    template: str, values: dict[str, object], sentence: str
) -> None:
    assert sentences.say(template, **values) == sentence


@pytest.mark.parametrize("template", ["{n:d}", "{n:.0%}", "{n:a|b|c|d}", "{}", "{n:=s}", "{n", "{0}"])
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError):
        sentences.find_fields(template)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_phrases_are_used_and_complete(path: Path) -> None:
    templates = _templates(path)
    used = {name for name, _ in _calls(path.parent, templates)}
    assert used == templates.keys(), "a phrase of no code, or code of no phrase"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_phrases_name_only_values_that_code_gives(path: Path) -> None:
    templates = _templates(path)
    for name, given in _calls(path.parent, templates):
        assert name in templates, f"{path} has no phrase {name}"
        unknown = sentences.find_fields(templates[name]) - given if given is not None else ()
        assert not unknown, f"{name} of {path} has {{{', '.join(unknown)}}}, which the code does not give"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_phrases_have_only_words_of_readers(path: Path) -> None:
    for name, template in _templates(path).items():
        is_for_statisticians = "detail" in name.split(".")
        written = re.sub(r"\{[^}]*\}", "", template)
        assert is_for_statisticians or not find_banned(written), f"{name}: {find_banned(written)}"
        assert not re.search("['\u00a0\u202f]", template), f"{name}: ’ is the apostrophe; spaces are plain"


@functools.cache
def _templates(path: Path) -> dict[str, str]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{table}.{key}": text for table, texts in tables.items() for key, text in texts.items()}


def _calls(room: Path, templates: dict[str, str]) -> Iterator[tuple[str, set[str] | None]]:
    """Names of phrases in the code of a room, each with the values given at its place where they are written out.

    A name is any text `table.key` of a table of the file: a module may choose among several before it says one. An f-string is
    every name that it may become.
    """
    tables = {name.partition(".")[0] for name in templates}
    for module in room.glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        values = {id(name): _values_of(call) for call in ast.walk(tree) for name in _names_in_call(call)}
        parts = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                table, dot, key = node.value.partition(".")
                if dot and table in tables and key.isidentifier():
                    yield node.value, values.get(id(node))
            elif isinstance(node, ast.JoinedStr):
                yield from ((name, None) for name in templates if _may_become(node, name))


def _may_become(text: ast.JoinedStr, name: str) -> bool:
    parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in text.values]
    return re.fullmatch("".join(parts), name) is not None


def _names_in_call(call: ast.AST) -> list[ast.Constant]:
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_SAY"):
        return []
    return [each for each in ast.walk(call.args[0]) if isinstance(each, ast.Constant)]


def _values_of(call: ast.AST) -> set[str] | None:
    names = [keyword.arg for keyword in call.keywords] if isinstance(call, ast.Call) else [None]
    return None if None in names else {name for name in names if name}
