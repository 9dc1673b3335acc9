"""A column as the distinct things that it holds and, line by line, which of them: a long one mostly repeats itself."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Any

_CODE = "i"  # four bytes a line


class Numbered(dict[Any, int]):
    """Numbers given to things from 0, in the order in which they are first asked for."""

    def __missing__(self, thing: Any) -> int:
        self[thing] = number = len(self)
        return number


@dataclass(frozen=True, eq=False)
class Coded(Sequence[Any]):
    """A sequence whose line `n` is `distinct[codes[n]]`. Texts stand in `distinct` once each, as first met."""

    distinct: Sequence[Any]
    codes: array[int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Coded:
        """The same texts, coded; those that are already are left so."""
        if isinstance(texts, Coded):
            return texts
        numbers = Numbered()
        codes = array(_CODE, map(numbers.__getitem__, texts))
        return cls(list(numbers), codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, line: int | slice) -> Any:
        if isinstance(line, slice):
            return [self.distinct[code] for code in self.codes[line]]
        return self.distinct[self.codes[line]]

    def __iter__(self) -> Iterator[Any]:
        return map(self.distinct.__getitem__, self.codes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None

    def mapped(self, change: Callable[[Any], Any]) -> Coded:
        """Each line changed; `change` is asked once of each distinct thing."""
        return Coded([change(each) for each in self.distinct], self.codes)

    def at(self, lines: Iterable[int]) -> Coded:
        """Some lines, in the order asked. What they leave out is still among the distinct things."""
        return Coded(self.distinct, array(_CODE, map(self.codes.__getitem__, lines)))

    def lines(self, concerns: Callable[[Any], bool]) -> Iterator[int]:
        """Lines of the things that concern us."""
        codes = {code for code, each in enumerate(self.distinct) if concerns(each)}
        return (line for line, code in enumerate(self.codes) if code in codes) if codes else iter(())


@dataclass(frozen=True)
class ByLine(Mapping[int, Any]):
    """What is said of lines, by line, where it is known by the code of what stands there."""

    said: Mapping[int, Any]
    codes: array[int]

    def __getitem__(self, line: int) -> Any:
        return self.said[self.codes[line]]

    def __contains__(self, line: object) -> bool:
        return self.codes[line] in self.said

    def __iter__(self) -> Iterator[int]:
        return (line for line, code in enumerate(self.codes) if code in self.said)

    def __len__(self) -> int:
        return sum(map(self.said.__contains__, self.codes))

    def __bool__(self) -> bool:
        return bool(self.said)

    def where(self, concerns: Callable[[Any], bool]) -> ByLine:
        """Only what concerns us."""
        return ByLine({code: each for code, each in self.said.items() if concerns(each)}, self.codes)


@dataclass(frozen=True)
class Columns:
    """Columns being filled, lines after lines."""

    numbers: Sequence[Numbered]
    codes: Sequence[array[int]]

    @classmethod
    def empty(cls, width: int) -> Columns:
        """So many columns without a line."""
        return cls([Numbered() for _ in range(width)], [array(_CODE) for _ in range(width)])

    def add(self, records: Iterable[Sequence[str]]) -> None:
        """Lines, each as long as there are columns."""
        for numbers, codes, texts in zip(self.numbers, self.codes, zip(*records, strict=True), strict=False):
            codes.extend(map(numbers.__getitem__, texts))

    def filled(self) -> tuple[Coded, ...]:
        """The columns as they are now."""
        pairs = zip(self.numbers, self.codes, strict=True)
        return tuple(Coded(list(numbers), codes) for numbers, codes in pairs)


def picked(column: Sequence[Any], lines: Iterable[int]) -> Sequence[Any]:
    """Some lines of a column, in the order asked."""
    return column.at(lines) if isinstance(column, Coded) else [column[line] for line in lines]
