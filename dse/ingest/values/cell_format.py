"""How the cells of a column are written, where a form says more than the type of the column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CellFormat:
    """Options of a form for the cells under one header.

    `dates` are formats of `strptime`; `scientific` allows 1.5E+07; `round` is a number of decimals; `codelist` replaces
    the list of the schema. `values` gives the code of each text, by whole text or by its beginning (`match`). `missing`
    are texts that mean an empty cell, `replace` pieces of text to change first. `split` are signs between several values
    of one cell, which `join` makes one text again. `matched` are texts that are read in the place of others, which a person
    has said once and no form declares: they are kept beside it.
    """

    dates: tuple[str, ...] = ()
    scientific: bool = False
    round: int | None = None
    codelist: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    match: str = "exact"
    missing: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    split: tuple[str, ...] = ()
    join: str | None = None
    matched: tuple[tuple[str, str], ...] = ()
