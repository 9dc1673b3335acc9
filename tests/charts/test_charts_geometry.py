"""Where the forms of the network and of changes put their marks, and in which ink."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from counted_store import chart_data

from dse import charts, theme
from dse.charts.crossings import EVEN, LESS, MORE, REACH
from dse.charts.meetings import LINE, ROOM
from dse.charts.tenures import INKS
from dse.figures import columns as c

YEARS = pd.DataFrame({"year": [2020, 2021], "is_partial": [False, True]})


def contrast(one: str, other: str) -> float:
    """Of two colours, after WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        lit = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        return 0.2126 * lit[0] + 0.7152 * lit[1] + 0.0722 * lit[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def layer(spec: dict, mark: str) -> dict:
    return next(each for each in spec["layer"] if each["mark"]["type"] == mark)


def test_arrivals_stand_on_zero_and_departures_hang_from_it_in_inks_that_can_be_read() -> None:
    frame = YEARS.assign(joined=[3, 1], returned=[2, 0], left=[4, 1])
    spec = charts.up_and_down(frame, (c.JOINED, c.RETURNED), c.LEFT).to_dict()
    assert chart_data(spec, "year", "part", "low", "middle", "high") == [
        (2020, "Arrivées", 0, 1.5, 3), (2021, "Arrivées", 0, 0.5, 1),
        (2020, "Retours", 3, 4, 5), (2021, "Retours", 1, 1, 1),
        (2020, "Départs", -4, -2, 0), (2021, "Départs", -1, -0.5, 0),
    ]  # fmt: skip
    rect = layer(spec, "rect")["encoding"]
    assert rect["x"]["scale"]["type"] == "band", "the year stands under its bar"
    assert rect["opacity"]["condition"] == {"test": "datum.is_partial", "value": 0.5}
    colours = dict(zip(rect["color"]["scale"]["domain"], rect["color"]["scale"]["range"], strict=True))
    for part, year, ink in chart_data(spec, "part", "year", "ink"):
        if year == 2020:
            assert contrast(ink, colours[part]) > 4.5, part
    assert layer(spec, "text")["encoding"]["color"] == {"field": "ink", "type": "nominal", "scale": None}


def test_columns_by_year_stand_one_on_the_other_and_what_is_not_over_is_pale() -> None:
    parts = c.VERIFICATIONS
    frame = YEARS.assign(**{each.name: [number, 1] for each, number in zip(parts, (4, 3, 2), strict=True)})
    spec = charts.year_parts(frame, parts, (theme.ACCENT, theme.ACCENT_SOFT, theme.PALE)).to_dict()
    places = [row[1:] for row in chart_data(spec, "year", "low", "middle", "high") if row[0] == 2020]
    assert places == [(0, 2, 4), (4, 5.5, 7), (7, 8, 9)]
    bar = layer(spec, "bar")["encoding"]
    assert bar["opacity"]["condition"] == {"test": "datum.is_partial", "value": 0.5}
    assert bar["opacity"]["value"] == 1 and (bar["y"]["field"], bar["y2"]["field"]) == ("low", "high")


def test_a_part_has_its_number_in_all_its_columns_or_its_last_one_in_the_legend() -> None:
    counts = (20, 20, 20, 20), (1, 70, 1, 1), (4, 9, 5, 2)
    frame = pd.DataFrame({"year": range(2018, 2022), "is_partial": False})
    frame = frame.assign(**{each.name: part for each, part in zip(c.VERIFICATIONS, counts, strict=True)})
    spec = charts.year_parts(frame, c.VERIFICATIONS, (theme.ACCENT, theme.ACCENT_SOFT, theme.PALE)).to_dict()
    first, second, third = (part.title for part in c.VERIFICATIONS)
    legend = layer(spec, "bar")["encoding"]["color"]["scale"]["domain"]
    assert legend == [first, second, f"{third} (2 en 2021)"]
    wide = sorted(
        {(year, part) for part, year, is_wide in chart_data(spec, "part", "year", "is_wide") if is_wide}
    )
    assert wide == sorted([*((year, first) for year in range(2018, 2022)), (2019, second)])


def test_who_meets_more_than_mixing_would_give_is_in_the_ink_of_more() -> None:
    frame = pd.DataFrame(
        {"actor_family": ["ONG", "ONG"], "other_family": ["ONG", "ESS"], "met_pct": [60.0, 10.0], "mixed_pct": [50.0, 40.0], "encounters": [6, 1]}
    )  # fmt: skip
    spec = charts.crossings(
        frame, c.FAMILY, c.OTHER_FAMILY, c.ENCOUNTERS_SHARE, c.MIXED_SHARE, c.ENCOUNTERS
    ).to_dict()
    assert [gap for (gap,) in chart_data(spec, "gap")] == [10, -REACH]
    scale = layer(spec, "rect")["encoding"]["color"]["scale"]
    assert scale["domain"] == [-REACH, 0, REACH]
    assert scale["range"] == [LESS, EVEN, MORE]


def test_the_deeper_a_partnership_the_darker_its_bar() -> None:
    rows = [
        ("P", date(2012, 1, 1), date(2016, 1, 1), step, f"Niveau {step}", "", False)
        for step in ("1", "2", "3", "4")
    ]
    frame = pd.DataFrame(rows, columns=["row", "from", "to", "step", "label", "text", "is_open"])
    scale = layer(charts.tenures(frame).to_dict(), "rect")["encoding"]["color"]["scale"]
    assert scale["domain"] == [f"Niveau {step}" for step in "1234"]
    assert scale["range"] == list(INKS.values())
    white = [contrast("#ffffff", each) for each in scale["range"]]
    assert white == sorted(white) and len(set(white)) == 4


def met(*lines: tuple[str, date, int, int]) -> dict:
    frame = pd.DataFrame(lines, columns=["series", "held_on", "again", "first_time"])
    return charts.meetings(frame, c.SERIES, c.HELD_ON, (c.BACK_HERE, c.NEW_HERE)).to_dict()


def test_at_a_meeting_the_new_stand_on_those_who_came_back() -> None:
    spec = met(("S", date(2016, 1, 1), 3, 1), ("S", date(2018, 1, 1), 2, 0), ("T", date(2017, 1, 1), 1, 3))
    unit = ROOM / 4
    found = [
        (row, part, round(low / unit, 6), round(high / unit, 6))
        for row, part, low, high in chart_data(spec, "row", "part", "low", "high")
    ]
    floor = round(1 / unit, 6)
    assert found == [
        ("S", c.BACK_HERE.title, floor, pytest.approx(floor + 3)), ("S", c.BACK_HERE.title, floor, pytest.approx(floor + 2)), ("T", c.BACK_HERE.title, 0, 1),
        ("S", c.NEW_HERE.title, pytest.approx(floor + 3), pytest.approx(floor + 4)), ("S", c.NEW_HERE.title, pytest.approx(floor + 2), pytest.approx(floor + 2)),
        ("T", c.NEW_HERE.title, 1, 4),
    ]  # fmt: skip


def test_more_meetings_than_can_be_seen_are_added_up_by_month_and_it_is_said() -> None:
    spec = met(*[("S", date(2016, 1 + n % 6, 1 + n % 28), 2, 1) for n in range(700)])
    assert len(chart_data(spec, "row", "part")) == 12
    assert (
        sum(count for part, count in chart_data(spec, "part", "count") if part == c.BACK_HERE.title) == 1_400
    )
    assert spec["title"]["text"] == ["Une barre par mois\u00a0: les rencontres y sont additionnées."]
    assert "title" not in met(("S", date(2016, 1, 1), 3, 1))


def test_the_numbers_of_meetings_a_few_weeks_apart_are_not_written_on_one_another() -> None:
    spec = met(*[("S", date(2016, 1, day), 0, 10) for day in (1, 15, 29)], ("S", date(2021, 1, 1), 7, 0))
    first, second, third, far = chart_data(spec, "whole", "at", "high")
    assert (first[0], second[0], third[0], far[0]) == ("10", "10", "", "7"), "the third has no room"
    assert first[1] == first[2] and far[1] == far[2]
    assert second[1] == pytest.approx(first[1] + LINE)
