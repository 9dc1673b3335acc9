"""Every operator, declared by the modules of each subject."""

from mutants import arranged, bound, broken, respelled, spoilt, spoilt_days, spoilt_numbers, spoilt_texts
from mutants.operators import EVERY

__all__ = [
    "EVERY",
    "arranged",
    "bound",
    "broken",
    "respelled",
    "spoilt",
    "spoilt_days",
    "spoilt_numbers",
    "spoilt_texts",
]
