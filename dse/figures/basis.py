"""What an answer rests on, as every exit writes it: `88 membres · Enquête auprès des membres · données au 4 mai 2019`."""

from __future__ import annotations

from dse import disclosure, french, selections
from dse.figures.figure import Answer
from dse.figures.readable import describe_records
from dse.figures.registry import REGISTRY


def list_basis(
    answer: Answer, source: str | None = None, day: str | None = None, *, is_fictional: bool = False
) -> list[str]:
    """How much was counted, what was said beside it, the source, and the day of the data; a slide gives shorter ones of the last two."""
    source = REGISTRY[answer.figure_id].source if source is None else source
    if day is None:
        day = french.day(answer.as_of) if answer.as_of else ""
    data = "données fictives" if is_fictional else "données"
    undated = data if is_fictional else ""
    return [
        part
        for part in (answer.size, answer.left_out, source, f"{data} au {day}" if day else undated)
        if part
    ]


def describe_basis_of_file(answer: Answer, *, is_fictional: bool) -> str:
    """The line of a file that leaves alone: its basis, what is hidden from its audience, what is recorded, version, years and filters."""
    hidden = disclosure.words.told(answer.hidden)
    parts = [
        *list_basis(answer, is_fictional=is_fictional),
        f"pour ce public : {hidden}" if hidden else "",
        *describe_records(answer.table, REGISTRY[answer.figure_id].columns),
        f"version {answer.version}",
        selections.told(answer.selection),
    ]
    return " · ".join(filter(None, parts))
