"""Names beside their points, where they cover neither one another nor a point."""

from __future__ import annotations

from collections.abc import Sequence

LETTER, LINE, POINT = (
    8.2,
    20.0,
    8.0,
)  # pixels: the width of a letter, the height of a line, the radius of a point
GAP = 14.0  # between a point and its name
SIDES = ((0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1), (1, 0), (-1, 0))
RINGS = (1.0, 1.6, 2.4, 3.4)

Box = tuple[float, float, float, float]  # left, bottom, right, top


def beside(
    points: Sequence[tuple[float, float]], names: Sequence[str], boxes_taken: Sequence[Box], frame: Box
) -> list[tuple[float, float]]:
    """The middle of each name, in the pixels of `points`: the nearest place that covers least, the most crowded first.

    `boxes_taken` are places already written on, `frame` what no name may leave.
    """
    dots = [disk(point, POINT) for point in points]
    full: list[Box] = [*boxes_taken, *dots]
    spots: dict[int, tuple[float, float]] = {}
    for index in sorted(range(len(points)), key=lambda index: -_crowding(points, index)):
        places = around(points[index], names[index])
        boxes = [box(place, names[index]) for place in places]
        costs = [sum(_overlap(box, other) for other in full) + 50 * _outside(box, frame) for box in boxes]
        best = min(range(len(places)), key=lambda rank: (costs[rank], rank))
        spots[index] = places[best]
        full.append(boxes[best])
    return [spots[index] for index in range(len(points))]


def free(
    point: tuple[float, float],
    name: str,
    boxes_taken: Sequence[Box],
    radius: float,
    frame: Box,
    *,
    is_needed: bool,
) -> tuple[float, float] | None:
    """The nearest middle of a name beside a disk of that radius, inside the frame, where it covers nothing taken; None where it would,
    or, if it is needed, where it covers least."""
    places = [
        place for place in around(point, name, RINGS[:2], radius) if not _outside(box(place, name), frame)
    ]
    costs = [sum(_overlap(box(place, name), other) for other in boxes_taken) for place in places]
    best = min(range(len(places)), key=lambda rank: (costs[rank], rank), default=None)
    return None if best is None or (costs[best] and not is_needed) else places[best]


def around(
    point: tuple[float, float], name: str, rings: Sequence[float] = RINGS, radius: float = POINT
) -> list[tuple[float, float]]:
    """Where the middle of a name may stand beside its point, nearest first."""
    return [_put_text(point, LETTER * len(name), side, ring, radius) for ring in rings for side in SIDES]


def disk(middle: tuple[float, float], radius: float) -> Box:
    """The square that holds a disk."""
    x, y = middle
    return x - radius, y - radius, x + radius, y + radius


def box(middle: tuple[float, float], name: str) -> Box:
    """What a name covers."""
    return _box(middle, LETTER * len(name))


def _put_text(
    point: tuple[float, float], width: float, side: tuple[float, float], ring: float, radius: float
) -> tuple[float, float]:
    across, up = side
    return (
        point[0] + across * (width / 2 + (radius + GAP - POINT if not up else 0) + (ring - 1) * GAP),
        point[1] + up * ring * (LINE / 2 + radius + 2),
    )


def _box(middle: tuple[float, float], width: float) -> Box:
    x, y = middle
    return x - width / 2, y - LINE / 2, x + width / 2, y + LINE / 2


def _overlap(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, along)


def _outside(box: Box, frame: Box) -> float:
    return sum(
        max(0.0, overflow)
        for overflow in (frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3])
    )


def _crowding(points: Sequence[tuple[float, float]], index: int) -> float:
    x, y = points[index]
    return sum(1 / (1 + abs(x - a) + abs(y - b)) for a, b in points)
