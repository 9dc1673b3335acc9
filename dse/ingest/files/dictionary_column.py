"""A column held as its distinct values and, line by line, the index of one: a long column mostly repeats itself.

Like a dictionary array of Arrow, whose names it takes; but values may be any object, and reading a line costs little.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import eq
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dse.ingest.spelling import canonical_texts

_INT32 = "i"  # four bytes a line


class _IndexByValue(dict[Any, int]):
    """An index from 0 for each value, in the order in which they are first met."""

    def __missing__(self, value: Any) -> int:
        self[value] = index = len(self)
        return index


@dataclass(frozen=True, eq=False)
class DictionaryColumn(Sequence[Any]):
    """A sequence whose line `n` is `dictionary[indices[n]]`. Texts stand in `dictionary` once each, as first met."""

    dictionary: Sequence[Any]
    indices: array[int]

    @classmethod
    def encode(cls, texts: Iterable[str]) -> DictionaryColumn:
        """The same texts as a dictionary column; one that is already is given back."""
        if isinstance(texts, DictionaryColumn):
            return texts
        index_by_text = _IndexByValue()
        indices = array(_INT32, map(index_by_text.__getitem__, texts))
        return cls(list(index_by_text), indices)

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, line: int | slice) -> Any:
        if isinstance(line, slice):
            return [self.dictionary[index] for index in self.indices[line]]
        return self.dictionary[self.indices[line]]

    def __iter__(self) -> Iterator[Any]:
        return map(self.dictionary.__getitem__, self.indices)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None

    @cached_property
    def spellings(self) -> Sequence[str]:
        """The spelling for comparison of each distinct text."""
        return canonical_texts(self.dictionary)

    def map(self, function: Callable[[Any], Any]) -> DictionaryColumn:
        """Each line changed; `function` is called once for each distinct value."""
        return DictionaryColumn([function(value) for value in self.dictionary], self.indices)

    def take(self, lines: Iterable[int]) -> DictionaryColumn:
        """Some lines, in the order of `lines`. Values of the others stay in the dictionary."""
        return DictionaryColumn(self.dictionary, array(_INT32, map(self.indices.__getitem__, lines)))

    def find_lines(self, predicate: Callable[[Any], bool]) -> Iterator[int]:
        """Lines whose value satisfies the predicate, which is called once for each distinct value."""
        return self._find({index for index, value in enumerate(self.dictionary) if predicate(value)})

    def find_spelled(self, predicate: Callable[[str], Any]) -> Iterator[int]:
        """Lines whose spelling for comparison satisfies the predicate, which is called once for each distinct text."""
        return self._find({index for index, text in enumerate(self.spellings) if predicate(text)})

    def _find(self, indices: Container[int]) -> Iterator[int]:
        return (line for line, index in enumerate(self.indices) if index in indices) if indices else iter(())


@dataclass(frozen=True)
class IssuesByLine(Mapping[int, Any]):
    """Issues of a dictionary column by line, though they are held by the index of the value that they are about."""

    by_index: Mapping[int, Any]
    indices: array[int]

    def __getitem__(self, line: int) -> Any:
        return self.by_index[self.indices[line]]

    def __contains__(self, line: object) -> bool:
        return isinstance(line, int) and self.indices[line] in self.by_index

    def __iter__(self) -> Iterator[int]:
        return (line for line, index in enumerate(self.indices) if index in self.by_index)

    def __len__(self) -> int:
        return sum(map(self.by_index.__contains__, self.indices))

    def __bool__(self) -> bool:
        return bool(self.by_index)

    def select(self, predicate: Callable[[Any], bool]) -> IssuesByLine:
        """Only the issues that satisfy the predicate."""
        matches = {index: issue for index, issue in self.by_index.items() if predicate(issue)}
        return IssuesByLine(matches, self.indices)


class ColumnsBuilder:
    """Dictionary columns being filled, lines after lines."""

    def __init__(self, width: int) -> None:
        self._pieces: list[list[pa.Array]] = [[] for _ in range(width)]

    def add(self, records: Iterable[Sequence[str]]) -> None:
        """Lines, each as long as there are columns."""
        columns = zip(*records, strict=True)
        for pieces, texts in zip(self._pieces, columns, strict=False):
            pieces.append(pa.array(texts, pa.string()).dictionary_encode())

    def finish(self) -> tuple[DictionaryColumn, ...]:
        """The columns as they are now."""
        return tuple(map(_join_pieces, self._pieces))


def _join_pieces(pieces: Sequence[pa.Array]) -> DictionaryColumn:
    """One column of encoded pieces; each distinct text keeps the place where it is first met."""
    indices = array(_INT32)
    if not pieces:
        return DictionaryColumn([], indices)
    joined = pa.chunked_array(pieces).unify_dictionaries()
    for chunk in joined.chunks:
        indices.frombytes(memoryview(chunk.indices.to_numpy()).cast("B"))
    return DictionaryColumn(joined.chunk(0).dictionary.to_pylist(), indices)


def match_texts(texts: Sequence[str], pattern: str) -> Sequence[bool]:
    """Of each text, whether a pattern of RE2 is found in it: much faster than one by one."""
    try:
        array = pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half of a sign, which Arrow does not hold: each text is to be looked at
        return [True] * len(texts)
    return pc.match_substring_regex(array, pattern).to_pylist()


def take_lines(column: Sequence[Any], lines: Iterable[int]) -> Sequence[Any]:
    """Some lines of a column, in the order of `lines`."""
    return column.take(lines) if isinstance(column, DictionaryColumn) else [column[line] for line in lines]
