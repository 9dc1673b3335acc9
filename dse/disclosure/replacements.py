"""What is written in a table in place of the numbers that its audience is not shown: one way, in every exit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dse import french
from dse.disclosure import marks


@dataclass(frozen=True)
class Replacements:
    """What stands for hidden numbers. `withheld`: the columns that only the team sees; `measures`: those masked together;
    `bounds`: see `Rule`."""

    withheld: Collection[str] = ()
    measures: Collection[str] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)

    def find(
        self, row_marks: Sequence[str | None], column: str, read_column: Callable[[str], Sequence[Any]]
    ) -> list[str | None]:
        """The text of each row of a column, `≥ 90 %` where its share is bounded; None where a number is simply not known."""
        subtracted = self.bounds.get(column)
        less = read_column(subtracted) if subtracted else [None] * len(row_marks)
        return [
            _in_words(marks.instead(mark, column in self.withheld))
            if (bound := marks.bound(mark)) is None
            else self._describe(bound, column, number)
            for mark, number in zip(row_marks, less, strict=True)
        ]

    def _describe(self, bound: marks.Bound, column: str, less: float | None) -> str | None:
        if column in self.withheld:
            return marks.TEAM_ONLY
        if column not in self.bounds:
            return marks.to_words(marks.HIDDEN) if column in self.measures else None
        if not self.bounds[column]:
            return bound.text
        if pd.isna(less):
            return None
        return f"{bound.sign} {french.number(french.subtract_as_shown(bound.percent, less))}"


def _in_words(mark: str | None) -> str | None:
    return None if mark is None else marks.to_words(mark)


def find_unbounded(row_marks: Sequence[str | None], *, is_withheld: bool) -> list[str | None]:
    """The same where no bound is written out, as for programs: the mark beside a bounded share says what is known of it."""
    return [marks.instead(marks.TEAM_ONLY if marks.bound(mark) else mark, is_withheld) for mark in row_marks]
