"""What an answer rests on, as every exit writes it: `88 membres · Enquête auprès des membres · données au 4 mai 2019`."""

from __future__ import annotations

from dse import french
from dse.figures.figure import Answer
from dse.figures.registry import REGISTRY


def list_basis(
    answer: Answer, source: str | None = None, day: str | None = None, data: str = "données"
) -> list[str]:
    """How much was counted, the source, and the day of the data; a slide gives shorter ones of the last two."""
    source = REGISTRY[answer.figure_id].source if source is None else source
    if day is None:
        day = french.day(answer.as_of) if answer.as_of else ""
    return [part for part in (answer.size, source, f"{data} au {day}" if day else "") if part]
