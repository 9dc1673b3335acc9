"""How a column of a figure's table is declared; one that a figure takes over from the store is the schema's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa

import schemas
from schemas import Column


def column(name: str, title: str, description: str, kind: pa.DataType, role: str, **more: Any) -> Column:
    """A column of a figure's table, which may be empty."""
    return Column("figures", name, title, description, kind, role, nullable=True, **more)


def count(name: str, title: str, description: str, unit: str | None = None) -> Column:
    """A whole number of something."""
    return column(name, title, description, pa.int64(), "measure", unit=unit)


def number(name: str, title: str, description: str, unit: str | None = None, decimals: int = 1) -> Column:
    """A number, written with so many decimals."""
    return column(name, title, description, pa.float64(), "measure", unit=unit, decimals=decimals)


def share(name: str, title: str, description: str) -> Column:
    """A share, from 0 to 100."""
    return number(name, title, description, "%")


def coded(name: str, title: str, description: str, codelist: str) -> Column:
    """A code of a list, shown by its label."""
    return column(name, title, description, pa.string(), "dimension", codelists=(codelist,))


def stored(table: str, name: str, title: str | None = None) -> Column:
    """A column as the schema declares it, under another title where the figure needs one."""
    declared = schemas.column(table, name)
    return replace(declared, title=title) if title else declared
