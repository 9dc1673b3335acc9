"""Colours that can be seen: on white paper and on the dark page, by everybody, and in grey."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import colour_vision
import pytest

from dse import paths, theme
from dse.charts import dark_mode
from dse.charts.emphasis import readable_on
from schemas import codelists

pytestmark = pytest.mark.xdist_group("charts")

HEX = re.compile(r"#[0-9a-fA-F]{3,8}")
TEXT, MARK = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
APART, APART_IN_GREY = 12.0, 3.0  # ΔE*ab for each sight, and L*
# Cells and parts on which their number is written, and what only separates or lies under the marks.
CELLS = {
    *theme.SEQUENTIAL[:3],
    *theme.DIVERGING[1:4],
    theme.QUIET,
    theme.WARM,
    theme.FAINT,
    theme.GRID,
    theme.PAPER,
}
GROUNDS = {"light": {each: each for each in theme.ON_DARK}, "dark": theme.ON_DARK}
PALETTES = {
    "thèmes": [theme.COLOURS[code] for code in codelists.tops("themes")],
    "familles": [theme.COLOURS[code] for code in codelists.codes("actor_families")],
    "champs": [theme.COLOURS[code] for code in codelists.codes("fields")],
}


def test_the_grounds_are_those_of_the_pages() -> None:
    pages = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for name, colours in GROUNDS.items():
        assert pages[name]["backgroundColor"] == colours[theme.PAPER]
        assert colour_vision.contrast(pages[name]["textColor"], colours[theme.PAPER]) >= TEXT


def test_charts_have_no_colour_but_those_declared(charts_by_id: dict[str, dict[str, Any]]) -> None:
    foreign = {
        (name, each) for name, spec in charts_by_id.items() for each in colours(spec) - set(theme.ON_DARK)
    }
    assert foreign == set()


def test_no_colour_is_written_out_of_its_declaration() -> None:
    for folder in ("charts", "figures", "ui"):
        for path in (paths.ROOT / "dse" / folder).rglob("*.py"):
            found = re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
            assert found == [], path.name


def test_every_colour_of_a_chart_turns_with_the_page(charts_by_id: dict[str, dict[str, Any]]) -> None:
    for name, spec in charts_by_id.items():
        turned = dark_mode.on_dark(spec)
        assert colours(turned) == {theme.ON_DARK[each] for each in colours(spec)}, name
        assert HEX.sub("", repr(turned)) == HEX.sub("", repr(spec)), f"{name}: more than the colours changed"


@pytest.mark.parametrize("name", GROUNDS)
def test_what_is_written_can_be_read_and_what_is_drawn_be_seen(
    charts_by_id: dict[str, dict[str, Any]], name: str
) -> None:
    """But for the ink of a number written on a colour, which the next test sees to."""
    shown = GROUNDS[name]
    found = {
        (figure, kind, each)
        for figure, spec in charts_by_id.items()
        for kind, each in used(spec)
        if (kind != "text" or each != theme.PAPER) and each not in (CELLS if kind == "mark" else ())
    }
    assert {kind for _, kind, _ in found} == {"text", "mark"}
    least = {"text": TEXT, "mark": MARK}
    faults = {
        each for each in found if colour_vision.contrast(shown[each[2]], shown[theme.PAPER]) < least[each[1]]
    }
    assert faults == set()


@pytest.mark.parametrize("name", GROUNDS)
@pytest.mark.parametrize("colour", [each for each in theme.ON_DARK if each not in (theme.PAPER, theme.GRID)])
def test_a_number_written_on_a_colour_can_be_read(name: str, colour: str) -> None:
    shown = GROUNDS[name]
    assert colour_vision.contrast(shown[readable_on(colour)], shown[colour]) >= TEXT


@pytest.mark.parametrize("name", GROUNDS)
@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("kind", colour_vision.SIGHTS)
def test_themes_and_families_are_told_apart_by_each_sight(palette: str, name: str, kind: str) -> None:
    pairs = itertools.combinations([GROUNDS[name][each] for each in PALETTES[palette]], 2)
    assert {pair for pair in pairs if colour_vision.distance(*pair, kind) < APART} == set()


@pytest.mark.parametrize("name", GROUNDS)
@pytest.mark.parametrize("palette", PALETTES)
def test_themes_and_families_are_told_apart_in_grey(palette: str, name: str) -> None:
    seen = sorted(colour_vision.lightness(GROUNDS[name][each]) for each in PALETTES[palette])
    assert min(high - low for low, high in itertools.pairwise(seen)) >= APART_IN_GREY


@pytest.mark.parametrize("name", GROUNDS)
def test_the_neutral_answer_is_told_from_those_of_more_than_one_side(name: str) -> None:
    neutral, together = (GROUNDS[name][each] for each in (theme.DIVERGING[2], theme.TOGETHER[1]))
    assert colour_vision.contrast(neutral, together) >= MARK


@pytest.mark.parametrize("name", GROUNDS)
def test_a_scale_from_little_to_much_has_steps_that_go_one_way(name: str) -> None:
    away = [
        colour_vision.contrast(GROUNDS[name][each], GROUNDS[name][theme.PAPER]) for each in theme.SEQUENTIAL
    ]
    assert away == sorted(away)
    assert min(high / low for low, high in itertools.pairwise(away)) >= 1.2


def test_the_measures_of_sight_are_those_of_their_norms() -> None:
    assert colour_vision.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colour_vision.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert colour_vision.lightness("#777777") == pytest.approx(50.03, abs=0.1)
    assert colour_vision.distance("#FF0000", "#00FF00", "vision ordinaire") == pytest.approx(170.6, abs=0.3)
    assert colour_vision.distance("#D00000", "#6B6B00", "deutéranopie") < 0.4 * colour_vision.distance(
        "#D00000", "#6B6B00", "vision ordinaire"
    )


def colours(part: Any) -> set[str]:
    """Every text of a chart that is a colour, its data included."""
    if isinstance(part, str):
        return {part} if HEX.fullmatch(part) else set()
    if isinstance(part, Mapping):
        part = list(part.values())
    return set().union(*map(colours, part)) if isinstance(part, list) else set()


def used(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """`text` or `mark`, and the colour, of everything that a chart draws."""
    config = spec["config"]
    for each in ("axis", "legend"):
        yield from (("text", config[each][name]) for name in ("labelColor", "titleColor"))
    yield from (("text", config["title"][name]) for name in ("color", "subtitleColor"))
    for layer, data in layers(spec, None):
        kind = "text" if layer["mark"]["type"] == "text" else "mark"
        rows = spec["datasets"].get(data, [])
        given = [layer["mark"].get(name) for name in ("color", "fill", "stroke")]
        coded = [layer.get("encoding", {}).get(name) for name in ("color", "fill", "stroke")]
        if kind == "text" and not any(given + coded):
            yield kind, config["text"]["color"]
        yield from ((kind, each) for each in given if each)
        for channel in filter(None, coded):
            yield from ((kind, each) for each in colours(channel))
            yield from ((kind, row[channel["field"]]) for row in rows if channel.get("scale", 0) is None)


def layers(part: Mapping[str, Any], data: str | None) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Each mark of a chart, with the name of its data."""
    data = part.get("data", {}).get("name", data)
    if "mark" in part:
        yield part, data
    for each in part.get("layer", ()):
        yield from layers(each, data)
