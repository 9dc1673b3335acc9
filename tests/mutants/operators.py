"""What an operator is: a name, the files it suits, and how it makes a mutant of one, the same on every machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from mutants.bases import NAMES, Base
from mutants.sheets import Place, file_of


@dataclass(frozen=True)
class Planted:
    """A fault: the codes by which it may be told, and its place; none where it is of the whole file.

    With `asks`, a doubt is enough. The column may be None: the row alone is told.
    """

    codes: frozenset[str]
    row: int | None = None
    column: int | None = None
    asks: bool = False


@dataclass(frozen=True)
class Mutant:
    """A file made of a base. Without faults it says what its base says; where it `may_ask`, a doubt is no false alarm.

    Where `others` may follow, a fault at one place makes more to tell elsewhere; with `contradicts`, only that another line of the same
    subject says something else. Where it `reorders` columns, the questions of a survey follow their order.
    """

    name: str
    content: bytes
    faults: tuple[Planted, ...] = ()
    may_ask: bool = False
    others: bool = False
    contradicts: bool = False
    complete: bool = False
    reorders: bool = False


Make = Callable[[Base, Random], Mutant | None]


@dataclass(frozen=True)
class Operator:
    """How mutants are made, of which files."""

    name: str
    make: Make
    files: tuple[str, ...] = NAMES

    def mutant(self, base: Base, number: int) -> Mutant | None:
        """Its mutant of a base, the same for one number; None where the base has nothing to change."""
        return self.make(base, Random(f"{self.name} {base.name} {number}"))


@dataclass(frozen=True)
class Register:
    """Operators by name, as they are declared."""

    operators: dict[str, Operator] = field(default_factory=dict)

    def add(self, name: str, files: tuple[str, ...] = NAMES) -> Callable[[Make], Make]:
        """Declare a function as an operator."""

        def declared(make: Make) -> Make:
            assert name not in self.operators, name
            self.operators[name] = Operator(name, make, files)
            return make

        return declared


EVERY = Register()


def fault(*codes: str, row: int | None = None, column: int | None = None, asks: bool = False) -> Planted:
    """A planted fault, its codes without IMP-."""
    return Planted(frozenset(f"IMP-{code}" for code in codes), row, column, asks)


def build_mutant(
    base: Base, rows: list[list[str]], random: Random, *faults: Planted, **options: bool
) -> Mutant:
    """A mutant of one sort of file or another."""
    planted_cells: list[Place] = [
        (each.row, each.column) for each in faults if each.row and each.column is not None
    ]
    return Mutant(*file_of(base, rows, random, planted_cells), faults, **options)
