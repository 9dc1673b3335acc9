"""A question put to a version: the figure's SQL with the relations of the selection in front of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.arrays import ArrowExtensionArray

from dse.query.chosen_relations import put_in_front
from dse.query.engine import Engine, find_parameters
from dse.query.selection import Selection


@dataclass(frozen=True)
class Query:
    """What is asked of one version with one selection; call it with SQL, get a small frame.

    `of_version` reads a table of an earlier version, where the store is at hand. It raises ReaderError where it cannot. `must_read`:
    whether something of a text of the team, under a figure, has to be read again before a public has it; where it is not given, all has.
    """

    engine: Engine
    selection: Selection
    parameters: dict[str, Any] = field(default_factory=dict)
    of_version: Callable[[int, str], pd.DataFrame] | None = None
    must_read: Callable[[str, str], bool] | None = None

    def __call__(self, sql: str) -> pd.DataFrame:
        """Rows of a statement, every column of an Arrow type. The SQL names its parameters, `$families`, and may read the relations
        of a selection, `chosen_delivered`.

        StoreError if it reads a table that cannot be read.
        """
        rows = self.read(sql)  # `to_pandas` takes twice as long for the few rows of most answers
        columns = zip(rows.column_names, map(ArrowExtensionArray, rows.columns), strict=True)
        return pd.DataFrame(dict(columns), copy=False)

    def read(self, sql: str) -> pa.Table:
        """The same as Arrow; computed once for a version, which does not change: the figures of a page ask much the same."""
        complete_sql, parameters = self.complete(sql)
        if self.engine.answers is None:
            return self.engine.run(complete_sql, parameters)
        key = complete_sql, repr(sorted(parameters.items()))
        return self.engine.answers.get(key, lambda: self.engine.run(complete_sql, parameters))

    def arrays(self, sql: str) -> dict[str, np.ndarray]:
        """The columns of a statement as arrays: for sums over many rows, and where pandas would take longer than the question."""
        rows = self.read(sql)
        return {name: column.to_numpy() for name, column in zip(rows.column_names, rows.columns, strict=True)}

    def complete(self, sql: str) -> tuple[str, dict[str, Any]]:
        """The statement as the engine gets it, and the values of the parameters that it names."""
        complete_sql = put_in_front(sql, self.selection)
        values = self.selection.parameters() | self.parameters
        return complete_sql, {name: values[name] for name in find_parameters(complete_sql)}

    def once(self, name: str, compute: Callable[[], Any]) -> Any:
        """What `compute` makes of this version and selection, made once for all who ask; `name` is that of its module."""
        if self.engine.answers is None:
            return compute()
        return self.engine.answers.get((name, self.selection, repr(sorted(self.parameters.items()))), compute)

    def with_years(self, first_year: int, last_year: int) -> Query:
        """The same question over other years."""
        return replace(self, selection=replace(self.selection, first_year=first_year, last_year=last_year))

    def with_parameters(self, **parameters: object) -> Query:
        """The same question with these parameters beside those of the selection."""
        return replace(self, parameters=self.parameters | parameters)
