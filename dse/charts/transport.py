"""A chart on its way to the page: no column that it does not draw, and its rows as Arrow, which Streamlit sends as they are.

Rows as dictionaries become a pandas frame first, with what pandas notes about itself: three times the time and twice the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from dse.charts.steady import with_steady_specification

_NAMED = re.compile(r"\bdatum\.(\w+)")
_EMBEDDING = "usermeta"  # for other pages than Streamlit's, which drops it


def for_page(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The chart for a page that changes only its rows when other ones are asked for; one that is so already stays."""
    return dict(spec) if _is_ready(spec) else with_tables(with_steady_specification(spec))


def with_tables(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The chart with its rows as tables of the columns that it names."""
    needed = set(_names(spec))
    tables = {name: _table(rows, needed) for name, rows in spec.get("datasets", {}).items()}
    return {name: part for name, part in spec.items() if name != _EMBEDDING} | {"datasets": tables}


def _is_ready(spec: Mapping[str, Any]) -> bool:
    """Whether no table of the chart is a list of rows any more."""
    return not any(isinstance(rows, list) for rows in spec.get("datasets", {}).values())


def _names(part: Any) -> Iterator[str]:
    """Every name that may be that of a column."""
    if isinstance(part, str):
        yield from _NAMED.findall(part)
    elif isinstance(part, list):
        for child in part:
            yield from _names(child)
    elif isinstance(part, Mapping):
        for key, child in part.items():
            if key in ("field", "lookup", "key") and isinstance(child, str):
                yield child
            elif key == "fields":
                yield from child
            elif key not in ("config", "datasets", _EMBEDDING, "values"):
                yield from _names(child)


def _table(rows: Any, needed: set[str]) -> Any:
    if not isinstance(rows, list):
        return rows
    columns = list(rows[0]) if rows else []
    names = [name for name in columns if name in needed] or columns[
        :1
    ]  # without any column there would be no row
    return pa.table({name: [row[name] for row in rows] for name in names})
