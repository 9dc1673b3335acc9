"""Accompaniments of some organisations with what they cost and what of it is co-financed, easy to add up."""

from __future__ import annotations

from decimal import Decimal

from counted_store import Row, accompaniment_tables, parse_cells, small_tables

# Five organisations a year, none of which makes up nearly all of it, but for one in 2016.
LINES = "\n".join(
    f"{name}{year} EVALUATION TERMINE {year}-02-01 - {year}-03-01 {year}-04-01 {cost * weight if year == 2016 else cost} P:{name}"
    for year in range(2013, 2019)
    for name, cost, weight in (("M01", 100, 90), ("M02", 200, 1), ("M03", 300, 1), ("M04", 400, 1), ("M05", 500, 1))
)  # fmt: skip


def even_tables(lines: str) -> dict[str, list[Row]]:
    """The small store with these accompaniments, half of each co-financed."""
    return cofinanced(small_tables() | accompaniment_tables(parse_cells(lines)), "0.5")


def cofinanced(tables: dict[str, list[Row]], share: str) -> dict[str, list[Row]]:
    """The same tables, a share of each known cost co-financed."""
    for row in tables["accompaniments"]:
        row["cofinancing_eur"] = row["cost_eur"] and row["cost_eur"] * Decimal(share)
    return tables


def raise_costs(lines: str, *references: str) -> str:
    """The same accompaniments, some of which cost 60 € more."""
    split = [line.split() for line in lines.splitlines()]
    for cells in split:
        cells[7] = str(int(cells[7]) + 60 * (cells[0] in references))
    return "\n".join(" ".join(cells) for cells in split)
