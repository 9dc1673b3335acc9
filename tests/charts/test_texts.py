"""Texts beneath one another: none is cut without a sign, none lies on the next."""

from __future__ import annotations

from dse import charts, french
from dse.charts.texts import GAP, LETTERS, LINE, MOST_LINES

ROWS = [
    {"head": "7 septembre 2018", "text": "Ouvrir un fonds.", "notes": ["Résultat : il sert."]},
    {"head": "15 mars 2016", "text": "Instruire à deux. " * 40, "notes": []},
]


def list_blocks(chart: charts.Chart) -> list[dict]:
    blocks = [row for layer in chart.layers for row in layer.data if "written" in row]
    return sorted(blocks, key=lambda row: row["top"])


def test_each_text_begins_where_the_one_above_ends() -> None:
    chart = charts.texts(ROWS)
    blocks = list_blocks(chart)
    assert [row["written"] for row in blocks[:3]] == [
        "7 septembre 2018", "Ouvrir un fonds.", french.typeset("Résultat : il sert."),
    ]  # fmt: skip
    ends = [row["top"] + LINE * (row["written"].count("\n") + 1) for row in blocks]
    assert [row["top"] for row in blocks[1:]] == [*ends[:2], ends[2] + GAP, *ends[3:-1]]
    assert ends[-1] <= chart.height


def test_a_long_text_says_that_it_goes_on_and_fits_a_narrow_card() -> None:
    lines = list_blocks(charts.texts(ROWS))[-1]["written"].split("\n")
    assert len(lines) == MOST_LINES and lines[-1].endswith("…")
    assert max(map(len, lines)) <= LETTERS


def test_its_rows_have_their_place_in_pixels_so_that_a_slide_shows_as_many_as_fit() -> None:
    assert charts.has_rows_in_pixels(charts.texts(ROWS))
