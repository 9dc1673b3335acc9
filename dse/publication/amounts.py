"""Whether enough organisations stand between what was told of an amount and what would be told now: read from the versions themselves,
for two sums do not say whose they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dse.disclosure.amounts import is_sound
from dse.disclosure.audiences import Thresholds
from dse.errors import StoreError
from dse.figures.requests.costs import RULE, Price, read_prices
from dse.publication.published import Published
from dse.query import Query, Selection, open_version
from dse.store import Store

Prices = Mapping[tuple[str, str], Price]


@dataclass(frozen=True)
class AmountsBetween:
    """A version of a store, and those of which a public was told."""

    store: Store
    number: int
    published: Published
    thresholds: Thresholds

    def are_of_many(self, period: str, *, has_years: bool) -> bool:
        """Whether what moved since each telling of a period would be shown as a sum of its own; also year by year, where years are told.

        Of a version that cannot be read any more, nobody knows.
        """
        now = self._read(self.number, period)
        exports = self.published.exports
        versions = {export.version for export in exports if period not in export.repeated}
        try:
            tellings = [self._read(version, period) for version in versions]
        except StoreError:
            return False
        return all(
            is_sound([moved], RULE, self.thresholds)
            for then in tellings
            for moved in _list_moved(then, now, has_years=has_years)
        )

    def _read(self, number: int, period: str) -> Prices:
        return read_prices(Query(open_version(self.store, number), Selection()), period)


def _list_moved(then: Prices, now: Prices, *, has_years: bool) -> Iterator[dict[str, float]]:
    """What moved of each amount, and of each of its years, by whom and how much of it is of one."""
    moved: dict[tuple[str, int], dict[str | None, float]] = defaultdict(lambda: defaultdict(float))
    for key in then.keys() | now.keys():
        before, after = then.get(key), now.get(key)
        organisation = (after or before).organisation_id
        for year in {0, *(price.year for price in (before, after) if price and has_years)}:
            if gap := abs(_count(after, year) - _count(before, year)):
                moved[key[0], year][organisation] += gap
    for gaps in moved.values():
        yield {
            RULE.additive[0]: sum(gaps.values()),
            RULE.largest: max(gaps.values()),
            RULE.base: sum(organisation is not None for organisation in gaps),
        }


def _count(price: Price | None, year: int) -> float:
    """What is added of a price in a year, 0 for the whole period."""
    return price.eur if price and year in (0, price.year) else 0.0
