"""How soon something first happens: by hand, against R's survival and cmprsk, on published data and by simulation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import run_r
from hypothesis import given
from hypothesis import strategies as st

from dse import stats
from dse.stats import incidence

pytestmark = pytest.mark.long

SETS = range(12)
CLOSE = 1e-9


def cohort(seed: int, members: int = 40, sooner: float = 1.0) -> pd.DataFrame:
    """Members that join over nine years, wait some 900 days for a first study, and leave after some 2 000."""
    rng = np.random.default_rng(seed)
    followed = rng.integers(60, 3200, members)
    waits = rng.exponential(900 / sooner, members) / rng.gamma(
        2.0, 0.5, members
    )  # some ask far more than others
    leaves = rng.exponential(2000, members)
    days = np.minimum(np.minimum(waits, leaves), followed).astype(int)
    outcome = np.where(
        days >= followed, incidence.WAITING, np.where(waits <= leaves, incidence.HAPPENED, incidence.LEFT)
    )
    return pd.DataFrame({"days": days, "outcome": outcome, "later": rng.random(members) < 0.4})


# Seven members: 1/7 at 5; at 10 one of six and one who leaves; at 30 one of the three left, whom 4/7 still await.
def test_shares_are_those_counted_by_hand() -> None:
    found = incidence.cumulative_incidence(
        pd.Series([5, 10, 10, 20, 30, 30, 40]), pd.Series([1, 2, 1, 0, 1, 2, 0])
    )
    assert found["days"].tolist() == [5, 10, 20, 30, 40]
    assert found["at_risk"].tolist() == [7, 6, 4, 3, 1]
    assert found["happened"].tolist() == [1, 2, 2, 3, 3]
    assert found["left"].tolist() == [0, 1, 1, 2, 2]
    assert found["share"].tolist() == pytest.approx([1 / 7, 2 / 7, 2 / 7, 2 / 7 + 4 / 21, 2 / 7 + 4 / 21])
    assert found["left_share"].tolist() == pytest.approx([0, 1 / 7, 1 / 7, 1 / 3, 1 / 3])


def test_what_never_happens_has_no_share_and_no_interval() -> None:
    for outcome in (incidence.WAITING, incidence.LEFT):
        found = incidence.cumulative_incidence(pd.Series([3, 4]), pd.Series([outcome] * 2))
        assert found["share"].tolist() == [0, 0]
        assert found[["low", "high"]].isna().all(axis=None)


@given(st.lists(st.tuples(st.integers(0, 4000), st.sampled_from([0, 1, 2])), min_size=1, max_size=60))
def test_shares_climb_stay_within_their_interval_and_leave_room_for_who_waits(
    rows: list[tuple[int, int]],
) -> None:
    days, outcome = (pd.Series(each) for each in zip(*rows, strict=True))
    found = incidence.cumulative_incidence(days, outcome)
    assert (np.diff(found["share"]) >= -1e-12).all()
    assert (found["share"] + found["left_share"] <= 1 + 1e-9).all()
    told = found.dropna()
    assert ((told["low"] <= told["share"]) & (told["share"] <= told["high"])).all()
    if not (outcome == incidence.WAITING).any():  # nobody censored: plain shares
        assert found["share"].tolist() == pytest.approx((found["happened"] / len(days)).tolist())


def test_the_interval_holds_the_truth_at_about_the_nominal_rate() -> None:
    """The truth at two years, from a hundred thousand members; give or take two standard deviations of 300 draws."""
    big = incidence.cumulative_incidence(*[cohort(1, members=100_000)[name] for name in ("days", "outcome")])
    truth = big[big["days"] <= 730]["share"].iloc[-1]
    held = []
    for seed in range(300):
        people = cohort(seed + 2)
        found = incidence.cumulative_incidence(people["days"], people["outcome"])
        row = found[found["days"] <= 730].iloc[-1]
        held.append(row["low"] <= truth <= row["high"])
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)


def p_value(people: pd.DataFrame) -> float | None:
    return incidence.sooner_p_value(people["days"], people["outcome"], people["later"])


@pytest.mark.parametrize("seed", SETS)
def test_shares_intervals_and_the_log_rank_test_are_those_of_statsmodels(seed: int) -> None:
    from statsmodels.duration.survfunc import CumIncidenceRight, survdiff

    people = cohort(seed)
    days, outcome = people["days"].to_numpy(), people["outcome"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        oracle = CumIncidenceRight(days, outcome)
    found = incidence.cumulative_incidence(people["days"], people["outcome"])
    share = oracle.cinc[0]
    told = found["low"].notna().to_numpy()
    width = np.log(np.log(found["low"][told]) / np.log(share[told]))
    error = width * share[told] * -np.log(share[told]) / 1.959963984540054
    assert found["share"].to_numpy() == pytest.approx(share, abs=1e-12)
    assert found["left_share"].to_numpy() == pytest.approx(oracle.cinc[1], abs=1e-12)
    assert error.to_numpy() == pytest.approx(oracle.cinc_se[0][told], abs=1e-9)
    happened = (outcome == incidence.HAPPENED).astype(int)
    assert p_value(people) == pytest.approx(survdiff(days, happened, people["later"].to_numpy())[1], abs=1e-9)


def test_members_counted_together_are_those_told_one_by_one() -> None:
    people = cohort(4, members=400)
    people["days"] = people["days"] // 30
    counts = people.groupby(["days", "outcome", "later"], as_index=False).size()
    columns = [counts[name] for name in ("days", "outcome", "size")]
    alone = incidence.cumulative_incidence(people["days"], people["outcome"])
    assert len(counts) < 300
    pd.testing.assert_frame_equal(incidence.cumulative_incidence(*columns), alone)
    found = incidence.sooner_p_value(columns[0], columns[1], counts["later"], columns[2])
    assert found == pytest.approx(p_value(people))


def test_cohorts_that_do_not_differ_are_called_different_at_the_nominal_rate() -> None:
    assert sum(p_value(cohort(seed)) < stats.LEVEL for seed in range(200)) <= 18  # 9 % of 200


def test_a_cohort_served_sooner_is_found() -> None:
    found = 0
    for seed in range(20):
        late = cohort(seed, sooner=6).assign(later=True)
        early = cohort(seed + 500).assign(later=False)
        found += p_value(pd.concat([early, late], ignore_index=True)) < stats.LEVEL
    assert found >= 18


def test_nothing_is_compared_where_a_side_is_empty_or_nothing_happens() -> None:
    people = cohort(3)
    assert p_value(people.assign(later=True)) is None
    assert p_value(people.assign(outcome=incidence.LEFT)) is None


# --- R ---


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where R wrote what it says, and the published data that come with it."""
    folder = tmp_path_factory.mktemp("r")
    pd.concat([cohort(seed).assign(set=seed) for seed in SETS]).to_csv(folder / "in.csv", index=False)
    run_r(Path(__file__).with_suffix(".R"), ("survival", "cmprsk"), folder)
    return folder


def rows_at_days(curve: pd.DataFrame, days: pd.Series) -> pd.DataFrame:
    """Our rows on the days that R tells."""
    return curve.set_index("days").reindex(days, method="ffill")


@pytest.mark.parametrize("seed", SETS)
def test_shares_are_those_of_survfit_and_of_cuminc(oracle: Path, seed: int) -> None:
    people = cohort(seed)
    found = incidence.cumulative_incidence(people["days"], people["outcome"])
    for package in ("survfit", "cuminc"):
        said = pd.read_csv(oracle / f"{package}.csv").query("set == @seed")
        ours = rows_at_days(found, said["days"])
        assert np.abs(ours["share"].to_numpy() - said["share"].to_numpy()).max() < CLOSE
        assert np.abs(ours["left_share"].to_numpy() - said["left"].to_numpy()).max() < CLOSE


@pytest.mark.parametrize("seed", SETS)
def test_errors_are_near_those_of_cuminc(oracle: Path, seed: int) -> None:
    """Ours is the delta method's, cuminc's that of Aalen (1978): a few percent apart while eight members still wait."""
    people = cohort(seed)
    found = incidence.cumulative_incidence(people["days"], people["outcome"])
    last = found[found["at_risk"] >= stats.FEWEST_MEMBERS]["days"].max()
    said = pd.read_csv(oracle / "cuminc.csv").query("set == @seed")
    said = said[said["days"].between(366, last)]
    ours = rows_at_days(found, said["days"])
    share = ours["share"].to_numpy()
    width = np.log(np.log(ours["low"]) / np.log(share)).to_numpy()  # z x error / (share x |ln share|)
    error = width * share * -np.log(share) / 1.959964
    assert np.abs(error / said["error"].to_numpy() - 1).max() < 0.08


@pytest.mark.parametrize("seed", SETS)
def test_the_log_rank_test_is_that_of_survdiff(oracle: Path, seed: int) -> None:
    said = pd.read_csv(oracle / "survdiff.csv").set_index("set")["p"]
    assert p_value(cohort(seed)) == pytest.approx(said[seed], abs=1e-9)


def test_published_data_give_what_survfit_gives(oracle: Path) -> None:
    """Progression before death in 1 384 patients (Kyle and others 2002, N. Engl. J. Med. 346, 564-569), data of R's survival."""
    patients = pd.read_csv(oracle / "mgus2.csv")
    said = pd.read_csv(oracle / "mgus2_said.csv")
    found = rows_at_days(incidence.cumulative_incidence(patients["days"], patients["outcome"]), said["days"])
    assert len(patients) == 1384
    assert np.abs(found["share"].to_numpy() - said["share"].to_numpy()).max() < CLOSE
    assert np.abs(found["left_share"].to_numpy() - said["left"].to_numpy()).max() < CLOSE
