"""French sentences from templates: `{n:membre|membres}`, `{rate:%}`. They stand in `phrases.toml`, beside the code that says them;
docs/dev/ecrire.md tells how to write one."""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from dse import french

PHRASES = "phrases.toml"
_DECIMALS = ".1", ".2"


def say(template: str, **values: Any) -> str:
    """A sentence from its template, its numbers, dates, lists and plurals as French writes them, and typeset."""
    return french.typeset(_FRENCH.vformat(template, (), values))


def read(module: str) -> Callable[..., str]:
    """What says a template of the `phrases.toml` beside a module (its `__file__`) by its name: `say("gaps.widest", name=…)`."""
    return functools.partial(_say_named, _read_templates(Path(module).with_name(PHRASES)))


def _say_named(templates: dict[str, str], name: str, /, **values: Any) -> str:
    return say(templates[name], **values)


@functools.cache
def _read_templates(path: Path) -> dict[str, str]:
    """The templates of a file by `table.key`; each is checked, so that a slip is found before its sentence is said."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    templates = {f"{table}.{key}": text for table, texts in tables.items() for key, text in texts.items()}
    for name, template in templates.items():
        try:
            find_fields(template)
        except ValueError as error:
            raise ValueError(f"{path}, {name}: {error}") from error
    return templates


def find_fields(template: str) -> set[str]:
    """The names of the values that a template needs; ValueError where it is no template."""
    fields: set[str] = set()
    for _, name, spec, _ in _FRENCH.parse(template):
        if name is not None:
            _check(name, spec or "")
            fields |= {name} | find_fields(spec or "")
    return fields


def _check(name: str, spec: str) -> None:
    if not name.isidentifier():
        raise ValueError(f"{{{name}}} is not the name of a value")
    if spec not in _WRITERS and spec.count("|") not in (1, 2):
        known = ", ".join(f"'{each}'" for each in _WRITERS)
        raise ValueError(f"{{{name}:{spec}}}: '{spec}' is none of {known}, 'one|many', '=one|many'")


def _agree(value: int, spec: str) -> str:
    """`membre|membres` with its number before it, `=porte|portent` alone; `aucun membre|membre|membres` has a word for 0 alone."""
    *none, one, many = spec.removeprefix("=").split("|")
    if none and not value:
        return none[0]
    return (
        (one if french.is_singular(value) else many)
        if spec.startswith("=")
        else french.count(value, one, many)
    )


def _write(value: Any) -> str:
    """A value without a spec."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return french.day(value)
    if isinstance(value, list | tuple):
        return french.listed([_write(each) for each in value])
    return french.number(value)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "": _write,
    "%": french.percent,
    "points": french.points,
    "année": lambda year: str(int(year)),
    **{spec: functools.partial(french.number, decimals=int(spec[1:])) for spec in _DECIMALS},
}


class _French(string.Formatter):
    """`str.format` whose specs are those of `_WRITERS`, or words that agree with a number."""

    def format_field(self, value: Any, spec: str) -> str:
        _check("value", spec)
        return _WRITERS[spec](value) if spec in _WRITERS else _agree(value, spec)


_FRENCH = _French()
