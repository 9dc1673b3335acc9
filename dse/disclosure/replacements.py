"""What is written in a table in place of the numbers that its audience is not shown: one way, in every exit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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
            marks.instead(mark, column in self.withheld)
            if (bound := marks.bound(mark)) is None
            else self._describe(bound, column, number)
            for mark, number in zip(row_marks, less, strict=True)
        ]

    def _describe(self, bound: marks.Bound, column: str, less: float | None) -> str | None:
        if column in self.withheld:
            return marks.TEAM_ONLY
        if column not in self.bounds:
            return marks.HIDDEN if column in self.measures else None
        if not self.bounds[column]:
            return bound.text
        return None if less is None or less != less else f"{bound.sign} {_sign(bound.percent - less)}"


def find_for_programs(row_marks: Sequence[str | None], *, is_withheld: bool) -> list[str | None]:
    """The same for programs: a bounded share is no number, and the mark beside it says what is known of it."""
    return [marks.instead(marks.TEAM_ONLY if marks.bound(mark) else mark, is_withheld) for mark in row_marks]


def _sign(points: float) -> str:
    """A difference as tables have it beside its numbers, to one decimal."""
    shown = round(points, 1)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{french.number(abs(shown), 1)}"
