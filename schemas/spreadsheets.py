"""Lists as a spreadsheet saves them again: separated by semicolons, in the encoding of Windows, dates as France writes them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def text(content: bytes) -> str:
    """A list as text. ValueError if it is neither in UTF-8 nor in the encoding of Windows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def rows(content: str) -> csv.DictReader[str]:
    """The lines of a list by title."""
    return csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter(content))


def cells(head: str) -> Iterator[list[str]]:
    """The cells of each line."""
    return csv.reader(io.StringIO(head, newline=""), delimiter=delimiter(head))


def row(values: Iterable[str], separator: str = ",") -> str:
    """A line that a person goes on with in a spreadsheet: quoted where it must be, and no more."""
    return separator.join(
        '"' + value.replace('"', '""') + '"' if {*value} & {separator, '"', "\n", "\r"} else value
        for value in values
    )


def delimiter(content: str) -> str:
    """What separates the titles: a comma, or a semicolon as French Excel has it."""
    head = content.partition("\n")[0]
    return "," if head.count(",") >= head.count(";") else ";"


def iso(cell: str) -> str:
    """A date written 31/12/2024 as 2024-12-31; any other text as it is."""
    found = _FRENCH_DAY.fullmatch(cell)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else cell
