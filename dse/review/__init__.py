"""What goes into the document of a review: chapters in the order of the seminar, and the figures of each."""

from dse.review.chapters import CHAPTERS, Chapter
from dse.review.plan import EMPTY, Plan, PlannedChapter, propose

__all__ = ["CHAPTERS", "EMPTY", "Chapter", "Plan", "PlannedChapter", "propose"]
