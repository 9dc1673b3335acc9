"""Numbers answered to a question far from all the others that it got: a factor of a thousand, a year for a count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dse.ingest.checks import magnitude, outliers
from dse.ingest.surveys.reading.answers import Item
from dse.ingest.surveys.reading.survey_cells import SurveyCells

KIND = "number"


def check_magnitudes(cells: SurveyCells, every: Sequence[Item], known: pa.Table) -> None:
    """Doubt each number far from the others of its question. `known` are answers already kept, not asked about again."""
    for asked in every:
        if asked.question.kind == KIND and not asked.is_absent:
            place = cells.place(asked.question.columns)
            for line, low, high in _find_outliers(_answered_sizes(asked), _stored_sizes(asked, known)):
                cells.say(outliers.find_outliers.stamp(magnitude.describe_number(low, high)), line, place)


def _answered_sizes(asked: Item) -> np.ndarray:
    values = [next((each.value for each in said), None) for said in asked.said]
    return magnitude.sizes(np.array([np.nan if value is None else value for value in values], float))


def _stored_sizes(asked: Item, known: pa.Table) -> np.ndarray:
    """What the question got so far, in this wave and in the others."""
    own = known.filter(pc.equal(known["question_id"], asked.question.question_id))
    return magnitude.sizes(own["value"].cast(pa.float64()).to_numpy())


def _find_outliers(values: np.ndarray, known: np.ndarray) -> Iterator[tuple[int, float, float]]:
    """Lines of the values that are new and far, with the span of the others."""
    new = np.where(np.isin(values, known), np.nan, values)
    yield from magnitude.find_outliers(new, known, np.concatenate([known, new]), magnitude.size_limits)
