"""Names beside points: none covers another, a point, or what is already written."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dse.charts import placing

FRAME = (-280.0, -230.0, 280.0, 230.0)
PIXELS = st.tuples(st.floats(-200, 200), st.floats(-180, 180))


def covered(points: list[tuple[float, float]], names: list[str], occupied: list[placing.Box]) -> list[float]:
    """What each pair of a name and something else shares, in square pixels."""
    boxes = [
        placing.box(spot, name)
        for spot, name in zip(placing.beside(points, names, occupied, FRAME), names, strict=True)
    ]
    dots = [(x - 8, y - 8, x + 8, y + 8) for x, y in points]
    others = [(one, other) for one in boxes for other in (*dots, *occupied)]
    return [placing._overlap(*pair) for pair in (*combinations(boxes, 2), *others)]


def test_crowded_points_keep_their_names_apart() -> None:
    points = [(10.0, 150.0), (30.0, 155.0), (55.0, 148.0), (60.0, 140.0), (200.0, 150.0), (-100.0, 150.0)]
    names = ["Jeunesses", "Pouvoir d’agir", "Genre", "Climat", "Agroécologie", "Interculturalité"]
    corner = placing.box((235.0, 215.0), "À poursuivre")
    assert max(covered(points, names, [corner])) == 0


@given(st.lists(PIXELS, min_size=1, max_size=4))
def test_four_names_or_fewer_never_cover_one_another(points: list[tuple[float, float]]) -> None:
    names = ["Climat", "Genre", "Jeunesses", "ECSI"][: len(points)]
    spots = placing.beside(points, names, [], FRAME)
    boxes = [placing.box(spot, name) for spot, name in zip(spots, names, strict=True)]
    assert all(placing._overlap(*pair) == 0 for pair in combinations(boxes, 2))
    assert all(placing._outside(each, FRAME) == 0 for each in boxes)
