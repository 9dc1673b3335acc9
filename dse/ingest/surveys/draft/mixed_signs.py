"""Signs between the answers of a cell that change from one cell to the next, as « A, B » beside « A / C » and « • A »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dse.ingest.spelling import canonical

SIGNS = (";", "|", "\n", ",", "/", "+", "&", " et ", " - ")
BULLETS = ("•", "▪", "●", "◦")  # before an answer, they are none of it


def find_other_signs(options: Sequence[str], cut: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The signs, beside `cut`, that cut some options into others of them, and the options left; a bullet always cuts."""
    signs: tuple[str, ...] = ()
    candidates = [sign for sign in (*BULLETS, *SIGNS) if sign != cut]
    while added := next((sign for sign in candidates if _cuts(options, signs, sign)), None):
        signs = (*signs, added)
        candidates.remove(added)
        options = _cut_options(options, signs)
    return signs, tuple(options)


def _cuts(options: Sequence[str], signs: Sequence[str], added: str) -> bool:
    """Whether a sign cuts one of some options into others, where `signs` cut too."""
    return any(added in option and _can_be_cut(option, options, (*signs, added)) for option in options)


def _cut_options(options: Sequence[str], signs: Sequence[str]) -> list[str]:
    labels = {canonical(option): option for option in reversed(options)}
    pieces = [
        _split(option, signs) if _can_be_cut(option, options, signs) else [option] for option in options
    ]
    return list(dict.fromkeys(labels.get(canonical(piece), piece) for several in pieces for piece in several))


def _can_be_cut(option: str, options: Sequence[str], signs: Sequence[str]) -> bool:
    pieces = _split(option, signs)
    others = set(map(canonical, options)) - {canonical(option)}
    has_bullet = any(bullet in option for bullet in BULLETS if bullet in signs)
    return bool(pieces) and (has_bullet or all(canonical(piece) in others for piece in pieces))


def _split(text: str, signs: Sequence[str]) -> list[str]:
    pieces = re.split("|".join(map(re.escape, signs)), text)
    return [piece for piece in map(str.strip, pieces) if piece]
