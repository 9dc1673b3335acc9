"""Widths of the columns of the report's tables, in centimetres."""

from __future__ import annotations

from collections.abc import Sequence

# Centimetres of a letter, of a bold letter, of the margins of a cell; number of letters above which a text is wrapped.
LETTER, BOLD_LETTER, MARGIN, LONGEST = 0.17, 0.2, 0.33, 18
HEAD_LINES, MOST_HEAD_LINES, OVER_LINES = 3, 4, 2

Texts = Sequence[str]  # what a column shows, its label first


def count_fitting(columns: Sequence[Texts], room: float) -> int:
    """How many of the first columns fit in `room` centimetres."""
    for count, column in enumerate(columns):
        room -= minimum_width(column)
        if room < 0:
            return count
    return len(columns)


def share_room(columns: Sequence[Texts], room: float) -> list[float]:
    """Widths in centimetres; the room left is shared between columns whose texts are wrapped. Where they stay so, heads are higher."""
    widths = [minimum_width(column) for column in columns]
    needed = [LETTER * longest_length(column[1:]) + MARGIN for column in columns]
    if sum(map(max, widths, needed)) > room:
        widths = [minimum_width(column, MOST_HEAD_LINES) for column in columns]
    extra = [max(0.0, need - width) for need, width in zip(needed, widths, strict=True)]
    share = min(1.0, max(0.0, room - sum(widths)) / (sum(extra) or 1.0))
    return [width + share * extra_width for width, extra_width in zip(widths, extra, strict=True)]


def fill_room(widths: Sequence[float], room: float) -> list[float]:
    """Widths increased alike, so that a table is as wide as the text."""
    more = max(0.0, room - sum(widths)) / len(widths)
    return [width + more for width in widths]


def widen_for_titles(
    widths: Sequence[float], titles: Sequence[str], spans: Sequence[int], room: float
) -> list[float]:
    """Widths increased for titles that span several columns, as far as there is room."""
    widened, first = list(widths), 0
    for title, span in zip(titles, spans, strict=True):
        needed = BOLD_LETTER * -(-len(title) // OVER_LINES) + MARGIN
        more = (
            min(max(0.0, needed - sum(widened[first : first + span])), max(0.0, room - sum(widened))) / span
        )
        widened[first : first + span] = [width + more for width in widened[first : first + span]]
        first += span
    return widened


def minimum_width(column: Texts, head_lines: int = HEAD_LINES) -> float:
    """Centimetres a column needs: its longest text, wrapped if long, or its label on at most so many lines."""
    label, *texts = column
    word = max((len(word) for text in texts for word in text.split()), default=0)
    title = max(-(-len(label) // head_lines) + 2, *map(len, label.split()), 0) if label else 0
    return max(LETTER * max(min(LONGEST, longest_length(texts)), word), BOLD_LETTER * title) + MARGIN


def longest_length(texts: Sequence[str]) -> int:
    """Letters of the longest text."""
    return max(map(len, texts), default=0)
