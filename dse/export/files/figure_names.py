"""What files are called: in French, with the filter and the day of the data, `membres-jamais-touches-ong-2021-12-25.csv`."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dse import selections
from dse.filters import FILTERS
from dse.query import Selection

if TYPE_CHECKING:
    from dse.figures import Answer, Figure

LONGEST = 50  # letters of a title or of a filter
SEVERAL = "filtre"  # where more was chosen than a short name tells


def name_file(figure: Figure, answer: Answer, ending: str, reader: str = "") -> str:
    """The name of a file of a figure, with the filter chosen, who it is for where that is no person, and the day that its data reach where
    there are any."""
    parts = [find_title(figure), _describe_filter(answer.selection), reader]
    return _join_parts(parts, answer.as_of, ending)


def name_list(name: str, selection: Selection, day: date | None, ending: str) -> str:
    """The name of the file of a list, with the filter chosen and the day that its data reach where there is one."""
    return _join_parts([name, _describe_filter(selection)], day, ending)


def name_slides(title: str, day: date | None, ending: str) -> str:
    """The name of the file of a running order: its title, and the day of its data where there is one."""
    return _join_parts([_join_words(title) or "diaporama"], day, ending)


def _join_parts(parts: list[str], day: date | None, ending: str) -> str:
    dated = [*parts, f"{day:%Y-%m-%d}" if day else ""]
    return f"{'-'.join(filter(None, dated))}.{ending}"


def _describe_filter(selection: Selection) -> str:
    """The code chosen in a word or two; that there are several; empty where there is none."""
    chosen = [
        (code_filter.url_key, code)
        for code_filter in FILTERS
        for code in getattr(selection, code_filter.field)
    ]
    if len(chosen) > 1:
        return SEVERAL
    return "".join(_join_words(selections.names(url_key, [code])[0]) for url_key, code in chosen)


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
