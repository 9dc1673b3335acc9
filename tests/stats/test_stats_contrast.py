"""Needs left unmet more than the others: R's survey as oracle, by hand, and quiet where nothing stands out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import run_r
from scipy.stats import t

from dse.figures.offer import gap_rows
from dse.stats.contrast import gaps

pytestmark = pytest.mark.long

SETS = range(12)
ITEMS = ["1", "2", "3", "4"]
CLOSE = 1e-9


def members(seed: int, needs: tuple[float, ...] = (0.8, 0.5, 0.5, 0.4)) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each of some eighty members needs and gets, each with a lasting inclination to say and to get."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(60, 100))
    temper = rng.normal(0, 0.15, size)
    need = pd.DataFrame(
        {
            name: (rng.random(size) < np.clip(p + temper, 0, 1)).astype(float)
            for name, p in zip(ITEMS, needs, strict=True)
        }
    )
    need = need.mask(rng.random(need.shape) < 0.35)
    met = pd.DataFrame(
        {name: (rng.random(size) < np.clip(0.2 + temper, 0, 1)).astype(float) for name in ITEMS}
    )
    return need, met


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What R says, by set, item and what."""
    folder = tmp_path_factory.mktemp("r")
    parts = []
    for seed in SETS:
        need, met = members(seed)
        parts += [
            pd.DataFrame(
                {"set": seed, "unit": need.index, "item": item, "need": need[item], "met": met[item]}
            )
            for item in ITEMS
        ]
    pd.concat(parts).to_csv(folder / "in.csv", index=False)
    run_r(Path(__file__).with_suffix(".R"), ("survey",), folder / "in.csv", folder / "out.csv")
    said = pd.read_csv(folder / "out.csv", dtype={"item": str}, encoding="utf-8")
    return said.set_index(["set", "item", "what"])


@pytest.mark.parametrize("seed", SETS)
def test_gaps_and_their_contrasts_are_those_of_svycontrast(oracle: pd.DataFrame, seed: int) -> None:
    need, met = members(seed)
    told, n = gaps(need, met), need.notna().sum()
    for item in ITEMS:
        gap, away = oracle.loc[(seed, item, "gap")], oracle.loc[(seed, item, "away")]
        assert told.loc[item, "gap"] == pytest.approx(gap["value"], abs=CLOSE)
        assert told.loc[item, "away"] == pytest.approx(away["value"], abs=CLOSE)
        p_value = 2 * t.sf(abs(away["value"] / away["error"]), n[item] - 1)
        assert told.loc[item, "p_value"] == pytest.approx(p_value, abs=CLOSE)


def test_by_hand() -> None:
    need = pd.DataFrame({"a": [1.0, 1, 0, None], "b": [0.0, 0.5, None, None]})
    met = pd.DataFrame({"a": [1.0, 0, 0, 0], "b": [0.0, 0, 0, 1]})
    told = gaps(need, met)
    assert told.loc["a", "gap"] == pytest.approx(2 / 3 - 1 / 4)
    assert told.loc["b", "gap"] == pytest.approx(1 / 4 - 1 / 4)
    assert told.loc["a", "away"] == pytest.approx((2 / 3 - 1 / 4) / 2)


def test_what_cannot_be_tested_has_no_p_value() -> None:
    need, met = members(0)
    few = need.copy()
    few.iloc[5:] = np.nan
    assert gaps(few, met)["p_value"].isna().all()
    assert gaps(need[["1"]], met[["1"]])["p_value"].isna().all()
    same = pd.DataFrame({"a": [1.0] * 10, "b": [1.0] * 10})
    assert gaps(same, same * 0)["p_value"].isna().all()


def test_a_need_like_the_others_seldom_stands_out_and_one_above_them_does() -> None:
    """At 5 %, 400 draws: 5 % give or take three standard deviations; a need thirty points above is found."""
    alike = [gaps(*members(seed, (0.5,) * 4)).loc["1", "p_value"] < 0.05 for seed in range(400)]
    assert 0.017 <= np.mean(alike) <= 0.083
    above = [gaps(*members(seed, (0.8, 0.5, 0.5, 0.5))).loc["1", "p_value"] < 0.05 for seed in range(100)]
    assert np.mean(above) > 0.8


@pytest.mark.parametrize("rate", [0.3, 0.6, 0.9])
def test_the_interval_of_a_gap_covers_as_often_as_it_says(rate: float) -> None:
    """Members drawn without replacement, each served or not, known of all: three gaps, 400 draws."""
    rng, size, draws = np.random.default_rng(2026), 88, 400
    holds = np.zeros((draws, 3))
    for draw in range(draws):
        need = (rng.random((size, 3)) < rng.uniform(0.15, 0.85, 3)).astype(float)
        met = (rng.random((size, 3)) < rng.uniform(0.05, 0.6, 3)).mean(axis=0)
        answers = need[rng.permutation(size)[: round(rate * size)]]
        frame = pd.DataFrame({"favourable": answers.sum(axis=0), "base": len(answers), "members": size})
        told = gap_rows.shares(frame.assign(met_pct=100 * met, accompanied_pct=100 * met))
        truth = 100 * (need.mean(axis=0) - met)
        low, high = (told[f"gap_{end}_points"].to_numpy(float) for end in ("low", "high"))
        holds[draw] = (low - CLOSE <= truth) & (truth <= high + CLOSE)
    assert 0.93 <= holds.mean() <= 0.97
