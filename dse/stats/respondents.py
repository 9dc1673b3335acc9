"""From rows of answers to one value an organisation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd


def answered(answers: pd.DataFrame) -> pd.DataFrame:
    """The rows that carry an answer.

    `answers` has the columns `value` and `missing`. SR, NSP, NC and NP, and rows without a value, are never in a base.
    """
    return answers[answers["value"].notna() & answers["missing"].isna()]


def one_value_each(
    answers: pd.DataFrame,
    of: Callable[[np.ndarray], np.ndarray] | None = None,
    unit: str = "organisation_id",
) -> pd.Series:
    """The mean of the answers of each organisation, as floats in the order of their identifiers.

    `answers` has one row an answer to one question: `unit`, `value`, `missing`. `of` turns answers into what is
    averaged, as 0 and 1 for a share. Rows without an identifier belong to no organisation and are left out.
    """
    rows = answered(answers)
    numbers = rows["value"].to_numpy(dtype=float)
    values = pd.Series(numbers if of is None else np.asarray(of(numbers), dtype=float), dtype=float)
    return values.groupby(pd.Series(rows[unit].to_numpy(dtype=object), name=unit)).mean()
