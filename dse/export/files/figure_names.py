"""What the files of a figure are called: in French, with the date of the data, `membres-jamais-touches-2021-12-25.csv`."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dse.figures import Answer, Figure

LONGEST = 50  # letters, without the date


def name_file(figure: Figure, answer: Answer, ending: str) -> str:
    """The name of a file of a figure, with the day that its data reach where there is one."""
    day = f"-{answer.as_of:%Y-%m-%d}" if answer.as_of else ""
    return f"{find_title(figure)}{day}.{ending}"


def find_title(figure: Figure) -> str:
    """The figure in a few words, joined by hyphens."""
    return read_titles().get(figure.id) or _join_words(figure.question)


@functools.cache
def read_titles() -> dict[str, str]:
    """The titles that were chosen, by figure id."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _join_words(text: str) -> str:
    letters = (
        unicodedata.normalize("NFKD", text.casefold().replace("’", " ")).encode("ascii", "ignore").decode()
    )
    return "-".join(re.findall(r"[a-z0-9]+", letters))[:LONGEST].rstrip("-")
