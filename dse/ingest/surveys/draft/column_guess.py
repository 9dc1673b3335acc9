"""What a column of an export seems to be, before a person reviews it."""

from __future__ import annotations

from dataclasses import dataclass

from dse.ingest.forms.survey_definitions import Option

LARGEST_RATING = 10
BOUNDS, ORDER, JOINED, BESIDE = "bornes", "ordre", "separateur", "a-part"


@dataclass(frozen=True)
class Doubt:
    """What only a person can settle of a column: of which kind, about what. `note` is what the draft says of it meanwhile."""

    kind: str
    about: str
    note: str = ""


@dataclass(frozen=True)
class Guess:
    """A form of answer, with its scale or bounds, and what made it doubtful. `absent` are texts supposed to be no answer."""

    kind: str
    options: tuple[Option, ...] = ()
    family: str | None = None
    lowest: float | None = None
    highest: float | None = None
    split: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def guess_rating(lowest: float, highest: float, missing_options: tuple[Option, ...]) -> Guess:
    """A note between two bounds, the usual ones around those that were seen."""
    low = 0.0 if lowest == 0 else 1.0
    high = next(bound for bound in (4.0, 5.0, 7.0, 10.0) if bound >= highest)
    seen = f"Valeurs vues : de {lowest:g} à {highest:g}. L’échelle va-t-elle bien de {low:g} à {high:g} ?"
    doubt = Doubt(BOUNDS, f"{low:g}-{high:g}", seen)
    return Guess("scale", missing_options, lowest=low, highest=high, notes=(seen,), doubts=(doubt,))
