"""What `docs/dev/performance.md` shows of a run: `python -m tests.benchmarks.report FILE.json…` writes its tables and its picture."""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import vl_convert

from dse.paths import ROOT

PAGE = ROOT / "docs" / "dev" / "performance.md"
PICTURE = PAGE.with_name("performance.svg")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
WIDTH, HEIGHT = 620, 420
Row = dict[str, Any]


def main() -> None:
    """Write the tables and the picture of the runs named; of what several have measured, the last."""
    runs = [json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:]]
    lines = list({line["subject"]: line for run in runs for line in run["lines"]}.values())
    points = list_points(lines)
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    parts = [describe_machine(runs[-1]), write_table(lines), write_exponents(points)]
    measured = "\n\n".join(filter(None, parts))
    PAGE.write_text(f"{head}{BEGIN}\n\n{measured}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    PICTURE.write_text(vl_convert.vegalite_to_svg(draw_points(points)), encoding="utf-8")


def describe_machine(run: Row) -> str:
    """When and where it was measured."""
    return f"Measured on {run['date']}: {run['machine']}, {run['cores']} cores, Python {run['python']}."


def write_table(lines: list[Row]) -> str:
    """What has a target or a reference, and is no single figure, as Markdown."""
    rows = ["| what | value | reference | ratio | target | reached |", "|---|---|---|---|---|---|"]
    for line in lines:
        if line["group"]:
            continue
        reference = "" if line["reference"] is None else f"{line['reference']:.4g}"
        ratio = "" if line["ratio"] is None else f"{line['ratio']:.2f}"
        target = "" if line["target"] is None else f"≤ {line['target']:g}"
        reached = {None: "", True: "yes", False: "**no**"}[line["is_reached"]]
        value = f"{line['value']:.4g} {line['unit']}"
        rows.append(f"| {line['subject']} | {value} | {reference} | {ratio} | {target} | {reached} |")
    return "\n".join(rows)


def list_points(lines: list[Row]) -> list[Row]:
    """For each page and size of store the median time of its figures never asked, in ms."""
    times: dict[tuple[str, int], list[float]] = defaultdict(list)
    for line in lines:
        if line["group"]:
            times[line["group"], line["rows"]].append(line["value"])
    return [
        {"page": page, "rows": rows, "ms": float(np.median(values)), "slowest": max(values)}
        for (page, rows), values in sorted(times.items())
    ]


def fit_exponent(points: list[Row], measure: str) -> float:
    """The k of time ~ rows^k: the slope of the least-squares line through the logarithms."""
    logs = [(math.log(point["rows"]), math.log(point[measure])) for point in points]
    return float(np.polyfit(*zip(*logs, strict=True), 1)[0])


def write_exponents(points: list[Row]) -> str:
    """For each page its times at each size and the exponent of their growth, as Markdown."""
    sizes = sorted({point["rows"] for point in points})
    if len(sizes) < 2:
        return ""
    heads = " | ".join(f"{rows:,} rows" for rows in sizes)
    rows = [f"| page: median (slowest) figure, ms | {heads} | exponent |", "|---" * (len(sizes) + 2) + "|"]
    for page in sorted({point["page"] for point in points}):
        own = [point for point in points if point["page"] == page]
        cells = " | ".join(f"{point['ms']:.0f} ({point['slowest']:.0f})" for point in own)
        rows.append(f"| {page} | {cells} | {fit_exponent(own, 'ms'):.2f} |")
    return "\n".join(rows)


def draw_points(points: list[Row]) -> Row:
    """Time against rows, both on logarithmic scales: a line a page."""
    x = {"field": "rows", "type": "quantitative", "scale": {"type": "log"}, "title": "rows of the store"}
    y = {"field": "ms", "type": "quantitative", "scale": {"type": "log"}, "title": "median figure, ms"}
    return {
        "data": {"values": points},
        "width": WIDTH,
        "height": HEIGHT,
        "background": "white",
        "mark": {"type": "line", "point": True},
        "encoding": {"x": x, "y": y, "color": {"field": "page", "type": "nominal"}},
    }


if __name__ == "__main__":
    main()
