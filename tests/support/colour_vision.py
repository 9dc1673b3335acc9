"""How colours are seen: their contrast, and how far apart they are for each kind of sight."""

from __future__ import annotations

import math

# Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15(6),
# at severity 1.0, on linear RGB.
SIGHTS = {
    "vision ordinaire": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopie": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutéranopie": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopie": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = tuple(sum(row) for row in _XYZ)

Triple = tuple[float, ...]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2)."""
    dark, bright = sorted(_through(_XYZ, _linear(each))[1] for each in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def lightness(colour: str) -> float:
    """L* of CIE 1976, from 0 to 100: what is left of a colour in grey."""
    return _lab(_linear(colour))[0]


def distance(one: str, other: str, sight: str) -> float:
    """ΔE*ab of CIE 1976 (ISO/CIE 11664-4) between two colours as a kind of sight sees them."""
    return math.dist(*(_lab(_simulate(_linear(each), sight)) for each in (one, other)))


def _linear(colour: str) -> Triple:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def _simulate(linear: Triple, sight: str) -> Triple:
    return tuple(min(1.0, max(0.0, each)) for each in _through(SIGHTS[sight], linear))


def _lab(linear: Triple) -> Triple:
    x, y, z = (_root(each / white) for each, white in zip(_through(_XYZ, linear), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(value: float) -> float:
    return value ** (1 / 3) if value > (6 / 29) ** 3 else value / (3 * (6 / 29) ** 2) + 4 / 29


def _through(matrix: tuple[Triple, ...], values: Triple) -> Triple:
    return tuple(sum(one * other for one, other in zip(row, values, strict=True)) for row in matrix)
