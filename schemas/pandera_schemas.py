"""The pandera schema of a table, from its declaration. Imported only by what checks rows: pandera is slow to load."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pandera

from schemas import codelists, sources
from schemas.columns import Declaration, Rule, Table


@pandera.extensions.register_check_method(statistics=["names"])
def in_codelists(values: pd.Series, *, names: tuple[str, ...]) -> pd.Series:
    """Whether each value is a code of one of the named codelists."""
    allowed = [code for name in names for code in codelists.allowed(name)]
    return values.isin(allowed)


@pandera.extensions.register_check_method(statistics=["names"])
def measured_codes(values: pd.Series, *, names: tuple[str, ...]) -> pd.Series:
    """Whether each value is a code of one of the named codelists, followed by no parameter that it does not take."""
    right = [value for value in values.dropna().unique() if sources.fault(value, names) is None]
    return values.isin(right) | values.isna()


CHECKS: Mapping[str, Callable[[Any], pandera.Check]] = {
    "ge": pandera.Check.ge,
    "isin": pandera.Check.isin,
    "str_length": lambda sides: pandera.Check.str_length(**sides),
    "str_matches": pandera.Check.str_matches,
    "in_codelists": lambda names: pandera.Check.in_codelists(names=names),
    "measured_codes": lambda names: pandera.Check.measured_codes(names=names),
}


def build_schema(table: type[Table]) -> pandera.DataFrameSchema:
    """The schema of a table: these columns and no other, of these types, checks and rules."""
    rules = table.list_rules()
    return pandera.DataFrameSchema(
        {
            name: _build_column(kind, declared, [rule for rule in rules if rule.column == name])
            for name, (kind, declared) in table.list_declarations().items()
        },
        checks=[_build_check(rule) for rule in rules if rule.column is None],
        strict=True,
        title=table.Config.title,
        description=table.Config.description,
    )


def _build_column(kind: pd.ArrowDtype, declared: Declaration, rules: Sequence[Rule]) -> pandera.Column:
    checks = [CHECKS[name](argument) for name, argument in declared.checks.items()]
    return pandera.Column(
        kind,
        checks=[*checks, *map(_build_check, rules)],
        nullable=declared.nullable,
        title=declared.title,
        description=declared.description,
        metadata=dict(declared.metadata),
    )


def _build_check(rule: Rule) -> pandera.Check:
    return pandera.Check(rule.holds, name=rule.holds.__name__, error=rule.error)
