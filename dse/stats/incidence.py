"""How soon something first happens to members, where leaving can come first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dse.stats.intervals import normal

WAITING, HAPPENED, LEFT = 0, 1, 2


def cumulative_incidence(days: pd.Series, outcome: pd.Series) -> pd.DataFrame:
    """The share to whom it has happened by each day; those who left are not among those who may still wait.

    `outcome` is WAITING on the last day known, HAPPENED or LEFT; one row a distinct number of `days`. `at_risk` counts the
    members still waiting just before, `happened` and `left` those to whom it has happened so far. `share` and
    `left_share`, from 0 to 1, are estimated after Aalen and Johansen (1978, Scand. J. Statist. 5, 141-150); `low` and
    `high` are the 95 % interval on the log(-log) scale (Choudhury 2002, Statistics in Medicine 21, 1129-1144) from the
    error of Marubini and Valsecchi (1995, section 10.3) that statsmodels gives, empty where there is none.
    """
    from statsmodels.duration.survfunc import CumIncidenceRight

    time, what = days.to_numpy(int), outcome.to_numpy(int)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = CumIncidenceRight(time, what)
        share, left = (_of(found.cinc, cause, found.times) for cause in (HAPPENED, LEFT))
        low, high = _bounds(share, _of(found.cinc_se, HAPPENED, found.times))
    return pd.DataFrame(
        {
            "days": found.times.astype(int),
            "at_risk": [int((time >= day).sum()) for day in found.times],
            "happened": [int(((what == HAPPENED) & (time <= day)).sum()) for day in found.times],
            "left": [int(((what == LEFT) & (time <= day)).sum()) for day in found.times],
            "share": share,
            "low": low,
            "high": high,
            "left_share": left,
        }
    )


def _of(causes: list[np.ndarray], cause: int, times: np.ndarray) -> np.ndarray:
    """What is told of a cause: nothing happened where the list ends before it."""
    return causes[cause - 1] if len(causes) >= cause else np.zeros(len(times))


def _bounds(share: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    width = normal() * error / (share * np.log(share))
    low, high = share ** np.exp(-width), share ** np.exp(width)
    known = np.isfinite(error) & (error > 0) & (share > 0) & (share < 1)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def sooner_p_value(days: pd.Series, outcome: pd.Series, later: pd.Series) -> float | None:
    """Two-sided p-value of the log-rank test that it happens as soon to those of `later` as to the others.

    It compares the rates among those who still wait: leaving takes a member out of them (Prentice and others 1978,
    Biometrics 34, 541-554). None where a side is empty or nothing happens.
    """
    from statsmodels.duration.survfunc import survdiff

    happened = (outcome == HAPPENED).to_numpy()
    if later.nunique() < 2 or not happened.any():
        return None
    return float(survdiff(days.to_numpy(float), happened.astype(int), later.to_numpy(int))[1])
