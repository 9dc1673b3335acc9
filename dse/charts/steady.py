"""A specification that stays the same while only its rows change.

The browser builds a chart anew where one letter of its specification changed, at about 10 ms of processor a chart, and only draws it
again where rows alone did. What depends on the rows (the order of categories, the ends of scales, the values of an axis, colours,
height) therefore travels as rows too: as columns of the table LAYOUT, which expressions of the specification read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import pyarrow as pa

LAYOUT = "layout"
# It draws nothing: a table that no layer names would be left out of the chart.
_HOLDER = {"data": {"name": LAYOUT}, "mark": "point", "transform": [{"filter": "false"}]}
_POSITIONS = ("x", "y", "xOffset", "yOffset")
# The height is one of Vega's own signals: its expression stands in place of this number.
_HEIGHT = 100
_NUMBER = re.compile(r"\b[0-9]+(?:\.[0-9]+)?\b")
# As many colours are always named, so that one category more changes rows alone; those without a category are not drawn.
_COLOURS = 12

Part = dict[str, Any]


def with_steady_specification(spec: Mapping[str, Any]) -> Part:
    """The chart, drawn the same, with its layout in a table beside its rows, which are lists of dictionaries."""
    if "layer" not in spec or not isinstance(spec.get("height"), int | float) or _is_annotated(spec):
        return dict(spec)
    layout = _Layout(spec["datasets"])
    height = {"name": "height", "expr": layout.read_number(spec["height"])}
    layers = [*(_make_steady(layer, layout) for layer in spec["layer"]), _HOLDER]
    changed: Part = {"layer": layers, "height": _HEIGHT, "params": [*spec.get("params", ()), height]}
    if isinstance(title := spec.get("title"), Mapping) and isinstance(title["text"], list):
        changed["title"] = {**title, "text": {"expr": layout.read_list(title["text"])}}
    return {**spec, **changed, "datasets": {**spec["datasets"], LAYOUT: layout.to_table()}}


def _is_annotated(spec: Mapping[str, Any]) -> bool:
    """Whether words stand beside the plot: its width then depends on them, and the browser would find another one from the one before."""
    return any("layer" in layer for layer in spec["layer"])


class _Layout:
    """The lists and numbers of one chart, each distinct one once: layers that share a scale must name the same expression."""

    def __init__(self, datasets: Mapping[str, Any]) -> None:
        self._lists: list[list[Any]] = []
        self._rows = [rows for rows in datasets.values() if isinstance(rows, list)]

    def read_list(self, values: list[Any]) -> str:
        """The expression of a list."""
        column = self._keep(values)
        return f"slice(pluck(data('{LAYOUT}'), '{column}'), 0, data('{LAYOUT}')[0].{column}_length)"

    def read_number(self, value: float) -> str:
        """The expression of a number."""
        return self.read_item([value], 0)

    def read_item(self, values: list[Any], index: int) -> str:
        """The expression of one item of a list."""
        return f"data('{LAYOUT}')[{index}].{self._keep(values)}"

    def list_values(self, field: str) -> set[Any]:
        """The values of a field in the rows of the chart."""
        return {row[field] for rows in self._rows for row in rows if row.get(field) is not None}

    def to_table(self) -> pa.Table:
        """The lists side by side, the shorter ones filled up with nothing, each with its length."""
        rows = max(_COLOURS, *map(len, self._lists))
        columns: Part = {}
        for number, values in enumerate(self._lists):
            columns[f"list{number}"] = values + [None] * (rows - len(values))
            columns[f"list{number}_length"] = [len(values)] * rows
        return pa.table(columns)

    def _keep(self, values: list[Any]) -> str:
        if values not in self._lists:
            self._lists.append(values)
        return f"list{self._lists.index(values)}"


def _make_steady(layer: Part, layout: _Layout) -> Part:
    channels = {
        name: {**channel, **dict(_change_channel(name, channel, layout))}
        if isinstance(channel, dict)
        else channel
        for name, channel in layer["encoding"].items()
    }
    return {**layer, "encoding": channels}


def _change_channel(name: str, channel: Part, layout: _Layout) -> Iterator[tuple[str, Any]]:
    """The parts of a channel that are written otherwise."""
    scale = channel.get("scale")
    order = channel.get("sort")
    if isinstance(channel.get("datum"), int | float):
        yield "datum", {"expr": layout.read_number(channel["datum"])}
        yield "type", channel.get("type", "quantitative")
    if scale and isinstance(scale.get("domain"), list):
        yield "scale", {**scale, **dict(_change_scale(channel, layout))}
        if order == scale["domain"]:
            yield "sort", None
    elif name in _POSITIONS and isinstance(order, list):
        values = layout.list_values(channel["field"])
        if values <= set(order):
            yield "sort", None
            ordered = [value for value in order if value in values]
            yield "scale", {**(scale or {}), "domain": {"expr": layout.read_list(ordered)}}
    for key in ("axis", "legend"):
        if channel.get(key):
            yield key, {**channel[key], **dict(_change_guide(channel[key], layout))}


def _change_scale(channel: Part, layout: _Layout) -> Iterator[tuple[str, Any]]:
    domain, colours = channel["scale"]["domain"], channel["scale"].get("range")
    if channel.get("type") not in ("nominal", "ordinal"):
        yield "domain", [{"expr": layout.read_number(end)} for end in domain]
        if isinstance(colours, list) and isinstance(colours[-1], dict):
            yield "range", [{"expr": _read_numbers(end, layout)} for end in map(_write_end, colours)]
        return
    yield "domain", {"expr": layout.read_list(domain)}
    if isinstance(colours, list):
        places = range(max(_COLOURS, len(colours)))
        yield "range", [{"expr": layout.read_item(colours, place)} for place in places]


def _read_numbers(expression: str, layout: _Layout) -> str:
    """An expression whose numbers, of pixels or of columns, are in the layout."""
    numbers = list(map(float, _NUMBER.findall(expression)))
    places = count()
    return _NUMBER.sub(lambda match: layout.read_item(numbers, next(places)), expression)


def _write_end(end: Any) -> str:
    return end["expr"] if isinstance(end, dict) else str(end)


def _change_guide(guide: Part, layout: _Layout) -> Iterator[tuple[str, Any]]:
    if isinstance(guide.get("values"), list):
        yield "values", {"expr": layout.read_list(guide["values"])}
    for size in ("minExtent", "columns"):
        if size in guide:
            yield size, {"expr": _read_numbers(_write_end(guide[size]), layout)}
