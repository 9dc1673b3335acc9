"""Non-response that depends on the family: the raw share is off, the weighted one is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from register_frames import answer_sums, rake

from dse.stats import intervals, weighted

pytestmark = pytest.mark.long

SEEDS = range(200)
FAMILIES = {"ONG": 40, "COLLECTIVITE": 25, "AUTRE": 20}
SAYS_YES = {"ONG": 0.8, "COLLECTIVITE": 0.35, "AUTRE": 0.4}
ANSWERS = {"ONG": 0.85, "COLLECTIVITE": 0.45, "AUTRE": 0.5}


def world(seed: int) -> tuple[pd.DataFrame, pd.Series]:
    """Eighty-five members, what each would say, and who answers: both depend on the family alone."""
    rng = np.random.default_rng(seed)
    family = np.repeat(list(FAMILIES), list(FAMILIES.values()))
    register = pd.DataFrame({"actor_family": family, "size_band": rng.choice(["P", "M", "G"], len(family))})
    register.index = [f"M{place:02}" for place in range(len(register))]
    opinion = pd.Series(rng.random(len(family)) < register["actor_family"].map(SAYS_YES), register.index)
    answers = rng.random(len(family)) < register["actor_family"].map(ANSWERS)
    return register.assign(answers=answers), opinion.astype(float)


@pytest.fixture(scope="module")
def runs() -> pd.DataFrame:
    """One row a seed: the truth, the raw and the weighted estimate, and whether each interval holds the truth."""
    rows = []
    for seed in SEEDS:
        register, opinion = world(seed)
        given = opinion[register["answers"]]
        raw = intervals.share(given, len(register))
        weights = rake(register, given.index)
        told, mean = weighted.share(answer_sums(given), weights), weighted.mean(answer_sums(given), weights)
        truth = opinion.mean()
        rows.append(
            {
                "raw": raw.value - truth,
                "weighted": told.value - truth,
                "raw_holds": raw.low <= truth <= raw.high,
                "weighted_holds": told.low <= truth <= told.high,
                "mean_holds": mean.low <= truth <= mean.high,
            }
        )
    return pd.DataFrame(rows)


def test_the_raw_share_is_off(runs: pd.DataFrame) -> None:
    assert runs["raw"].mean() > 0.05
    assert runs["raw_holds"].mean() < 0.75


def test_the_weighted_share_is_right_on_average(runs: pd.DataFrame) -> None:
    assert abs(runs["weighted"].mean()) < 0.01


def test_the_weighted_interval_holds_the_truth_at_the_nominal_rate(runs: pd.DataFrame) -> None:
    """95 %, give or take two standard deviations of 200 draws."""
    assert runs["weighted_holds"].mean() == pytest.approx(0.95, abs=0.031)
    assert runs["mean_holds"].mean() == pytest.approx(0.95, abs=0.031)
