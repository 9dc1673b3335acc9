"""How soon something first happens to members, where leaving can come first."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from dse.stats.intervals import normal

WAITING, HAPPENED, LEFT = 0, 1, 2


def cumulative_incidence(
    days: pd.Series, outcome: pd.Series, members: pd.Series | None = None
) -> pd.DataFrame:
    """The share to whom it has happened by each day; those who left are not among those who may still wait.

    One row a member, or as many `members` a row: `outcome` is WAITING on the last day known, HAPPENED or LEFT. Gives one row a
    distinct number of `days`. `at_risk` counts the members still waiting just before, `happened` and `left` those to whom it has
    happened so far. `share` and `left_share`, from 0 to 1, are estimated after Aalen and Johansen (1978, Scand. J. Statist. 5,
    141-150); `low` and `high` are the 95 % interval on the log(-log) scale (Choudhury 2002, Statistics in Medicine 21, 1129-1144)
    from the error of Marubini and Valsecchi (1995, section 10.3), empty where there is none. statsmodels gives the same, without
    `members`, in ten times as long: it is the oracle of the test.
    """
    times, places = np.unique(days.to_numpy(int), return_inverse=True)
    weights = _weights(days, members)
    happened, departed = (
        _count(places, weights * (outcome == cause).to_numpy(bool)) for cause in (HAPPENED, LEFT)
    )
    at_risk = _count(places, weights)[::-1].cumsum()[::-1]
    waiting = np.cumprod(1 - (happened + departed) / at_risk)
    chance = np.r_[1.0, waiting[:-1]] / at_risk  # of one event of this day, as a share of all members
    share, left = (np.cumsum(chance * events) for events in (happened, departed))
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = _bounds(share, _error(share, chance, happened, happened + departed, at_risk))
    counts = {"at_risk": at_risk, "happened": happened.cumsum(), "left": departed.cumsum()}
    shares = {"share": share, "low": low, "high": high, "left_share": left}
    return pd.DataFrame({"days": times} | {name: part.astype(int) for name, part in counts.items()} | shares)


def _weights(days: pd.Series, members: pd.Series | None) -> np.ndarray:
    return np.ones(len(days)) if members is None else members.to_numpy(float)


def _count(places: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.bincount(places, weights, int(places.max()) + 1)


def _error(
    share: np.ndarray, chance: np.ndarray, events: np.ndarray, leavers: np.ndarray, at_risk: np.ndarray
) -> np.ndarray:
    """Standard error of the shares, after Marubini and Valsecchi: `events` are those of the cause, `leavers` those of all causes."""
    lost = leavers / (at_risk * (at_risk - leavers))
    came = chance * events / at_risk
    variance = share**2 * np.cumsum(lost) - 2 * share * np.cumsum(share * lost) + np.cumsum(share**2 * lost)
    variance += np.cumsum(chance**2 * events * (at_risk - events) / at_risk)
    return np.sqrt(variance - 2 * share * np.cumsum(came) + 2 * np.cumsum(share * came))


def _bounds(share: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    width = normal() * error / (share * np.log(share))
    low, high = share ** np.exp(-width), share ** np.exp(width)
    is_known = np.isfinite(error) & (error > 0) & (share > 0) & (share < 1)
    return np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)


def sooner_p_value(
    days: pd.Series, outcome: pd.Series, later: pd.Series, members: pd.Series | None = None
) -> float | None:
    """Two-sided p-value of the log-rank test that it happens as soon to those of `later` as to the others.

    It compares the rates among those who still wait: leaving takes a member out of them (Prentice and others 1978,
    Biometrics 34, 541-554). None where a side is empty or nothing happens. Rows are those of `cumulative_incidence`.
    """
    happened, inside = (outcome == HAPPENED).to_numpy(bool), later.to_numpy(bool)
    if inside.all() or not inside.any() or not happened.any():
        return None
    places = np.unique(days.to_numpy(float), return_inverse=True)[1]
    weights = _weights(days, members)
    at_risk, of_later = (_count(places, part)[::-1].cumsum()[::-1] for part in (weights, weights * inside))
    events = _count(places, weights * happened)
    share = of_later / at_risk
    expected = float((share * events).sum())
    variance = events * share * (1 - share) * (at_risk - events) / np.maximum(1, at_risk - 1)
    difference = float((weights * happened * inside).sum()) - expected
    # Chi-squared with one degree of freedom is the square of a normal: scipy, slow to load, is not needed for it.
    return math.erfc(math.sqrt(difference**2 / variance.sum() / 2))
