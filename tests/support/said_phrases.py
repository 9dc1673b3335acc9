"""What the code of a room says of its `phrases.toml`: the names of the phrases, and the values given to each."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from dse.following.stages import DECISION, END, REQUEST, START

Targets = list[tuple[ast.AST, ast.AST]]
GIVEN = {  # by what stands in an f-string: what it may be
    "subject.column.name": {"theme", "support"},
    "dimension": {"need", "expectation", "satisfaction", "effect", "expertise"},
    "years": {"1", "2", "3"},
    "table": {"marks", "answers", "outputs", "changes"},
    "row.last_step": {REQUEST, DECISION, START, END},
}


@functools.cache
def read_templates(path: Path) -> dict[str, str]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{table}.{key}": text for table, texts in tables.items() for key, text in texts.items()}


def list_said(room: Path, templates: dict[str, str]) -> Iterator[tuple[str, set[str] | None]]:
    """Names of phrases in the code of a room, each with the values given at its place where they are written out.

    A name is any text `table.key` of a table of the file: a module may choose among several before it says one.
    """
    tables = {name.partition(".")[0] for name in templates}
    for module in room.glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        values = _find_values(tree)
        parts = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                table, dot, key = node.value.partition(".")
                if dot and table in tables and key.isidentifier():
                    yield node.value, values.get(id(node))
            elif isinstance(node, ast.JoinedStr):
                names = (name for name in templates if _may_become(node, name, words))
                yield from ((name, values.get(id(node))) for name in names)


def _may_become(text: ast.JoinedStr, name: str, words: set[object]) -> bool:
    """Whether an f-string may be a name: each of its values is one that code gives it, or words that its module has."""
    parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"(\w+)" for part in text.values]
    match = re.fullmatch("".join(parts), name)
    values = [ast.unparse(part.value) for part in text.values if isinstance(part, ast.FormattedValue)]
    return match is not None and all(
        found in GIVEN[value] if value in GIVEN else _is_made_of(found, words)
        for value, found in zip(values, match.groups(), strict=True)
    )


def _is_made_of(text: str, words: set[object]) -> bool:
    """Whether a text is a word, or two."""
    return text in words or any({text[:at], text[at:]} <= words for at in range(1, len(text)))


def _find_values(tree: ast.Module) -> dict[int, set[str] | None]:
    """The values given to each text that is the name of a phrase; of several calls, the values that all give."""
    found: dict[int, set[str] | None] = {}
    for name, given in _find_names(tree):
        known = found.get(id(name))
        if given is not None:
            found[id(name)] = given if known is None else known & given
    return found


def _find_names(tree: ast.Module) -> Iterator[tuple[ast.AST, set[str] | None]]:
    """Texts that may be the name of what a call says, each with what the call gives."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    of_module = [pair for node in tree.body for pair in _list_targets(node)]
    for scope in (tree, *functions):
        targets = of_module + [
            pair for node in ast.walk(scope) if scope is not tree for pair in _list_targets(node)
        ]
        for call in _list_calls(scope):
            given = _values_of(call, targets)
            yield from ((each, given) for each in _trace(call.args[0], targets))


def _trace(expression: ast.AST, targets: Targets) -> Iterator[ast.AST]:
    """All that is written in an expression, and in what its variables are given."""
    known: set[str] = set()
    todo = [*ast.walk(expression)]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, ast.Name) and node.id not in known:
            known.add(node.id)
            todo += [
                each
                for target, value in targets
                if node.id in {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}
                for each in ast.walk(value)
            ]


def _list_targets(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """What is given a value, by an assignment or a loop, and the value."""
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.For | ast.comprehension):
        yield node.target, node.iter


def _list_calls(tree: ast.AST) -> list[ast.Call]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_SAY"]


def _values_of(call: ast.Call, targets: Targets) -> set[str] | None:
    """The names of the values that a call gives, those of a dict of its function among them; None where they are not written out."""
    names: set[str] = set()
    for keyword in call.keywords:
        if keyword.arg:
            names.add(keyword.arg)
        elif not (keys := _list_keys(keyword.value, targets)):
            return None
        else:
            names |= keys
    return names


def _list_keys(mapping: ast.AST, targets: Targets) -> set[str]:
    name = ast.unparse(mapping)
    values = [
        value for target, value in targets if ast.unparse(target) == name and isinstance(value, ast.Dict)
    ]
    return {key.value for value in values for key in value.keys if isinstance(key, ast.Constant)}
