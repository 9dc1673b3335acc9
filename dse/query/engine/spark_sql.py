"""Our statements in the words of Spark: the one place where they are translated."""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel

STATEMENTS_KEPT = 4096


@lru_cache(STATEMENTS_KEPT)
def translate(sql: str) -> str:
    """A statement of DuckDB as one of Spark; `$families` becomes `:families`. sqlglot.errors.UnsupportedError where it has no counterpart."""
    statement = sqlglot.parse_one(sql, read="duckdb").transform(_rename_function)
    return statement.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)


def _rename_function(node: exp.Expression) -> exp.Expression:
    """`max_by` for `arg_max_null`, which SQLGlot does not know: the value of the row that comes last, null or not."""
    if isinstance(node, exp.Anonymous) and node.name.lower() == "arg_max_null":
        return exp.Anonymous(this="max_by", expressions=node.expressions)
    return node
