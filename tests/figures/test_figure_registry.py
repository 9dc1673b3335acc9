"""Two figures never have the same id, nor the same place on a page."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dse.figures import REGISTRY, registry

ONE = REGISTRY["uptake_by_year"]


def test_two_figures_with_one_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "REGISTRY", {})
    registry.register([ONE])
    with pytest.raises(ValueError, match="same id: uptake_by_year"):
        registry.register([replace(ONE, position=("servis", 999))])
    assert registry.REGISTRY == {ONE.id: ONE}


@pytest.mark.parametrize(
    ("change", "reason"),
    [("id='another'", "same place"), ("position=('servis', 999)", "")],
)
def test_two_figures_of_a_room_with_one_place_are_refused(
    change: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = f"room_{len(reason)}"
    (tmp_path / room).mkdir()
    (tmp_path / room / "__init__.py").touch()
    source = "from dataclasses import replace\nfrom dse.figures import REGISTRY\nFIGURE = REGISTRY['uptake_by_year']\n"
    (tmp_path / room / "one.py").write_text(f"{source}FIGURES = (FIGURE,)\n")
    (tmp_path / room / "two.py").write_text(f"{source}FIGURE = replace(FIGURE, {change})\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    if reason:
        with pytest.raises(ValueError, match=reason):
            registry.read_figures(room)
    else:
        assert len(registry.read_figures(room)) == 2
