"""Events in lanes: days and short spans are points, what lasts is a bar that begins with the axis, what goes on ends today."""

from __future__ import annotations

from datetime import date

import pandas as pd
from counted_store import chart_data

from dse import charts

LANES, OUTCOMES = ("Réseau", "Activités"), ("Fait", "Attend", "Manqué", "Autre")


COLUMNS = ["lane", "day", "until", "goes_on", "title", "detail", "outcome"]


def test_what_lasts_is_drawn_from_the_first_year_to_today() -> None:
    rows = [
        ("Réseau", date(1995, 5, 1), None, True, "Adhésion", "", "Autre"),
        ("Activités", date(2019, 1, 1), None, False, "Atelier", "", "Fait"),
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    chart = charts.lanes(frame, LANES, OUTCOMES, date(2018, 3, 1), date(2021, 1, 1)).to_dict()
    drawn = chart_data(chart, "lane", "start", "end", "form")
    assert ("Réseau", 2018.0, 2021.0, "bar") in drawn and ("Activités", 2019.0, 2019.0, "point") in drawn
    assert {layer["mark"]["type"] for layer in chart["layer"]} == {"rect", "point", "text"}


def _draw_stays(*stays: tuple[date, date | None]) -> dict:
    """The chart of a member whose first event is in 2021."""
    rows = [("Réseau", joined, left, left is None, "Adhésion", "", "Autre") for joined, left in stays]
    rows += [("Activités", date(2021, 1, 1), None, False, "Atelier", "", "Fait")]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return charts.lanes(frame, LANES, OUTCOMES, date(2021, 1, 1), date(2021, 12, 31)).to_dict()


def test_a_bar_begins_on_its_day_where_the_axis_is_widened_to_hold_it() -> None:
    chart = _draw_stays((date(2018, 6, 1), None))
    (stay,) = [row for row in chart_data(chart, "lane", "start", "earlier") if row[0] == "Réseau"]
    assert 2018.4 < stay[1] < 2018.5 and stay[2] == ""
    assert chart["layer"][0]["encoding"]["x"]["scale"]["domain"] == [2018, 2022]


def test_a_bar_that_began_before_the_axis_says_since_when() -> None:
    chart = _draw_stays((date(2003, 5, 1), None))
    assert ("Réseau", 2018.0, "◀ depuis 2003") in chart_data(chart, "lane", "start", "earlier")


def test_a_stay_that_was_over_before_the_axis_is_no_event_of_its_first_year() -> None:
    past = date(2003, 5, 1), date(2010, 5, 1)
    drawn = chart_data(_draw_stays(past), "lane", "form", "earlier")
    assert ("Réseau", "before", "◀ jusqu’en 2010") in drawn
    drawn = chart_data(_draw_stays(past, (date(2016, 5, 1), None)), "lane", "form", "earlier")
    assert ("Réseau", "before", "") in drawn and ("Réseau", "bar", "◀ depuis 2016") in drawn


def test_what_lasted_three_days_is_a_point_and_no_bar_too_thin_to_see() -> None:
    rows = [
        ("Activités", date(2013, 7, 2), date(2013, 7, 4), False, "Session", "", "Fait"),
        ("Activités", date(2014, 1, 1), date(2014, 12, 31), False, "Groupe", "", "Fait"),
    ]
    chart = charts.lanes(
        pd.DataFrame(rows, columns=COLUMNS), LANES, OUTCOMES, date(2013, 1, 1), date(2021, 1, 1)
    )
    assert chart_data(chart.to_dict(), "title", "form") == [("Groupe", "bar"), ("Session", "point")]


def test_nothing_but_a_stay_needs_no_legend() -> None:
    rows = [("Réseau", date(2015, 5, 1), None, True, "Adhésion", "", "Autre")]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    chart = charts.lanes(frame, LANES, OUTCOMES, date(2015, 5, 1), date(2021, 1, 1)).to_dict()
    assert all(layer["encoding"]["color"].get("legend") is None for layer in chart["layer"])


def test_a_short_span_lies_on_a_longer_one_and_neither_is_seen_through() -> None:
    rows = [
        ("Activités", date(2018, 3, 1), date(2018, 9, 1), False, "Refusé", "", "Manqué"),
        ("Activités", date(2017, 1, 1), date(2019, 1, 1), False, "Étude", "", "Fait"),
    ]
    chart = charts.lanes(
        pd.DataFrame(rows, columns=COLUMNS), LANES, OUTCOMES, date(2017, 1, 1), date(2021, 1, 1)
    ).to_dict()
    assert chart_data(chart, "title") == [("Étude",), ("Refusé",)]
    assert chart["layer"][0]["mark"]["opacity"] == 1
