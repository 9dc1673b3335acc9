"""What a comment of a review stands under, as one text: `summary`, `chapter:KEY` or `figure:ID`."""

from __future__ import annotations

from schemas import renamed

SUMMARY_ANCHOR = "summary"
_CHAPTER, _FIGURE = "chapter:", "figure:"


def chapter_anchor(key: str) -> str:
    """The anchor of a chapter."""
    return f"{_CHAPTER}{key}"


def figure_anchor(figure_id: str) -> str:
    """The anchor of a figure."""
    return f"{_FIGURE}{figure_id}"


def find_figure(anchor: str) -> str | None:
    """The figure of an anchor; None where it is of none."""
    return anchor.removeprefix(_FIGURE) if anchor.startswith(_FIGURE) else None


def find_chapter(anchor: str) -> str | None:
    """The key of the chapter of an anchor; None where it is of none."""
    return anchor.removeprefix(_CHAPTER) if anchor.startswith(_CHAPTER) else None


def rename_anchor(anchor: str) -> str:
    """An anchor whose figure has the id of today."""
    figure_id = find_figure(anchor)
    return anchor if figure_id is None else figure_anchor(renamed.figure(figure_id))
