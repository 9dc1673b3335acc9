"""A chart made to fill a canvas whose smallest text is known: enlarged with it, it can be read from the back of a room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dse.charts import vega

LEAST = 14  # pixels of the smallest text on a canvas
NARROW = 720  # pixels of width that every form was drawn for: no canvas is narrower
CURVE = 230  # pixels of height of a curve on a page of paper
ROWS = 0.68  # of the height on screen that rows have on a page of paper, where no finger points at them
HIGHEST_CURVE = 560  # pixels of height on screen: more are several curves above one another
_SIZES = ("fontSize", "labelFontSize", "titleFontSize")
PADDING = {side: 8 for side in ("left", "right", "top", "bottom")}
_FIT = {"type": "fit", "contains": "padding"}


def on_canvas(spec: Mapping[str, Any], width: float, height: float) -> dict[str, Any]:
    """The Vega-Lite of a chart on a canvas of `width` by `height` pixels, or of the same shape and smaller.

    It has no words under LEAST. A chart that is low by nature gets a smaller canvas: enlarged to the
    same room, it fills it. One whose rows have their place in pixels is never made lower than they need: the caller shows fewer.
    """
    drawn = _for_a_room(spec)
    own = float(spec.get("height", height))
    factor = min(max(1.0, height / own), max(1.0, width / NARROW))
    low = height / factor
    if _in_pixels(spec):
        factor, low = factor * low / max(low, own), max(low, own)
    sized: dict[str, Any] = {
        "width": round(width / factor),
        "height": round(low),
        "autosize": _FIT,
        "padding": PADDING,
    }
    return {**drawn, **sized}


def on_page(spec: Mapping[str, Any], width: float) -> dict[str, Any]:
    """The Vega-Lite of a chart for a page of paper, `width` pixels wide and as high as all that it holds: a curve at most CURVE,
    several above one another as they are, rows nearer to one another."""
    return {
        **_for_a_room(spec),
        **_choose_height_on_page(spec),
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": PADDING,
    }


def _choose_height_on_page(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The height of a chart on paper, where it is not that of the screen: points beside one another keep theirs, and so do rows with
    two lines of text and squares that hold their number."""
    layers = list(_list_layers(spec))
    kinds = {layer["mark"]["type"] for layer in layers}
    if _measures_upward(spec):
        is_low = spec["height"] < HIGHEST_CURVE and kinds & {"line", "bar", "area", "rect"}
        return {"height": min(CURVE, spec["height"])} if is_low else {}
    has_lines = any("lineBreak" in layer["mark"] and _has_bands(layer) for layer in layers)
    is_tight = _in_pixels(spec) or has_lines or "rect" in kinds
    return {"height": round(ROWS * spec["height"])} if _has_bands(spec) and not is_tight else {}


def _list_layers(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What has a mark."""
    if "mark" in part:
        yield part
    for layer in part.get("layer", ()):
        yield from _list_layers(layer)


def has_rows_in_pixels(chart: vega.Chart) -> bool:
    """Whether the rows of a chart have their place in pixels from the top: it cannot be made lower."""
    return any(isinstance(layer, vega.Layer) and _is_in_pixels(layer.encoding) for layer in chart.layers)


def _in_pixels(spec: Mapping[str, Any]) -> bool:
    return any(_is_in_pixels(layer.get("encoding", {})) for layer in spec.get("layer", ()))


def _is_in_pixels(encoding: Mapping[str, Any]) -> bool:
    y = encoding.get("y", {})
    return "scale" in y and y["scale"] is None


def _has_bands(part: Mapping[str, Any]) -> bool:
    """Whether rows share the height of a chart."""
    y = part.get("encoding", {}).get("y", {})
    return (isinstance(y, Mapping) and y.get("type") in ("nominal", "ordinal")) or any(
        map(_has_bands, part.get("layer", ()))
    )


def _measures_upward(part: Mapping[str, Any]) -> bool:
    y = part.get("encoding", {}).get("y", {})
    is_amount = isinstance(y, Mapping) and y.get("type") == "quantitative" and y.get("scale", {}) is not None
    return is_amount or any(_measures_upward(layer) for layer in part.get("layer", ()))


def _for_a_room(part: Any, *, is_data: bool = False) -> Any:
    """The same with no font under LEAST. Data keep their numbers."""
    if isinstance(part, list):
        return [_for_a_room(child, is_data=is_data) for child in part]
    if not isinstance(part, Mapping):
        return part
    return {
        name: max(LEAST, value)
        if name in _SIZES and isinstance(value, int | float) and not is_data
        else _for_a_room(value, is_data=is_data or name in ("data", "datasets"))
        for name, value in part.items()
    }
