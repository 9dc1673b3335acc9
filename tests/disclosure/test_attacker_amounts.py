"""Nobody who knows all of accompaniments but amounts, and keeps two versions and two dossiers, narrows an amount to within 15 %."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack_amounts import FIGURE, MOVES, Attacker, TwoVersions, draw_two_versions

from dse import figures
from dse.disclosure import amounts
from dse.figures import REGISTRY
from dse.figures.requests import costs
from dse.publication import differences
from dse.query import Selection

pytestmark = pytest.mark.long

SEEDS = range(24)
MANY = (1, 2, 3, 6)


def attack(pair: TwoVersions, *, is_compared: bool = True) -> list[str]:
    """What is narrowed by what both dossiers told, the second as it is settled or as the figure is."""
    attacker = Attacker(pair.then, pair.now)
    attacker.keep(pair.first, 1)
    settled = pair.settle()
    if is_compared:
        attacker.keep(settled.answers[0], 2, but=settled.repeated)
    else:
        attacker.keep(pair.second, 2)
    return attacker.narrowed()


def draw(folder: Path, seed: int) -> TwoVersions:
    """What moved, and how much of it, in turn."""
    return draw_two_versions(folder, seed, MOVES[seed % 3], MANY[seed // 3 % 4])


@pytest.mark.parametrize("seed", SEEDS)
def test_no_amount_is_narrowed_by_two_dossiers(tmp_path: Path, seed: int) -> None:
    assert attack(draw(tmp_path, seed)) == []


def test_dossiers_tell_sums_and_repeat_some(tmp_path: Path) -> None:
    """The attacker is not idle."""
    pairs = [draw(tmp_path / str(seed), seed) for seed in SEEDS]
    assert sum(pair.first.table["amount_eur"].notna().sum() for pair in pairs) > 50
    repeated = [bool(pair.settle().repeated) for pair in pairs]
    assert any(repeated) and not all(repeated)


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_an_earlier_version_is_not_shown(tmp_path: Path, audience: str) -> None:
    store = draw(tmp_path, 0).store
    answer = figures.answer(store, 1, REGISTRY[FIGURE], Selection(audience=audience))
    assert answer.is_refused and answer.table.empty


def test_without_the_comparison_amounts_are_narrowed(tmp_path: Path) -> None:
    assert any(attack(draw(tmp_path / str(seed), seed), is_compared=False) for seed in SEEDS)


def test_without_the_rule_amounts_are_narrowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amounts, "is_sound", lambda *_: True)
    assert any(attack(draw(tmp_path / str(seed), seed)) for seed in SEEDS)


def test_years_shown_beside_one_that_is_not_narrow_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "_keep_sound_years", lambda rows, _: rows)
    assert any(attack(draw(tmp_path / str(seed), seed)) for seed in SEEDS)


def test_what_moved_by_one_taken_for_many_narrows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "_are_of_many", lambda *_: True)
    assert any(attack(draw(tmp_path / str(seed), seed)) for seed in SEEDS)
