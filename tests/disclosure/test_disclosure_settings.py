"""The settings of the audiences: read once, checked in kind, one French sentence if wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from dse.cli.commands import AUDIENCES
from dse.disclosure import SettingsError, audience, lowest
from dse.disclosure.audiences import ORDER, SETTINGS, load


@pytest.fixture
def settings(tmp_path: Path):
    """Writes the real settings with one text replaced."""

    def write(old: str, new: str) -> Path:
        text = SETTINGS.read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        path = tmp_path / "audiences.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return write


def test_the_settings_of_the_project_are_those_decided() -> None:
    team, projection, publication = (audience(code) for code in ORDER)
    assert [each.is_public for each in (team, projection, publication)] == [False, True, True]
    assert team.weak_base == 10
    limits = projection.thresholds
    assert (limits.cell, limits.statistic_base, limits.distribution_base) == (5, 5, 8)
    assert (limits.extreme_pct, limits.organisations, limits.largest_pct) == (90, 3, 85)
    assert projection.thresholds == publication.thresholds and projection.breakdown == publication.breakdown
    assert (projection.whole_percentages, publication.whole_percentages) == (False, True)


def test_the_command_line_and_the_settings_know_the_same_audiences() -> None:
    assert AUDIENCES == ORDER


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("cell = 5", "cell = 2", "cell"),
        ("cell = 5", 'cell = "5"', "cell"),
        ("cell = 5", "cell = true", "cell"),
        ("cell = 5", "cell = 9", "distribution_base"),
        ("cell = 5", "", "cell"),
        ("cell = 5", "cell = 5\ncellule = 5", "cellule"),
        ("largest_pct = 85", "largest_pct = 120", "largest_pct"),
        ('breakdown = "families"', 'breakdown = "familles"', "familles"),
        ("lowered = true", "lowered = false", "lowered"),
        ('label = "Projection"', "label = 3", "label"),
        ("[diffusion]", "[publication]", "publication"),
        ("[equipe]", "[equipe", "TOML"),
    ],
)
def test_what_is_wrong_is_one_sentence_that_names_it(settings, old: str, new: str, name: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(settings(old, new))
    sentence = str(refused.value)
    assert name in sentence and "audiences.toml" in sentence and sentence.endswith(".")
    assert "\n" not in sentence and refused.value.exit_code == 2


def test_settings_that_are_missing_or_not_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="introuvable"):
        load(tmp_path / "audiences.toml")
    (tmp_path / "a.toml").write_bytes(b'label = "\xe9"')
    with pytest.raises(SettingsError, match="UTF-8"):
        load(tmp_path / "a.toml")


def test_the_lowest_of_audiences_sees_least_and_a_word_unknown_least_of_all() -> None:
    assert lowest("equipe", "equipe") == "equipe"
    assert lowest("projection", "equipe") == "projection"
    assert lowest("projection", "diffusion") == "diffusion"
    assert lowest("equipe", "projecton") == "diffusion"
