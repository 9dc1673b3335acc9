"""Adding to a list of the team the lines that an earlier release left in ours and that it lacks. No line of it is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas import spreadsheets

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class MergedList:
    """A list with the lines it lacked. `added` names them, `different` names lines that it has otherwise: its own stay."""

    content: bytes
    added: tuple[str, ...]
    different: tuple[str, ...]


def merge_lists(own: bytes, leftover: bytes) -> MergedList:
    """A list of the team with lines left in ours. ValueError if it is not in UTF-8 or has no titles."""
    text = own.decode("utf-8-sig")
    present = {_line_key(line): line for line in _read_lines(text)}
    leftover_lines = {_line_key(line): line for line in _read_lines(spreadsheets.text(leftover))}
    missing = {name: line for name, line in leftover_lines.items() if name not in present}
    different = [
        name for name, line in leftover_lines.items() if name not in missing and line != present[name]
    ]
    if not missing:
        return MergedList(own, (), tuple(different))
    content = (BOM if own.startswith(BOM) else b"") + _append_lines(text, list(missing.values())).encode(
        "utf-8"
    )
    return MergedList(content, tuple(missing), tuple(different))


def _read_lines(text: str) -> Iterator[dict[str, str]]:
    """The cells of each line that are not empty."""
    for line in spreadsheets.rows(text):
        cells = {
            title.strip(): spreadsheets.iso(cell.strip())
            for title, cell in line.items()
            if title and isinstance(cell, str)
        }
        if any(cells.values()):
            yield {title: cell for title, cell in cells.items() if cell}


def _line_key(line: Mapping[str, str]) -> str:
    """What no two lines of a list have in common: a code, or of a break what breaks and when."""
    if name := line.get("code") or " ".join(filter(None, (line.get("what"), line.get("from_date")))):
        return name
    raise ValueError("a line without a code")


def _append_lines(text: str, lines: list[dict[str, str]]) -> str:
    """A list and more lines, written as it is: a column that it lacks is added at the end of its titles."""
    separator, end = spreadsheets.delimiter(text), "\r\n" if "\r\n" in text else "\n"
    head, _, rest = text.partition(end)
    titles = [title.strip() for title in next(spreadsheets.cells(head), [])]
    if not titles:
        raise ValueError("a list without titles")
    more = sorted({title for line in lines for title in line}.difference(titles))
    rows = [spreadsheets.row([line.get(title, "") for title in titles + more], separator) for line in lines]
    before = rest if not rest or rest.endswith(end) else rest + end
    return end.join([separator.join([head, *more]), before + end.join(rows), ""])
