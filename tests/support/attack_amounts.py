"""An attacker who knows each accompaniment's carrier, year, kind and theme, and which amounts are recorded; who keeps all that a public
was told of amounts, and looks between which numbers each of them can lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy
from counted_store import TODAY, Row, answer_figure, commit_next, commit_tables, small_tables
from linear_program import LinearProgram

from dse import publication
from dse.disclosure import audience
from dse.figures import Answer
from dse.publication import AmountsBetween, Published
from dse.publication.settling import Settled
from dse.store import Store

FIGURE = "accompaniment_costs"
COLUMNS = {"COUT": "cost_eur", "COFINANCEMENT": "cofinancing_eur"}
NEAR = 1.15
DAY, THRESHOLDS = date(2020, 1, 1), audience("diffusion").thresholds
ORGANISATIONS = [f"M{number:02}" for number in range(1, 11)]
MOVES = ("cost", "new", "gone")
Amount = tuple[str, int, str]  # of which column, from which version on, of which accompaniment


def draw_accompaniments(rng: numpy.random.Generator) -> list[Row]:
    """Accompaniments of six years, of some organisations that come often and others that come once, some without an amount."""
    often = rng.dirichlet(numpy.ones(len(ORGANISATIONS)))
    return [
        draw_accompaniment(rng, f"A{number}", str(rng.choice(ORGANISATIONS, p=often)))
        for number in range(rng.integers(12, 60))
    ]


def draw_accompaniment(rng: numpy.random.Generator, reference: str, organisation: str) -> Row:
    started = date(int(rng.integers(2013, 2019)), 3, 1)
    cost = round(rng.pareto(1.2) * 5_000) + 1_000 if rng.random() > 0.1 else None
    return {
        "accompaniment_id": reference,
        "kind": str(rng.choice(["EVALUATION", "CAPITALISATION"])),
        "title": f"Étude {reference}",
        "status": "TERMINE",
        "requested_on": started,
        "started_on": started,
        "cost_eur": cost,
        "cofinancing_eur": cost and round(cost * rng.uniform(0.2, 0.8)),
        "organisation_id": organisation,
    }


def move(rng: numpy.random.Generator, rows: list[Row], how: str, many: int) -> list[Row]:
    """The same accompaniments, some of which cost otherwise, came or went."""
    if how == "new":
        return rows + [
            draw_accompaniment(rng, f"B{at}", str(rng.choice(ORGANISATIONS))) for at in range(many)
        ]
    chosen = set(rng.choice(len(rows), many, replace=False))
    if how == "gone":
        return [row for at, row in enumerate(rows) if at not in chosen]
    return [_reprice(rng, row) if at in chosen else row for at, row in enumerate(rows)]


def _reprice(rng: numpy.random.Generator, row: Row) -> Row:
    factor = rng.uniform(0.5, 2.0)
    return row | {name: row[name] and round(row[name] * factor) for name in COLUMNS.values()}


def to_tables(rows: Iterable[Row]) -> dict[str, list[Row]]:
    rows = [row | {name: row[name] and Decimal(row[name]) for name in COLUMNS.values()} for row in rows]
    roles = [{"accompaniment_id": row["accompaniment_id"], "organisation_id": row["organisation_id"], "role": "PORTEUR"} for row in rows]  # fmt: skip
    return {"accompaniments": rows, "accompaniment_organisations": roles}


@dataclass(frozen=True)
class TwoVersions:
    """A store of two versions, what its accompaniments are in each, and what the dossier of each told."""

    store: Store
    then: list[Row]
    now: list[Row]
    first: Answer
    second: Answer

    @property
    def published(self) -> Published:
        """What is known once the first dossier was given."""
        choice = {"triennial": "2016-2018", "against": "2013-2015", "audience": "diffusion"}
        record = publication.fields(
            Settled((self.first,)), day=DAY, version=1, choice=choice, sha256="", size=0
        )
        return publication.told([record | {"number": 1}])

    def settle(self) -> Settled:
        """The second dossier, as advised."""
        between = AmountsBetween(self.store, 2, self.published, THRESHOLDS)
        differences = publication.compared(self.published, [self.second], THRESHOLDS, None, between)
        return publication.settled(
            [self.second], self.published, publication.doubts(differences, {}), {}, {}, DAY
        )


def draw_two_versions(folder: Path, seed: int, how: str, many: int) -> TwoVersions:
    """Some accompaniments, told once; and again once some of them moved."""
    rng = numpy.random.default_rng([seed, 8])
    then = draw_accompaniments(rng)
    store = commit_tables(folder, TODAY, small_tables() | {"theme_marks": []} | to_tables(then))
    first = answer_figure(store, FIGURE, audience="diffusion")
    now = move(rng, then, how, many)
    commit_next(store, TODAY, to_tables(now))
    return TwoVersions(store, then, now, first, answer_figure(store, FIGURE, audience="diffusion"))


class Attacker:
    """Sums of amounts that were told, of one version or the other; unknown is each amount that is recorded."""

    def __init__(self, then: list[Row], now: list[Row]) -> None:
        self.versions = {1: _index(then), 2: _index(now)}
        self.amounts: dict[Amount, float] = {}
        for version, rows in self.versions.items():
            for row in rows.values():
                for amount, column in COLUMNS.items():
                    if row[column] is not None:
                        self.amounts[self._name(amount, version, row)] = row[column]
        self.places = {amount: place for place, amount in enumerate(self.amounts)}
        self.sums: list[tuple[numpy.ndarray, float, float]] = list(self._list_known())

    def _name(self, amount: str, version: int, row: Row) -> Amount:
        """An amount that is the same in both versions is one; of which that is, the attacker knows."""
        is_same = self.versions[1].get(row["accompaniment_id"]) == row
        return amount, 1 if is_same else version, row["accompaniment_id"]

    def _list_known(self) -> Iterator[tuple[numpy.ndarray, float, float]]:
        """No accompaniment is co-financed beyond its cost."""
        for amount, version, reference in self.amounts:
            if amount == "COUT":
                weights = self.weigh([("COUT", version, reference)])
                yield weights - self.weigh([("COFINANCEMENT", version, reference)]), 0.0, numpy.inf

    def weigh(self, amounts: Iterable[Amount]) -> numpy.ndarray:
        weights = numpy.zeros(len(self.places))
        weights[[self.places[amount] for amount in amounts]] = 1.0
        return weights

    def keep(self, answer: Answer, version: int, but: Iterable[str] = ()) -> None:
        """Keep each sum that an answer tells of a version, but those of some periods."""
        for row in answer.table.to_dict("records"):
            if (
                row["amount_eur"] == row["amount_eur"]
                and row["amount_eur"] is not None
                and row["period"] not in but
            ):
                years = row["part"] if row["breakdown"] == "ANNEE" else row["period"]
                weights = self.weigh(self._list_in(row["amount"], version, years))
                self.sums.append((weights, row["amount_eur"], row["amount_eur"]))

    def _list_in(self, amount: str, version: int, years: str) -> Iterator[Amount]:
        first, last = int(years[:4]), int(years[-4:])
        for row in self.versions[version].values():
            if first <= row["started_on"].year <= last and row[COLUMNS[amount]] is not None:
                yield self._name(amount, version, row)

    def narrowed(self) -> list[str]:
        """Each amount, and what each organisation has of a triennial, that cannot be much more than it is."""
        weights, low, high = (numpy.array(each) for each in zip(*self.sums, strict=True))
        program = LinearProgram(weights, low, high)
        found = []
        for about, secret in self._list_secrets().items():
            goal, value = self.weigh(secret), sum(self.amounts[amount] for amount in secret)
            point = program.minimize(-goal)
            if value and point is not None and float(goal @ point) < NEAR * value - 1e-6:
                found.append(f"{about}: {value} is at most {float(goal @ point):.0f}")
        return found

    def _list_secrets(self) -> Mapping[str, list[Amount]]:
        told = {
            place for weights, low, high in self.sums if low == high for place in numpy.flatnonzero(weights)
        }
        secrets: dict[str, list[Amount]] = {}
        for amount, place in self.places.items():
            if place in told:
                row = self.versions[amount[1]][amount[2]]
                secrets[str(amount)] = [amount]
                period = (row["started_on"].year - 2013) // 3
                secrets.setdefault(f"{amount[:2]} {row['organisation_id']} {period}", []).append(amount)
        return secrets


def _index(rows: Iterable[Row]) -> dict[str, Row]:
    return {row["accompaniment_id"]: row for row in rows}
