"""Charts as the Vega-Lite that a browser reads, written down as it is: layers of marks over tables of rows.

Altair makes and checks an object for each part of a specification: 30 to 80 ms of processor a chart, where this takes one. The names are
those of Vega-Lite (https://vega.github.io/vega-lite/docs); the tests hold every chart to its schema.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as _default
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from dse import theme

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
TYPES = {"N": "nominal", "O": "ordinal", "Q": "quantitative", "T": "temporal"}

OWN_COLOURS = {"scale": {"color": "independent"}}  # each layer has its own scale of colours

Options = dict[str, Any]
Rows = list[dict[str, Any]]


def field(shorthand: str, **options: Any) -> Options:
    """A channel that shows a column of the rows, written `row:N` with its type (one of TYPES)."""
    name, _, kind = shorthand.partition(":")
    return {"field": name, **({"type": TYPES[kind]} if kind else {}), **options}


def value(constant: object) -> Options:
    """A channel that is the same for every row, in pixels or as a colour."""
    return {"value": constant}


def datum(constant: object) -> Options:
    """A channel that is the same for every row, in the unit of its scale."""
    return {"datum": constant}


def when(test: str, then: object, otherwise: object) -> Options:
    """A channel that has one value where a test of the row holds, and another elsewhere."""
    return {"condition": {"test": test, "value": then}, "value": otherwise}


def scale(**options: Any) -> Options:
    """How a channel goes from values to pixels or colours."""
    return options


def axis(**options: Any) -> Options:
    """How the axis of a channel is drawn."""
    return options


def legend(**options: Any) -> Options:
    """How the legend of a channel is drawn."""
    return options


@dataclass(frozen=True, eq=False)
class Layer:
    """One kind of mark, drawn for each of `data`: a frame or its rows, or data of another kind as Vega-Lite has them."""

    data: pd.DataFrame | Rows | Options
    look: Options = _default(default_factory=dict)
    encoding: Options = _default(default_factory=dict)
    transform: tuple[Options, ...] = ()

    @property
    def marks(self) -> int:
        """How many marks are drawn at most."""
        return len(self.data) if isinstance(self.data, pd.DataFrame | list) else 0

    def mark(self, kind: str, **look: Any) -> Layer:
        """The same rows drawn as marks of this kind."""
        return replace(self, look={"type": kind, **look})

    def encode(self, **channels: Options | list[Options]) -> Layer:
        """The same with these channels besides."""
        return replace(self, encoding={**self.encoding, **channels})

    def filter(self, test: str) -> Layer:
        """The same for the rows of which the test holds."""
        return replace(self, transform=(*self.transform, {"filter": test}))

    def calculate(self, **columns: str) -> Layer:
        """The same with columns that the browser calculates."""
        more = ({"calculate": formula, "as": name} for name, formula in columns.items())
        return replace(self, transform=(*self.transform, *more))

    def lookup(self, column: str, rows: pd.DataFrame, key: str, fields: Sequence[str]) -> Layer:
        """The same with `fields` of the row of another table whose `key` is in `column`."""
        join = {"lookup": column, "from": {"data": rows, "key": key, "fields": list(fields)}}
        return replace(self, transform=(*self.transform, join))


@dataclass(eq=False)
class Chart:
    """Layers over one another, of a height in pixels. `options` are those that a specification has beside its layers."""

    layers: tuple[Layer | Chart, ...]
    options: Options = _default(default_factory=dict)
    usermeta: Options = _default(default_factory=dict)

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.options["height"]

    @property
    def marks(self) -> int:
        """How many marks are drawn at most: one for each row of each layer. Shapes of a map are not counted."""
        return sum(layer.marks for layer in self.layers)

    def properties(self, **options: Any) -> Chart:
        """The same with these options besides."""
        return replace(self, options={**self.options, **options})

    def to_dict(self) -> Options:
        """The specification, its tables as lists of rows under `datasets`, each of them once."""
        tables = _Tables()
        spec = {"config": theme.CONFIG, **self._specification(tables)}
        more = {"usermeta": self.usermeta} if self.usermeta else {}
        return {**spec, "$schema": SCHEMA, "datasets": tables.datasets, **more}

    def _specification(self, tables: _Tables) -> Options:
        return {"layer": [_inner(layer, tables) for layer in self.layers], **self.options}


def layer(*layers: Layer | Chart, **options: Any) -> Chart:
    """A chart of layers, the first at the bottom."""
    return Chart(layers, options)


def under_title(spec: Options, title: Options) -> Options:
    """The chart of a specification under a title of its own, which leaves the chart’s to it."""
    shared = ("config", "$schema", "datasets", "usermeta")
    inner = {name: part for name, part in spec.items() if name not in shared}
    return {name: spec[name] for name in shared if name in spec} | {"vconcat": [inner], "title": title}


def rows_of(frame: pd.DataFrame) -> Rows:
    """The rows of a frame as JSON has them: what is missing or infinite as null, a day as text."""
    columns = [_values(frame[name]) for name in frame.columns]
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


class _Tables:
    """The tables of a chart under the names that its layers have for them."""

    def __init__(self) -> None:
        self.datasets: dict[str, Rows] = {}
        self._names: dict[int, str] = {}
        # Kept, so that no other one has the identity of one that is gone.
        self._tables: list[pd.DataFrame | Rows] = []

    def reference(self, data: pd.DataFrame | Rows | Options) -> Options:
        if isinstance(data, dict):
            return data
        name = self._names.get(id(data))
        if name is None:
            rows = data if isinstance(data, list) else rows_of(data)
            name = next((name for name, table in self.datasets.items() if table == rows), None)
            name = name or f"rows{len(self.datasets) + 1}"
            self.datasets[name] = rows
            self._names[id(data)] = name
            self._tables.append(data)
        return {"name": name}


def _inner(part: Layer | Chart, tables: _Tables) -> Options:
    """A layer, or a chart as one: the height of a whole is that of its outermost chart."""
    if isinstance(part, Layer):
        return _layer(part, tables)
    spec = part._specification(tables)
    return {name: value for name, value in spec.items() if name != "height"}


def _layer(layer: Layer, tables: _Tables) -> Options:
    spec: Options = {"data": tables.reference(layer.data), "mark": layer.look, "encoding": layer.encoding}
    if layer.transform:
        spec["transform"] = [_with_data(step, tables) for step in layer.transform]
    return spec


def _with_data(transform: Options, tables: _Tables) -> Options:
    if "from" not in transform:
        return transform
    source = transform["from"]
    return {**transform, "from": {**source, "data": tables.reference(source["data"])}}


def _values(column: pd.Series) -> list[Any]:
    if isinstance(column.dtype, pd.ArrowDtype):
        values = pa.chunked_array(pa.array(column.array)).to_pylist()
    else:
        values = column.tolist()
    return [_json(value) for value in values]


def _json(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
