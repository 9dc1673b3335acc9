"""The record of a file that is given: its hash, its choices, and what it says of answers to the public it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from dse.figures import REGISTRY, Answer
from dse.publication.published import NumberCorrection
from dse.publication.rows import Row, tells_of_answers, written
from dse.publication.settling import Settled


def fields(
    settled: Settled,
    *,
    day: date,
    version: int,
    choice: Mapping[str, str | None],
    sha256: str,
    size: int,
    asked: Iterable[str] | None = None,
    parts: Iterable[str] = (),
    plan: int | None = None,
    numbers: Mapping[str, str] | None = None,
    number_corrections: Iterable[NumberCorrection] = (),
) -> dict[str, Any]:
    """The record as JSON values. A masked row has its mark and no number: what was not shown is not kept. `asked`: the figures of a
    file that has not all of them; `parts`: the parts given; `plan`: the number of the plan of its review, 0 for the one that is proposed; `numbers`:
    those of its comments, by code, as they are read."""
    told = [each for each in settled.answers if tells_of_answers(REGISTRY[each.figure_id])]
    corrections = [{**asdict(each), "day": each.day.isoformat()} for each in settled.corrections]
    return {
        "day": day.isoformat(),
        "version": version,
        "choice": dict(choice),
        "file_sha256": sha256,
        "bytes": size,
        "figures": _rows(told),
        "merged": {
            each.figure_id: [one.what for one in each.hidden if one.kind == "merged"] for each in told
        },
        "corrections": corrections,
        "repeated": list(settled.repeated),
        **({} if asked is None else {"asked": sorted(asked)}),
        "parts": list(parts),
        "plan": plan,
        "numbers": dict(numbers or {}),
        "number_corrections": [
            {**asdict(correction), "day": correction.day.isoformat()} for correction in number_corrections
        ],
        "recorded": datetime.now(UTC).isoformat(),
    }


def _rows(told: Iterable[Answer]) -> dict[str, list[Row]]:
    """The rows by figure: of several answers of one figure, those of the years of each."""
    found: dict[str, list[Row]] = {}
    for each in told:
        own = found.setdefault(each.figure_id, [])
        own += [row for row in written(each) if row not in own]
    return {figure_id: rows for figure_id, rows in found.items() if rows}
