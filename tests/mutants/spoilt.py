"""Faults planted in cells: what a person, a spreadsheet or another program makes of a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from mutants.bases import Base
from mutants.operators import EVERY, Mutant, Planted, build_mutant, fault

Spoil = Callable[[str, Random], str | None]
NUMBERS = ("count", "amount", "real", "note")
DAYS = ("date", "moment")
LISTED = ("code", "codes", "score", "option", "mapped")
NAMED = ("organisation", "organisations")
OF_NUMBERS = ("202", "203", "204", "213", "217")
OF_DAYS = ("205", "206", "207", "209")
OF_LISTS = ("210", "211", "217")


@dataclass(frozen=True)
class Spoiling:
    """A way to spoil a cell of some kinds, and the codes by which it may be told; `asks` where a doubt is enough.

    With `others`, one fault makes more to tell elsewhere; a doubt may contradict another line of the same subject besides.
    """

    name: str
    kinds: tuple[str, ...]
    codes: tuple[str, ...]
    spoil: Spoil
    asks: bool = False
    others: bool = False

    def planted(self, base: Base, rows: list[list[str]], random: Random, free: set[int]) -> Planted | None:
        """Spoil one cell among the free lines, counted from 1; None where there is nothing to spoil."""
        columns = base.columns(*self.kinds)
        places = [(line, at) for line in sorted(free) for at in columns]
        for line, at in random.sample(places, len(places)):
            written = self.spoil(rows[line][at], random)
            if written is not None and written != rows[line][at]:
                rows[line][at] = written
                return fault(*self.codes, row=line + 1, column=at, asks=self.asks)
        return None


SPOILINGS: dict[str, Spoiling] = {}


def spoils(
    name: str, kinds: tuple[str, ...], codes: tuple[str, ...], *, asks: bool = False, others: bool = False
) -> Callable[[Spoil], Spoil]:
    """Declare how a cell is spoilt; it is an operator by itself, and several together are another."""

    def declared(spoil: Spoil) -> Spoil:
        spoiling = SPOILINGS[name] = Spoiling(name, kinds, codes, spoil, asks, others)

        def make(base: Base, random: Random) -> Mutant | None:
            rows = base.rows
            planted = spoiling.planted(base, rows, random, set(range(1, len(rows))))
            return (
                build_mutant(base, rows, random, planted, others=others, contradicts=asks)
                if planted
                else None
            )

        EVERY.add(name)(make)
        return spoil

    return declared


@EVERY.add("plusieurs fautes dans un fichier")
def several(base: Base, random: Random) -> Mutant:
    return _together(base, random, random.randint(3, 6))


@EVERY.add("une faute presque à chaque ligne")
def many(base: Base, random: Random) -> Mutant:
    return _together(base, random, min(40, len(base.lines) - 1))


def _certain(base: Base) -> list[Spoiling]:
    """What can be planted beside others: no doubt, and nothing to tell elsewhere."""
    kinds = {*base.kinds.values()}
    return [
        each for each in SPOILINGS.values() if not each.asks and not each.others and kinds & {*each.kinds}
    ]


def _together(base: Base, random: Random, count: int) -> Mutant:
    rows, free, found = base.rows, set(range(1, len(base.lines) + 1)), []
    certain = _certain(base)
    while len(found) < count and free:
        planted = random.choice(certain).planted(base, rows, random, free)
        if planted:
            found.append(planted)
            free.discard(planted.row - 1)
    return build_mutant(base, rows, random, *found)


@EVERY.add("plusieurs fautes sur une ligne")
def on_one_line(base: Base, random: Random) -> Mutant:
    rows, found = base.rows, {}
    line = random.randint(1, len(base.lines))
    certain = _certain(base)
    for each in random.sample(certain, len(certain)):
        columns = [at for at in base.columns(*each.kinds) if at not in found]
        for at in random.sample(columns, len(columns)):
            written = each.spoil(rows[line][at], random)
            if written is not None and written != rows[line][at] and len(found) < 4:
                rows[line][at] = written
                found[at] = fault(*each.codes, row=line + 1, column=at)
                break
    return build_mutant(base, rows, random, *found.values())
