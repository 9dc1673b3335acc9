"""What goes into the document of a review: chapters in the order of the seminar, the figures of each, and what the team wrote."""

from dse.review.anchors import SUMMARY_ANCHOR, chapter_anchor, figure_anchor
from dse.review.chapters import CHAPTERS, Chapter
from dse.review.plan import EMPTY, Comment, Confirmation, Plan, PlannedChapter, propose

__all__ = [
    "CHAPTERS",
    "EMPTY",
    "SUMMARY_ANCHOR",
    "Chapter",
    "Comment",
    "Confirmation",
    "Plan",
    "PlannedChapter",
    "chapter_anchor",
    "figure_anchor",
    "propose",
]
