"""What a figure declares of its table, so that it can be protected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from dse.disclosure.audiences import BREAKDOWNS
from schemas import Column

Form = Literal["distribution", "options", "statistic", "quartiles", "rate", "rows", "amounts", "reserved"]
# Filters that choose who answers: before an audience, an answer is never that of a subset.
_OF_PEOPLE = ("families", "regions")


@dataclass(frozen=True)
class Rule:
    """How a figure's rows come from answers or amounts.

    `form`: *distribution*, a row for every option offered, also those nobody chose, options excluding one another; *options*,
    the same where several may be chosen; *statistic*, a row a group, `counts` the exclusive parts that sum to `base`
    (promoters, passives, detractors), two by group, none for the mean of a number; `least` as small as what the row would
    give away; *quartiles*, median and quartiles of a number, whose mean is withheld: with them it would give the extremes;
    *rate*, a row a group, `counts` those who answered among `base`; *rows*, individuals, the team's only; *amounts*, a row
    a group, `base` its organisations, `largest` the greatest share; *reserved*, counts of which the rows that `reserved` says true of
    are the team's only.

    `category` names the columns of the answer, from the finest to the coarsest, each cut made of whole cuts of the one
    before; all figures of a question have the same coarsest. `strata` are populations apart (a wave, a question; `wave`
    is the wave's id), `group` the column of the `breakdown`: all groups are in the table, also « ? ». `additive` columns
    add up when groups are shown together, then `derive` gives the `derived` ones again. `withheld` are the team's only:
    lowest and highest, weighted values whose weights differ within a group. `filters` may choose questions, not people.
    `bounds` names the share that is bounded where nearly all of the whole gave the answer or nearly nobody, and what is
    that share less another column, under the name of which it stands; a group is never bounded.
    """

    form: Form
    base: str = ""
    counts: tuple[str, ...] = ()
    least: str | None = None
    category: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()
    wave: str | None = None
    group: str | None = None
    breakdown: str | None = None
    additive: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    percentages: tuple[str, ...] = ()
    derive: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    withheld: tuple[str, ...] = ()
    largest: str | None = None
    reserved: str = ""
    filters: tuple[str, ...] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.form == "reserved") != bool(self.reserved):
            raise ValueError("rows that are reserved are told by a column")
        if self.form not in ("rows", "reserved") and not self.base:
            raise ValueError("a rule names the column of its base")
        if (self.form in ("distribution", "options")) != bool(self.category):
            raise ValueError("a distribution names its categories, and nothing else does")
        if self.form in ("distribution", "options", "rate") and len(self.counts) != 1:
            raise ValueError("a distribution, options or a rate have one column of counts")
        if self.form == "statistic" and self.group and len(self.counts) not in (0, 2):
            raise ValueError("a statistic by group has two parts or none")
        if self.form == "amounts" and (not self.largest or not self.additive):
            raise ValueError("amounts are additive columns, with the largest of each group")
        if self.bounds and (self.group or self.least or not set(self.bounds) <= set(self.derived)):
            raise ValueError("what is bounded is derived from two parts of a whole")
        if self.derived and self.derive is None:
            raise ValueError("derived columns are given again by a function")
        if not set(self.percentages) <= set(self.derived):
            raise ValueError("percentages are derived")
        if self.group and self.form != "amounts" and (self.breakdown not in BREAKDOWNS or not self.wave):
            raise ValueError("groups of respondents are those of a known breakdown, wave by wave")
        if set(self.filters) & set(_OF_PEOPLE):
            raise ValueError("before an audience no filter chooses who answers")

    def unnamed(self, columns: Iterable[Column]) -> list[str]:
        """The measures among `columns` of which the rule does not say what becomes of them when groups are put together."""
        named = {*self.measures, *self.withheld, *self.strata, *self.category}
        return [each.name for each in columns if each.role == "measure" and each.name not in named]

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns that are masked together."""
        named = (
            *self.counts,
            self.least,
            self.base,
            *self.additive,
            *self.derived,
            *self.percentages,
            self.largest,
        )
        return tuple(dict.fromkeys(name for name in named if name))
