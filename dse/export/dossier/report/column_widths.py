"""Widths of the columns of the report's tables, in centimetres."""

from __future__ import annotations

from collections.abc import Sequence

# Centimetres of a letter, of a bold letter, of the margins of a cell; number of letters above which a text is wrapped.
LETTER, BOLD_LETTER, MARGIN, LONGEST = 0.17, 0.2, 0.33, 18
HEAD_LINES, OVER_LINES = 3, 2

Texts = Sequence[str]  # what a column shows, its label first


def count_fitting(columns: Sequence[Texts], room: float) -> int:
    """How many of the first columns fit in `room` centimetres."""
    for count, column in enumerate(columns):
        room -= minimum_width(column)
        if room < 0:
            return count
    return len(columns)


def share_room(columns: Sequence[Texts], room: float) -> list[float]:
    """Widths in centimetres; the room left is shared between columns whose texts are wrapped."""
    widths = [minimum_width(column) for column in columns]
    extra = [
        max(0.0, LETTER * longest_length(column[1:]) + MARGIN - width)
        for column, width in zip(columns, widths, strict=True)
    ]
    share = min(1.0, max(0.0, room - sum(widths)) / (sum(extra) or 1.0))
    return [width + share * extra_width for width, extra_width in zip(widths, extra, strict=True)]


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


def minimum_width(column: Texts) -> float:
    """Centimetres a column needs: its longest text, wrapped if long, or its label on at most three lines."""
    label, *texts = column
    word = max((len(word) for text in texts for word in text.split()), default=0)
    title = max(-(-len(label) // HEAD_LINES) + 2, *map(len, label.split()), 0) if label else 0
    return max(LETTER * max(min(LONGEST, longest_length(texts)), word), BOLD_LETTER * title) + MARGIN


def longest_length(texts: Sequence[str]) -> int:
    """Letters of the longest text."""
    return max(map(len, texts), default=0)
