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


def check_magnitudes(cells: SurveyCells, items: Sequence[Item], stored_answers: pa.Table) -> None:
    """Doubt each number far from the others of its question. `known` are answers already kept, not asked about again."""
    for item in items:
        if item.question.kind == KIND and not item.is_absent:
            column_index = cells.column_index(item.question.columns)
            for line, low, high in _find_outliers(_answered_sizes(item), _stored_sizes(item, stored_answers)):
                cells.add_issue(
                    outliers.find_outliers.stamp(magnitude.describe_number(low, high)), line, column_index
                )


def _answered_sizes(item: Item) -> np.ndarray:
    values = [next((answer.value for answer in answers_of_line), None) for answers_of_line in item.answers]
    return magnitude.sizes(np.array([np.nan if value is None else value for value in values], float))


def _stored_sizes(item: Item, stored_answers: pa.Table) -> np.ndarray:
    """What the question got so far, in this wave and in the others."""
    own = stored_answers.filter(pc.equal(stored_answers["question_id"], item.question.question_id))
    return magnitude.sizes(own["value"].cast(pa.float64()).to_numpy())


def _find_outliers(values: np.ndarray, stored_sizes: np.ndarray) -> Iterator[tuple[int, float, float]]:
    """Lines of the values that are new and far, with the span of the others."""
    new = np.where(np.isin(values, stored_sizes), np.nan, values)
    yield from magnitude.find_outliers(
        new, stored_sizes, np.concatenate([stored_sizes, new]), magnitude.size_limits
    )
