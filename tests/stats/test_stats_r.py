"""R's survey package as oracle: same weights, same estimates, same standard errors."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import run_r
from register_frames import answer_sums, merge_small, rake

from dse.stats import comparison, estimate, intervals, weighted, weighting

pytestmark = pytest.mark.long

SETS = range(24)
UNBOUNDED = (0.0, math.inf)
CLOSE = 1e-6
LEVEL = 0.998  # of the intervals of a change, as in the script


def register_of(seed: int) -> pd.DataFrame:
    """A register whose members answer the more readily, and the more favourably, in some families and sizes.

    The higher the seed, the more unequal the response, until weights meet their bounds.
    """
    rng = np.random.default_rng(seed)
    members = int(rng.integers(85, 240))
    family = rng.choice(["A", "B", "C", "D"], members, p=[0.4, 0.3, 0.2, 0.1])
    size = rng.choice(["S", "M", "L"], members, p=[0.5, 0.3, 0.2])
    unequal = 1.8 * seed / max(SETS)
    slope = pd.Series(family).map({"A": 2.0, "B": 0.4, "C": -1.5, "D": -1.0}) * unequal
    slope += pd.Series(size).map({"S": 0.6, "M": 0.0, "L": -1.0}) * unequal
    answered = rng.random(members) < 1 / (1 + np.exp(-slope - 0.6))
    y = rng.integers(1, 6, members) + (family == "A")
    z = (rng.random(members) < np.where(family == "A", 0.7, 0.3)).astype(float)
    z[rng.random(members) < 0.15] = np.nan
    frame = pd.DataFrame({"actor_family": family, "size_band": size, "answered": answered, "y": y, "z": z})
    return frame.set_axis([f"M{place:03}" for place in range(members)])


def as_r_reads_it(seed: int) -> pd.DataFrame:
    register = register_of(seed)
    answered = register.index[register["answered"]]
    merged = {name: merge_small(register[name], answered) for name in weighting.MARGINS}
    return pd.DataFrame(
        {
            "set": seed,
            "id": register.index,
            "family": merged["actor_family"],
            "size": merged["size_band"],
            "answered": register["answered"].astype(int),
            "y": register["y"],
            "z": register["z"],
            "wave": np.arange(len(register)) % 2,
        }
    )


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What R says: indexed by set, design, what and key; one column, value."""
    folder = tmp_path_factory.mktemp("r")
    pd.concat(map(as_r_reads_it, SETS)).to_csv(folder / "in.csv", index=False)
    script = Path(__file__).with_suffix(".R")
    run_r(script, ("survey", "MASS"), folder / "in.csv", folder / "out.csv")
    theirs = pd.read_csv(folder / "out.csv", keep_default_na=False, encoding="utf-8")
    return theirs.set_index(["set", "design", "what", "key"])["value"].sort_index()


def ours(seed: int, bounds: tuple[float, float] = UNBOUNDED) -> tuple[pd.DataFrame, weighting.Weighting]:
    register = register_of(seed)
    sample = register[register["answered"]]
    return sample, rake(register, sample.index, bounds=bounds)


def unlike(theirs: pd.Series, *ours: float) -> float:
    """Largest distance between what R says and what we do."""
    return float(np.abs(theirs.to_numpy() - np.array(ours)).max())


@pytest.mark.parametrize("seed", SETS)
def test_raking_gives_the_weights_and_estimates_of_rake(oracle: pd.Series, seed: int) -> None:
    sample, weights = ours(seed)
    theirs = oracle.loc[seed, "raked"]
    assert weights.converged
    assert unlike(theirs["weight"], *weights.weights) < CLOSE
    for variable in ("y", "z"):
        value, _ = weighted.mean_and_variance(answer_sums(sample[variable]), weights)
        assert unlike(theirs[variable], value) < CLOSE


def test_bounded_raking_gives_the_weights_of_calibrate_wherever_it_ends(oracle: pd.Series) -> None:
    """R's Newton steps do not always end where weights meet a bound; ours do, and are compared where both do."""
    bound = 0
    for seed in oracle.index[oracle.index.get_level_values("design") == "bounded"].unique("set"):
        sample, weights = ours(seed, weighting.BOUNDS)
        theirs = oracle.loc[seed, "bounded"]
        assert unlike(theirs["weight"], *weights.weights) < CLOSE
        assert unlike(theirs["y"], weighted.mean_and_variance(answer_sums(sample["y"]), weights)[0]) < CLOSE
        bound += weights.bounded > 0
    assert bound >= 4, "no bound was met: the data sets show nothing"


@pytest.mark.parametrize("seed", SETS)
def test_scores_give_the_standard_error_of_svymean(oracle: pd.Series, seed: int) -> None:
    """The design that takes the finite population as drawn evenly: (1 - n/N) n/(n-1) times the scatter of the scores."""
    sample, weights = ours(seed)
    n = len(sample)
    for variable in ("y", "z"):
        scores, _ = weighted.linear_scores(answer_sums(sample[variable]), weights)
        error = math.sqrt((1 - n / weights.population) * n * scores.var(ddof=1))
        for design in ("raked", "free"):
            assert unlike(oracle.loc[seed, design, f"{variable}_se"], error) < CLOSE


@pytest.mark.parametrize("seed", SETS)
def test_on_one_margin_the_interval_is_that_of_a_stratified_design(oracle: pd.Series, seed: int) -> None:
    register = register_of(seed)
    sample = register[register["answered"]]
    weights = rake(register, sample.index, margins=["actor_family"], bounds=UNBOUNDED)
    told = weighted.mean(answer_sums(sample["y"]), weights)
    theirs = oracle.loc[seed, "stratified"]
    assert unlike(theirs["y"], told.value) < CLOSE
    assert unlike(theirs["y_low"], told.low) < CLOSE
    assert unlike(theirs["y_high"], told.high) < CLOSE


@pytest.mark.parametrize("seed", SETS)
def test_on_two_margins_the_variance_is_that_of_the_residuals_of_lm(oracle: pd.Series, seed: int) -> None:
    sample, weights = ours(seed)
    _, variance = weighted.mean_and_variance(answer_sums(sample["y"]), weights)
    assert unlike(oracle.loc[seed, "lm", "y_se"], math.sqrt(variance)) < CLOSE


@pytest.mark.parametrize("seed", SETS)
def test_the_interval_of_a_mean_is_that_of_svymean_and_confint(oracle: pd.Series, seed: int) -> None:
    sample = register_of(seed).query("answered")
    told = intervals.mean(sample["y"], len(register_of(seed)))
    theirs = oracle.loc[seed, "plain"]
    assert unlike(theirs["y"], told.value) < CLOSE
    assert unlike(theirs["y_low"], told.low) < CLOSE
    assert unlike(theirs["y_high"], told.high) < CLOSE


@pytest.mark.parametrize("seed", SETS)
def test_a_change_has_the_interval_of_r_at_the_level_of_a_family(oracle: pd.Series, seed: int) -> None:
    read = as_r_reads_it(seed)
    sample = read[read["answered"] == 1]
    first, second = ((int((answers["y"] >= 4).sum()), len(answers)) for _, answers in sample.groupby("wave"))
    change, theirs = sample["y"] - 3, oracle.loc[seed, "change"]
    unpaired = comparison.unpaired_shares(first, second, LEVEL)
    assert unlike(theirs["unpaired"], unpaired.value) < CLOSE
    assert unlike(theirs["unpaired_low"], unpaired.low) < CLOSE
    assert unlike(theirs["unpaired_high"], unpaired.high) < CLOSE
    mean = comparison.paired_mean(estimate.sums_of(change), LEVEL)
    assert unlike(theirs["mean_low"], mean.low) < CLOSE
    assert unlike(theirs["mean_high"], mean.high) < CLOSE
    paired = comparison.paired_shares(int((change > 0).sum()), int((change < 0).sum()), len(change), LEVEL)
    assert unlike(theirs["paired_low"], paired.low) < CLOSE
    assert unlike(theirs["paired_high"], paired.high) < CLOSE
