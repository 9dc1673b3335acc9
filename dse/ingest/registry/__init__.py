"""The checks of an import. Each code has one declaration, `@check(…)` over the function that finds or words its issues.

That function gives `CellIssue(reason, advice)` or `Issue(file, reason, advice)`, one, none or an iterator of them,
without code or level: the check adds its own. Where several modules answer with one code, they call one function.
A code has one level; where it is sometimes less severe, `milder` says so and the function gives `level=QUESTION`.
A rule on rows lies in the room `checks`, says `on_rows=True` and takes a RowContext: every import calls it.

The two examples are run by tests/ingest/test_registry.py and shown to people with the title, the explanation and the
advice: by docs/controles.md, by `python -m dse explain IMP-410` and on the page Données.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic, ParamSpec, TypeVar, cast

from dse.ingest.issues import ERROR, NOTICE, QUESTION, CellIssue, Issue, Level
from dse.ingest.registry.examples import Example, answers, built, cells, content, lines

__all__ = [
    "EFFECTS",
    "ERROR",
    "FAMILIES",
    "NOTICE",
    "QUESTION",
    "Check",
    "Example",
    "all_checks",
    "answers",
    "built",
    "cells",
    "check",
    "checks_on_rows",
    "content",
    "find_check",
    "lines",
]

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer", bound=CellIssue | Issue | Iterator[CellIssue] | Iterator[Issue] | None)


@dataclass(frozen=True)
class Family:
    """Codes of one hundred: what they are about, and what one of their issues and several are called, in French."""

    title: str
    singular: str
    plural: str


# By the first digit of the code.
FAMILIES = {
    "1": Family("Le fichier", "problème de fichier", "problèmes de fichier"),
    "2": Family("Les cellules", "case", "cases"),
    "3": Family("Les noms d’organisation", "nom d’organisation", "noms d’organisation"),
    "4": Family("Les lignes et leurs références", "ligne ou référence", "lignes ou références"),
    "5": Family("Ce qu’une personne confirme", "point à vérifier", "points à vérifier"),
}
EFFECTS = {
    ERROR: "L’import n’est pas fait tant que ce n’est pas corrigé.",
    QUESTION: "L’import attend qu’une personne confirme.",
    NOTICE: "C’est dit, et n’empêche rien.",
}

# The drivers of the databases, which `sync` alone loads, are imported by these; they declare no check.
_DRIVERS = ("dse.ingest.databases.mariadb", "dse.ingest.databases.postgresql")

_CHECKS: dict[str, Check[..., Any]] = {}
_ON_ROWS: list[Check[..., Any]] = []


@dataclass(frozen=True, eq=False)
class Check(Generic[Parameters, Answer]):
    """A rule of an import. Called as its function is; what that gives has the code and the level of the check.

    `title`, `explanation` (what the rule is, and why) and `advice` are French, for people who are no developers.
    Each of `trips` gives the code, none of `passes` does. `function` of a check on rows takes a RowContext.
    """

    code: str
    level: Level
    title: str
    explanation: str
    advice: str
    trips: tuple[Example, ...]
    passes: tuple[Example, ...]
    milder: Level | None
    function: Callable[Parameters, Answer]

    @property
    def family(self) -> str:
        """What the codes of its hundred are about, in French."""
        return FAMILIES[self.code.removeprefix("IMP-")[0]].title

    @property
    def effects(self) -> str:
        """What it does to an import, in French."""
        effects = EFFECTS[self.level]
        return f"{effects} Dans les cas moins sûrs : {EFFECTS[self.milder]}" if self.milder else effects

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        """What the function gives, with this code."""
        return self.stamp(self.function(*args, **kwargs))

    def also_on_rows(self, function: Callable[..., Iterator[Issue]]) -> Check[..., Iterator[Issue]]:
        """Another function of this check, which every import calls with the rows, where the code is declared below."""
        other: Check[..., Any] = replace(self, function=cast(Any, function))
        _ON_ROWS.append(other)
        return other

    def stamp(self, answer: Any) -> Any:
        """Issues found elsewhere under the same rule, with this code and its level: one, None or an iterator."""
        if answer is None:
            return None
        if isinstance(answer, Issue | CellIssue):
            # An issue of another check keeps its own code.
            return answer if answer.code else replace(answer, code=self.code, level=self._level(answer))
        return map(self.stamp, answer)

    def _level(self, answer: Issue | CellIssue) -> Level:
        level = answer.level or self.level
        if level not in (self.level, self.milder):
            raise ValueError(f"{self.code} does not declare the level {level}")
        return level


def check(
    code: str,
    *,
    level: Level,
    title: str,
    explanation: str,
    advice: str,
    trips: Example | tuple[Example, ...],
    passes: Example | tuple[Example, ...],
    milder: Level | None = None,
    on_rows: bool = False,
) -> Callable[[Callable[Parameters, Answer]], Check[Parameters, Answer]]:
    """Declare the check of a code, over its function. Raises ValueError if the code has one already."""

    def declare(function: Callable[Parameters, Answer]) -> Check[Parameters, Answer]:
        if code in _CHECKS:
            raise ValueError(f"{code} is declared twice: {_CHECKS[code].function} and {function}")
        tripping, passing = (
            examples if isinstance(examples, tuple) else (examples,) for examples in (trips, passes)
        )
        declared_check = Check(code, level, title, explanation, advice, tripping, passing, milder, function)
        _CHECKS[code] = declared_check
        if on_rows:
            _ON_ROWS.append(declared_check)
        return declared_check

    return declare


def find_check(code: str) -> Check[..., Any] | None:
    """The check of a code; None if there is none. An issue's own is there already: nothing more is imported for it."""
    return _CHECKS.get(code) or all_checks().get(code)


@functools.cache
def all_checks() -> dict[str, Check[..., Any]]:
    """Every check by its code, in the order of the codes; imports the modules of dse.ingest."""
    _import_modules("dse.ingest")
    return dict(sorted(_CHECKS.items()))


@functools.cache
def checks_on_rows() -> list[Check[..., Iterator[Issue]]]:
    """The checks that an import calls with its rows (checks.context), in the order of the codes."""
    _import_modules("dse.ingest.checks")
    return sorted(_ON_ROWS, key=lambda check: check.code)


def _import_modules(package: str) -> None:
    folder = importlib.import_module(package).__path__
    for module in pkgutil.walk_packages(folder, f"{package}."):
        if module.name in _DRIVERS:
            continue
        importlib.import_module(module.name)
