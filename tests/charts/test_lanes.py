"""Events in lanes: days are points, what lasts is a bar that begins with the axis, what goes on ends today."""

from __future__ import annotations

from datetime import date

import pandas as pd
from counted_store import chart_data

from dse import charts

LANES, OUTCOMES = ("Réseau", "Activités"), ("Fait", "Attend", "Manqué", "Autre")


def test_what_lasts_is_drawn_from_the_first_year_to_today() -> None:
    rows = [
        ("Réseau", date(1995, 5, 1), None, True, "Adhésion", "", "Autre"),
        ("Activités", date(2019, 1, 1), None, False, "Atelier", "", "Fait"),
    ]
    frame = pd.DataFrame(rows, columns=["lane", "day", "until", "goes_on", "title", "detail", "outcome"])
    chart = charts.lanes(frame, LANES, OUTCOMES, date(2018, 3, 1), date(2021, 1, 1)).to_dict()
    drawn = chart_data(chart, "lane", "start", "end", "lasts")
    assert ("Réseau", 2018.0, 2021.0, True) in drawn and ("Activités", 2019.0, 2019.0, False) in drawn
    assert {layer["mark"]["type"] for layer in chart["layer"]} == {"rect", "point"}
